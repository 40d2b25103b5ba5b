/* What the products for training of the AVX-512 files share: vectors of
 * floats, for num/gemm_tiles.h. */
#ifndef BLT_GEMM_AVX512_H
#define BLT_GEMM_AVX512_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

#ifdef __clang__
# define UNROLL _Pragma("clang loop unroll(full)")
#else
# define UNROLL _Pragma("GCC unroll 16")
#endif

#define LANES 16

typedef __m512 vec;

INLINE vec
zero(void)
{
    return _mm512_setzero_ps();
}

INLINE vec
all(float x)
{
    return _mm512_set1_ps(x);
}

INLINE vec
mul(vec a, vec b)
{
    return _mm512_mul_ps(a, b);
}

INLINE vec
madd(vec a, vec b, vec c)
{
    return _mm512_fmadd_ps(a, b, c);
}

/* The first n floats of a vector, 1 to LANES, at any address. */
INLINE vec
load_part(const float *p, size_t n)
{
    return _mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

INLINE void
store_part(float *p, size_t n, vec v)
{
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), v);
}

/* Lane x of a[y] becomes element x*ld + y of to, an aligned array of elements
 * of four bytes; for 16 x 16. */
INLINE void
turn_vectors(void *to, size_t ld, __m512 a[16])
{
    __m512 b[16];
    float *at = to;

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
    for (int i = 0; i < 4; i++, at += ld) {
        __m512 p = _mm512_shuffle_f32x4(a[i], a[i + 4], 0x88),
               q = _mm512_shuffle_f32x4(a[i + 8], a[i + 12], 0x88),
               s = _mm512_shuffle_f32x4(a[i], a[i + 4], 0xdd),
               t = _mm512_shuffle_f32x4(a[i + 8], a[i + 12], 0xdd);

        _mm512_store_ps(at, _mm512_shuffle_f32x4(p, q, 0x88));
        _mm512_store_ps(at + 4 * ld, _mm512_shuffle_f32x4(s, t, 0x88));
        _mm512_store_ps(at + 8 * ld, _mm512_shuffle_f32x4(p, q, 0xdd));
        _mm512_store_ps(at + 12 * ld, _mm512_shuffle_f32x4(s, t, 0xdd));
    }
}

#endif
