/* How a view is made: the frame that cuts text into glyphs, and what each
 * kind draws of them. */
#ifndef BLT_DRAW_H
#define BLT_DRAW_H

#include <blt/view.h>
#include "text/width.h"

/* ---- level.c: surprisal as colour --------------------------------------- */

#define BLT__LEVELS 9

typedef struct blt__level_look {
    double bits;            /* where it begins */
    uint32_t dark, light;   /* background on a dark and on a light page */
    uint8_t cube, ansi;     /* in 256 colours; of 16: the SGR parameter */
    uint8_t dark_ink, light_ink;    /* 1: black is what reads best on it */
    const char *bar;        /* where there is no colour */
} blt__level_look;
extern const blt__level_look blt__levels[BLT__LEVELS];

/* The level of a byte, from nats; -1 when they are not known. */
int blt__level(float nats);
/* That of the most surprising of n. */
int blt__level_most(const float *surprisal, size_t n);

/* The escape sequence that sets a level, -1: what the terminal has. */
void blt__level_set(blt__buf *b, int level, blt_view_color color);
/* What stands above a document: before the first the legend, "bits 0 .5 1
 * ...", each on its colour or under its bar, and the mark of patches if they
 * are wanted; then the name, where there are several or names are wanted. */
void blt__level_heading(blt__buf *b, const blt_view_options *opt, int first,
                        const char *name, const char *mark);

/* ---- view.c: the frame -------------------------------------------------- */

/* A glyph and its scores, [g->n] each; guess may be NULL. */
typedef struct blt__cell {
    const blt__glyph *g;
    const uint8_t *p, *starts;
    const float *entropy, *surprisal;
    const blt_guess *guess;
    int64_t offset;
    int level;
} blt__cell;

/* A view keeps what it knows in v->own, of `size` zeroed bytes; done frees
 * what hangs on it.  All but cell may be NULL. */
typedef struct blt__view_ops {
    size_t size;
    blt_status (*document)(blt_view *v, const char *name, blt_error *err);
    blt_status (*cell)(blt_view *v, const blt__cell *c, blt_error *err);
    blt_status (*document_end)(blt_view *v, blt_error *err);
    blt_status (*end)(blt_view *v, blt_error *err);
    void (*done)(blt_view *v);
} blt__view_ops;

extern const blt__view_ops blt__view_heat, blt__view_hex, blt__view_compare,
    blt__view_svg, blt__view_html;

typedef struct blt__view_totals {
    int64_t documents, bytes, chars, invalid, patches[BLT_VIEW_SCHEMES];
    int64_t scored;         /* bytes whose surprisal is known */
    double nats;            /* of them together */
} blt__view_totals;

struct blt_view {
    const blt__view_ops *ops;
    blt_view_options opt;
    size_t schemes;         /* of opt, at least 1 */
    blt_write_fn write;
    void *user;
    void *own;
    blt__buf out;           /* not yet written */
    blt__view_totals totals;
    int open;               /* in a document */
    int64_t offset;         /* in it, of p[0] */
    size_t n;               /* bytes that wait for the end of their glyph */
    int guessed;
    uint8_t *p, *starts;
    float *entropy, *surprisal;
    blt_guess *guess;
};

/* Text inside an element or a quoted attribute of XML and HTML. */
void blt__markup_put(blt__buf *b, const void *p, size_t n);

#endif
