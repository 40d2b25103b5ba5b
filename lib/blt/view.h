/* Scored text as something to look at: heat map, hex dump, the figure of the
 * BLT paper as SVG, and a page of HTML.  Since 0.2.
 *
 * A view is fed with documents and with bytes that have scores, in pieces of
 * any size (the pieces change nothing), and writes through a callback.  Text
 * is shown, never obeyed: controls, bidi controls, invisible characters and
 * invalid bytes have stand-ins.  Memory stays bounded in all but SVG, which
 * has a limit on the text instead.
 *
 * A byte's surprisal decides its colour; levels begin at these bits: 0, 0.5,
 * 1, 2, 3, 4, 6, 8, 12.  Lightness rises with the level, so the order shows
 * without colours, too; a character has the level of its most surprising
 * byte. */
#ifndef BLT_VIEW_H
#define BLT_VIEW_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/locale.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_view_kind {
    BLT_VIEW_HEAT,          /* the text, coloured, for a terminal */
    BLT_VIEW_HEX,           /* offset, hex, text, coloured */
    BLT_VIEW_COMPARE,       /* the text, and a ruler for each scheme */
    BLT_VIEW_SVG,           /* entropy as a curve over the characters; with
                               schemes: rows of patches */
    BLT_VIEW_HTML           /* a page of its own; see blt_view_html_top */
} blt_view_kind;

typedef enum blt_view_color {
    BLT_COLOR_NONE,         /* heights under the text stand for colours */
    BLT_COLOR_16,
    BLT_COLOR_256,
    BLT_COLOR_TRUE          /* 24 bits */
} blt_view_color;

#define BLT_VIEW_SCHEMES 8  /* to be compared at most */
#define BLT_VIEW_GUESSES 3
/* Bytes of text in an SVG, all documents together, at most. */
#define BLT_VIEW_SVG_LONGEST 20000

typedef struct blt_view_options {
    size_t size;            /* set by BLT_VIEW_OPTIONS_INIT */
    blt_view_color color;   /* HEAT, HEX */
    int    columns;         /* of the terminal; at least 20 are used */
    int    patches;         /* HEAT, HEX: mark where patches begin */
    int    names;           /* say the first document's name, too */
    float  threshold;       /* SVG: nats, drawn as a line;
                               BLT_VIEW_NO_THRESHOLD: none */
    const char *const *scheme;  /* [schemes] names, borrowed: COMPARE, SVG */
    size_t schemes;         /* 0: one without a name */
} blt_view_options;

#define BLT_VIEW_NO_THRESHOLD (-1e30f)
#define BLT_VIEW_OPTIONS_INIT { sizeof(blt_view_options), BLT_COLOR_NONE, \
    80, 0, 0, BLT_VIEW_NO_THRESHOLD, NULL, 0 }

/* A byte that a model thought likely, and how likely. */
typedef struct blt_guess {
    uint8_t byte;
    float   probability;
} blt_guess;

typedef struct blt_view_bytes {
    size_t n;
    const uint8_t *p;           /* [n] */
    const float   *entropy;     /* [n] nats before each, NaN: unknown; or
                                   NULL */
    const float   *surprisal;   /* [n] nats of each, NaN: unknown; or NULL */
    const uint8_t *starts;      /* [n] bit k: in scheme k a patch begins with
                                   this byte; or NULL */
    const blt_guess *guess;     /* [n, 3] HTML: the likeliest bytes there,
                                   likeliest first; or NULL, for all alike */
} blt_view_bytes;

typedef struct blt_view blt_view;

/* Writes with write(arg, ...); anything but 0 from it ends all. */
BLT_API BLT_MUST_USE blt_status
blt_view_new(blt_view **v, blt_view_kind kind, const blt_view_options *opt,
             blt_write_fn write, void *arg, blt_error *err);
BLT_API void
blt_view_free(blt_view *v);

/* A document begins, and the one before ends.  The name is copied. */
BLT_API BLT_MUST_USE blt_status
blt_view_document(blt_view *v, const char *name, blt_error *err);
/* BLT_EDATA when the text is too long for the view. */
BLT_API BLT_MUST_USE blt_status
blt_view_feed(blt_view *v, const blt_view_bytes *bytes, blt_error *err);
/* Hands over what is ready. */
BLT_API BLT_MUST_USE blt_status
blt_view_flush(blt_view *v, blt_error *err);
/* The last document ends, and so does the view. */
BLT_API BLT_MUST_USE blt_status
blt_view_end(blt_view *v, blt_error *err);

/* HTML has its totals on top, and they are known last: after blt_view_end
 * this writes, to another place, what must stand before all that was
 * written so far.
 *   title     of the page: UTF-8, or shown as if it were
 *   report    a text for people, laid out for a terminal, which stands there
 *             instead of a table of totals; or NULL
 *   locale    of the report; NULL without one */
BLT_API BLT_MUST_USE blt_status
blt_view_html_top(blt_view *v, const char *title, const char *report,
                  const blt_locale *locale, blt_write_fn write, void *arg,
                  blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
