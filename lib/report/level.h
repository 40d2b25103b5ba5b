/* Surprisal as colour: nine levels, and how a terminal shows them. */
#ifndef BLT_REPORT_LEVEL_H
#define BLT_REPORT_LEVEL_H

#include <blt/view.h>
#include "text/width.h"

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

#endif
