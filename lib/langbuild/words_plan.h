/* The plan of a language file: what to make it of (blt-train(1), Words). */
#ifndef BLT_LANGBUILD_WORDS_PLAN_H
#define BLT_LANGBUILD_WORDS_PLAN_H

#include "base/monitor.h"
#include "langbuild/ngram_count.h"

typedef struct blt__paths {
    char **path;                /* [n], owned */
    size_t n;
} blt__paths;

/* The classes of text: prose, and other text, which weighs less. */
typedef struct blt__words_plan {
    char language[16];
    blt__paths text[BLT__GRAM_CLASSES];
    blt__paths dictionary, misspellings, valid, arpa;
    float weight[BLT__GRAM_CLASSES];        /* 1, other_weight */
    char clitics[256];                      /* separated by spaces */
    int64_t lexicon_min_count, ngram_min_count;
    int64_t bigrams, trigrams, letter_ngrams;   /* to keep, at most */
    int64_t arpa_bigrams, arpa_trigrams;    /* the same, of that model */
    int64_t cloze, cloze_passes;            /* words; passes over the text */
    float cloze_other;                      /* part of the other text */
    int keep_unseen;                        /* dictionary words in no text */
    blt__monitor monitor;       /* of the caller; not in the file */
} blt__words_plan;

/* Reads lines `key = value`; # starts a comment, and a key for files may be
 * repeated.  BLT_EDATA names the file and the line.  Call
 * blt__words_plan_free() after success. */
blt_status blt__words_plan_read(blt__words_plan *p, const char *path,
                                blt_error *err);
void blt__words_plan_free(blt__words_plan *p);

#endif
