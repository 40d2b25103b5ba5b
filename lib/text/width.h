/* The width of text on a terminal, the replacement of characters that must
 * not reach a terminal, and fitting text into columns. */
#ifndef BLT_WIDTH_H
#define BLT_WIDTH_H

#include "text/text.h"

/* A glyph is a grapheme cluster [UAX 29], or one of these, which are replaced:
 *   control      U+0000 .. U+001F, U+007F     its picture, U+2400 ..
 *   hidden       any other character that is invisible, changes the order of
 *                others (bidi controls), or is unknown     \u{202e}
 *   invalid      a byte that is not UTF-8                  \xff
 * A cluster that begins with a combining mark is shown on a dotted circle; one
 * longer than BLT__GLYPH_LONGEST bytes is divided, so that glyphs are
 * bounded. */
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
    size_t   n;             /* bytes */
    uint32_t c;             /* its first character; the byte, if invalid */
    int      columns;       /* when shown, at least 1 */
    char     shown[16];     /* what stands for it: instead of it, in a mark
                               before it, "" in a plain one */
} blt__glyph;

/* Measures the glyph at p: returns its length in bytes, 0 if n is 0 or if the
 * glyph may continue after n, unless `end` says that the text ends there.
 *
 * Columns are those of glibc's wcwidth and of most terminals: 2 for East Asian
 * wide and fullwidth characters, 0 for marks, 1 for spacing marks; 2 for a
 * whole emoji sequence, as in newer terminals. */
size_t blt__glyph_next(blt__glyph *g, const uint8_t *p, size_t n, int end);

/* Appends the glyph that starts at p as it is shown. */
void blt__glyph_put(blt__buf *b, const blt__glyph *g, const uint8_t *p);

/* The columns of a whole text as it is shown. */
size_t blt__text_columns(const uint8_t *p, size_t n);

/* Appends the text as it is shown, in at most `columns` columns and with an
 * ellipsis if it is longer.  Returns the columns used. */
size_t blt__text_fit(blt__buf *b, const uint8_t *p, size_t n,
                     size_t columns);

#endif
