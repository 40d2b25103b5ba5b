/* Matrix products for training with AVX-512: the vectors of gemm_tiles.h. */
#include "config.h"
#include "num/gemm.h"
#include "num/gemm_avx512.h"

/* A panel is 32 kB.  Rows are not divided: each panel is multiplied by all. */
#define NB 64
enum { KB = 128, GROUP = 1, MB = 1 << 30 };
#define ROWS(v) ((v) > 2 ? 6 : 12)
#define PAIRS 0
#define COPY_A 0
#define GEMM blt__gemm_avx512

static size_t
depth_of(size_t k)
{
    (void)k;
    return KB;
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

/* to[x*NB + y] = from[y*ld + x] for 16 x 16. */
INLINE void
turn(float *to, const float *from, size_t ld)
{
    __m512 a[16];

    UNROLL
    for (int i = 0; i < 16; i++)
        a[i] = _mm512_loadu_ps(from + (size_t)i * ld);
    turn_vectors(to, NB, a);
}

#include "num/gemm_tiles.h"
