/* Scored text: the one reader of all that looks at how surprising bytes are.
 *
 * Text goes through the entropy model; a stream that did so before brings
 * its numbers along.  Either way a sink is told the same: a document begins,
 * these bytes come with the entropy before each and the surprisal of each,
 * the document ends, there are no more.  How many bytes come at once depends
 * on how the input arrives, so no sink may let its output depend on it.
 *
 *     static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .open = ...,
 *                              .document = ..., .bytes = ..., ... };
 *     cli_scored from = { .sink = &sink };
 *
 *     for (...)
 *         cli_scored_take(&from, argv[i]);
 *     cli_scored_close(&from);                                            */
#ifndef BLT_CLI_SCORED_H
#define BLT_CLI_SCORED_H

#include "bin/cli/cli.h"

typedef struct cli_scored cli_scored;

/* Bytes of one document.  All of it lasts until the call returns. */
typedef struct cli_scored_bytes {
    int64_t offset;             /* of the first, in the document */
    size_t n;                   /* 1 and more */
    const uint8_t *p;           /* [n] */
    const float *entropy;       /* [n] nats, of the prediction before each;
                                   NaN: a stream does not know.  NULL when
                                   no sink needs scores and text has none */
    const float *surprisal;     /* [n] nats; NaN and NULL as above */
    const float *other;         /* [n] nats, surprisal under the other model;
                                   NULL without one */
    const uint8_t *starts;      /* [n] 1: a patch begins with this byte; NULL
                                   unless needed */
    const blt_guess *guess;     /* [n, BLT_VIEW_GUESSES] the likeliest bytes
                                   there; NULL for a stream or unless needed */
    float after;                /* entropy before the byte that comes next;
                                   NaN: not known yet.  To tell at once that
                                   a patch is complete, for nothing else: it
                                   comes again with that byte */
} cli_scored_bytes;

/* What a sink must have, or else can do with. */
enum {
    CLI_NEEDS_SCORES = 1,       /* text is run through the model */
    CLI_NEEDS_ENTROPY = 2,      /* and a stream without entropies is refused */
    CLI_NEEDS_STARTS = 4,       /* and patches are cut as the model does */
    CLI_NEEDS_GUESSES = 8       /* and what the model would rather have seen */
};

/* Calls in this order: open, once; for each document: document, bytes as
 * often as need be, end; flush now and then; close, once.  Any may be NULL.
 * Without any readable input there is close alone. */
typedef struct cli_sink {
    void *self;                 /* handed to every call */
    unsigned needs;
    void (*open)(void *self, const cli_scored *from);
    void (*document)(void *self, const char *name);
    void (*bytes)(void *self, const cli_scored_bytes *b);
    void (*end)(void *self);
    void (*flush)(void *self);  /* before waiting for input: hand over what
                                   is known */
    void (*close)(void *self, int whole);   /* whole: 0 when an input ended
                                   in the middle, so that the output must
                                   not look complete */
    struct cli_sink *next;      /* is told the same */
} cli_sink;

/* Set sink; the rest is made on demand, and may be looked at. */
struct cli_scored {
    cli_sink *sink;
    const char *against;        /* name of the other model, or NULL */
    blt_model *model, *other;   /* NULL as long as nobody needed it */
    blt_pool *pool;
    cli_entropy *scorer, *other_scorer;
    const char *document;       /* the current one's name */
    const cli_input *in;        /* the input being read */
    blt_cutter cutter;          /* of starts */
    int last;                   /* the token before the next byte */
    int opened, open, broken;
};

/* Reads a file (NULL, "-": standard input) or what is left of an input,
 * text or stream.  What is wrong with it is reported. */
void cli_scored_take(cli_scored *s, const char *path);
void cli_scored_read(cli_scored *s, cli_input *in);

/* No more: closes the sinks and frees all but them. */
void cli_scored_close(cli_scored *s);

/* ---- report.c: reports on stdout --------------------------------------- */

/* What is not up to the common options is in opt. */
blt_report *cli_report_new(const blt_report_options *opt);
void cli_report_document(blt_report *r, const cli_scored *from,
                         const char *name);
void cli_report_document_end(blt_report *r);
/* The last page; frees it.  NULL: there was none. */
void cli_report_end(blt_report *r);

/* ---- scored.c again ---------------------------------------------------- */

/* The model, opened if it was not yet. */
blt_model *cli_scored_model(cli_scored *s);

/* "model=NAME/DIGEST window=512 against=NAME/DIGEST ", as far as models ran,
 * for the #program line; the caller frees it. */
char *cli_scored_words(const cli_scored *s);

#endif
