/* Backoff models in hashed tables, and a language's two: of its words and of
 * the letters of words it never saw.
 *
 * A gram is a sequence of 64-bit keys k1 .. kn, oldest first; its hash is
 *
 *     h = 0;  for each k:  h = mix(h ^ k * 0x9e3779b97f4a7c15)
 *     mix(x): x ^= x >> 32; x *= 0xd6e8feb86659fd93; x ^= x >> 32;
 *             x *= 0xd6e8feb86659fd93; x ^= x >> 32
 *
 * The key of a word is, over the bytes of its fold, h = (h ^ byte) *
 * 0x100000001b3 from 0xcbf29ce484222325, then mix(h); 0 to 15 have meanings
 * of their own (add 16).  The fold is lower case, dotless i as i, ' for
 * U+2019 and U+02BC, no soft hyphens.
 *
 * A table of b buckets keeps the grams of one length: the bucket is the upper
 * half of the hash times b, over 2^32; what is kept is the lowest 16 bits.
 * With twelve grams a bucket one look-up in five thousand finds what is not
 * there.  Tensors, little-endian, with NAME words or letters and N the length
 * of the grams:
 *
 *   ngram.NAME.N.start  U32 [b + 1]  where each bucket begins
 *   ngram.NAME.N.rest   U16 [n]
 *   ngram.NAME.N.bits   U8  [n]  -log2 P(last | others), in eighths
 *   ngram.NAME.N.back   U8  [n]  -log2 of the weight of shorter contexts, in
 *                                eighths from -4 on; not of the longest
 *   ngram.NAME.unknown  U32 [1]  eighths of a bit of what is in no table */
#ifndef BLT_LANG_NGRAM_H
#define BLT_LANG_NGRAM_H

#include "file/weights.h"
#include "lang/lang.h"

#define BLT__GRAMS_MAX 5        /* keys in a gram */
#define BLT__GRAM_STEPS 8.0f    /* steps in a bit */
#define BLT__GRAM_BACKOFF_OFFSET 4.0f
#define BLT__GRAM_BUCKET 255    /* grams in one, at most */

#define BLT__KEY_UNKNOWN 3u     /* a word that is too rare to be kept */
#define BLT__KEY_END 4u         /* behind the last letter */
#define BLT__KEY_RESERVED 16u /* keys of words and letters: this and more */

typedef struct blt__grams {     /* those of one length */
    const uint8_t *start, *rest, *bits, *back;
    uint32_t n, buckets;
} blt__grams;

typedef struct blt__backoff {
    int order;
    blt__grams t[BLT__GRAMS_MAX];
    float unknown;
} blt__backoff;

uint32_t blt__fold_char(uint32_t c);    /* 0: no part of the fold */
uint64_t blt__gram_hash(const blt__word_key *k, size_t n);
/* Where a gram lies in a table, or UINT32_MAX. */
uint32_t blt__grams_find(const blt__grams *t, uint64_t hash);
/* -log2 P(k[n - 1] | k[0 .. n - 1)), n <= order; *known gets 0 when the last
 * key is in no table. */
float blt__backoff_bits(const blt__backoff *m, const blt__word_key *k,
                        size_t n, int *known);

struct blt__ngram {
    blt__backoff words, letters;
};

/* NULL in *g when the file has no n-grams. */
blt_status blt__ngram_open(blt__ngram **g, const blt__st *st,
                           const char *path, blt_error *err);
void blt__ngram_free(blt__ngram *g);

/* ---- build_ngram.c ------------------------------------------------------- */

#define BLT__GRAM_CLASSES 2

/* Counts grams of ids, which are below 2^bits; order * bits <= 63. */
typedef struct blt__ngram_counter blt__ngram_counter;
blt__ngram_counter *blt__ngram_counter_new(int order, unsigned bits);
void blt__ngram_counter_free(blt__ngram_counter *c);
/* A sentence whose first id opens it and is never predicted. */
blt_status blt__ngram_counter_add(blt__ngram_counter *c, const uint32_t *id,
                                  size_t n, int class, blt_error *err);

typedef struct blt__ngram_options {
    float weight[BLT__GRAM_CLASSES];    /* of a count */
    size_t most[BLT__GRAMS_MAX];        /* grams of each length to keep; 0:
                                           all */
    uint32_t drop;          /* an id that is no context */
    const blt__word_key *key;           /* of each id */
    float unknown;                      /* bits */
} blt__ngram_options;

typedef struct blt__backoff_data {
    blt__backoff view;      /* of the buffers */
    blt__buf start[BLT__GRAMS_MAX], rest[BLT__GRAMS_MAX],
        bits[BLT__GRAMS_MAX], back[BLT__GRAMS_MAX];
    size_t seen[BLT__GRAMS_MAX];        /* before pruning */
} blt__backoff_data;

/* The model of what was counted; c is used up. */
blt_status blt__ngram_estimate(blt__backoff_data *d, blt__ngram_counter *c,
                               const blt__ngram_options *plan, blt_error *err);
void blt__backoff_data_free(blt__backoff_data *d);
void blt__backoff_declare(blt__st_out *o, const blt__backoff_data *d,
                          const char *name);
void blt__backoff_write(blt__st_out *o, const blt__backoff_data *d);

#endif
