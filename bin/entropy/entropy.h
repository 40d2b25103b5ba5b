/* The sinks of blt-entropy: one file each for what can be made of scored
 * text. */
#ifndef BLT_BIN_ENTROPY_H
#define BLT_BIN_ENTROPY_H

#include "bin/cli/scored.h"

enum { ENTROPY_STREAM, ENTROPY_JSON, ENTROPY_NPY };     /* --format */

/* ---- rows.c ------------------------------------------------------------ */

/* The exact stream: a row for each byte. */
cli_sink *entropy_rows(int format);

/* A writer to stdout, its header written: what the scores came through, and
 * `more` behind what the models have to say. */
blt_stream_writer *entropy_writer(const cli_scored *from,
                                  blt_stream_kind kind, int format,
                                  const char *more);
void entropy_check(blt_status s, const blt_error *err);
/* Hands over what is written; w may be NULL. */
void entropy_flush(blt_stream_writer *w);

/* ---- units.c: rows for what --by names --------------------------------- */

enum {                                                  /* --by */
    BY_BYTE, BY_CHAR, BY_WORD, BY_SENTENCE, BY_LINE, BY_PATCH, BY_DOCUMENT,
    BY_SCRIPT, BY_LANGUAGE
};
#define ENTROPY_BY \
    "byte|char|word|sentence|line|patch|document|script|language"

typedef struct entropy_units {
    int by, format;
    int64_t top;            /* 0: all */
    float least;            /* nats per byte; only if least_seen */
    int least_seen;
} entropy_units;

/* *opt stays where it is. */
cli_sink *entropy_by(const entropy_units *opt);

/* Some of a text, and what it costs. */
typedef struct entropy_unit {
    const char *document;
    const uint8_t *text;    /* its bytes; not those of a very long one */
    const char *name;       /* of a script or language: instead of text */
    int64_t offset, length, chars;
    int64_t number;         /* of equals the earlier one comes first */
    double nats;
} entropy_unit;

/* What byte i adds to it: its surprisal, or by how much that is more than
 * under the other model. */
double entropy_cost(const cli_scored_bytes *b, size_t i);

/* How text becomes units: each way is told what a sink is told, and calls
 * entropy_unit_put() for what is complete. */
typedef struct entropy_way {
    void (*open)(const entropy_units *opt);
    void (*document)(void);
    void (*bytes)(const cli_scored_bytes *b);
    void (*end)(void);
    void (*close)(void);
} entropy_way;

void entropy_unit_put(entropy_unit *u);

extern const entropy_way entropy_segments;  /* segments.c: by boundaries that
                                               Unicode has */
extern const entropy_way entropy_sums;      /* sums.c: script, language */

/* ---- view.c, html.c: pictures -------------------------------------------- */

/* Heat map, hex view or SVG on stdout; patches: mark where they begin;
 * names: there may be several documents. */
cli_sink *entropy_view(blt_view_kind kind, int patches, int names);
/* The page of that name. */
cli_sink *entropy_html(const char *title);
/* Nats, to be drawn as a line; BLT_VIEW_NO_THRESHOLD if there is none. */
float entropy_threshold(const blt_model *model);
/* ---- report.c ---------------------------------------------------------- */

/* A page for a person, with so many of the most surprising lines. */
cli_sink *entropy_report(int lines);

/* ---- top.c: the most surprising of them, most first -------------------- */

/* By what units are ranked. */
double entropy_unit_rank(const entropy_unit *u);

typedef struct entropy_top {
    entropy_unit *kept;     /* a heap, the least surprising first */
    size_t n, most;
} entropy_top;

/* Keeps a copy, if it is among the most surprising. */
void entropy_top_add(entropy_top *t, const entropy_unit *u);
void entropy_top_sort(entropy_top *t);
void entropy_top_free(entropy_top *t);

#endif
