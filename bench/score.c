/* Scoring speed as a part of what OpenBLAS sgemm reaches in the same minutes.
 *
 *     bench/score MODEL [THREADS]
 *
 * Rounds of sgemm on the largest product of the model's local part take
 * turns with 16 kB of text through a session: the entropy model alone, then
 * the full model.  FLOPs are those of the model's products and attention,
 * forward.  The session's products are our own kernels, exact by rows; sgemm
 * owes nothing to the order of a sum, so the distance is the price of results
 * that do not depend on how the text arrives. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <blt/session.h>
#include "bench/bench.h"
#include "latent/tape.h"
#include "num/kern.h"

enum { BYTES = 16384, ROUNDS = 7 };

static void
measure(const blt_model *m, blt_depth depth, blt_pool *pool)
{
    const blt_config *c = blt_model_config(m);
    const blt_part *p = depth == BLT_DEPTH_ENTROPY ? &c->patcher
                                                   : &c->decoder;
    size_t threads = (size_t)blt_pool_threads(pool);
    struct bench_product g = { .m = 512, .n = (size_t)p->inner,
                               .k = (size_t)p->hidden };
    static uint8_t text[BYTES];
    double sgemm[ROUNDS], score[ROUNDS], flops = 0, seconds;
    blt_session_options o = BLT_SESSION_OPTIONS_INIT;
    blt_session *s;

    for (size_t i = 0; i < BYTES; i++)
        text[i] = i % 6 == 5 ? ' ' : (uint8_t)('a' + i * i * 7 % 23);
    for (size_t i = 0; i < threads; i++) {
        g.a[i] = bench_take(g.m * g.k);
        g.b[i] = bench_take(g.n * g.k);
        g.c[i] = bench_take(g.m * g.n);
    }
    o.depth = depth;
    o.pool = pool;
    check(blt_session_new(&s, m, &o, &err));
    for (int i = -1; i < ROUNDS; i++) {     /* the first warms up */
        const int32_t bos = BLT_ID_BOS;
        static float logits[512 * BLT_VOCAB];
        blt_feed f = BLT_FEED_INIT;
        double rate = bench_sgemm(&g, pool, threads), began;
        size_t patches = 0;

        blt_session_reset(s);
        check(blt_session_feed(s, &bos, 1, &f, &err));
        f.logits = depth == BLT_DEPTH_FULL ? logits : NULL;
        began = bench_now();
        for (size_t at = 0; at < BYTES; at += 512) {
            check(blt_session_feed_bytes(s, text + at, 512, &f, &err));
            patches += f.patches;
        }
        seconds = bench_now() - began;
        flops = blt__tape_flops(c, BLT__PATCHER, BYTES, 0);
        if (depth == BLT_DEPTH_FULL)
            flops += blt__tape_flops(c, BLT__MAIN, BYTES, patches);
        if (i >= 0) {
            sgemm[i] = rate;
            score[i] = flops / seconds;
        }
    }
    bench_sort(sgemm, ROUNDS);
    bench_sort(score, ROUNDS);
    printf("%s: sgemm %zux%zux%zu on %zu threads %.1f GFLOP/s, scoring %.1f"
           " GFLOP/s (%.1f kB/s), ratio %.2f\n",
           depth == BLT_DEPTH_ENTROPY ? "entropy model" : "full model", g.m,
           g.n, g.k, threads, sgemm[ROUNDS / 2] / 1e9,
           score[ROUNDS / 2] / 1e9,
           BYTES / flops * score[ROUNDS / 2] / 1e3,
           score[ROUNDS / 2] / sgemm[ROUNDS / 2]);
    for (size_t i = 0; i < threads; i++) {
        free(g.a[i]);
        free(g.b[i]);
        free(g.c[i]);
    }
    blt_session_free(s);
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
    measure(m, BLT_DEPTH_ENTROPY, pool);
    measure(m, BLT_DEPTH_FULL, pool);
    blt_pool_free(pool);
    blt_model_close(m);
    return 0;
}
