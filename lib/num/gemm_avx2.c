/* Matrix products for training with AVX2: the vectors of gemm_tiles.h. */
#include "config.h"
#include <string.h>
#include "num/gemm.h"
#include "num/kern.h"
#include "num/vector.h"

#define INLINE static inline __attribute__((always_inline))

#ifdef __clang__
# define UNROLL _Pragma("clang loop unroll(full)")
#else
# define UNROLL _Pragma("GCC unroll 12")
#endif

/* Derived: a tile is 6 x 16, whose 12 sums, 2 vectors of b and one element of
 * a fill the 16 registers.  A panel takes half of a first-level cache of 32
 * kB; 96 rows of a and 8 panels take half of a second-level cache of 512
 * kB. */
#define LANES 8
#define NB 16
enum { KB = 256, GROUP = 8, MB = 96 };
#define ROWS(v) 6
#define PAIRS 0
#define COPY_A 1
#define GEMM blt__gemm_avx2

typedef __m256 vec;

/* Blocks of equal length: a short last one would be mostly overhead. */
static size_t
depth_of(size_t k)
{
    size_t blocks = (k + KB - 1) / KB;

    return blocks == 0 ? KB : (k + blocks - 1) / blocks;
}

INLINE vec
zero(void)
{
    return _mm256_setzero_ps();
}

INLINE vec
all(float x)
{
    return _mm256_set1_ps(x);
}

INLINE vec
mul(vec a, vec b)
{
    return _mm256_mul_ps(a, b);
}

INLINE vec
madd(vec a, vec b, vec c)
{
    return _mm256_fmadd_ps(a, b, c);
}

INLINE vec
load(const float *p)
{
    return _mm256_load_ps(p);
}

INLINE void
store(float *p, vec v)
{
    _mm256_store_ps(p, v);
}

/* The first n floats of a vector, 1 to LANES, at any address.  Masked stores
 * are slow on AMD processors, so a part of a vector is copied in scalars. */
INLINE vec
load_part(const float *p, size_t n)
{
    float t[LANES] = { 0 };

    if (n == LANES)
        return _mm256_loadu_ps(p);
    memcpy(t, p, n * sizeof *p);
    return _mm256_loadu_ps(t);
}

INLINE void
store_part(float *p, size_t n, vec v)
{
    float t[LANES];

    if (n == LANES) {
        _mm256_storeu_ps(p, v);
        return;
    }
    _mm256_storeu_ps(t, v);
    memcpy(p, t, n * sizeof *p);
}

/* to[x*NB + y] = from[y*ld + x] for 8 x 8. */
INLINE void
turn(float *to, const float *from, size_t ld)
{
    __m256 a[8], b[8];

    UNROLL
    for (int i = 0; i < 4; i++) {
        const float *p = from + (size_t)i * ld, *q = p + 4 * ld;

        a[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)),
                                    _mm_loadu_ps(q), 1);
        a[i + 4] = _mm256_insertf128_ps(
            _mm256_castps128_ps256(_mm_loadu_ps(p + 4)), _mm_loadu_ps(q + 4),
            1);
    }
    UNROLL
    for (int i = 0; i < 8; i += 2) {
        b[i] = _mm256_unpacklo_ps(a[i], a[i + 1]);
        b[i + 1] = _mm256_unpackhi_ps(a[i], a[i + 1]);
    }
    UNROLL
    for (int i = 0; i < 8; i += 4) {
        _mm256_store_ps(to + i * NB,
                        _mm256_shuffle_ps(b[i], b[i + 2], 0x44));
        _mm256_store_ps(to + (i + 1) * NB,
                        _mm256_shuffle_ps(b[i], b[i + 2], 0xee));
        _mm256_store_ps(to + (i + 2) * NB,
                        _mm256_shuffle_ps(b[i + 1], b[i + 3], 0x44));
        _mm256_store_ps(to + (i + 3) * NB,
                        _mm256_shuffle_ps(b[i + 1], b[i + 3], 0xee));
    }
}

#include "num/gemm_tiles.h"
