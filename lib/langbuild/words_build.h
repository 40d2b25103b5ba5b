/* Building a language file: the state that the stages share. */
#ifndef BLT_LANGBUILD_WORDS_BUILD_H
#define BLT_LANGBUILD_WORDS_BUILD_H

#include <blt/build.h>
#include "langbuild/cloze_train.h"
#include "langbuild/lexicon_build.h"
#include "langbuild/ngram_estimate.h"
#include "langbuild/vocabulary.h"
#include "langbuild/words_plan.h"
#include "langbuild/words_table.h"
#include "langbuild/words_text.h"

typedef struct blt__words_builder {
    blt__words_plan plan;
    blt_words_report *report;
    blt__tokens tokens;             /* scratch */

    /* lists and counts */
    blt__vocabulary forms;          /* of the texts and the dictionaries */
    blt__word_table table;
    blt__buf misspelling_text;      /* of the file of misspellings */
    blt__misspelling *misspelling;  /* [misspellings], in byte order */
    size_t misspellings;

    /* what goes into the file */
    blt__lexicon_entry *entry;      /* [entries] of the lexicon */
    size_t entries;
    blt__lexicon_data lexicon;
    blt__backoff_data words, letters;
    blt__cloze_data cloze;
} blt__words_builder;

/* ---- words_lists.c ------------------------------------------------------------ */

/* Reads a dictionary, a word per line, into b->forms.  Lines that are not
 * UTF-8 or too long are skipped. */
blt_status blt__words_read_dictionary(blt__words_builder *b,
                                      const char *path, blt_error *err);
/* Reads misspellings: per line the written form, a tab, the corrections,
 * separated by commas.  BLT_EDATA names the line.  At most one file. */
blt_status blt__words_read_misspellings(blt__words_builder *b,
                                        const char *path, blt_error *err);

/* ---- words_ngram.c -------------------------------------------------------------- */

/* Estimates b->words from the texts; needs the counts in b->table. */
blt_status blt__words_model_ngrams(blt__words_builder *b, blt_error *err);
/* Estimates b->letters from the spelling of each entry. */
blt_status blt__words_model_letters(blt__words_builder *b, blt_error *err);

/* ---- words_cloze.c --------------------------------------------------------------- */

/* Trains b->cloze on the texts; needs the counts in b->table. */
blt_status blt__words_model_cloze(blt__words_builder *b, blt_error *err);

#endif
