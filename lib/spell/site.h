/* Sites: the places of a text where something else may have been intended,
 * and the candidates for each. */
#ifndef BLT_SPELL_SITE_H
#define BLT_SPELL_SITE_H

#include <blt/spell.h>
#include "lang/language.h"
#include "lang/token.h"
#include "spell/evidence.h"

/* Costs are in bits, -log2 of a probability. */
typedef struct blt__candidate {
    size_t text, length;        /* in the text of the sites, NUL-terminated */
    float channel;              /* 0 for the text as it is written */
    float ngram;                /* of its words and of two words after it */
    float plain;                /* as ngram, by the n-grams of words alone;
                                   NAN: the language has none */
    float cloze;                /* log2 P(words | words around) / P(words);
                                   NAN: not computed */
    float model;                /* as ngram, by the BLT; NAN: not computed */
    blt__word_key key[2];       /* of the n-grams; [1] 0 unless two words */
    float unigram[2];           /* of each word without context */
    float rare[2];              /* of each among the words that the n-grams do
                                   not know; 0 for one that they know */
    uint8_t unknown[2];         /* not in the lexicon: unigram is that of its
                                   spelling */
    int8_t variant;             /* 1: of the spelling that the document uses
                                   (variant.c); -1: the other */
    uint8_t listed;             /* a list has it as the correction of what is
                                   written */
    double score;               /* bits: its weighted features, without the
                                   prior */
    double p;                   /* probability */
} blt__candidate;

typedef struct blt__site {
    size_t token, tokens;       /* tokens token .. token + tokens - 1 */
    size_t offset, length;      /* the same in bytes */
    blt_spell_kind kind;        /* of mistake, should it be one */
    const blt__language *language;
    size_t first, n;            /* its candidates: the text as it is written,
                                   then the others, most likely first */
    uint32_t count;             /* how often the document has an unknown word */
    uint8_t capital;            /* it begins with one, within a sentence */
    uint8_t misspelling;        /* a listed one */
    uint8_t low_resource;       /* the language is */
    uint8_t changed;            /* the last round put other words here */
    float evidence[BLT__EVIDENCE];  /* for what is written; of two words, for
                                       the one that is unknown */
    double aside;               /* rank.c: bits of evidence that the rates of
                                   the text do not learn from */
    double garbage;             /* score of "a mistake that cannot be
                                   guessed" */
} blt__site;

/* Growing arrays, which keep their memory between texts. */
typedef struct blt__sites {
    blt__site *p;               /* [n] in the order of the text */
    size_t n, cap;
    blt__candidate *candidate;  /* [n_candidates] by site */
    size_t n_candidates, candidate_cap;
    blt__buf text;
} blt__sites;

void
blt__sites_clear(blt__sites *s);
void
blt__sites_free(blt__sites *s);

/* Appends a site without candidates, or a candidate to the last site; all
 * other members are 0; plain, cloze and model NAN.  NULL when there is no
 * memory.  Either is valid until the next call. */
blt__site *
blt__sites_add(blt__sites *s);
blt__candidate *
blt__sites_add_candidate(blt__sites *s, const char *text, size_t n);
/* Removes the last site with its candidates. */
void
blt__sites_drop(blt__sites *s);

static inline const char *
blt__candidate_text(const blt__sites *s, const blt__candidate *a)
{
    return s->text.p + a->text;
}

#endif
