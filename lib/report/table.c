/* Tables of a page: text is aligned to the start of the line, numbers to the
 * end, and headings are wrapped into up to three lines to keep columns
 * narrow. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "report/layout.h"

#define LRI "\xe2\x81\xa6"
#define RLI "\xe2\x81\xa7"
#define RLM "\xe2\x80\x8f"
#define PDI "\xe2\x81\xa9"
#define NBSP "\xc2\xa0"

enum { INDENT = 2, GAP = 2, NARROW = 8, HEAD_LINES = 3 };

void
blt__table_begin(blt__table *t, const char *kinds)
{
    static const char letters[] = "TNPF";

    *t = (blt__table){ .columns = strlen(kinds) };
    for (size_t i = 0; i < t->columns; i++)
        t->kind[i] = (blt__column_kind)(strchr(letters, kinds[i]) - letters);
}

void
blt__table_put(blt__table *t, const void *text, size_t n)
{
    if (t->cells == t->room) {
        size_t room = t->room ? 2 * t->room : 64;
        void *p = realloc(t->cell, room * sizeof *t->cell);

        if (p == NULL) {
            t->text.failed = 1;
            return;
        }
        t->cell = p;
        t->room = room;
    }
    t->cell[t->cells++] = (struct blt__table_cell){ t->text.n, n };
    blt__buf_put(&t->text, text, n);
}

void
blt__table_word(blt__table *t, const char *text)
{
    blt__table_put(t, text, strlen(text));
}

/* ---- heads ------------------------------------------------------------- */

/* The part of a heading that goes on one line: words up to a width, at least
 * one. */
static size_t
head_part(const char *p, size_t n, size_t width, size_t *next)
{
    size_t end = 0, at = 0;

    while (at < n) {
        const char *blank = memchr(p + at, ' ', n - at);
        size_t stop = blank ? (size_t)(blank - p) : n;

        if (end > 0 && blt__page_width(p, stop) > width)
            break;
        end = stop;
        at = stop + (blank != NULL);
    }
    *next = end < n ? end + 1 : n;
    return end;
}

/* The width at which a heading fits in HEAD_LINES lines, at least that of its
 * column. */
static size_t
head_width(const char *p, size_t n, size_t least)
{
    size_t width = least > NARROW ? least : NARROW;

    for (;; width++) {
        size_t at = 0, lines = 0, most = 0, next;

        for (; at < n; at += next, lines++) {
            size_t end = head_part(p + at, n - at, width, &next);
            size_t columns = blt__page_width(p + at, end);

            most = columns > most ? columns : most;
        }
        if (lines <= HEAD_LINES && most <= width)
            return most > least ? most : least;
    }
}

/* ---- rows -------------------------------------------------------------- */

static void
blanks(blt__buf *b, size_t n)
{
    blt__buf_printf(b, "%*s", (int)n, "");
}

/* A picture on a right-to-left page.  Ordinary blanks at the end of a line
 * would move to its other end, even from within an isolate.  [UAX 9, L1] */
static void
put_picture(blt__buf *b, const char *text, size_t n)
{
    blt__buf_put(b, LRI, 3);
    for (size_t i = 0; i < n; i++)
        if (text[i] == ' ')
            blt__buf_put(b, NBSP, 2);
        else
            blt__buf_put(b, text + i, 1);
    blt__buf_put(b, PDI, 3);
}

static void
put_cell(blt__buf *b, const blt__page *p, blt__column_kind kind,
         const char *text, size_t n, size_t width, int last)
{
    int picture = p->rtl && kind == BLT__COLUMN_PICTURE && n > 0;
    size_t used = 0, pad;
    blt__buf own = { 0 };

    if (kind == BLT__COLUMN_FOREIGN) {
        used = blt__page_foreign(p, &own, (const uint8_t *)text, n, width);
        text = own.p;
        n = own.n;
    } else {
        used = blt__page_width(text, n);
    }
    pad = used < width ? width - used : 0;
    if (!p->rtl && kind == BLT__COLUMN_NUMBER)
        blanks(b, pad);
    if (picture)
        put_picture(b, text, n);
    else if (n > 0)
        blt__buf_put(b, text, n);
    if (p->rtl)
        blt__buf_put(b, RLM, 3);    /* or a number after "UTF-8" joins it */
    b->failed |= own.failed;
    blt__buf_free(&own);
    if (p->rtl && last)
        for (; pad > 0; pad--)
            blt__buf_put(b, NBSP, 2);
    else if (p->rtl || (kind != BLT__COLUMN_NUMBER && !last))
        blanks(b, pad);
    if (!last)
        blanks(b, GAP);
}

/* One line of a row.  part is what of each cell is on this line: all of it but
 * for headings, which may take several lines and are never foreign text. */
static void
put_row(const blt__table *t, blt__page *p, const size_t *width, size_t all,
        const struct blt__table_cell *part, int head)
{
    if (p->rtl) {
        if (all < p->columns)
            blanks(&p->out, p->columns - all);
        blt__buf_put(&p->out, RLI, 3);
    } else {
        blanks(&p->out, INDENT);
    }
    for (size_t i = 0; i < t->columns; i++)
        put_cell(&p->out, p, head && t->kind[i] == BLT__COLUMN_FOREIGN
                 ? BLT__COLUMN_TEXT : t->kind[i], t->text.p + part[i].at,
                 part[i].n, width[i], i + 1 == t->columns);
    if (p->rtl)
        blt__buf_put(&p->out, PDI, 3);
    while (p->out.n > 0 && p->out.p[p->out.n - 1] == ' ')
        p->out.n--;
    blt__buf_put(&p->out, "\n", 1);
}

/* Headings are aligned to the bottom, above the first row. */
static void
put_head(const blt__table *t, blt__page *p, const size_t *width, size_t all)
{
    struct blt__table_cell part[HEAD_LINES][BLT__COLUMNS];
    size_t lines[BLT__COLUMNS], most = 0;

    for (size_t i = 0; i < t->columns; i++) {
        const char *text = t->text.p + t->cell[i].at;
        size_t at = 0, next;

        lines[i] = 0;
        while (at < t->cell[i].n && lines[i] < HEAD_LINES) {
            size_t n = t->kind[i] == BLT__COLUMN_PICTURE
                || t->kind[i] == BLT__COLUMN_FOREIGN
                ? (next = t->cell[i].n - at)
                : head_part(text + at, t->cell[i].n - at, width[i], &next);

            part[lines[i]++][i] = (struct blt__table_cell){
                t->cell[i].at + at, n };
            at += next;
        }
        most = lines[i] > most ? lines[i] : most;
    }
    for (size_t k = most; k > 0; k--) {
        struct blt__table_cell row[BLT__COLUMNS] = { { 0, 0 } };

        for (size_t i = 0; i < t->columns; i++)
            if (lines[i] >= k)
                row[i] = part[lines[i] - k][i];
        put_row(t, p, width, all, row, 1);
    }
}

void
blt__table_end(blt__table *t, blt__page *p)
{
    size_t width[BLT__COLUMNS] = { 0 }, all = INDENT;
    size_t rows = t->columns > 0 ? t->cells / t->columns : 0;
    size_t first = t->head ? 1 : 0;

    for (size_t r = first; r < rows && !t->text.failed; r++)
        for (size_t i = 0; i < t->columns; i++) {
            const struct blt__table_cell *c = &t->cell[r * t->columns + i];
            size_t w = blt__page_width(t->text.p + c->at, c->n);

            if (t->kind[i] != BLT__COLUMN_FOREIGN && w > width[i])
                width[i] = w;
        }
    for (size_t i = 0; i < t->columns && !t->text.failed; i++) {
        const char *head = t->text.p + t->cell[i].at;

        if (t->head && t->kind[i] == BLT__COLUMN_PICTURE
            && blt__page_width(head, t->cell[i].n) > width[i])
            width[i] = blt__page_width(head, t->cell[i].n);
        else if (t->head && t->kind[i] < BLT__COLUMN_PICTURE)
            width[i] = head_width(head, t->cell[i].n, width[i]);
        if (t->kind[i] == BLT__COLUMN_FOREIGN && all + 16 < p->columns)
            width[i] = p->columns - all;
        else if (t->kind[i] == BLT__COLUMN_FOREIGN)
            width[i] = 16;
        all += width[i] + (i + 1 < t->columns ? GAP : 0);
    }
    if (t->head && rows > 0 && !t->text.failed)
        put_head(t, p, width, all);
    for (size_t r = first; r < rows && !t->text.failed; r++)
        put_row(t, p, width, all, t->cell + r * t->columns, 0);
    p->out.failed |= t->text.failed;
    free(t->cell);
    blt__buf_free(&t->text);
}
