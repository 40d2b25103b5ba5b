/* Learning how the parts of the evidence count. */
#ifndef BLT_SPELL_FIT_H
#define BLT_SPELL_FIT_H

#include "spell/choice.h"

/* Choices with known outcomes: the features of their hypotheses. */
typedef struct blt__lessons {
    double *f;                  /* [n, BLT__FEATURES] */
    double *offset;             /* [n] */
    size_t n, cap;
    size_t *first, *gold;       /* [choices] */
    size_t choices, choice_cap;
} blt__lessons;

void
blt__lessons_free(blt__lessons *l);

/* One more choice, whose hypothesis `gold` is the right one. */
blt_status
blt__lessons_add(blt__lessons *l, const blt__choices *all,
                 const blt__choice *c, size_t gold, const blt__levels *at,
                 blt_error *err);

/* Moves w to where the lessons are likeliest, near where it was: Newton's
 * method on the conditional logit, with a penalty.  *bits: mean bits a choice
 * afterwards. */
blt_status
blt__lessons_learn(blt__weigh *w, const blt__lessons *l, double *bits,
                   blt_error *err);

struct blt_speller;

/* Adds lessons from clean text of a language, whose words are misspelled at a
 * rate by its error model.                                       [teach.c] */
blt_status
blt__speller_teach(struct blt_speller *s, blt__lessons *l,
                   const blt__language *language, const uint8_t *text,
                   size_t n, double rate, uint64_t seed, blt_error *err);

#endif
