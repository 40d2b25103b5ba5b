/* Totals of scored text by script, by language and over all.  Since 0.2.
 *
 * The script of a character is that of UAX 24, with section 5 for what several
 * scripts share: it takes the script of what precedes it, at the start of a
 * paragraph of what follows, and a closing bracket that of its opening one.
 * The language is guessed for each line.  Memory does not grow with the
 * text. */
#ifndef BLT_TALLY_H
#define BLT_TALLY_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/language.h>
#include <blt/score.h>
#include <blt/script.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_sum {
    size_t  size;               /* set by BLT_SUM_INIT */
    const char *name;           /* "Latin", "de"; NULL: of all */
    int     script;             /* as in <blt/script.h>; -1: not a script */
    int64_t offset;             /* of the first byte, in the text */
    int64_t bytes;
    int64_t chars;              /* valid UTF-8 characters */
    int64_t invalid;            /* bytes outside of valid characters */
    int64_t leads;              /* bytes that do not continue a UTF-8
                                   character, valid or not */
    int64_t unscored;           /* bytes of unknown surprisal */
    int64_t closed;             /* bytes with which a session's patch closed */
    double  nats;               /* surprisal of the others */
} blt_sum;

#define BLT_SUM_INIT { sizeof(blt_sum), NULL, -1, 0, 0, 0, 0, 0, 0, 0, 0 }

typedef enum blt_tally_key {
    BLT_TALLY_ALL,              /* one sum */
    BLT_TALLY_SCRIPT,           /* BLT_SCRIPT_INVALID has what is not UTF-8 */
    BLT_TALLY_LANGUAGE
} blt_tally_key;

typedef struct blt_tally blt_tally;

/* languages is borrowed; NULL: none are guessed.  newline is the byte that
 * ends a line.  A tally belongs to one thread at a time. */
BLT_API BLT_MUST_USE blt_status
blt_tally_new(blt_tally **t, int newline, blt_language *languages,
              blt_error *err);
BLT_API void
blt_tally_free(blt_tally *t);

/* Starts a new text with all sums at zero. */
BLT_API void
blt_tally_reset(blt_tally *t);

/* The next bytes of the text, by their surprisal, in double where b->nats is
 * known, minus b->reference; by b->model, if that is known. */
BLT_API BLT_MUST_USE blt_status
blt_tally_feed(blt_tally *t, const blt_scored *b, blt_error *err);
/* The text ends, and what was undecided is assigned. */
BLT_API void
blt_tally_end(blt_tally *t);

/* Sum i of a key, in the order in which scripts or languages were first met
 * (met means decided: a leading quotation mark is, once a letter follows).
 * Returns 0 past the last.  sum, begun with BLT_SUM_INIT,
 * is filled; sum->name lasts as long as the languages. */
BLT_API int
blt_tally_sum(blt_sum *sum, const blt_tally *t, blt_tally_key key, size_t i);

#ifdef __cplusplus
}
#endif
#endif
