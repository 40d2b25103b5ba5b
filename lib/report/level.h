/* Surprisal as colour: nine levels, and how a terminal shows them. */
#ifndef BLT_REPORT_LEVEL_H
#define BLT_REPORT_LEVEL_H

#include <blt/view.h>
#include "text/width.h"

#define BLT__LEVELS 9

typedef struct blt__level_look {
    double bits;            /* lower bound */
    uint32_t dark, light;   /* background on a dark and on a light page */
    uint8_t cube, ansi;     /* in 256 colours; of 16: the SGR parameter */
    uint8_t dark_ink, light_ink;    /* 1: black text, 0: white */
    const char *bar;        /* without colours */
} blt__level_look;
extern const blt__level_look blt__levels[BLT__LEVELS];

/* The level of a byte of this surprisal in nats; -1 for NaN. */
int blt__level(float nats);
/* The highest level of n bytes. */
int blt__level_most(const float *surprisal, size_t n);

/* Appends the escape sequence that sets a level; -1 resets. */
void blt__level_set(blt__buf *b, int level, blt_view_color color);
/* The heading of a document.  The first one has the legend: "bits 0 .5 1 ...",
 * each on its colour or after its bar, and with opt->patches the mark of a
 * patch.  The name follows, but not of a first document without
 * opt->names. */
void blt__level_heading(blt__buf *b, const blt_view_options *opt, int first,
                        const char *name, const char *mark);

#endif
