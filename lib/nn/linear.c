/* y = x W^T and its gradients. */
#include "config.h"
#include <assert.h>
#include "base/pool.h"
#include "nn/linear.h"
#include "num/gemm.h"
#include "num/kern.h"

/* SPLIT: columns per work item of a divided product, some hundred kB of
 * weights; WORTH: weights from which a product is divided.  Both are far above
 * the cost of waking a thread (derived). */
enum { SPLIT = 128, WORTH = 1 << 20 };

struct split {
    float *y;
    const float *x;
    const blt__mat *w;
    size_t n;
};

static void
split_item(void *arg, size_t i, int worker)
{
    const struct split *s = arg;
    size_t j = i * SPLIT, end = j + SPLIT;

    (void)worker;
    blt__kern_get()->matmul(s->y, s->w->rows, s->x, s->w, j,
                            end < s->w->rows ? end : s->w->rows, s->n);
}

void
blt__linear_fwd(float *y, const float *x, const blt__mat *w, size_t n,
                blt__exec exec)
{
    assert(!blt__type_scaled(w->type));
    blt__count_add(exec.count, 2 * n * w->rows * w->cols);
    if (exec.math == BLT__BLAS) {
        assert(w->type == BLT__F32);
        blt__gemm(y, w->rows, 0, 1, x, w->cols, 0, w->p, w->cols, 1, n,
                  w->rows, w->cols);
    } else if (exec.pool != NULL && w->rows * w->cols >= WORTH) {
        struct split s = { y, x, w, n };

        blt__pool_run(exec.pool, (w->rows + SPLIT - 1) / SPLIT, split_item,
                     &s);
    } else {
        blt__kern_get()->matmul(y, w->rows, x, w, 0, w->rows, n);
    }
}

void
blt__linear_bwd(float *dx, float beta, const blt__mat *dw, const float *dy,
                const float *x, const blt__mat *w, size_t n)
{
    if (dx != NULL)
        blt__gemm(dx, w->cols, beta, 1, dy, w->rows, 0, w->p, w->cols, 0, n,
                  w->cols, w->rows);
    blt__gemm((float *)dw->p, w->cols, 1, 1, dy, w->rows, 1, x, w->cols, 0,
              w->rows, w->cols, n);
}

void
blt__add(float *restrict y, const float *restrict x, size_t n)
{
    blt__kern_get()->axpy(y, 1, x, n);
}
