/* Heat map, hex view, SVG: the library draws, this brings it the bytes. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "bin/entropy/entropy.h"

static struct {
    blt_view_kind kind;
    blt_view_options opt;
    blt_view *v;
    const char *document;
} view;

/* What cannot be drawn is said of the document. */
static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die(view.document, "%s", err->text);
}

/* The threshold is a line only where a scheme compares with it. */
float
entropy_threshold(const blt_model *model)
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
begin(void *self, const cli_scored *from)
{
    blt_error err;

    (void)self;
    if (view.kind == BLT_VIEW_SVG)
        view.opt.threshold = entropy_threshold(from->model);
    view.opt.color = cli_color_depth();
    view.opt.columns = cli_columns();
    check(blt_view_new(&view.v, view.kind, &view.opt, cli_write, NULL, &err),
          &err);
}

static void
begin_document(void *self, const char *name)
{
    blt_error err;

    (void)self;
    view.document = name;
    check(blt_view_document(view.v, name, &err), &err);
}

static void
take_bytes(void *self, const cli_scored_bytes *b)
{
    blt_view_bytes bytes = { .size = sizeof bytes, .n = b->n, .p = b->p,
                             .entropy = b->entropy, .surprisal = b->surprisal,
                             .starts = b->starts };
    blt_error err;

    (void)self;
    check(blt_view_feed(view.v, &bytes, &err), &err);
}

static void
flush(void *self)
{
    blt_error err;

    (void)self;
    if (view.v != NULL)
        check(blt_view_flush(view.v, &err), &err);
}

static void
end(void *self, int whole)
{
    blt_error err;

    (void)self;
    (void)whole;
    if (view.v != NULL)
        check(blt_view_end(view.v, &err), &err);
    blt_view_free(view.v);
}

cli_sink *
entropy_view(blt_view_kind kind, int patches, int names)
{
    static cli_sink sink = { .open = begin, .document = begin_document,
                             .bytes = take_bytes, .flush = flush,
                             .close = end };
    const blt_view_options init = BLT_VIEW_OPTIONS_INIT;

    view.kind = kind;
    view.opt = init;
    view.opt.patches = patches;
    view.opt.names = names;
    sink.needs = CLI_NEEDS_SCORES
        | (patches || kind == BLT_VIEW_SVG ? CLI_NEEDS_STARTS : 0);
    return &sink;
}
