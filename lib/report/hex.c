/* The hex dump: offset, sixteen bytes, text.  In the text column a character
 * is in the place of its first byte, and the places of its other bytes are
 * blank. */
#include "config.h"
#include <string.h>
#include "report/level.h"
#include "report/view.h"

#define ROW 16

struct hex {
    int begun, n;           /* bytes in the row */
    int wide;               /* text cells that the last character covers */
    int64_t offset;
    uint8_t p[ROW], starts[ROW];
    int level[ROW];
    char text[ROW][BLT__GLYPH_LONGEST + 16];    /* "": covered */
};

static blt_status
document(blt_view *v, const char *name, blt_error *err)
{
    struct hex *h = v->own;

    (void)err;
    blt__level_heading(&v->out, &v->opt, !h->begun, name, "\xe2\x94\x82");
    h->begun = 1;
    h->offset = 0;
    h->n = h->wide = 0;
    return BLT_OK;
}

static void
set(blt_view *v, int *now, int level)
{
    if (v->opt.color != BLT_COLOR_NONE && level != *now)
        blt__level_set(&v->out, level, v->opt.color);
    *now = level;
}

static void
write_bars(blt_view *v, const struct hex *h)
{
    int last = h->n;

    while (last > 0 && h->level[last - 1] <= 0)
        last--;
    blt__buf_printf(&v->out, "%*s", last > 0 ? 8 : 0, "");
    for (int i = 0; i < last; i++) {
        const char *bar = blt__levels[h->level[i] < 0 ? 0 : h->level[i]].bar;

        blt__buf_printf(&v->out, "%s %s%s", i % 8 == 0 ? " " : "", bar, bar);
    }
    blt__buf_put(&v->out, "\n", 1);
}

static void
write_row(blt_view *v)
{
    struct hex *h = v->own;
    int now = -1;

    if (h->n == 0)
        return;
    blt__buf_printf(&v->out, "%08llx", (unsigned long long)h->offset);
    for (int i = 0; i < ROW; i++) {
        set(v, &now, -1);
        if (i % 8 == 0)
            blt__buf_put(&v->out, " ", 1);
        if (i >= h->n) {
            blt__buf_printf(&v->out, "   ");
            continue;
        }
        blt__buf_printf(&v->out, "%s", v->opt.patches && h->starts[i]
                        ? "\xe2\x94\x82" : " ");
        set(v, &now, h->level[i]);
        blt__buf_printf(&v->out, "%02x", h->p[i]);
    }
    set(v, &now, -1);
    blt__buf_printf(&v->out, "  ");
    for (int i = 0; i < h->n; i++) {
        set(v, &now, h->level[i]);
        blt__buf_put(&v->out, h->text[i], strlen(h->text[i]));
    }
    set(v, &now, -1);
    blt__buf_put(&v->out, "\n", 1);
    if (v->opt.color == BLT_COLOR_NONE)
        write_bars(v, h);
    h->offset += h->n;
    h->n = 0;
}

/* The text in the cell of a glyph's first byte.  A placeholder of several
 * columns, and a glyph too wide for the rest of the row, is a dot. */
static void
head(struct hex *h, const blt__cell *c)
{
    blt__buf b = { 0 };
    char *text = h->text[h->n];

    h->wide = c->g->columns - 1;
    if (c->g->kind == BLT__GLYPH_HIDDEN || c->g->kind == BLT__GLYPH_INVALID
        || c->g->columns > ROW - h->n) {
        memcpy(text, "\xc2\xb7", 3);
        h->wide = 0;
        return;
    }
    blt__glyph_put(&b, c->g, c->p);
    if (!b.failed && b.n < sizeof h->text[0]) {
        memcpy(text, b.p, b.n);
        text[b.n] = '\0';
    }
    blt__buf_free(&b);
}

static blt_status
cell(blt_view *v, const blt__cell *c, blt_error *err)
{
    struct hex *h = v->own;

    (void)err;
    for (size_t i = 0; i < c->g->n; i++) {
        h->text[h->n][0] = '\0';
        if (i == 0)
            head(h, c);
        else if (h->wide > 0)
            h->wide--;
        else
            memcpy(h->text[h->n], " ", 2);
        h->p[h->n] = c->p[i];
        h->starts[h->n] = c->starts[i];
        h->level[h->n] = blt__level(c->surprisal[i]);
        if (++h->n == ROW)
            write_row(v);
    }
    return BLT_OK;
}

static blt_status
document_end(blt_view *v, blt_error *err)
{
    (void)err;
    write_row(v);
    return BLT_OK;
}

const blt__view_ops blt__view_hex = {
    sizeof(struct hex), document, cell, document_end, NULL, NULL
};
