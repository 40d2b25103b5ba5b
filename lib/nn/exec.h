/* How products are computed and observed. */
#ifndef BLT_NN_EXEC_H
#define BLT_NN_EXEC_H

#include <stddef.h>
#include <blt/pool.h>
#include "num/count.h"
#include "num/gemm.h"

/* Glossary for the headers of this folder: n rows (bytes or patches), d width
 * of a stack, h heads, g key/value heads, w width of a head, i inner width of
 * the feed-forward, v byte values.  Arrays are row-major and contiguous unless
 * a stride is given.  A gradient is `d` plus the name of its value. */

/* How products are computed: row-exact by the kernels of num/kern.h (any
 * weight type), or, for training (float32 weights; faster on many rows), by
 * blt__gemm or with operands rounded to bfloat16 by blt__gemm_bf16.  With
 * a pool, threads divide the columns of large exact products, for callers
 * with few rows; no element depends on it.  count, unless NULL, gets the
 * FLOPs. */
typedef struct blt__exec {
    enum { BLT__EXACT, BLT__BLAS, BLT__BLAS_BF16 } math;
    blt_pool *pool;
    blt__count *count;
} blt__exec;

/* The product of a training pass. */
static inline blt__gemm_fn *
blt__exec_gemm(blt__exec exec)
{
    return exec.math == BLT__BLAS_BF16 ? blt__gemm_bf16 : blt__gemm;
}

/* A test's callback, called with the rows x [n, width] of every stage of a
 * forward pass. */
typedef struct blt__probe {
    void (*fn)(void *arg, const char *stage, int layer, const float *x,
               size_t n, size_t width);
    void *arg;
} blt__probe;

static inline void
blt__probe_call(const blt__probe *probe, const char *stage, int layer,
              const float *x, size_t n, size_t width)
{
    if (probe != NULL && probe->fn != NULL)
        probe->fn(probe->arg, stage, layer, x, n, width);
}

#endif
