/* Selecting the words of a lexicon from the wordforms of texts and
 * dictionaries. */
#ifndef BLT_LANGBUILD_SELECT_H
#define BLT_LANGBUILD_SELECT_H

#include "langbuild/lexicon_build.h"
#include "langbuild/vocabulary.h"

typedef struct blt__select_options {
    uint32_t min_count;         /* of a word that is in no dictionary */
    int keep_unseen;            /* dictionary words that no text has */
    const char *clitics;        /* but none that ends in one of these: "'s" */
} blt__select_options;

/* The entries of a lexicon, in byte order: the words of dictionaries, and of
 * the others the frequent ones, unless one edit makes them a word of a
 * dictionary that is a hundred times as frequent, or they lack an apostrophe
 * only.  Sets the `entry` of every wordform that is correct.  *e is
 * malloc'ed; its words belong to v. */
blt_status blt__vocabulary_select(blt__vocabulary *v,
                                  const blt__select_options *opt,
                                  blt__lexicon_entry **e, size_t *n,
                                  blt_error *err);

#endif
