/* The HTML page: a file as an interactive heat map.
 *
 * The text is in the page as text, one paragraph per line, so that it can be
 * read, searched and copied without a script.  An attribute of each paragraph
 * has the scores in base64: 4 characters per byte, or 12 with guesses.  The
 * script of the page colours what is near the window.  Long lines are divided
 * into several paragraphs, so that no element becomes large.  Text reaches the
 * page only as glyphs through blt__xml_put(), and the content security policy
 * allows only the style and the script of this file, by their digests.
 *
 * By blocks, a document is a drawing instead of its text. */
#include "config.h"
#include <assert.h>
#include <math.h>
#include <string.h>
#include "report/blocks.h"
#include "report/level.h"
#include "report/page.h"
#include "report/view.h"
#include "report/xml.h"

enum { PIECE = 1000 };      /* bytes of a paragraph, about; not measured */

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct html {
    int begun, paragraph;
    int n;                  /* bytes of the paragraph */
    int simple;             /* each glyph is one byte and one UTF-16 unit:
                               data-g is not needed */
    int64_t offset;
    blt__buf text, data, map;
    int guessed;
    blt__blocks *blocks;    /* by blocks: of the open document */
};

static void
put_piece(blt_view *v)
{
    struct html *h = v->own;
    blt__buf *b = &v->out;

    if (h->n == 0)
        return;
    blt__buf_printf(b, "<p class=r data-o=%lld data-d=\"",
                    (long long)h->offset);
    blt__buf_put(b, h->data.p, h->data.n);
    if (!h->simple) {
        blt__buf_printf(b, "\" data-g=\"");
        blt__buf_put(b, h->map.p, h->map.n);
    }
    blt__buf_printf(b, "\">");
    blt__buf_put(b, h->text.p, h->text.n);
    blt__buf_printf(b, "</p>\n");
    b->failed |= h->data.failed | h->map.failed | h->text.failed;
    blt__buf_clear(&h->data);
    blt__buf_clear(&h->map);
    blt__buf_clear(&h->text);
    h->n = 0;
}

static blt_status
document(blt_view *v, const char *name, blt_error *err)
{
    struct html *h = v->own;
    blt__buf shown = { 0 };
    blt_status st;

    if (v->opt.block != 0 && h->blocks == NULL
        && (st = blt__blocks_new(&h->blocks, v->opt.block > 0 ? v->opt.block
                                 : 0, err)) != BLT_OK)
        return st;
    if (h->blocks != NULL)
        blt__blocks_begin(h->blocks);
    blt__text_fit(&shown, (const uint8_t *)name, strlen(name), 400);
    blt__buf_printf(&v->out, "%s<section>\n<h2>",
                    h->begun ? "</section>\n" : "");
    blt__xml_put(&v->out, shown.p, shown.n);
    blt__buf_printf(&v->out, "</h2>\n");
    v->out.failed |= shown.failed;
    blt__buf_free(&shown);
    h->begun = 1;
    return BLT_OK;
}

/* Bits, times steps, rounded down and limited to 0 .. most; `unknown` for
 * NaN. */
static uint8_t
quantum(float nats, double steps, int most, int unknown)
{
    double x = nats / 0.693147180559945309417 * steps;

    if (isnan(nats))
        return (uint8_t)unknown;
    return (uint8_t)(x > most ? most : x > 0 ? x : 0);
}

static void
put_base64(blt__buf *b, const uint8_t *p, int n)
{
    for (int i = 0; i < n; i += 3) {
        unsigned x = (unsigned)p[i] << 16 | (unsigned)p[i + 1] << 8
            | p[i + 2];
        char four[4] = { digits[x >> 18], digits[x >> 12 & 63],
                         digits[x >> 6 & 63], digits[x & 63] };

        blt__buf_put(b, four, 4);
    }
}

/* The record of a byte, which page.js reads. */
static void
put_byte(struct html *h, const blt__cell *c, size_t i)
{
    uint8_t r[3 + 2 * BLT_GUESSES];

    r[0] = c->p[i];
    r[1] = (uint8_t)((c->starts[i] & 1) << 7
                     | quantum(c->entropy[i], 15, 126, 127));
    r[2] = quantum(c->surprisal[i], 10, 254, 255);
    for (int k = 0; c->guess != NULL && k < BLT_GUESSES; k++) {
        const blt_guess *g = &c->guess[BLT_GUESSES * i + (size_t)k];

        r[3 + 2 * k] = g->byte;
        r[4 + 2 * k] = quantum(-logf(g->probability), 16, 255, 255);
    }
    put_base64(&h->data, r, c->guess != NULL ? 9 : 3);
}

/* Length in UTF-16 code units, by which scripts count. */
static size_t
units(const char *p, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        k += ((uint8_t)p[i] & 0xc0) != 0x80 ? 1 + ((uint8_t)p[i] >= 0xf0) : 0;
    return k;
}

static blt_status
cell(blt_view *v, const blt__cell *c, blt_error *err)
{
    struct html *h = v->own;
    blt__buf shown = { 0 };
    size_t len;

    if (h->blocks != NULL) {
        blt__blocks_feed(h->blocks, c->p, c->surprisal, c->g->n);
        return BLT_OK;
    }
    if (h->n == 0) {
        h->offset = c->offset;
        h->simple = 1;
        h->guessed = c->guess != NULL;
    }
    blt__glyph_put(&shown, c->g, c->p);
    len = units(shown.p, shown.n);
    if (shown.failed) {
        blt__buf_free(&shown);
        return blt__fail_memory(err, "view");
    }
    assert(len >= 1 && len <= 64);
    blt__xml_put(&h->text, shown.p, shown.n);
    blt__buf_free(&shown);
    blt__buf_put(&h->map, &digits[c->g->n - 1], 1);
    blt__buf_put(&h->map, &digits[len - 1], 1);
    h->simple &= c->g->n == 1 && len == 1;
    for (size_t i = 0; i < c->g->n; i++)
        put_byte(h, c, i);
    h->n += (int)c->g->n;
    if (h->n >= PIECE || (c->g->kind == BLT__GLYPH_CONTROL
                          && c->g->c == '\n'))
        put_piece(v);
    return BLT_OK;
}

static blt_status
document_end(blt_view *v, blt_error *err)
{
    struct html *h = v->own;
    blt_status st;

    put_piece(v);
    if (h->blocks == NULL)
        return BLT_OK;
    blt__buf_printf(&v->out, "<svg class=blocks viewBox=\"0 0 %d %d\">\n",
                    BLT__BLOCKS_WIDTH, BLT__BLOCKS_HEIGHT);
    st = blt__blocks_draw(h->blocks, &v->out, NULL, 0, err);
    blt__buf_printf(&v->out, "</svg>\n<p class=help>");
    blt__blocks_caption(&v->out);
    blt__buf_printf(&v->out, "</p>\n");
    return st;
}

static blt_status
end(blt_view *v, blt_error *err)
{
    struct html *h = v->own;
    blt__buf *b = &v->out;

    (void)err;
    blt__buf_printf(b, "%s</main>\n", h->begun ? "</section>\n" : "");
    if (v->opt.block == 0) {
        blt__buf_printf(b, "<aside aria-live=polite aria-label=\"About the"
                        " chosen byte\"><div><p>Point at the text, or choose"
                        " it and use the arrow keys.</p></div></aside>\n"
                        "<script>");
        blt__buf_put(b, page_js, sizeof page_js - 1);
        blt__buf_printf(b, "</script>\n");
    }
    blt__buf_printf(b, "</body>\n</html>\n");
    return BLT_OK;
}

/* ---- the top ------------------------------------------------------------ */

static void
put_total(blt__buf *b, const char *what, const char *fmt, double x)
{
    blt__buf_printf(b, "<div><dt>%s</dt><dd>", what);
    blt__buf_printf(b, fmt, x);
    blt__buf_printf(b, "</dd></div>\n");
}

static void
put_totals(blt__buf *b, const blt_view *v)
{
    const blt__view_totals *t = &v->totals;
    double bits = t->nats / 0.693147180559945309417;

    blt__buf_printf(b, "<dl>\n");
    put_total(b, "documents", "%.0f", (double)t->documents);
    put_total(b, "bytes", "%.0f", (double)t->bytes);
    put_total(b, "characters", "%.0f", (double)t->chars);
    if (t->invalid > 0)
        put_total(b, "invalid bytes", "%.0f", (double)t->invalid);
    if (t->scored > 0) {
        put_total(b, "bits", "%.0f", bits);
        put_total(b, "bits per byte", "%.3f", bits / (double)t->scored);
    }
    if (v->opt.patches && t->patches[0] > 0) {
        put_total(b, "patches", "%.0f", (double)t->patches[0]);
        put_total(b, "bytes per patch", "%.2f", (double)t->bytes
                  / (double)t->patches[0]);
    }
    blt__buf_printf(b, "</dl>\n");
}

static void
put_legend(blt__buf *b)
{
    blt__buf_printf(b, "<ul class=legend aria-label=\"Colours: bits of "
                    "surprisal, from\">\n");
    for (int i = 0; i < BLT__LEVELS; i++)
        blt__buf_printf(b, "<li class=h%d>%g</li>", i, blt__levels[i].bits);
    blt__buf_printf(b, "</ul>\n<p class=help>The colour is the surprisal of "
                    "each byte in bits: how little the model expected it. "
                    "Point at the text or choose a byte with a click; keys: "
                    "left and right, n and p for the next and previous "
                    "patch, s and S for the next and previous surprise."
                    "</p>\n<noscript><p>Colours and details need the script "
                    "of this page, which fetches nothing from anywhere.</p>"
                    "</noscript>\n");
}

/* Columns of a line of a report; directional marks and isolates take none. */
static size_t
line_columns(const char *p, size_t n)
{
    size_t columns = 0;
    blt__glyph g;

    for (size_t i = 0; i < n; i += g.n) {
        blt__glyph_next(&g, (const uint8_t *)p + i, n - i, 1);
        if (g.kind != BLT__GLYPH_HIDDEN)
            columns += (size_t)g.columns;
    }
    return columns;
}

/* A report laid out for a terminal pads its lines on the left if it is read
 * from right to left.  In the page the direction of the text aligns them, so
 * the padding is replaced by what a line lacks of the longest one. */
static void
put_report(blt__buf *b, const char *report, const blt_locale *locale)
{
    int rtl = locale != NULL && blt_locale_is_rtl(locale);
    size_t width = 0, n;

    for (const char *p = report; rtl && *p != '\0'; p += n + (p[n] != '\0')) {
        n = strcspn(p, "\n");
        if (line_columns(p, n) > width)
            width = line_columns(p, n);
    }
    blt__buf_printf(b, "<pre dir=%s lang=\"", rtl ? "rtl" : "ltr");
    if (locale != NULL)
        blt__xml_put(b, blt_locale_tag(locale),
                        strlen(blt_locale_tag(locale)));
    blt__buf_printf(b, "\">");
    for (const char *p = report; *p != '\0'; p += n + (p[n] != '\0')) {
        n = strcspn(p, "\n");
        if (rtl) {
            size_t blanks = strspn(p, " ");

            blt__buf_printf(b, "%*s", (int)(width - line_columns(p, n)), "");
            blt__xml_put(b, p + blanks, n - blanks);
        } else {
            blt__xml_put(b, p, n);
        }
        blt__buf_put(b, "\n", 1);
    }
    blt__buf_printf(b, "</pre>\n");
}

blt_status
blt_view_html_top(blt_view *v, const char *title, const char *report,
                  const blt_locale *locale, blt_write_fn write, void *user,
                  blt_error *err)
{
    struct html *h = v->own;
    blt__buf b = { 0 }, shown = { 0 };
    blt_status s = BLT_OK;

    if (v->ops != &blt__view_html)
        return blt__fail(err, BLT_EINVAL, "view: not a page");
    blt__text_fit(&shown, (const uint8_t *)title, strlen(title), 400);
    blt__buf_printf(&b, "<!DOCTYPE html>\n<html lang=en>\n<head>\n"
                    "<meta charset=utf-8>\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\""
                    "default-src 'none'; style-src 'sha256-%s'; script-src "
                    "'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
                    "<meta name=viewport content=\"width=device-width\">\n"
                    "<title>", page_css_digest, page_js_digest);
    blt__xml_put(&b, shown.p, shown.n);
    blt__buf_printf(&b, "</title>\n<style>");
    blt__buf_put(&b, page_css, sizeof page_css - 1);
    blt__buf_printf(&b, "</style>\n</head>\n<body>\n<header>\n<h1>");
    blt__xml_put(&b, shown.p, shown.n);
    blt__buf_printf(&b, "</h1>\n");
    if (report == NULL) {
        put_totals(&b, v);
    } else {
        put_report(&b, report, locale);
    }
    if (v->opt.block == 0)
        put_legend(&b);
    blt__buf_printf(&b, "</header>\n<main tabindex=0 aria-label=\"The text\" "
                    "data-guesses=%d data-patches=%d>\n", h->guessed,
                    v->opt.patches);
    if (b.failed || shown.failed)
        s = blt__fail_memory(err, "view");
    else
        s = write(user, b.p, b.n, err);
    blt__buf_free(&b);
    blt__buf_free(&shown);
    return s;
}

static void
done(blt_view *v)
{
    struct html *h = v->own;

    blt__buf_free(&h->text);
    blt__buf_free(&h->data);
    blt__buf_free(&h->map);
    blt__blocks_free(h->blocks);
}

const blt__view_ops blt__view_html = {
    sizeof(struct html), document, cell, document_end, end, done
};
