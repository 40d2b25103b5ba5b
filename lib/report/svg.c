/* The figure of the paper for any text: entropy as a curve over the bytes, the
 * threshold, vertical lines where patches start, and the characters below.
 * With several schemes: one row of boxes per scheme, a box for each patch.
 *                                                          [BLT figure 4]
 * The axis counts bytes, so a character is as wide as its bytes, text of any
 * script runs from left to right in byte order, and wide characters and marks
 * have room.  The characters are text, one element per row, so that they can
 * be selected and searched.
 *
 * A text that is too long for that, and any if blocks are asked for, is drawn
 * by blocks, a panel per document: both are prepared until the text is too
 * long. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "report/blocks.h"
#include "report/view.h"
#include "report/xml.h"

enum {
    BYTE = 12,              /* pixels per byte */
    PER_ROW = 76,           /* bytes; more than the longest glyph */
    LEFT = 36, SCHEME_LEFT = 96, RIGHT = 14,
    TOP = 16, PLOT = 128, BOX = 26,
    HIGHEST = 8             /* bits: the entropy of 256 equal chances */
};

struct svg {
    blt__buf body;
    int height;             /* pixels of the body */
    int widest;             /* bytes of the longest row */
    int64_t bytes;
    int begun;
    int parity[BLT_VIEW_SCHEMES];   /* of the open patch */
    /* The current row: */
    int n, glyphs;
    float entropy[PER_ROW];
    uint8_t starts[PER_ROW];
    struct { int at, n, stand_in, blank; size_t text, end; } glyph[PER_ROW];
    blt__buf text;          /* of its glyphs, as markup */

    blt__blocks *blocks;    /* NULL where schemes are compared */
    int by_blocks;          /* the figure was given up */
    blt__buf panels, name;  /* finished; of the open document */
    int panel;              /* number of them */
};

static int
left(const blt_view *v)
{
    return v->opt.schemes > 0 ? SCHEME_LEFT : LEFT;
}

static double
y_of(float nats, int top)
{
    double bits = nats / 0.693147180559945309417;

    if (!(bits > 0))
        bits = 0;
    return top + PLOT * (1 - (bits < HIGHEST ? bits : HIGHEST) / HIGHEST);
}

/* The characters of the row, each centred on its bytes. */
static void
put_text(blt_view *v, int y)
{
    struct svg *s = v->own;
    blt__buf *b = &s->body;
    int blanks = 0;

    blt__buf_printf(b, "<text class='t' y='%d' xml:space='preserve'>", y);
    for (int i = 0; i < s->glyphs; i++) {
        blanks += s->glyph[i].blank;
        blt__buf_printf(b, "<tspan x='%d'%s>", left(v) + s->glyph[i].at * BYTE
                        + s->glyph[i].n * BYTE / 2,
                        s->glyph[i].stand_in ? " class='s'" : "");
        blt__buf_put(b, s->text.p + s->glyph[i].text,
                     s->glyph[i].end - s->glyph[i].text);
        blt__buf_printf(b, "</tspan>");
    }
    blt__buf_printf(b, "</text>\n");
    if (blanks == 0)
        return;
    /* Blanks are drawn as a sign, because they are invisible. */
    blt__buf_printf(b, "<path class='w' d='");
    for (int i = 0; i < s->glyphs; i++)
        if (s->glyph[i].blank)
            blt__buf_printf(b, "M%d %dv3h6v-3", left(v)
                            + s->glyph[i].at * BYTE + BYTE / 2 - 3, y - 1);
    blt__buf_printf(b, "'/>\n");
}

static void
put_axis(blt_view *v, int top, int right)
{
    struct svg *s = v->own;
    blt__buf *b = &s->body;
    float threshold = v->opt.threshold;

    blt__buf_printf(b, "<path class='g' d='");
    for (int bits = 0; bits <= HIGHEST; bits += 2)
        blt__buf_printf(b, "M%d %dH%d", LEFT,
                        top + PLOT - PLOT * bits / HIGHEST, right);
    blt__buf_printf(b, "'/>\n<g class='n' aria-hidden='true'>");
    for (int bits = 0; bits <= HIGHEST; bits += 2)
        blt__buf_printf(b, "<text x='%d' y='%d'>%d</text>", LEFT - 6,
                        top + PLOT - PLOT * bits / HIGHEST + 3, bits);
    blt__buf_printf(b, "</g>\n");
    if (threshold != BLT_VIEW_NO_THRESHOLD)
        blt__buf_printf(b, "<path class='h' d='M%d %.1fH%d'/>\n", LEFT,
                        y_of(threshold, top), right);
}

/* The curve connects the centres of bytes; unknown entropies leave a gap. */
static void
put_curve(blt_view *v, int top)
{
    struct svg *s = v->own;
    int drawn = 0;

    blt__buf_printf(&s->body, "<path class='e' d='");
    for (int i = 0; i < s->n; i++) {
        if (isnan(s->entropy[i])) {
            drawn = 0;
            continue;
        }
        blt__buf_printf(&s->body, "%c%d %.1f", drawn ? 'L' : 'M',
                        LEFT + i * BYTE + BYTE / 2,
                        y_of(s->entropy[i], top));
        if (!drawn)             /* a single byte is a dot */
            blt__buf_printf(&s->body, "h0");
        drawn = 1;
    }
    blt__buf_printf(&s->body, "'/>\n");
}

static void
put_cuts(blt_view *v, int top)
{
    struct svg *s = v->own;

    blt__buf_printf(&s->body, "<path class='c' d='");
    for (int i = 0; i < s->n; i++)
        if (s->starts[i] & 1)
            blt__buf_printf(&s->body, "M%d %dv%d", LEFT + i * BYTE, top - 4,
                            PLOT + 30);
    blt__buf_printf(&s->body, "'/>\n");
}

/* The patches of a scheme as boxes of alternating colours. */
static void
put_boxes(blt_view *v, size_t k, int y)
{
    struct svg *s = v->own;
    blt__buf *b = &s->body;

    blt__buf_printf(b, "<text class='l' x='8' y='%d'>", y + 15);
    blt__xml_put(b, v->opt.scheme[k], strlen(v->opt.scheme[k]));
    blt__buf_printf(b, "</text>\n");
    for (int shade = 0; shade < 2; shade++) {
        int parity = s->parity[k];

        blt__buf_printf(b, "<path class='%c' d='", shade ? 'b' : 'a');
        for (int i = 0, end; i < s->n; i = end) {
            parity ^= s->starts[i] >> k & 1;
            for (end = i + 1; end < s->n && !(s->starts[end] >> k & 1);)
                end++;
            if (parity == shade)
                blt__buf_printf(b, "M%d %dh%dv%dh%dz", SCHEME_LEFT + i * BYTE
                                + 1, y, (end - i) * BYTE - 2, BOX - 4,
                                -((end - i) * BYTE - 2));
        }
        blt__buf_printf(b, "'/>\n");
        if (shade)
            s->parity[k] = parity;
    }
    put_text(v, y + 15);
}

static void
end_row(blt_view *v)
{
    struct svg *s = v->own;
    int top = s->height + TOP;

    if (s->n == 0)
        return;
    if (v->opt.schemes > 0) {
        for (size_t k = 0; k < v->schemes; k++)
            put_boxes(v, k, top + (int)k * BOX);
        s->height = top + (int)v->schemes * BOX;
    } else {
        put_axis(v, top, LEFT + s->n * BYTE);
        put_cuts(v, top);
        put_curve(v, top);
        put_text(v, top + PLOT + 18);
        s->height = top + PLOT + 30;
    }
    if (s->n > s->widest)
        s->widest = s->n;
    s->n = s->glyphs = 0;
    blt__buf_clear(&s->text);
}

static blt_status
begin_blocks(blt_view *v, blt_error *err)
{
    struct svg *s = v->own;
    blt_status st;

    if (v->opt.schemes > 0)
        return BLT_OK;
    s->by_blocks |= v->opt.block != 0;
    if (s->blocks == NULL && (st = blt__blocks_new(&s->blocks,
                              v->opt.block > 0 ? v->opt.block : 0, err))
        != BLT_OK)
        return st;
    blt__blocks_begin(s->blocks);
    return BLT_OK;
}

static blt_status
document(blt_view *v, const char *name, blt_error *err)
{
    struct svg *s = v->own;
    blt__buf shown = { 0 };

    memset(s->parity, 0, sizeof s->parity);
    blt__buf_clear(&s->name);
    blt__buf_put(&s->name, name, strlen(name));
    if (s->begun || v->opt.names) {
        blt__text_fit(&shown, (const uint8_t *)name, strlen(name), 100);
        blt__buf_printf(&s->body, "<text class='d' x='8' y='%d'>",
                        s->height + 22);
        blt__xml_put(&s->body, shown.p, shown.n);
        blt__buf_printf(&s->body, "</text>\n");
        s->body.failed |= shown.failed;
        s->height += 20;
    }
    blt__buf_free(&shown);
    s->begun = 1;
    return begin_blocks(v, err);
}

/* Placeholders are short here, because glyphs are narrow. */
static void
glyph_markup(blt__buf *b, const blt__cell *c)
{
    blt__buf shown = { 0 };

    if (c->g->kind == BLT__GLYPH_HIDDEN)
        blt__buf_printf(b, "%X", (unsigned)c->g->c);
    else if (c->g->kind == BLT__GLYPH_INVALID)
        blt__buf_printf(b, "%02x", (unsigned)c->g->c);
    else
        blt__glyph_put(&shown, c->g, c->p);
    blt__xml_put(b, shown.p, shown.n);
    b->failed |= shown.failed;
    blt__buf_free(&shown);
}

/* The text is too long for the figure. */
static blt_status
give_up(struct svg *s, blt_error *err)
{
    if (s->blocks == NULL || !blt__blocks_known(s->blocks))
        return blt__fail(err, BLT_EDATA, "the text is too long for a"
                         " picture, which can show %d bytes",
                         BLT_VIEW_SVG_LONGEST);
    s->by_blocks = 1;
    s->n = s->glyphs = 0;
    blt__buf_free(&s->body);
    return BLT_OK;
}

static blt_status
cell(blt_view *v, const blt__cell *c, blt_error *err)
{
    struct svg *s = v->own;
    size_t n = c->g->n;

    s->bytes += (int64_t)n;
    if (s->blocks != NULL)
        blt__blocks_feed(s->blocks, c->p, c->surprisal, n);
    if (s->by_blocks)
        return BLT_OK;
    if (s->bytes > BLT_VIEW_SVG_LONGEST)
        return give_up(s, err);
    if (s->n + (int)n > PER_ROW)
        end_row(v);
    s->glyph[s->glyphs].at = s->n;
    s->glyph[s->glyphs].n = (int)n;
    s->glyph[s->glyphs].blank = c->g->c == ' ';
    s->glyph[s->glyphs].stand_in = c->g->kind == BLT__GLYPH_HIDDEN
        || c->g->kind == BLT__GLYPH_INVALID;
    s->glyph[s->glyphs].text = s->text.n;
    glyph_markup(&s->text, c);
    s->glyph[s->glyphs++].end = s->text.n;
    memcpy(s->entropy + s->n, c->entropy, n * sizeof *s->entropy);
    memcpy(s->starts + s->n, c->starts, n);
    s->n += (int)n;
    return BLT_OK;
}

static blt_status
document_end(blt_view *v, blt_error *err)
{
    struct svg *s = v->own;

    end_row(v);
    if (s->blocks == NULL)
        return BLT_OK;
    s->panels.failed |= s->name.failed;
    return blt__blocks_draw(s->blocks, &s->panels, blt__buf_text(&s->name),
                            s->panel++ * BLT__BLOCKS_HEIGHT, err);
}

static const char style[] =
"svg{font-family:monospace;font-size:13px}text{fill:#222}"
".t{text-anchor:middle;white-space:pre;direction:ltr;"
"unicode-bidi:bidi-override}.s{font-size:8px;fill:#a3360f}"
".n,.n text{font-size:10px;text-anchor:end}.l,.k{font-size:11px}"
".d{font-weight:bold}path{fill:none}.w{stroke:#999}.g{stroke:#e4e4e4}"
".e{stroke:#2a5da8;stroke-width:1.6;stroke-linejoin:round;"
"stroke-linecap:round}.c{stroke:#c0392b;stroke-opacity:.75}"
".h{stroke:#777;stroke-dasharray:5 4}.a{fill:#dbe7f7}.b{fill:#f9dfc0}"
".p{fill:#fff}"
"@media(prefers-color-scheme:dark){text{fill:#ddd}.s{fill:#ffb08a}"
".w{stroke:#777}.g{stroke:#33373d}.e{stroke:#7fb0ff}.c{stroke:#ff8a75}"
".h{stroke:#999}.a{fill:#25384f}.b{fill:#57401f}.p{fill:#16181c}}";

static void
put_head(blt__buf *b, int width, int height, const char *title,
         const char *own_style)
{
    blt__buf_printf(b, "<svg xmlns='http://www.w3.org/2000/svg' width='%d'"
                    " height='%d' viewBox='0 0 %d %d'>\n<title>%s</title>\n"
                    "<style>%s%s</style>\n"
                    "<rect class='p' width='100%%' height='100%%'/>\n",
                    width, height, width, height, title, style, own_style);
}

/* The body may be large. */
static blt_status
put_body(blt_view *v, const blt__buf *body, blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t at = 0, n; at < body->n && st == BLT_OK; at += n) {
        n = body->n - at < 65536 ? body->n - at : 65536;
        blt__buf_put(&v->out, body->p + at, n);
        st = blt_view_flush(v, err);
    }
    v->out.failed |= body->failed;
    return st;
}

static void
put_mean_lengths(blt_view *v)
{
    blt__buf *b = &v->out;

    for (size_t k = 0; k < v->schemes; k++) {
        int64_t n = v->totals.patches[k];

        blt__buf_printf(b, "%s", k ? ", " : "");
        blt__xml_put(b, v->opt.scheme[k], strlen(v->opt.scheme[k]));
        blt__buf_printf(b, " %.3g", n > 0 ? (double)v->totals.bytes
                        / (double)n : 0);
    }
    blt__buf_printf(b, " bytes");
}

static blt_status
end_by_blocks(blt_view *v, blt_error *err)
{
    struct svg *s = v->own;
    const int height = s->panel * BLT__BLOCKS_HEIGHT + 24;
    blt_status st;

    put_head(&v->out, BLT__BLOCKS_WIDTH, height, "Bits per byte by blocks",
             blt__blocks_style);
    st = put_body(v, &s->panels, err);
    blt__buf_printf(&v->out, "<text class='k' x='8' y='%d'>", height - 8);
    blt__blocks_caption(&v->out);
    blt__buf_printf(&v->out, "</text>\n</svg>\n");
    return st;
}

static blt_status
end(blt_view *v, blt_error *err)
{
    struct svg *s = v->own;
    blt__buf *b = &v->out;
    float t = v->opt.threshold;
    int width = left(v) + s->widest * BYTE + RIGHT, height = s->height + 22;
    blt_status st;

    if (s->by_blocks)
        return end_by_blocks(v, err);
    if (width < 420)
        width = 420;            /* for the caption */
    put_head(b, width, height, v->opt.schemes > 0
             ? "Ways to cut a text into patches"
             : "Entropy before each byte of a text, and its patches", "");
    if ((st = put_body(v, &s->body, err)) != BLT_OK)
        return st;
    if (v->opt.schemes > 0) {
        blt__buf_printf(b, "<text class='k' x='8' y='%d'>a box is a patch; "
                        "mean length: ", height - 8);
        put_mean_lengths(v);
    } else {
        blt__buf_printf(b, "<text class='k' x='%d' y='%d'>bits of entropy "
                        "before each byte; upright: a patch begins", LEFT,
                        height - 6);
        if (t != BLT_VIEW_NO_THRESHOLD)
            blt__buf_printf(b, "; dashed: the threshold, %.3g bits",
                            t / 0.693147180559945309417);
    }
    blt__buf_printf(b, "</text>\n</svg>\n");
    return BLT_OK;
}

static void
done(blt_view *v)
{
    struct svg *s = v->own;

    blt__buf_free(&s->body);
    blt__buf_free(&s->text);
    blt__buf_free(&s->panels);
    blt__buf_free(&s->name);
    blt__blocks_free(s->blocks);
}

const blt__view_ops blt__view_svg = {
    sizeof(struct svg), document, cell, document_end, end, done
};
