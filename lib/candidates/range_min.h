/* The fewest unigram bits of any word between two numbers, at once. */
#ifndef BLT_CANDIDATES_RANGE_MIN_H
#define BLT_CANDIDATES_RANGE_MIN_H

#include "candidates/search.h"

enum { BLT__MINIMA_LEVELS = 28 };

/* Unigram bits of all words, in quarters, rounded down; and their minima:
 * level 0 over blocks, level k over 2^k blocks. */
typedef struct blt__minima {
    const blt__lexicon *l;
    uint32_t words;
    uint8_t *listed;            /* a bit each: a dictionary has it */
    uint8_t *bits, *level[BLT__MINIMA_LEVELS];
    int levels;
} blt__minima;

/* 0 when there is no memory. */
int blt__minima_make(blt__minima *t, const blt__lexicon *l);
void blt__minima_free(blt__minima *t);

static inline int
blt__minima_listed(const blt__minima *t, uint32_t word)
{
    return t->listed[word / 8] >> word % 8 & 1;
}

/* Of the words from .. to - 1, in quarters; 255 when there is none. */
uint8_t blt__minima_least(const blt__minima *t, uint32_t from, uint32_t to);

#endif
