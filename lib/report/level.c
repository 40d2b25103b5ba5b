/* Surprisal as colour.
 *
 * Two scales of increasing difference in lightness: on a dark background from
 * black through purple and orange to pale yellow (as in matplotlib's inferno),
 * on a light one from white to dark purple.  Tests check that the order is
 * visible without colours and that text has a contrast of at least 4.5 on each
 * level, also for readers with a colour vision deficiency. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "report/level.h"

const blt__level_look blt__levels[BLT__LEVELS] = {
    { 0,   0x101014, 0xffffff, 233, 40, 0, 1, " " },
    { 0.5, 0x210c4a, 0xfdf0dc, 17, 44, 0, 1, "\xe2\x96\x81" },
    { 1,   0x56106e, 0xfbd9b0, 53, 44, 0, 1, "\xe2\x96\x82" },
    { 2,   0x89226a, 0xf7b788, 89, 45, 0, 1, "\xe2\x96\x83" },
    { 3,   0xbb3754, 0xf28c62, 125, 45, 0, 1, "\xe2\x96\x84" },
    { 4,   0xe35932, 0xe65c4f, 167, 46, 1, 1, "\xe2\x96\x85" },
    { 6,   0xf98c0a, 0xc7305a, 208, 46, 1, 0, "\xe2\x96\x86" },
    { 8,   0xf9c932, 0x8f1d66, 221, 103, 1, 0, "\xe2\x96\x87" },
    { 12,  0xfcffa4, 0x4a1454, 229, 107, 1, 0, "\xe2\x96\x88" },
};

int
blt__level(float nats)
{
    const double ln2 = 0.693147180559945309417;
    int level = 0;

    if (isnan(nats))
        return -1;
    while (level + 1 < BLT__LEVELS
           && (double)nats / ln2 >= blt__levels[level + 1].bits)
        level++;
    return level;
}

int
blt__level_most(const float *surprisal, size_t n)
{
    int most = -1;

    for (size_t i = 0; i < n; i++) {
        int level = blt__level(surprisal[i]);

        most = level > most ? level : most;
    }
    return most;
}

void
blt__level_set(blt__buf *b, int level, blt_view_color color)
{
    const blt__level_look *look = &blt__levels[level < 0 ? 0 : level];

    if (level < 0) {
        blt__buf_printf(b, "\033[0m");
        return;
    }
    switch (color) {
    case BLT_COLOR_TRUE:
        blt__buf_printf(b, "\033[48;2;%d;%d;%d;38;2;%sm",
                        (int)(look->dark >> 16), (int)(look->dark >> 8 & 255),
                        (int)(look->dark & 255),
                        look->dark_ink ? "0;0;0" : "255;255;255");
        break;
    case BLT_COLOR_256:
        blt__buf_printf(b, "\033[48;5;%d;38;5;%dm", look->cube,
                        look->dark_ink ? 16 : 231);
        break;
    case BLT_COLOR_16:
        blt__buf_printf(b, "\033[%d;%dm", look->ansi,
                        look->dark_ink ? 30 : 97);
        break;
    case BLT_COLOR_NONE:
        break;
    }
}

static void
put_legend(blt__buf *b, const blt_view_options *opt, const char *mark)
{
    blt__buf_printf(b, "bits ");
    for (int i = 0; i < BLT__LEVELS; i++) {
        const blt__level_look *look = &blt__levels[i];

        if (opt->color == BLT_COLOR_NONE) {
            blt__buf_printf(b, i == 0 ? "%s%g" : " %s%g",
                            i == 0 ? "" : look->bar, look->bits);
        } else {
            blt__level_set(b, i, opt->color);
            blt__buf_printf(b, " %g ", look->bits);
        }
    }
    if (opt->color != BLT_COLOR_NONE)
        blt__level_set(b, -1, opt->color);
    if (opt->patches)
        blt__buf_printf(b, "  %s a patch begins", mark);
    blt__buf_put(b, "\n", 1);
}

void
blt__level_heading(blt__buf *b, const blt_view_options *opt, int first,
                   const char *name, const char *mark)
{
    if (first)
        put_legend(b, opt, mark);
    if (first && !opt->names)
        return;
    blt__buf_printf(b, "\n==> ");
    blt__text_fit(b, (const uint8_t *)name, strlen(name),
                  (size_t)opt->columns - 8);
    blt__buf_printf(b, " <==\n");
}
