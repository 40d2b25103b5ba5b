/* The n-gram models of a language: one of its words in context, and one of
 * the letters of a word, for words never seen. */
#ifndef BLT_LANG_NGRAM_H
#define BLT_LANG_NGRAM_H

#include "file/safetensors.h"
#include "lang/backoff.h"

/* Read-only; may be shared by threads. */
typedef struct blt__ngram {
    blt__backoff words, letters;
} blt__ngram;

/* *g is NULL if the file has no n-grams.  st must outlive it.  BLT_EDATA
 * names `path` and the tensor. */
blt_status blt__ngram_open(blt__ngram **g, const blt__st *st,
                           const char *path, blt_error *err);
void blt__ngram_free(blt__ngram *g);

/* -log2 P(w | u v).  A key u or v of 0 is not known: the context ends there.
 * A word that the n-grams do not know gets the bits of the class of unknown
 * words; add those of its spelling. */
float blt__ngram_bits(const blt__ngram *g, blt__word_key u, blt__word_key v,
                      blt__word_key w);
/* How many words a gram has at most: 3 if the language had text enough for
 * trigrams, else 2; 1 in the files of others. */
int blt__ngram_order(const blt__ngram *g);
int blt__ngram_knows(const blt__ngram *g, blt__word_key w);
/* -log2 P(spelling | a word never seen), by letter n-grams. */
float blt__ngram_spelling(const blt__ngram *g, const char *word, size_t n);

#endif
