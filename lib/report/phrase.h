/* Phrases, numbers and names in the language of a report.
 *
 * Functions that return a string write it to out [BLT_LOCALE_ROOM]; the others
 * append to r->page, and running out of memory sets r->page.out.failed.  key
 * names a message of the locale. */
#ifndef BLT_REPORT_PHRASE_H
#define BLT_REPORT_PHRASE_H

#include "report/report.h"

enum { BLT__REPORT_ROWS = 24 };     /* of a table by script or language */

static inline double
blt__bits(double nats)
{
    return nats / 0.693147180559945309417;
}

const char *blt__say_word(const blt_report *r, char *out, const char *key);
const char *blt__say_whole(const blt_report *r, char *out, int64_t n);
/* With two decimals. */
const char *blt__say_decimal(const blt_report *r, char *out, double x);
const char *blt__say_percent(const blt_report *r, char *out, double part,
                             double of);
/* "1,234 bits"; tenths below 100. */
const char *blt__say_count_bits(const blt_report *r, char *out, double nats);
const char *blt__say_script(const blt_report *r, char *out, int script);

/* A blank line and a heading; an indented sentence; "Last changed: DATE". */
void blt__say_heading(blt_report *r, const char *key);
void blt__say_sentence(blt_report *r, const char *key);
void blt__say_pair(blt_report *r, const char *key, const char *value);
/* "and n more", if n > 0. */
void blt__say_more(blt_report *r, int n);

/* Adds a cell to a table. */
void blt__say_cell(const blt_report *r, blt__table *t, const char *key);

/* script [BLT_SCRIPTS]: those with any bytes, most bytes first.  Returns how
 * many there are. */
int blt__scripts_in_order(int *script, const blt__totals *t);

#endif
