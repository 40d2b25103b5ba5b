/* Adapted scores: distributions, the same bits however a text is divided,
 * learning, and what it is for. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/blt.h>
#include "score/mixer.h"
#include "tests/lib/tap.h"

enum { N = 3000 };

static uint8_t text[N];
static blt_model *model;
static blt_error err;

/* Words, a repeated line, zeros, and noise. */
static void
make_text(void)
{
    static const char line[] = "2026-01-02 03:04:05 status installed\n";
    uint32_t x = 1;

    for (size_t i = 0; i < N; i++) {
        x = x * 1664525 + 1013904223;
        text[i] = i < 1000 ? (uint8_t)line[i % (sizeof line - 1)]
            : i < 2000 ? (uint8_t)"etaoin shrdlu\n"[x >> 24 & 13]
            : i < 2500 ? 0 : (uint8_t)(x >> 24);
    }
}

static void
must(blt_status s)
{
    if (s == BLT_OK)
        return;
    ok(0, "%s", err.text);
    exit(1);
}

static blt_scorer *
scorer_new(const blt_model *m, blt_score_stage stage, unsigned want,
           blt_pool *pool)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    blt_scorer *s;

    opt.adapt = 1;
    opt.stage = stage;
    opt.want = want;
    opt.pool = pool;
    must(blt_scorer_new(&s, m, &opt, &err));
    return s;
}

/* Scores of bytes from .. to, step bytes at a time. */
static void
score(blt_scorer *s, double *nats, float *entropy, size_t from, size_t to,
      size_t step)
{
    for (size_t at = from, n; at < to; at += n) {
        blt_scored b = BLT_SCORED_INIT;

        n = to - at < step ? to - at : step;
        must(blt_scorer_feed(s, &b, text + at, n, NULL, &err));
        for (size_t i = 0; i < n; i++) {
            nats[at + i] = b.nats[i];
            if (entropy != NULL)
                entropy[at + i] = b.entropy[i];
        }
    }
}

static double
bits(const double *nats, size_t from, size_t to)
{
    double sum = 0;

    for (size_t i = from; i < to; i++)
        sum += nats[i];
    return sum / log(2) / (double)(to - from);
}

/* Each row sums to 1 and agrees with cost, entropy, rank and guesses. */
static void
distribution(const char *name, const blt_model *m)
{
    blt_scorer *s = scorer_new(m, BLT_SCORE_ENTROPY, BLT_SCORE_LOGITS
                               | BLT_SCORE_RANK | BLT_SCORE_GUESSES, NULL);
    blt_scored b = BLT_SCORED_INIT;
    double sum_off = 0, cost_off = 0, entropy_off = 0;
    int ranks = 0;

    must(blt_scorer_feed(s, &b, text, N, NULL, &err));
    for (size_t i = 0; i < N; i++) {
        const float *row = b.logits + i * BLT_VOCAB;
        double sum = 0, h = 0, cost = b.nats[i] + row[BLT_ID_BYTE + text[i]];

        for (int k = 0; k < BLT_VOCAB; k++) {
            const double p = exp(row[k]);

            sum += p;
            h -= p > 0 ? p * row[k] : 0;
        }
        sum_off = fmax(sum_off, fabs(sum - 1));
        cost_off = fmax(cost_off, fabs(cost) / (1 + b.nats[i]));
        entropy_off = fmax(entropy_off, fabs(h - b.entropy[i]));
        ranks += (b.rank[i] == 0)
            == (b.guess[i * BLT_GUESSES].byte == text[i]);
    }
    ok(sum_off < 1e-6, "%s: each distribution sums to 1 within %.1e", name,
       sum_off);
    ok(cost_off < 1e-6, "and has the byte's cost, within %.1e", cost_off);
    ok(entropy_off < 1e-5, "and the entropy, within %.1e", entropy_off);
    ok(ranks == N, "and its rank");
    blt_scorer_free(s);
}

static void
same_bits(const char *name, const blt_model *m, blt_score_stage stage,
          size_t n)
{
    static const size_t steps[] = { 1, 7, 512, N };
    static double want[N], nats[N];
    static float entropy[N], h[N];
    blt_scorer *s = scorer_new(m, stage, 0, NULL), *copy;
    blt_pool *pool;
    double cost;

    score(s, want, entropy, 0, n, n);
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        blt_scorer_reset(s);
        score(s, nats, h, 0, n, steps[k]);
        ok(memcmp(nats, want, n * sizeof *nats) == 0
           && memcmp(entropy, h, n * sizeof *h) == 0,
           "%s: the same bits %zu bytes at a time", name, steps[k]);
    }
    blt_scorer_reset(s);
    score(s, nats, NULL, 0, n / 3, 64);
    must(blt_scorer_copy(&copy, s, &err));
    must(blt_scorer_cost(s, &cost, text + n / 3, n - n / 3, &err));
    score(copy, nats, NULL, n / 3, n, 100);
    ok(memcmp(nats, want, n * sizeof *nats) == 0, "and by a copy");
    blt_scorer_free(copy);
    score(s, nats, NULL, n / 3, n, 100);
    ok(memcmp(nats, want, n * sizeof *nats) == 0, "and after the cost of a"
       " continuation");
    for (size_t i = n / 3; i < n; i++)
        cost -= want[i];
    ok(fabs(cost) < 1e-6, "which is that of its bytes");
    blt_scorer_free(s);

    must(blt_pool_new(&pool, 2, &err));
    s = scorer_new(m, stage, BLT_SCORE_NO_ENTROPY, pool);
    score(s, nats, NULL, 0, n, 512);
    ok(memcmp(nats, want, n * sizeof *nats) == 0, "and by two threads,"
       " without entropies");
    blt_scorer_free(s);
    blt_pool_free(pool);
}

static void
learning(const char *name, const blt_model *m)
{
    static double nats[N], again[N];
    blt_scorer *s = scorer_new(m, BLT_SCORE_ENTROPY, 0, NULL);
    double repeated, zeros, noise;

    score(s, nats, NULL, 0, N, N);
    repeated = bits(nats, 800, 1000);
    zeros = bits(nats, 2400, 2500);
    noise = bits(nats, 2700, N);
    ok(repeated < 0.05, "%s: a repeated line, %.3f bits per byte", name,
       repeated);
    ok(zeros < 0.05, "zeros, %.3f", zeros);
    ok(noise < 9, "noise, %.2f", noise);

    must(blt_scorer_keep(s, &err));
    score(s, again, NULL, 0, N, N);
    ok(bits(again, 0, N) < bits(nats, 0, N) / 4, "read once more after"
       " keep: %.2f instead of %.2f", bits(again, 0, N), bits(nats, 0, N));
    blt_scorer_reset(s);
    score(s, nats, NULL, 0, N, 100);
    ok(memcmp(nats, again, sizeof nats) == 0, "and each text after it");
    blt_scorer_free(s);
}

static void
starts(void)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    blt_scored a = BLT_SCORED_INIT, b = BLT_SCORED_INIT;
    blt_scorer *s, *t;
    size_t n[2] = { 0, 0 };

    opt.want = BLT_SCORE_STARTS | BLT_SCORE_NO_ENTROPY;
    must(blt_scorer_new(&s, model, &opt, &err));
    opt.adapt = 1;
    must(blt_scorer_new(&t, model, &opt, &err));
    must(blt_scorer_feed(s, &a, text, 1000, NULL, &err));
    must(blt_scorer_feed(t, &b, text, 1000, NULL, &err));
    ok(memcmp(a.starts, b.starts, 1000) == 0 && b.entropy == NULL
       && isnan(b.after), "patches are those of the model");
    for (size_t i = 0; i < 1000; i++)
        n[0] += b.starts[i];
    blt_scorer_free(t);
    opt.adapted_starts = 1;
    must(blt_scorer_new(&t, model, &opt, &err));
    must(blt_scorer_feed(t, &b, text, 1000, NULL, &err));
    for (size_t i = 0; i < 1000; i++)
        n[1] += b.starts[i];
    ok(n[1] < n[0], "unless asked: %zu instead of %zu", n[1], n[0]);
    blt_scorer_free(s);
    blt_scorer_free(t);
}

static void
misuse(void)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    blt_scorer *s;

    opt.adapt = 1;
    opt.stage = BLT_SCORE_FULL;
    ok(blt_scorer_new(&s, NULL, &opt, &err) == BLT_EINVAL, "%s", err.text);
    opt.stage = BLT_SCORE_ENTROPY;
    opt.guesses = 257;
    ok(blt_scorer_new(&s, NULL, &opt, &err) == BLT_EINVAL, "%s", err.text);
    opt = (blt_scorer_options)BLT_SCORER_OPTIONS_INIT;
    must(blt_scorer_new(&s, model, &opt, &err));
    ok(blt_scorer_keep(s, &err) == BLT_EINVAL, "%s", err.text);
    blt_scorer_free(s);
}

static void
guesses(void)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    blt_scored b = BLT_SCORED_INIT;
    double sum = 0;
    int sorted = 1;
    blt_scorer *s;

    opt.want = BLT_SCORE_GUESSES;
    opt.guesses = 256;
    opt.adapt = 1;
    must(blt_scorer_new(&s, NULL, &opt, &err));
    must(blt_scorer_feed(s, &b, text, 300, NULL, &err));
    for (int i = 0; i < 256; i++) {
        const blt_guess *g = b.guess + 299 * b.guesses + i;

        sum += g->probability;
        sorted &= i == 0 || g->probability <= g[-1].probability;
    }
    ok(b.guesses == 256 && sorted && fabs(sum - 1) < 1e-5, "256 guesses, in"
       " order: all of the distribution");
    blt_scorer_free(s);
}

/* The two forms of e^x have the same bits where both are defined. */
static void
exponential(void)
{
    int same = 1;
    float off = 0;

    for (int i = 0; i <= 200000; i++) {
        const float x = (float)i * -0.0007f;
        const float a = blt__mix_exp(x), b = blt__mix_exp_negative(x);
        const float want = (float)exp(x > -87 ? x : -87);

        same &= memcmp(&a, &b, sizeof a) == 0;
        if (x > -87)
            off = fmaxf(off, fabsf(b / want - 1));
    }
    ok(same && blt__mix_exp_negative(0) == 1
       && blt__mix_exp_negative(-INFINITY) == blt__mix_exp(-1000),
       "e^x for x <= 0: the same bits in integer operations");
    ok(off < 1e-4f, "and within %.1e of the true value", (double)off);
}

int
main(void)
{
    char dir[4096];

    exponential();
    make_text();
    snprintf(dir, sizeof dir, "%s/tests/golden/tiny-a-default",
             getenv("top_srcdir") ? getenv("top_srcdir") : ".");
    must(blt_model_open(&model, dir, &err));
    distribution("no model", NULL);
    distribution("tiny", model);
    same_bits("no model", NULL, BLT_SCORE_ENTROPY, N);
    same_bits("tiny", model, BLT_SCORE_ENTROPY, N);
    same_bits("tiny, full", model, BLT_SCORE_FULL, 700);
    learning("no model", NULL);
    learning("tiny", model);
    starts();
    guesses();
    misuse();
    blt_model_close(model);
    return done_testing();
}
