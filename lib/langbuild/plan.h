/* What to make a language's file of. */
#ifndef BLT_LANGBUILD_PLAN_H
#define BLT_LANGBUILD_PLAN_H

#include "lang/ngram.h"

typedef struct blt__paths { char **path; size_t n; } blt__paths;

/* `key = value` lines, # begins a comment; a key for files may come again. */
typedef struct blt__words_plan {
    char language[16];
    blt__paths text[BLT__GRAM_CLASSES];     /* prose, other */
    blt__paths dictionary, misspelt, valid;
    float weight[BLT__GRAM_CLASSES];        /* 1, other_weight */
    char clitics[256];
    int64_t least, kept, trigrams, bigrams, letters;
    int64_t around, passes;                 /* words, passes over the text */
    float around_other;                     /* part of the other texts */
    int unseen;
} blt__words_plan;

blt_status
blt__words_plan_read(blt__words_plan *p, const char *path, blt_error *err);
void blt__words_plan_free(blt__words_plan *p);

#endif
