/* What a directory of language data holds. */
#ifndef BLT_SPELL_DATA_H
#define BLT_SPELL_DATA_H

#include <blt/spell.h>
#include "lang/language.h"
#include "spell/names.h"
#include "spell/rank_weights.h"

/* The languages, by code; they belong to the data.  Returns how many. */
size_t
blt__spell_languages(const blt_spell_data *d, const blt__language **list);

/* The names, which belong to the data. */
const blt__names *
blt__spell_names(const blt_spell_data *d);

/* The weights, which belong to the data. */
const blt__rank_weights *
blt__spell_weights(const blt_spell_data *d);

#endif
