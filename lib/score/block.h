/* Statistics of a block of bytes without a model, and where they jump. */
#ifndef BLT_SCORE_BLOCK_H
#define BLT_SCORE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Of the n bytes counted in hist [256], n >= 1:
 *   entropy     order-0 entropy, in nats per byte: 0 .. ln 256
 *   chi_square  distance from 256 equally frequent bytes, as ent(1) prints
 *               it: about 255 for random bytes, 255 n for one byte repeated */
void blt__block_stats(double *entropy, double *chi_square,
                      const uint32_t hist[256], int64_t n);

/* The edges that binwalk -E reports: a block whose entropy rises to 0.95 of
 * ln 256 or falls to 0.85 of it, once until the other threshold is crossed
 * back.  Thresholds copied from binwalk 2.3.  All zero is the start. */
typedef struct blt__edges {
    int last;               /* 1 rising, -1 falling, 0 none yet */
    int crossed;            /* the other threshold was, since then */
} blt__edges;

/* The next block's entropy in nats per byte; returns 1 for a rising edge, -1
 * for a falling one, 0 for none. */
int blt__edges_next(blt__edges *e, double entropy);

#endif
