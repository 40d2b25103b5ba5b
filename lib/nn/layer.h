/* One transformer layer.  [MODEL.md 2.4] */
#ifndef BLT_NN_LAYER_H
#define BLT_NN_LAYER_H

#include <blt/config.h>
#include "file/weights.h"
#include "nn/exec.h"

/* Width of a row of keys or values. */
static inline size_t
blt__part_kv(const blt_part *p)
{
    /* A part that the model lacks is all zeros. */
    return p->heads == 0 ? 0
        : (size_t)(p->hidden / p->heads * p->kv_heads);
}

typedef struct blt__layer_acts {
    float *n1, *r1;         /* [n, d] [n] */
    float *q, *k, *v;       /* [n, d] [n, g*w] [n, g*w], rotated */
    float *att;             /* [n, d] */
    float *mid, *n2, *r2;   /* [n, d] [n, d] [n] */
    float *gate, *up, *act; /* [n, i] */
    float *prob;            /* training only */
} blt__layer_acts;

/* Before attention: n1, q, k, v of rows whose rotations are cs. */
void
blt__layer_in(blt__layer_acts *a, const blt__layer_w *w, const float *x,
              const float *cs, const blt_part *p, size_t n, blt__exec exec);

/* After it: y = mid + ffn(norm(mid)), mid = x + o(att); y may be x. */
void
blt__layer_out(float *y, blt__layer_acts *a, const blt__layer_w *w,
               const float *x, const blt_part *p, size_t n, blt__exec exec);

/* dx [n, d] in place: dy in, dx out.  Scratch: blt__layer_scratch floats. */
void
blt__layer_bwd(float *dx, const blt__layer_w *dw, const blt__layer_acts *a,
               const blt__layer_w *w, const float *x, const float *cs,
               const blt_part *p, size_t n, float *scratch, blt__exec exec);
size_t
blt__layer_scratch(const blt_part *p, size_t n);

#endif
