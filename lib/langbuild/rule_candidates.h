/* Rules that pairs of words suggest: each probable edit, alone, with the
 * correct letters around it, and joined with its neighbour. */
#ifndef BLT_LANGBUILD_RULE_CANDIDATES_H
#define BLT_LANGBUILD_RULE_CANDIDATES_H

#include "base/table.h"
#include "langbuild/lattice.h"

/* A candidate, and how often it was used, by expectation. */
typedef struct blt__rule_candidates {
    blt__rule *rule;            /* [n] sides only */
    double *count;              /* [n] */
    size_t n, cap;
    blt__hash_table table;           /* of the candidates, by their letters */
    int failed;                 /* memory ran out */
    struct {
        size_t i, j;
        unsigned nf, nt;
        double p;
    } edit[64];                 /* of the current pair; more are not joined */
    size_t edits;
} blt__rule_candidates;

/* Adds the candidates of a pair by the model as it is.  Zero-initialised:
 * none. */
void blt__rule_candidates_add(blt__rule_candidates *t, const blt__channel *c,
                              const blt__spelling_pair *x);
void blt__rule_candidates_free(blt__rule_candidates *t);

#endif
