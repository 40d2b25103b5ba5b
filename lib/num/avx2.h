/* The AVX2 kernels that kern_avx512.c uses unchanged. */
#ifndef BLT_AVX2_H
#define BLT_AVX2_H

#include <immintrin.h>
#include "num/kern.h"

/* ((0+1)+(2+3)) + ((4+5)+(6+7)): how all lanes are added. */
static inline float
blt__sum8_avx2(__m256 a)
{
    __m256 t = _mm256_hadd_ps(a, a);

    t = _mm256_hadd_ps(t, t);
    return _mm_cvtss_f32(_mm_add_ss(_mm256_castps256_ps128(t),
                                    _mm256_extractf128_ps(t, 1)));
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
blt__rotate_avx2(float *x, const float *cs, float sign, size_t width);

#endif
