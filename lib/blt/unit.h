/* Scored text by unit: what each character, word, line or script costs.
 * Since 0.2.
 *
 * Bytes are summed up into units and passed to a callback as soon as a unit
 * is complete; or only the N most surprising ones are kept and passed at the
 * end.  The size of the chunks changes nothing. */
#ifndef BLT_UNIT_H
#define BLT_UNIT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/language.h>
#include <blt/score.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_unit_kind {
    BLT_UNIT_BYTE,
    BLT_UNIT_CHAR,              /* user-perceived characters  [UAX 29] */
    BLT_UNIT_WORD,              /* words, and what lies between them, which
                                   top and min leave out */
    BLT_UNIT_SENTENCE,
    BLT_UNIT_LINE,              /* with the newline */
    BLT_UNIT_PATCH,             /* needs blt_scored.starts */
    BLT_UNIT_DOCUMENT,
    BLT_UNIT_SCRIPT,            /* all of a script, when the document ends */
    BLT_UNIT_LANGUAGE,          /* all of a language, likewise */
    BLT_UNIT_BLOCK              /* blt_unit_options.block bytes */
} blt_unit_kind;

typedef struct blt_unit {
    size_t  size;               /* of this struct */
    const char *document;
    const char *name;           /* of a script or language; else NULL */
    const uint8_t *bytes;       /* [length]; NULL for scripts, languages,
                                   documents and blocks, and above
                                   BLT_PATCH_LONGEST */
    int64_t offset, length;     /* bytes, in the document */
    int64_t chars;              /* characters: bytes that do not continue one;
                                   of scripts, valid characters and invalid
                                   bytes */
    double  nats;               /* surprisal minus reference; NaN where that
                                   of a byte is not known */
    int64_t line;               /* in which it starts, from 1 on; 0 for
                                   scripts, languages, documents, blocks */
    double  order0;             /* block: nats per byte, order-0 entropy of
                                   its bytes */
    double  chi_square;         /* block: distance from 256 equally frequent
                                   bytes, as ent(1) computes it */
    int     edge;               /* block: 1 where order0 rises to 0.95 of
                                   ln 256, -1 where it falls to 0.85 of it, as
                                   binwalk -E reports them; else 0 */
} blt_unit;

/* Takes a unit.  What it points at lasts until this returns; a status other
 * than BLT_OK ends the call that it came from, with that status. */
typedef blt_status (*blt_unit_fn)(void *user, const blt_unit *unit,
                                  blt_error *err);

typedef struct blt_unit_options {
    size_t size;                /* set by BLT_UNIT_OPTIONS_INIT */
    blt_unit_kind kind;
    int    newline;             /* the byte that ends a line */
    size_t top;                 /* only so many, most surprising first, when
                                   all documents have ended; 0: all, in order.
                                   See blt_unit_rank */
    int    min_set;             /* 1: only units of at least min */
    double min;                 /* nats per byte */
    blt_language *languages;    /* borrowed; BLT_UNIT_LANGUAGE needs them */
    int64_t block;              /* bytes of a block, 1 or more */
    int    relative;            /* 1: top ranks by the value below minus its
                                   mean over the units before */
} blt_unit_options;

#define BLT_UNIT_OPTIONS_INIT { sizeof(blt_unit_options), BLT_UNIT_LINE, \
    '\n', 0, 0, 0, NULL, 1024, 0 }

/* The value by which top ranks: nats / (length + 4).  The 4 bytes that cost
 * nothing keep an empty line, whose one byte may cost as much as any, from
 * coming before the odd lines of a log.  Measured on a package log with a
 * key, a line of mojibake and a rule of five tildes put into it: 0 has the
 * tildes first, 4 the key and the mojibake; 16 and more favour long lines.
 *
 * Scores that adapt to the text make its first lines the dearest, whatever
 * they are: opt.relative subtracts the mean over the units before it in the
 * document, which starts at 5 bits with the weight of one unit, and of which a
 * unit has at least 1/100.  Measured on four logs: 59 instead of 45 of 62 odd
 * lines are among as many first rows; 4 and 6 bits find 59 and 60, a weight of
 * 1/30 the same. */
BLT_API double
blt_unit_rank(const blt_unit *unit);

typedef struct blt_units blt_units;

/* Belongs to one thread at a time. */
BLT_API BLT_MUST_USE blt_status
blt_units_new(blt_units **u, const blt_unit_options *opt, blt_unit_fn fn,
              void *user, blt_error *err);
BLT_API void
blt_units_free(blt_units *u);

/* A document starts; its name is copied. */
BLT_API BLT_MUST_USE blt_status
blt_units_document(blt_units *u, const char *name, blt_error *err);
/* Its next bytes; b->surprisal is needed. */
BLT_API BLT_MUST_USE blt_status
blt_units_feed(blt_units *u, const blt_scored *b, blt_error *err);
BLT_API BLT_MUST_USE blt_status
blt_units_document_end(blt_units *u, blt_error *err);
/* There are no more documents: fn gets the units of top. */
BLT_API BLT_MUST_USE blt_status
blt_units_end(blt_units *u, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
