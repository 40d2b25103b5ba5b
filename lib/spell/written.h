/* A word of the text, with what its language says about it. */
#ifndef BLT_SPELL_WRITTEN_H
#define BLT_SPELL_WRITTEN_H

#include "spell/speller.h"

typedef struct blt__written {
    blt_speller *s;
    const blt__language *l;
    size_t token;
    int caseless;               /* the paragraph has no capitals */
    char word[BLT__WORD_BYTES]; /* [n] as lexicons spell it */
    size_t n;
    size_t from, to;            /* the word without clitics, if unknown */
    int known;
    uint32_t entry;             /* in the lexicon, or BLT__NO_WORD */
} blt__written;

/* The word at token i.  0 when there is none to check: other tokens, skipped
 * ones, clitics that the text separates ('ve, 'll). */
int
blt__written_load(blt__written *w, blt_speller *s, const blt__language *l,
                  size_t i, int caseless);

/* Bits of the word without context. */
float
blt__written_unigram(const blt__written *w);

/* Bits of one word among those that the n-grams do not know; 0 for a word
 * that they know, and without n-grams. */
float
blt__rare_word_bits(const blt__language *l, blt__word_key key);

#endif
