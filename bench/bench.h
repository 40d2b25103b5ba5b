/* Shared by the benchmarks: a clock, medians, and OpenBLAS's sgemm as the
 * yardstick, on all threads at once. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <blt/error.h>
#include <blt/pool.h>

/* Filled by every call; check() prints it and exits unless s is BLT_OK. */
extern blt_error err;
void check(blt_status s);

double bench_now(void);                     /* seconds */
void   bench_sort(double *x, size_t n);
float *bench_take(size_t floats);           /* not all equal; exits when out of
                                               memory */

/* c [m, n] = a [m, k] b [n, k]^T, one product in each of at most 64
 * threads. */
struct bench_product {
    size_t m, n, k;
    float *a[64], *b[64], *c[64];
    double flops[64], until;
};

/* FLOP/s of all threads together over half a second. */
double bench_sgemm(struct bench_product *p, blt_pool *pool, size_t threads);

#endif
