/* A text held to a pattern: the bytes that keep it the beginning of a match
 * that is complete within the bytes that are left and has no banned string. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "gen/gen.h"
#include "text/regex_automaton.h"
#include "text/text.h"

struct blt__guide {
    blt__automaton *a;
    blt__ban *ban;              /* NULL: nothing is banned */
    blt__reach *reach;          /* with ban */
    int state;
    blt__partial open;
};

/* The fewest bytes to a match. */
static blt_status
distance(uint64_t *d, const blt__guide *m, int state, uint32_t ban,
         blt_error *err)
{
    if (m->ban != NULL)
        return blt__reach_distance(d, m->reach, state, ban, err);
    *d = blt__automaton_distance(m->a, state);
    return BLT_OK;
}

static blt_status
check_length(const blt__guide *m, uint64_t most, blt_error *err)
{
    const uint64_t least = blt__automaton_distance(m->a, BLT__START);
    uint64_t without;
    blt_status st;

    if (least == BLT__NEVER)
        return blt__fail(err, BLT_EINVAL, "pattern: no text matches it");
    if (least > most)
        return blt__fail(err, BLT_EINVAL, "pattern: a match has %llu bytes at"
                         " least, and the limit is %llu",
                         (unsigned long long)least, (unsigned long long)most);
    st = distance(&without, m, BLT__START, 0, err);
    if (st == BLT_OK && without > most)
        st = blt__fail(err, BLT_EINVAL, "pattern: every match of at most %llu"
                       " bytes has a banned string",
                       (unsigned long long)most);
    return st;
}

blt_status
blt__guide_new(blt__guide **out, const char *pattern, blt__ban *ban,
               const uint8_t *samples, size_t n, uint64_t most,
               blt_error *err)
{
    blt__guide *m = calloc(1, sizeof *m);
    blt_status st;

    *out = NULL;
    if (m == NULL)
        return blt__fail_memory(err, "pattern");
    m->state = BLT__START;
    m->ban = blt__ban_share(ban);
    st = blt__automaton_probe(err);
    if (st == BLT_OK)
        st = blt__automaton_new(&m->a, pattern, (const char *)samples, n, err);
    if (st == BLT_OK)
        st = blt__automaton_check(m->a, err);
    if (st == BLT_OK && ban != NULL)
        st = blt__reach_new(&m->reach, m->a, ban, err);
    if (st == BLT_OK)
        st = check_length(m, most, err);
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
    blt__ban_share(m->ban);
    blt__reach_share(m->reach);
    return BLT_OK;
}

void
blt__guide_free(blt__guide *m)
{
    if (m == NULL)
        return;
    blt__reach_free(m->reach);
    blt__automaton_free(m->a);
    blt__ban_free(m->ban);
    free(m);
}

/* Bytes that begin characters with an edge, or are second in those of four. */
static blt_status
mask_edges(uint8_t *may, int *count, const blt__guide *m, uint32_t ban,
           uint64_t left, blt_error *err)
{
    const size_t n = m->open.n;
    blt_status st = BLT_OK;
    uint32_t c, then;
    int to;

    for (size_t k = 0; st == BLT_OK
         && blt__automaton_edge(m->a, m->state, k, &c, &to); k++) {
        uint8_t p[4];
        const size_t length = blt__utf8_put(p, c);
        uint64_t d;

        if ((n > 0 && p[0] != m->open.p[0]) || may[p[n]]
            || length - n > left
            || !blt__reach_follow(m->ban, &then, ban, p + n, length - n))
            continue;
        st = blt__reach_distance(&d, m->reach, to, then, err);
        if (st == BLT_OK && d <= left - (length - n)) {
            may[p[n]] = 1;
            ++*count;
        }
    }
    return st;
}

/* Whether a character that begins with p[0 .. n) leads to a match in time.
 * ban: the state after these bytes. */
static blt_status
completes(int *can, const blt__guide *m, uint8_t *p, size_t n, uint32_t ban,
          uint64_t left, blt_error *err)
{
    blt_status st = BLT_OK;
    uint64_t d = 0;
    uint32_t c;
    int to, k = blt__utf8_char(&c, p, n);

    *can = 0;
    if (k < 0)
        return BLT_OK;
    if (k > 0) {
        st = blt__automaton_step(m->a, &to, m->state, p, n, err);
        if (st == BLT_OK)
            st = blt__reach_distance(&d, m->reach, to, ban, err);
        *can = st == BLT_OK && d <= left;
        return st;
    }
    for (int b = 0x80; st == BLT_OK && !*can && left > 0 && b < 0xc0; b++) {
        uint32_t then;

        p[n] = (uint8_t)b;
        if (blt__reach_follow(m->ban, &then, ban, &p[n], 1))
            st = completes(can, m, p, n + 1, then, left - 1, err);
    }
    return st;
}

/* The other bytes of a character, by trying all that follow. */
static blt_status
mask_inner(uint8_t *may, int *count, const blt__guide *m, uint32_t ban,
           uint64_t left, blt_error *err)
{
    const size_t n = m->open.n;
    blt_status st = BLT_OK;
    uint8_t p[8];

    for (int b = 0x80; st == BLT_OK && left > 0 && b < 0xc0; b++) {
        uint32_t then;
        int can;

        memcpy(p, m->open.p, n);
        p[n] = (uint8_t)b;
        if (!blt__reach_follow(m->ban, &then, ban, &p[n], 1))
            continue;
        st = completes(&can, m, p, n + 1, then, left - 1, err);
        may[b] = (uint8_t)can;
        *count += can;
    }
    return st;
}

blt_status
blt__guide_mask(uint8_t *may, int *count, blt__guide *m, uint32_t ban,
                uint64_t left, blt_error *err)
{
    const size_t n = m->open.n;

    if (m->ban == NULL)
        return blt__automaton_mask(m->a, may, count, m->state, &m->open,
                                   left, err);
    *count = 0;
    memset(may, 0, 256);
    if (n == 0 || (n == 1 && m->open.p[0] >= 0xf0))
        return mask_edges(may, count, m, ban, left, err);
    return mask_inner(may, count, m, ban, left, err);
}

/* Whether a match can begin after the open character. */
static blt_status
begins(int *can, const blt__guide *m, uint32_t ban, blt__utf8_place place,
       uint64_t left, blt_error *err)
{
    blt_status st;
    uint8_t may[256];
    uint64_t d;

    *can = 0;
    if (place.need == 0) {
        st = distance(&d, m, BLT__START, ban, err);
        *can = st == BLT_OK && d <= left;
        return st;
    }
    return blt__guide_mask_before(may, can, m, ban, &place, left, err);
}

blt_status
blt__guide_mask_before(uint8_t *may, int *count, const blt__guide *m,
                       uint32_t ban, const blt__utf8_place *place,
                       uint64_t left, blt_error *err)
{
    blt_status st = BLT_OK;

    *count = 0;
    memset(may, 0, 256);
    for (int b = place->low; st == BLT_OK && left >= place->need
         && b <= place->high; b++) {
        blt__utf8_place then = *place;
        const uint8_t byte = (uint8_t)b;
        uint32_t after = ban;
        int can;

        blt__utf8_place_push(&then, byte);
        if (m->ban != NULL
            && !blt__reach_follow(m->ban, &after, ban, &byte, 1))
            continue;
        st = begins(&can, m, after, then, left - 1, err);
        may[b] = can != 0;
        *count += can != 0;
    }
    return st;
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
