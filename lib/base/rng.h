/* Random numbers: xoshiro256**, seeded through splitmix64. */
#ifndef BLT_BASE_RNG_H
#define BLT_BASE_RNG_H

#include <stdint.h>

typedef struct blt__rng { uint64_t s[4]; } blt__rng;

void     blt__rng_seed(blt__rng *r, uint64_t seed);
uint64_t blt__rng_next(blt__rng *r);
uint64_t blt__rng_below(blt__rng *r, uint64_t n);   /* 0 .. n-1, unbiased */
double   blt__rng_unit(blt__rng *r);                /* [0, 1), 53 bits */
double   blt__rng_normal(blt__rng *r);              /* mean 0, deviation 1 */

#endif
