/* The search index of a language: its lexicon as a trie from either end of
 * the words, with the error model in the same direction. */
#ifndef BLT_CANDIDATES_INDEX_H
#define BLT_CANDIDATES_INDEX_H

#include "candidates/trie.h"

typedef struct blt__index {
    const blt__lexicon *l;
    const blt__channel *c;
    blt__range_min range_min;
    blt__trie forward, reverse; /* reverse.node NULL: not made yet */
    blt__reversed reversed;     /* the words of `reverse` */
    blt__channel *reverse_channel;
    uint64_t id, last_use;      /* by the clock of the cache, from 1 on */
} blt__index;

typedef struct blt__index_cache {
    blt__index index[8];        /* the least recently used is replaced */
    uint64_t clock;
} blt__index_cache;

/* The index of a lexicon and its error model, made at its first use.  The
 * lexicon and the channel are borrowed until the cache is freed; the index
 * belongs to the cache and is valid until the next call.  BLT_ENOMEM: *x is
 * NULL, and the next call tries again. */
blt_status blt__index_cache_get(blt__index **x, blt__index_cache *cache,
                                const blt__lexicon *l, const blt__channel *c,
                                blt_error *err);
/* Makes the reverse half, unless it is there.  BLT_ENOMEM: it is not, and the
 * next call tries again. */
blt_status blt__index_add_reverse(blt__index *x, blt_error *err);
void blt__index_cache_free(blt__index_cache *cache);

#endif
