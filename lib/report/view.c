/* What all views share: text comes in chunks of any size and is drawn glyph by
 * glyph, each with its scores. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/level.h"
#include "report/view.h"
#include "score/scored.h"

enum { ROOM = 4096, FULL = 32768 };

blt_status
blt_view_new(blt_view **out, blt_view_kind kind, const blt_view_options *opt,
             blt_write_fn write, void *user, blt_error *err)
{
    static const blt__view_ops *const kinds[] = {
        [BLT_VIEW_HEAT] = &blt__view_heat, [BLT_VIEW_HEX] = &blt__view_hex,
        [BLT_VIEW_COMPARE] = &blt__view_compare,
        [BLT_VIEW_SVG] = &blt__view_svg, [BLT_VIEW_HTML] = &blt__view_html
    };
    static const blt_view_options usual = BLT_VIEW_OPTIONS_INIT;
    blt_view_options o;
    blt_view *v;

    *out = NULL;
    if (blt__options_read(&o, &usual, opt, "BLT_VIEW_OPTIONS_INIT", err)
        != BLT_OK)
        return BLT_EINVAL;
    if ((unsigned)kind >= sizeof kinds / sizeof *kinds)
        return blt__fail(err, BLT_EINVAL, "view: no kind has the number %d",
                         (int)kind);
    if (o.schemes > BLT_VIEW_SCHEMES)
        return blt__fail(err, BLT_EINVAL, "view: %zu schemes: not in 0 .. %d",
                         o.schemes, BLT_VIEW_SCHEMES);
    if ((v = calloc(1, sizeof *v)) == NULL)
        return blt__fail_memory(err, "view");
    v->ops = kinds[kind];
    v->opt = o;
    if (v->opt.columns < 20)
        v->opt.columns = 20;
    v->schemes = o.schemes > 0 ? o.schemes : 1;
    v->write = write;
    v->user = user;
    v->own = calloc(1, v->ops->size);
    v->p = malloc(ROOM);
    v->starts = malloc(ROOM);
    v->entropy = malloc(ROOM * sizeof *v->entropy);
    v->surprisal = malloc(ROOM * sizeof *v->surprisal);
    v->guess = malloc(ROOM * BLT_GUESSES * sizeof *v->guess);
    if (v->own == NULL || v->p == NULL || v->starts == NULL
        || v->entropy == NULL || v->surprisal == NULL || v->guess == NULL) {
        blt_view_free(v);
        return blt__fail_memory(err, "view");
    }
    *out = v;
    return BLT_OK;
}

void
blt_view_free(blt_view *v)
{
    if (v == NULL)
        return;
    if (v->ops->done != NULL && v->own != NULL)
        v->ops->done(v);
    free(v->own);
    free(v->p);
    free(v->starts);
    free(v->entropy);
    free(v->surprisal);
    free(v->guess);
    blt__buf_free(&v->out);
    free(v);
}

static void
count(blt_view *v, const blt__cell *c)
{
    blt__view_totals *t = &v->totals;

    t->bytes += (int64_t)c->g->n;
    t->invalid += c->g->kind == BLT__GLYPH_INVALID;
    for (size_t i = 0; i < c->g->n; i++) {
        t->chars += c->g->kind != BLT__GLYPH_INVALID
            && (c->p[i] & 0xc0) != 0x80;
        if (!isnan(c->surprisal[i])) {
            t->nats += c->surprisal[i];
            t->scored++;
        }
        for (size_t k = 0; k < v->schemes; k++)
            t->patches[k] += c->starts[i] >> k & 1;
    }
}

/* Draws the glyphs that are complete; with `end` all bytes that wait. */
static blt_status
draw(blt_view *v, int end, blt_error *err)
{
    size_t at = 0;
    blt__glyph g;

    while (blt__glyph_next(&g, v->p + at, v->n - at, end) > 0) {
        blt__cell c = {
            .g = &g, .p = v->p + at, .starts = v->starts + at,
            .entropy = v->entropy + at, .surprisal = v->surprisal + at,
            .guess = v->guessed ? v->guess + BLT_GUESSES * at : NULL,
            .offset = v->offset + (int64_t)at
        };
        blt_status s;

        c.level = blt__level_most(c.surprisal, g.n);
        count(v, &c);
        if ((s = v->ops->cell(v, &c, err)) != BLT_OK
            || (v->out.n > FULL && (s = blt_view_flush(v, err)) != BLT_OK))
            return s;
        at += g.n;
    }
    v->n -= at;
    v->offset += (int64_t)at;
    memmove(v->p, v->p + at, v->n);
    memmove(v->starts, v->starts + at, v->n);
    memmove(v->entropy, v->entropy + at, v->n * sizeof *v->entropy);
    memmove(v->surprisal, v->surprisal + at, v->n * sizeof *v->surprisal);
    memmove(v->guess, v->guess + BLT_GUESSES * at,
            v->n * BLT_GUESSES * sizeof *v->guess);
    return BLT_OK;
}

static blt_status
end_document(blt_view *v, blt_error *err)
{
    blt_status s = BLT_OK;

    if (!v->open)
        return BLT_OK;
    if ((s = draw(v, 1, err)) == BLT_OK && v->ops->document_end != NULL)
        s = v->ops->document_end(v, err);
    v->open = 0;
    return s;
}

blt_status
blt_view_document(blt_view *v, const char *name, blt_error *err)
{
    blt_status s = end_document(v, err);

    if (s != BLT_OK)
        return s;
    v->open = 1;
    v->offset = 0;
    v->n = 0;
    v->totals.documents++;
    return v->ops->document != NULL ? v->ops->document(v, name, err)
        : BLT_OK;
}

static void
copy(float *to, const float *from, size_t at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = from != NULL ? from[at + i] : NAN;
}

blt_status
blt_view_feed(blt_view *v, const blt_scored *given, blt_error *err)
{
    blt_scored own, *b = &own;
    blt_status s = blt__scored_read(b, given, err);

    if (s != BLT_OK)
        return s;
    v->guessed = b->guess != NULL;
    for (size_t at = 0, n; at < b->n && s == BLT_OK; at += n) {
        n = b->n - at < ROOM - v->n ? b->n - at : ROOM - v->n;
        memcpy(v->p + v->n, b->bytes + at, n);
        copy(v->entropy + v->n, b->entropy, at, n);
        copy(v->surprisal + v->n, b->surprisal, at, n);
        if (b->starts != NULL)
            memcpy(v->starts + v->n, b->starts + at, n);
        else
            memset(v->starts + v->n, 0, n);
        if (b->guess != NULL)
            memcpy(v->guess + BLT_GUESSES * v->n,
                   b->guess + BLT_GUESSES * at,
                   n * BLT_GUESSES * sizeof *v->guess);
        v->n += n;
        s = draw(v, 0, err);
    }
    return s;
}

blt_status
blt_view_end(blt_view *v, blt_error *err)
{
    blt_status s = end_document(v, err);

    if (s == BLT_OK && v->ops->end != NULL)
        s = v->ops->end(v, err);
    return s != BLT_OK ? s : blt_view_flush(v, err);
}
