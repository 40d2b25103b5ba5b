/* Matrix products for training. */
#ifndef BLT_NUM_GEMM_H
#define BLT_NUM_GEMM_H

#include <stddef.h>

/* c = alpha * op(a) op(b) + beta * c, row-major: c [m,n] with row stride
 * ldc, op(a) [m,k], op(b) [k,n]; op transposes where ta or tb is 1.  With
 * beta 0 the old contents of c are not read.  Runs on the calling thread and
 * may be called by several at the same time.  Not row-exact, so for training
 * only.  Uses our own kernels with AVX-512 and, except for gradients of
 * weights, with AVX2; otherwise OpenBLAS. */
void
blt__gemm(float *c, size_t ldc, float beta, float alpha,
          const float *a, size_t lda, int ta,
          const float *b, size_t ldb, int tb, size_t m, size_t n, size_t k);

/* The same by OpenBLAS on every processor, for comparison. */
void
blt__gemm_blas(float *c, size_t ldc, float beta, float alpha,
               const float *a, size_t lda, int ta,
               const float *b, size_t ldb, int tb,
               size_t m, size_t n, size_t k);
#ifdef HAVE_AVX2
void
blt__gemm_avx2(float *c, size_t ldc, float beta, float alpha,
               const float *a, size_t lda, int ta,
               const float *b, size_t ldb, int tb,
               size_t m, size_t n, size_t k);
#endif
#ifdef HAVE_AVX512
void
blt__gemm_avx512(float *c, size_t ldc, float beta, float alpha,
                 const float *a, size_t lda, int ta,
                 const float *b, size_t ldb, int tb,
                 size_t m, size_t n, size_t k);
#endif

/* Makes OpenBLAS use the calling thread only.  Call before the first
 * product. */
void
blt__gemm_init(void);

#endif
