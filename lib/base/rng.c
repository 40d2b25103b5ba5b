/* xoshiro256** of Blackman and Vigna, seeded through splitmix64: the same
 * numbers on every machine, and a state that a checkpoint can hold. */
#include "config.h"
#include <math.h>
#include "base/base.h"

static uint64_t
rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

void
blt__rng_seed(blt__rng *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;

        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        r->s[i] = z ^ (z >> 31);
    }
}

uint64_t
blt__rng_next(blt__rng *r)
{
    uint64_t *s = r->s, out = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return out;
}

uint64_t
blt__rng_below(blt__rng *r, uint64_t n)
{
    uint64_t x, limit = UINT64_MAX - UINT64_MAX % n;

    do
        x = blt__rng_next(r);
    while (x >= limit);
    return x % n;
}

double
blt__rng_unit(blt__rng *r)
{
    return (double)(blt__rng_next(r) >> 11) * 0x1p-53;
}

/* Box and Muller, the second value thrown away so that the state is only
 * the generator's. */
double
blt__rng_normal(blt__rng *r)
{
    double u = 1 - blt__rng_unit(r), v = blt__rng_unit(r);

    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}
