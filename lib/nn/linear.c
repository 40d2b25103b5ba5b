/* y = x W^T and its gradients. */
#include "config.h"
#include <assert.h>
#include "base/pool.h"
#include "nn/linear.h"
#include "num/gemm.h"
#include "num/kern.h"

/* SPLIT: bytes of weights per work item of a divided product; WORTH: bytes from
 * which products are divided.  At 10 GB/s these are 26 and 52 microseconds,
 * above the cost of waking a thread (derived). */
enum { SPLIT = 1 << 18, WORTH = 1 << 19 };

/* Rows in a work item: a multiple of those that a kernel takes at a time. */
static size_t
item_rows(const blt__mat *w)
{
    const size_t row = blt__type_size(w->type, w->cols),
                 rows = SPLIT / (row + 1) / 8 * 8;

    return rows < 8 ? 8 : rows;
}

static size_t
items(const blt__mat *w)
{
    return (w->rows + item_rows(w) - 1) / item_rows(w);
}

struct split {
    const blt__product *p;
    const float *x;
    size_t n;
};

static void
split_item(void *arg, size_t i, int worker)
{
    const struct split *s = arg;
    const blt__product *p = s->p;
    size_t j, end;

    (void)worker;
    for (; i >= items(p->w); p++)
        i -= items(p->w);
    j = i * item_rows(p->w);
    end = j + item_rows(p->w);
    blt__kern_get()->matmul(p->y, p->w->rows, s->x, p->w, j,
                            end < p->w->rows ? end : p->w->rows, s->n);
}

/* One job for all, because each job wakes the threads. */
static void
exact(const blt__product *p, size_t count, const float *x, size_t n,
      blt_pool *pool)
{
    struct split s = { p, x, n };
    size_t bytes = 0, all = 0;

    for (size_t i = 0; i < count; i++) {
        assert(!blt__type_scaled(p[i].w->type) || p[i].w->group != 0);
        bytes += p[i].w->rows * blt__type_size(p[i].w->type, p[i].w->cols);
        all += items(p[i].w);
    }
    if (pool != NULL && bytes >= WORTH) {
        blt__pool_run(pool, all, split_item, &s);
        return;
    }
    for (size_t i = 0; i < count; i++)
        blt__kern_get()->matmul(p[i].y, p[i].w->rows, x, p[i].w, 0,
                                p[i].w->rows, n);
}

void
blt__linear_each(const blt__product *p, size_t count, const float *x,
                 size_t n, blt__exec exec)
{
    blt__gemm_fn *multiply = blt__exec_gemm(exec);

    for (size_t i = 0; i < count; i++)
        blt__count_add(exec.count, 2 * n * p[i].w->rows * p[i].w->cols);
    if (exec.math == BLT__EXACT) {
        exact(p, count, x, n, exec.pool);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const blt__mat *w = p[i].w;

        assert(w->type == BLT__F32);
        multiply(p[i].y, w->rows, 0, 1, x, w->cols, 0, w->p, w->cols, 1, n,
                 w->rows, w->cols);
    }
}

void
blt__linear_fwd(float *y, const float *x, const blt__mat *w, size_t n,
                blt__exec exec)
{
    blt__linear_each(&(blt__product){ y, w }, 1, x, n, exec);
}

void
blt__linear_bwd(float *dx, float beta, const blt__mat *dw, const float *dy,
                const float *x, const blt__mat *w, size_t n, blt__exec exec)
{
    blt__gemm_fn *multiply = blt__exec_gemm(exec);

    if (dx != NULL)
        multiply(dx, w->cols, beta, 1, dy, w->rows, 0, w->p, w->cols, 0, n,
                 w->cols, w->rows);
    multiply((float *)dw->p, w->cols, 1, 1, dy, w->rows, 1, x, w->cols, 0,
             w->rows, w->cols, n);
}

void
blt__add(float *restrict y, const float *restrict x, size_t n)
{
    blt__kern_get()->axpy(y, 1, x, n);
}
