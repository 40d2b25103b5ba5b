/* The scorer: the same bits as a session read row by row, however the text is
 * divided; patchers, units and tallies on texts that can be counted by
 * hand. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/blt.h>
#include "score/top.h"
#include "tests/lib/tap.h"

static const char text[] = "The cat sat. \xd0\x9a\xd0\xbe\xd1\x82 \xff (\xe4"
    "\xb8\xad) 123\nand then the cat sat down again, again, again.\n";
enum { N = sizeof text - 1 };
static const uint8_t *const bytes = (const uint8_t *)text;

static blt_model *model;
static blt_error err;

static void
must(blt_status s)
{
    if (s == BLT_OK)
        return;
    ok(0, "%s", err.text);
    exit(1);
}

/* What a session says, row by row. */
static float entropy[N + 1];
static double nats[N];
static uint8_t closed[N + 1];

static void
by_session(blt_score_stage stage)
{
    const int32_t bos = BLT_ID_BOS;
    blt_session_options opt = BLT_SESSION_OPTIONS_INIT;
    float row[BLT_VOCAB], next[BLT_VOCAB];
    const int full = stage == BLT_SCORE_FULL;
    blt_session *s;

    opt.depth = full ? BLT_DEPTH_FULL : BLT_DEPTH_ENTROPY;
    must(blt_session_new(&s, model, &opt, &err));
    for (size_t i = 0; i <= N; i++) {
        blt_feed feed = BLT_FEED_INIT;
        double h;

        feed.closed = &closed[i];
        if (full) {
            feed.logits = next;
        } else {
            feed.patcher_logits = next;
            feed.entropy = &entropy[i];
        }
        must(i == 0 ? blt_session_feed(s, &bos, 1, &feed, &err)
             : blt_session_feed_bytes(s, bytes + i - 1, 1, &feed, &err));
        if (i > 0) {
            blt_score_row(&h, &nats[i - 1], row, bytes[i - 1]);
            if (full)
                entropy[i - 1] = (float)h;
        }
        memcpy(row, next, sizeof row);
    }
    blt_session_free(s);
}

static int
same_bits(const blt_scored *b, size_t at, int starts)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->entropy[i] != entropy[at + i] || b->nats[i] != nats[at + i]
            || b->surprisal[i] != (float)nats[at + i]
            || b->closed[i] != closed[at + i + 1])
            return 0;
        if (starts && b->starts[i] != (at + i == 0 ? 1 : closed[at + i]))
            return 0;
        if ((b->rank[i] == 0) != (b->guess[i * BLT_GUESSES].byte
                                  == b->bytes[i]))
            return 0;
        if (b->guess[i * BLT_GUESSES].probability
            < b->guess[i * BLT_GUESSES + 1].probability)
            return 0;
    }
    return b->n == 0 || !isnan(b->after);
}

static void
scorer(blt_score_stage stage, blt_pool *pool)
{
    static const size_t steps[] = { 1, 7, 64, N };
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    const char *name = stage == BLT_SCORE_FULL ? "full" : "entropy";
    blt_scorer *s, *copy;
    double sum = 0, cost;

    by_session(stage);
    opt.stage = stage;
    opt.pool = pool;
    opt.want = BLT_SCORE_STARTS | BLT_SCORE_RANK | BLT_SCORE_GUESSES
        | BLT_SCORE_LOGITS;
    must(blt_scorer_new(&s, model, &opt, &err));
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        int good = 1;

        blt_scorer_reset(s);
        for (size_t at = 0, n; at < N; at += n) {
            blt_scored b = BLT_SCORED_INIT;
            double h, x;

            n = N - at < steps[k] ? N - at : steps[k];
            must(blt_scorer_feed(s, &b, bytes + at, n, NULL, &err));
            good &= b.n == n && b.offset == (int64_t)at
                && b.bytes == bytes + at && same_bits(&b, at, 1);
            blt_score_row(&h, &x, b.logits, b.bytes[0]);
            good &= x == b.nats[0];
        }
        ok(good, "%s, %zu bytes at a time: the bits of a session", name,
           steps[k]);
    }

    blt_scorer_reset(s);
    must(blt_scorer_feed(s, NULL, bytes, 20, NULL, &err));
    for (size_t i = 20; i < N; i++)
        sum += nats[i];
    must(blt_scorer_copy(&copy, s, &err));
    must(blt_scorer_cost(copy, &cost, bytes + 20, N - 20, &err));
    ok(cost == sum, "%s: the cost of a continuation, %g nats", name, cost);
    must(blt_scorer_cost(copy, &cost, bytes + 20, 1, &err));
    ok(cost == nats[20], "of one byte, from the same place");
    blt_scorer_free(copy);
    sum = 0;
    for (size_t at = 20; at < N; at++) {
        blt_scored b = BLT_SCORED_INIT;

        must(blt_scorer_feed(s, &b, bytes + at, 1, NULL, &err));
        sum += b.nats[0];
    }
    must(blt_scorer_cost(s, &cost, bytes, 0, &err));
    ok(cost == 0, "no bytes cost nothing");
    blt_scorer_reset(s);
    must(blt_scorer_cost(s, &cost, bytes, N, &err));
    sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += nats[i];
    ok(cost == sum, "a whole text");
    blt_scorer_free(s);
}

static void
misuse(void)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    blt_patch_options patch = BLT_PATCH_OPTIONS_INIT;
    blt_scored b = BLT_SCORED_INIT;
    blt_patcher *p;
    blt_scorer *s;
    blt_units *u;
    uint8_t starts[1];

    ok(blt_scorer_new(&s, NULL, NULL, &err) == BLT_EINVAL && s == NULL,
       "%s", err.text);
    opt.stage = (blt_score_stage)7;
    ok(blt_scorer_new(&s, model, &opt, &err) == BLT_EINVAL, "%s", err.text);
    opt.size = 0;
    ok(blt_scorer_new(&s, model, &opt, &err) == BLT_EINVAL, "%s", err.text);
    /* Only size and stage: a release that had no more. */
    opt = (blt_scorer_options)BLT_SCORER_OPTIONS_INIT;
    opt.size = offsetof(blt_scorer_options, want);
    opt.want = ~0u;
    opt.pool = (blt_pool *)text;
    must(blt_scorer_new(&s, model, &opt, &err));
    b.size = offsetof(blt_scored, surprisal);
    b.surprisal = entropy;
    must(blt_scorer_feed(s, &b, bytes, 3, NULL, &err));
    ok(b.n == 3 && b.entropy != NULL && b.surprisal == entropy
       && b.rank == NULL, "shorter structs are neither read nor written"
       " past their end");
    blt_scorer_free(s);

    patch.scheme = BLT_SCHEME_TOPK;
    ok(blt_patcher_new(&p, &patch, NULL, NULL, NULL, &err) == BLT_EINVAL,
       "%s", err.text);
    must(blt_patcher_new(&p, NULL, NULL, NULL, NULL, &err));
    b = (blt_scored)BLT_SCORED_INIT;
    b.n = 1;
    b.bytes = bytes;
    ok(blt_patcher_starts(p, starts, &b, &err) == BLT_EINVAL, "%s",
       err.text);
    blt_patcher_free(p);
    must(blt_units_new(&u, NULL, NULL, NULL, &err));
    ok(blt_units_feed(u, &b, &err) == BLT_EINVAL, "%s", err.text);
    blt_units_free(u);
}

/* ---- patches ------------------------------------------------------------ */

static char got[4096];          /* "The| cat|" */

static blt_status
take_patch(void *user, const blt_record *r, blt_error *e)
{
    size_t n = strlen(got);

    (void)user;
    (void)e;
    snprintf(got + n, sizeof got - n, "%.*s|", (int)r->length,
             (const char *)r->bytes);
    return BLT_OK;
}

static void
patch(const blt_patch_options *opt, const blt_regex *regex, const char *p,
      const float *h, size_t step, const char *want)
{
    blt_patcher *cut;
    size_t all = strlen(p);

    got[0] = '\0';
    must(blt_patcher_new(&cut, opt, regex, take_patch, NULL, &err));
    for (int twice = 0; twice < 2; twice++) {
        got[0] = '\0';
        for (size_t at = 0, n; at < all; at += n) {
            blt_scored b = BLT_SCORED_INIT;

            b.n = n = all - at < step ? all - at : step;
            b.bytes = (const uint8_t *)p + at;
            b.entropy = h != NULL ? h + at : NULL;
            b.after = NAN;
            must(blt_patcher_feed(cut, &b, &err));
        }
        must(blt_patcher_end(cut, &err));
    }
    ok(strcmp(got, want) == 0, "%s, %zu at a time", want, step);
    blt_patcher_free(cut);
}

static void
patches(void)
{
    static const float h[] = { 0, 1, 3, 1, 1, 3, 3, 0 };
    blt_patch_options opt = BLT_PATCH_OPTIONS_INIT;
    blt_regex *regex;

    must(blt_regex_new(&regex, "[a-z]+", &err));
    opt.threshold = 2;
    for (size_t step = 1; step <= 8; step += 3) {
        opt.scheme = BLT_SCHEME_ENTROPY;
        patch(&opt, NULL, "abcdefgh", h, step, "ab|cde|f|gh|");
        opt.scheme = BLT_SCHEME_STATIC;
        opt.patch_size = 3;
        patch(&opt, NULL, "abcdefgh", NULL, step, "abc|def|gh|");
        opt.scheme = BLT_SCHEME_SPACE;
        patch(&opt, NULL, "a cat, a", NULL, step, "a |cat,| a|");
        patch(&opt, regex, "a cat, a", NULL, step, "a| |cat|, |a|");
        opt.max_length = 2;
        patch(&opt, regex, "a cat, a", h, step, "a| |ca|t|, |a|");
        opt.max_length = 0;
    }
    blt_regex_free(regex);
}

static int compared;            /* bytes */
static uint8_t masks[64];

static blt_status
take_scored(void *user, const blt_scored *b, blt_error *e)
{
    (void)user;
    (void)e;
    memcpy(masks + b->offset, b->starts, b->n);
    compared += (int)b->n;
    return BLT_OK;
}

static void
compare(void)
{
    static const uint8_t want[] = { 3, 0, 1, 2, 1, 0, 3 };
    blt_patch_options opt[2] = { BLT_PATCH_OPTIONS_INIT,
                                 BLT_PATCH_OPTIONS_INIT };
    blt_compare *c;

    opt[0].scheme = opt[1].scheme = BLT_SCHEME_STATIC;
    opt[0].patch_size = 2;
    opt[1].patch_size = 3;
    must(blt_compare_new(&c, opt, NULL, 2, take_scored, NULL, &err));
    for (int i = 0; i < 7; i++) {
        blt_scored b = BLT_SCORED_INIT;

        b.n = 1;
        b.bytes = bytes + i;
        b.offset = i;
        b.after = NAN;
        must(blt_compare_feed(c, &b, &err));
    }
    ok(compared == 6, "bytes wait until both schemes have cut them");
    must(blt_compare_end(c, &err));
    ok(compared == 7 && memcmp(masks, want, sizeof want) == 0,
       "a bit per scheme");
    blt_compare_free(c);
}

/* Patches of 2 bytes below threshold 1, of 4 from there on. */
static blt_status
mean_of(void *user, double *mean, float threshold, blt_error *e)
{
    (void)e;
    ++*(int *)user;
    *mean = threshold < 1 ? 2 : 4;
    return BLT_OK;
}

static void
target(void)
{
    int calls = 0;
    float threshold = -1;
    double mean;

    must(blt_patch_target(&threshold, &mean, 4, mean_of, &calls, &err));
    ok(mean == 4 && threshold >= 1 && calls < 10, "a threshold for 4 bytes:"
       " %g after %d", (double)threshold, calls);
    must(blt_patch_target(&threshold, &mean, 3, mean_of, &calls, &err));
    ok(mean == 2 || mean == 4, "none for 3 bytes: the nearest has %g", mean);
}

/* ---- units -------------------------------------------------------------- */

static blt_status
take_unit(void *user, const blt_unit *u, blt_error *e)
{
    size_t n = strlen(got);

    (void)user;
    (void)e;
    if (u->name != NULL)
        snprintf(got + n, sizeof got - n, "%s:%g|", u->name, u->nats);
    else
        snprintf(got + n, sizeof got - n, "%.*s:%g|", (int)u->length,
                 (const char *)u->bytes, u->nats);
    return BLT_OK;
}

static void
units(blt_unit_kind kind, size_t top, const char *p, const char *want)
{
    blt_unit_options opt = BLT_UNIT_OPTIONS_INIT;
    static float one[64], none[64];
    blt_units *u;

    for (size_t i = 0; i < 64; i++)
        one[i] = 1.5f;
    for (size_t i = 0; i < 64; i++)
        none[i] = 0.5f;
    opt.kind = kind;
    opt.top = top;
    must(blt_units_new(&u, &opt, take_unit, NULL, &err));
    got[0] = '\0';
    must(blt_units_document(u, "d", &err));
    for (size_t i = 0; i < strlen(p); i++) {
        blt_scored b = BLT_SCORED_INIT;

        b.offset = (int64_t)i;
        b.n = 1;
        b.bytes = (const uint8_t *)p + i;
        b.surprisal = one;
        b.reference = none;
        must(blt_units_feed(u, &b, &err));
    }
    must(blt_units_document_end(u, &err));
    must(blt_units_end(u, &err));
    ok(strcmp(got, want) == 0, "units of kind %d", (int)kind);
    blt_units_free(u);
}

static void
drop_nothing(void *item)
{
    (void)item;
}

static void
top(void)
{
    blt__top t = { .most = 3, .drop = drop_nothing };
    int n[7];

    for (int i = 0; i < 7; i++) {
        static const double rank[] = { 1, 5, 2, 5, 5, 0, 3 };

        n[i] = i;
        if (blt__top_wants(&t, rank[i]) && !blt__top_add(&t, rank[i], &n[i]))
            exit(1);
    }
    blt__top_sort(&t);
    ok(t.n == 3 && *(int *)t.heap[0].item == 1 && *(int *)t.heap[1].item == 3
       && *(int *)t.heap[2].item == 4, "of equal ranks the first");
    blt__top_free(&t);
}

static void
tally(void)
{
    static const char p[] = "\"Hello\" \xe2\x80\x94 \xc2\xab\xd0\x9f\xd1\x80"
        "\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82, \xd0\xbc\xd0\xb8\xd1\x80\xc2\xbb ("
        "\xd0\xb4\xd0\xb0).";
    blt_sum sum = BLT_SUM_INIT, latin = BLT_SUM_INIT,
        cyrillic = BLT_SUM_INIT;
    float one[sizeof p];
    blt_scored b = BLT_SCORED_INIT;
    blt_tally *t;

    for (size_t i = 0; i < sizeof p; i++)
        one[i] = 1;
    must(blt_tally_new(&t, '\n', NULL, &err));
    b.n = sizeof p - 1;
    b.bytes = (const uint8_t *)p;
    b.surprisal = one;
    for (int i = 0; i < 2; i++) {
        blt_tally_reset(t);
        must(blt_tally_feed(t, &b, &err));
        blt_tally_end(t);
    }
    ok(blt_tally_sum(&latin, t, BLT_TALLY_SCRIPT, 0)
       && strcmp(latin.name, "Latin") == 0 && latin.bytes == 14
       && latin.chars == 11 && latin.nats == 14 && latin.offset == 0,
       "Latin, with the marks and the dash that follow");
    ok(blt_tally_sum(&cyrillic, t, BLT_TALLY_SCRIPT, 1)
       && strcmp(cyrillic.name, "Cyrillic") == 0 && cyrillic.bytes == 30
       && cyrillic.offset == 14, "Cyrillic, with its brackets");
    ok(!blt_tally_sum(&sum, t, BLT_TALLY_SCRIPT, 2), "no third script");
    ok(blt_tally_sum(&sum, t, BLT_TALLY_ALL, 0) && sum.bytes == 44
       && sum.name == NULL && !blt_tally_sum(&sum, t, BLT_TALLY_LANGUAGE, 0),
       "all of it");
    blt_tally_free(t);
}

int
main(void)
{
    char dir[4096];
    blt_pool *pool;

    snprintf(dir, sizeof dir, "%s/tests/golden/tiny-a-default",
             getenv("top_srcdir") ? getenv("top_srcdir") : ".");
    must(blt_model_open(&model, dir, &err));
    must(blt_pool_new(&pool, 2, &err));
    scorer(BLT_SCORE_ENTROPY, NULL);
    scorer(BLT_SCORE_ENTROPY, pool);
    scorer(BLT_SCORE_FULL, NULL);
    scorer(BLT_SCORE_FULL, pool);
    misuse();
    patches();
    compare();
    target();
    units(BLT_UNIT_LINE, 0, "ab\ncd", "ab\n:3|cd:2|");
    units(BLT_UNIT_CHAR, 0, "e\xcc\x81x", "e\xcc\x81:3|x:1|");
    units(BLT_UNIT_WORD, 2, "a bcd ef", "bcd:3|ef:2|");
    units(BLT_UNIT_SCRIPT, 0, "ab \xd0\xb4", "Latin:3|Cyrillic:2|");
    units(BLT_UNIT_DOCUMENT, 0, "", ":0|");
    top();
    tally();
    blt_pool_free(pool);
    blt_model_close(model);
    return done_testing();
}
