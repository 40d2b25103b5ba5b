/* The best candidates so far. */
#ifndef BLT_CANDIDATES_NBEST_H
#define BLT_CANDIDATES_NBEST_H

#include "candidates/search.h"

typedef struct blt__found {
    blt__candidate *out;        /* [max] best first, n of them */
    size_t n, max;
    float slack;                /* bits behind the best that are enough */
    float bound;                /* bits that are too many */
} blt__found;

/* A candidate that may have been there with more bits. */
void blt__found_put(blt__found *f, const blt__candidate *x);

/* How many there are without those that came before the best was known. */
size_t blt__found_kept(const blt__found *f);

#endif
