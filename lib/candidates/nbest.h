/* The n best matches found so far. */
#ifndef BLT_CANDIDATES_NBEST_H
#define BLT_CANDIDATES_NBEST_H

#include "candidates/astar.h"

typedef struct blt__nbest {
    blt__match *out;            /* [max] n of them, best first */
    size_t n, max;
    float slack;                /* matches this many bits above the best one
                                   are not wanted */
    float bound;                /* matches with more bits are not wanted */
} blt__nbest;

/* Adds a match, or replaces the same words with more bits, and lowers the
 * bound. */
void blt__nbest_put(blt__nbest *f, const blt__match *x);

/* Number of entries within `slack` bits of the final best. */
size_t blt__nbest_count(const blt__nbest *f);

#endif
