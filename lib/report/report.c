/* Texts in, pages out. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/report.h"

blt_status
blt_report_new(blt_report **out, const blt_report_options *opt,
               blt_write_fn write, void *arg, blt_error *err)
{
    blt_report *r;

    *out = NULL;
    if (opt == NULL || opt->size != sizeof *opt || opt->locale == NULL
        || write == NULL || opt->columns < 40 || opt->columns > 10000
        || opt->lines < 0 || opt->lines > 1000)
        return blt__fail(err, BLT_EINVAL, "report: options that make no"
                         " sense");
    r = calloc(1, sizeof *r);
    if (r == NULL)
        return blt__fail_memory(err, "report");
    r->opt = *opt;
    r->write = write;
    r->arg = arg;
    r->text.top.most = r->all.top.most = opt->kind == BLT_REPORT_ENTROPY
        ? (size_t)opt->lines : 0;
    *out = r;
    return BLT_OK;
}

void
blt_report_free(blt_report *r)
{
    if (r == NULL)
        return;
    blt__lines_free(&r->text.top);
    blt__lines_free(&r->all.top);
    blt__buf_free(&r->page.out);
    free(r->name);
    free(r);
}

/* Back to the empty text; what the lines have room for stays. */
static void
clear(blt__tally *t)
{
    blt__lines top;

    blt__lines_clear(&t->top);
    top = t->top;
    *t = (blt__tally){ .top = top };
}

blt_status
blt_report_document(blt_report *r, const char *name, int64_t changed,
                    blt_error *err)
{
    if (r->open)
        return blt__fail(err, BLT_EINVAL, "report: a text begins in another");
    free(r->name);
    r->name = NULL;
    if (name != NULL && (r->name = strdup(name)) == NULL)
        return blt__fail_memory(err, "report");
    r->changed = changed;
    r->documents++;
    r->open = 1;
    clear(&r->text);
    blt__counter_begin(&r->counter, &r->text, r->name, r->opt.newline,
                       r->opt.languages);
    return BLT_OK;
}

blt_status
blt_report_bytes(blt_report *r, const uint8_t *p, const float *surprisal,
                 const uint8_t *starts, size_t n, blt_error *err)
{
    if (!r->open)
        return blt__fail(err, BLT_EINVAL, "report: bytes of no text");
    for (size_t i = 0; i < n; i++)
        blt__counter_byte(&r->counter, p[i],
                          surprisal != NULL ? surprisal[i] : NAN,
                          starts != NULL && starts[i]);
    return r->counter.failed ? blt__fail_memory(err, "report") : BLT_OK;
}

void
blt_report_cut(blt_report *r)
{
    r->counter.cut = 1;
}

static blt_status
write_page(blt_report *r, const blt__tally *t, int64_t together,
           blt_error *err)
{
    blt__page_begin(&r->page, r->opt.locale, r->opt.columns);
    blt__report_page(r, t, together);
    if (r->page.out.failed)
        return blt__fail_memory(err, "report");
    if (r->write(r->arg, r->page.out.p, r->page.out.n) != 0)
        return blt__fail(err, BLT_EIO, "report: cannot write");
    return BLT_OK;
}

blt_status
blt_report_document_end(blt_report *r, blt_error *err)
{
    if (!r->open)
        return blt__fail(err, BLT_EINVAL, "report: the end of no text");
    r->open = 0;
    blt__counter_end(&r->counter);
    if (r->counter.failed || !blt__tally_add(&r->all, &r->text))
        return blt__fail_memory(err, "report");
    return write_page(r, &r->text, 0, err);
}

blt_status
blt_report_end(blt_report *r, blt_error *err)
{
    if (r->documents < 2)
        return BLT_OK;
    return write_page(r, &r->all, r->documents, err);
}
