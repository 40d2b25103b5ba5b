/* Weights of the features that rank the candidates of a site. */
#ifndef BLT_SPELL_RANK_WEIGHTS_H
#define BLT_SPELL_RANK_WEIGHTS_H

#include "spell/evidence.h"

/* The score of a candidate, in bits, is the sum of its features times these
 * weights.  The first groups are bits by each part of the model; what they
 * weigh depends on which other parts were computed. */
typedef enum blt__feature {
    BLT__F_CHANNEL,             /* with the n-grams alone */
    BLT__F_CHANNEL_CLOZE,       /*   and the cloze network */
    BLT__F_CHANNEL_MODEL,       /*   or the BLT */
    BLT__F_CHANNEL_BOTH,        /*   or both */
    BLT__F_NGRAM, BLT__F_NGRAM_CLOZE, BLT__F_NGRAM_MODEL, BLT__F_NGRAM_BOTH,
    BLT__F_CLOZE, BLT__F_CLOZE_BOTH,
    BLT__F_MODEL, BLT__F_MODEL_BOTH,
    BLT__F_PLAIN,               /* n-grams of words alone */
    BLT__F_NGRAM_PLAIN,         /* NGRAM again where there are those: both say
                                   much the same, so a part is taken back */
    /* of a candidate other than the text as it is written, 1 or 0: */
    BLT__F_UNKNOWN,             /* the kind of correction */
    BLT__F_REAL, BLT__F_CASE, BLT__F_JOIN, BLT__F_SPLIT,
    BLT__F_SHORT,               /* two or three characters are written */
    BLT__F_CAPITAL,             /* a capital within a sentence */
    BLT__F_LOW_RESOURCE,        /* the language has few texts and a part of
                                   its word forms */
    BLT__F_LOW_RESOURCE_SPLIT,  /* two words in such a language */
    /* of the text as it is written: */
    BLT__F_REPEATED,            /* log2 of how often the document has it */
    BLT__F_MISSPELLING,         /* 1: a listed misspelling */
    /* again of another candidate: */
    BLT__F_VARIANT,             /* 1: British, American, Brazilian ... spelling
                                   as the document; -1: the other */
    BLT__F_UNLISTED,            /* 1: the list has others for the misspelling */
    /* of an unknown word as it is written: */
    BLT__F_NEW_MODEL,           /* 1: the BLT was asked, which spells it out */
    /* for what is written, evidence.h, [BLT__EVIDENCE] each: */
    BLT__F_UNLISTED_EVIDENCE,   /* it is an unknown word that no list has */
    BLT__F_LISTED_EVIDENCE = BLT__F_UNLISTED_EVIDENCE + BLT__EVIDENCE,
    BLT__F_KNOWN_EVIDENCE = BLT__F_LISTED_EVIDENCE + BLT__EVIDENCE,
    BLT__FEATURES = BLT__F_KNOWN_EVIDENCE + BLT__EVIDENCE
} blt__feature;

typedef struct blt__rank_weights { double w[BLT__FEATURES]; } blt__rank_weights;

/* Names of features in a file of weights. */
extern const char *const blt__feature_names[BLT__FEATURES];
extern const blt__rank_weights blt__rank_weights_default;

/* Reads a file of lines "NAME NUMBER"; features that it does not name keep
 * their default.  Empty lines and lines that begin with # are ignored.
 * BLT_EDATA names the line. */
blt_status
blt__rank_weights_read(blt__rank_weights *w, const char *path, blt_error *err);

#endif
