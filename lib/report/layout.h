/* A page of text for a terminal: lines, and tables whose columns are as wide
 * as what a terminal shows in them. */
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

/* A line of our own words, wrapped where it may be. */
void blt__page_line(blt__page *p, size_t indent, const char *text);
void blt__page_blank(blt__page *p);

/* Appends what comes from outside, made visible, in at most so many columns;
 * isolated if its direction could disturb.  Returns the columns. */
size_t blt__page_foreign(const blt__page *p, blt__buf *b, const uint8_t *text,
                         size_t n, size_t columns);

/* Columns of our own words: what directs the text takes none. */
size_t blt__page_width(const char *text, size_t n);

/* ---- tables ------------------------------------------------------------ */

typedef enum blt__column_kind {
    BLT__COLUMN_TEXT,
    BLT__COLUMN_NUMBER,
    BLT__COLUMN_PICTURE,    /* runs from left to right always */
    BLT__COLUMN_FOREIGN     /* the last one: takes the width that is left */
} blt__column_kind;

#define BLT__COLUMNS 8

typedef struct blt__table {
    blt__column_kind kind[BLT__COLUMNS];
    size_t columns, cells;
    struct blt__table_cell { size_t at, n; } *cell;     /* in text, row by
                                                           row */
    size_t room;
    blt__buf text;
    int head;               /* the first row heads the others */
} blt__table;

/* kinds: one letter a column: T N P F. */
void blt__table_begin(blt__table *t, const char *kinds);
void blt__table_put(blt__table *t, const void *text, size_t n);
void blt__table_word(blt__table *t, const char *text);
/* Appends it to the page and frees it. */
void blt__table_end(blt__table *t, blt__page *p);

#endif
