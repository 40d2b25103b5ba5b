/* Alignment of two sentences: which tokens of one became which of the other.
 *
 * Runs of two or more equal tokens, the longest first and of these the first,
 * then those to its left and right, are anchors.  Between anchors the
 * cheapest sequence of steps is taken:
 *
 *     equal tokens                          0
 *     one token for another                 0.3 + d, and 0.6 more if only one
 *                                           of them is a word
 *     a token deleted, or inserted          1
 *     k tokens joined, or one split into k  0.3 k + d, with d <= 0.34; k is 2
 *                                           or 3
 *
 * d is the edit distance of the letters divided by the length of the longer
 * side, and 1 if the lengths differ by more than half of it.  A step later in
 * this list must be cheaper to be preferred.  Cells more than 8 diagonals off
 * the corners are not considered.  Every step that costs more than 0 is an
 * edit.  The costs were chosen by hand and are part of the definition of the
 * measures of blt-eval(1): changing them makes old figures incomparable. */
#ifndef BLT_EVAL_ALIGN_H
#define BLT_EVAL_ALIGN_H

#include "eval/sentence.h"

/* Tokens from .. to of a became b_from .. b_to of b; one of the two ranges may
 * be empty. */
typedef struct blt__token_edit {
    size_t from, to, b_from, b_to;
} blt__token_edit;

typedef struct blt__token_edits {
    const blt__sentence *b;     /* borrowed */
    size_t n;
    blt__token_edit edit[2 * BLT_ALIGNER_TOKENS];   /* in order */
} blt__token_edits;

/* Scratch memory; all zero at first. */
typedef struct blt__align_scratch {
    const blt__sentence *a, *b;
    size_t *row, rows;
    double *cost;
    uint8_t *step;
    size_t costs, steps;
} blt__align_scratch;

void
blt__align_free(blt__align_scratch *x);

/* The edits that turn a into b.  Of equal edits at one place (the same word
 * inserted twice) one is kept.  e borrows b.  BLT_ENOMEM alone. */
blt_status
blt__align(blt__align_scratch *x, blt__token_edits *e, const blt__sentence *a,
           const blt__sentence *b, blt_error *err);

/* Whether e has the edit q, which belongs to the edits `of` of the same a. */
int
blt__align_has(const blt__token_edits *e, const blt__token_edits *of,
               const blt__token_edit *q);

/* Levenshtein distance in tokens.  BLT_ENOMEM alone. */
blt_status
blt__align_distance(blt__align_scratch *x, size_t *distance,
                    const blt__sentence *a, const blt__sentence *b,
                    blt_error *err);

#endif
