/* Cross-attention: each query sees a short run of rows.  [MODEL.md 2.5] */
#ifndef BLT_NN_CROSS_H
#define BLT_NN_CROSS_H

#include <blt/config.h>
#include "file/weights.h"
#include "nn/exec.h"

/* The cross-attention of patches over their bytes and of bytes over the
 * vectors of a patch: query i sees rows lo[i] .. hi[i]-1 of k and v.
 * Values for the backward pass; all arrays sized by the caller. */
typedef struct blt__cross_acts {
    float *qn, *rq, *q;     /* [nq, d] [nq] [nq, d] */
    float *kn, *rk, *k, *v; /* [nk, d] [nk] [nk, g*w] [nk, g*w] */
    float *att;             /* [nq, d] */
    float *prob;            /* h * sum(hi - lo) */
} blt__cross_acts;

/* u [nq, d] = 2 x + o(att(q(norm x), k, v)): the module's residual and the
 * caller's.  blt__cross_keys first. */
void
blt__cross_keys(blt__cross_acts *a, const blt__cross_w *w, const float *c,
                float eps, size_t nk, blt__exec exec);
void
blt__cross_fwd(float *u, blt__cross_acts *a, const blt__cross_w *w,
               const float *x, const uint32_t *lo, const uint32_t *hi,
               const blt_part *p, size_t nq, blt__exec exec);

/* du in, dx [nq, d] = ..., dc [nk, d] += ...; scratch of (4 nq + 3 nk) d.
 * dw's mats are added to. */
void
blt__cross_bwd(float *dx, float *dc, const blt__cross_w *dw, const float *du,
               const blt__cross_acts *a, const blt__cross_w *w,
               const float *x, const float *c, const uint32_t *lo,
               const uint32_t *hi, const blt_part *p, size_t nq, size_t nk,
               float *scratch, blt__exec exec);

#endif
