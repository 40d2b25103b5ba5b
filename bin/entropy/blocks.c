/* --by=block:N --svg: a picture of files of any size, a panel for each.  The
 * curves are the model's bits per byte and the order-0 entropy; vertical
 * lines with offsets are the edges that binwalk -E reports. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

enum { LEFT = 44, WIDTH = 840, TOP = 34, PLOT = 150, PANEL = 230,
       HIGHEST = 12 };          /* bits per byte at the top; chosen: a model
                                   costs more than 8 where it is wrong */

static int64_t block;
static blt_units *units;
static struct point { double model, order0; int edge; } *points;
static size_t n, cap;
static int64_t length;
static int panel;
static cli_buf body;

static void
say(const char *text)
{
    cli_buf_put(&body, text, strlen(text));
}

static blt_status
keep(void *user, const blt_unit *u, blt_error *err)
{
    const double bits = 0.693147180559945309417 * (double)u->length;

    (void)user;
    (void)err;
    points = cli_grow(points, &cap, n + 1, sizeof *points);
    points[n++] = (struct point){ u->nats / bits,
                                  u->order0 / 0.693147180559945309417,
                                  u->edge };
    length = u->offset + u->length;
    return BLT_OK;
}

static double
x_of(size_t i)
{
    return LEFT + (double)WIDTH * (double)(i * (size_t)block)
        / (double)(length > 0 ? length : 1);
}

static double
y_of(double bits)
{
    bits = isnan(bits) ? 0 : bits < HIGHEST ? bits : HIGHEST;
    return TOP + PLOT * (1 - bits / HIGHEST);
}

static void
put_curve(const char *class, int order0)
{
    char text[80];

    snprintf(text, sizeof text, "<path class='%s' d='M", class);
    say(text);
    for (size_t i = 0; i < n; i++) {
        snprintf(text, sizeof text, "%s%.1f %.1fH%.1f", i ? "L" : "",
                 x_of(i), y_of(order0 ? points[i].order0 : points[i].model),
                 i + 1 < n ? x_of(i + 1) : (double)(LEFT + WIDTH));
        say(text);
    }
    say("'/>\n");
}

static void
put_name(const char *p)
{
    for (size_t k; *p != '\0'; p += k) {
        k = cli_character((const unsigned char *)p, strlen(p));
        if (k == 0 || (unsigned char)*p < ' ' || strchr("<&'\"", *p)) {
            say("?");
            k = k == 0 ? 1 : k;
        } else {
            cli_buf_put(&body, p, k);
        }
    }
}

static void
begin_document(const char *name)
{
    char text[120];
    blt_error err;

    n = 0;
    length = 0;
    snprintf(text, sizeof text, "<g transform='translate(0 %d)'>\n<text "
             "class='d' x='8' y='18'>", panel++ * PANEL);
    say(text);
    put_name(name);
    say("</text>\n");
    cli_check(blt_units_document(units, name, &err), &err);
}

static void
end_document(void)
{
    char text[240];
    blt_error err;

    cli_check(blt_units_document_end(units, &err), &err);
    for (int bits = 0; bits <= HIGHEST; bits += 4) {
        snprintf(text, sizeof text, "<path class='g' d='M%d %.1fH%d'/>"
                 "<text class='n' x='%d' y='%.1f'>%d</text>\n", LEFT,
                 y_of(bits), LEFT + WIDTH, LEFT - 6, y_of(bits) + 4, bits);
        say(text);
    }
    for (size_t i = 0; i < n; i++) {
        if (points[i].edge == 0)
            continue;
        snprintf(text, sizeof text, "<path class='%s' d='M%.1f %dv%d'/>"
                 "<text class='o' transform='translate(%.1f %d)rotate(35)'>"
                 "%lld</text>\n", points[i].edge > 0 ? "r" : "f", x_of(i),
                 TOP, PLOT + 4, x_of(i), TOP + PLOT + 12,
                 (long long)((int64_t)i * block));
        say(text);
    }
    if (n > 0) {
        put_curve("z", 1);
        put_curve("e", 0);
    }
    say("</g>\n");
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    cli_check(blt_units_feed(units, b, &err), &err);
}

static void
open_blocks(const cli_scored *from)
{
    blt_unit_options o = BLT_UNIT_OPTIONS_INIT;
    blt_error err;

    (void)from;
    o.kind = BLT_UNIT_BLOCK;
    o.block = block;
    cli_check(blt_units_new(&units, &o, keep, NULL, &err), &err);
}

static void
close_blocks(int whole)
{
    char text[1400];
    int height = panel * PANEL + 24;

    (void)whole;
    snprintf(text, sizeof text, "<svg xmlns='http://www.w3.org/2000/svg' "
             "width='%d' height='%d' viewBox='0 0 %d %d'>\n<title>Bits per "
             "byte by blocks of %lld bytes</title>\n<style>svg{font-family:"
             "monospace;font-size:11px}text{fill:#222}path{fill:none}"
             ".d{font-weight:bold}.n{text-anchor:end}.o{font-size:9px}"
             ".g{stroke:#e4e4e4}.e{stroke:#2a5da8}.z{stroke:#d08a2e}"
             ".r{stroke:#c0392b}.f{stroke:#3a8a4d}</style>\n<rect "
             "width='100%%' height='100%%' fill='#fff'/>\n",
             LEFT + WIDTH + 40, height, LEFT + WIDTH + 40, height,
             (long long)block);
    cli_put(text, strlen(text));
    cli_put(body.p, body.n);
    snprintf(text, sizeof text, "<text x='8' y='%d'>bits per byte of blocks "
             "of %lld bytes; blue: the model, orange: order-0 entropy; red: "
             "it rises to 7.6 bits, green: it falls to 6.8</text>\n</svg>\n",
             height - 8, (long long)block);
    cli_put(text, strlen(text));
    blt_units_free(units);
    cli_buf_free(&body);
    free(points);
}

cli_sink *
entropy_blocks(int64_t bytes)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .open = open_blocks,
                             .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .close = close_blocks };

    block = bytes;
    return &sink;
}
