/* --by, --top, --min: a row for each unit of the text. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

static const entropy_units *opt;
static blt_units *units;
static blt_language *languages;
static blt_stream_writer *writer;
static const char *last;        /* --top: document of the row before */

blt_language *
entropy_languages(void)
{
    char *dir = cli_data_path(NULL, "languages");
    blt_language *l;
    blt_error err;

    cli_check(blt_language_open(&l, dir, &err), &err);
    free(dir);
    return l;
}

static blt_status
write_unit(void *user, const blt_unit *u, blt_error *err)
{
    blt_record r = { .size = sizeof r, .offset = u->offset,
                     .length = u->length, .bytes = u->bytes, .entropy = NAN,
                     .surprisal = (float)u->nats, .chars = u->chars,
                     .line = u->line, .order0 = (float)u->order0,
                     .chi_square = (float)u->chi_square, .edge = u->edge };
    blt_status st = BLT_OK;

    (void)user;
    if (u->name != NULL)
        r.name = (blt_slice){ u->name, strlen(u->name) };
    if (opt->by == BLT_UNIT_DOCUMENT)
        r.name = (blt_slice){ u->document,
                              blt_stream_document_name(u->document) };
    if (opt->top > 0 && (last == NULL || strcmp(u->document, last) != 0))
        st = blt_stream_writer_document(writer, u->document, err);
    last = u->document;
    return st == BLT_OK ? blt_stream_writer_put(writer, &r, err) : st;
}

static blt_stream_kind
kind_of(int by)
{
    switch (by) {
    case BLT_UNIT_SCRIPT:
    case BLT_UNIT_LANGUAGE:
    case BLT_UNIT_DOCUMENT:
        return BLT_STREAM_SUM;
    case BLT_UNIT_BLOCK:
        return BLT_STREAM_BLOCK;
    default:
        return BLT_STREAM_UNIT;
    }
}

static void
open_units(const cli_scored *from)
{
    static const char names[] = ENTROPY_BY;
    blt_unit_options o = BLT_UNIT_OPTIONS_INIT;
    const blt_stream_kind kind = kind_of(opt->by);
    const char *name = names;
    char more[128], bits[40];
    blt_error err;
    size_t n;

    for (int i = 0; i < opt->by; i++)
        name += strcspn(name, "|") + 1;
    n = (size_t)snprintf(more, sizeof more, "by=%.*s",
                         (int)strcspn(name, "|"), name);
    if (opt->by == BLT_UNIT_BLOCK)
        n += (size_t)snprintf(more + n, sizeof more - n, ":%lld",
                              (long long)opt->block);
    if (opt->top > 0)
        n += (size_t)snprintf(more + n, sizeof more - n, " top=%lld",
                              (long long)opt->top);
    if (opt->least_seen)
        snprintf(more + n, sizeof more - n, " min=%s",
                 cli_bits(bits, sizeof bits, opt->least));
    writer = entropy_writer(from, kind, opt->format, more,
                            (kind == BLT_STREAM_UNIT ? BLT_COLUMN_LINE : 0)
                            | (opt->several ? BLT_COLUMN_FILE : 0),
                            kind == BLT_STREAM_UNIT ? (size_t)opt->width
                            : 0);
    if (opt->by == BLT_UNIT_LANGUAGE)
        o.languages = languages = entropy_languages();
    o.kind = (blt_unit_kind)opt->by;
    o.newline = cli.null_data ? '\0' : '\n';
    o.top = (size_t)opt->top;
    o.min_set = opt->least_seen;
    o.min = opt->least;
    o.block = opt->block;
    o.relative = opt->by == BLT_UNIT_LINE && from->adapted
        && (from->learn == NULL || from->learn->n == 0);
    cli_check(blt_units_new(&units, &o, write_unit, NULL, &err), &err);
}

static void
begin_document(const char *name)
{
    blt_error err;

    if (opt->top == 0)
        cli_check(blt_stream_writer_document(writer, name, &err), &err);
    cli_check(blt_units_document(units, name, &err), &err);
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    cli_check(blt_units_feed(units, b, &err), &err);
}

static void
end_document(void)
{
    blt_error err;

    cli_check(blt_units_document_end(units, &err), &err);
}

static void
flush(void)
{
    entropy_flush(writer);
}

static void
close_units(int whole)
{
    blt_error err;

    if (writer != NULL) {
        cli_check(blt_units_end(units, &err), &err);
        if (whole)
            cli_check(blt_stream_writer_end(writer, &err), &err);
    }
    entropy_flush(writer);
    blt_stream_writer_free(writer);
    blt_units_free(units);
    blt_language_close(languages);
}

cli_sink *
entropy_by(const entropy_units *how)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES
                             | CLI_NEEDS_NO_ENTROPY, .open = open_units,
                             .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .flush = flush, .close = close_units };

    opt = how;
    if (opt->by == BLT_UNIT_PATCH)
        sink.needs |= CLI_NEEDS_STARTS;
    return &sink;
}
