/* What is known of a text, or of several: sums, and the lines that stand
 * out. */
#ifndef BLT_TALLY_H
#define BLT_TALLY_H

#include <blt/language.h>
#include <blt/script.h>
#include "text/normal.h"

/* Patches of 1 .. 8 bytes, then from 9, 13, 17, 33 on. */
#define BLT__LENGTHS 12
extern const int blt__lengths[BLT__LENGTHS];    /* where each one begins */

/* A heap of bytes: all of them, those of a script or a language. */
typedef struct blt__sum {
    int64_t bytes, chars;
    double nats;
    int64_t patches;            /* that begin among these bytes */
    int64_t patch_bytes;        /* of those that ended */
    int64_t lengths[BLT__LENGTHS];
} blt__sum;

/* ---- lines.c: the most surprising ones, most first ---------------------- */

#define BLT__LINE_HEAD 1024     /* bytes of a line that are kept */
#define BLT__LINE_LEAST 8       /* shorter ones surprise by being short */

typedef struct blt__line {
    char *document;             /* NULL: standard input */
    int64_t number;             /* from 1 on */
    int64_t bytes;
    double nats;
    size_t n;
    uint8_t head[BLT__LINE_HEAD];
} blt__line;

typedef struct blt__lines {
    blt__line *line;
    size_t n, most;
} blt__lines;

/* Keeps a copy if it is among the most surprising; 0: no memory. */
int blt__lines_add(blt__lines *t, const blt__line *line);
void blt__lines_clear(blt__lines *t);
void blt__lines_free(blt__lines *t);

/* ---- tally.c ----------------------------------------------------------- */

#define BLT__LANGUAGES 256      /* told apart; what comes later is und */
#define BLT__LANGUAGE_HEAD 8192 /* bytes that speak for a line */

typedef struct blt__tally {
    blt__sum all, script[BLT_SCRIPTS];
    struct blt__tongue {
        const char *tag;        /* lasts as long as who gave it */
        blt__sum sum;
    } language[BLT__LANGUAGES]; /* in the order in which they came */
    size_t languages;
    int64_t lines, longest;     /* longest: bytes of a patch */
    int64_t not_nfc;            /* bytes */
    int64_t unscored;           /* bytes whose surprisal is not known */
    blt__lines top;
} blt__tally;

/* Into what the tally of all texts has. */
int blt__tally_add(blt__tally *all, const blt__tally *t);

/* A text on its way into a tally. */
typedef struct blt__counter {
    blt__tally *t;
    int newline;
    struct { uint8_t byte, starts; double nats; } wait[4];
                                /* the start of a character */
    size_t waiting;
    int cut;                    /* a patch begins with the next byte */
    blt_script_run run;
    blt__sum held;              /* characters that take the script of what
                                   comes */
    int script;                 /* of the open patch; HELD */
    int64_t length;             /* of it; 0: there is none */
    blt__normal normal;
    blt__line line;
    int64_t line_chars;
    blt_language *knows;        /* languages; or NULL */
    uint8_t head[BLT__LANGUAGE_HEAD];
    int failed;                 /* no memory */
} blt__counter;

void blt__counter_begin(blt__counter *c, blt__tally *t, const char *document,
                        int newline, blt_language *languages);
void blt__counter_byte(blt__counter *c, uint8_t byte, float nats, int starts);
void blt__counter_end(blt__counter *c);

#endif
