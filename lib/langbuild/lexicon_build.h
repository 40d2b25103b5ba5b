/* The tensors of a lexicon, from lists of words. */
#ifndef BLT_LANGBUILD_LEXICON_BUILD_H
#define BLT_LANGBUILD_LEXICON_BUILD_H

#include "lang/lexicon.h"

typedef struct blt__lexicon_entry {
    const char *word;           /* UTF-8 */
    float bits;                 /* INFINITY: in no text */
    int in_dict;                /* in a dictionary */
} blt__lexicon_entry;

typedef struct blt__misspelling {
    const char *written;
    const char *corrections;    /* separated by commas, likeliest first */
} blt__misspelling;

/* Builds the tensors of entries e[0 .. n) and misspellings w[0 .. n_w), both
 * in byte order.  Corrections that are not in the lexicon are left out, and so
 * are misspellings that are words or have no correction left.
 *   clitics  separated by spaces
 *   turkic   1 where i and dotless i are two letters
 * Call blt__lexicon_data_free() in any case.  BLT_EINVAL for words out of
 * order. */
blt_status blt__lexicon_build(blt__lexicon_data *d,
                              const blt__lexicon_entry *e, size_t n,
                              const blt__misspelling *w, size_t n_w,
                              const char *clitics, int turkic,
                              blt_error *err);
void blt__lexicon_data_free(blt__lexicon_data *d);

#endif
