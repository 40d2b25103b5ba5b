/* Rotary positions: neighbouring pairs.  [MODEL.md 2.2] */
#ifndef BLT_NN_ROPE_H
#define BLT_NN_ROPE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

/* Cosines and sines without loss at any position: the angle p * f is computed
 * in double as (p - p mod 256) f + (p mod 256) f, so position 10^9 is as exact
 * as position 10.  The reference multiplies in float32, which drifts from
 * about 10^5 on and agrees to 1e-4 rad below 2000. */
typedef struct blt__rope {
    size_t width;
    double *freq;           /* [width/2] */
    double *low;            /* [256, width] cos, sin of (p mod 256) f */
} blt__rope;                /* read-only once made */

blt_status blt__rope_init(blt__rope *r, size_t width, double theta,
                          blt_error *err);
void blt__rope_free(blt__rope *r);

/* cs [n, width]: cos, sin of each pair for positions pos .. pos + n - 1. */
void
blt__rope_fill(float *cs, const blt__rope *r, int64_t pos, size_t n);

/* Rotates every head of x [n, heads * width] by its row of cs; sign -1 is the
 * backward pass. */
void
blt__rope_apply(float *x, const float *cs, float sign, size_t n,
                size_t heads, size_t width);

#endif
