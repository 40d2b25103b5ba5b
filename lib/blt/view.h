/* Pictures of scored text: heat map, hex dump, the figure of the BLT paper as
 * SVG, and a page of HTML.  Since 0.2.
 *
 * A view is fed documents and bytes with scores, in pieces of any size (the
 * division changes nothing), and writes through a callback.  Control
 * characters, bidi controls, invisible characters and invalid bytes are
 * replaced by visible symbols.  Memory is bounded: SVG draws a long text by
 * blocks.  A view belongs to one thread at a time.
 *
 * A byte's surprisal decides its colour; the levels begin at 0, 0.5, 1, 2, 3,
 * 4, 6, 8 and 12 bits.  Lightness rises with the level, so the order is
 * visible without colours too; a character has the level of its most
 * surprising byte. */
#ifndef BLT_VIEW_H
#define BLT_VIEW_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/locale.h>
#include <blt/score.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_view_kind {
    BLT_VIEW_HEAT,          /* the text, coloured, for a terminal */
    BLT_VIEW_HEX,           /* offset, hex, text, coloured */
    BLT_VIEW_COMPARE,       /* the text, and a ruler per scheme */
    BLT_VIEW_SVG,           /* entropy as a curve over the characters; with
                               schemes: rows of patches; a long text by
                               blocks */
    BLT_VIEW_HTML           /* a whole page; see blt_view_html_top */
} blt_view_kind;

typedef enum blt_view_color {
    BLT_COLOR_NONE,         /* bars under the text instead of colours */
    BLT_COLOR_16,
    BLT_COLOR_256,
    BLT_COLOR_TRUE          /* 24 bits */
} blt_view_color;

#define BLT_VIEW_SCHEMES 8  /* schemes to compare, at most */
/* Bytes of text in an SVG, all documents together, at most.  More are drawn by
 * blocks, if their surprisals are known. */
#define BLT_VIEW_SVG_LONGEST 20000
/* Blocks of a size that is chosen by the length of each document, for a curve
 * of 1,024 to 2,048 points: 2^k bytes, at least 16. */
#define BLT_VIEW_BLOCK_CHOSEN (-1)

typedef struct blt_view_options {
    size_t size;            /* set by BLT_VIEW_OPTIONS_INIT */
    blt_view_color color;   /* HEAT, HEX */
    int    columns;         /* of the terminal; at least 20 are used */
    int    patches;         /* 1: HEAT, HEX: mark where patches begin */
    int    names;           /* 1: print the first document's name too */
    float  threshold;       /* SVG: nats, drawn as a line;
                               BLT_VIEW_NO_THRESHOLD: none */
    const char *const *scheme;  /* COMPARE, SVG: [schemes] names, borrowed */
    size_t schemes;         /* 0: one scheme without a name */
    int64_t block;          /* SVG, HTML: draw the surprisal of blocks of so
                               many bytes, and their order-0 entropy with its
                               edges, not the text; BLT_VIEW_BLOCK_CHOSEN;
                               0: the text */
} blt_view_options;

#define BLT_VIEW_NO_THRESHOLD (-1e30f)
#define BLT_VIEW_OPTIONS_INIT { sizeof(blt_view_options), BLT_COLOR_NONE, \
    80, 0, 0, BLT_VIEW_NO_THRESHOLD, NULL, 0, 0 }

typedef struct blt_view blt_view;

/* opt may be NULL.  BLT_EINVAL for an invalid option. */
BLT_API BLT_MUST_USE blt_status
blt_view_new(blt_view **v, blt_view_kind kind, const blt_view_options *opt,
             blt_write_fn write, void *user, blt_error *err);
BLT_API void
blt_view_free(blt_view *v);

/* Begins a document and ends the previous one.  The name is copied. */
BLT_API BLT_MUST_USE blt_status
blt_view_document(blt_view *v, const char *name, blt_error *err);
/* The next bytes of the document: bytes, entropy, surprisal, starts and guess
 * of b are read.  BLT_EDATA when the text is too long for the view. */
BLT_API BLT_MUST_USE blt_status
blt_view_feed(blt_view *v, const blt_scored *b, blt_error *err);
/* Passes what is ready to write. */
BLT_API BLT_MUST_USE blt_status
blt_view_flush(blt_view *v, blt_error *err);
/* Ends the last document and the view. */
BLT_API BLT_MUST_USE blt_status
blt_view_end(blt_view *v, blt_error *err);

/* The totals come first on the HTML page but are known last.  After
 * blt_view_end this call writes, to another destination, the start of the
 * page, which belongs before everything that was written so far.
 *   title     of the page: UTF-8, or treated as such
 *   report    a report laid out for a terminal, shown instead of the table of
 *             totals; or NULL
 *   locale    of the report; NULL without one */
BLT_API BLT_MUST_USE blt_status
blt_view_html_top(blt_view *v, const char *title, const char *report,
                  const blt_locale *locale, blt_write_fn write, void *user,
                  blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
