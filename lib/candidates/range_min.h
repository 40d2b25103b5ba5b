/* Range-minimum query: lowest unigram cost among word numbers [from, to),
 * O(1). */
#ifndef BLT_CANDIDATES_RANGE_MIN_H
#define BLT_CANDIDATES_RANGE_MIN_H

#include "candidates/astar.h"

enum { BLT__RANGE_MIN_LEVELS = 28 };    /* derived: blocks of 8 among 2^31
                                           words */

/* Costs are in quarters of a bit, rounded down. */
typedef struct blt__range_min {
    const blt__lexicon *l;      /* borrowed */
    uint32_t words;
    uint8_t *in_dict;           /* [words / 8 + 1] a bit for each word that a
                                   dictionary has */
    uint8_t *bits;              /* [words] unigram cost */
    uint8_t *level[BLT__RANGE_MIN_LEVELS];  /* [k] minima over 2^k blocks,
                                   beginning at each block */
    int levels;
} blt__range_min;

/* t is all zero.  0 when there is no memory. */
int blt__range_min_init(blt__range_min *t, const blt__lexicon *l);
void blt__range_min_free(blt__range_min *t);

static inline int
blt__range_min_in_dict(const blt__range_min *t, uint32_t word)
{
    return t->in_dict[word / 8] >> word % 8 & 1;
}

/* The lowest cost of words from .. to - 1; 255 when there is none. */
uint8_t blt__range_min_query(const blt__range_min *t, uint32_t from,
                             uint32_t to);

#endif
