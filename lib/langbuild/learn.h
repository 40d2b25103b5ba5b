/* Learning an error model. */
#ifndef BLT_LANGBUILD_LEARN_H
#define BLT_LANGBUILD_LEARN_H

#include "lang/channel.h"

/* What was written and what was meant, folded. */
typedef struct blt__spelling_pair {
    uint32_t written[BLT__WORD_LETTERS], meant[BLT__WORD_LETTERS];
    uint8_t n, m;
} blt__spelling_pair;

/* letters i .. i + nf of the pair were written as j .. j + nt, with
 * probability p. */
typedef void
blt__posterior_fn(void *arg, const blt__spelling_pair *x, size_t i, size_t j,
                  unsigned nf, unsigned nt, double p);

/* The probability of what was written, over all ways, but for the one that
 * takes the pair as one piece unless `whole`; the pieces of the ways go to
 * used, which may be NULL. */
double blt__lattice_sum(const blt__channel *c, const blt__spelling_pair *x,
                        int whole, blt__posterior_fn *used, void *arg);

/* Changes the channel to fit the pairs, and adds rules. */
blt_status blt__channel_learn(blt__channel *c, const blt__spelling_pair *pair,
                              size_t n, blt_error *err);

#endif
