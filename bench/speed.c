/* What each stage does a second and costs a byte, with sgemm beside it.
 *
 *     bench/speed MODEL FILE [THREADS [BYTES]]
 *
 * Every round measures sgemm and each stage once, in turns, on the first
 * BYTES (16384) of FILE; medians of five rounds.  A stage is timed alone:
 * patching cuts entropies that are ready, the full model is given the
 * patches, generation goes on behind the text and is one byte after another.
 * FLOPs are those that the session's kernels counted in that round. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <blt/flops.h>
#include <blt/gen.h>
#include "base/base.h"
#include "bench/bench.h"
#include "num/kern.h"

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
    float *entropy, first;      /* [n] after each byte; after BOS */
    uint8_t *close;             /* [n] */
    double seconds[STAGES][ROUNDS], flops[STAGES];
} bench;

static const int32_t bos = BLT_ID_BOS;

static blt_session *
session(const bench *b, blt_depth depth, int own_patches)
{
    blt_session_options o = BLT_SESSION_OPTIONS_INIT;
    blt_patch_options bytes = BLT_PATCH_OPTIONS_INIT;
    blt_session *s;

    o.depth = depth;
    o.pool = b->pool;
    bytes.scheme = BLT_SCHEME_BYTE;
    o.patch = own_patches ? NULL : &bytes;
    check(blt_session_new(&s, b->m, &o, &err));
    return s;
}

static double
flops_of(const blt_session *s)
{
    blt_flops f = BLT_FLOPS_INIT;

    blt_session_flops(s, &f);
    return blt_flops_sum(&f);
}

static double
entropies(bench *b)
{
    blt_session *s = session(b, BLT_DEPTH_ENTROPY, 1);
    blt_feed f = BLT_FEED_INIT;
    double began;

    f.entropy = &b->first;
    check(blt_session_feed(s, &bos, 1, &f, &err));
    began = bench_now();
    f.entropy = b->entropy;
    check(blt_session_feed_bytes(s, b->text, b->n, &f, &err));
    began = bench_now() - began;
    b->flops[ENTROPY] = flops_of(s);
    blt_session_free(s);
    return began;
}

static double
patching(bench *b)
{
    blt_patch_options o = BLT_PATCH_OPTIONS_INIT;
    blt_cutter c;
    double began = bench_now();

    blt_config_patch(&o, blt_model_config(b->m));
    check(blt_cutter_init(&c, &o, &err));
    (void)blt_cutter_push(&c, BLT_ID_BOS, b->first);
    for (size_t i = 0; i < b->n; i++)
        b->close[i] = (uint8_t)blt_cutter_push(&c, b->text[i] + BLT_ID_BYTE,
                                               b->entropy[i]);
    return bench_now() - began;
}

static double
full(bench *b)
{
    static float logits[CHUNK * BLT_VOCAB];
    blt_session *s = session(b, BLT_DEPTH_FULL, 0);
    blt_feed f = BLT_FEED_INIT;
    double began;

    check(blt_session_feed(s, &bos, 1, &f, &err));
    began = bench_now();
    f.logits = logits;
    for (size_t at = 0; at < b->n; at += CHUNK) {
        f.close = b->close + at;
        check(blt_session_feed_bytes(s, b->text + at, b->n - at < CHUNK
                                     ? b->n - at : CHUNK, &f, &err));
    }
    began = bench_now() - began;
    b->flops[FULL] = flops_of(s);
    blt_session_free(s);
    return began;
}

/* Behind at most a chunk of the text: windows are full or growing alike. */
static double
generation(bench *b)
{
    blt_session *s = session(b, BLT_DEPTH_FULL, 1);
    blt_gen_options o = BLT_GEN_OPTIONS_INIT;
    blt_gen_step step = BLT_GEN_STEP_INIT;
    blt_gen *g;
    double began, before;

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
    printf("| stage | kB/s | us a byte | kFLOP a byte | GFLOP/s | of sgemm |"
           "\n|---|---|---|---|---|---|\n");
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
    b.close = blt__alloc(b.n, 1);
    if (b.close == NULL)
        exit((fputs("out of memory\n", stderr), 2));
    for (int i = -1; i < ROUNDS; i++) {     /* the first warms up */
        double rate = yardstick(&b);

        for (int k = 0; k < STAGES; k++)
            b.seconds[k][i < 0 ? 0 : i] = stage[k](&b);
        sgemm[i < 0 ? 0 : i] = rate;
    }
    bench_sort(sgemm, ROUNDS);
    report(&b, sgemm[ROUNDS / 2]);
    free(b.entropy);
    free(b.close);
    blt__buf_free(&text);
    blt_pool_free(b.pool);
    blt_model_close(m);
    return 0;
}
