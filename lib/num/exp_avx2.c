/* Kernels with exponentials for AVX2 and FMA: SwiGLU and softmax.  As in
 * kern_avx2.c, the order of a sum depends only on its length. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "num/avx2.h"

/* exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2, ln 2 in two
 * parts, exp(r) by the polynomial of Cephes' expf: within 2 units in the
 * last place.  Below -87.3 the result is 0, above 88.7 infinity; NaN gives
 * NaN. */
INLINE __m256
exp8(__m256 x)
{
    const __m256 one = _mm256_set1_ps(1.0f);
    __m256 lo = _mm256_set1_ps(-87.3f), hi = _mm256_set1_ps(88.72f);
    __m256 small = _mm256_cmp_ps(x, lo, _CMP_LT_OQ);
    __m256 large = _mm256_cmp_ps(x, hi, _CMP_GT_OQ);
    __m256 n, r, p;
    __m256i e;

    /* min and max return their second operand for NaN: keep x there. */
    x = _mm256_min_ps(hi, _mm256_max_ps(lo, x));
    n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)),
                        _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    p = _mm256_set1_ps(1.9875691500e-4f);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.3981999507e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(8.3334519073e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(4.1665795894e-2f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.6666665459e-1f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(5.0000001201e-1f));
    p = _mm256_add_ps(_mm256_fmadd_ps(_mm256_mul_ps(r, r), p, r), one);
    /* 2^n in two halves: n may be 128. */
    e = _mm256_cvtps_epi32(n);
    __m256i h = _mm256_srai_epi32(e, 1), g = _mm256_sub_epi32(e, h);
    const __m256i bias = _mm256_set1_epi32(127);
    p = _mm256_mul_ps(p, _mm256_castsi256_ps(
        _mm256_slli_epi32(_mm256_add_epi32(h, bias), 23)));
    p = _mm256_mul_ps(p, _mm256_castsi256_ps(
        _mm256_slli_epi32(_mm256_add_epi32(g, bias), 23)));
    p = _mm256_andnot_ps(small, p);
    return _mm256_blendv_ps(p, _mm256_set1_ps(INFINITY), large);
}

INLINE __m256
sigmoid8(__m256 x)
{
    const __m256 one = _mm256_set1_ps(1.0f);
    __m256 e = exp8(_mm256_xor_ps(x, _mm256_set1_ps(-0.0f)));

    return _mm256_div_ps(one, _mm256_add_ps(one, e));
}

/* silu(-inf) is 0 * -inf = NaN here, as in the definition's -inf / inf. */
void
blt__swiglu_avx2(float *y, const float *gate, const float *up, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        size_t k = n - i < 8 ? n - i : 8;
        __m256i mask = blt__head_mask_avx2(k);
        __m256 g = _mm256_maskload_ps(gate + i, mask);
        __m256 u = _mm256_maskload_ps(up + i, mask);

        g = _mm256_mul_ps(_mm256_mul_ps(g, sigmoid8(g)), u);
        if (k == 8)
            _mm256_storeu_ps(y + i, g);
        else
            _mm256_maskstore_ps(y + i, mask, g);
    }
}

void
blt__swiglu_bwd_avx2(float *dgate, float *dup, const float *dy,
                     const float *gate, const float *up, size_t n)
{
    const __m256 one = _mm256_set1_ps(1.0f);

    for (size_t i = 0; i < n; i += 8) {
        size_t k = n - i < 8 ? n - i : 8;
        __m256i mask = blt__head_mask_avx2(k);
        __m256 g = _mm256_maskload_ps(gate + i, mask);
        __m256 u = _mm256_maskload_ps(up + i, mask);
        __m256 d = _mm256_maskload_ps(dy + i, mask);
        __m256 s = sigmoid8(g), ds = _mm256_mul_ps(d, s);
        __m256 t = _mm256_fmadd_ps(g, _mm256_sub_ps(one, s), one);
        __m256 a = _mm256_mul_ps(_mm256_mul_ps(ds, u), t);
        __m256 b = _mm256_mul_ps(ds, g);

        if (k == 8) {
            _mm256_storeu_ps(dgate + i, a);
            _mm256_storeu_ps(dup + i, b);
        } else {
            _mm256_maskstore_ps(dgate + i, mask, a);
            _mm256_maskstore_ps(dup + i, mask, b);
        }
    }
}

float
blt__softmax_avx2(float *s, size_t lo, size_t hi, size_t n)
{
    const __m256 none = _mm256_set1_ps(-INFINITY);
    size_t first = lo / 8 * 8, j;
    __m256 m = none, z = _mm256_setzero_ps();
    float max, t[8];

    memset(s, 0, first * sizeof *s);
    if (hi < n)
        memset(s + hi, 0, (n - hi) * sizeof *s);
    for (j = first; j < lo; j++)
        s[j] = -INFINITY;
    for (j = first; j + 8 <= hi; j += 8)
        m = _mm256_max_ps(m, _mm256_loadu_ps(s + j));
    if (j < hi) {
        __m256i mask = blt__head_mask_avx2(hi - j);

        m = _mm256_max_ps(m, _mm256_blendv_ps(
            none, _mm256_maskload_ps(s + j, mask), _mm256_castsi256_ps(mask)));
    }
    _mm256_storeu_ps(t, m);
    max = t[0];
    for (int i = 1; i < 8; i++)
        max = t[i] > max ? t[i] : max;
    m = _mm256_set1_ps(max);
    for (j = first; j + 8 <= hi; j += 8) {
        __m256 e = exp8(_mm256_sub_ps(_mm256_loadu_ps(s + j), m));

        _mm256_storeu_ps(s + j, e);
        z = _mm256_add_ps(z, e);
    }
    if (j < hi) {
        __m256i mask = blt__head_mask_avx2(hi - j);
        __m256 e = exp8(_mm256_sub_ps(_mm256_maskload_ps(s + j, mask), m));

        e = _mm256_and_ps(e, _mm256_castsi256_ps(mask));
        _mm256_maskstore_ps(s + j, mask, e);
        z = _mm256_add_ps(z, e);
    }
    return blt__sum8_avx2(z);
}
