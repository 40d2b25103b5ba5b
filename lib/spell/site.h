/* Places of a text where something else may have been meant, and the
 * probabilities of what. */
#ifndef BLT_SPELL_SITE_H
#define BLT_SPELL_SITE_H

#include "spell/spell.h"

/* Bits are -log2 of probabilities. */
typedef struct blt__alt {
    size_t text, length;        /* in the choices' buffer, NUL behind it */
    float channel;              /* 0 for what is written */
    float ngram;                /* of the words and of two words behind */
    float around;               /* log2 P(words | around) / P(words); NAN: not
                                   asked */
    float model;                /* as ngram, by the BLT; NAN: not asked */
    blt__word_key key[2];       /* of the n-grams; [1] 0 unless two words */
    float bits[2];              /* of each without context */
    float among[2];             /* of each among words too rare for n-grams */
    uint8_t unknown[2];         /* in no lexicon: bits are its spelling's */
    uint8_t listed;             /* known to be what the misspelling means */
    double score;               /* bits that its features weigh, rates not in */
    double p;
} blt__alt;

typedef struct blt__choice {
    size_t token, tokens;       /* the place: token .. token + tokens */
    size_t offset, length;      /* the same in bytes */
    blt_spell_kind kind;        /* as if the best alternative were meant */
    const blt__language *language;
    size_t alt, n;              /* alternatives, what is written first, then
                                   the likeliest first */
    uint32_t seen;              /* how often the document has an unknown one */
    uint8_t capital;            /* begins with one, inside a sentence */
    uint8_t misspelling;        /* a listed one */
    uint8_t poor;               /* a language of which little is known */
    uint8_t moved;              /* another word stands here than did before */
    double garbled;             /* score of what nobody can guess */
} blt__choice;

typedef struct blt__choices {
    blt__choice *p;
    size_t n, cap;
    blt__alt *alt;
    size_t alts, alt_cap;
    blt__buf text;
} blt__choices;

void
blt__choices_clear(blt__choices *c);
void
blt__choices_free(blt__choices *c);

/* The next choice, empty, and the next alternative of the last choice.  NULL
 * when there is no memory. */
blt__choice *
blt__choices_add(blt__choices *c);
blt__alt *
blt__choices_add_alt(blt__choices *c, const char *text, size_t n);

static inline const char *
blt__alt_text(const blt__choices *c, const blt__alt *a)
{
    return c->text.p + a->text;
}

/* ---- decide.c ------------------------------------------------------------ */

/* What a text is like: of its running words, how many are mistakes and how
 * many are in no lexicon and meant so (names and terms, with a capital and
 * without).  Counts so far, as expected by the decisions made. */
typedef struct blt__rates {
    double words, errors, fresh[2];
} blt__rates;

/* How the parts of the evidence count: the worth of a hypothesis in bits is
 * the sum of its features times these, and what the rates say. */
typedef enum blt__feature {
    /* bits by each part; what it counts depends on who else was asked: */
    BLT__F_CHANNEL,             /*   the n-grams alone */
    BLT__F_CHANNEL_AROUND,      /*   and the words around */
    BLT__F_CHANNEL_MODEL,       /*   or the BLT */
    BLT__F_CHANNEL_BOTH,        /*   or both */
    BLT__F_NGRAM, BLT__F_NGRAM_AROUND, BLT__F_NGRAM_MODEL, BLT__F_NGRAM_BOTH,
    BLT__F_AROUND, BLT__F_AROUND_BOTH,
    BLT__F_MODEL, BLT__F_MODEL_BOTH,
    BLT__F_UNKNOWN,             /* of an alternative: 1 for its kind */
    BLT__F_REAL, BLT__F_CASE, BLT__F_JOIN, BLT__F_SPLIT,
    BLT__F_SHORT,               /* the same, two or three characters written */
    BLT__F_CAPITAL,             /* the same, a capital inside a sentence */
    BLT__F_POOR,                /* the same, in a language of which little is
                                   known: few texts, a part of its forms */
    BLT__F_POOR_SPLIT,          /* two words in such a language */
    BLT__F_SEEN,                /* of what is written: log2 of how often */
    BLT__F_MISSPELLING,         /* of it: 1 when it is a listed one */
    BLT__F_UNLISTED,            /* of an alternative: the list has others */
    BLT__F_NEW_MODEL,           /* of a new word: 1 where the model was asked,
                                   which spells such words out */
    BLT__FEATURES
} blt__feature;

typedef struct blt__weigh { double w[BLT__FEATURES]; } blt__weigh;

extern const char *const blt__feature_names[BLT__FEATURES];
extern const blt__weigh blt__weigh_default;

/* Those of the data.                                              [data.c] */
const blt__weigh *
blt__spell_weights(const blt_spell_data *d);

/* A file of lines "name number"; names that are not there keep their
 * default. */
blt_status
blt__weigh_read(blt__weigh *w, const char *path, blt_error *err);

/* The rates as the next words of the text are expected to have them. */
typedef struct blt__levels {
    double errors, fresh[2];
} blt__levels;

/* Sets score and p of a choice's alternatives. */
void
blt__choice_weigh(blt__choices *all, blt__choice *c, const blt__weigh *w,
                  const blt__levels *at);

/* The likeliest alternative, the first being what is written. */
size_t
blt__choice_best(const blt__choices *all, const blt__choice *c);

/* Sets every p, for a text of `words` further words of which these are the
 * choices; `before` is what came before them, `at` gets the levels that fit
 * and `after`, unless NULL, the rates behind them. */
void
blt__choices_decide(blt__choices *c, size_t words, const blt__weigh *w,
                    const blt__rates *before, blt__levels *at,
                    blt__rates *after);

/* Makes the probabilities as sure as decisions are right: at the end, once. */
void
blt__choices_calm(blt__choices *c);

/* Brings the alternatives in order, but for what is written: it stays the
 * first. */
void
blt__choices_sort(blt__choices *c);

#endif
