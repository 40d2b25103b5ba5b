/* Reports: a page for people about a text that was scored or cut.  Since 0.2.
 *
 * A report receives a text with its scores, keeps sums, and writes a page in
 * the language, number format and direction of a locale when the text ends;
 * after the last of several texts it writes a page about all of them.  Memory
 * does not grow with the text, and the page does not depend on how the text
 * was divided into calls.  A report belongs to one thread at a time.
 *
 * Scripts are those of UAX 24.  Bidi controls and invisible characters of the
 * text are shown as escapes; on pages written from right to left, lines are
 * aligned to the right and quoted text is isolated. */
#ifndef BLT_REPORT_H
#define BLT_REPORT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/config.h>
#include <blt/error.h>
#include <blt/language.h>
#include <blt/locale.h>
#include <blt/score.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_report_kind {
    BLT_REPORT_ENTROPY,     /* how surprising it is, and where */
    BLT_REPORT_PATCH        /* how it was cut, and what that costs a model */
} blt_report_kind;

typedef struct blt_report_options {
    size_t size;            /* set by BLT_REPORT_OPTIONS_INIT */
    blt_report_kind kind;
    const blt_locale *locale;   /* borrowed; not NULL */
    int columns;            /* of the page: 40 .. 10000 */
    int lines;              /* how many of the most surprising lines to show:
                               0 .. 1000 */
    int newline;            /* the byte that ends a line */
    const char *scheme;     /* patch: shown as the way it was cut; or NULL;
                               borrowed */
    const blt_config *config;   /* patch: the model whose FLOPs are shown; the
                               entropy model counts if config->patch_scheme
                               needs it.  NULL: no FLOPs.  Copied */
    int64_t window;         /* patch: as in blt_session_options */
    blt_language *languages;    /* entropy: identifies each line; NULL: no
                               sums by language.  Borrowed */
} blt_report_options;

#define BLT_REPORT_OPTIONS_INIT { sizeof(blt_report_options), \
    BLT_REPORT_ENTROPY, NULL, 80, 10, '\n', NULL, NULL, 0, \
    NULL }

typedef struct blt_report blt_report;

/* write is called with whole pages. */
BLT_API BLT_MUST_USE blt_status
blt_report_new(blt_report **r, const blt_report_options *opt,
               blt_write_fn write, void *user, blt_error *err);
BLT_API void
blt_report_free(blt_report *r);

/* Begins a text.
 *   name     NULL: standard input
 *   changed  its modification time in seconds since 1970; -1: not known */
BLT_API BLT_MUST_USE blt_status
blt_report_document(blt_report *r, const char *name, int64_t changed,
                    blt_error *err);

/* Its next bytes: bytes, surprisal, model and starts of b are read.  Where
 * b->model is known, sums are of that, and lines are ranked by the surprisal,
 * which is adapted, as blt_unit_options.relative does.  BLT_EINVAL unless
 * blt_report_document() was called. */
BLT_API BLT_MUST_USE blt_status
blt_report_feed(blt_report *r, const blt_scored *b, blt_error *err);

/* A patch begins at the next byte. */
BLT_API void
blt_report_cut(blt_report *r);

/* Ends the text and writes its page. */
BLT_API BLT_MUST_USE blt_status
blt_report_document_end(blt_report *r, blt_error *err);

/* After the last text: writes the page about all of them, if there were
 * several. */
BLT_API BLT_MUST_USE blt_status
blt_report_end(blt_report *r, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
