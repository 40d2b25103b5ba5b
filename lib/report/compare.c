/* Schemes side by side: rows of text, with a ruler below for each scheme that
 * has a tick where a patch starts. */
#include "config.h"
#include <string.h>
#include "report/view.h"

enum { LABEL = 16 };        /* columns of a scheme's name, at most */

struct compare {
    int begun, column, label;
    blt__buf text, ruler[BLT_VIEW_SCHEMES];
};

static blt_status
document(blt_view *v, const char *name, blt_error *err)
{
    struct compare *o = v->own;

    (void)err;
    if (o->begun || v->opt.names) {
        blt__buf_printf(&v->out, "%s==> ", o->begun ? "\n" : "");
        blt__text_fit(&v->out, (const uint8_t *)name, strlen(name),
                      (size_t)v->opt.columns - 8);
        blt__buf_printf(&v->out, " <==\n");
    }
    for (size_t k = 0; k < v->opt.schemes; k++) {
        size_t n = strlen(v->opt.scheme[k]);

        if ((int)n > o->label)
            o->label = n < LABEL ? (int)n : LABEL;
    }
    memset(v->totals.patches, 0, sizeof v->totals.patches);
    v->totals.bytes = 0;
    o->begun = 1;
    return BLT_OK;
}

static void
put_line(blt_view *v, blt__buf *line, const char *label)
{
    struct compare *o = v->own;

    blt__buf_printf(&v->out, "%-*.*s  ", o->label, o->label, label);
    blt__buf_put(&v->out, line->p, line->n);
    blt__buf_put(&v->out, "\n", 1);
    v->out.failed |= line->failed;
    blt__buf_clear(line);
}

static void
end_row(blt_view *v)
{
    struct compare *o = v->own;

    put_line(v, &o->text, "");
    for (size_t k = 0; k < v->schemes; k++)
        put_line(v, &o->ruler[k],
                 v->opt.schemes > 0 ? v->opt.scheme[k] : "");
    blt__buf_put(&v->out, "\n", 1);
    o->column = 0;
}

static blt_status
cell(blt_view *v, const blt__cell *c, blt_error *err)
{
    struct compare *o = v->own;

    (void)err;
    if (o->column > 0
        && o->column + c->g->columns > v->opt.columns - o->label - 2)
        end_row(v);
    blt__glyph_put(&o->text, c->g, c->p);
    o->column += c->g->columns;
    for (size_t k = 0; k < v->schemes; k++) {
        const char *tick = "\xe2\x94\x80";      /* no patch starts here */

        for (size_t i = 1; i < c->g->n; i++)
            if (c->starts[i] >> k & 1)
                tick = "\xe2\x94\x8a";          /* within the character */
        if (c->starts[0] >> k & 1)
            tick = "\xe2\x94\x82";
        blt__buf_put(&o->ruler[k], tick, 3);
        for (int i = 1; i < c->g->columns; i++)
            blt__buf_put(&o->ruler[k], "\xe2\x94\x80", 3);
    }
    if (c->g->kind == BLT__GLYPH_CONTROL && c->g->c == '\n')
        end_row(v);
    return BLT_OK;
}

static blt_status
document_end(blt_view *v, blt_error *err)
{
    struct compare *o = v->own;

    (void)err;
    if (o->column > 0)
        end_row(v);
    for (size_t k = 0; k < v->schemes; k++) {
        int64_t n = v->totals.patches[k];

        blt__buf_printf(&v->out, "%-*.*s  %lld patch%s, %.2f bytes each\n",
                        o->label, o->label,
                        v->opt.schemes > 0 ? v->opt.scheme[k] : "",
                        (long long)n, n == 1 ? "" : "es",
                        n > 0 ? (double)v->totals.bytes / (double)n : 0);
    }
    return BLT_OK;
}

static void
done(blt_view *v)
{
    struct compare *o = v->own;

    blt__buf_free(&o->text);
    for (size_t k = 0; k < BLT_VIEW_SCHEMES; k++)
        blt__buf_free(&o->ruler[k]);
}

const blt__view_ops blt__view_compare = {
    sizeof(struct compare), document, cell, document_end, NULL, done
};
