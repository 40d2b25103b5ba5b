/* --html: the body of the page waits in a temporary file, because the report
 * that comes first is known last. */
#include "config.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

static blt_view *view;
static FILE *body;
static const char *title;
static int64_t block_bytes;     /* as block of blt_view_options */
static const cli_scored *source;
static blt_report *report;
static cli_buf words;           /* text of the report */

static blt_status
write_body(void *unused, const void *p, size_t n, blt_error *err)
{
    (void)err;
    (void)unused;
    if (fwrite(p, 1, n, body) != n)
        cli_die("temporary file", "cannot write: %s", strerror(errno));
    return BLT_OK;
}

static blt_status
keep_words(void *unused, const void *p, size_t n, blt_error *err)
{
    (void)err;
    (void)unused;
    cli_buf_put(&words, p, n);
    return BLT_OK;
}

/* The page does not depend on the terminal. */
static void
begin(const cli_scored *from)
{
    blt_report_options words_opt = BLT_REPORT_OPTIONS_INIT;
    blt_view_options opt = BLT_VIEW_OPTIONS_INIT;
    blt_error err;

    source = from;
    opt.patches = 1;
    opt.block = block_bytes;
    words_opt.locale = cli_locale();
    words_opt.newline = cli.null_data ? '\0' : '\n';
    body = cli_temp();
    cli_check(blt_report_new(&report, &words_opt, keep_words, NULL, &err),
              &err);
    cli_check(blt_view_new(&view, BLT_VIEW_HTML, &opt, write_body, NULL,
                           &err), &err);
}

static void
begin_document(const char *name)
{
    blt_error err;

    cli_report_document(report, source, name);
    cli_check(blt_view_document(view, name, &err), &err);
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    cli_check(blt_view_feed(view, b, &err), &err);
    cli_check(blt_report_feed(report, b, &err), &err);
}

static void
end_document(void)
{
    blt_error err;

    cli_check(blt_report_document_end(report, &err), &err);
}

static void
end(int whole)
{
    char block[65536];
    blt_error err;
    size_t n;

    (void)whole;
    if (view == NULL)
        return;
    cli_check(blt_view_end(view, &err), &err);
    cli_check(blt_report_end(report, &err), &err);
    cli_check(blt_view_html_top(view, title, (const char *)words.p,
                                cli_locale(), cli_write, NULL, &err), &err);
    rewind(body);
    while ((n = fread(block, 1, sizeof block, body)) > 0)
        cli_put(block, n);
    if (ferror(body))
        cli_die("temporary file", "cannot read back: %s", strerror(errno));
    fclose(body);
    blt_report_free(report);
    cli_buf_free(&words);
    blt_view_free(view);
}

cli_sink *
entropy_html(const char *name, int64_t bytes)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES | CLI_NEEDS_STARTS,
                             .open = begin, .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .close = end };

    title = name;
    block_bytes = bytes;
    if (bytes == 0)
        sink.needs |= CLI_NEEDS_GUESSES;
    return &sink;
}
