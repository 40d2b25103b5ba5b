/* text/: UTF-8 by the table, escapes that lose nothing, and cutting at a
 * pattern however the text comes. */
#include "config.h"
#include <blt/regex.h>
#include <blt/script.h>
#include "text/text.h"
#include "tests/lib/tap.h"

/* Every code point there and back, and nothing else is UTF-8. */
static void
utf8(void)
{
    static const char *const bad[] = {
        "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf",
        "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80",
        "\xff", "\xc3(", "\xe2\x82(", "\xf0\x9f\x98("
    };
    int good = 1, bads = 1;
    uint32_t c, back;

    for (c = 0; c < 0x110000; c++) {
        uint8_t p[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

        p[0] = (uint8_t)(n == 1 ? c : (0xf00 >> n) | (c >> (6 * (n - 1))));
        for (size_t i = 1; i < n; i++)
            p[i] = (uint8_t)(0x80 | ((c >> (6 * (n - 1 - i))) & 0x3f));
        if (c >= 0xd800 && c < 0xe000) {
            good &= blt__utf8_char(&back, p, n) == -1;
            continue;
        }
        good &= blt__utf8_char(&back, p, n) == (int)n && back == c;
        for (size_t i = 1; i < n; i++)
            good &= blt__utf8_char(&back, p, i) == 0
                && blt__utf8_tail(p, i) == i;
        good &= blt__utf8_tail(p, n) == 0;
    }
    ok(good, "every code point, whole and in part");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        bads &= blt__utf8_char(&back, (const uint8_t *)bad[i],
                               strlen(bad[i])) == -1
            && !blt__utf8_valid((const uint8_t *)bad[i], strlen(bad[i]));
    ok(bads, "what is not UTF-8 is not");
    ok(blt__char_prints('a') && blt__char_prints(0xe4)
       && blt__char_prints(0x4e2d) && blt__char_prints(0x1f600)
       && blt__char_prints(0xa0), "letters, signs and blanks print");
    ok(!blt__char_prints(0x7f) && !blt__char_prints(0x9b)
       && !blt__char_prints(0x202e) && !blt__char_prints(0x2028)
       && !blt__char_prints(0xe000) && !blt__char_prints(0xfffe)
       && !blt__char_prints(0x200b), "controls and the unseen do not");
}

static void
cases(void)
{
    char out[16];

    ok(blt__word_case("word", 4) == BLT__CASE_LOWER
       && blt__word_case("Word", 4) == BLT__CASE_TITLE
       && blt__word_case("I", 1) == BLT__CASE_TITLE
       && blt__word_case("NATO", 4) == BLT__CASE_UPPER
       && blt__word_case("I'M", 3) == BLT__CASE_UPPER
       && blt__word_case("iPod", 4) == BLT__CASE_MIXED
       && blt__word_case("\xc3\x89tat", 5) == BLT__CASE_TITLE
       && blt__word_case("\xff", 1) == BLT__CASE_MIXED, "cases of words");
    ok(blt__word_lower(out, sizeof out, "\xc3\x89TAT", 5) == 5
       && !strcmp(out, "\xc3\xa9tat"), "to lower case");
    ok(blt__word_title(out, sizeof out, "\xc3\xa9tat", 5) == 5
       && !strcmp(out, "\xc3\x89tat"), "a first capital");
    ok(blt__word_upper(out, sizeof out, "o'neil", 6) == 6
       && !strcmp(out, "O'NEIL"), "capitals");
    ok(blt__word_upper(out, 6, "o'neil", 6) == 0, "no room");
    ok((blt__char_class(0x301) & BLT__ACCENT)
       && (blt__char_class(0x661) & BLT__DIGIT)
       && (blt__char_class(0x4e2d) & BLT__LETTER)
       && !blt__char_class('-'), "classes of characters");
}

static void
escapes(void)
{
    static const char *const wrong[] = {
        "\\", "a\\q", "\\x", "\\x4", "\\xg0", "tab\there", "\x01", "\x7f"
    };
    blt__buf b = { 0 };
    uint8_t all[512], text[64];
    size_t at;
    int good = 1;
    blt__rng r;

    blt__escape(&b, (const uint8_t *)"a\tb\nc\rd\\e \xc3\xa4\xc3\0\x1b[", 16);
    ok(strcmp(b.p, "a\\tb\\nc\\rd\\\\e \xc3\xa4\\xc3\\x00\\x1b[") == 0, "%s",
       b.p);
    blt__buf_clear(&b);
    for (int i = 0; i < 256; i++)
        all[i] = all[511 - i] = (uint8_t)i;
    blt__escape(&b, all, 512);
    ok(memchr(b.p, '\n', b.n) == NULL && memchr(b.p, '\t', b.n) == NULL,
       "one field of one line");
    ok(blt__unescape(b.p, b.n, &at) == 512 && memcmp(b.p, all, 512) == 0,
       "every byte comes back");
    blt__rng_seed(&r, 7);
    for (int i = 0; i < 20000; i++) {
        size_t n = blt__rng_below(&r, sizeof text);

        for (size_t k = 0; k < n; k++)
            text[k] = (uint8_t)(blt__rng_next(&r) >> (i & 32));
        blt__buf_clear(&b);
        blt__escape(&b, text, n);
        good &= blt__unescape(b.p, b.n, &at) == n
            && (n == 0 || memcmp(b.p, text, n) == 0);
    }
    ok(good, "random bytes come back");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char copy[16];

        strcpy(copy, wrong[i]);
        good &= blt__unescape(copy, strlen(copy), &at) == SIZE_MAX;
    }
    ok(good, "what was never escaped so is refused");
    blt__buf_free(&b);
}

/* The pieces of text, each followed by a bar, when it comes in chunks. */
static void
pieces(blt__buf *out, const blt_regex *re, size_t longest, const char *text,
       size_t n, size_t chunk)
{
    blt_splitter *s;
    blt_error err;
    const uint8_t *p;
    size_t len, at = 0;

    blt__buf_clear(out);
    if (blt_splitter_new(&s, re, longest, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        return;
    }
    for (;;) {
        if (blt_splitter_next(s, &p, &len, &err) != BLT_OK) {
            ok(0, "%s", err.text);
            break;
        }
        if (len > 0) {
            blt__buf_put(out, p, len);
            blt__buf_put(out, "|", 1);
        } else if (at < n) {
            size_t k = n - at < chunk ? n - at : chunk;

            if (blt_splitter_push(s, (const uint8_t *)text + at, k, &err)
                != BLT_OK)
                break;
            at += k;
            if (at == n)
                blt_splitter_end(s);
        } else {
            break;
        }
    }
    blt_splitter_free(s);
}

static void
splitting(void)
{
    static const struct { const char *pattern, *text, *want; } t[] = {
        { "\\w+", "the cat, sat", "the| |cat|, |sat|" },
        { "\\s+(?!\\S)| ?\\w+|\\s+", "the  cat\n", "the| | cat|\n|" },
        { "x", "nothing here", "nothing here|" },
        { "x*", "axxb", "a|xx|b|" },
        { "^a|a$", "aaa", "a|a|a|" },
        { "(?<=b)a", "abaa", "ab|a|a|" },
        { "\\bcat\\b", "cat concat cat", "cat| concat |cat|" },
        { "a+(?=b)|.", "aaac", "a|a|a|c|" },
        { "\\p{L}+", "s\xc3\xbc\xc3\x9f \xe4\xb8\xad", "s\xc3\xbc\xc3\x9f| |"
            "\xe4\xb8\xad|" },
        { "\\p{L}+", "a\xff" "b\xc3", "a|\xff|b|\xc3|" },
        { "abcdef", "abcdeabcdef", "abcde|abcdef|" },
        { "\\r?\\n", "a\r\nb\rc\n", "a|\r\n|b\rc|\n|" },
    };
    blt__buf out = { 0 }, whole = { 0 };
    blt_regex *re;
    blt_error err;
    blt__rng r;
    char text[3000];
    size_t start, end;
    int good = 1;

    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        int same = 1;

        if (!ok(blt_regex_new(&re, t[i].pattern, &err) == BLT_OK, "/%s/",
                t[i].pattern))
            continue;
        for (size_t chunk = 1; chunk < 16; chunk++) {
            pieces(&out, re, 1000, t[i].text, strlen(t[i].text), chunk);
            if (strcmp(out.p, t[i].want) != 0)
                same = 0;
        }
        ok(same, "cuts as expected, whatever comes at once");
        if (!same)
            printf("# got %s want %s\n", out.p, t[i].want);
        blt_regex_free(re);
    }

    /* Long random text, a small longest piece: chunks still do not matter. */
    blt__rng_seed(&r, 11);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "ab c\n\xc3\xa4"[blt__rng_below(&r, 7)];
    if (blt_regex_new(&re, "(?:a|b|\xc3\xa4|(?<=a)c)+|\\n\\s*", &err)
        != BLT_OK)
        ok(0, "%s", err.text);
    pieces(&whole, re, 9, text, sizeof text, sizeof text);
    for (size_t chunk = 1; chunk < 100; chunk = chunk * 2 + 1) {
        pieces(&out, re, 9, text, sizeof text, chunk);
        good &= out.n == whole.n && memcmp(out.p, whole.p, out.n) == 0;
    }
    ok(good, "3000 random bytes in any chunks, pieces of 9 at most");
    start = 0;
    for (size_t i = 0; i < whole.n; i++)
        if (whole.p[i] == '|') {
            good &= i - start <= 9;
            start = i + 1;
        }
    ok(good, "none longer");
    ok(blt_regex_find(re, (const uint8_t *)"xx\nab", 5, 0, &start, &end) == 1
       && start == 2 && end == 3, "the first match");
    ok(blt_regex_find(re, (const uint8_t *)"xx", 2, 0, &start, &end) == 0,
       "no match");
    blt_regex_free(re);
    ok(blt_regex_new(&re, "a(b", &err) == BLT_EINVAL && re == NULL, "%s",
       err.text);
    ok(blt_regex_new(&re, "\\C", &err) == BLT_EINVAL, "%s", err.text);
    ok(blt_regex_new(&re, "(a+)+$", &err) == BLT_OK, "a slow pattern");
    memset(text, 'a', sizeof text);
    text[2999] = 'b';
    ok(blt_regex_find(re, (const uint8_t *)text, 3000, 0, &start, &end) < 1,
       "gives up in the end");
    blt_regex_free(re);
    blt__buf_free(&out);
    blt__buf_free(&whole);
}

/* What all scripts share keeps the script before it. */
static void
scripts(void)
{
    static const struct { const char *bytes; int n, length; const char *is; }
    in_turn[] = {
        { "1", 1, 1, "Common" }, { "a", 1, 1, "Latin" },
        { " ", 1, 1, "Latin" }, { "\xd0\xb4", 2, 2, "Cyrillic" },
        { "\xcc\x81", 2, 2, "Cyrillic" }, { "\xd0", 1, 0, "Cyrillic" },
        { "\xff", 1, -1, "Cyrillic" }, { "\xe6\xbc\xa2x", 4, 3, "Han" },
        { "\xf0\x90\x8e\xa0", 4, 4, "Old_Persian" },
    };
    int script = BLT_SCRIPT_COMMON;

    for (size_t i = 0; i < sizeof in_turn / sizeof *in_turn; i++) {
        int k = blt_script_next(&script, (const uint8_t *)in_turn[i].bytes,
                                (size_t)in_turn[i].n);

        ok(k == in_turn[i].length
           && strcmp(blt_script_name(script), in_turn[i].is) == 0,
           "%zu: %d bytes, %s", i, k, blt_script_name(script));
    }
    ok(blt_script_name(-1) == NULL && blt_script_name(BLT_SCRIPTS) == NULL
       && strcmp(blt_script_name(BLT_SCRIPT_INVALID), "invalid") == 0,
       "numbers that are no script's");
}

int
main(void)
{
    utf8();
    scripts();
    cases();
    escapes();
    splitting();
    return done_testing();
}
