/* --report: a report on each text, for people. */
#include "config.h"
#include <stdlib.h>
#include "bin/entropy/entropy.h"

static const cli_scored *source;
static blt_report *report;
static blt_language *languages;
static int most;                /* surprising lines */

static void
open_report(const cli_scored *from)
{
    blt_report_options opt = BLT_REPORT_OPTIONS_INIT;

    opt.lines = most;
    opt.languages = languages = entropy_languages();
    source = from;
    report = cli_report_new(&opt);
}

static void
begin_document(const char *name)
{
    cli_report_document(report, source, name);
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    cli_check(blt_report_feed(report, b, &err), &err);
}

static void
end_document(void)
{
    cli_report_document_end(report);
}

static void
close_report(int whole)
{
    (void)whole;
    cli_report_end(report);
    blt_language_close(languages);
}

/* A stream needs no model, but without one its patches are not known.
 * beside: adapted scores rank lines, next to sums of those of the model. */
cli_sink *
entropy_report(int lines, int beside)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .open = open_report,
                             .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .close = close_report };
    char *dir = cli_model_find();

    most = lines;
    if (dir != NULL)
        sink.needs |= CLI_NEEDS_STARTS;
    if (beside)
        sink.needs |= CLI_NEEDS_MODEL;
    free(dir);
    return &sink;
}
