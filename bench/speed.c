/* Speed and cost per byte of each stage, next to the speed of sgemm.
 *
 *     bench/speed MODEL FILE [THREADS [BYTES]]
 *
 * Each of five rounds measures sgemm and then each stage once, on the first
 * BYTES (16384) of FILE; medians are printed.  Stages are timed alone:
 * patching gets entropies that are ready, the full model gets the patches, and
 * generation continues the text one byte at a time.  FLOPs of the first three
 * are those that blt_flops_plan() predicts, those of generation are counted by
 * the kernels. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <blt/flops.h>
#include <blt/gen.h>
#include <blt/score.h>
#include "base/base.h"
#include "bench/bench.h"
#include "num/gemm.h"

enum { ROUNDS = 5, CHUNK = 512, GENERATED = 256 };
enum { ENTROPY, PATCHING, FULL, GENERATION, STAGES };

static const char *const name[STAGES] = {
    "entropy model", "patching", "encoder, global, decoder", "generation"
};
typedef struct bench {
    const blt_model *m;
    blt_pool *pool;
    const uint8_t *text;
    size_t n;
    float *entropy, after;      /* [n] of the prediction of each byte; of
                                   the byte after them */
    uint8_t *starts;            /* [n] a patch starts with the byte */
    uint8_t *close;             /* [n] a patch ends with it */
    double seconds[STAGES][ROUNDS], flops[STAGES];
} bench;

static blt_scorer *
scorer(const bench *b, blt_score_stage stage)
{
    blt_scorer_options o = BLT_SCORER_OPTIONS_INIT;
    blt_patch_options bytes = BLT_PATCH_OPTIONS_INIT;
    blt_scorer *s;

    o.stage = stage;
    o.pool = b->pool;
    bytes.scheme = BLT_SCHEME_BYTE;
    o.patch = stage == BLT_SCORE_FULL ? &bytes : NULL;
    check(blt_scorer_new(&s, b->m, &o, &err));
    return s;
}

/* Seconds for the whole text.  BOS is fed before the clock starts. */
static double
score(blt_scorer *s, blt_scored *out, const bench *b, const uint8_t *close)
{
    double began;

    check(blt_scorer_feed(s, out, b->text, 0, NULL, &err));
    began = bench_now();
    check(blt_scorer_feed(s, out, b->text, b->n, close, &err));
    return bench_now() - began;
}

static double
entropies(bench *b)
{
    blt_scorer *s = scorer(b, BLT_SCORE_ENTROPY);
    blt_scored out = BLT_SCORED_INIT;
    double seconds = score(s, &out, b, NULL);

    memcpy(b->entropy, out.entropy, b->n * sizeof *b->entropy);
    b->after = out.after;
    blt_scorer_free(s);
    return seconds;
}

static double
patching(bench *b)
{
    blt_patch_options o = BLT_PATCH_OPTIONS_INIT;
    blt_scored in = BLT_SCORED_INIT;
    blt_patcher *p;
    double seconds;

    in.n = b->n;
    in.bytes = b->text;
    in.entropy = b->entropy;
    in.after = b->after;
    blt_config_patch(&o, blt_model_config(b->m));
    check(blt_patcher_new(&p, &o, NULL, NULL, NULL, &err));
    seconds = bench_now();
    check(blt_patcher_starts(p, b->starts, &in, &err));
    seconds = bench_now() - seconds;
    blt_patcher_free(p);
    for (size_t i = 0; i < b->n; i++)
        b->close[i] = i + 1 < b->n && b->starts[i + 1];
    return seconds;
}

static double
full(bench *b)
{
    blt_scorer *s = scorer(b, BLT_SCORE_FULL);
    blt_scored out = BLT_SCORED_INIT;
    double seconds = score(s, &out, b, b->close);

    blt_scorer_free(s);
    return seconds;
}

static void
plan(bench *b)
{
    blt_flops f = BLT_FLOPS_INIT;
    double n = (double)b->n, patches = 0;

    for (size_t i = 0; i < b->n; i++)
        patches += b->close[i];
    check(blt_flops_plan(&f, blt_model_config(b->m), n,
                         patches > 0 ? n / patches : n, BLT_WINDOW_MODEL,
                         &err));
    b->flops[ENTROPY] = f.patcher;
    b->flops[FULL] = blt_flops_sum(&f) - f.patcher;
}

static double
flops_of(const blt_session *s)
{
    blt_flops f = BLT_FLOPS_INIT;

    blt_session_flops(s, &f);
    return blt_flops_sum(&f);
}

/* After at most CHUNK bytes of the text. */
static double
generation(bench *b)
{
    blt_session_options so = BLT_SESSION_OPTIONS_INIT;
    blt_session *s;
    blt_gen_options o = BLT_GEN_OPTIONS_INIT;
    blt_gen_step step = BLT_GEN_STEP_INIT;
    blt_gen *g;
    double began, before;

    so.pool = b->pool;
    check(blt_session_new(&s, b->m, &so, &err));
    o.max_bytes = GENERATED;
    o.utf8 = 0;
    check(blt_gen_new(&g, s, &o, &err));
    check(blt_gen_feed(g, b->text, b->n < CHUNK ? b->n : CHUNK, NULL, NULL,
                       &err));
    before = flops_of(s);
    began = bench_now();
    for (int i = 0; i < GENERATED; i++)
        check(blt_gen_next(g, &step, &err));
    began = bench_now() - began;
    b->flops[GENERATION] = flops_of(s) - before;
    blt_gen_free(g);
    blt_session_free(s);
    return began;
}

static double
yardstick(const bench *b)
{
    const blt_part *p = &blt_model_config(b->m)->decoder;
    size_t threads = (size_t)blt_pool_threads(b->pool);
    struct bench_product g = { .m = CHUNK, .n = (size_t)p->inner,
                               .k = (size_t)p->hidden };
    double rate;

    for (size_t i = 0; i < threads; i++) {
        g.a[i] = bench_take(g.m * g.k);
        g.b[i] = bench_take(g.n * g.k);
        g.c[i] = bench_take(g.m * g.n);
    }
    rate = bench_sgemm(&g, b->pool, threads);
    for (size_t i = 0; i < threads; i++) {
        free(g.a[i]);
        free(g.b[i]);
        free(g.c[i]);
    }
    return rate;
}

static void
report(bench *b, double sgemm)
{
    printf("| stage | kB/s | us per byte | kFLOP per byte | GFLOP/s |"
           " of sgemm |\n|---|---|---|---|---|---|\n");
    for (int i = 0; i < STAGES; i++) {
        double n = i == GENERATION ? GENERATED : (double)b->n, seconds;

        bench_sort(b->seconds[i], ROUNDS);
        seconds = b->seconds[i][ROUNDS / 2];
        printf("| %s | %.4g | %.4g |", name[i], n / seconds / 1e3,
               seconds / n * 1e6);
        if (b->flops[i] > 0)
            printf(" %.0f | %.1f | %.2f |\n", b->flops[i] / n / 1e3,
                   b->flops[i] / seconds / 1e9, b->flops[i] / seconds / sgemm);
        else
            printf(" - | - | - |\n");
    }
    printf("| sgemm, %d threads | - | - | - | %.1f | 1 |\n",
           blt_pool_threads(b->pool), sgemm / 1e9);
}

int
main(int argc, char **argv)
{
    static double (*const stage[STAGES])(bench *) = {
        entropies, patching, full, generation
    };
    double sgemm[ROUNDS];
    blt__buf text = { 0 };
    bench b = { 0 };
    blt_model *m;

    if (argc < 3 || argc > 5)
        exit((fprintf(stderr, "usage: bench/speed MODEL FILE [THREADS "
                      "[BYTES]]\n"), 2));
    blt__gemm_init();
    check(blt_model_open(&m, argv[1], &err));
    check(blt__read_whole(&text, argv[2], (size_t)1 << 30, &err));
    b.m = m;
    check(blt_pool_new(&b.pool, argc > 3 ? atoi(argv[3]) : 0, &err));
    b.text = (const uint8_t *)text.p;
    b.n = argc > 4 ? strtoul(argv[4], NULL, 10) : 16384;
    if (b.n > text.n)
        b.n = text.n;
    if (b.n == 0)
        exit((fprintf(stderr, "bench/speed: %s: no text\n", argv[2]), 2));
    b.entropy = bench_take(b.n);
    b.starts = blt__alloc(b.n, 1);
    b.close = blt__alloc(b.n, 1);
    if (b.starts == NULL || b.close == NULL)
        exit((fputs("out of memory\n", stderr), 2));
    for (int i = -1; i < ROUNDS; i++) {     /* the first warms up */
        double rate = yardstick(&b);

        for (int k = 0; k < STAGES; k++)
            b.seconds[k][i < 0 ? 0 : i] = stage[k](&b);
        sgemm[i < 0 ? 0 : i] = rate;
    }
    plan(&b);
    bench_sort(sgemm, ROUNDS);
    report(&b, sgemm[ROUNDS / 2]);
    free(b.entropy);
    free(b.starts);
    free(b.close);
    blt__buf_free(&text);
    blt_pool_free(b.pool);
    blt_model_close(m);
    return 0;
}
