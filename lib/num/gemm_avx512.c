/* Matrix products for training with AVX-512: the vectors of gemm_tiles.h. */
#include "config.h"
#include <immintrin.h>
#include "num/gemm.h"
#include "num/kern.h"

#define INLINE static inline __attribute__((always_inline))

#ifdef __clang__
# define UNROLL _Pragma("clang loop unroll(full)")
#else
# define UNROLL _Pragma("GCC unroll 16")
#endif

/* A panel is 32 kB.  Rows are not divided: each panel is multiplied by all. */
#define LANES 16
#define NB 64
enum { KB = 128, GROUP = 1, MB = 1 << 30 };
#define ROWS(v) ((v) > 2 ? 6 : 12)
#define COPY_A 0
#define GEMM blt__gemm_avx512

typedef __m512 vec;

static size_t
depth_of(size_t k)
{
    (void)k;
    return KB;
}

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

INLINE vec
load(const float *p)
{
    return _mm512_load_ps(p);
}

INLINE void
store(float *p, vec v)
{
    _mm512_store_ps(p, v);
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

/* to[x*NB + y] = from[y*ld + x] for 16 x 16. */
INLINE void
turn(float *to, const float *from, size_t ld)
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

#include "num/gemm_tiles.h"
