/* The error model run forwards: all edits of a word, and misspellings drawn
 * by their probability. */
#ifndef BLT_LANG_CORRUPT_H
#define BLT_LANG_CORRUPT_H

#include "lang/channel.h"

/* Called with an edit: letters i .. i + nf become to[0 .. nt).  Returns other
 * than 0 to stop. */
typedef int blt__edit_fn(void *arg, size_t i, unsigned nf,
                         const uint32_t *to, unsigned nt,
                         blt__position position);
/* Calls visit once with each edit that is possible in v[0 .. m). */
void blt__channel_each_edit(const blt__channel *c, const uint32_t *v,
                            size_t m, blt__edit_fn *visit, void *arg);

/* The sum of the rates of all edits of a word, over its letters: about 1. */
double blt__channel_rate_sum(const blt__channel *c, const char *word,
                             size_t n);

/* Appends a misspelling of the word, drawn by the probabilities of the model;
 * the word itself if it has no letters. */
void blt__channel_corrupt(const blt__channel *c, blt__buf *out,
                          const char *word, size_t n, blt__rng *rng);

#endif
