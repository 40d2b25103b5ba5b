/* y = x W^T and its gradients. */
#ifndef BLT_NN_LINEAR_H
#define BLT_NN_LINEAR_H

#include "nn/exec.h"
#include "num/view.h"

/* y [n, w->rows], x [n, w->cols] */
void
blt__linear_fwd(float *y, const float *x, const blt__mat *w, size_t n,
                blt__exec exec);

/* The same for each of several matrices with the same x, which costs the
 * threads of a pool one job instead of several. */
typedef struct blt__product {
    float *y;                   /* [n, w->rows] */
    const blt__mat *w;
} blt__product;
void
blt__linear_each(const blt__product *p, size_t count, const float *x,
                 size_t n, blt__exec exec);

/* dx [n, cols] = beta * dx + dy W  unless NULL;  dw [rows, cols] += dy^T x.
 * exec is one for training. */
void
blt__linear_bwd(float *dx, float beta, const blt__mat *dw, const float *dy,
                const float *x, const blt__mat *w, size_t n, blt__exec exec);

/* y += x */
void
blt__add(float *restrict y, const float *restrict x, size_t n);

#endif
