/* How text shows on a terminal: what one cell or two cells hold, what must
 * not reach the terminal as it is, and how much of a text fits. */
#ifndef BLT_WIDTH_H
#define BLT_WIDTH_H

#include "text/text.h"

/* A glyph is a grapheme cluster [UAX 29], or one thing that does not show
 * by itself and has something shown in its place:
 *   control      U+0000 .. U+001F, U+007F     its picture, U+2400 ..
 *   hidden       any other character that is invisible, steers the order of
 *                others (bidi controls), or is unknown     \u{202e}
 *   invalid      a byte that is no UTF-8                   \xff
 * A cluster that begins with a combining mark stands on a dotted circle, and
 * one longer than BLT__GLYPH_LONGEST bytes is cut there: marks heaped without
 * end stay in their own cells, and no glyph is unbounded. */
#define BLT__GLYPH_LONGEST 64

typedef enum blt__glyph_kind {
    BLT__GLYPH_PLAIN,
    BLT__GLYPH_MARK,        /* a cluster without a letter: after U+25CC */
    BLT__GLYPH_CONTROL,
    BLT__GLYPH_HIDDEN,
    BLT__GLYPH_INVALID
} blt__glyph_kind;

typedef struct blt__glyph {
    blt__glyph_kind kind;
    size_t   n;             /* bytes of the text that it takes */
    uint32_t c;             /* its first character; the byte, if invalid */
    int      columns;       /* that it takes when shown: 1 and more */
    char     shown[16];     /* what stands for it: instead of it, in a mark
                               before it, "" in a plain one */
} blt__glyph;

/* The glyph at the start of p[0 .. n): its length in bytes; 0 when n is 0 or
 * when it may go on behind n, unless `end` says that nothing follows.
 *
 * Columns are those of glibc's wcwidth and of most terminals: East Asian
 * wide and fullwidth characters 2, marks 0, spacing marks 1; sequences of
 * emoji are 2 as a whole, as newer terminals have it. */
size_t blt__glyph_next(blt__glyph *g, const uint8_t *p, size_t n, int end);

/* Appends what is shown of a glyph that starts at p. */
void blt__glyph_put(blt__buf *b, const blt__glyph *g, const uint8_t *p);

/* Columns of a whole text, made visible. */
size_t blt__text_columns(const uint8_t *p, size_t n);

/* Appends the text, made visible, in at most so many columns; an ellipsis
 * ends it when there is more.  Returns the columns used. */
size_t blt__text_fit(blt__buf *b, const uint8_t *p, size_t n,
                     size_t columns);

#endif
