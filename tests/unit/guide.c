/* Texts held to a pattern: 200 patterns times 20 seeds, each text made of
 * random bytes among those that are allowed, and each matches the whole
 * pattern by PCRE2's usual matcher; what cannot be matched character by
 * character, or takes too long, is refused by name. */
#include "config.h"
#include <stdio.h>
#include <string.h>
#include <blt/regex.h>
#include "base/base.h"
#include "gen/gen.h"
#include "tests/lib/tap.h"

enum { LIMIT = 160 };

static const char *const base[] = {
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    "(0?[1-9]|[12]\\d|3[01])\\.(0?[1-9]|1[0-2])\\.(19|20)\\d\\d",
    "\\+?[0-9]{1,3}[ -]?\\(?[0-9]{2,4}\\)?([ -]?[0-9]{2,4}){1,3}",
    "\\{\"name\": ?\"[a-z]{1,8}\", ?\"age\": ?[1-9][0-9]?\\}",
    "\\[(-?(0|[1-9][0-9]*)(\\.[0-9]+)?(, )?){1,4}\\]",
    "\"([^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/nt]|\\\\u[0-9a-f]{4}){0,6}\"",
    "true|false|null",
    "[a-z]+@[a-z]+\\.(com|org|net)",
    "(?i)yes|no|maybe",
    "[A-Z][a-z]*( [A-Z][a-z]*)*",
    "((a|b)*c){1,3}", "(a*b*)*c", "((x+y?){2}z){1,2}", "(a|aa)+b",
    "[\xce\xb1-\xcf\x89]{1,5}",                 /* Greek letters */
    "\\p{Cyrillic}{2,6}", "\\p{Lu}\\p{Ll}+", "[\\p{Han}\\p{Hiragana}]{1,4}",
    "\xe6\x97\xa5\xe6\x9c\xac(\xe8\xaa\x9e)?",
    "[\xf0\x9f\x98\x80-\xf0\x9f\x98\x8f]+",     /* faces */
    ".{3}", "\\w+", "\\S{1,4} \\S{1,4}", "\\d+(\\.\\d+)?", "[^a-z]{2}",
    "#[0-9a-fA-F]{6}", "(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|1?\\d)){3}",
    "(?:[01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?", "<([a-z]+)>[^<]*</([a-z]+)>",
    "\\s*[a-z_]\\w*\\s*=\\s*\\d+;", "\\Q*.*\\E[a-c]", "(\\d{3},){0,3}\\d{3}",
    "\xc3\xa9t\xc3\xa9|\xc3\xaate", "(?i)stra\xc3\x9f" "e|gro\xc3\x9f",
    "a?b?c?d?e?f", "(ab|cd|ef){2,4}?", "[[:upper:]]{2}[[:digit:]]+",
    "([a-z]{2}-?){3}", "x(yz)*|y(zx)*", "-?(0|[1-9]\\d{0,5})",
    "(?x) a b c # note\n | d \n", "(?<year>\\d{4})/(?<week>\\d\\d)",
    "[\\t ]*- [^\\n]+\\n", "(\\\\[abc]|[^\\\\])+", "[-+]?\\d{1,3}%",
    "(la ){2,5}la", "\\$\\d+\\.\\d\\d", "Q(u|\xc3\xbc)e", "[\\]\\[]{1,3}",
    "(A|C|G|T){3,9}"
};
enum { BASES = sizeof base / sizeof *base, FORMS = 4, SEEDS = 20 };

/* Pattern i of BASES * FORMS. */
static void
make(char *to, size_t size, size_t i)
{
    const char *p = base[i / FORMS], *q = base[(i / FORMS + 7) % BASES];

    if (i % FORMS == 0)
        snprintf(to, size, "%s", p);
    else if (i % FORMS == 1)
        snprintf(to, size, "(?:%s)|(?:%s)", p, q);
    else if (i % FORMS == 2)
        snprintf(to, size, "<(?:%s)>", p);
    else
        snprintf(to, size, "(?:%s){1,2}", p);
}

/* A text, or 0 when it came to a dead end.  *n: its length. */
static int
write_text(uint8_t *text, size_t *n, blt__guide *m, blt__rng *rng)
{
    blt_error err;

    for (*n = 0;;) {
        uint8_t may[256];
        int count, at;

        if (blt__guide_mask(may, &count, m, 0, LIMIT - *n, &err) != BLT_OK)
            return 0;
        if (count == 0
            || (blt__guide_accepts(m) && blt__rng_below(rng, 4) == 0))
            return blt__guide_accepts(m);
        at = (int)blt__rng_below(rng, (uint64_t)count);
        for (int b = 0; b < 256; b++)
            if (may[b] && at-- == 0) {
                text[(*n)++] = (uint8_t)b;
                break;
            }
        if (blt__guide_push(m, text[*n - 1], &err) != BLT_OK)
            return 0;
    }
}

static void
texts(void)
{
    size_t good = 0, all = 0, tried = 0;
    blt__rng rng;
    blt_error err;

    blt__rng_seed(&rng, 18);
    for (size_t i = 0; i < BASES * FORMS; i++) {
        char pattern[512], whole[600];
        blt__guide *m, *copy;
        blt_regex *re;

        make(pattern, sizeof pattern, i);
        snprintf(whole, sizeof whole, "\\A(?:%s)\\z", pattern);
        if (blt_regex_new(&re, whole, &err) != BLT_OK
            || blt__guide_new(&m, pattern, NULL, NULL, 0, LIMIT, &err) != BLT_OK) {
            printf("# %s: %s\n", pattern, err.text);
            continue;
        }
        tried++;
        for (int seed = 0; seed < SEEDS; seed++) {
            uint8_t text[LIMIT];
            size_t n, from, to;
            int ended;

            if (blt__guide_copy(&copy, m, &err) != BLT_OK)
                break;
            ended = write_text(text, &n, copy, &rng);
            if (ended && blt_regex_find(re, text, n, 0, &from, &to) == 1)
                good++;
            else
                printf("# %s: %.*s\n", pattern, (int)n, (char *)text);
            all++;
            blt__guide_free(copy);
        }
        blt__guide_free(m);
        blt_regex_free(re);
    }
    ok(tried == BASES * FORMS, "%d patterns", (int)(BASES * FORMS));
    ok(all == BASES * FORMS * SEEDS && good == all, "%zu of %zu texts match",
       good, all);
}

static void
refusals(void)
{
    static const struct { const char *pattern, *why; } bad[] = {
        { "(", "missing" }, { "(a)\\1", "a back reference" },
        { "(?<n>a)\\k<n>", "a back reference" }, { "a(?=b)", "a lookahead" },
        { "(?<!a)b", "a lookbehind" }, { "\\bword\\b", "a word boundary" },
        { "(?>a+)b", "an atomic group" }, { "a++b", "a possessive" },
        { "(a)?(?(1)b|c)", "a condition" }, { "(a(?R)?b)", "a recursion" },
        { "(a(?1)?b)", "a recursion" }, { "\\X+", "a sequence" },
        { "(*ACCEPT)a", "a verb" }, { "(?m)a\\n^b", "no text matches" },
        { "[^\\x{0}-\\x{10ffff}]", "no text matches" },
        { "a{100}", "a match has 100 bytes at least, and the limit is 9" },
        { "(a|b)*a(a|b){20}", "make its repetitions smaller" },
        { "(.{1,60}){60}", "pattern: " },
        { "((((a{1,100}){1,100}){1,100}){1,100}){1,100}", "pattern: " }
    };
    blt_error err;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        blt__guide *m = NULL;

        err.text[0] = '\0';
        ok(blt__guide_new(&m, bad[i].pattern, NULL, NULL, 0, 9, &err) == BLT_EINVAL
           && strstr(err.text, bad[i].why) != NULL, "%s: %s", bad[i].pattern,
           err.text);
        blt__guide_free(m);
    }
}

/* The bytes that may come first, and their number. */
static void
first(uint8_t *may, int *count, const char *pattern, uint64_t most)
{
    blt__guide *m;
    blt_error err;

    *count = -1;
    if (blt__guide_new(&m, pattern, NULL, NULL, 0, most, &err) != BLT_OK
        || blt__guide_mask(may, count, m, 0, most, &err) != BLT_OK)
        printf("# %s\n", err.text);
    blt__guide_free(m);
}

static void
masks(void)
{
    uint8_t may[256];
    int count;

    first(may, &count, "[a-c]|dd", 2);
    ok(count == 4 && may['a'] && may['d'], "bytes that begin a match");
    first(may, &count, "[a-c]|dd", 1);
    ok(count == 3 && !may['d'], "that is complete within the limit");
    first(may, &count, "(?s).", 4);
    ok(count == 128 + 30 + 16 + 5, "every first byte of UTF-8: %d", count);
    first(may, &count, "(?s).", 2);
    ok(count == 128 + 30, "with room for two bytes: %d", count);
    first(may, &count, "\xe6\x97\xa5.*", 9);
    ok(count == 1 && may[0xe6], "of a character that is named");
    first(may, &count, "(?i)\xc3\x84", 9);
    ok(count == 1 && may[0xc3], "or its other case");
    first(may, &count, "^ab$", 9);
    ok(count == 1 && may['a'], "anchors hold at the ends");
    first(may, &count, "(^a)+", 9);
    ok(count == 1 && may['a'], "and only there");
    first(may, &count, "\\x{1f600}", 9);
    ok(count == 1 && may[0xf0], "or its number");
}

int
main(void)
{
    texts();
    masks();
    refusals();
    return done_testing();
}
