/* The products of training one by one: OpenBLAS's, ours, and ours of operands
 * rounded to bfloat16, where the processor has an instruction for them.
 *
 *     bench/gemm [ROUNDS]
 *
 * One thread.  Every round measures them on each product in turns, for some
 * milliseconds of processor time each; the best rounds are printed, in
 * GFLOP/s, as other programs on the same cores only ever take away.  n: as
 * it lies, t: transposed.  Products of attention take heads out of rows that
 * hold four, as in a step. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "bench/bench.h"
#include "num/gemm.h"
#include "num/kern.h"

#define SECONDS 0.005

static const struct shape {
    const char *what;
    int ta, tb;
    size_t m, n, k, wide;       /* wide: lda, ldb, ldc at least */
    float beta;
} shape[] = {
    { "feed-forward, local", 0, 1, 2048, 352, 128, 0, 0 },
    { "", 0, 1, 2048, 128, 352, 0, 0 },
    { "projections, local", 0, 1, 2048, 128, 128, 0, 0 },
    { "logits", 0, 1, 2048, 256, 128, 0, 0 },
    { "feed-forward, global", 0, 1, 455, 704, 256, 0, 0 },
    { "", 0, 1, 455, 256, 704, 0, 0 },
    { "projections, global", 0, 1, 455, 256, 256, 0, 0 },
    { "gradient of x", 0, 0, 2048, 128, 352, 0, 1 },
    { "", 0, 0, 2048, 352, 128, 0, 0 },
    { "", 0, 0, 2048, 128, 128, 0, 1 },
    { "", 0, 0, 455, 256, 704, 0, 1 },
    { "", 0, 0, 455, 704, 256, 0, 0 },
    { "gradient of w", 1, 0, 352, 128, 2048, 0, 1 },
    { "", 1, 0, 128, 352, 2048, 0, 1 },
    { "", 1, 0, 128, 128, 2048, 0, 1 },
    { "", 1, 0, 704, 256, 455, 0, 1 },
    { "", 1, 0, 256, 704, 455, 0, 1 },
    { "", 1, 0, 256, 256, 455, 0, 1 },
    { "scores", 0, 1, 64, 575, 32, 128, 0 },
    { "scores, global", 0, 1, 64, 320, 64, 256, 0 },
    { "mix", 0, 0, 64, 32, 575, 128, 0 },
    { "mix, global", 0, 0, 64, 64, 320, 256, 0 },
    { "gradient of k, v", 1, 0, 575, 32, 64, 128, 1 },
    { "gradient of k, v, global", 1, 0, 320, 64, 64, 256, 1 },
    { "Muon", 0, 1, 256, 256, 704, 0, 0 },
    { "", 0, 1, 256, 256, 256, 0, 0 },
    { "", 0, 0, 256, 704, 256, 0, 0 },
    { "", 0, 1, 128, 128, 352, 0, 0 },
    { "", 0, 0, 128, 352, 128, 0, 0 },
};

static size_t
larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static double
spent(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double
measure(const struct shape *s, blt__gemm_fn *f, float *c, const float *a,
        const float *b)
{
    size_t lda = larger(s->ta ? s->m : s->k, s->wide),
           ldb = larger(s->tb ? s->k : s->n, s->wide),
           ldc = larger(s->n, s->wide);
    double flops = 0, began, passed;

    f(c, ldc, s->beta, 1, a, lda, s->ta, b, ldb, s->tb, s->m, s->n, s->k);
    began = spent();
    do {
        f(c, ldc, s->beta, 1, a, lda, s->ta, b, ldb, s->tb, s->m, s->n,
          s->k);
        flops += 2.0 * (double)s->m * (double)s->n * (double)s->k;
        passed = spent() - began;
    } while (passed < SECONDS);
    return flops / passed;
}

/* Our kernel for every shape, also where blt__gemm prefers OpenBLAS's. */
static blt__gemm_fn *
ours(void)
{
#ifdef HAVE_AVX2
    if (blt__kern_get() == &blt__kern_avx2)
        return blt__gemm_avx2;
#endif
    return blt__gemm;
}

static blt__gemm_fn *
rounded(void)
{
#ifdef HAVE_AVX512_BF16
    if (__builtin_cpu_supports("avx512bf16"))
        return blt__gemm_bf16;
#endif
    return NULL;
}

int
main(int argc, char **argv)
{
    const size_t n = sizeof shape / sizeof *shape;
    blt__gemm_fn *kind[3] = { blt__gemm_blas, ours(), rounded() };
    double best[sizeof shape / sizeof *shape][3] = { 0 };
    int rounds = argc > 1 ? atoi(argv[1]) : 20, kinds = kind[2] ? 3 : 2;
    float *a = bench_take(2048 * 1024), *b = bench_take(2048 * 1024),
          *c = bench_take(2048 * 1024);

    blt__gemm_init();
    for (int r = 0; r < rounds; r++)
        for (size_t i = 0; i < n; i++)
            for (int k = 0; k < kinds; k++) {
                double x = measure(&shape[i], kind[k], c, a, b);

                best[i][k] = x > best[i][k] ? x : best[i][k];
            }
    printf("| product | | OpenBLAS | %s | ratio |%s\n|---|---|---|---|---|%s\n",
           blt__kern_get()->name, kinds > 2 ? " bf16 | ratio |" : "",
           kinds > 2 ? "---|---|" : "");
    for (size_t i = 0; i < n; i++) {
        const struct shape *s = &shape[i];

        printf("| %s | %c%c %zux%zux%zu | %.0f ", s->what, "nt"[s->ta],
               "nt"[s->tb], s->m, s->n, s->k, best[i][0] / 1e9);
        for (int k = 1; k < kinds; k++)
            printf("| %.0f | %.2f ", best[i][k] / 1e9,
                   best[i][k] / best[i][0]);
        puts("|");
    }
    free(a);
    free(b);
    free(c);
    return 0;
}
