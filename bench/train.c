/* Training speed as a fraction of the speed of OpenBLAS sgemm, measured at the
 * same time on the same cores.
 *
 *     bench/train [RECIPE [DATA VALID]]
 *
 * Half a second of sgemm on the largest product of a step, in all threads at
 * once, alternates with a training step, so that a machine that slows down
 * slows both; medians are compared.  FLOPs of a step are 6 per weight and use,
 * 2 in the frozen part; attention, norms and the optimiser are not counted.
 * Without DATA the text is generated; it influences nothing but the
 * patches. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <blt/train.h>
#include "bench/bench.h"
#include "num/gemm.h"
#include "train/recipe.h"

#define ROUNDS 7

static void
die(const char *why)
{
    fprintf(stderr, "bench/train: %s\n", why);
    exit(2);
}

/* ---- the product --------------------------------------------------------- */

/* The largest feed-forward product, local or global. */
static void
choose(struct bench_product *p, const char *recipe, int stage)
{
    blt__recipe r;
    size_t l, g;

    check(blt__recipe_read(&r, recipe, &err));
    const blt_part *part = stage ? &r.config.decoder : &r.config.patcher;
    const blt_part *wide = &r.config.global;

    p->m = (size_t)r.stage[stage].length;
    p->n = (size_t)part->inner;
    p->k = (size_t)part->hidden;
    l = p->m * p->n * p->k;
    g = (size_t)((double)p->m / r.target_size) * (size_t)wide->inner
        * (size_t)wide->hidden;
    if (stage && g > l) {
        p->m = (size_t)((double)p->m / r.target_size);
        p->n = (size_t)wide->inner;
        p->k = (size_t)wide->hidden;
    }
    blt__recipe_free(&r);
}

/* ---- text ------------------------------------------------------------------ */

static char text[64];

static void
remove_text(void)
{
    unlink(text);
}

static void
make_text(void)
{
    blt__rng r;
    FILE *f;

    snprintf(text, sizeof text, "en.bench%ld.txt", (long)getpid());
    f = fopen(text, "w");
    if (f == NULL)
        die("cannot write a text to this directory");
    atexit(remove_text);
    blt__rng_seed(&r, 1);
    for (int i = 0; i < 200000; i++) {
        uint64_t word = blt__rng_below(&r, 3000);

        word = blt__rng_below(&r, word + 1) * 2654435761u;
        for (int k = 0; k < 2 + (int)(word % 7); k++)
            fputc("etaoinsrhldcumfpgwybvkxjqz"[(word >> 3 * k) % 26], f);
        fputs(i % 60 == 59 ? ".\n\n" : " ", f);
    }
    if (fclose(f) != 0)
        die("cannot write a text to this directory");
}

/* ---- comparison --------------------------------------------------------- */

static void
compare(const blt_train_options *given, int stage)
{
    blt_train_options opt = *given;
    struct bench_product p = { 0 };
    double sgemm[ROUNDS], step[ROUNDS], bytes[ROUNDS];
    size_t threads = (size_t)blt_pool_threads(opt.pool);
    blt_trainer *t;
    blt_train_report r = BLT_TRAIN_REPORT_INIT;

    if (threads > 64)
        die("at most 64 threads");
    choose(&p, opt.recipe, stage);
    for (size_t i = 0; i < threads; i++) {
        p.a[i] = bench_take(p.m * p.k);
        p.b[i] = bench_take(p.n * p.k);
        p.c[i] = bench_take(p.m * p.n);
    }
    opt.stage = (blt_train_stage)stage;
    if (blt_trainer_new(&t, &opt, &err) != BLT_OK
        || blt_trainer_step(t, &r, &err) != BLT_OK)    /* warms up */
        die(err.text);
    for (int i = 0; i < ROUNDS; i++) {
        double began;

        sgemm[i] = bench_sgemm(&p, opt.pool, threads);
        began = bench_now();
        check(blt_trainer_step(t, &r, &err));
        step[i] = r.flops / (bench_now() - began);
        bytes[i] = (double)r.step_bytes / (bench_now() - began);
    }
    bench_sort(sgemm, ROUNDS);
    bench_sort(step, ROUNDS);
    bench_sort(bytes, ROUNDS);
    printf("%s: sgemm %zux%zux%zu on %zu threads %.1f GFLOP/s, training %.1f"
           " GFLOP/s (%.1f kB/s), ratio %.2f\n", stage ? "main" : "entropy",
           p.m, p.n, p.k, threads, sgemm[ROUNDS / 2] / 1e9,
           step[ROUNDS / 2] / 1e9, bytes[ROUNDS / 2] / 1e3,
           step[ROUNDS / 2] / sgemm[ROUNDS / 2]);
    blt_trainer_free(t);
    for (size_t i = 0; i < threads; i++) {
        free(p.a[i]);
        free(p.b[i]);
        free(p.c[i]);
    }
}

int
main(int argc, char **argv)
{
    blt_train_options opt = BLT_TRAIN_OPTIONS_INIT;
    const char *data = text, *valid = text, *n = getenv("BLT_THREADS");
    blt_pool *pool;

    blt__gemm_init();
    check(blt_pool_new(&pool, n != NULL ? atoi(n) : 0, &err));
    if (argc > 3) {
        data = argv[2];
        valid = argv[3];
    } else
        make_text();
    opt.recipe = argc > 1 ? argv[1] : "share/recipes/wren-3.recipe";
    opt.data = &data;
    opt.valid = &valid;
    opt.n_data = opt.n_valid = 1;
    opt.pool = pool;
    compare(&opt, BLT_TRAIN_ENTROPY);
    compare(&opt, BLT_TRAIN_MAIN);
    blt_pool_free(pool);
    return 0;
}
