/* Causal self-attention in a window.  [MODEL.md 2.3] */
#ifndef BLT_NN_ATTENTION_H
#define BLT_NN_ATTENTION_H

#include "nn/cache.h"
#include "nn/exec.h"

/* m <= BLT__QUERIES adjacent query rows against cached positions: row i
 * sees lo[i] .. hi + i - 1, lo not falling, lo[i] < hi + i, hi + m - 1 <=
 * len.  A row's result does not depend on the others.
 *   out, q  [m, heads * w]
 *   s       scratch, blt__attend_scratch(longest range, w) floats */
void
blt__attend(float *out, const float *q, const blt__cache *c, size_t heads,
            const int64_t *lo, int64_t hi, size_t m, float *s);
size_t
blt__attend_scratch(int64_t range, size_t width);

/* A whole sequence for training: row t sees rows max(0, t - window + 1)..t;
 * window 0 means all.  Works on blocks of queries, so that the cost is
 * proportional to n * window.
 *   att, q [n, h*w]  k, v [n, g*w]
 *   prob   saved probabilities, blt__band_size(n, window) * h floats
 *   discard  1 if no backward pass follows: every tile then uses the start of
 *            prob, which stays in the second-level cache
 *   exec     one for training */
typedef struct blt__band {
    size_t n, heads, kv, width, window;
    int discard;
    blt__exec exec;
} blt__band;

size_t
blt__band_size(size_t n, size_t window);
void
blt__band_fwd(float *att, float *prob, const float *q, const float *k,
              const float *v, const blt__band *b);
/* Writes dq, dk, dv.  ds: scratch, blt__band_row(window, n) * 64. */
void
blt__band_bwd(float *dq, float *dk, float *dv, float *ds, const float *datt,
              const float *prob, const float *q, const float *k,
              const float *v, const blt__band *b);
size_t
blt__band_row(size_t n, size_t window);

#endif
