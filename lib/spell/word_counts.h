/* Words by their hashes: those that were accepted, and how often a document
 * used those that no lexicon has. */
#ifndef BLT_SPELL_WORD_COUNTS_H
#define BLT_SPELL_WORD_COUNTS_H

#include "base/base.h"

typedef struct blt__known {
    uint64_t *key;              /* 0: free */
    uint32_t *count;
    size_t n, cap;
} blt__known;

/* Adds one to a word's count.  Beyond a million words nothing new is added:
 * a text that long is known well enough, and memory stays bounded. */
blt_status
blt__known_add(blt__known *k, const char *word, size_t n, blt_error *err);
uint32_t
blt__known_count(const blt__known *k, const char *word, size_t n);
void
blt__known_clear(blt__known *k);
void
blt__known_free(blt__known *k);

#endif
