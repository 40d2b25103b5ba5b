/* The sinks of blt-entropy: one file for each kind of output. */
#ifndef BLT_BIN_ENTROPY_H
#define BLT_BIN_ENTROPY_H

#include "bin/cli/scored.h"

/* --format */
enum { ENTROPY_STREAM, ENTROPY_JSON, ENTROPY_NPY, ENTROPY_GREP };

/* ---- rows.c ------------------------------------------------------------- */

/* The exact stream: a row for each byte, with the rank of the byte and so many
 * of the likeliest bytes. */
cli_sink *entropy_rows(int format, int rank, size_t top);

/* A writer to stdout with its header written; `more` is appended to what the
 * #program line says of the models.  Columns and width as for
 * blt_stream_writer_columns(). */
blt_stream_writer *entropy_writer(const cli_scored *from,
                                  blt_stream_kind kind, int format,
                                  const char *more, unsigned columns,
                                  size_t width);
/* Writes what is ready; w may be NULL. */
void entropy_flush(blt_stream_writer *w);

/* ---- units.c: rows for what --by names ---------------------------------- */

/* In the order of blt_unit_kind. */
#define ENTROPY_BY \
    "byte|char|word|sentence|line|patch|document|script|language|block"

typedef struct entropy_units {
    int by, format;
    int64_t top;            /* 0: all */
    float least;            /* nats per byte; only if least_seen */
    int least_seen;
    int64_t block;          /* bytes, for BLT_UNIT_BLOCK */
    int64_t width;          /* characters of a row's text; 0: whole */
    int several;            /* rows say which file they are from */
} entropy_units;

/* *opt is borrowed until the end. */
cli_sink *entropy_by(const entropy_units *opt);

/* The guesser of languages, from where the commands look for its data. */
blt_language *entropy_languages(void);

/* ---- view.c, html.c: pictures ------------------------------------------- */

/* Heat map, hex dump or SVG on stdout; patches: mark where they start;
 * names: there may be several documents. */
cli_sink *entropy_view(blt_view_kind kind, int patches, int names);
/* An SVG picture by blocks; bytes: as block of blt_view_options. */
cli_sink *entropy_blocks(int64_t bytes);
/* A page of HTML with that title; block: as in blt_view_options. */
cli_sink *entropy_html(const char *title, int64_t block);

/* ---- secrets.c ---------------------------------------------------------- */

typedef struct entropy_secrets {
    int format, show;       /* show: do not mask them */
    int64_t top;            /* 0: all, in order */
    int several;            /* rows say which file they are from */
} entropy_secrets;

/* *opt is borrowed until the end. */
cli_sink *entropy_find_secrets(const entropy_secrets *opt);
/* Was there any? */
int entropy_secrets_found(void);

/* ---- report.c ----------------------------------------------------------- */

/* A report for people, with so many of the most surprising lines. */
cli_sink *entropy_report(int lines, int beside);

#endif
