/* Searches with their results cached, as words come again. */
#ifndef BLT_CANDIDATES_SEARCH_CACHE_H
#define BLT_CANDIDATES_SEARCH_CACHE_H

#include "candidates/astar.h"

#define BLT__SEARCH_CACHE_MATCHES 20    /* per word; larger lists are not
                                           cached */

/* Belongs to one thread at a time. */
typedef struct blt__search_cache blt__search_cache;

blt_status
blt__search_cache_new(blt__search_cache **r, blt_error *err);
void
blt__search_cache_free(blt__search_cache *r);

/* As blt__astar_run() for the lexicon and the channel of l, which is borrowed
 * as long as the cache lives.  A search that failed is not cached. */
blt_status
blt__search_cache_run(blt__search_cache *r, const blt__language *l,
                      const char *written, size_t n, float limit,
                      blt__matches *out, blt_error *err);

typedef struct blt__limits { float narrow, wide; } blt__limits;

/* The same with the narrow limit, for a word that will be searched with the
 * wide one, too: that search is run and cached, and its results within the
 * narrow limit are returned where they are those of a narrow search. */
blt_status
blt__search_cache_within(blt__search_cache *r, const blt__language *l,
                         const char *written, size_t n, blt__limits limit,
                         blt__matches *out, blt_error *err);

#endif
