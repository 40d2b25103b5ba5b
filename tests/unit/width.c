/* text/width: clusters as ICU's break iterator has them, columns as
 * terminals do, and nothing invisible or dangerous left. */
#include "config.h"
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include "text/width.h"
#include "tests/lib/tap.h"

static const struct {
    const char *text;
    int columns;
    const char *shown, *what;
} cases[] = {
    { "a", 1, "a", "a letter" },
    { "e\xcc\x81", 1, "e\xcc\x81", "with an accent" },
    { "\xe4\xb8\xad", 2, "\xe4\xb8\xad", "Han" },
    { "\xef\xbc\xa1", 2, "\xef\xbc\xa1", "a fullwidth letter" },
    { "\xef\xbd\xb6\xef\xbe\x9e", 2, "\xef\xbd\xb6\xef\xbe\x9e",
      "halfwidth kana, its voice beside it" },
    { "\xed\x95\x9c", 2, "\xed\x95\x9c", "Hangul" },
    { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2,
      "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "Hangul in parts" },
    { "\xe0\xa4\xa8\xe0\xa4\xbf", 2, "\xe0\xa4\xa8\xe0\xa4\xbf",
      "a spacing mark" },
    { "\xe0\xb8\x81\xe0\xb9\x89", 1, "\xe0\xb8\x81\xe0\xb9\x89",
      "Thai with a tone" },
    { "\xf0\x9f\x98\x80", 2, "\xf0\x9f\x98\x80", "an emoji" },
    { "\xe2\x9d\xa4\xef\xb8\x8f", 2, "\xe2\x9d\xa4\xef\xb8\x8f",
      "a heart in colour" },
    { "1\xef\xb8\x8f\xe2\x83\xa3", 2, "1\xef\xb8\x8f\xe2\x83\xa3",
      "a keycap" },
    { "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 2,
      "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "with a colour of skin" },
    { "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d"
      "\xf0\x9f\x91\xa7", 2,
      "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d"
      "\xf0\x9f\x91\xa7", "a family" },
    { "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", 2,
      "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", "a flag" },
    { "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb7"
      "\xf3\xa0\x81\xac\xf3\xa0\x81\xb3\xf3\xa0\x81\xbf", 2,
      "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb7"
      "\xf3\xa0\x81\xac\xf3\xa0\x81\xb3\xf3\xa0\x81\xbf",
      "the flag of Wales" },
    { "\n", 1, "\xe2\x90\x8a", "a newline" },
    { "\x1b", 1, "\xe2\x90\x9b", "escape" },
    { "\x7f", 1, "\xe2\x90\xa1", "delete" },
    { "\xc2\x9b", 6, "\\u{9b}", "a C1 control" },
    { "\xe2\x80\xae", 8, "\\u{202e}", "an override" },
    { "\xe2\x81\xa6", 8, "\\u{2066}", "an isolate" },
    { "\xe2\x80\x8b", 8, "\\u{200b}", "a blank without width" },
    { "\xe2\x80\x8d", 8, "\\u{200d}", "a joiner of nothing" },
    { "\xf3\xa0\x81\x81", 9, "\\u{e0041}", "a tag alone" },
    { "\xe3\x85\xa4", 8, "\\u{3164}", "a filler" },
    { "\xef\xbf\xbf", 8, "\\u{ffff}", "no character" },
    { "\xee\x80\x80", 8, "\\u{e000}", "private use" },
    { "\xff", 4, "\\xff", "an invalid byte" },
    { "\xe4", 4, "\\xe4", "an unfinished character" },
    { "\xcc\x81", 1, "\xe2\x97\x8c\xcc\x81", "a mark alone" },
};

static void
tables(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const uint8_t *p = (const uint8_t *)cases[i].text;
        size_t n = strlen(cases[i].text);
        blt__buf b = { 0 };
        blt__glyph g;
        int good = blt__glyph_next(&g, p, n, 1) == n
            && g.columns == cases[i].columns;

        blt__glyph_put(&b, &g, p);
        blt__buf_put(&b, "", 1);
        good &= !b.failed && strcmp(b.p, cases[i].shown) == 0;
        if (!ok(good, "%s", cases[i].what))
            printf("# %zu bytes of %zu, %d columns, %s\n", g.n, n, g.columns,
                   b.p);
        blt__buf_free(&b);
    }
    {
        blt__glyph g;
        uint8_t nul = 0;

        ok(blt__glyph_next(&g, &nul, 1, 1) == 1
           && strcmp(g.shown, "\xe2\x90\x80") == 0, "a zero byte");
    }
}

static uint32_t
draw(blt__rng *r)
{
    static const uint32_t odd[] = {
        'a', ' ', 0x301, 0xe9, 0x1100, 0x1161, 0x11a8, 0xac00, 0xac01,
        0x200d, 0x1f1e9, 0x1f1ea, 0x1f468, 0x1f3fd, 0x2764, 0xfe0f, 0x903,
        0x600, 0x915, 0x94d, 0xe33, 0x200c, 0xa9
    };
    uint32_t c;

    if (blt__rng_below(r, 4) != 0)
        return odd[blt__rng_below(r, sizeof odd / sizeof *odd)];
    do
        c = (uint32_t)blt__rng_below(r, 0x20000);
    while (!blt__char_prints(c) || (c >= 0xd800 && c < 0xe000)
           || u_hasBinaryProperty((UChar32)c,
                                  UCHAR_DEFAULT_IGNORABLE_CODE_POINT));
    return c;
}

/* Against ICU's iterator: same boundaries, but that a joiner at the start of
 * a cluster stands alone, so texts are kept in which none does. */
static void
as_icu(void)
{
    UErrorCode error = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &error);
    blt__rng r;
    int wrong = 0;

    blt__rng_seed(&r, 7);
    for (int round = 0; round < 20000 && U_SUCCESS(error); round++) {
        uint8_t p[64];
        size_t n = 1, at = 0;
        UText *text;
        blt__glyph g;

        p[0] = 'x';             /* no joiner, no mark at the start */
        for (int k = 0; k < 10; k++)
            n += blt__utf8_put(p + n, draw(&r));
        text = utext_openUTF8(NULL, (char *)p, (int64_t)n, &error);
        ubrk_setUText(it, text, &error);
        while (at < n && blt__glyph_next(&g, p + at, n - at, 1) > 0) {
            at += g.n;
            if (ubrk_next(it) != (int32_t)at) {
                wrong++;
                break;
            }
        }
        utext_close(text);
    }
    ubrk_close(it);
    ok(U_SUCCESS(error) && wrong == 0, "20000 texts: clusters as ICU's"
       " (%d differ; seed 7)", wrong);
}

/* Whatever the pieces: what is decided before the end stays so. */
static void
pieces(void)
{
    static const char text[] = "a\xcc\x81\xf0\x9f\x91\xa8\xe2\x80\x8d"
        "\xf0\x9f\x91\xa9\xff\xe0\xa4\xa8\xe0\xa4\xbf\n\xe2\x80\xae"
        "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xa9 ";
    const uint8_t *p = (const uint8_t *)text;
    size_t n = sizeof text - 1;
    int good = 1;
    blt__glyph whole, part;

    for (size_t i = 0; i < n; i += whole.n) {
        blt__glyph_next(&whole, p + i, n - i, 1);
        for (size_t k = 1; i + k <= n; k++) {
            size_t got = blt__glyph_next(&part, p + i, k, 0);

            good &= got == 0 || got == whole.n;
        }
    }
    ok(good, "nothing is decided too early");
}

static void
heaps(void)
{
    size_t n = 2 * 10000 + 1, at = 0, longest = 0, count = 0;
    uint8_t *p = malloc(n);
    blt__glyph g;

    p[0] = 'Z';
    for (size_t i = 1; i < n; i += 2)
        memcpy(p + i, "\xcc\x88", 2);
    for (; at < n; at += g.n, count++) {
        blt__glyph_next(&g, p + at, n - at, 1);
        longest = g.n > longest ? g.n : longest;
    }
    ok(longest <= BLT__GLYPH_LONGEST && count > n / 65,
       "10000 marks: %zu glyphs, none of more than %zu bytes", count,
       longest);
    free(p);
}

static void
fits(const char *text, size_t columns, const char *want, size_t used)
{
    blt__buf b = { 0 };
    size_t got = blt__text_fit(&b, (const uint8_t *)text, strlen(text),
                               columns);

    blt__buf_put(&b, "", 1);
    if (!ok(got == used && strcmp(b.p, want) == 0, "\"%s\" in %zu", text,
            columns))
        printf("# %zu columns, \"%s\"\n", got, b.p);
    blt__buf_free(&b);
}

int
main(void)
{
    tables();
    as_icu();
    pieces();
    heaps();
    fits("abc", 3, "abc", 3);
    fits("abcd", 3, "ab\xe2\x80\xa6", 3);
    fits("abc", 9, "abc", 3);
    fits("", 3, "", 0);
    fits("abc", 0, "", 0);
    fits("\xe4\xb8\xad\xe6\x96\x87", 4, "\xe4\xb8\xad\xe6\x96\x87", 4);
    fits("\xe4\xb8\xad\xe6\x96\x87", 3, "\xe4\xb8\xad\xe2\x80\xa6", 3);
    fits("\xe4\xb8\xad\xe6\x96\x87", 2, "\xe2\x80\xa6", 1);
    fits("\xe4\xb8\xad", 1, "\xe2\x80\xa6", 1);
    fits("a\xff" "b", 3, "a\xe2\x80\xa6", 2);
    ok(blt__text_columns((const uint8_t *)"a\n\xe4\xb8\xad", 5) == 4,
       "columns of a text");
    return done_testing();
}
