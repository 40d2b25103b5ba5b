/* Counts of words, by a hash of their spelling: the accepted words, and how
 * often a document uses those that no lexicon has. */
#ifndef BLT_SPELL_WORD_COUNTS_H
#define BLT_SPELL_WORD_COUNTS_H

#include "base/base.h"
#include "base/table.h"

typedef struct blt__word_counts {
    uint64_t *key;              /* [n] hashes of the words */
    uint32_t *count;            /* [n] */
    size_t n, cap;
    blt__hash_table table;           /* of the words */
} blt__word_counts;

/* Adds one to the count of a word.  After a million words no new ones are
 * added, so that memory stays bounded. */
blt_status
blt__word_counts_add(blt__word_counts *k, const char *word, size_t n,
                     blt_error *err);
uint32_t
blt__word_counts_get(const blt__word_counts *k, const char *word, size_t n);
void
blt__word_counts_clear(blt__word_counts *k);
void
blt__word_counts_free(blt__word_counts *k);

#endif
