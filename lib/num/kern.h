/* Kernels: the inner loops of the library.
 *
 * Each has a plain definition in kern_ref.c (sums in double, no intrinsics)
 * and may have fast versions; kern.c selects one table at run time by the
 * features of the processor.  The rest of the library relies on this:
 *
 *  - Row exactness.  The result for one row (one byte, one patch, one query)
 *    is the same to the last bit whatever other rows are computed with it, so
 *    chunk sizes and thread counts cannot change a result.  This assumes
 *    finite numbers: a NaN or infinity may reach other rows.
 *  - A fast version differs from the definition by no more than the bound
 *    stated in tests/unit/kern.c, for any size and alignment, including
 *    infinities and NaN.
 *  - The AVX2 and AVX-512 versions give the same bits, so inference agrees
 *    between machines that have either, or that build the AVX2 files through
 *    SIMDe.  The plain version differs from them by rounding, and training
 *    (blt__gemm) may differ between machines.
 *
 * Outputs come first, then inputs, then sizes.  Outputs may not overlap
 * inputs unless it says "in place". */
#ifndef BLT_KERN_H
#define BLT_KERN_H

#include <stddef.h>
#include <stdint.h>
#include "num/view.h"

/* Positions per block of the key/value cache (nn/cache.c); the attention
 * kernels work on one block (not tuned). */
#define BLT__BLOCK 64

/* Adjacent queries that attend together: the registers of a tile (derived). */
#define BLT__QUERIES 6

typedef struct blt__kern {
    const char *name;

    /* y[i*ldy + j] = sum_k x[i*w->cols + k] * w[j][k]  for i < n and
     * j0 <= j < j1.  x [n, cols] is contiguous; w of any type, unaligned, if
     * I8 or I4 in groups.  Those have the same bits as the floats that
     * blt__mat_row() gives for them. */
    void (*matmul)(float *y, size_t ldy, const float *x, const blt__mat *w,
                   size_t j0, size_t j1, size_t n);

    /* sum_i a[i] * b[i];  y[i] += s * x[i] */
    float (*dot)(const float *a, const float *b, size_t n);
    void (*axpy)(float *y, float s, const float *x, size_t n);

    /* y[i] += s * x[i] for rows of I8 and I4, with the same bits as for the
     * floats s * x: the product is rounded before it is added. */
    void (*axpy8)(float *y, float s, const int8_t *x, size_t n);
    void (*axpy4)(float *y, float s, const uint8_t *x, size_t n);

    /* RMSNorm of each row: y = x * r * w, r = 1 / sqrt(mean(x^2) + eps).
     *   y [n,d]  r [n] or NULL  x [n,d]  w [d] */
    void (*norm)(float *y, float *r, const float *x, const float *w,
                 float eps, size_t n, size_t d);

    /* Backward of norm.  dx [n,d] += ..., dw [d] += ... */
    void (*norm_bwd)(float *dx, float *dw, const float *dy, const float *x,
                     const float *w, const float *r, size_t n, size_t d);

    /* y = gate / (1 + exp(-gate)) * up, elementwise; in place on gate or up
     * allowed. */
    void (*swiglu)(float *y, const float *gate, const float *up, size_t n);

    /* dgate and dup from dy; in place: dgate may be gate, dup may be up. */
    void (*swiglu_bwd)(float *dgate, float *dup, const float *dy,
                       const float *gate, const float *up, size_t n);

    /* p[j] = exp(s[j] - max) for lo <= j < hi, 0 elsewhere below n, in
     * place; returns the sum.  lo < hi <= n.  The order of the sum depends
     * only on j - (a multiple of 8) and hi, never on memory addresses. */
    float (*softmax)(float *s, size_t lo, size_t hi, size_t n);

    /* Attention scores of m queries for one block: s[i*lds + j] = scale *
     * (q_i . key_j) for all j < BLT__BLOCK, q_i = q + i*ldq.  kt [width,
     * BLT__BLOCK]: the keys, transposed. */
    void (*attn_scores)(float *s, size_t lds, const float *q, size_t ldq,
                        const float *kt, float scale, size_t width, size_t m);

    /* out[i*ldo + c] += sum_j p[i*ldp + j] v[j*ld + c] for i < m, lo <= j <
     * hi, c < width, with ld a multiple of 8 and room for ld floats in each
     * row of out.  A p of 0 adds nothing as long as v is finite, so rows whose
     * ranges differ may share a call. */
    void (*attn_sum)(float *out, size_t ldo, const float *p, size_t ldp,
                     const float *v, size_t lo, size_t hi, size_t ld, size_t m);

    /* Rotates the pairs (x[2i], x[2i+1]) by the angle whose cosine and sine
     * are cs[2i], cs[2i+1], in place; sign -1 rotates back. */
    void (*rotate)(float *x, const float *cs, float sign, size_t width);
} blt__kern;

/* The fastest table that this processor supports. */
const blt__kern *
blt__kern_get(void);

extern const blt__kern blt__kern_ref;
#ifdef HAVE_AVX2
extern const blt__kern blt__kern_avx2;
#endif
#ifdef HAVE_AVX512
extern const blt__kern blt__kern_avx512;
#endif

#endif
