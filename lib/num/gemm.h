/* Matrix products for training. */
#ifndef BLT_NUM_GEMM_H
#define BLT_NUM_GEMM_H

#include <stddef.h>

typedef void
blt__gemm_fn(float *c, size_t ldc, float beta, float alpha,
             const float *a, size_t lda, int ta,
             const float *b, size_t ldb, int tb,
             size_t m, size_t n, size_t k);

/* c = alpha * op(a) op(b) + beta * c, row-major: c [m,n] with row stride
 * ldc, op(a) [m,k], op(b) [k,n]; op transposes where ta or tb is 1.  With
 * beta 0 the old contents of c are not read.  Runs on the calling thread and
 * may be called by several at the same time.  Not row-exact, so for training
 * only.  Uses our own kernels with AVX-512 and, except for gradients of
 * weights, with AVX2; otherwise OpenBLAS. */
blt__gemm_fn blt__gemm;

/* The same for op(a) and op(b) rounded to bfloat16, with float32 sums: in
 * blocks of k, pairs in order, of a pair the second product first; numbers
 * below the normal range count as zero.  The bits do not depend on the
 * processor; without AVX512-BF16 it is very slow. */
blt__gemm_fn blt__gemm_bf16;

/* Its plain definition. */
blt__gemm_fn blt__gemm_bf16_ref;

/* blt__gemm by OpenBLAS on every processor, for comparison. */
blt__gemm_fn blt__gemm_blas;
#ifdef HAVE_AVX2
blt__gemm_fn blt__gemm_avx2;
#endif
#ifdef HAVE_AVX512
blt__gemm_fn blt__gemm_avx512;
#endif

#ifdef HAVE_AVX512_BF16
blt__gemm_fn blt__gemm_bf16_avx512;
#endif

/* Makes OpenBLAS use the calling thread only.  Call before the first
 * product. */
void
blt__gemm_init(void);

#endif
