/* Scoring speed as a fraction of the speed of OpenBLAS sgemm, measured at the
 * same time.
 *
 *     bench/score MODEL [THREADS]
 *
 * Rounds of sgemm on the largest product of the model's local part alternate
 * with 16 kB of text through a scorer: the entropy model alone, then the full
 * model.  FLOPs are those that blt_flops_plan() predicts.  The scorer's
 * products are our own kernels, whose sums have the same order whatever the
 * number of rows; sgemm may sum in any order, so the difference is the price
 * of results that do not depend on how the text is divided. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <blt/flops.h>
#include <blt/score.h>
#include "bench/bench.h"
#include "num/gemm.h"

enum { BYTES = 16384, ROUNDS = 7 };

/* FLOPs of a text in so many patches. */
static double
flops_of(const blt_model *m, blt_score_stage stage, double bytes,
         double patches)
{
    blt_flops f = BLT_FLOPS_INIT;

    check(blt_flops_plan(&f, blt_model_config(m), bytes,
                         patches > 0 ? bytes / patches : bytes,
                         BLT_WINDOW_MODEL, &err));
    return stage == BLT_SCORE_FULL ? blt_flops_sum(&f) : f.patcher;
}

/* Scores the text once; seconds.  BOS is fed before the clock starts. */
static double
score_text(blt_scorer *s, const uint8_t *text, double *patches)
{
    blt_scored b = BLT_SCORED_INIT;
    double began;

    blt_scorer_reset(s);
    check(blt_scorer_feed(s, &b, text, 0, NULL, &err));
    began = bench_now();
    check(blt_scorer_feed(s, &b, text, BYTES, NULL, &err));
    began = bench_now() - began;
    *patches = 0;
    for (size_t i = 0; i < b.n; i++)
        *patches += b.closed[i];
    return began;
}

static void
measure(const blt_model *m, blt_score_stage stage, blt_pool *pool)
{
    const blt_config *c = blt_model_config(m);
    const blt_part *p = stage == BLT_SCORE_ENTROPY ? &c->patcher
                                                   : &c->decoder;
    size_t threads = (size_t)blt_pool_threads(pool);
    struct bench_product g = { .m = 512, .n = (size_t)p->inner,
                               .k = (size_t)p->hidden };
    static uint8_t text[BYTES];
    double sgemm[ROUNDS], score[ROUNDS], flops = 0;
    blt_scorer_options o = BLT_SCORER_OPTIONS_INIT;
    blt_scorer *s;

    for (size_t i = 0; i < BYTES; i++)
        text[i] = i % 6 == 5 ? ' ' : (uint8_t)('a' + i * i * 7 % 23);
    for (size_t i = 0; i < threads; i++) {
        g.a[i] = bench_take(g.m * g.k);
        g.b[i] = bench_take(g.n * g.k);
        g.c[i] = bench_take(g.m * g.n);
    }
    o.stage = stage;
    o.pool = pool;
    check(blt_scorer_new(&s, m, &o, &err));
    for (int i = -1; i < ROUNDS; i++) {     /* the first warms up */
        double rate = bench_sgemm(&g, pool, threads), patches;
        double seconds = score_text(s, text, &patches);

        flops = flops_of(m, stage, BYTES, patches);
        if (i >= 0) {
            sgemm[i] = rate;
            score[i] = flops / seconds;
        }
    }
    bench_sort(sgemm, ROUNDS);
    bench_sort(score, ROUNDS);
    printf("%s: sgemm %zux%zux%zu on %zu threads %.1f GFLOP/s, scoring %.1f"
           " GFLOP/s (%.1f kB/s), ratio %.2f\n",
           stage == BLT_SCORE_ENTROPY ? "entropy model" : "full model", g.m,
           g.n, g.k, threads, sgemm[ROUNDS / 2] / 1e9,
           score[ROUNDS / 2] / 1e9,
           BYTES / flops * score[ROUNDS / 2] / 1e3,
           score[ROUNDS / 2] / sgemm[ROUNDS / 2]);
    for (size_t i = 0; i < threads; i++) {
        free(g.a[i]);
        free(g.b[i]);
        free(g.c[i]);
    }
    blt_scorer_free(s);
}

int
main(int argc, char **argv)
{
    blt_model *m;
    blt_pool *pool;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench/score MODEL [THREADS]\n");
        return 2;
    }
    blt__gemm_init();
    check(blt_model_open(&m, argv[1], &err));
    check(blt_pool_new(&pool, argc > 2 ? atoi(argv[2]) : 0, &err));
    measure(m, BLT_SCORE_ENTROPY, pool);
    measure(m, BLT_SCORE_FULL, pool);
    blt_pool_free(pool);
    blt_model_close(m);
    return 0;
}
