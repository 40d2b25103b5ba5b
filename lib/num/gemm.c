/* Matrix products for training.  The only file that includes the OpenBLAS
 * header.  [OpenBLAS 0.3] */
#include "config.h"
#include <assert.h>
#include <limits.h>
#include <cblas.h>
#include "num/gemm.h"
#include "num/kern.h"

void
blt__gemm_init(void)
{
    /* Its threads and ours together run at a third of the speed (measured). */
    openblas_set_num_threads(1);
}

void
blt__gemm_blas(float *c, size_t ldc, float beta, float alpha,
               const float *a, size_t lda, int ta,
               const float *b, size_t ldb, int tb,
               size_t m, size_t n, size_t k)
{
    assert(m <= INT_MAX && n <= INT_MAX && k <= INT_MAX);
    assert(lda <= INT_MAX && ldb <= INT_MAX && ldc <= INT_MAX);
    if (m == 0 || n == 0)
        return;
    cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans,
                tb ? CblasTrans : CblasNoTrans, (int)m, (int)n, (int)k,
                alpha, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
}

void
blt__gemm(float *c, size_t ldc, float beta, float alpha,
          const float *a, size_t lda, int ta,
          const float *b, size_t ldb, int tb, size_t m, size_t n, size_t k)
{
#ifdef HAVE_AVX2
    /* For gradients of weights (long sums over the rows of both operands)
     * OpenBLAS is as fast or up to a fifth faster: measured, bench/gemm. */
    if (blt__kern_get() == &blt__kern_avx2
        && !(ta && !tb && n > 32 && k > 256)) {
        blt__gemm_avx2(c, ldc, beta, alpha, a, lda, ta, b, ldb, tb, m, n, k);
        return;
    }
#endif
#ifdef HAVE_AVX512
    if (blt__kern_get() == &blt__kern_avx512) {
        blt__gemm_avx512(c, ldc, beta, alpha, a, lda, ta, b, ldb, tb, m, n,
                         k);
        return;
    }
#endif
    blt__gemm_blas(c, ldc, beta, alpha, a, lda, ta, b, ldb, tb, m, n, k);
}
