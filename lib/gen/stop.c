/* Detection of stop strings in bytes that arrive one at a time, by an
 * automaton for each.  Its state, the number of last bytes that are a prefix
 * of the string, is also how many must be held back. */
#include "config.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "gen/gen.h"

struct blt__stop {
    size_t count;
    blt__needle needle[];
};

static blt_status
stop_alloc(blt__stop **out, size_t count, blt_error *err)
{
    size_t size;

    *out = NULL;
    if (blt__size_mul(&size, count, sizeof(blt__needle))
        && blt__size_add(&size, size, sizeof **out))
        *out = calloc(1, size);
    return *out != NULL ? BLT_OK : blt__fail_memory(err, "stop strings");
}

/* Adds one string; on failure all of them are freed. */
static blt_status
stop_add(blt__stop **w, const uint8_t *byte, size_t n, blt_error *err)
{
    if (blt__needle_init(&(*w)->needle[(*w)->count++], byte, n))
        return BLT_OK;
    blt__stop_free(*w);
    *w = NULL;
    return blt__fail_memory(err, "stop strings");
}

blt_status
blt__stop_new(blt__stop **w, const uint8_t *const *string,
              const size_t *length, size_t count, blt_error *err)
{
    blt_status status = stop_alloc(w, count, err);

    for (size_t i = 0; status == BLT_OK && i < count; i++) {
        assert(length[i] > 0);
        status = stop_add(w, string[i], length[i], err);
    }
    return status;
}

blt_status
blt__stop_copy(blt__stop **copy, const blt__stop *w, blt_error *err)
{
    blt_status status = stop_alloc(copy, w->count, err);

    for (size_t i = 0; status == BLT_OK && i < w->count; i++) {
        status = stop_add(copy, w->needle[i].byte, w->needle[i].n, err);
        if (status == BLT_OK)
            (*copy)->needle[i].at = w->needle[i].at;
    }
    return status;
}

void
blt__stop_free(blt__stop *w)
{
    if (w == NULL)
        return;
    for (size_t i = 0; i < w->count; i++)
        blt__needle_clear(&w->needle[i]);
    free(w);
}

size_t
blt__stop_push(blt__stop *w, uint8_t byte)
{
    size_t longest = 0;

    for (size_t i = 0; i < w->count; i++) {
        blt__needle *s = &w->needle[i];

        blt__needle_push(s, byte);
        if (s->at == s->n && s->n > longest)
            longest = s->n;
    }
    return longest;
}

size_t
blt__stop_held(const blt__stop *w)
{
    size_t held = 0;

    for (size_t i = 0; i < w->count; i++)
        if (w->needle[i].at > held)
            held = w->needle[i].at;
    return held;
}

size_t
blt__stop_longest(const blt__stop *w)
{
    size_t longest = 0;

    for (size_t i = 0; i < w->count; i++)
        if (w->needle[i].n > longest)
            longest = w->needle[i].n;
    return longest;
}
