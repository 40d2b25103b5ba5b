/* Matrix products with AVX2 and FMA.  Each element has the sum that
 * kern_avx2.c describes, however many rows and columns are computed together.
 *
 * With many rows of x the products are limited by arithmetic, and tiles of
 * three by four keep sums in registers.  With one row, which is what
 * generation has, they are limited by memory: a weight is used once. */
#include "config.h"
#include <string.h>
#include "num/avx2.h"

/* ((0+1)+(2+3)) + ((4+5)+(6+7)) of four vectors at once. */
INLINE __m128
sum8x4(__m256 a, __m256 b, __m256 c, __m256 d)
{
    __m256 t = _mm256_hadd_ps(_mm256_hadd_ps(a, b), _mm256_hadd_ps(c, d));

    return _mm_add_ps(_mm256_castps256_ps128(t), _mm256_extractf128_ps(t, 1));
}

INLINE __m256
load_w(const uint8_t *p, blt__type type)
{
    if (type == BLT__F32)
        return _mm256_loadu_ps((const float *)(const void *)p);
    __m128i h = _mm_loadu_si128((const void *)p);
    if (type == BLT__F16)
        return _mm256_cvtph_ps(h);
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(h),
                                                 16));
}

INLINE __m256
load_w_tail(const uint8_t *p, size_t n, blt__type type)
{
    uint8_t t[32] = { 0 };

    memcpy(t, p, blt__type_size(type, n));
    return load_w(t, type);
}

/* An m x 4 tile of y: m <= 3 rows of x against 4 rows of w.  m * 4 sums, 3
 * loads of x and 1 of w fill the sixteen registers. */
INLINE void
tile(float *y, size_t ldy, const float *x, const uint8_t *w, size_t stride,
     size_t cols, blt__type type, const int m)
{
    const size_t es = blt__type_size(type, 1);
    __m256 s[3][4];
    size_t k = 0;

    UNROLL
    for (int i = 0; i < m; i++)
        UNROLL
        for (int j = 0; j < 4; j++)
            s[i][j] = _mm256_setzero_ps();
    for (; k + 8 <= cols; k += 8) {
        __m256 a[3];

        UNROLL
        for (int i = 0; i < m; i++)
            a[i] = _mm256_loadu_ps(x + (size_t)i * cols + k);
        UNROLL
        for (int j = 0; j < 4; j++) {
            __m256 b = load_w(w + (size_t)j * stride + k * es, type);

            UNROLL
            for (int i = 0; i < m; i++)
                s[i][j] = _mm256_fmadd_ps(a[i], b, s[i][j]);
        }
    }
    if (k < cols) {
        __m256i mask = blt__head_mask_avx2(cols - k);
        __m256 a[3];

        UNROLL
        for (int i = 0; i < m; i++)
            a[i] = _mm256_maskload_ps(x + (size_t)i * cols + k, mask);
        UNROLL
        for (int j = 0; j < 4; j++) {
            __m256 b = load_w_tail(w + (size_t)j * stride + k * es, cols - k,
                                   type);

            UNROLL
            for (int i = 0; i < m; i++)
                s[i][j] = _mm256_fmadd_ps(a[i], b, s[i][j]);
        }
    }
    UNROLL
    for (int i = 0; i < m; i++)
        _mm_storeu_ps(y + (size_t)i * ldy,
                      sum8x4(s[i][0], s[i][1], s[i][2], s[i][3]));
}

/* One row of x against one row of w, in the order of the tile. */
INLINE float
single(const float *x, const uint8_t *w, size_t cols, blt__type type)
{
    const size_t es = blt__type_size(type, 1);
    __m256 s = _mm256_setzero_ps();
    size_t k = 0;

    for (; k + 8 <= cols; k += 8)
        s = _mm256_fmadd_ps(_mm256_loadu_ps(x + k), load_w(w + k * es, type),
                            s);
    if (k < cols)
        s = _mm256_fmadd_ps(
            _mm256_maskload_ps(x + k, blt__head_mask_avx2(cols - k)),
            load_w_tail(w + k * es, cols - k, type), s);
    return blt__sum8_avx2(s);
}

/* ---- one row of x --------------------------------------------------------- */

/* Rows of w from this many bytes on are a page or more each: the processor
 * prefetches each of them by itself, and eight at a time keep it busiest.
 * Of shorter rows it loses track at every page; four rows at a time are one
 * stretch of memory, and the stretch after it is prefetched in order.  Of the
 * rate at which the memory reads: rows of 1536 bytes 51 % without this and
 * 85 % with it, of 4096 bytes 82 % in fours and 96 % in eights (measured, AMD
 * EPYC 7003). */
enum { LONG_ROW = 4096, LINE = 64 };

/* Eight columns from column k on, of one row of x and `rows` rows of w. */
INLINE void
multiply(__m256 *s, const float *x, const uint8_t *w, size_t stride, size_t k,
         blt__type type, const int rows)
{
    const __m256 a = _mm256_loadu_ps(x + k);

    w += blt__type_size(type, k);
    UNROLL
    for (int j = 0; j < rows; j++)
        s[j] = _mm256_fmadd_ps(a, load_w(w + (size_t)j * stride, type), s[j]);
}

/* y[j] for j < rows; with `ahead` it prefetches the rows after these. */
INLINE void
strip(float *y, const float *x, const uint8_t *w, const blt__mat *m,
      blt__type type, const int rows, const int ahead)
{
    const size_t cols = m->cols, stride = blt__type_size(type, cols);
    const size_t line = LINE / blt__type_size(type, 1);
    const char *next = (const char *)w + (size_t)rows * stride;
    __m256 s[8];
    size_t k = 0;

    UNROLL
    for (int j = 0; j < rows; j++)
        s[j] = _mm256_setzero_ps();
    for (; ahead && k + line <= cols; k += line, next += rows * LINE) {
        UNROLL
        for (int j = 0; j < rows; j++)
            _mm_prefetch(next + j * LINE, _MM_HINT_T0);
        UNROLL
        for (size_t i = 0; i < line; i += 8)
            multiply(s, x, w, stride, k + i, type, rows);
    }
    for (; k + 8 <= cols; k += 8)
        multiply(s, x, w, stride, k, type, rows);
    if (k < cols) {
        __m256 a = _mm256_maskload_ps(x + k, blt__head_mask_avx2(cols - k));

        w += blt__type_size(type, k);
        UNROLL
        for (int j = 0; j < rows; j++, w += stride)
            s[j] = _mm256_fmadd_ps(a, load_w_tail(w, cols - k, type), s[j]);
    }
    UNROLL
    for (int j = 0; j < rows; j += 4)
        _mm_storeu_ps(y + j, sum8x4(s[j], s[j + 1], s[j + 2], s[j + 3]));
}

INLINE void
row_type(float *restrict y, const float *restrict x, const blt__mat *m,
         size_t j0, size_t j1, blt__type type)
{
    const size_t stride = blt__type_size(type, m->cols);
    const uint8_t *w = (const uint8_t *)m->p;
    size_t j = j0;

    if (stride >= LONG_ROW)
        for (; j + 8 <= j1; j += 8)
            strip(y + j, x, w + j * stride, m, type, 8, 0);
    for (; j + 4 <= j1; j += 4)
        strip(y + j, x, w + j * stride, m, type, 4, 1);
    for (; j < j1; j++)
        y[j] = single(x, w + j * stride, m->cols, type);
}

/* ---- several -------------------------------------------------------------- */

/* Four rows of w stay in the first-level cache while all rows of x are
 * multiplied by them; x has few rows (one block of a session), so it stays in
 * the second-level cache. */
INLINE void
matmul_type(float *restrict y, size_t ldy, const float *restrict x,
            const blt__mat *m, size_t j0, size_t j1, size_t n, blt__type type)
{
    const size_t cols = m->cols, stride = blt__type_size(type, cols);
    const uint8_t *w = (const uint8_t *)m->p;
    size_t j = j0;

    if (n == 1) {
        row_type(y, x, m, j0, j1, type);
        return;
    }
    for (; j + 4 <= j1; j += 4) {
        const uint8_t *wj = w + j * stride;
        size_t i = 0;

        for (; i + 3 <= n; i += 3)
            tile(y + i * ldy + j, ldy, x + i * cols, wj, stride, cols, type,
                 3);
        if (n - i == 2)
            tile(y + i * ldy + j, ldy, x + i * cols, wj, stride, cols, type,
                 2);
        else if (n - i == 1)
            tile(y + i * ldy + j, ldy, x + i * cols, wj, stride, cols, type,
                 1);
    }
    for (; j < j1; j++)
        for (size_t i = 0; i < n; i++)
            y[i * ldy + j] = single(x + i * cols, w + j * stride, cols, type);
}

/* ---- weights in groups ---------------------------------------------------- */

/* A scale, and -8 times it, which the 8 that is added to I4 costs. */
typedef struct scale {
    __m256 s, zero;
} scale;

INLINE scale
load_scale(const uint8_t *p)
{
    uint16_t h;
    scale t;

    memcpy(&h, p, 2);
    t.s = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_set1_epi16((short)h),
                                                16));
    t.zero = _mm256_mul_ps(t.s, _mm256_set1_ps(-8));
    return t;
}

/* Eight weights.  A product of scale and integer has 15 significant bits, so
 * neither it nor its sum with `zero` is rounded. */
INLINE __m256
load_group(const uint8_t *p, const scale *t, blt__type type)
{
    int32_t four;
    __m256i q;

    if (type == BLT__I8) {
        q = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const void *)p));
        return _mm256_mul_ps(_mm256_cvtepi32_ps(q), t->s);
    }
    memcpy(&four, p, 4);
    q = _mm256_srlv_epi32(_mm256_set1_epi32(four),
                          _mm256_set_epi32(28, 24, 20, 16, 12, 8, 4, 0));
    q = _mm256_and_si256(q, _mm256_set1_epi32(15));
    return _mm256_fmadd_ps(_mm256_cvtepi32_ps(q), t->s, t->zero);
}

/* y[j] for j0 <= j < j0 + rows, rows 1 or 4, and one row of x. */
INLINE void
strip_groups(float *y, const float *x, const blt__mat *m, size_t j0,
             blt__type type, const int rows)
{
    const size_t stride = blt__type_size(type, m->cols),
                 step = blt__type_size(type, BLT__GROUP),
                 groups = m->cols / BLT__GROUP;
    const uint8_t *w = (const uint8_t *)m->p + j0 * stride,
                  *s = (const uint8_t *)m->scale + j0 * groups * 2;
    const char *next = (const char *)w + (size_t)rows * stride,
               *next_s = (const char *)s + (size_t)rows * groups * 2;
    __m256 sum[4];

    UNROLL
    for (int j = 0; j < rows; j++)
        sum[j] = _mm256_setzero_ps();
    for (size_t g = 0; g < groups; g++, w += step, s += 2, x += BLT__GROUP) {
        scale t[4];

        for (size_t k = 0; k < (size_t)rows * step; k += LINE, next += LINE)
            _mm_prefetch(next, _MM_HINT_T0);
        if (g % 8 == 0)                 /* a line has 8 groups of 4 rows */
            _mm_prefetch(next_s + g * 8, _MM_HINT_T0);
        UNROLL
        for (int j = 0; j < rows; j++)
            t[j] = load_scale(s + (size_t)j * groups * 2);
        UNROLL
        for (size_t k = 0; k < BLT__GROUP; k += 8) {
            const __m256 a = _mm256_loadu_ps(x + k);

            UNROLL
            for (int j = 0; j < rows; j++)
                sum[j] = _mm256_fmadd_ps(
                    a, load_group(w + (size_t)j * stride
                                  + blt__type_size(type, k), &t[j], type),
                    sum[j]);
        }
    }
    if (rows == 4)
        _mm_storeu_ps(y, sum8x4(sum[0], sum[1], sum[2], sum[3]));
    else
        *y = blt__sum8_avx2(sum[0]);
}

/* Rows j0 .. j0 + rows - 1 as floats. */
INLINE void
unpack(float *to, const blt__mat *m, size_t j0, size_t rows, blt__type type)
{
    const size_t first = j0 * m->cols, n = rows * m->cols;
    const uint8_t *w = (const uint8_t *)m->p + blt__type_size(type, first),
                  *s = (const uint8_t *)m->scale + first / BLT__GROUP * 2;

    for (size_t k = 0; k < n; k += 8) {
        const scale t = load_scale(s + k / BLT__GROUP * 2);

        _mm256_storeu_ps(to + k, load_group(w + blt__type_size(type, k), &t,
                                            type));
    }
}

/* Floats of unpacked rows: 256 kB of stack, half of a second-level cache of
 * 512 kB.  Four rows that are wider than that are multiplied by one row of x at
 * a time. */
enum { UNPACKED = 64 * 1024 };

INLINE void
matmul_groups(float *restrict y, size_t ldy, const float *restrict x,
              const blt__mat *m, size_t j0, size_t j1, size_t n,
              blt__type type)
{
    const size_t cols = m->cols;
    size_t j = j0;

    if (n == 1 || 4 * cols > UNPACKED) {
        for (; j + 4 <= j1; j += 4)
            for (size_t i = 0; i < n; i++)
                strip_groups(y + i * ldy + j, x + i * cols, m, j, type, 4);
        for (; j < j1; j++)
            for (size_t i = 0; i < n; i++)
                strip_groups(y + i * ldy + j, x + i * cols, m, j, type, 1);
        return;
    }
    for (size_t rows; j < j1; j += rows) {
        float w[UNPACKED];
        const blt__mat four = { .p = w, .type = BLT__F32, .rows = 4,
                                .cols = cols };

        rows = j1 - j < 4 ? j1 - j : 4;
        unpack(w, m, j, rows, type);
        matmul_type(y + j, ldy, x, &four, 0, rows, n, BLT__F32);
    }
}

/* ---- the kernel ----------------------------------------------------------- */

void
blt__matmul_avx2(float *restrict y, size_t ldy, const float *restrict x,
                 const blt__mat *w, size_t j0, size_t j1, size_t n)
{
    switch (w->type) {
    case BLT__F32:
        matmul_type(y, ldy, x, w, j0, j1, n, BLT__F32);
        break;
    case BLT__BF16:
        matmul_type(y, ldy, x, w, j0, j1, n, BLT__BF16);
        break;
    case BLT__F16:
        matmul_type(y, ldy, x, w, j0, j1, n, BLT__F16);
        break;
    case BLT__I8:
        matmul_groups(y, ldy, x, w, j0, j1, n, BLT__I8);
        break;
    case BLT__I4:
        matmul_groups(y, ldy, x, w, j0, j1, n, BLT__I4);
        break;
    }
}
