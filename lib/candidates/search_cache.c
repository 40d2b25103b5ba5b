/* A text says the same words again and again, the doubtful ones too; a search
 * costs a thousand times what finding it again does.  Each word has one place
 * where it may be remembered, and the last to come there has it. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "candidates/search_cache.h"

#define SLOTS 4096
#define LONGEST 31

typedef struct slot {
    const blt__language *language;
    float limit;
    uint8_t max, found, length;
    char word[LONGEST];
    blt__candidate candidate[BLT__RECALL_MOST];
} slot;

struct blt__recall {
    blt__search *search;
    slot *slot;
};

blt_status
blt__recall_new(blt__recall **out, blt_error *err)
{
    blt__recall *r = calloc(1, sizeof *r);
    blt_status st;

    *out = NULL;
    if (!r)
        return blt__fail_memory(err, "search");
    r->slot = calloc(SLOTS, sizeof *r->slot);
    st = r->slot ? blt__search_new(&r->search, err)
        : blt__fail_memory(err, "search");
    if (st != BLT_OK) {
        blt__recall_free(r);
        return st;
    }
    *out = r;
    return BLT_OK;
}

void
blt__recall_free(blt__recall *r)
{
    if (!r)
        return;
    blt__search_free(r->search);
    free(r->slot);
    free(r);
}

size_t
blt__recall_run(blt__recall *r, const blt__language *l, const char *written,
                size_t n, float limit, blt__candidate *out, size_t max)
{
    uint32_t h = 2166136261u;
    slot *s;

    if (n <= LONGEST && max <= BLT__RECALL_MOST) {
        for (size_t i = 0; i < n; i++)
            h = (h ^ (uint8_t)written[i]) * 16777619u;
        s = r->slot + (h ^ h >> 15) % SLOTS;
        if (s->language != l || s->limit < limit || s->limit > limit
            || s->max != max || s->length != n
            || memcmp(s->word, written, n) != 0) {
            s->found = (uint8_t)blt__search_run(r->search, l->lexicon,
                                                l->channel, written, n, limit,
                                                s->candidate, max);
            s->language = l;
            s->limit = limit;
            s->max = (uint8_t)max;
            s->length = (uint8_t)n;
            memcpy(s->word, written, n);
        }
        memcpy(out, s->candidate, s->found * sizeof *out);
        return s->found;
    }
    return blt__search_run(r->search, l->lexicon, l->channel, written, n,
                           limit, out, max);
}

/* The best being within the limit, no other stands behind it for less; but of
 * a full list costlier ones may have taken the places. */
size_t
blt__recall_within(blt__recall *r, const blt__language *l,
                   const char *written, size_t n, float limit, float wide,
                   blt__candidate *out, size_t max)
{
    size_t all = blt__recall_run(r, l, written, n, wide, out, max), k = 0;
    int best = all > 0 && out[0].channel <= limit;

    for (size_t i = 0; i < all; i++)
        if (out[i].channel <= limit)
            out[k++] = out[i];
    if (all == 0 || k == max || (best && all < max))
        return k;
    return blt__search_run(r->search, l->lexicon, l->channel, written, n,
                           limit, out, max);
}
