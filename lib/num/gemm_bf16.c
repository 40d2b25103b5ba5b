/* Matrix products of operands rounded to bfloat16: the plain definition, and
 * the choice between it and the processor's instruction. */
#include "config.h"
#include <float.h>
#include <math.h>
#include "num/gemm.h"
#include "num/gemm_bf16.h"
#include "num/half.h"

/* Numbers below the normal range count as zero, as they do for the
 * instruction. */
static float
flushed(float x)
{
    return fabsf(x) < FLT_MIN ? copysignf(0, x) : x;
}

static float
rounded(float x)
{
    return blt__bf16_to(blt__bf16_from(flushed(x)));
}

void
blt__gemm_bf16_ref(float *c, size_t ldc, float beta, float alpha,
                   const float *a, size_t lda, int ta,
                   const float *b, size_t ldb, int tb,
                   size_t m, size_t n, size_t k)
{
    const size_t depth = blt__gemm_bf16_depth(k);

    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++)
            for (size_t k0 = 0; k0 == 0 || k0 < k; k0 += depth) {
                size_t end = k - k0 < depth ? k : k0 + depth;
                float *to = c + i * ldc + j, s = 0,
                      keep = k0 == 0 ? beta : 1;

                /* Of a pair, the second product is added first. */
                for (size_t x = k0; x < end; x += 2)
                    for (size_t y = x + 2; y-- > x;) {
                        float p = y < end
                            ? rounded(ta ? a[y * lda + i] : a[i * lda + y])
                            : 0,
                              q = y < end
                            ? rounded(tb ? b[j * ldb + y] : b[y * ldb + j])
                            : 0;

                        s = flushed(fmaf(p, q, s));
                    }
                s *= alpha;
                *to = keep == 0 ? s : fmaf(keep, *to, s);
            }
}

void
blt__gemm_bf16(float *c, size_t ldc, float beta, float alpha,
               const float *a, size_t lda, int ta,
               const float *b, size_t ldb, int tb,
               size_t m, size_t n, size_t k)
{
#ifdef HAVE_AVX512_BF16
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512bf16")) {
        blt__gemm_bf16_avx512(c, ldc, beta, alpha, a, lda, ta, b, ldb, tb, m,
                              n, k);
        return;
    }
#endif
    blt__gemm_bf16_ref(c, ldc, beta, alpha, a, lda, ta, b, ldb, tb, m, n, k);
}
