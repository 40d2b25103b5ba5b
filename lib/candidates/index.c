/* A forward trie costs little to begin with, as it expands where searches go.
 * The reverse one needs all words of the lexicon first (about ten
 * milliseconds for 200,000), so it is made at the first search that uses
 * it. */
#include "config.h"
#include <string.h>
#include "candidates/index.h"

static void
clear(blt__index *x)
{
    blt__trie_free(&x->forward);
    blt__trie_free(&x->reverse);
    blt__reversed_free(&x->reversed);
    blt__channel_free(x->reverse_channel);
    blt__range_min_free(&x->range_min);
    memset(x, 0, sizeof *x);
}

blt_status
blt__index_cache_get(blt__index **out, blt__index_cache *cache,
                     const blt__lexicon *l, const blt__channel *c,
                     blt_error *err)
{
    size_t n = sizeof cache->index / sizeof *cache->index;
    blt__index *oldest = &cache->index[0];

    cache->clock++;
    for (size_t i = 0; i < n; i++) {
        blt__index *x = &cache->index[i];

        if (x->l == l && x->c == c) {
            x->last_use = cache->clock;
            *out = x;
            return BLT_OK;
        }
        if (x->last_use < oldest->last_use)
            oldest = x;
    }
    clear(oldest);
    if (!blt__range_min_init(&oldest->range_min, l)
        || !blt__trie_init(&oldest->forward, &oldest->range_min, NULL, c)) {
        clear(oldest);
        *out = NULL;
        return blt__fail_memory(err, "search index");
    }
    oldest->l = l;
    oldest->c = c;
    oldest->id = oldest->last_use = cache->clock;
    *out = oldest;
    return BLT_OK;
}

blt_status
blt__index_add_reverse(blt__index *x, blt_error *err)
{
    blt_status st = BLT_OK;

    if (x->reverse.node != NULL)
        return BLT_OK;
    if (x->reverse_channel == NULL)
        st = blt__channel_reverse(&x->reverse_channel, x->c, err);
    if (st == BLT_OK
        && ((x->reversed.word == NULL
             && !blt__reversed_init(&x->reversed, x->l))
            || !blt__trie_init(&x->reverse, &x->range_min, &x->reversed,
                               x->reverse_channel)))
        st = blt__fail_memory(err, "search index");
    return st;
}

void
blt__index_cache_free(blt__index_cache *cache)
{
    for (size_t i = 0; i < sizeof cache->index / sizeof *cache->index; i++)
        clear(&cache->index[i]);
}
