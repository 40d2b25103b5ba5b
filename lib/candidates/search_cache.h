/* Searches that were made, for words come again. */
#ifndef BLT_CANDIDATES_SEARCH_CACHE_H
#define BLT_CANDIDATES_SEARCH_CACHE_H

#include "candidates/search.h"

typedef struct blt__recall blt__recall;

blt_status
blt__recall_new(blt__recall **r, blt_error *err);
void
blt__recall_free(blt__recall *r);

/* As blt__search_run with the search of its own; at most BLT__RECALL_MOST. */
#define BLT__RECALL_MOST 20
size_t
blt__recall_run(blt__recall *r, const blt__language *l, const char *written,
                size_t n, float limit, blt__candidate *out, size_t max);

/* The same for a word that will be asked about with the limit `wide`, too:
 * of that search, where it tells. */
size_t
blt__recall_within(blt__recall *r, const blt__language *l,
                   const char *written, size_t n, float limit, float wide,
                   blt__candidate *out, size_t max);

#endif
