/* The life of a report: texts are tallied, and each gives a page. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/report.h"

static blt_status
check_options(const blt_report_options *o, blt_error *err)
{
    if (o->locale == NULL)
        return blt__fail(err, BLT_EINVAL, "report: no locale");
    if (o->columns < 40 || o->columns > 10000)
        return blt__fail(err, BLT_EINVAL, "report: %d columns: not in 40 .."
                         " 10000", o->columns);
    if (o->lines < 0 || o->lines > 1000)
        return blt__fail(err, BLT_EINVAL, "report: %d lines: not in 0 .."
                         " 1000", o->lines);
    return BLT_OK;
}

blt_status
blt_report_new(blt_report **out, const blt_report_options *opt,
               blt_write_fn write, void *user, blt_error *err)
{
    static const blt_report_options usual = BLT_REPORT_OPTIONS_INIT;
    blt_report_options o;
    blt_report *r;
    blt_status s;
    size_t lines;

    *out = NULL;
    s = blt__options_read(&o, &usual, opt, "BLT_REPORT_OPTIONS_INIT", err);
    if (s == BLT_OK)
        s = check_options(&o, err);
    if (s != BLT_OK)
        return s;
    if (write == NULL)
        return blt__fail(err, BLT_EINVAL, "report: no function to write"
                         " with");
    r = calloc(1, sizeof *r);
    if (r == NULL)
        return blt__fail_memory(err, "report");
    if (o.config != NULL) {
        static const blt_config none = BLT_CONFIG_INIT;

        s = blt__options_read(&r->config, &none, o.config, "BLT_CONFIG_INIT",
                              err);
        if (s != BLT_OK) {
            free(r);
            return s;
        }
        o.config = &r->config;
    }
    r->opt = o;
    r->write = write;
    r->user = user;
    lines = o.kind == BLT_REPORT_ENTROPY ? (size_t)o.lines : 0;
    blt__totals_init(&r->text, lines);
    blt__totals_init(&r->all, lines);
    *out = r;
    return BLT_OK;
}

void
blt_report_free(blt_report *r)
{
    if (r == NULL)
        return;
    blt__totals_free(&r->text);
    blt__totals_free(&r->all);
    blt__buf_free(&r->page.out);
    free(r->name);
    free(r);
}

blt_status
blt_report_document(blt_report *r, const char *name, int64_t changed,
                    blt_error *err)
{
    if (r->open)
        return blt__fail(err, BLT_EINVAL, "report: blt_report_document_end()"
                         " was not called");
    free(r->name);
    r->name = NULL;
    if (name != NULL && (r->name = strdup(name)) == NULL)
        return blt__fail_memory(err, "report");
    r->changed = changed;
    r->documents++;
    r->open = 1;
    blt__totals_clear(&r->text);
    blt__tally_begin(&r->tally, &r->text, r->name, r->opt.newline,
                     r->opt.languages);
    return BLT_OK;
}

blt_status
blt_report_feed(blt_report *r, const blt_scored *b, blt_error *err)
{
    if (!r->open)
        return blt__fail(err, BLT_EINVAL, "report: blt_report_document() was"
                         " not called");
    return blt_tally_feed(&r->tally, b, err);
}

void
blt_report_cut(blt_report *r)
{
    r->tally.cut = 1;
}

static blt_status
write_page(blt_report *r, const blt__totals *t, int64_t together,
           blt_error *err)
{
    blt__page_begin(&r->page, r->opt.locale, r->opt.columns);
    blt__report_page(r, t, together);
    if (r->page.out.failed)
        return blt__fail_memory(err, "report");
    return r->write(r->user, r->page.out.p, r->page.out.n, err);
}

blt_status
blt_report_document_end(blt_report *r, blt_error *err)
{
    if (!r->open)
        return blt__fail(err, BLT_EINVAL, "report: blt_report_document() was"
                         " not called");
    r->open = 0;
    blt_tally_end(&r->tally);
    blt__top_sort(&r->text.top);
    if (r->tally.failed || !blt__totals_add(&r->all, &r->text))
        return blt__fail_memory(err, "report");
    return write_page(r, &r->text, 0, err);
}

blt_status
blt_report_end(blt_report *r, blt_error *err)
{
    if (r->documents < 2)
        return BLT_OK;
    blt__top_sort(&r->all.top);
    return write_page(r, &r->all, r->documents, err);
}
