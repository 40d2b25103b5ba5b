/* A document corrected line by line.
 *
 * A speller takes a document in pieces of about a megabyte and learns from it
 * how many mistakes to expect; an evaluation wants to know what happened to
 * each line.  A blt__lines collects lines into the pieces that blt-spell(1)
 * would see, and hands out each line with its findings. */
#ifndef BLT_EVAL_LINES_H
#define BLT_EVAL_LINES_H

#include <stddef.h>
#include <stdint.h>
#include <blt/eval.h>
#include "base/base.h"

/* A finding of a line: bytes at .. at + length may become text. */
typedef struct blt__fix {
    size_t at, length;
    blt_slice text;
    double probability;
    int corrected;              /* 1: the speller would do it; 0: it only
                                   reports it as a mistake */
} blt__fix;

/* A line, without its newline; what was pushed with it; and its findings that
 * have a suggestion, in order.  Valid until the call returns. */
typedef blt_status
blt__line_fn(void *user, blt_slice line, blt_slice other,
             const blt__fix *fix, size_t n, blt_error *err);

typedef struct blt__lines {
    blt_speller *speller;       /* borrowed */
    blt__line_fn *fn;
    void *user;
    blt__buf text;              /* lines that wait, with their newlines */
    blt__buf others;            /* their other sides, likewise */
    blt__buf found;             /* of struct found: findings of a piece */
    blt__buf words;             /* their texts */
    blt__buf fixes;             /* of blt__fix: findings of a line */
    int64_t done;               /* lines handed out since begin */
} blt__lines;

void
blt__lines_free(blt__lines *l);

/* Begins a document.  The members speller, fn and user are set. */
void
blt__lines_begin(blt__lines *l);

/* Adds a line and its other side, which fn gets with it; both are copied.
 * Calls fn when a piece is complete.  BLT_EINVAL: one of them contains a
 * newline; BLT_EDATA: one is longer than 256 kB. */
blt_status
blt__lines_push(blt__lines *l, blt_slice line, blt_slice other,
                blt_error *err);

/* Ends the document: calls fn for the remaining lines. */
blt_status
blt__lines_end(blt__lines *l, blt_error *err);

#endif
