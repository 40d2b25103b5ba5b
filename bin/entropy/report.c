/* --report: a page about each text, for a person. */
#include "config.h"
#include <stdlib.h>
#include "bin/entropy/entropy.h"

static const cli_scored *source;
static blt_report *report;
static blt_language *languages;

static void
open_report(void *self, const cli_scored *from)
{
    blt_report_options opt = BLT_REPORT_OPTIONS_INIT;
    char *dir = cli_data_path(NULL, "languages");
    blt_error err;

    entropy_check(blt_language_open(&languages, dir, &err), &err);
    free(dir);
    opt.lines = *(int *)self;
    opt.languages = languages;
    source = from;
    report = cli_report_new(&opt);
}

static void
begin_document(void *self, const char *name)
{
    (void)self;
    cli_report_document(report, source, name);
}

static void
take_bytes(void *self, const cli_scored_bytes *b)
{
    blt_error err;

    (void)self;
    entropy_check(blt_report_bytes(report, b->p, b->surprisal, b->starts,
                                   b->n, &err), &err);
}

static void
end_document(void *self)
{
    (void)self;
    cli_report_document_end(report);
}

static void
close_report(void *self, int whole)
{
    (void)self;
    (void)whole;
    cli_report_end(report);
    blt_language_close(languages);
}

/* A stream needs no model, but without one nobody knows its patches. */
cli_sink *
entropy_report(int lines)
{
    static int most;
    static cli_sink sink = { .self = &most, .needs = CLI_NEEDS_SCORES,
                             .open = open_report, .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .close = close_report };
    char *dir = cli_model_find();

    most = lines;
    if (dir != NULL)
        sink.needs |= CLI_NEEDS_STARTS;
    free(dir);
    return &sink;
}
