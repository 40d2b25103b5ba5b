/* The length of a document is known when it ends.  Until then it is counted in
 * blocks of the least size; when there are too many, pairs are added up, and
 * all later blocks have twice the size.  The division depends on the length
 * alone. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/blocks.h"
#include "report/xml.h"
#include "score/block.h"
#include "text/width.h"

enum {
    MOST = 2048,            /* blocks of a size that was not given; the same
                               number of points as binwalk -E has */
    CURVE = 16, ORDER0 = 1024,      /* their least bytes; binwalk has 1024 */
    LEFT = 44, RIGHT = 40, TOP = 34, PLOT = 150,
    WIDTH = BLT__BLOCKS_WIDTH - LEFT - RIGHT,
    APART = 18              /* pixels between labels, at least */
};
static const double LN_2 = 0.693147180559945309417;

typedef uint32_t histogram[256];

typedef struct point {
    double value;           /* nats of the block, or nats per byte */
    int64_t length;
} point;

/* Blocks of one size. */
typedef struct series {
    int64_t block;          /* bytes */
    point *point;
    size_t n, cap;          /* the last one may be incomplete */
} series;

struct blt__blocks {
    int64_t given;          /* bytes of a block; 0: chosen */
    series curve, order0;
    histogram *hist;        /* of order0's blocks, if the size is chosen; else
                               of the last one */
    int64_t length;
    int known, failed;
};

blt_status
blt__blocks_new(blt__blocks **out, int64_t bytes, blt_error *err)
{
    blt__blocks *b = calloc(1, sizeof *b);

    *out = NULL;
    if (b == NULL)
        return blt__fail_memory(err, "blocks");
    b->given = bytes;
    b->hist = calloc(bytes > 0 ? 1 : MOST, sizeof *b->hist);
    if (b->hist == NULL) {
        free(b);
        return blt__fail_memory(err, "blocks");
    }
    blt__blocks_begin(b);
    *out = b;
    return BLT_OK;
}

void
blt__blocks_free(blt__blocks *b)
{
    if (b == NULL)
        return;
    free(b->curve.point);
    free(b->order0.point);
    free(b->hist);
    free(b);
}

void
blt__blocks_begin(blt__blocks *b)
{
    b->curve.n = b->order0.n = 0;
    b->curve.block = b->given > 0 ? b->given : CURVE;
    b->order0.block = b->given > 0 ? b->given : ORDER0;
    b->length = 0;
}

int
blt__blocks_known(const blt__blocks *b)
{
    return b->known;
}

/* ---- counting ----------------------------------------------------------- */

static histogram *
hist_of(const blt__blocks *b, size_t i)
{
    return &b->hist[b->given > 0 ? 0 : i];
}

static void
entropy_of(blt__blocks *b, size_t i)
{
    point *p = &b->order0.point[i];
    double chi_square;

    blt__block_stats(&p->value, &chi_square, *hist_of(b, i), p->length);
}

/* Adds up pairs of blocks. */
static void
merge(blt__blocks *b, series *s)
{
    for (size_t i = 0; i < s->n / 2; i++) {
        const point *p = &s->point[2 * i];

        s->point[i] = (point){ p[0].value + p[1].value,
                               p[0].length + p[1].length };
        for (int c = 0; c < 256 && s == &b->order0; c++)
            b->hist[i][c] = b->hist[2 * i][c] + b->hist[2 * i + 1][c];
    }
    s->n /= 2;
    s->block *= 2;
}

/* The block of the next byte; NULL: no memory. */
static point *
block_of(blt__blocks *b, series *s)
{
    if (s->n > 0 && s->point[s->n - 1].length < s->block)
        return &s->point[s->n - 1];
    if (s == &b->order0 && b->given > 0 && s->n > 0)
        entropy_of(b, s->n - 1);
    if (b->given == 0 && s->n == MOST)
        merge(b, s);
    if (s->n == s->cap) {
        const size_t cap = s->cap > 0 ? 2 * s->cap : 256;
        point *grown = realloc(s->point, cap * sizeof *grown);

        if (grown == NULL) {
            b->failed = 1;
            return NULL;
        }
        s->point = grown;
        s->cap = cap;
    }
    if (s == &b->order0)
        memset(hist_of(b, s->n), 0, sizeof *b->hist);
    s->point[s->n] = (point){ 0, 0 };
    return &s->point[s->n++];
}

void
blt__blocks_feed(blt__blocks *b, const uint8_t *p, const float *nats,
                 size_t n)
{
    for (size_t i = 0; i < n && !b->failed; i++) {
        point *curve = block_of(b, &b->curve);
        point *order0 = block_of(b, &b->order0);

        if (curve == NULL || order0 == NULL)
            return;
        curve->value += nats[i];
        curve->length++;
        order0->length++;
        (*hist_of(b, b->order0.n - 1))[p[i]]++;
        b->known |= !isnan(nats[i]);
        b->length++;
    }
}

/* ---- drawing ------------------------------------------------------------ */

typedef struct drawing {
    blt__buf *out;
    double length;          /* bytes of the document */
    int highest;            /* bits at the top of the plot */
} drawing;

static double
x_of(const drawing *d, double at)
{
    return LEFT + WIDTH * at / (d->length > 0 ? d->length : 1);
}

static double
y_of(const drawing *d, double bits)
{
    bits = isnan(bits) ? 0 : bits < d->highest ? bits : d->highest;
    return TOP + PLOT * (1 - bits / d->highest);
}

static double
bits_of(const blt__blocks *b, const series *s, size_t i)
{
    return s->point[i].value / LN_2
        / (s == &b->curve ? (double)s->point[i].length : 1);
}

/* 8 bits, or as many as a model needs that is wrong, of 12 and 24. */
static int
highest(const blt__blocks *b)
{
    double most = 0;

    for (size_t i = 0; i < b->curve.n; i++)
        if (bits_of(b, &b->curve, i) > most)
            most = bits_of(b, &b->curve, i);
    return most < 8.5 ? 8 : most < 12.5 ? 12 : 24;
}

/* Steps, one for each block. */
static void
put_curve(const blt__blocks *b, const drawing *d, const series *s,
          const char *class)
{
    blt__buf_printf(d->out, "<path class='%s' d='M", class);
    for (size_t i = 0; i < s->n; i++) {
        const double at = (double)i * (double)s->block;

        blt__buf_printf(d->out, "%s%.1f %.1fH%.1f", i ? "L" : "", x_of(d, at),
                        y_of(d, bits_of(b, s, i)),
                        x_of(d, at + (double)s->point[i].length));
    }
    blt__buf_printf(d->out, "'/>\n");
}

static void
put_axes(const drawing *d)
{
    for (int bits = 0; bits <= d->highest; bits += d->highest / 4)
        blt__buf_printf(d->out, "<path class='bg' d='M%d %.1fh%d'/>"
                        "<text class='bn' x='%d' y='%.1f'>%d</text>\n", LEFT,
                        y_of(d, bits), WIDTH, LEFT - 6, y_of(d, bits) + 4,
                        bits);
}

/* Lines with offsets, unless they would be over those of the last edge. */
static void
put_edges(const blt__blocks *b, const drawing *d)
{
    blt__edges edges = { 0 };
    double last = -APART;

    for (size_t i = 0; i < b->order0.n; i++) {
        const int edge = blt__edges_next(&edges, b->order0.point[i].value);
        const double at = (double)i * (double)b->order0.block;
        const double x = x_of(d, at);

        if (edge == 0)
            continue;
        blt__buf_printf(d->out, "<path class='%s' d='M%.1f %dv%d'/>\n",
                        edge > 0 ? "br" : "bf", x, TOP, PLOT + 4);
        if (x - last < APART)
            continue;
        last = x;
        blt__buf_printf(d->out, "<text class='bo' transform='translate(%.1f "
                        "%d)rotate(35)'>%.0f</text>\n", x, TOP + PLOT + 12,
                        at);
    }
}

static void
put_title(const blt__blocks *b, blt__buf *out, const char *name)
{
    double nats = 0;

    if (name != NULL) {
        blt__buf shown = { 0 };

        blt__text_fit(&shown, (const uint8_t *)name, strlen(name), 80);
        blt__buf_printf(out, "<text class='bd' x='8' y='18'>");
        blt__xml_put(out, shown.p, shown.n);
        blt__buf_printf(out, "</text>\n");
        out->failed |= shown.failed;
        blt__buf_free(&shown);
    }
    for (size_t i = 0; i < b->curve.n; i++)
        nats += b->curve.point[i].value;
    if (b->length > 0 && !isnan(nats))
        blt__buf_printf(out, "<text class='bn' x='%d' y='18'>%lld bytes, "
                        "%.2f bits per byte; blocks of %lld bytes</text>\n",
                        LEFT + WIDTH, (long long)b->length,
                        nats / LN_2 / (double)b->length,
                        (long long)b->curve.block);
}

blt_status
blt__blocks_draw(blt__blocks *b, blt__buf *out, const char *name, int top,
                 blt_error *err)
{
    const drawing d = { out, (double)b->length, highest(b) };

    if (b->failed)
        return blt__fail_memory(err, "blocks");
    if (b->given == 0)
        for (size_t i = 0; i < b->order0.n; i++)
            entropy_of(b, i);
    else if (b->order0.n > 0)
        entropy_of(b, b->order0.n - 1);
    blt__buf_printf(out, "<g transform='translate(0 %d)'>\n", top);
    put_title(b, out, name);
    put_axes(&d);
    put_edges(b, &d);
    if (b->length > 0) {
        put_curve(b, &d, &b->order0, "bz");
        put_curve(b, &d, &b->curve, "be");
    }
    blt__buf_printf(out, "</g>\n");
    return out->failed ? blt__fail_memory(err, "blocks") : BLT_OK;
}

void
blt__blocks_caption(blt__buf *out)
{
    blt__buf_printf(out, "bits per byte; blue: the model, orange: order-0"
                    " entropy; red: it rises to 7.6 bits, green: it falls to"
                    " 6.8");
}

const char blt__blocks_style[] =
".bd{font-weight:bold}.bn{font-size:10px;text-anchor:end}.bo{font-size:9px}"
".bg{stroke:#e4e4e4}.be{stroke:#2a5da8}.bz{stroke:#d08a2e}"
".br{stroke:#c0392b}.bf{stroke:#3a8a4d}"
"@media(prefers-color-scheme:dark){.bg{stroke:#33373d}.be{stroke:#7fb0ff}"
".bz{stroke:#e0a860}.br{stroke:#ff8a75}.bf{stroke:#7fcf92}}";
