/* Banned and biased strings, and the likeliest bytes of each step, on a
 * session that can be followed with a pencil (tests/lib/fake_session.h): no
 * banned string in any text, nothing else lost. */
#include "config.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <blt/regex.h>
#include <blt/score.h>
#include "gen/gen.h"
#include "text/text.h"
#include "tests/lib/tap.h"
#include "tests/lib/fake_session.h"
#include "tests/lib/fake_gen.h"

enum { MANY = 300 };            /* strings */

static blt_error err;
static blt__rng rng;

typedef struct strings {
    uint8_t byte[MANY][1100];
    const uint8_t *p[MANY];
    size_t length[MANY], n;
} strings;

static void
add(strings *s, const void *p, size_t n)
{
    memmove(s->byte[s->n], p, n);
    s->p[s->n] = s->byte[s->n];
    s->length[s->n++] = n;
}

static void
ban(blt_gen_options *opt, const strings *s)
{
    opt->ban = s->p;
    opt->ban_length = s->length;
    opt->ban_count = s->n;
}

/* Whether a string ends at one of the bytes from .. n. */
static int
has(const strings *s, const uint8_t *text, size_t n, size_t from)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t end = s->length[i]; end <= n; end++)
            if (end > from && memcmp(text + end - s->length[i], s->p[i],
                                     s->length[i]) == 0)
                return 1;
    return 0;
}

/* Appends a text to the prompt of n bytes; returns how it ended, or -1. */
static int
run(uint8_t *text, size_t *n, const blt_gen_options *opt)
{
    blt_session *s;
    blt_gen *g = fake_gen(&s, opt, &err);
    blt_gen_step step = BLT_GEN_STEP_INIT;
    int end = -1;

    if (g == NULL)
        return -1;
    if (blt_gen_feed(g, text, *n, NULL, NULL, &err) == BLT_OK)
        while (blt_gen_next(g, &step, &err) == BLT_OK) {
            if (step.end != BLT_GEN_GOES_ON) {
                end = (int)step.end;
                break;
            }
            text[(*n)++] = step.byte;
        }
    blt_gen_free(g);
    blt_session_free(s);
    return end;
}

/* ---- texts -------------------------------------------------------------- */

/* Strings of bytes that are frequent in texts, whole characters or not. */
static void
random_strings(strings *s, const uint8_t *sample, size_t n)
{
    s->n = 0;
    for (size_t k = 1 + blt__rng_below(&rng, 12); k > 0; k--) {
        size_t length = 1 + blt__rng_below(&rng, 4);

        if (length == 1 && blt__rng_below(&rng, 4) > 0)
            length = 2;
        add(s, sample + blt__rng_below(&rng, n - length), length);
    }
}

static void
test_texts(int utf8)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t sample[4096], text[400];
    size_t n = 0, clean = 0, whole = 0, full = 0;
    static strings s;

    opt.utf8 = utf8;
    opt.max_bytes = sizeof sample;
    run(sample, &n, &opt);
    opt.max_bytes = 100;
    for (opt.seed = 0; opt.seed < 400; opt.seed++) {
        size_t m = opt.seed % 9;

        random_strings(&s, sample, n);
        ban(&opt, &s);
        /* a prompt that ends with the beginning of a string */
        memcpy(text, "prompt", 6);
        memcpy(text + 6, s.p[0], s.length[0] - 1);
        n = m == 0 ? 0 : 6 + s.length[0] - 1;
        m = n;
        if (run(text, &n, &opt) < 0) {
            printf("# %s\n", err.text);
            n = sizeof sample;
            continue;
        }
        clean += !has(&s, text, n, m);
        whole += n == m || !utf8
            || blt__utf8_valid(text, n)
            || !blt__utf8_valid(text, m);
        full += n == m + 100;
        n = sizeof sample;
    }
    ok(clean == 400, "%zu of 400 texts without the strings, utf8 %d", clean,
       utf8);
    ok(whole == 400, "characters are whole");
    ok(full > 350, "%zu reach the limit", full);
}

static void
test_ends(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t text[400] = "a";
    static strings s;
    size_t n = 0;

    opt.max_bytes = 200;
    for (int b = 0; b < 256; b++)
        add(&s, (uint8_t[]){ (uint8_t)b }, 1);
    ban(&opt, &s);
    ok(run(text, &n, &opt) == -1 && strstr(err.text, "no text is left"),
       "all bytes: %s", err.text);
    s.n = 128;
    ban(&opt, &s);
    ok(run(text, &n, &opt) == BLT_GEN_LIMIT && n >= 197
       && blt__utf8_valid(text, n), "all of ASCII");
    for (n = 0; n < 200; n++)
        if (text[n] < 0x80)
            break;
    ok(n >= 197, "has other characters");
    opt.max_bytes = 1;
    n = 0;
    ok(run(text, &n, &opt) == BLT_GEN_LIMIT && n == 0,
       "a limit of one byte leaves no room for them");
    opt.max_bytes = 200;
    for (int b = 0x80; b < 0xc0; b++)
        add(&s, (uint8_t[]){ (uint8_t)b }, 1);
    ban(&opt, &s);
    ok(run(text, &n, &opt) == -1, "no second bytes: no text");

    /* strings that leave b alone after a */
    s.n = 0;
    for (int b = 0; b < 256; b++)
        if (b != 'b')
            add(&s, (uint8_t[]){ 'a', (uint8_t)b }, 2);
    for (int b = 0; b < 7; b++)
        add(&s, (uint8_t[]){ 'b', (uint8_t)b }, 2);
    ban(&opt, &s);
    n = 0;
    ok(run(text, &n, &opt) == BLT_GEN_LIMIT && n == 200
       && !has(&s, text, n, 0), "a leads to b alone");
    add(&s, "b", 1);
    ban(&opt, &s);
    n = 0;
    ok(run(text, &n, &opt) == BLT_GEN_LIMIT && n == 200
       && memchr(text, 'a', n) == NULL, "or to nothing, so it never comes");
    text[0] = 'a';
    n = 1;
    ok(run(text, &n, &opt) == BLT_GEN_BAN && n == 1,
       "unless the prompt ends with it");

    s.n = 0;
    memset(s.byte[0], 'x', 1025);
    add(&s, s.byte[0], 1025);
    ban(&opt, &s);
    ok(run(text, &n, &opt) == -1, "%s", err.text);
    s.length[0] = 0;
    ok(run(text, &n, &opt) == -1, "%s", err.text);
}

/* ---- with a pattern ----------------------------------------------------- */

enum { LONGEST = 7 };

/* Whether some text of at most `left` more bytes makes this a match. */
static int
can_end(const blt_regex *re, const strings *s, uint8_t *text, size_t n,
        size_t from, size_t left)
{
    size_t a, b;

    if (has(s, text, n, from))
        return 0;
    if (blt_regex_find(re, text + from, n - from, 0, &a, &b) == 1)
        return 1;
    for (uint8_t c = 'a'; left > 0 && c <= 'c'; c++) {
        text[n] = c;
        if (can_end(re, s, text, n + 1, from, left - 1))
            return 1;
    }
    return 0;
}

/* Compares all masks on a way through the pattern with trials of all texts. */
static int
compare(blt__guide *m, const blt__ban *b, const blt_regex *re,
        const strings *s, uint8_t *text, size_t from)
{
    uint32_t at = 0;

    for (size_t i = 0; i < from; i++)
        at = blt__ban_step(b, at, text[i]);
    for (size_t n = from; n < from + LONGEST; n++) {
        const size_t left = from + LONGEST - n;
        uint8_t may[256], want[256] = { 0 };
        int count, next;

        if (blt__guide_mask(may, &count, m, at, left, &err) != BLT_OK)
            return 0;
        for (uint8_t c = 'a'; c <= 'c'; c++) {
            text[n] = c;
            want[c] = (uint8_t)can_end(re, s, text, n + 1, from, left - 1);
        }
        if (memcmp(may, want, 256) != 0)
            return 0;
        if (count == 0)
            return 1;
        do
            next = 'a' + (int)blt__rng_below(&rng, 3);
        while (!may[next]);
        text[n] = (uint8_t)next;
        at = blt__ban_step(b, at, (uint8_t)next);
        if (blt__guide_push(m, (uint8_t)next, &err) != BLT_OK)
            return 0;
    }
    return 1;
}

static void
test_pattern(void)
{
    static const char *const pattern[] = {
        "[abc]{3,6}", "(a|bc)+", "a*b*c*", "(abc|cab|b)*", "a?(b+c)*a",
        "(aa|b){2}c?", "[ab]+c[ab]+", "(a(b|c)){1,3}"
    };
    static strings s;
    int good = 0, tried = 0, refused = 0, right = 0;

    for (int t = 0; t < 400; t++) {
        const char *p = pattern[t % 8];
        char whole[64];
        uint8_t text[32];
        const size_t from = blt__rng_below(&rng, 3);
        blt__ban *b;
        blt__guide *m;
        blt_regex *re;

        s.n = 0;
        for (size_t k = 1 + blt__rng_below(&rng, 4); k > 0; k--) {
            for (int i = 0; i < 3; i++)
                text[i] = (uint8_t)('a' + blt__rng_below(&rng, 3));
            add(&s, text, 1 + blt__rng_below(&rng, 3));
        }
        for (size_t i = 0; i < from; i++)
            text[i] = (uint8_t)('a' + blt__rng_below(&rng, 3));
        snprintf(whole, sizeof whole, "\\A(?:%s)\\z", p);
        if (blt__ban_new(&b, s.p, s.length, s.n, &err) != BLT_OK
            || blt_regex_new(&re, whole, &err) != BLT_OK)
            break;
        if (blt__guide_new(&m, p, b, NULL, 0, LONGEST, &err) == BLT_OK) {
            good += compare(m, b, re, &s, text, from);
            tried++;
        } else {
            right += !can_end(re, &s, text, 0, 0, LONGEST)
                && strstr(err.text, "has a banned string");
            refused++;
        }
        blt__guide_free(m);
        blt__ban_free(b);
        blt_regex_free(re);
    }
    ok(tried > 200 && good == tried, "%d of %d patterns with strings allow "
       "what leads to a match", good, tried);
    ok(tried + refused == 400 && right == refused,
       "%d without a match are refused", refused);
}

/* Patterns with characters of several bytes. */
static void
test_pattern_texts(void)
{
    static const struct { const char *match, *ban[3]; } t[] = {
        { "\\w{1,9}", { "a", "\xc3", "\xd0\xb5" } },
        { "[\xce\xb1-\xcf\x89]{4,8}", { "\xce\xb1", "\xce\xb2", "\x85" } },
        { "(?s).{1,6}", { " ", "e", "\xf0" } },
        { "[0-9]{4}-[01][0-9]", { "0", "-12", "99" } },
        { "\\{\"[a-z]+\": [0-9]+\\}", { "ab", "\": 7", "z\"" } },
        { "[\\x{1f600}-\\x{1f64f}]+", { "\x9f\x98", "\x81", "\x82" } },
        { "\\p{Han}{1,3}", { "\xe6", "\x80", "\x81" } }
    };
    static strings s;
    int good = 0, all = 0;

    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
        char whole[100];
        blt_regex *re;

        s.n = 0;
        for (int k = 0; k < 3; k++)
            add(&s, t[i].ban[k], strlen(t[i].ban[k]));
        ban(&opt, &s);
        opt.match = t[i].match;
        opt.max_bytes = 24;
        snprintf(whole, sizeof whole, "\\A(?:%s)\\z", t[i].match);
        if (blt_regex_new(&re, whole, &err) != BLT_OK)
            break;
        for (opt.seed = 0; opt.seed < 40; opt.seed++, all++) {
            uint8_t text[64] = "x\xc3";
            size_t n = opt.seed % 3, a, b;
            size_t m = n;
            int end = run(text, &n, &opt);

            m += m == 2;        /* the rest of the prompt's character */
            if (end == BLT_GEN_MATCH && !has(&s, text, n, opt.seed % 3)
                && blt_regex_find(re, text + m, n - m, 0, &a, &b) == 1)
                good++;
            else
                printf("# %s seed %d end %d: %s\n", t[i].match,
                       (int)opt.seed, end, err.text);
        }
        blt_regex_free(re);
    }
    ok(all == 280 && good == all, "%d of %d matches without strings", good,
       all);
}

static void
test_refusals(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t text[300] = "a";
    static strings s;
    size_t n = 1;

    add(&s, "ab", 2);
    ban(&opt, &s);
    opt.match = "ab+|bc";
    opt.max_bytes = 2;
    ok(run(text, &n, &opt) == -1
       && strstr(err.text, "after this prompt every match"),
       "a prompt that leaves no match: %s", err.text);
    n = 0;
    ok(run(text, &n, &opt) == BLT_GEN_MATCH && n == 2
       && memcmp(text, "bc", 2) == 0, "the match that is left");
    opt.match = "x*abc";
    opt.max_bytes = 20;
    ok(run(text, &n, &opt) == -1 && strstr(err.text, "has a banned string"),
       "none: %s", err.text);
    opt.match = "[a-c]";
    opt.ban_count = 0;
    opt.max_bytes = 1;
    memcpy(text, "\xc3", 1);
    n = 1;
    ok(run(text, &n, &opt) == -1 && strstr(err.text, "no room"), "%s",
       err.text);
    opt.max_bytes = 2;
    n = 1;
    ok(run(text, &n, &opt) == BLT_GEN_MATCH && n == 3, "or just enough");
}

/* ---- copies and states -------------------------------------------------- */

static void
test_state(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t whole[200], text[200];
    static strings s;
    const double bits[] = { 4, -4 };
    const uint8_t *bias[2] = { (const uint8_t *)"the ",
                               (const uint8_t *)"e" };
    const size_t length[2] = { 4, 1 };
    size_t n = 0, good = 0;

    opt.max_bytes = 100;
    opt.utf8 = 0;
    run(whole, &n, &opt);
    s.n = 0;
    for (size_t i = 0; i < 80; i += 20)
        add(&s, whole + i, 3);
    ban(&opt, &s);
    opt.bias = bias;
    opt.bias_length = length;
    opt.bias_bits = bits;
    opt.bias_count = 2;
    opt.repeat_penalty = 1.3;
    n = 0;
    run(whole, &n, &opt);
    for (size_t cut = 1; cut < 100; cut++) {
        blt_session *one, *two;
        uint8_t *data = NULL;
        size_t size;
        blt_gen *g, *copy, *h;
        blt_gen_step step = BLT_GEN_STEP_INIT;
        blt_status st = BLT_OK;

        g = fake_gen(&one, &opt, &err);
        for (n = 0; st == BLT_OK && n < cut; n++) {
            st = blt_gen_next(g, &step, &err);
            text[n] = step.byte;
        }
        h = fake_gen(&two, &opt, &err);
        if (st == BLT_OK)
            st = blt_gen_save(g, &data, &size, &err);
        if (st == BLT_OK)
            st = blt_gen_load(h, data, size, &err);
        if (st == BLT_OK)
            st = blt_gen_copy(&copy, h, 0, &err);
        if (st == BLT_OK) {
            /* the same random numbers in the copy */
            copy->rng = h->rng;
            for (; st == BLT_OK && n < 100; n++) {
                st = blt_gen_next(cut % 2 ? h : copy, &step, &err);
                text[n] = step.byte;
            }
            blt_gen_free(copy);
        }
        good += st == BLT_OK && memcmp(text, whole, 100) == 0;
        free(data);
        blt_gen_free(g);
        blt_gen_free(h);
        blt_session_free(one);
        blt_session_free(two);
    }
    ok(good == 99, "%zu of 99 texts in two runs are the one in one", good);
}

/* ---- bias --------------------------------------------------------------- */

static double
bits_of(const double *sum, char c)
{
    return sum[(uint8_t)c] / log(2);
}

static void
test_bias(void)
{
    const uint8_t *p[3] = { (const uint8_t *)"abab", (const uint8_t *)"abc",
                            (const uint8_t *)"b" };
    const size_t length[3] = { 4, 3, 1 };
    const double bits[3] = { 8, -6, 0.5 };
    double sum[256];
    blt__bias *b, *copy;

    if (blt__bias_new(&b, p, length, bits, 3, &err) != BLT_OK)
        return;
    blt__bias_sum(sum, b);
    near(bits_of(sum, 'a'), 2, 1e-12, 0, "a quarter for its first byte");
    near(bits_of(sum, 'b'), 0.5, 1e-12, 0, "all for one byte");
    near(bits_of(sum, 'c'), 0, 0, 0, "nothing for others");
    blt__bias_push(b, 'a');
    blt__bias_push(b, 'b');
    blt__bias_sum(sum, b);
    near(bits_of(sum, 'a'), 2, 1e-12, 0, "for its third byte, too");
    near(bits_of(sum, 'c'), -6, 1e-12, 0, "less for a last byte");
    blt__bias_push(b, 'a');
    blt__bias_sum(sum, b);
    near(bits_of(sum, 'b'), 2.5, 1e-12, 0, "strings add up");
    near(bits_of(sum, 'a'), 2, 1e-12, 0, "a string can start again");
    if (blt__bias_copy(&copy, b, &err) == BLT_OK) {
        blt__bias_push(copy, 'b');
        blt__bias_push(b, 'b');
        blt__bias_reset(b);
        blt__bias_sum(sum, copy);
        near(bits_of(sum, 'a'), 2, 1e-12, 0, "after it, too");
        near(bits_of(sum, 'c'), -6, 1e-12, 0, "another one can end");
        blt__bias_free(copy);
    }
    blt__bias_free(b);
}

/* Draws against the definition. */
static void
test_draws(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t may[BLT_VOCAB] = { 0 };
    float x[BLT_VOCAB] = { 0 };
    double add_bits[256] = { 0 };
    int count = 0;

    may['a' + BLT_ID_BYTE] = may['b' + BLT_ID_BYTE] = 1;
    add_bits['a'] = 3 * log(2);
    for (int i = 0; i < 9000; i++)
        count += blt__sample(x, may, NULL, add_bits, &opt, &rng)
            == 'b' + BLT_ID_BYTE;
    /* 1000 expected; 5 standard deviations of 30 */
    ok(count > 850 && count < 1150, "three bits make it eight times as "
       "likely: %d of 9000", count);
}

/* ---- the likeliest ------------------------------------------------------ */

static void
test_guesses(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    const uint8_t *stop[1] = { (const uint8_t *)"\xff\xff\xff\xff" };
    const size_t length[1] = { 4 };
    blt_gen_step step = BLT_GEN_STEP_INIT;
    blt_session *s;
    blt_gen *g;
    int good = 0, n = 0;

    opt.guesses = 5;
    opt.temperature = 0;
    opt.utf8 = 0;
    opt.stop = stop;
    opt.stop_length = length;
    opt.stop_count = 1;
    g = fake_gen(&s, &opt, &err);
    for (; g != NULL && blt_gen_next(g, &step, &err) == BLT_OK
         && step.end == BLT_GEN_GOES_ON; n++)
        good += step.guesses == 5 && step.guess[0].byte == step.byte
            && fabs(step.guess[0].probability - exp(-step.nats)) < 1e-6
            && step.guess[4].probability <= step.guess[3].probability;
    ok(n == 256 && good == n, "the likeliest byte is the one chosen");
    blt_gen_free(g);
    blt_session_free(s);
    opt.guesses = 257;
    ok(fake_gen(&s, &opt, &err) == NULL, "%s", err.text);
}

int
main(void)
{
    blt__rng_seed(&rng, 5);
    test_texts(1);
    test_texts(0);
    test_ends();
    test_pattern();
    test_pattern_texts();
    test_refusals();
    test_state();
    test_bias();
    test_draws();
    test_guesses();
    return done_testing();
}
