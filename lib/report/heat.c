/* The heat map: the text with each character on the background colour of its
 * surprisal.  Each line sets its colours and resets them, so that a pager may
 * start at any line. */
#include "config.h"
#include <string.h>
#include "report/level.h"
#include "report/view.h"

struct heat {
    int begun, column;
    int level;              /* to which the terminal is set; -1: none */
    blt__buf bars;          /* without colours: the line below the text */
};

static void
end_line(blt_view *v)
{
    struct heat *h = v->own;

    if (h->level >= 0)
        blt__level_set(&v->out, -1, v->opt.color);
    blt__buf_put(&v->out, "\n", 1);
    while (h->bars.n > 0 && h->bars.p[h->bars.n - 1] == ' ')
        h->bars.n--;
    if (v->opt.color == BLT_COLOR_NONE) {
        blt__buf_put(&v->out, h->bars.p, h->bars.n);
        blt__buf_put(&v->out, "\n", 1);
    }
    v->out.failed |= h->bars.failed;
    blt__buf_clear(&h->bars);
    h->level = -1;
    h->column = 0;
}

/* Shows a level for some columns: as bars, or as the colour of the text that
 * follows. */
static void
set_level(blt_view *v, int level, int columns)
{
    struct heat *h = v->own;

    if (v->opt.color == BLT_COLOR_NONE) {
        for (int i = 0; i < columns; i++) {
            const char *bar = blt__levels[level < 0 ? 0 : level].bar;

            blt__buf_put(&h->bars, bar, strlen(bar));
        }
    } else if (level != h->level) {
        blt__level_set(&v->out, level, v->opt.color);
        h->level = level;
    }
}

static blt_status
document(blt_view *v, const char *name, blt_error *err)
{
    struct heat *h = v->own;

    (void)err;
    blt__level_heading(&v->out, &v->opt, !h->begun, name, "\xe2\x96\x8f");
    h->begun = 1;
    h->level = -1;
    return BLT_OK;
}

/* A thin line where a patch starts: dotted if it starts within the
 * character. */
static const char *
mark_of(const blt_view *v, const blt__cell *c)
{
    if (!v->opt.patches)
        return NULL;
    if (c->starts[0])
        return "\xe2\x96\x8f";
    for (size_t i = 1; i < c->g->n; i++)
        if (c->starts[i])
            return "\xe2\x94\x8a";
    return NULL;
}

static blt_status
cell(blt_view *v, const blt__cell *c, blt_error *err)
{
    struct heat *h = v->own;
    const char *mark = mark_of(v, c);
    int tab = c->g->kind == BLT__GLYPH_CONTROL && c->g->c == '\t';
    int columns = c->g->columns + (mark != NULL);

    (void)err;
    if (h->column > 0 && h->column + columns > v->opt.columns)
        end_line(v);
    if (mark != NULL) {
        set_level(v, v->opt.color == BLT_COLOR_NONE ? 0 : c->level, 1);
        blt__buf_put(&v->out, mark, strlen(mark));
        h->column++;
    }
    set_level(v, c->level, c->g->columns);
    blt__glyph_put(&v->out, c->g, c->p);
    h->column += c->g->columns;
    if (tab)
        for (; h->column % 8 != 0 && h->column < v->opt.columns; h->column++) {
            set_level(v, c->level, 1);
            blt__buf_put(&v->out, " ", 1);
        }
    if (c->g->kind == BLT__GLYPH_CONTROL && c->g->c == '\n')
        end_line(v);
    return BLT_OK;
}

static blt_status
document_end(blt_view *v, blt_error *err)
{
    struct heat *h = v->own;

    (void)err;
    if (h->column > 0)
        end_line(v);
    return BLT_OK;
}

static void
done(blt_view *v)
{
    struct heat *h = v->own;

    blt__buf_free(&h->bars);
}

const blt__view_ops blt__view_heat = {
    sizeof(struct heat), document, cell, document_end, NULL, done
};
