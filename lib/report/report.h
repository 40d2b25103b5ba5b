/* A report being made, and the page that comes of a tally. */
#ifndef BLT_REPORT_INSIDE_H
#define BLT_REPORT_INSIDE_H

#include <blt/report.h>
#include "report/layout.h"
#include "score/tally.h"

struct blt_report {
    blt_report_options opt;
    blt_config config;          /* what opt.config points to */
    blt_write_fn write;
    void *user;
    blt__totals text, all;      /* of the open text; of those that ended */
    blt_tally tally;            /* reads the open text */
    char *name;                 /* of the open text; NULL: standard input */
    int64_t changed;
    int64_t documents;          /* that began */
    int open;
    blt__page page;
};

/* ---- words.c ----------------------------------------------------------- */

/* Appends the page about t to r->page.  together: of so many texts; 0: of
 * the open one. */
void blt__report_page(blt_report *r, const blt__totals *t, int64_t together);

#endif
