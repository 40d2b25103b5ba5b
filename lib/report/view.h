/* What all kinds of views share: the view itself, which cuts text into glyphs,
 * and the functions by which a kind draws them. */
#ifndef BLT_REPORT_VIEW_H
#define BLT_REPORT_VIEW_H

#include <blt/view.h>
#include "text/width.h"

/* A glyph and its scores, [g->n] each; guess may be NULL. */
typedef struct blt__cell {
    const blt__glyph *g;
    const uint8_t *p, *starts;
    const float *entropy, *surprisal;
    const blt_guess *guess;
    int64_t offset;
    int level;
} blt__cell;

/* A kind of view.  Its state is v->own, `size` bytes that are zero at first;
 * done frees what the state owns.  All but cell may be NULL. */
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
    double nats;            /* their sum */
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
    int64_t offset;         /* of p[0], in the document */
    size_t n;               /* bytes that wait for the end of their glyph */
    int guessed;
    uint8_t *p, *starts;
    float *entropy, *surprisal;
    blt_guess *guess;
};

#endif
