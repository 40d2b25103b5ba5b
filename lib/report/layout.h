/* A page of text for a terminal: wrapped lines, and tables whose columns are
 * as wide as a terminal shows their cells.  Running out of memory sets
 * page.out.failed. */
#ifndef BLT_PAGE_H
#define BLT_PAGE_H

#include <blt/locale.h>
#include "text/text.h"

typedef struct blt__page {
    const blt_locale *locale;
    int rtl;
    size_t columns;
    blt__buf out;
} blt__page;

void blt__page_begin(blt__page *p, const blt_locale *locale, int columns);

/* A line of the program's own text, not of the input; wrapped. */
void blt__page_line(blt__page *p, size_t indent, const char *text);
void blt__page_blank(blt__page *p);

/* Appends foreign text (names, lines of a file) with control characters made
 * visible, cut to a number of columns, and isolated if its direction could
 * affect the rest of the line.  Returns the columns used. */
size_t blt__page_foreign(const blt__page *p, blt__buf *b, const uint8_t *text,
                         size_t n, size_t columns);

/* Columns of the program's own text; directional marks take none. */
size_t blt__page_width(const char *text, size_t n);

/* ---- tables ------------------------------------------------------------ */

typedef enum blt__column_kind {
    BLT__COLUMN_TEXT,
    BLT__COLUMN_NUMBER,
    BLT__COLUMN_PICTURE,    /* left to right in all locales */
    BLT__COLUMN_FOREIGN     /* foreign text: the last column, as wide as
                               the page allows */
} blt__column_kind;

#define BLT__COLUMNS 8

typedef struct blt__table {
    blt__column_kind kind[BLT__COLUMNS];
    size_t columns, cells;
    struct blt__table_cell { size_t at, n; } *cell;     /* of text, row by
                                                           row */
    size_t room;
    blt__buf text;
    int head;               /* the first row has the headings */
} blt__table;

/* kinds: one letter per column: T N P F. */
void blt__table_begin(blt__table *t, const char *kinds);
void blt__table_put(blt__table *t, const void *text, size_t n);
void blt__table_word(blt__table *t, const char *text);
/* Appends it to the page and frees it. */
void blt__table_end(blt__table *t, blt__page *p);

#endif
