/* Scored text from either source: text that goes through the entropy model,
 * or a stream that did so before.
 *
 * A command says in a sink what it does with documents and scored bytes;
 * cli_scored_take() reads the files and calls it.  How many bytes come at
 * once depends on how the input arrives, so no output may depend on it.
 *
 *     static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .bytes = ..., ... };
 *     cli_scored from = { .sink = &sink };
 *
 *     for (...)
 *         cli_scored_take(&from, argv[i]);
 *     cli_scored_close(&from);                                            */
#ifndef BLT_CLI_SCORED_H
#define BLT_CLI_SCORED_H

#include "bin/cli/cli.h"

typedef struct cli_scored cli_scored;

/* What a sink needs.  Without any of these text is passed on with no arrays
 * but the bytes. */
enum {
    CLI_NEEDS_SCORES = 1,       /* text is run through the model */
    CLI_NEEDS_ENTROPY = 2,      /* and a stream without entropies is refused */
    CLI_NEEDS_STARTS = 4,       /* and patches are found as the model does */
    CLI_NEEDS_GUESSES = 8,      /* and the likeliest bytes, of text */
    CLI_NEEDS_RANK = 16,        /* and the ranks of the bytes, of text */
    CLI_NEEDS_NO_ENTROPY = 32,  /* entropies are not looked at, which makes
                                   adapted scores faster */
    CLI_NEEDS_MODEL = 64        /* next to adapted scores, those of the model
                                   alone */
};

/* Whether scores of text are adapted. */
enum {
    CLI_ADAPT_NO,
    CLI_ADAPT_BINARY,           /* of inputs that are not text */
    CLI_ADAPT_BESIDE,           /* the same; of text those of the model are
                                   there, too (CLI_NEEDS_MODEL) */
    CLI_ADAPT_YES
};

/* Called in this order: open, once; for each document: document, bytes any
 * number of times, end; flush now and then; close, once.  Any may be NULL.
 * Without any readable input close alone is called. */
typedef struct cli_sink {
    unsigned needs;
    void (*open)(const cli_scored *from);
    void (*document)(const char *name);     /* lasts until the next one */
    void (*bytes)(const blt_scored *b);     /* lasts until it returns */
    void (*end)(void);
    void (*flush)(void);        /* before waiting for input: write what is
                                   known */
    void (*close)(int whole);   /* whole: 0 when an input was cut short, so
                                   that the output must not look complete */
} cli_sink;

/* Set sink and, unless zero is meant, what follows it up to the gap; the rest
 * is made on demand and may be read. */
struct cli_scored {
    cli_sink *sink;
    const char *against;        /* name of the reference model, or NULL */
    int adapt;                  /* CLI_ADAPT_... */
    int adapted_starts;         /* patches by adapted entropies */
    const cli_list *learn;      /* files to learn from first, or NULL */
    size_t guesses;             /* per byte; 0: BLT_GUESSES */

    blt_model *model, *other;   /* NULL until needed */
    blt_pool *pool;
    blt_scorer *scorer, *other_scorer;
    blt_patcher *patcher;       /* of starts */
    const cli_input *in;        /* the input being read */
    int adapted;                /* the scorer adapts */
    int binary;                 /* it is for an input that is not text */
    int opened, open, broken;
};

/* Reads a file (NULL, "-": standard input) or the rest of an input, text or
 * stream.  Errors are reported. */
void cli_scored_take(cli_scored *s, const char *path);
void cli_scored_read(cli_scored *s, cli_input *in);

/* The end: closes the sink and frees all but it. */
void cli_scored_close(cli_scored *s);

/* The model, opened if it was not yet; NULL for --model=none. */
blt_model *cli_scored_model(cli_scored *s);

/* "model=NAME/DIGEST adapt=on window=512 against=NAME/DIGEST ", as far as
 * models ran, for the #program line; the caller frees it. */
char *cli_scored_words(const cli_scored *s);

/* ---- report.c: reports on stdout ---------------------------------------- */

/* A report to stdout with the options that commands share (locale, columns,
 * newline, window) and otherwise those of opt. */
blt_report *cli_report_new(const blt_report_options *opt);
/* A document starts; the date of a file that is read itself is known. */
void cli_report_document(blt_report *r, const cli_scored *from,
                         const char *name);
void cli_report_document_end(blt_report *r);
/* Writes the last page and frees the report; r may be NULL. */
void cli_report_end(blt_report *r);

#endif
