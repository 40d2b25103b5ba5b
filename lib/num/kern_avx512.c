/* Kernels for AVX-512 with the same bits as those for AVX2: a sum has eight
 * lanes there, so a register of sixteen holds two sums, or sixteen elements
 * that are separate sums.  Machines with and without AVX-512 agree, and rows
 * are exact as in kern_avx2.c.  Kernels that would gain nothing are shared
 * (avx2.h). */
#include "config.h"
#include <immintrin.h>
#include <math.h>
#include <string.h>
#include "num/avx2.h"

/* A mask of the first n of sixteen lanes; n may be larger. */
INLINE __mmask16
head_mask(size_t n)
{
    return n >= 16 ? 0xffff : (__mmask16)((1u << n) - 1);
}

INLINE __m256
upper(__m512 a)
{
    return _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(a), 1));
}

/* ---- products ----------------------------------------------------------- */

/* Pairs of rows of x in a tile, and floats of x packed at a time: 48 kB of
 * stack.  Wide rows are packed fewer at a time. */
enum { PAIRS = 6, PACK = 12 * 1024 };

/* Eight weights, twice. */
INLINE __m512
load_w(const uint8_t *p, blt__type type)
{
    if (type == BLT__F32)
        return _mm512_castpd_ps(_mm512_broadcast_f64x4(
            _mm256_loadu_pd((const double *)(const void *)p)));
    __m128i h = _mm_loadu_si128((const void *)p);
    if (type == BLT__F16)
        return _mm512_cvtph_ps(_mm256_broadcastsi128_si256(h));
    /* bytes 2i, 2i + 1 to the upper half of lane i */
    return _mm512_castsi512_ps(_mm512_maskz_shuffle_epi8(
        0xcccccccccccccccc, _mm512_broadcast_i32x4(h), _mm512_set_epi8(
            15, 14, 0, 0, 13, 12, 0, 0, 11, 10, 0, 0, 9, 8, 0, 0,
            7, 6, 0, 0, 5, 4, 0, 0, 3, 2, 0, 0, 1, 0, 0, 0,
            15, 14, 0, 0, 13, 12, 0, 0, 11, 10, 0, 0, 9, 8, 0, 0,
            7, 6, 0, 0, 5, 4, 0, 0, 3, 2, 0, 0, 1, 0, 0, 0)));
}

/* to [cols / 8, pairs, 16]: eight columns of one row, then of the next; zeros
 * after the last column, and in place of a missing second row. */
static void
pack(float *to, const float *x, size_t cols, size_t rows)
{
    const size_t pairs = (rows + 1) / 2;

    for (size_t i = 0; i < 2 * pairs; i++, x += cols) {
        float *p = to + i / 2 * 16 + i % 2 * 8;

        for (size_t k = 0; k < cols; k += 8, p += 16 * pairs)
            _mm256_store_ps(p, _mm512_castps512_ps256(_mm512_maskz_loadu_ps(
                i < rows ? head_mask(cols - k) & 0xff : 0, x + k)));
    }
}

/* Eight columns, n of them real, against four rows of w. */
INLINE void
multiply(__m512 s[PAIRS][4], const float *x, const uint8_t *w, size_t stride,
         size_t n, blt__type type, const int pairs, const int whole)
{
    __m512 b[4];

    UNROLL
    for (int j = 0; j < 4; j++) {
        const uint8_t *p = w + (size_t)j * stride;
        uint8_t t[32] = { 0 };

        if (!whole)
            p = memcpy(t, p, blt__type_size(type, n));
        b[j] = load_w(p, type);
    }
    UNROLL
    for (int i = 0; i < pairs; i++) {
        __m512 a = _mm512_load_ps(x + 16 * i);

        UNROLL
        for (int j = 0; j < 4; j++)
            s[i][j] = _mm512_fmadd_ps(a, b[j], s[i][j]);
    }
}

/* In each quarter: the sums of adjacent lanes of a, then of b. */
INLINE __m512
neighbours(__m512 a, __m512 b)
{
    return _mm512_add_ps(_mm512_shuffle_ps(a, b, 0x88),
                         _mm512_shuffle_ps(a, b, 0xdd));
}

/* Packed rows of x, 2 * pairs less one if odd, against 4 rows of w. */
INLINE void
tile(float *y, size_t ldy, const float *x, const uint8_t *w, size_t stride,
     size_t cols, blt__type type, int odd, const int pairs)
{
    const size_t es = blt__type_size(type, 1);
    __m512 s[PAIRS][4];
    size_t k = 0;

    UNROLL
    for (int i = 0; i < pairs; i++)
        UNROLL
        for (int j = 0; j < 4; j++)
            s[i][j] = _mm512_setzero_ps();
    for (; k + 8 <= cols; k += 8, x += 16 * pairs)
        multiply(s, x, w + k * es, stride, 8, type, pairs, 1);
    if (k < cols)
        multiply(s, x, w + k * es, stride, cols - k, type, pairs, 0);
    UNROLL
    for (int i = 0; i < pairs; i++, y += 2 * ldy) {
        __m512 t = neighbours(neighbours(s[i][0], s[i][1]),
                              neighbours(s[i][2], s[i][3]));

        /* quarters: lanes 0-3 and 4-7 of one row, then of the other */
        t = _mm512_add_ps(t, _mm512_shuffle_f32x4(t, t, 0xb1));
        _mm_storeu_ps(y, _mm512_castps512_ps128(t));
        if (!odd || i < pairs - 1)
            _mm_storeu_ps(y + ldy, _mm512_extractf32x4_ps(t, 2));
    }
}

/* Rows of x that fit, all of w; j1 - j0 is a multiple of 4. */
INLINE void
matmul_type(float *y, size_t ldy, const float *x, const blt__mat *m,
            size_t j0, size_t j1, size_t n, blt__type type)
{
    const size_t cols = m->cols, stride = blt__type_size(type, cols);
    _Alignas(64) float packed[PACK];

    pack(packed, x, cols, n);
    for (size_t j = j0; j < j1; j += 4) {
        const uint8_t *w = (const uint8_t *)m->p + j * stride;

        switch ((n + 1) / 2) {
#define TILE(pairs)                                                         \
        case pairs:                                                         \
            tile(y + j, ldy, packed, w, stride, cols, type, n % 2, pairs);  \
            break;
        TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
#undef TILE
        }
    }
}

/* A single row has no second one, and the last columns fill no tile. */
static void
matmul(float *restrict y, size_t ldy, const float *restrict x,
       const blt__mat *w, size_t j0, size_t j1, size_t n)
{
    const size_t pair = (w->cols + 7) / 8 * 16;
    const size_t room = pair == 0 ? 0 : PACK / pair;
    const size_t most = 2 * (room < PAIRS ? room : PAIRS);
    const size_t end = most == 0 ? j0 : j1 - (j1 - j0) % 4;

    for (size_t i = 0, rows; i < n; i += rows) {
        float *to = y + i * ldy;
        const float *from = x + i * w->cols;

        rows = n - i < most ? n - i : most == 0 ? n : most;
        if (rows == 1 || end == j0 || blt__type_scaled(w->type)) {
            blt__matmul_avx2(to, ldy, from, w, j0, j1, rows);
            continue;
        }
        switch (w->type) {
        case BLT__F32:
            matmul_type(to, ldy, from, w, j0, end, rows, BLT__F32);
            break;
        case BLT__BF16:
            matmul_type(to, ldy, from, w, j0, end, rows, BLT__BF16);
            break;
        case BLT__F16:
            matmul_type(to, ldy, from, w, j0, end, rows, BLT__F16);
            break;
        case BLT__I8: case BLT__I4:
            break;
        }
        blt__matmul_avx2(to, ldy, from, w, end, j1, rows);
    }
}

/* ---- exponentials: as in kern_avx2.c ------------------------------------ */

INLINE __m512
exp16(__m512 x)
{
    const __m512 one = _mm512_set1_ps(1.0f);
    __m512 lo = _mm512_set1_ps(-87.3f), hi = _mm512_set1_ps(88.72f);
    __mmask16 small = _mm512_cmp_ps_mask(x, lo, _CMP_LT_OQ);
    __mmask16 large = _mm512_cmp_ps_mask(x, hi, _CMP_GT_OQ);
    const __m512i bias = _mm512_set1_epi32(127);
    __m512 n, r, p;
    __m512i e, h;

    /* min and max return their second operand for NaN: keep x there. */
    x = _mm512_min_ps(hi, _mm512_max_ps(lo, x));
    n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)),
                             _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), r);
    p = _mm512_set1_ps(1.9875691500e-4f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.3981999507e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(8.3334519073e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(4.1665795894e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.6666665459e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5.0000001201e-1f));
    p = _mm512_add_ps(_mm512_fmadd_ps(_mm512_mul_ps(r, r), p, r), one);
    e = _mm512_cvtps_epi32(n);
    h = _mm512_srai_epi32(e, 1);
    p = _mm512_mul_ps(p, _mm512_castsi512_ps(
        _mm512_slli_epi32(_mm512_add_epi32(h, bias), 23)));
    p = _mm512_mul_ps(p, _mm512_castsi512_ps(_mm512_slli_epi32(
        _mm512_add_epi32(_mm512_sub_epi32(e, h), bias), 23)));
    p = _mm512_mask_blend_ps(small, p, _mm512_setzero_ps());
    return _mm512_mask_blend_ps(large, p, _mm512_set1_ps(INFINITY));
}

INLINE __m512
sigmoid16(__m512 x)
{
    const __m512 one = _mm512_set1_ps(1.0f);

    /* the sign flipped, of zeros and NaN too */
    x = _mm512_castsi512_ps(_mm512_xor_si512(
        _mm512_castps_si512(x), _mm512_set1_epi32(INT32_MIN)));
    return _mm512_div_ps(one, _mm512_add_ps(one, exp16(x)));
}

static void
swiglu(float *y, const float *gate, const float *up, size_t n)
{
    for (size_t i = 0; i < n; i += 16) {
        __mmask16 on = head_mask(n - i);
        __m512 g = _mm512_maskz_loadu_ps(on, gate + i);
        __m512 u = _mm512_maskz_loadu_ps(on, up + i);

        g = _mm512_mul_ps(_mm512_mul_ps(g, sigmoid16(g)), u);
        _mm512_mask_storeu_ps(y + i, on, g);
    }
}

static void
swiglu_bwd(float *dgate, float *dup, const float *dy, const float *gate,
           const float *up, size_t n)
{
    const __m512 one = _mm512_set1_ps(1.0f);

    for (size_t i = 0; i < n; i += 16) {
        __mmask16 on = head_mask(n - i);
        __m512 g = _mm512_maskz_loadu_ps(on, gate + i);
        __m512 u = _mm512_maskz_loadu_ps(on, up + i);
        __m512 d = _mm512_maskz_loadu_ps(on, dy + i);
        __m512 s = sigmoid16(g), ds = _mm512_mul_ps(d, s);
        __m512 t = _mm512_fmadd_ps(g, _mm512_sub_ps(one, s), one);

        _mm512_mask_storeu_ps(dgate + i, on,
                              _mm512_mul_ps(_mm512_mul_ps(ds, u), t));
        _mm512_mask_storeu_ps(dup + i, on, _mm512_mul_ps(ds, g));
    }
}

/* The sum's eight lanes add the lower half of a register, then the upper;
 * zeros after the end change no lane. */
static float
softmax(float *s, size_t lo, size_t hi, size_t n)
{
    const __m512 none = _mm512_set1_ps(-INFINITY);
    const size_t first = lo / 8 * 8;
    __m512 m = none;
    __m256 z = _mm256_setzero_ps();
    __mmask16 skip = (__mmask16)~head_mask(lo - first);

    for (size_t j = 0; j < first; j += 16)
        _mm512_mask_storeu_ps(s + j, head_mask(first - j),
                              _mm512_setzero_ps());
    for (size_t j = hi; j < n; j += 16)
        _mm512_mask_storeu_ps(s + j, head_mask(n - j), _mm512_setzero_ps());
    for (size_t j = first; j < hi; j += 16) {
        __mmask16 on = head_mask(hi - j) & (j == first ? skip : 0xffff);

        /* the second operand stays where x is NaN, as below */
        m = _mm512_max_ps(m, _mm512_mask_loadu_ps(none, on, s + j));
    }
    m = _mm512_set1_ps(_mm512_reduce_max_ps(m));
    for (size_t j = first; j < hi; j += 16) {
        __mmask16 in = head_mask(hi - j);
        __mmask16 on = in & (j == first ? skip : 0xffff);
        __m512 e = exp16(_mm512_sub_ps(_mm512_maskz_loadu_ps(on, s + j), m));

        e = _mm512_maskz_mov_ps(on, e);
        _mm512_mask_storeu_ps(s + j, in, e);
        z = _mm256_add_ps(z, _mm512_castps512_ps256(e));
        z = _mm256_add_ps(z, upper(e));
    }
    return blt__sum8_avx2(z);
}

/* ---- attention ---------------------------------------------------------- */

INLINE void
scores_rows(float *s, size_t lds, const float *q, size_t ldq, const float *kt,
            float scale, size_t width, const int m)
{
    __m512 a[BLT__QUERIES][4], t = _mm512_set1_ps(scale);

    UNROLL
    for (int i = 0; i < m; i++)
        UNROLL
        for (int j = 0; j < 4; j++)
            a[i][j] = _mm512_setzero_ps();
    for (size_t c = 0; c < width; c++, kt += BLT__BLOCK) {
        __m512 k[4];

        UNROLL
        for (int j = 0; j < 4; j++)
            k[j] = _mm512_loadu_ps(kt + 16 * j);
        UNROLL
        for (int i = 0; i < m; i++) {
            __m512 x = _mm512_set1_ps(q[(size_t)i * ldq + c]);

            UNROLL
            for (int j = 0; j < 4; j++)
                a[i][j] = _mm512_fmadd_ps(x, k[j], a[i][j]);
        }
    }
    UNROLL
    for (int i = 0; i < m; i++)
        UNROLL
        for (int j = 0; j < 4; j++)
            _mm512_storeu_ps(s + (size_t)i * lds + 16 * j,
                             _mm512_mul_ps(a[i][j], t));
}

static void
attn_scores(float *restrict s, size_t lds, const float *restrict q, size_t ldq,
            const float *restrict kt, float scale, size_t width, size_t m)
{
    for (; m >= BLT__QUERIES; m -= BLT__QUERIES) {
        scores_rows(s, lds, q, ldq, kt, scale, width, BLT__QUERIES);
        s += BLT__QUERIES * lds;
        q += BLT__QUERIES * ldq;
    }
    for (; m > 0; m--, s += lds, q += ldq)
        scores_rows(s, lds, q, ldq, kt, scale, width, 1);
}

/* One key's values, the lanes `first` and `last` of 32, for m queries. */
INLINE void
mix_key(__m512 s[BLT__QUERIES][2][2], const int odd, const float *p,
        size_t ldp, const float *v, __mmask16 first, __mmask16 last,
        const int m)
{
    __m512 a = _mm512_maskz_loadu_ps(first, v);
    __m512 b = _mm512_maskz_loadu_ps(last, v + 16);

    UNROLL
    for (int i = 0; i < m; i++) {
        __m512 t = _mm512_set1_ps(p[(size_t)i * ldp]);

        s[i][odd][0] = _mm512_fmadd_ps(t, a, s[i][odd][0]);
        s[i][odd][1] = _mm512_fmadd_ps(t, b, s[i][odd][1]);
    }
}

/* Even and odd keys have separate sums, as for AVX2. */
INLINE void
mix_rows(float *out, size_t ldo, const float *p, size_t ldp, const float *v,
         size_t lo, size_t hi, size_t ld, __mmask16 first, __mmask16 last,
         const int m)
{
    __m512 s[BLT__QUERIES][2][2];       /* query, parity of the key, half */

    UNROLL
    for (int i = 0; i < m; i++)
        s[i][0][0] = s[i][0][1] = s[i][1][0] = s[i][1][1]
            = _mm512_setzero_ps();
    if (lo < hi && lo % 2)
        mix_key(s, 1, p + lo, ldp, v + lo * ld, first, last, m);
    lo += lo % 2;
    for (; lo + 2 <= hi; lo += 2) {
        mix_key(s, 0, p + lo, ldp, v + lo * ld, first, last, m);
        mix_key(s, 1, p + lo + 1, ldp, v + (lo + 1) * ld, first, last, m);
    }
    if (lo < hi)
        mix_key(s, 0, p + lo, ldp, v + lo * ld, first, last, m);
    UNROLL
    for (int i = 0; i < m; i++)
        UNROLL
        for (int x = 0; x < 2; x++) {
            __mmask16 on = x == 0 ? first : last;
            float *to = out + (size_t)i * ldo + 16 * x;
            __m512 t = _mm512_add_ps(s[i][0][x], s[i][1][x]);

            _mm512_mask_storeu_ps(to, on, _mm512_add_ps(
                _mm512_maskz_loadu_ps(on, to), t));
        }
}

static void
attn_sum(float *restrict out, size_t ldo, const float *restrict p, size_t ldp,
         const float *restrict v, size_t lo, size_t hi, size_t ld, size_t m)
{
    for (size_t c = 0; c < ld; c += 32) {
        __mmask16 first = head_mask(ld - c);
        __mmask16 last = ld - c > 16 ? head_mask(ld - c - 16) : 0;
        size_t i = 0;

        for (; i + BLT__QUERIES <= m; i += BLT__QUERIES)
            mix_rows(out + i * ldo + c, ldo, p + i * ldp, ldp, v + c, lo, hi,
                     ld, first, last, BLT__QUERIES);
        for (; i < m; i++)
            mix_rows(out + i * ldo + c, ldo, p + i * ldp, ldp, v + c, lo, hi,
                     ld, first, last, 1);
    }
}

static void
rotate(float *restrict x, const float *restrict cs, float sign, size_t width)
{
    const __m512 f = _mm512_castpd_ps(_mm512_set1_pd(_mm_cvtsd_f64(
        _mm_castps_pd(_mm_set_ps(0, 0, sign, -sign)))));
    size_t i = 0;

    for (; i + 16 <= width; i += 16) {
        __m512 v = _mm512_loadu_ps(x + i), a = _mm512_loadu_ps(cs + i);
        __m512 s = _mm512_mul_ps(_mm512_movehdup_ps(a), f);
        __m512 w = _mm512_permute_ps(v, 0xb1);

        _mm512_storeu_ps(x + i, _mm512_fmadd_ps(v, _mm512_moveldup_ps(a),
                                                _mm512_mul_ps(w, s)));
    }
    if (i < width)
        blt__rotate_avx2(x + i, cs + i, sign, width - i);
}

const blt__kern blt__kern_avx512 = {
    .name = "avx512", .matmul = matmul, .dot = blt__dot_avx2,
    .axpy = blt__axpy_avx2, .axpy8 = blt__axpy8_avx2,
    .axpy4 = blt__axpy4_avx2,
    .norm = blt__norm_avx2, .norm_bwd = blt__norm_bwd_avx2, .swiglu = swiglu,
    .swiglu_bwd = swiglu_bwd, .softmax = softmax, .attn_scores = attn_scores,
    .attn_sum = attn_sum, .rotate = rotate
};
