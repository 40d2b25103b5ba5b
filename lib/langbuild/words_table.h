/* The words and punctuation that the n-grams and the cloze network of a
 * language know, by their keys. */
#ifndef BLT_LANGBUILD_WORDS_TABLE_H
#define BLT_LANGBUILD_WORDS_TABLE_H

#include "lang/word_key.h"

typedef struct blt__word_slot {
    blt__word_key key;          /* 0: empty */
    uint32_t count;             /* occurrences in all texts */
    float weighted;             /* the same, by the weights of the texts */
    uint32_t id;                /* of the n-grams; 0: none */
    uint32_t row;               /* of the cloze network; 0: unknown */
    int punct;                  /* punctuation */
} blt__word_slot;

/* Open addressing.  Zero-initialised: empty.  Not thread-safe. */
typedef struct blt__word_table {
    blt__word_slot *slot;
    size_t slots, used;         /* slots: a power of 2 */
} blt__word_table;

void blt__word_table_free(blt__word_table *t);
/* The slot of a key; NULL: not there. */
const blt__word_slot *blt__word_table_find(const blt__word_table *t,
                                           blt__word_key key);
/* Finds a key, or adds it.  NULL: no memory.  Valid until the next call. */
blt__word_slot *blt__word_table_put(blt__word_table *t, blt__word_key key);

#endif
