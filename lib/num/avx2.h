/* What the files of AVX2 kernels share with one another and with
 * kern_avx512.c.  For the kernels themselves see blt__kern in kern.h. */
#ifndef BLT_AVX2_H
#define BLT_AVX2_H

#include "num/kern.h"
#include "num/vector.h"

#define INLINE static inline __attribute__((always_inline))

/* Sums must stay in registers, so loops over them are unrolled at every
 * optimization level. */
#ifdef __clang__
# define UNROLL _Pragma("clang loop unroll(full)")
#else
# define UNROLL _Pragma("GCC unroll 8")
#endif

/* ((0+1)+(2+3)) + ((4+5)+(6+7)): how all lanes are added. */
static inline float
blt__sum8_avx2(__m256 a)
{
    __m256 t = _mm256_hadd_ps(a, a);

    t = _mm256_hadd_ps(t, t);
    return _mm_cvtss_f32(_mm_add_ss(_mm256_castps256_ps128(t),
                                    _mm256_extractf128_ps(t, 1)));
}

/* A mask of the first n <= 8 lanes. */
static inline __m256i
blt__head_mask_avx2(size_t n)
{
    static const int32_t on[16] = { -1, -1, -1, -1, -1, -1, -1, -1 };

    return _mm256_loadu_si256((const void *)(on + 8 - n));
}

void
blt__matmul_avx2(float *y, size_t ldy, const float *x, const blt__mat *w,
                 size_t j0, size_t j1, size_t n);
float
blt__dot_avx2(const float *a, const float *b, size_t n);
void
blt__axpy_avx2(float *y, float s, const float *x, size_t n);
void
blt__axpy8_avx2(float *y, float s, const int8_t *x, size_t n);
void
blt__axpy4_avx2(float *y, float s, const uint8_t *x, size_t n);
void
blt__norm_avx2(float *y, float *r, const float *x, const float *w, float eps,
               size_t n, size_t d);
void
blt__norm_bwd_avx2(float *dx, float *dw, const float *dy, const float *x,
                   const float *w, const float *r, size_t n, size_t d);
void
blt__swiglu_avx2(float *y, const float *gate, const float *up, size_t n);
void
blt__swiglu_bwd_avx2(float *dgate, float *dup, const float *dy,
                     const float *gate, const float *up, size_t n);
float
blt__softmax_avx2(float *s, size_t lo, size_t hi, size_t n);
void
blt__rotate_avx2(float *x, const float *cs, float sign, size_t width);

#endif
