/* A report in progress, and how totals become a page. */
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

/* ---- sections.c, sections_patch.c --------------------------------------- */

/* Appends the page about t to r->page.  together: the number of texts that t
 * covers, or 0 for the open text. */
void blt__report_page(blt_report *r, const blt__totals *t, int64_t together);

/* The sections on lengths of patches and on FLOPs. */
void blt__report_lengths(blt_report *r, const blt__totals *t);
void blt__report_flops(blt_report *r, const blt__totals *t);

#endif
