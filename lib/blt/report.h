/* Reports: a page for a person about a text that was scored or cut.
 * Since 0.2.
 *
 * A report is told a text byte by byte, keeps sums, and writes a page in the
 * words, numbers and direction of a locale when the text ends, and one about
 * all texts together after the last, if there were several.  Memory does not
 * grow with the text, and the page does not depend on how many bytes come at
 * once.
 *
 * Scripts are those of UAX 24.  What the text has in bidi controls and other
 * things that do not show by themselves is shown as escapes; on pages
 * written from right to left, lines are aligned to the right and what comes
 * from the text stands in isolates. */
#ifndef BLT_REPORT_H
#define BLT_REPORT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/config.h>
#include <blt/error.h>
#include <blt/language.h>
#include <blt/locale.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_report_kind {
    BLT_REPORT_ENTROPY,     /* how surprising it is, and where */
    BLT_REPORT_PATCH        /* how it was cut, and what that costs a model */
} blt_report_kind;

typedef struct blt_report_options {
    size_t size;            /* sizeof, set by BLT_REPORT_OPTIONS_INIT */
    blt_report_kind kind;
    const blt_locale *locale;   /* outlives the report; not NULL */
    int columns;            /* of the page: 40 and more */
    int lines;              /* of the most surprising ones: 0 .. 1000 */
    int newline;            /* the byte that ends a line */
    const char *scheme;     /* patch: how it was cut, as is; or NULL */
    const blt_config *config;   /* patch: whose work is counted; the entropy
                               model counts if config->patch.scheme needs it.
                               NULL: nobody's.  Outlives the report */
    int64_t window;         /* patch: as in blt_session_options */
    blt_language *languages;    /* entropy: asked about each line; NULL: no
                               sums by language.  Outlives the report */
} blt_report_options;

#define BLT_REPORT_OPTIONS_INIT { sizeof(blt_report_options), \
    BLT_REPORT_ENTROPY, NULL, 80, 10, '\n', NULL, NULL, 0, \
    NULL }

typedef struct blt_report blt_report;

/* write is called with whole pages. */
BLT_API BLT_MUST_USE blt_status
blt_report_new(blt_report **r, const blt_report_options *opt,
               blt_write_fn write, void *arg, blt_error *err);
BLT_API void
blt_report_free(blt_report *r);

/* A text begins.
 *   name     NULL: standard input
 *   changed  seconds since 1970 when it was last changed; -1: not known */
BLT_API BLT_MUST_USE blt_status
blt_report_document(blt_report *r, const char *name, int64_t changed,
                    blt_error *err);

/* Its next n bytes.
 *   p          [n]
 *   surprisal  [n] nats, NaN: not known; NULL: none is
 *   starts     [n] 1: a patch begins with this byte; NULL: none does */
BLT_API BLT_MUST_USE blt_status
blt_report_bytes(blt_report *r, const uint8_t *p, const float *surprisal,
                 const uint8_t *starts, size_t n, blt_error *err);

/* A patch begins with the next byte. */
BLT_API void
blt_report_cut(blt_report *r);

/* The text ends: its page is written. */
BLT_API BLT_MUST_USE blt_status
blt_report_document_end(blt_report *r, blt_error *err);

/* There are no more: writes the page about all of them, if there were
 * several. */
BLT_API BLT_MUST_USE blt_status
blt_report_end(blt_report *r, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
