/* The words of texts, counted as they are written, and which of them make a
 * lexicon. */
#ifndef BLT_LANGBUILD_VOCABULARY_H
#define BLT_LANGBUILD_VOCABULARY_H

#include "lang/lexicon.h"
#include "lang/ngram.h"

/* One way to write a word. */
typedef struct blt__wordform {
    char *word;
    uint32_t n;
    uint32_t count;         /* in all texts */
    float weighted;         /* the same by the weight of the texts */
    float inner;            /* of those, not at the start of a sentence */
    uint32_t entry;         /* of the lexicon; BLT__NO_WORD: none */
    uint8_t in_dict;        /* a dictionary has it written so */
} blt__wordform;

/* A table of forms by their bytes. */
typedef struct blt__vocabulary {
    blt__wordform *form;
    uint32_t n, cap;
    uint32_t *slot;         /* form + 1; 0: empty */
    size_t slots;
} blt__vocabulary;

void blt__vocabulary_free(blt__vocabulary *v);
/* Finds a form; made when missing.  NULL: no memory. */
blt__wordform *blt__vocabulary_put(blt__vocabulary *v, const char *word,
                                   size_t n);
/* NULL when it is not there. */
blt__wordform *blt__vocabulary_find(const blt__vocabulary *v, const char *word,
                                    size_t n);

/* ---- choose.c --------------------------------------------------------------- */

typedef struct blt__select_options {
    uint32_t least;         /* an unlisted word is seen so often */
    int unseen;             /* keep listed words that no text has */
    const char *clitics;    /* but not those that end in one: "'s" */
} blt__select_options;

/* The words of a lexicon, in the order of their bytes: what is listed, and
 * of the rest what is frequent, unless a cheap edit makes it a listed word
 * that is a hundred times more frequent, or an apostrophe is all it lacks.
 * Every form that is right gets its entry.  *e is malloc'ed; its words are
 * those of v. */
blt_status
blt__vocabulary_select(blt__vocabulary *v, const blt__select_options *how,
                       blt__lexicon_entry **e, size_t *n, blt_error *err);

#endif
