/* Products of training with AVX-512: c = alpha op(a) op(b) + beta c.
 *
 * A general sgemm packs both operands and clears c before it adds to it,
 * which at the widths of byte models (sums over 32 to 700) takes about a
 * third of the product's time; figures in bench/README.md.  Here b alone is
 * copied, a panel of at most KB x NB at a time, small enough for the first-
 * level cache, and transposed if needed, so that one kernel serves every
 * shape.  a is read in place: the kernel loads single numbers of it, with any
 * stride.
 *
 * A tile is r rows by v vectors of c, in r * v registers.  An element's sum
 * runs over k in order, in blocks of KB, wherever the element lies. */
#include "config.h"
#include <immintrin.h>
#include <string.h>
#include "num/kern.h"

#define INLINE static inline __attribute__((always_inline))

#ifdef __clang__
# define UNROLL _Pragma("clang loop unroll(full)")
#else
# define UNROLL _Pragma("GCC unroll 16")
#endif

enum { KB = 128, NB = 64 };

/* op(a)[i][k] is p[i * row + k * col]. */
struct left { const float *p; size_t row, col; };

struct out {
    float *p;
    size_t ld;
    float alpha, beta;
    __mmask16 last;             /* lanes of a tile's last vector */
};

INLINE void
tile(const struct out *c, size_t i, const struct left *a, const float *panel,
     size_t k, const int r, const int v)
{
    const float *p = a->p + i * a->row;
    __m512 s[12][4], alpha = _mm512_set1_ps(c->alpha);

    UNROLL
    for (int y = 0; y < r; y++)
        UNROLL
        for (int x = 0; x < v; x++)
            s[y][x] = _mm512_setzero_ps();
    for (; k > 0; k--, panel += NB, p += a->col) {
        __m512 b[4];

        /* of the tile below: a transposed a is read down its columns */
        _mm_prefetch((const char *)(p + (size_t)r * a->row), _MM_HINT_T0);

        UNROLL
        for (int x = 0; x < v; x++)
            b[x] = _mm512_load_ps(panel + 16 * x);
        UNROLL
        for (int y = 0; y < r; y++) {
            __m512 t = _mm512_set1_ps(p[(size_t)y * a->row]);

            UNROLL
            for (int x = 0; x < v; x++)
                s[y][x] = _mm512_fmadd_ps(t, b[x], s[y][x]);
        }
    }
    UNROLL
    for (int y = 0; y < r; y++)
        UNROLL
        for (int x = 0; x < v; x++) {
            __mmask16 m = x == v - 1 ? c->last : 0xffff;
            float *to = c->p + (i + (size_t)y) * c->ld + 16 * x;
            __m512 t = _mm512_mul_ps(alpha, s[y][x]);

            if (c->beta != 0)
                t = _mm512_fmadd_ps(_mm512_set1_ps(c->beta),
                                    _mm512_maskz_loadu_ps(m, to), t);
            _mm512_mask_storeu_ps(to, m, t);
        }
}

/* All rows against one panel; v vectors take `most` rows at a time. */
INLINE void
rows_width(const struct out *c, const struct left *a, const float *panel,
           size_t m, size_t k, const int most, const int v)
{
    size_t i = 0;

    for (; i + (size_t)most <= m; i += (size_t)most)
        tile(c, i, a, panel, k, most, v);
    if (most > 6 && m - i >= 6) {
        tile(c, i, a, panel, k, 6, v);
        i += 6;
    }
    switch (m - i) {
    case 5: tile(c, i, a, panel, k, 5, v); break;
    case 4: tile(c, i, a, panel, k, 4, v); break;
    case 3: tile(c, i, a, panel, k, 3, v); break;
    case 2: tile(c, i, a, panel, k, 2, v); break;
    case 1: tile(c, i, a, panel, k, 1, v); break;
    }
}

/* to[x*NB + y] = from[y*ld + x] for 16 x 16. */
INLINE void
turn16(float *to, const float *from, size_t ld)
{
    __m512 a[16], b[16];

    UNROLL
    for (int i = 0; i < 16; i++)
        a[i] = _mm512_loadu_ps(from + (size_t)i * ld);
    UNROLL
    for (int i = 0; i < 16; i += 2) {
        b[i] = _mm512_unpacklo_ps(a[i], a[i + 1]);
        b[i + 1] = _mm512_unpackhi_ps(a[i], a[i + 1]);
    }
    UNROLL
    for (int i = 0; i < 16; i += 4) {
        __m512d p = _mm512_castps_pd(b[i]), q = _mm512_castps_pd(b[i + 1]),
                s = _mm512_castps_pd(b[i + 2]),
                t = _mm512_castps_pd(b[i + 3]);

        a[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(p, s));
        a[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(p, s));
        a[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(q, t));
        a[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(q, t));
    }
    UNROLL
    for (int i = 0; i < 4; i++) {
        __m512 p = _mm512_shuffle_f32x4(a[i], a[i + 4], 0x88),
               q = _mm512_shuffle_f32x4(a[i + 8], a[i + 12], 0x88),
               s = _mm512_shuffle_f32x4(a[i], a[i + 4], 0xdd),
               t = _mm512_shuffle_f32x4(a[i + 8], a[i + 12], 0xdd);

        _mm512_store_ps(to + i * NB, _mm512_shuffle_f32x4(p, q, 0x88));
        _mm512_store_ps(to + (i + 4) * NB, _mm512_shuffle_f32x4(s, t, 0x88));
        _mm512_store_ps(to + (i + 8) * NB, _mm512_shuffle_f32x4(p, q, 0xdd));
        _mm512_store_ps(to + (i + 12) * NB,
                        _mm512_shuffle_f32x4(s, t, 0xdd));
    }
}

/* panel[x*NB + y] = b[y*ld + x] for k x n; zero to the next 16 columns. */
static void
pack_turned(float *panel, const float *b, size_t ld, size_t k, size_t n)
{
    size_t x = 0, y;

    for (; x + 16 <= k; x += 16)
        for (y = 0; y + 16 <= n; y += 16)
            turn16(panel + x * NB + y, b + y * ld + x, ld);
    for (size_t at = 0; at < k; at++)
        for (y = at < x ? n / 16 * 16 : 0; y < (n + 15) / 16 * 16; y++)
            panel[at * NB + y] = y < n ? b[y * ld + at] : 0;
}

static void
pack_plain(float *panel, const float *b, size_t ld, size_t k, size_t n)
{
    for (; k > 0; k--, panel += NB, b += ld) {
        size_t y = 0;

        for (; y + 16 <= n; y += 16)
            _mm512_store_ps(panel + y, _mm512_loadu_ps(b + y));
        if (y < n)
            _mm512_store_ps(panel + y, _mm512_maskz_loadu_ps(
                (__mmask16)((1u << (n - y)) - 1), b + y));
    }
}

void
blt__gemm_avx512(float *c, size_t ldc, float beta, float alpha,
                 const float *a, size_t lda, int ta,
                 const float *b, size_t ldb, int tb,
                 size_t m, size_t n, size_t k)
{
    _Alignas(64) float panel[KB * NB];

    for (size_t j = 0; j < n; j += NB) {
        size_t cols = n - j < NB ? n - j : NB;
        struct out o = { c + j, ldc, alpha, beta, 0xffff };

        if (cols % 16 != 0)
            o.last = (__mmask16)((1u << cols % 16) - 1);
        for (size_t k0 = 0; k0 == 0 || k0 < k; k0 += KB) {
            size_t depth = k - k0 < KB ? k - k0 : KB;
            struct left l = { ta ? a + k0 * lda : a + k0, ta ? 1 : lda,
                              ta ? lda : 1 };

            if (tb)
                pack_turned(panel, b + j * ldb + k0, ldb, depth, cols);
            else
                pack_plain(panel, b + k0 * ldb + j, ldb, depth, cols);
            switch ((cols + 15) / 16) {
            case 4: rows_width(&o, &l, panel, m, depth, 6, 4); break;
            case 3: rows_width(&o, &l, panel, m, depth, 6, 3); break;
            case 2: rows_width(&o, &l, panel, m, depth, 12, 2); break;
            case 1: rows_width(&o, &l, panel, m, depth, 12, 1); break;
            }
            o.beta = 1;
        }
    }
}
