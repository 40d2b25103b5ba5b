#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "base/base.h"
#include "base/pool.h"
#include "bench/bench.h"
#include "num/gemm.h"

#define SECONDS 0.5

blt_error err;

void
check(blt_status s)
{
    if (s == BLT_OK)
        return;
    fprintf(stderr, "bench: %s\n", err.text);
    exit(2);
}

double
bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void
bench_sort(double *x, size_t n)
{
    qsort(x, n, sizeof *x, by_value);
}

float *
bench_take(size_t floats)
{
    float *p = blt__alloc(floats, sizeof *p);

    if (p == NULL)
        exit((fputs("out of memory\n", stderr), 2));
    for (size_t i = 0; i < floats; i++)
        p[i] = (float)(i % 7) - 3;
    return p;
}

static void
multiply(void *arg, size_t i, int worker)
{
    struct bench_product *p = arg;

    (void)worker;
    p->flops[i] = 0;
    while (bench_now() < p->until) {
        blt__gemm_blas(p->c[i], p->n, 0, 1, p->a[i], p->k, 0, p->b[i], p->k,
                       1, p->m, p->n, p->k);
        p->flops[i] += 2.0 * (double)p->m * (double)p->n * (double)p->k;
    }
}

double
bench_sgemm(struct bench_product *p, blt_pool *pool, size_t threads)
{
    double began = bench_now(), sum = 0;

    p->until = began + SECONDS;
    blt__pool_run(pool, threads, multiply, p);
    for (size_t i = 0; i < threads; i++)
        sum += p->flops[i];
    return sum / (bench_now() - began);
}
