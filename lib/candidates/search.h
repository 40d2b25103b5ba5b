/* The entries of a lexicon that a written word may stand for: A* over the
 * lexicon, with the error model run backwards. */
#ifndef BLT_CANDIDATES_SEARCH_H
#define BLT_CANDIDATES_SEARCH_H

#include "lang/lang.h"

typedef struct blt__candidate {
    uint32_t word[2];           /* entries; [1] BLT__NO_WORD unless split */
    float channel;              /* bits */
    float unigram;              /* bits */
} blt__candidate;

/* The entries of the lexicon that the written word could stand for, at most
 * max, by channel + unigram bits, best first, none with more channel bits
 * than limit; two entries when a blank was forgotten.  A written word may
 * hold a blank: two that were one.  An entry that is written right is among
 * them, with 0 channel bits.  scratch may be kept
 * between calls.  Deterministic; bounded work whatever the word (words
 * above 64 characters have none). */
typedef struct blt__search blt__search;
blt_status blt__search_new(blt__search **s, blt_error *err);
void blt__search_free(blt__search *s);
size_t
blt__search_run(blt__search *s, const blt__lexicon *l, const blt__channel *c,
                const char *written, size_t n, float limit,
                blt__candidate *out, size_t max);

#endif
