/* Lines of a page.
 *
 * A page that is written from right to left puts each line into an isolate of
 * that direction, after as many blanks as align it to the right: then it looks
 * the same in terminals that take the direction of a line from its first
 * letter and in those that always start at the left.             [UAX 9] */
#include "config.h"
#include <string.h>
#include <blt/segment.h>
#include "report/layout.h"
#include "text/locale.h"
#include "text/width.h"

#define RLI "\xe2\x81\xa7"
#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

void
blt__page_begin(blt__page *p, const blt_locale *locale, int columns)
{
    p->locale = locale;
    p->rtl = blt_locale_is_rtl(locale);
    p->columns = (size_t)columns;
    blt__buf_clear(&p->out);
}

size_t
blt__page_width(const char *text, size_t n)
{
    const uint8_t *p = (const uint8_t *)text;
    size_t columns = 0;
    blt__glyph g;

    for (size_t i = 0; i < n; i += g.n) {
        blt__glyph_next(&g, p + i, n - i, 1);
        if (g.kind != BLT__GLYPH_HIDDEN)
            columns += (size_t)g.columns;
    }
    return columns;
}

void
blt__page_blank(blt__page *p)
{
    blt__buf_put(&p->out, "\n", 1);
}

static void
blanks(blt__buf *b, size_t n)
{
    blt__buf_printf(b, "%*s", (int)n, "");
}

/* One line that fits, or that cannot be wrapped. */
static void
put_line(blt__page *p, size_t indent, const char *text, size_t n)
{
    size_t width;

    while (n > 0 && text[n - 1] == ' ')
        n--;
    width = blt__page_width(text, n) + indent;
    if (p->rtl) {
        if (width < p->columns)
            blanks(&p->out, p->columns - width);
        blt__buf_put(&p->out, RLI, 3);
        blt__buf_put(&p->out, text, n);
        blt__buf_put(&p->out, PDI "\n", 4);
    } else {
        blanks(&p->out, indent);
        blt__buf_put(&p->out, text, n);
        blt__buf_put(&p->out, "\n", 1);
    }
}

/* Breaks the text where Unicode allows it so that no line is wider than the
 * page. */
static void
wrap(blt__page *p, size_t indent, const char *text, blt_segmenter *s)
{
    size_t from = 0, at = 0, width = indent;
    blt_segment part = BLT_SEGMENT_INIT;

    while (blt_segmenter_next(s, &part, NULL) == BLT_OK && part.n > 0) {
        size_t word = part.n, columns;

        while (word > 0 && part.p[word - 1] == ' ')
            word--;
        columns = blt__page_width(text + at, word);
        if (at > from && width + columns > p->columns) {
            put_line(p, indent, text + from, at - from);
            from = at;
            width = indent;
        }
        width += columns + (part.n - word);
        at += part.n;
    }
    put_line(p, indent, text + from, strlen(text) - from);
}

void
blt__page_line(blt__page *p, size_t indent, const char *text)
{
    size_t n = strlen(text);
    blt_segmenter *s;

    if (blt_segmenter_new(&s, BLT_SEGMENT_WRAP, NULL) != BLT_OK
        || blt_segmenter_push(s, (const uint8_t *)text, n, NULL) != BLT_OK) {
        put_line(p, indent, text, n);       /* too long, but complete */
    } else {
        blt_segmenter_end(s);
        wrap(p, indent, text, s);
    }
    blt_segmenter_free(s);
}

size_t
blt__page_foreign(const blt__page *p, blt__buf *b, const uint8_t *text,
                  size_t n, size_t columns)
{
    int isolate = p->rtl || blt__text_turns(text, n);
    size_t used;

    if (isolate)
        blt__buf_put(b, FSI, 3);
    used = blt__text_fit(b, text, n, columns);
    if (isolate)
        blt__buf_put(b, PDI, 3);
    return used;
}
