/* A text held to a pattern: the bytes that keep it the beginning of a match
 * that is complete within the bytes that are left. */
#include "config.h"
#include <stdlib.h>
#include "gen/gen.h"
#include "text/regex_automaton.h"

struct blt__guide {
    blt__automaton *a;
    int state;
    blt__partial open;
};

blt_status
blt__guide_new(blt__guide **out, const char *pattern, uint64_t most,
               blt_error *err)
{
    blt__guide *m = calloc(1, sizeof *m);
    blt_status st;
    uint64_t least;

    *out = NULL;
    if (m == NULL)
        return blt__fail_memory(err, "pattern");
    st = blt__automaton_probe(err);
    if (st == BLT_OK)
        st = blt__automaton_new(&m->a, pattern, NULL, 0, err);
    if (st == BLT_OK)
        st = blt__automaton_check(m->a, err);
    if (st != BLT_OK) {
        blt__guide_free(m);
        return st;
    }
    m->state = BLT__START;
    least = blt__automaton_distance(m->a, m->state);
    if (least == BLT__NEVER)
        st = blt__fail(err, BLT_EINVAL, "pattern: no text matches it");
    else if (least > most)
        st = blt__fail(err, BLT_EINVAL, "pattern: a match has %llu bytes at "
                       "least, and the limit is %llu",
                       (unsigned long long)least, (unsigned long long)most);
    if (st != BLT_OK) {
        blt__guide_free(m);
        return st;
    }
    *out = m;
    return BLT_OK;
}

blt_status
blt__guide_copy(blt__guide **copy, const blt__guide *m, blt_error *err)
{
    *copy = malloc(sizeof **copy);
    if (*copy == NULL)
        return blt__fail_memory(err, "pattern");
    **copy = *m;
    blt__automaton_share(m->a);
    return BLT_OK;
}

void
blt__guide_free(blt__guide *m)
{
    if (m == NULL)
        return;
    blt__automaton_free(m->a);
    free(m);
}

blt_status
blt__guide_mask(uint8_t *may, int *count, blt__guide *m, uint64_t left,
                blt_error *err)
{
    return blt__automaton_mask(m->a, may, count, m->state, &m->open,
                               left, err);
}

int
blt__guide_accepts(const blt__guide *m)
{
    return m->open.n == 0 && blt__automaton_accepts(m->a, m->state);
}

blt_status
blt__guide_push(blt__guide *m, uint8_t byte, blt_error *err)
{
    const blt__utf8_place none = { 0, 0, 0 };
    blt__utf8_place place = none;
    blt_status st;

    m->open.p[m->open.n++] = byte;
    for (size_t i = 0; i < m->open.n; i++)
        blt__utf8_place_push(&place, m->open.p[i]);
    if (place.need > 0)
        return BLT_OK;
    st = blt__automaton_step(m->a, &m->state, m->state, m->open.p, m->open.n,
                             err);
    m->open.n = 0;
    return st;
}
