/* The width of text on a terminal.                     [UAX 11, UAX 29]
 *
 * Clusters are found from ICU's character properties, not by its break
 * iterator: that needs no state and bounds the length of a cluster. */
#include "config.h"
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include "text/width.h"

#define ZWNJ 0x200c
#define ZWJ 0x200d
#define FLAG 0x1f3f4            /* a black flag, before tags */
#define EMOJI_STYLE 0xfe0f

static int
is(uint32_t c, UProperty what)
{
    return u_hasBinaryProperty((UChar32)c, what);
}

static int
break_class(uint32_t c)
{
    return u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK);
}

static int
is_mark(uint32_t c)
{
    return (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;
}

static int
is_tag(uint32_t c)
{
    return c >= 0xe0020 && c <= 0xe007f;
}

/* Characters that are invisible or unknown.  The signs that enclose the number
 * after them (Arabic, Kaithi) are format characters but visible. */
static int
hides(uint32_t c)
{
    int type = u_charType((UChar32)c);

    if (type == U_FORMAT_CHAR && break_class(c) == U_GCB_PREPEND)
        return 0;
    return !blt__char_prints(c)
        || (is(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
            && type != U_NON_SPACING_MARK);
}

static int
width(uint32_t c)
{
    int type;

    if (c < 0x300)
        return 1;
    type = u_charType((UChar32)c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK)
        return 0;
    if (type == U_FORMAT_CHAR)
        return break_class(c) == U_GCB_PREPEND;
    switch (u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_WIDE:
    case U_EA_FULLWIDTH:
        return 2;
    default:
        return 1;
    }
}

/* The state of a cluster that the rules of UAX 29 depend on. */
struct cluster_walk {
    int last;               /* break class of the last character */
    int flags;              /* regional indicators at its end */
    int pictograph;         /* it ends in an emoji and marks */
    int joined;             /* and then a joiner */
    int conjunct;           /* a linking consonant; 2: with its virama */
    int emoji;              /* the cluster shows as one picture */
    int columns;
};

/* Consonants of six Indic scripts that a virama joins.       [GB9c] */
static int
conjunct(int before, uint32_t c, int class)
{
    UErrorCode error = U_ZERO_ERROR;
    int part;

    if (c < 0x900)
        return before && u_getCombiningClass((UChar32)c) != 0 ? before : 0;
    if (c == ZWJ)
        return before;
    part = u_getIntPropertyValue((UChar32)c, UCHAR_INDIC_SYLLABIC_CATEGORY);
    if (part == U_INSC_CONSONANT || part == U_INSC_VIRAMA)
        switch (uscript_getScript((UChar32)c, &error)) {
        case USCRIPT_BENGALI:
        case USCRIPT_DEVANAGARI:
        case USCRIPT_GUJARATI:
        case USCRIPT_MALAYALAM:
        case USCRIPT_ORIYA:
        case USCRIPT_TELUGU:
            return part == U_INSC_CONSONANT ? 1 : before ? 2 : 0;
        default:
            break;
        }
    return class == U_GCB_EXTEND && u_getCombiningClass((UChar32)c) != 0
        ? before : 0;
}

static void
enter(struct cluster_walk *w, uint32_t c, int class)
{
    int picture = is(c, UCHAR_EXTENDED_PICTOGRAPHIC);

    if (class == U_GCB_EXTEND || class == U_GCB_ZWJ) {
        w->joined = w->pictograph && c == ZWJ;
        if (c == ZWJ)
            w->pictograph = 0;
        w->emoji |= c == EMOJI_STYLE
            || (w->pictograph && is(c, UCHAR_EMOJI_MODIFIER));
    } else {
        w->emoji |= w->joined && picture;
        w->joined = 0;
        w->pictograph = picture;
    }
    if (class != U_GCB_V && class != U_GCB_T)
        w->columns += width(c);
    w->conjunct = conjunct(w->conjunct, c, class);
    w->flags = class == U_GCB_REGIONAL_INDICATOR ? w->flags + 1 : 0;
    w->last = class;
}

/* Whether c, of this class, continues the cluster.        [GB3 - GB999] */
static int
joins(const struct cluster_walk *w, uint32_t c, int class)
{
    int last = w->last;

    switch (class) {
    case U_GCB_EXTEND:
    case U_GCB_ZWJ:
    case U_GCB_SPACING_MARK:
        return 1;
    case U_GCB_L:
    case U_GCB_LV:
    case U_GCB_LVT:
        return last == U_GCB_L || last == U_GCB_PREPEND;
    case U_GCB_V:
        return last == U_GCB_L || last == U_GCB_V || last == U_GCB_LV
            || last == U_GCB_PREPEND;
    case U_GCB_T:
        return last == U_GCB_V || last == U_GCB_LV || last == U_GCB_T
            || last == U_GCB_LVT || last == U_GCB_PREPEND;
    case U_GCB_REGIONAL_INDICATOR:
        return w->flags % 2 == 1 || last == U_GCB_PREPEND;
    default:
        return last == U_GCB_PREPEND
            || (w->joined && is(c, UCHAR_EXTENDED_PICTOGRAPHIC))
            || (w->conjunct == 2 && conjunct(0, c, class) == 1);
    }
}

static size_t
stand_in(blt__glyph *g, blt__glyph_kind kind, uint32_t c, size_t n)
{
    g->kind = kind;
    g->c = c;
    g->n = n;
    g->columns = 1;
    if (kind == BLT__GLYPH_CONTROL) {
        size_t k = blt__utf8_put((uint8_t *)g->shown,
                                 c == 0x7f ? 0x2421 : 0x2400 + c);

        g->shown[k] = '\0';
    } else {
        g->columns = snprintf(g->shown, sizeof g->shown,
                              kind == BLT__GLYPH_INVALID ? "\\x%02x"
                              : "\\u{%x}", (unsigned)c);
    }
    return n;
}

/* Measures the cluster that begins with c, of k bytes. */
static size_t
cluster(blt__glyph *g, uint32_t c, size_t k, const uint8_t *p, size_t n,
        int end)
{
    struct cluster_walk w = { 0 };
    int class = break_class(c), tags = c == FLAG, mark = is_mark(c);
    size_t i = k;

    enter(&w, c, class);
    g->c = c;
    while (i < BLT__GLYPH_LONGEST) {
        int len;

        if (i == n) {
            if (!end)
                return 0;
            break;
        }
        len = blt__utf8_char(&c, p + i, n - i);
        if (len == 0 && !end)
            return 0;
        if (len <= 0 || i + (size_t)len > BLT__GLYPH_LONGEST)
            break;
        if (c >= 0x20 && c < 0x7f && w.last != U_GCB_PREPEND)
            break;
        if (c != ZWJ && c != ZWNJ && !(tags && is_tag(c)) && hides(c))
            break;
        class = break_class(c);
        if (!joins(&w, c, class))
            break;
        enter(&w, c, class);
        i += (size_t)len;
    }
    g->n = i;
    g->kind = BLT__GLYPH_PLAIN;
    g->shown[0] = '\0';
    g->columns = w.emoji ? 2 : w.columns;
    if (mark) {
        g->kind = BLT__GLYPH_MARK;
        memcpy(g->shown, "\xe2\x97\x8c", 4);
        g->columns = w.columns + 1;
    }
    if (g->columns < 1)
        g->columns = 1;
    return i;
}

size_t
blt__glyph_next(blt__glyph *g, const uint8_t *p, size_t n, int end)
{
    uint32_t c;
    int k;

    if (n == 0)
        return 0;
    if (p[0] >= 0x20 && p[0] < 0x7f && n > 1 && p[1] < 0x80) {
        g->kind = BLT__GLYPH_PLAIN;             /* the usual case */
        g->c = p[0];
        g->columns = 1;
        g->shown[0] = '\0';
        return g->n = 1;
    }
    k = blt__utf8_char(&c, p, n);
    if (k == 0 && !end)
        return 0;
    if (k <= 0)
        return stand_in(g, BLT__GLYPH_INVALID, p[0], 1);
    if (c < 0x20 || c == 0x7f)
        return stand_in(g, BLT__GLYPH_CONTROL, c, 1);
    if (hides(c))
        return stand_in(g, BLT__GLYPH_HIDDEN, c, (size_t)k);
    return cluster(g, c, (size_t)k, p, n, end);
}

void
blt__glyph_put(blt__buf *b, const blt__glyph *g, const uint8_t *p)
{
    blt__buf_put(b, g->shown, strlen(g->shown));
    if (g->kind == BLT__GLYPH_PLAIN || g->kind == BLT__GLYPH_MARK)
        blt__buf_put(b, p, g->n);
}

size_t
blt__text_columns(const uint8_t *p, size_t n)
{
    size_t columns = 0;
    blt__glyph g;

    for (size_t i = 0; i < n; i += g.n) {
        blt__glyph_next(&g, p + i, n - i, 1);
        columns += (size_t)g.columns;
    }
    return columns;
}

size_t
blt__text_fit(blt__buf *b, const uint8_t *p, size_t n, size_t columns)
{
    size_t used = 0, fit = 0, fit_used = 0, i = 0, whole = n;
    blt__glyph g;

    for (; i < n; i += g.n) {
        blt__glyph_next(&g, p + i, n - i, 1);
        if (used + (size_t)g.columns > columns)
            break;
        used += (size_t)g.columns;
        if (used < columns) {           /* an ellipsis would fit after it */
            fit = i + g.n;
            fit_used = used;
        }
    }
    if (i < n) {
        used = fit_used;
        n = fit;
    }
    for (size_t at = 0; at < n; at += g.n) {
        blt__glyph_next(&g, p + at, n - at, 1);
        blt__glyph_put(b, &g, p + at);
    }
    if (i < whole && columns > 0) {
        blt__buf_put(b, "\xe2\x80\xa6", 3);
        used++;
    }
    return used;
}
