/* Heat map, hex dump, SVG: drawn by the library. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "bin/entropy/entropy.h"

static blt_view_kind kind;
static blt_view_options opt = BLT_VIEW_OPTIONS_INIT;
static blt_view *view;
static const char *document;

/* What cannot be drawn is reported for the document. */
static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die(document, "%s", err->text);
}

/* The threshold is a line where a scheme compares the entropy with it. */
static float
threshold_of(const blt_model *model)
{
    const blt_config *c;

    if (model == NULL)
        return BLT_VIEW_NO_THRESHOLD;
    c = blt_model_config(model);
    return c->patch_scheme == BLT_SCHEME_ENTROPY
        || c->patch_scheme == BLT_SCHEME_COMBINED ? c->patch_threshold
        : BLT_VIEW_NO_THRESHOLD;
}

static void
begin(const cli_scored *from)
{
    blt_error err;

    if (kind == BLT_VIEW_SVG)
        opt.threshold = threshold_of(from->model);
    opt.color = cli_color_depth();
    opt.columns = cli_columns();
    check(blt_view_new(&view, kind, &opt, cli_write, NULL, &err), &err);
}

static void
begin_document(const char *name)
{
    blt_error err;

    document = name;
    check(blt_view_document(view, name, &err), &err);
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    check(blt_view_feed(view, b, &err), &err);
}

static void
flush(void)
{
    blt_error err;

    if (view != NULL)
        check(blt_view_flush(view, &err), &err);
}

static void
end(int whole)
{
    blt_error err;

    (void)whole;
    if (view != NULL)
        check(blt_view_end(view, &err), &err);
    blt_view_free(view);
}

cli_sink *
entropy_view(blt_view_kind which, int patches, int names)
{
    static cli_sink sink = { .open = begin, .document = begin_document,
                             .bytes = take_bytes, .flush = flush,
                             .close = end };

    kind = which;
    opt.patches = patches;
    opt.names = names;
    sink.needs = CLI_NEEDS_SCORES
        | (patches || kind == BLT_VIEW_SVG ? CLI_NEEDS_STARTS : 0);
    return &sink;
}

cli_sink *
entropy_blocks(int64_t bytes)
{
    cli_sink *sink = entropy_view(BLT_VIEW_SVG, 0, 1);

    opt.block = bytes;
    sink->needs = CLI_NEEDS_SCORES | CLI_NEEDS_NO_ENTROPY;
    return sink;
}
