/* Matrix products of operands rounded to bfloat16, with AVX512-BF16: the pairs
 * of gemm_tiles.h.  An instruction adds the products of a pair to a float32,
 * as the plain definition in gemm_bf16.c does, twice as many at a time as a
 * multiply-add of float32. */
#include "config.h"
#include "num/gemm.h"
#include "num/gemm_avx512.h"
#include "num/gemm_bf16.h"

/* A panel is 32 kB; four of them and a's rows, 48 kB, lie in the second-level
 * cache of 512 kB or more. */
#define NB 64
enum { KB = BLT__BF16_DEPTH / 2, GROUP = 4, MB = 96 };
#define ROWS(v) ((v) > 2 ? 6 : 12)
#define PAIRS 1
#define COPY_A 1
#define GEMM blt__gemm_bf16_avx512

typedef uint32_t elem;
typedef __m512i part;

static size_t
depth_of(size_t k)
{
    return blt__gemm_bf16_depth(k);
}

INLINE part
load(const elem *p)
{
    return _mm512_load_si512(p);
}

INLINE part
each(elem x)
{
    return _mm512_set1_epi32((int)x);
}

INLINE vec
accumulate(vec s, part a, part b)
{
    return _mm512_dpbf16_ps(s, (__m512bh)a, (__m512bh)b);
}

/* Lane i: the pair a[i], b[i]. */
INLINE part
pairs_of(vec a, vec b)
{
    const __m512i order = _mm512_set_epi16(
        31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8,
        23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);

    return _mm512_permutexvar_epi16(order,
                                    (__m512i)_mm512_cvtne2ps_pbh(b, a));
}

/* Lane i: the pair p[2*i], p[2*i + 1], zero from p[n] on. */
INLINE part
pairs_at(const float *p, size_t n)
{
    vec a = n >= LANES ? _mm512_loadu_ps(p) : load_part(p, n), b = zero();

    if (n >= 2 * LANES)
        b = _mm512_loadu_ps(p + LANES);
    else if (n > LANES)
        b = load_part(p + LANES, n - LANES);
    return (__m512i)_mm512_cvtne2ps_pbh(b, a);
}

/* to[x*step + y]: the pair b[2*x][y], b[2*x + 1][y] for k x n; the last pair
 * of an odd k ends in zero. */
INLINE void
pack_rows(elem *to, size_t step, const float *b, size_t ld, size_t k,
          size_t n)
{
    for (size_t x = 0; x < k; x += 2, to += step, b += 2 * ld)
        for (size_t y = 0; y < n; y += LANES) {
            size_t m = n - y < LANES ? n - y : LANES;
            vec next = x + 1 < k ? load_part(b + ld + y, m) : zero();

            _mm512_store_si512(to + y, pairs_of(load_part(b + y, m), next));
        }
}

static void
pack_plain(elem *panel, const float *b, size_t ld, size_t k, size_t n)
{
    pack_rows(panel, NB, b, ld, k, n);
}

/* The same for op(b), b transposed.  The blocks of 16 pairs that stick out of
 * k and n are zero; the panel has room for them. */
static void
pack_turned(elem *panel, const float *b, size_t ld, size_t k, size_t n)
{
    for (size_t x = 0; x < k; x += 2 * LANES)
        for (size_t y = 0; y < n; y += LANES) {
            vec a[16];

            UNROLL
            for (size_t i = 0; i < LANES; i++)
                a[i] = y + i < n
                    ? (vec)pairs_at(b + (y + i) * ld + x, k - x) : zero();
            turn_vectors(panel + x / 2 * NB + y, NB, a);
        }
}

#include "num/gemm_tiles.h"

/* Rows i .. i + n - 1 of a, k floats of each, as pairs. */
static struct left
left_rows(elem *copy, const struct given *a, size_t i, size_t n, size_t k,
          size_t g)
{
    const float *p = a->p + (a->turned ? i : i * a->ld);

    (void)g;
    if (a->turned) {
        pack_rows(copy, MB, p, a->ld, k, n);
        return (struct left){ copy, 1, 1, MB };
    }
    for (size_t y = 0; y < n; y++, p += a->ld)
        for (size_t x = 0; x < k; x += 2 * LANES)
            _mm512_store_si512(copy + y * KB + x / 2, pairs_at(p + x, k - x));
    return (struct left){ copy, KB, KB, 1 };
}
