/* What the corrector's parts give one another.
 *
 *     text --tokens--> words --lexicon--> unknown or doubtful ones
 *     --candidates (channel run backwards over the lexicon)--> alternatives
 *     --n-grams, what is around, the BLT--> probabilities --decision-->
 *     findings */
#ifndef BLT_SPELL_INTERNAL_H
#define BLT_SPELL_INTERNAL_H

#include "candidates/search.h"
#include "markup/skip.h"

/* ---- data.c: everything known, by language ------------------------------- */

size_t blt__spell_languages(const blt_spell_data *d,
                            const blt__language **list);

#endif
