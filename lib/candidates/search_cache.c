/* A direct-mapped cache.  A text repeats its words, the doubtful ones too,
 * and a search costs a thousand times what finding its result again does. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/hash.h"
#include "candidates/search_cache.h"

#define SLOTS 4096              /* measured: twice as many gain nothing, as
                                   they cost page faults */
#define LONGEST 31              /* bytes of a cached word.  Derived: longer
                                   ones do not come again */

typedef struct slot {
    const blt__language *language;
    float limit;
    uint8_t max, matches, length;
    char word[LONGEST];
    blt__match match[BLT__SEARCH_CACHE_MATCHES];
} slot;

struct blt__search_cache {
    blt__astar *search;
    slot *slot;
};

blt_status
blt__search_cache_new(blt__search_cache **out, blt_error *err)
{
    blt__search_cache *r = calloc(1, sizeof *r);
    blt_status st;

    *out = NULL;
    if (!r)
        return blt__fail_memory(err, "search");
    r->slot = calloc(SLOTS, sizeof *r->slot);
    st = r->slot ? blt__astar_new(&r->search, err)
        : blt__fail_memory(err, "search");
    if (st != BLT_OK) {
        blt__search_cache_free(r);
        return st;
    }
    *out = r;
    return BLT_OK;
}

void
blt__search_cache_free(blt__search_cache *r)
{
    if (!r)
        return;
    blt__astar_free(r->search);
    free(r->slot);
    free(r);
}

blt_status
blt__search_cache_run(blt__search_cache *r, const blt__language *l,
                      const char *written, size_t n, float limit,
                      blt__matches *out, blt_error *err)
{
    uint64_t h;
    slot *s;

    if (n > LONGEST || out->max > BLT__SEARCH_CACHE_MATCHES)
        return blt__astar_run(r->search, l, written, n, limit, out, err);
    h = blt__hash_bytes(BLT__HASH_START, written, n);
    s = r->slot + blt__hash_fold(h) % SLOTS;
    if (s->language != l || s->limit < limit || s->limit > limit
        || s->max != out->max || s->length != n
        || memcmp(s->word, written, n) != 0) {
        blt__matches found = { s->match, out->max, 0 };
        blt_status st = blt__astar_run(r->search, l, written, n, limit,
                                       &found, err);

        s->language = NULL;     /* it overwrote the matches */
        if (st != BLT_OK) {
            out->n = 0;
            return st;
        }
        s->matches = (uint8_t)found.n;
        s->language = l;
        s->limit = limit;
        s->max = (uint8_t)out->max;
        s->length = (uint8_t)n;
        memcpy(s->word, written, n);
    }
    out->n = s->matches;
    memcpy(out->p, s->match, out->n * sizeof *out->p);
    return BLT_OK;
}

/* If the wide search's best match is within the narrow limit, its list
 * already contains the narrow result, unless the list was full. */
blt_status
blt__search_cache_within(blt__search_cache *r, const blt__language *l,
                         const char *written, size_t n, blt__limits limit,
                         blt__matches *out, blt_error *err)
{
    blt_status st = blt__search_cache_run(r, l, written, n, limit.wide, out,
                                          err);
    blt__match *p = out->p;
    size_t all = out->n, k = 0;
    int best = all > 0 && p[0].channel <= limit.narrow;

    if (st != BLT_OK)
        return st;
    for (size_t i = 0; i < all; i++)
        if (p[i].channel <= limit.narrow)
            p[k++] = p[i];
    out->n = k;
    if (all == 0 || k == out->max || (best && all < out->max))
        return BLT_OK;
    return blt__astar_run(r->search, l, written, n, limit.narrow, out, err);
}
