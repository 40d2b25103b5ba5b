/* Ranking: from the evidence for each candidate to its probability. */
#ifndef BLT_SPELL_RANK_H
#define BLT_SPELL_RANK_H

#include "spell/site.h"
#include "spell/rank_weights.h"

/* Expected counts over the text so far: of its running words, how many are
 * mistakes, and how many are out of vocabulary and intended (names and
 * terms), [0] in lower case and [1] with a capital. */
typedef struct blt__prior_counts {
    double words, errors, oov[2];
} blt__prior_counts;

/* The same as rates, for the words to come. */
typedef struct blt__prior {
    double errors, oov[2];
} blt__prior;

/* Sets score and p of the candidates of one site. */
void
blt__site_rank(blt__sites *all, blt__site *c, const blt__rank_weights *w,
               const blt__prior *at);

/* The most likely candidate of a site; 0 is the text as it is written. */
size_t
blt__site_best(const blt__sites *all, const blt__site *c);

/* Sets score and p of all candidates by expectation-maximisation over a piece
 * of text.
 *   words   how many the piece has
 *   before  counts of the text before it
 *   at      out: the prior that fits the piece
 *   after   out: counts with the piece; may be NULL */
void
blt__sites_rank(blt__sites *s, size_t words, const blt__rank_weights *w,
                const blt__prior_counts *before, blt__prior *at,
                blt__prior_counts *after);

/* Calibrates the probabilities; once, after the last ranking. */
void
blt__sites_temper(blt__sites *s);

/* Sorts the candidates of each site by p; the text as it is written stays
 * first. */
void
blt__sites_sort(blt__sites *s);

#endif
