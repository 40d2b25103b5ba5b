/* Kernels for AVX2 and FMA.  The order of every sum is determined by its
 * length alone: eight lanes, one running sum per lane, tails padded with
 * zeros, lanes added as ((0+1)+(2+3)) + ((4+5)+(6+7)).  This makes rows exact:
 * the number of rows or columns in a tile does not affect an element.  Those
 * that need exponentials are in exp_avx2.c, products in product_avx2.c. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "num/avx2.h"

float
blt__dot_avx2(const float *a, const float *b, size_t n)
{
    __m256 s = _mm256_setzero_ps();
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        s = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i),
                            s);
    if (i < n) {
        __m256i mask = blt__head_mask_avx2(n - i);

        s = _mm256_fmadd_ps(_mm256_maskload_ps(a + i, mask),
                            _mm256_maskload_ps(b + i, mask), s);
    }
    return blt__sum8_avx2(s);
}

void
blt__axpy_avx2(float *restrict y, float s, const float *restrict x, size_t n)
{
    __m256 t = _mm256_set1_ps(s);
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        _mm256_storeu_ps(y + i, _mm256_fmadd_ps(t, _mm256_loadu_ps(x + i),
                                                _mm256_loadu_ps(y + i)));
    for (; i < n; i++)
        y[i] = fmaf(s, x[i], y[i]);
}

/* Not fused: see kern.h. */
void
blt__axpy8_avx2(float *restrict y, float s, const int8_t *restrict x,
                size_t n)
{
    const __m256 t = _mm256_set1_ps(s);
    size_t i = 0;

    for (; i + 8 <= n; i += 8) {
        __m128i q = _mm_loadl_epi64((const void *)(x + i));
        __m256 f = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(q));

        f = _mm256_mul_ps(t, f);
        _mm256_storeu_ps(y + i, _mm256_add_ps(_mm256_loadu_ps(y + i), f));
    }
    for (; i < n; i++) {
        float f = s * x[i];

        y[i] += f;
    }
}

/* Unpacks eight bytes to sixteen numbers in order. */
void
blt__axpy4_avx2(float *restrict y, float s, const uint8_t *restrict x,
                size_t n)
{
    const __m256 t = _mm256_set1_ps(s);
    const __m128i low = _mm_set1_epi8(15), zero = _mm_set1_epi8(8);
    size_t i = 0;

    for (; i + 16 <= n; i += 16) {
        __m128i b = _mm_loadl_epi64((const void *)(x + i / 2));
        __m128i q = _mm_unpacklo_epi8(
            _mm_and_si128(b, low),
            _mm_and_si128(_mm_srli_epi16(b, 4), low));

        q = _mm_sub_epi8(q, zero);
        UNROLL
        for (int half = 0; half < 2; half++, q = _mm_srli_si128(q, 8)) {
            float *to = y + i + 8 * half;
            __m256 f = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(q));

            f = _mm256_mul_ps(t, f);
            _mm256_storeu_ps(to, _mm256_add_ps(_mm256_loadu_ps(to), f));
        }
    }
    for (; i < n; i++) {
        float f = s * (float)blt__whole(x, BLT__I4, i);

        y[i] += f;
    }
}

/* ---- norm --------------------------------------------------------------- */

void
blt__norm_avx2(float *restrict y, float *restrict r, const float *restrict x,
               const float *restrict w, float eps, size_t n, size_t d)
{
    for (size_t i = 0; i < n; i++, x += d, y += d) {
        float q = 1 / sqrtf(blt__dot_avx2(x, x, d) / (float)d + eps);
        __m256 t = _mm256_set1_ps(q);
        size_t c = 0;

        for (; c + 8 <= d; c += 8)
            _mm256_storeu_ps(y + c, _mm256_mul_ps(
                _mm256_mul_ps(_mm256_loadu_ps(x + c), t),
                _mm256_loadu_ps(w + c)));
        for (; c < d; c++)
            y[c] = x[c] * q * w[c];
        if (r != NULL)
            r[i] = q;
    }
}

void
blt__norm_bwd_avx2(float *restrict dx, float *restrict dw,
                   const float *restrict dy, const float *restrict x,
                   const float *restrict w, const float *restrict r, size_t n,
                   size_t d)
{
    for (size_t i = 0; i < n; i++, dx += d, dy += d, x += d) {
        __m256 s = _mm256_setzero_ps(), tq, tt;
        float q = r[i], t = 0;
        size_t c = 0;

        for (; c + 8 <= d; c += 8)
            s = _mm256_fmadd_ps(
                _mm256_mul_ps(_mm256_loadu_ps(dy + c),
                              _mm256_loadu_ps(w + c)),
                _mm256_loadu_ps(x + c), s);
        for (; c < d; c++)
            t += dy[c] * w[c] * x[c];
        t = (blt__sum8_avx2(s) + t) / (float)d * q * q;
        tq = _mm256_set1_ps(q);
        tt = _mm256_set1_ps(t);
        for (c = 0; c + 8 <= d; c += 8) {
            __m256 g = _mm256_loadu_ps(dy + c), v = _mm256_loadu_ps(x + c);
            __m256 e = _mm256_fnmadd_ps(
                v, tt, _mm256_mul_ps(g, _mm256_loadu_ps(w + c)));

            _mm256_storeu_ps(dx + c, _mm256_fmadd_ps(
                tq, e, _mm256_loadu_ps(dx + c)));
            _mm256_storeu_ps(dw + c, _mm256_fmadd_ps(
                _mm256_mul_ps(g, v), tq, _mm256_loadu_ps(dw + c)));
        }
        for (; c < d; c++) {
            dx[c] += q * (dy[c] * w[c] - x[c] * t);
            dw[c] += dy[c] * x[c] * q;
        }
    }
}

/* ---- attention ---------------------------------------------------------- */

INLINE void
scores_row(float *s, const float *q, const float *kt, float scale,
           size_t width)
{
    __m256 a[8], t = _mm256_set1_ps(scale);

    UNROLL
    for (int j = 0; j < 8; j++)
        a[j] = _mm256_setzero_ps();
    for (size_t c = 0; c < width; c++, kt += BLT__BLOCK) {
        __m256 x = _mm256_broadcast_ss(q + c);

        UNROLL
        for (int j = 0; j < 8; j++)
            a[j] = _mm256_fmadd_ps(x, _mm256_loadu_ps(kt + 8 * j), a[j]);
    }
    UNROLL
    for (int j = 0; j < 8; j++)
        _mm256_storeu_ps(s + 8 * j, _mm256_mul_ps(a[j], t));
}

static void
attn_scores(float *restrict s, size_t lds, const float *restrict q, size_t ldq,
            const float *restrict kt, float scale, size_t width, size_t m)
{
    for (size_t i = 0; i < m; i++)
        scores_row(s + i * lds, q + i * ldq, kt, scale, width);
}

/* Even and odd keys have separate sums, to hide the latency of additions. */
INLINE void
mix_width(float *out, const float *p, const float *v, size_t lo, size_t hi,
          size_t ld, const int m)
{
    __m256 a[4], b[4];
    size_t j = lo;

    UNROLL
    for (int i = 0; i < m; i++)
        a[i] = b[i] = _mm256_setzero_ps();
    if (j < hi && j % 2) {
        __m256 t = _mm256_broadcast_ss(p + j);

        UNROLL
        for (int i = 0; i < m; i++)
            b[i] = _mm256_mul_ps(t, _mm256_loadu_ps(v + j * ld + 8 * i));
        j++;
    }
    for (; j + 2 <= hi; j += 2) {
        __m256 t = _mm256_broadcast_ss(p + j);
        __m256 u = _mm256_broadcast_ss(p + j + 1);

        UNROLL
        for (int i = 0; i < m; i++) {
            a[i] = _mm256_fmadd_ps(t, _mm256_loadu_ps(v + j * ld + 8 * i),
                                   a[i]);
            b[i] = _mm256_fmadd_ps(u,
                                   _mm256_loadu_ps(v + (j + 1) * ld + 8 * i),
                                   b[i]);
        }
    }
    if (j < hi) {
        __m256 t = _mm256_broadcast_ss(p + j);

        UNROLL
        for (int i = 0; i < m; i++)
            a[i] = _mm256_fmadd_ps(t, _mm256_loadu_ps(v + j * ld + 8 * i),
                                   a[i]);
    }
    UNROLL
    for (int i = 0; i < m; i++)
        _mm256_storeu_ps(out + 8 * i, _mm256_add_ps(
            _mm256_loadu_ps(out + 8 * i), _mm256_add_ps(a[i], b[i])));
}

static void
attn_sum(float *restrict out, size_t ldo, const float *restrict p, size_t ldp,
         const float *restrict v, size_t lo, size_t hi, size_t ld, size_t m)
{
    for (size_t i = 0; i < m; i++, out += ldo, p += ldp) {
        size_t c = 0;

        for (; c + 32 <= ld; c += 32)
            mix_width(out + c, p, v + c, lo, hi, ld, 4);
        for (; c < ld; c += 8)
            mix_width(out + c, p, v + c, lo, hi, ld, 1);
    }
}

void
blt__rotate_avx2(float *restrict x, const float *restrict cs, float sign,
                 size_t width)
{
    __m256 f = _mm256_set_ps(sign, -sign, sign, -sign, sign, -sign, sign,
                             -sign);
    size_t i = 0;

    for (; i + 8 <= width; i += 8) {
        __m256 v = _mm256_loadu_ps(x + i), a = _mm256_loadu_ps(cs + i);
        __m256 c = _mm256_moveldup_ps(a);
        __m256 s = _mm256_mul_ps(_mm256_movehdup_ps(a), f);
        __m256 w = _mm256_permute_ps(v, 0xb1);

        _mm256_storeu_ps(x + i, _mm256_fmadd_ps(v, c, _mm256_mul_ps(w, s)));
    }
    for (; i + 1 < width; i += 2) {
        float a = x[i], b = x[i + 1], c = cs[i], s = sign * cs[i + 1];

        x[i] = fmaf(a, c, -(b * s));
        x[i + 1] = fmaf(b, c, a * s);
    }
}

const blt__kern blt__kern_avx2 = {
    .name = "avx2", .matmul = blt__matmul_avx2, .dot = blt__dot_avx2,
    .axpy = blt__axpy_avx2, .axpy8 = blt__axpy8_avx2,
    .axpy4 = blt__axpy4_avx2,
    .norm = blt__norm_avx2, .norm_bwd = blt__norm_bwd_avx2,
    .swiglu = blt__swiglu_avx2, .swiglu_bwd = blt__swiglu_bwd_avx2,
    .softmax = blt__softmax_avx2, .attn_scores = attn_scores,
    .attn_sum = attn_sum, .rotate = blt__rotate_avx2
};
