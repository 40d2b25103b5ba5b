/* Totals of scored text: over all, by script, by language, by line.
 *
 * One reader for all of them, because a byte counts for a character first: a
 * character has one script, and a patch that starts in it the same one,
 * whatever follows in the patch. */
#ifndef BLT_SCORE_TALLY_H
#define BLT_SCORE_TALLY_H

#include <blt/tally.h>
#include "score/rank.h"
#include "score/top.h"
#include "text/normal.h"

/* Lengths of patches are counted in 12 bins: 1 .. 8 bytes, then from 9, 13,
 * 17 and 33 on. */
#define BLT__LENGTHS 12
extern const int blt__lengths[BLT__LENGTHS];    /* where each bin begins */

/* Some bytes; members as in blt_sum, and of patches: */
typedef struct blt__sum {
    int64_t offset, bytes, chars, invalid, leads, unscored, closed;
    double nats;
    int64_t patches;            /* that start among these bytes */
    int64_t patch_bytes;        /* of those that ended */
    int64_t lengths[BLT__LENGTHS];
} blt__sum;

#define BLT__LINE_HEAD 1024     /* bytes of a line that are kept */
#define BLT__LINE_LEAST 8       /* bytes: shorter lines surprise by being
                                   short, and are not ranked */

/* A line, without its newline in head. */
typedef struct blt__line {
    char *document;             /* NULL: standard input */
    int64_t number;             /* from 1 */
    int64_t bytes;
    double nats;                /* adapted, where that is known */
    double rank;
    size_t n;
    uint8_t head[BLT__LINE_HEAD];
} blt__line;

#define BLT__LANGUAGES 256      /* told apart; further ones count as und */
#define BLT__LANGUAGE_HEAD 8192 /* bytes by which a line's language is
                                   guessed */

typedef struct blt__totals {
    blt__sum all, script[BLT_SCRIPTS];
    int met[BLT_SCRIPTS];       /* [scripts] in the order in which they came */
    size_t scripts;
    struct blt__by_language {
        const char *tag;        /* lasts as long as the blt_language */
        blt__sum sum;
    } language[BLT__LANGUAGES]; /* [languages] likewise */
    size_t languages;
    int64_t lines, longest;     /* longest: bytes of a patch */
    int64_t not_nfc;            /* bytes that are not in normal form C */
    blt__top top;               /* of blt__line */
    int adapted;                /* nats of lines are, sums are not */
} blt__totals;

void blt__totals_init(blt__totals *t, size_t top_lines);
/* Back to zero; what top has room for stays. */
void blt__totals_clear(blt__totals *t);
void blt__totals_free(blt__totals *t);

/* Adds t to those of all texts.  Returns 0 when out of memory. */
int blt__totals_add(blt__totals *all, const blt__totals *t);

/* A text being counted. */
struct blt_tally {
    blt__totals *t;             /* where it goes */
    blt__totals own;            /* of blt_tally_new */
    int newline;
    struct { uint8_t byte, starts, closed; double nats, adapted; } wait[4];
                                /* the start of a character */
    size_t waiting;
    int cut;                    /* a patch starts with the next byte */
    blt_script_run run;
    blt__sum held;              /* characters that take the script of what
                                   follows */
    int64_t offset;             /* of the next byte that is assigned */
    int script;                 /* of the open patch; HELD */
    int64_t length;             /* of it; 0: none is open */
    blt__normal normal;
    blt__line line;
    blt__ranks ranks;
    double line_nats;
    int64_t line_offset, line_chars, line_invalid, line_leads, line_unscored,
        line_closed;
    blt_language *guesser;      /* of languages; NULL: none is guessed */
    uint8_t head[BLT__LANGUAGE_HEAD];
    int failed;                 /* out of memory */
};

/* Starts a text that is counted into t.  document is borrowed. */
void blt__tally_begin(blt_tally *c, blt__totals *t, const char *document,
                      int newline, blt_language *guesser);
/* The next byte; nats NaN: not known.  adapted is what it costs its line. */
void blt__tally_byte(blt_tally *c, uint8_t byte, double nats, double adapted,
                     int starts, int closed);

#endif
