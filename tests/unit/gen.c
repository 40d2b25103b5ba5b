/* Choosing bytes: each filter against its definition, the draw against its
 * distribution, UTF-8 that is never broken, stop strings wherever they fall.
 * Logits are random with fixed seeds; no model is needed. */
#include "config.h"
#include <stdint.h>
#include <blt/score.h>
#include "gen/gen.h"
#include "tests/lib/tap.h"

static uint8_t all[BLT_VOCAB];
static blt__rng rng;

static void
random_logits(float *x, double spread)
{
    for (int i = 0; i < BLT_VOCAB; i++)
        x[i] = (float)(spread * blt__rng_normal(&rng));
}

/* Which ids come up in draws; returns how many different ones. */
static int
support(uint32_t *count, const float *x, const blt_gen_options *opt, int draws)
{
    int distinct = 0;

    memset(count, 0, BLT_VOCAB * sizeof *count);
    for (int i = 0; i < draws; i++) {
        int id = blt__sample(x, all, NULL, NULL, opt, &rng);

        if (id < 0)
            return -1;
        distinct += count[id]++ == 0;
    }
    return distinct;
}

static void
test_greedy(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t may[BLT_VOCAB] = { 0 };
    uint32_t recent[256] = { 0 };
    float x[BLT_VOCAB];
    int good = 1, best;

    opt.temperature = 0;
    for (int t = 0; t < 200; t++) {
        random_logits(x, 3);
        best = 0;
        for (int i = 1; i < BLT_VOCAB; i++)
            if (x[i] > x[best])
                best = i;
        good &= blt__sample(x, all, NULL, NULL, &opt, &rng) == best;
    }
    ok(good, "temperature 0 is the arg-max");

    for (int i = 0; i < BLT_VOCAB; i++)
        x[i] = 1;
    ok(blt__sample(x, all, NULL, NULL, &opt, &rng) == 0, "ties go to the lower id");
    may[77] = may[99] = 1;
    x[99] = 2;
    x[3] = 50;
    ok(blt__sample(x, may, NULL, NULL, &opt, &rng) == 99, "masked ids do not win");
    recent[99 - BLT_ID_BYTE] = 1;
    opt.repeat_penalty = 2.5;
    ok(blt__sample(x, may, recent, NULL, &opt, &rng) == 77,
       "a positive logit is divided by the penalty");
    x[77] = -2.4f;
    x[99] = -1;
    ok(blt__sample(x, may, recent, NULL, &opt, &rng) == 77,
       "a negative logit is multiplied by it");

    x[77] = NAN;
    ok(blt__sample(x, may, NULL, NULL, &opt, &rng) == -1, "NaN is refused");
    x[77] = x[99] = -INFINITY;
    ok(blt__sample(x, may, NULL, NULL, &opt, &rng) == -1,
       "so is a row where nothing is possible");
    x[99] = 0;
    opt.temperature = 1;
    ok(blt__sample(x, may, NULL, NULL, &opt, &rng) == 99,
       "-infinity is only impossible");
}

static void
test_filters(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    float x[BLT_VOCAB];
    uint32_t count[BLT_VOCAB];

    /* p = 0.4, 0.3, 0.2, 0.1 for ids 7, 5, 200, 9, the rest impossible */
    for (int i = 0; i < BLT_VOCAB; i++)
        x[i] = -INFINITY;
    x[7] = logf(4);
    x[5] = logf(3);
    x[200] = logf(2);
    x[9] = logf(1);

    ok(support(count, x, &opt, 2000) == 4, "no filter: all four come up");
    opt.top_k = 2;
    ok(support(count, x, &opt, 2000) == 2 && count[7] && count[5],
       "top-k 2: the two likeliest");
    near(count[7] / 2000.0, 4.0 / 7, 0.05, 0, "and renormalised");
    opt.top_k = 0;
    opt.top_p = 0.69;
    ok(support(count, x, &opt, 2000) == 2, "top-p 0.69: 0.4 + 0.3 reach it");
    opt.top_p = 0.71;
    ok(support(count, x, &opt, 2000) == 3, "top-p 0.71: a third is needed");
    opt.top_p = 1e-9;
    ok(support(count, x, &opt, 100) == 1 && count[7] == 100,
       "a tiny top-p leaves the likeliest");
    opt.top_p = 1;
    opt.min_p = 0.45;
    ok(support(count, x, &opt, 2000) == 3 && !count[9],
       "min-p 0.45: those of at least 0.18");
    opt.min_p = 1;
    ok(support(count, x, &opt, 100) == 1, "min-p 1: the likeliest");
    opt.min_p = 0;
    opt.top_k = 3;
    opt.top_p = 0.75;
    ok(support(count, x, &opt, 2000) == 2,
       "top-p counts in what top-k left: 4/9 + 3/9 > 0.75");
    opt.top_k = 0;
    opt.top_p = 1;
    opt.temperature = 1e-300;
    ok(support(count, x, &opt, 100) == 1, "a vanishing temperature is greedy");
}

/* Pearson's statistic of n draws against the softmax, cells with less than
 * 5 expected put together.  Bound: mean + 4 deviations of chi-square. */
static void
chi_square(const blt_gen_options *opt, const char *name)
{
    enum { N = 40000 };
    float x[BLT_VOCAB];
    uint32_t count[BLT_VOCAB];
    double p[BLT_VOCAB], z = 0, chi = 0, rest_got = 0, rest_want = 0;
    int cells = 0;

    random_logits(x, 2);
    for (int i = 0; i < BLT_VOCAB; i++)
        z += p[i] = exp(x[i] / opt->temperature);
    support(count, x, opt, N);
    for (int i = 0; i < BLT_VOCAB; i++) {
        double want = N * p[i] / z;

        if (want < 5) {
            rest_got += count[i];
            rest_want += want;
            continue;
        }
        chi += (count[i] - want) * (count[i] - want) / want;
        cells++;
    }
    if (rest_want > 0) {
        chi += (rest_got - rest_want) * (rest_got - rest_want) / rest_want;
        cells++;
    }
    if (!ok(chi < cells - 1 + 4 * sqrt(2.0 * (cells - 1)), "%s", name))
        printf("# chi-square %g of %d cells\n", chi, cells);
}

static void
test_score(void)
{
    float x[BLT_VOCAB];
    double sum = 0, mean = 0, entropy, nats;

    random_logits(x, 4);
    for (int i = 0; i < BLT_ID_BYTE; i++)
        x[i] = -INFINITY;
    for (int b = 0; b < 256; b++) {
        blt_score_row(&entropy, &nats, x, (uint8_t)b);
        sum += exp(-nats);
        mean += exp(-nats) * nats;
    }
    near(sum, 1, 1e-12, 0, "probabilities of a row sum to 1");
    near(entropy, mean, 1e-12, 0, "entropy is the mean surprisal");
    for (int i = 0; i < BLT_VOCAB; i++)
        x[i] = 3e38f;
    blt_score_row(&entropy, &nats, x, 9);
    near(nats, log(260), 1e-12, 0, "huge logits too");
}

/* A second opinion, by code point: decode and encode again. */
static int
valid_utf8(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        int more = p[i] < 0x80 ? 0 : p[i] >> 5 == 6 ? 1 : p[i] >> 4 == 14 ? 2
            : p[i] >> 3 == 30 ? 3 : -1;
        static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
        uint32_t c;

        if (more < 0 || n - i <= (size_t)more)
            return 0;
        c = more == 0 ? p[i] : p[i] & (0x3fu >> more);
        for (int j = 1; j <= more; j++) {
            if (p[i + j] >> 6 != 2)
                return 0;
            c = c << 6 | (p[i + j] & 0x3f);
        }
        if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
            return 0;
        i += (size_t)more + 1;
    }
    return 1;
}

static void
test_utf8(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    static uint8_t text[128];
    uint8_t may[BLT_VOCAB];
    float x[BLT_VOCAB];
    int good = 1, full = 1, by[4] = { 0 };
    size_t total = 0;

    /* Mostly lead and inner bytes, so that characters of every length and
     * every edge of the budget occur. */
    while (total < 100000) {
        size_t budget = 1 + (size_t)blt__rng_below(&rng, 40), n = 0;
        blt__utf8_place u = { 0, 0, 0 };

        while (n < budget) {
            int id;

            memset(may, 0, 4);
            if (blt__utf8_place_mask(may + 4, &u, budget - n) == 0)
                break;
            for (int i = 0; i < BLT_VOCAB; i++)
                x[i] = (float)(6 * blt__rng_unit(&rng));
            for (int b = 0; b < 128; b++)
                x[4 + b] -= 4;
            id = blt__sample(x, may, NULL, NULL, &opt, &rng);
            if (id < 4)
                break;
            text[n] = (uint8_t)(id - 4);
            blt__utf8_place_push(&u, text[n++]);
            if (u.need == 3)
                by[3]++;
        }
        good &= valid_utf8(text, n);
        full &= n == budget;
        total += n;
    }
    ok(good, "100000 random bytes under the mask are valid UTF-8");
    ok(full, "and every budget was used to its last byte");
    ok(by[3] > 1000, "characters of four bytes among them (%d)", by[3]);

    /* The mask allows everything that is valid: count the characters. */
    {
        size_t characters = 0;
        blt__utf8_place a = { 0, 0, 0 }, b, c, d;
        uint8_t m1[256], m2[256], m3[256], m4[256];

        blt__utf8_place_mask(m1, &a, 4);
        for (int i = 0; i < 256; i++) {
            if (!m1[i])
                continue;
            b = a;
            blt__utf8_place_push(&b, (uint8_t)i);
            if (b.need == 0) {
                characters++;
                continue;
            }
            blt__utf8_place_mask(m2, &b, 3);
            for (int j = 0; j < 256; j++) {
                if (!m2[j])
                    continue;
                c = b;
                blt__utf8_place_push(&c, (uint8_t)j);
                if (c.need == 0) {
                    characters++;
                    continue;
                }
                blt__utf8_place_mask(m3, &c, 2);
                for (int k = 0; k < 256; k++) {
                    if (!m3[k])
                        continue;
                    d = c;
                    blt__utf8_place_push(&d, (uint8_t)k);
                    characters += d.need == 0 ? 1
                        : (size_t)blt__utf8_place_mask(m4, &d, 1);
                }
            }
        }
        ok(characters == 0x110000 - 0x800,
           "it allows all %zu code points but surrogates", characters);
    }
}

static void
test_place(void)
{
    blt__utf8_place u = { 0, 0, 0 };
    uint8_t may[256];

    blt__utf8_place_push(&u, 0xe2);
    ok(u.need == 2 && blt__utf8_place_mask(may, &u, 2) == 64 && may[0x82],
       "after a lead byte, an inner byte");
    ok(blt__utf8_place_mask(may, &u, 1) == 0, "nothing when two do not fit");
    blt__utf8_place_push(&u, 'x');
    ok(u.need == 0, "a stray byte ends a broken character");
    blt__utf8_place_push(&u, 0xf0);
    blt__utf8_place_push(&u, 0xc3);
    ok(u.need == 1, "a lead byte inside one starts anew");
}

/* What comes through when text is watched for the strings (NUL-separated,
 * ended by an empty one) and ends at the first. */
static void
watched(const char *text, const char *const *string, size_t count,
        const char *want)
{
    const uint8_t *p[4];
    size_t n[4], got = 0, hit = 0, i;
    blt__stop *w = NULL, *copy = NULL;
    int late = 0;

    for (i = 0; i < count; i++) {
        p[i] = (const uint8_t *)string[i];
        n[i] = strlen(string[i]);
    }
    if (blt__stop_new(&w, p, n, count, NULL) != BLT_OK)
        return;
    for (i = 0; text[i] && hit == 0; i++) {
        hit = blt__stop_push(w, (uint8_t)text[i]);
        /* what has been let through never has to be taken back */
        if (hit == 0) {
            size_t held = blt__stop_held(w);

            late |= held > i + 1 || i + 1 - held < got;
            got = i + 1 - held;
        } else
            late |= i + 1 - hit < got;
        if (i == 1 && hit == 0) {       /* a copy is at the same place */
            if (blt__stop_copy(&copy, w, NULL) != BLT_OK)
                break;
            blt__stop_free(w);
            w = copy;
        }
    }
    got = i - hit;
    ok(!late && got == strlen(want) && memcmp(text, want, got) == 0,
       "\"%s\" gives \"%s\"", text, want);
    blt__stop_free(w);
}

static void
test_stop(void)
{
    static const char *const aab[] = { "aab" };
    static const char *const two[] = { "abcd", "bc" };
    static const char *const nested[] = { "c", "abc" };
    static const char *const abab[] = { "ababc" };
    static const char *const long_one[] = { "aabaaabaab" };

    watched("aaab", aab, 1, "a");
    watched("xaaxaab!", aab, 1, "xaax");
    watched("aaaa", aab, 1, "aaaa");
    watched("aa", aab, 1, "aa");
    watched("xabcd", two, 2, "xa");
    watched("xabc", nested, 2, "x");
    watched("abababc", abab, 1, "ab");
    watched("aabaaaabaaabaabx", long_one, 1, "aabaa");
    watched("none of it", two, 2, "none of it");
}

/* Against the plain definition, on texts over two letters. */
static void
test_stop_random(void)
{
    int good = 1;

    for (int t = 0; t < 3000; t++) {
        uint8_t text[40], s[2][6];
        const uint8_t *p[2] = { s[0], s[1] };
        size_t n[2];
        blt__stop *w;

        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (uint8_t)('a' + blt__rng_below(&rng, 2));
        for (int j = 0; j < 2; j++) {
            n[j] = 1 + (size_t)blt__rng_below(&rng, 6);
            for (size_t i = 0; i < n[j]; i++)
                s[j][i] = (uint8_t)('a' + blt__rng_below(&rng, 2));
        }
        if (blt__stop_new(&w, p, n, 2, NULL) != BLT_OK)
            return;
        for (size_t i = 1; i <= sizeof text; i++) {
            size_t hit = blt__stop_push(w, text[i - 1]), want = 0, held = 0;

            for (int j = 0; j < 2; j++) {
                if (n[j] <= i && memcmp(text + i - n[j], s[j], n[j]) == 0
                    && n[j] > want)
                    want = n[j];
                for (size_t k = 1; k <= n[j] && k <= i; k++)
                    if (memcmp(text + i - k, s[j], k) == 0 && k > held)
                        held = k;
            }
            good &= hit == want && blt__stop_held(w) == held;
        }
        blt__stop_free(w);
    }
    ok(good, "3000 random pairs of strings: hits and what is held back");
}

int
main(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;

    printf("# seed 260\n");
    blt__rng_seed(&rng, 260);
    memset(all, 1, sizeof all);
    test_greedy();
    test_filters();
    chi_square(&opt, "40000 draws follow the softmax");
    opt.temperature = 0.6;
    chi_square(&opt, "at temperature 0.6 too");
    test_score();
    test_place();
    test_utf8();
    test_stop();
    test_stop_random();
    return done_testing();
}
