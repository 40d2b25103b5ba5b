/* Backoff n-gram models in hashed tables, read in place from a mapped file
 * [Katz 1987; Talbot, Osborne 2007].
 *
 * There is a table for each length of gram.  The bucket of a gram is the
 * upper half of its hash (word_key.h) times the number of buckets, over 2^32;
 * the table keeps the lowest 16 bits of the hash.  With twelve grams in a
 * bucket, one look-up in about five thousand finds a gram that is not there.
 *
 * Tensors, little-endian, for a model NAME and grams of length N:
 *
 *   ngram.NAME.N.start  U32 [buckets + 1]  first gram of each bucket
 *   ngram.NAME.N.rest   U16 [n]  lowest 16 bits of the hash
 *   ngram.NAME.N.bits   U8  [n]  -log2 P(last key | others), in eighths
 *   ngram.NAME.N.back   U8  [n]  -log2 of the backoff weight, in eighths from
 *                                -4 on; none for the longest grams
 *   ngram.NAME.unknown  U32 [1]  bits of a key in no table, in eighths
 *
 * A model is read-only and may be shared by threads.  A hostile file gives
 * wrong numbers, and nothing worse. */
#ifndef BLT_LANG_BACKOFF_H
#define BLT_LANG_BACKOFF_H

#include "file/safetensors.h"
#include "file/weights.h"
#include "lang/word_key.h"

#define BLT__GRAMS_MAX 5                /* keys in a gram */
#define BLT__GRAM_STEPS 8.0f            /* steps per bit */
#define BLT__GRAM_BACKOFF_OFFSET 4.0f   /* bits; weights may exceed 1 */
#define BLT__GRAM_FILL 12               /* grams per bucket, mean; chosen */
#define BLT__GRAM_BUCKET 255            /* grams per bucket, at most */

/* A table of the grams of one length; borrowed. */
typedef struct blt__grams {
    const uint8_t *start, *rest, *bits, *back;
    uint32_t n, buckets;
} blt__grams;

typedef struct blt__backoff {
    int order;                          /* 0: no model */
    blt__grams t[BLT__GRAMS_MAX];       /* [length - 1] */
    float unknown;                      /* bits */
} blt__backoff;

/* The index of a gram in a table, or UINT32_MAX. */
uint32_t blt__grams_find(const blt__grams *t, uint64_t hash);

/* -log2 P(k[n - 1] | k[0 .. n - 1)) for 1 <= n <= order; *known gets 0 if the
 * last key is in no table. */
float blt__backoff_bits(const blt__backoff *m, const blt__word_key *k,
                        size_t n, int *known);

/* Opens the model NAME of a language file, which must outlive it.  BLT_EDATA
 * names `path` and the tensor. */
blt_status blt__backoff_open(blt__backoff *m, const blt__st *st,
                             const char *name, const char *path,
                             blt_error *err);

#endif
