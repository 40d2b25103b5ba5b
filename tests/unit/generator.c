/* The generator on a session that can be followed with a pencil
 * (tests/lib/fake_session.h): seeds, copies, states, ends. */
#include "config.h"
#include <stdint.h>
#include "gen/gen.h"
#include "text/text.h"
#include "tests/lib/tap.h"
#include "tests/lib/fake_session.h"
#include "tests/lib/fake_gen.h"

static blt_error err;

/* Runs to the end; returns how it ended, -1 on failure. */
static int
finish(blt_gen *g, uint8_t *text, size_t *n)
{
    blt_gen_step step = BLT_GEN_STEP_INIT;

    for (*n = 0;; text[(*n)++] = step.byte) {
        if (blt_gen_next(g, &step, &err) != BLT_OK) {
            printf("# %s\n", err.text);
            return -1;
        }
        if (step.end != BLT_GEN_GOES_ON)
            return (int)step.end;
    }
}

/* A whole run over a prompt in pieces of step bytes. */
static int
run(uint8_t *text, size_t *n, const char *prompt, size_t step,
    const blt_gen_options *opt)
{
    blt_session *s;
    blt_gen *g = fake_gen(&s, opt, &err);
    size_t m = strlen(prompt);
    int end = -1;
    blt_status status = BLT_OK;

    *n = 0;
    if (g == NULL)
        return -1;
    for (size_t i = 0; status == BLT_OK && i < m; i += step)
        status = blt_gen_feed(g, (const uint8_t *)prompt + i,
                              m - i < step ? m - i : step, NULL, NULL, &err);
    if (status == BLT_OK)
        end = finish(g, text, n);
    blt_gen_free(g);
    blt_session_free(s);
    return end;
}

static void
test_runs(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t a[300], b[300];
    size_t n, m;

    opt.seed = 5;
    ok(run(a, &n, "a prompt", 100, &opt) == BLT_GEN_LIMIT && n == 256,
       "256 bytes if nothing else is said");
    run(b, &m, "a prompt", 3, &opt);
    ok(m == n && memcmp(a, b, n) == 0, "a prompt in pieces gives the same");
    opt.seed = 6;
    run(b, &m, "a prompt", 100, &opt);
    ok(m != n || memcmp(a, b, n) != 0, "another seed gives another text");
    opt.max_bytes = 0;
    ok(run(a, &n, "", 1, &opt) == BLT_GEN_LIMIT && n == 0, "0 bytes");
    opt.max_bytes = 10;
    ok(run(a, &n, "", 1, &opt) == BLT_GEN_LIMIT && n == 10,
       "an empty prompt");
    opt.max_bytes = 100000;
    opt.stop_eos = 1;
    {
        static uint8_t big[100000];

        ok(run(big, &n, "", 1, &opt) == BLT_GEN_EOS
           && blt__utf8_valid(big, n), "the model may end it");
    }
}

static void
test_utf8(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t a[300] = "\xe2\x82";
    size_t n;
    int good = 1;

    for (opt.seed = 0; opt.seed < 50; opt.seed++) {
        opt.max_bytes = 1 + opt.seed % 7;
        good &= run(a + 2, &n, "x\xe2\x82", 1, &opt) == BLT_GEN_LIMIT
            && n == opt.max_bytes && blt__utf8_valid(a, n + 2);
    }
    ok(good, "a prompt's open character is completed");
    opt.max_bytes = 2;
    ok(run(a, &n, "\xf0", 1, &opt) == BLT_GEN_LIMIT && n == 0,
       "unless it does not fit: then nothing");
    opt.utf8 = 0;
    opt.max_bytes = 300;
    run(a, &n, "", 1, &opt);
    ok(n == 300 && !blt__utf8_valid(a, n), "any bytes with utf8 off");
}

static void
test_stop(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t all[256], cut[256];
    const uint8_t *string[2];
    size_t length[2], n, m, at;
    int good = 1;

    opt.utf8 = 0;
    opt.seed = 3;
    run(all, &n, "stop", 4, &opt);
    /* every place of the text as a stop string, beside one that only
     * begins: "XY" + a byte that does not follow */
    for (at = 0; at + 3 <= 60; at++) {
        uint8_t never[3] = { all[at], all[at + 1],
                             (uint8_t)(all[at + 2] + 1) };

        string[0] = all + at;
        string[1] = never;
        length[0] = length[1] = 3;
        opt.stop = string;
        opt.stop_length = length;
        opt.stop_count = 2;
        good &= run(cut, &m, "stop", 4, &opt) == BLT_GEN_STOP && m <= at
            && memcmp(cut, all, m) == 0;
        good &= m == at || memcmp(all + m, all + at, 3) == 0
            || memcmp(all + m, never, 3) == 0;
    }
    ok(good, "the text ends before a stop string, wherever it is");
    opt.max_bytes = 2;
    string[0] = all;
    opt.stop_count = 1;
    ok(run(cut, &m, "stop", 4, &opt) == BLT_GEN_LIMIT && m == 2
       && memcmp(cut, all, 2) == 0,
       "bytes held back come out at the limit");
    string[0] = (const uint8_t *)"\xc3";
    length[0] = 1;
    opt.utf8 = 1;
    ok(run(cut, &m, "", 1, &opt) == -1 && strstr(err.text, "UTF-8"),
       "half a character stops no UTF-8 text");
    length[0] = 0;
    ok(run(cut, &m, "", 1, &opt) == -1 && strstr(err.text, "empty"),
       "an empty stop string is refused");
}

/* A pattern ends the text where it first matches: found here by trying each
 * beginning of the text that would come without it. */
static void
test_until(void)
{
    static const char *const pattern[] = { "[0-9]+", "[a-z][A-Z]",
        "(?<=[!-/])[^a-m]", "^[^ ]* ", "x|.{20}", "[\\x80-\\x{10ffff}]", "$^" };
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t all[256], cut[256];
    size_t n, m, a, b;

    opt.seed = 4;
    run(all, &n, "", 1, &opt);
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        blt_regex *re;
        size_t want = 0;
        int end;

        if (blt_regex_new(&re, pattern[i], &err) != BLT_OK)
            return;
        while (want++ < n)
            if (blt__utf8_valid(all, want)
                && blt_regex_find(re, all, want, 0, &a, &b) == 1)
                break;
        opt.until = pattern[i];
        end = run(cut, &m, "", 1, &opt);
        if (want > n)
            ok(end == BLT_GEN_LIMIT && m == n, "%s never comes", pattern[i]);
        else
            ok(end == BLT_GEN_UNTIL && m == want
               && memcmp(all, cut, m) == 0, "%s after %zu bytes",
               pattern[i], m);
        blt_regex_free(re);
    }
    opt.until = "(";
    ok(run(cut, &m, "", 1, &opt) == -1 && strstr(err.text, "pattern"),
       "what is no pattern is refused");
}

static void
test_copy(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t a[256], b[256], c[256];
    blt_session *s;
    blt_gen *g, *copy = NULL;
    size_t n, m, k;

    opt.seed = 8;
    opt.repeat_penalty = 1.3;
    g = fake_gen(&s, &opt, &err);
    if (g == NULL || blt_gen_feed(g, (const uint8_t *)"pq", 2, NULL, NULL,
                                  &err) != BLT_OK
        || blt_gen_copy(&copy, g, 9, &err) != BLT_OK)
        return;
    finish(copy, a, &n);
    finish(g, b, &m);
    run(c, &k, "pq", 2, &opt);
    ok(m == k && memcmp(b, c, m) == 0, "a copy takes nothing away");
    opt.seed = 9;
    run(c, &k, "pq", 2, &opt);
    ok(n == k && memcmp(a, c, n) == 0, "and is as one made anew");
    blt_gen_free(copy);
    blt_gen_free(g);
    blt_session_free(s);
}

static void
test_state(void)
{
    blt_gen_options opt = BLT_GEN_OPTIONS_INIT;
    uint8_t whole[256], part[256], *state = NULL;
    blt_session *s, *s2;
    blt_gen *g, *h;
    size_t n, a, b, size = 0;
    int good = 1;

    opt.utf8 = 0;
    opt.seed = 21;
    opt.repeat_penalty = 1.2;
    opt.repeat_window = 5;
    opt.max_bytes = 200;
    run(whole, &n, "begin", 5, &opt);
    opt.max_bytes = 90;
    g = fake_gen(&s, &opt, &err);
    good &= blt_gen_feed(g, (const uint8_t *)"begin", 5, NULL, NULL, &err)
        == BLT_OK;
    finish(g, part, &a);
    good &= blt_gen_save(g, &state, &size, &err) == BLT_OK;
    opt.seed = 1;
    opt.max_bytes = 110;
    h = fake_gen(&s2, &opt, &err);
    good &= blt_gen_load(h, state, size, &err) == BLT_OK;
    finish(h, part + a, &b);
    ok(good && a + b == n && memcmp(part, whole, n) == 0,
       "saved and restored, it goes on as if nothing had been");
    blt_gen_free(h);
    blt_session_free(s2);

    good = 1;
    for (size_t i = 0; i < size; i++) {
        h = fake_gen(&s2, &opt, &err);
        good &= blt_gen_load(h, state, i, &err) == BLT_EDATA;
        blt_gen_free(h);
        blt_session_free(s2);
    }
    ok(good, "a state cut short is refused, at each of %zu places", size);
    good = 1;
    for (size_t i = 0; i < 60; i++) {
        uint8_t was = state[i];

        h = fake_gen(&s2, &opt, &err);
        state[i] = 0xff;
        if (blt_gen_load(h, state, size, &err) == BLT_OK)
            finish(h, part, &b);        /* whatever it is, no crash */
        else
            good &= err.text[0] != '\0';
        state[i] = was;
        blt_gen_free(h);
        blt_session_free(s2);
    }
    ok(good, "a damaged one does no harm");
    memset(state + 8, 0, 32);
    h = fake_gen(&s2, &opt, &err);
    ok(blt_gen_load(h, state, size, &err) == BLT_EDATA,
       "random numbers that would never change are refused");
    blt_gen_free(h);
    blt_session_free(s2);
    free(state);
    blt_gen_free(g);
    blt_session_free(s);
}

static void
test_options(void)
{
    static const struct {
        double temperature, top_p, min_p, penalty;
        int top_k, window;
        const char *word;
    } bad[] = {
        { -1, 1, 0, 1, 0, 0, "temperature" },
        { NAN, 1, 0, 1, 0, 0, "temperature" },
        { INFINITY, 1, 0, 1, 0, 0, "temperature" },
        { 1, 0, 0, 1, 0, 0, "top-p" }, { 1, 1.1, 0, 1, 0, 0, "top-p" },
        { 1, 1, -0.1, 1, 0, 0, "min-p" }, { 1, 1, 2, 1, 0, 0, "min-p" },
        { 1, 1, 0, 0, 0, 0, "penalty" }, { 1, 1, 0, 1, -1, 0, "top-k" },
        { 1, 1, 0, 1, 0, -1, "window" }, { 1, 1, 0, 1, 0, 1 << 30, "window" }
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        blt_gen_options o = BLT_GEN_OPTIONS_INIT;
        blt_session *s;

        o.temperature = bad[i].temperature;
        o.top_p = bad[i].top_p;
        o.min_p = bad[i].min_p;
        o.repeat_penalty = bad[i].penalty;
        o.top_k = bad[i].top_k;
        o.repeat_window = bad[i].window;
        ok(fake_gen(&s, &o, &err) == NULL && err.status == BLT_EINVAL
           && strstr(err.text, bad[i].word), "refused: %s", err.text);
    }
}

int
main(void)
{
    test_runs();
    test_utf8();
    test_stop();
    test_until();
    test_copy();
    test_state();
    test_options();
    return done_testing();
}
