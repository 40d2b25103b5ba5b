/* Sums over all alignments of a misspelling with the intended word, and the
 * posterior probabilities of the edits in them. */
#ifndef BLT_LANGBUILD_LATTICE_H
#define BLT_LANGBUILD_LATTICE_H

#include "lang/channel.h"

/* A misspelling and the word that was intended: folded letters. */
typedef struct blt__spelling_pair {
    uint32_t written[BLT__WORD_LETTERS], intended[BLT__WORD_LETTERS];
    uint8_t n, m;               /* letters written, intended */
} blt__spelling_pair;

/* Called with an edit: letters i .. i + nf of the intended word were written
 * as letters j .. j + nt, with posterior probability p. */
typedef void blt__posterior_fn(void *arg, const blt__spelling_pair *x,
                               size_t i, size_t j, unsigned nf, unsigned nt,
                               double p);

/* P(written | intended), times 2 to the power of the word penalty, over all
 * alignments in which no letter is more than a few off the diagonal.  Calls f
 * (may be NULL) with each edit of each alignment. */
double blt__lattice_sum(const blt__channel *c, const blt__spelling_pair *x,
                        blt__posterior_fn *f, void *arg);

/* The bits of writing the one side of a rule for the other by shorter edits,
 * less one edit penalty: the cost without the rule.  20 if no shorter edits do
 * it; 0 for a deletion or an insertion. */
double blt__lattice_composed_bits(const blt__channel *c,
                                  const blt__rule *rule);

#endif
