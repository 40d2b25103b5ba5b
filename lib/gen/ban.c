/* Strings that must not appear, found by the automaton of Aho and Corasick
 * 1975: a trie of the strings in which each node links to that of its longest
 * proper suffix.  A node stands for the longest suffix of the text that begins
 * a string.
 *
 * If every byte after some node completes a string, a text must not get there.
 * So a text only goes where it can go on without end: a node is live if an
 * infinite path from it exists, in the product with the position in UTF-8. */
#include "config.h"
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "gen/gen.h"

#define TOTAL_MAX (1 << 20)     /* bytes of all strings; a limit on memory,
                                   not measured */
enum { PLACES = 8 };

typedef struct trie_node {
    uint32_t link;              /* the longest proper suffix */
    uint32_t child, sibling;    /* 0: none */
    uint8_t byte;               /* of the edge from the parent */
    uint8_t hit;                /* a string ends here */
} trie_node;

struct blt__ban {
    atomic_uint refs;
    trie_node *node;                 /* [nodes]; the first is the root */
    uint32_t nodes;
    uint8_t *live;              /* [nodes, PLACES]; NULL: not asked for */
    int utf8;
};

static uint32_t
child(const blt__ban *b, uint32_t at, uint8_t byte)
{
    uint32_t c = b->node[at].child;

    while (c != 0 && b->node[c].byte != byte)
        c = b->node[c].sibling;
    return c;
}

uint32_t
blt__ban_step(const blt__ban *b, uint32_t at, uint8_t byte)
{
    uint32_t c;

    while ((c = child(b, at, byte)) == 0 && at != 0)
        at = b->node[at].link;
    return c;
}

int
blt__ban_hit(const blt__ban *b, uint32_t at)
{
    return b->node[at].hit;
}

/* ---- the trie ----------------------------------------------------------- */

static void
add(blt__ban *b, const uint8_t *p, size_t n)
{
    uint32_t at = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t c = child(b, at, p[i]);

        if (c == 0) {
            c = b->nodes++;
            b->node[c] = (trie_node){ .byte = p[i],
                                 .sibling = b->node[at].child };
            b->node[at].child = c;
        }
        at = c;
    }
    b->node[at].hit = 1;
}

/* Breadth first: the links of shorter suffixes are known. */
static blt_status
set_links(blt__ban *b, blt_error *err)
{
    uint32_t *queue = blt__alloc(b->nodes, sizeof *queue);
    size_t n = 1;

    if (queue == NULL)
        return blt__fail_memory(err, "banned strings");
    queue[0] = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t at = queue[i];

        for (uint32_t c = b->node[at].child; c != 0;
             c = b->node[c].sibling) {
            trie_node *x = &b->node[c];

            if (at != 0)
                x->link = blt__ban_step(b, b->node[at].link, x->byte);
            x->hit |= b->node[x->link].hit;
            queue[n++] = c;
        }
    }
    free(queue);
    return BLT_OK;
}

blt_status
blt__ban_new(blt__ban **out, const uint8_t *const *string,
             const size_t *length, size_t count, blt_error *err)
{
    blt__ban *b = calloc(1, sizeof *b);
    blt_status status = BLT_OK;
    size_t total = 1;

    *out = NULL;
    if (b == NULL)
        return blt__fail_memory(err, "banned strings");
    atomic_init(&b->refs, 1);
    for (size_t i = 0; status == BLT_OK && i < count; i++) {
        assert(length[i] > 0);
        if (length[i] > TOTAL_MAX - total)
            status = blt__fail(err, BLT_EINVAL, "banned strings: more than %d"
                               " bytes", TOTAL_MAX - 1);
        else
            total += length[i];
    }
    if (status == BLT_OK) {
        b->node = blt__alloc(total, sizeof *b->node);
        if (b->node == NULL)
            status = blt__fail_memory(err, "banned strings");
    }
    if (status == BLT_OK) {
        b->node[0] = (trie_node){ 0 };
        b->nodes = 1;
        for (size_t i = 0; i < count; i++)
            add(b, string[i], length[i]);
        status = set_links(b, err);
    }
    if (status != BLT_OK) {
        blt__ban_free(b);
        return status;
    }
    *out = b;
    return BLT_OK;
}

blt__ban *
blt__ban_share(blt__ban *b)
{
    if (b != NULL)
        atomic_fetch_add(&b->refs, 1);
    return b;
}

void
blt__ban_free(blt__ban *b)
{
    if (b == NULL || atomic_fetch_sub(&b->refs, 1) != 1)
        return;
    free(b->node);
    free(b->live);
    free(b);
}

/* ---- where a text can go on --------------------------------------------- */

/* The positions in UTF-8. */
static const blt__utf8_place places[PLACES] = {
    { 0, 0, 0 }, { 1, 0x80, 0xbf }, { 2, 0x80, 0xbf }, { 2, 0xa0, 0xbf },
    { 2, 0x80, 0x9f }, { 3, 0x80, 0xbf }, { 3, 0x90, 0xbf }, { 3, 0x80, 0x8f }
};

static size_t
index_of(const blt__ban *b, uint32_t at, const blt__utf8_place *u)
{
    size_t k = 0;

    if (!b->utf8 || u->need == 0)
        return (size_t)at * PLACES;
    while (k < PLACES - 1 && (places[k].need != u->need
                              || places[k].low != u->low
                              || places[k].high != u->high))
        k++;
    return (size_t)at * PLACES + k;
}

/* The index after a byte, or 0 when the byte may not follow. */
static int
follow(const blt__ban *b, size_t *to, size_t from, uint8_t byte,
       const uint8_t *may)
{
    uint32_t at;
    blt__utf8_place u = places[from % PLACES];

    if (!may[byte])
        return 0;
    at = blt__ban_step(b, (uint32_t)(from / PLACES), byte);
    if (b->node[at].hit)
        return 0;
    blt__utf8_place_push(&u, byte);
    *to = index_of(b, at, &u);
    return 1;
}

enum { UNKNOWN, DEAD, OPEN, LIVE };     /* OPEN: on the path searched now */

typedef struct frame {
    size_t index;
    int next;                   /* byte to try */
} frame;

typedef struct live_search {
    frame *path;
    size_t n, cap;
    const uint8_t (*may)[256];  /* [PLACES] */
} live_search;

static blt_status
enter(blt__ban *b, live_search *s, size_t index, blt_error *err)
{
    if (s->n == s->cap) {
        frame *more = blt__alloc(2 * s->cap, sizeof *more);

        if (more == NULL)
            return blt__fail_memory(err, "banned strings");
        memcpy(more, s->path, s->n * sizeof *more);
        free(s->path);
        s->path = more;
        s->cap *= 2;
    }
    s->path[s->n++] = (frame){ index, 0 };
    b->live[index] = OPEN;
    return BLT_OK;
}

/* Depth first.  A path that comes back to itself has no end, and neither has
 * one that meets a live index; then all of the path is live.  An index that
 * the search leaves is dead, as is all that follows it. */
static blt_status
find_live(blt__ban *b, live_search *s, size_t start, blt_error *err)
{
    blt_status status = enter(b, s, start, err);

    while (status == BLT_OK && s->n > 0) {
        frame *f = &s->path[s->n - 1];
        size_t to;

        if (f->next == 256) {
            b->live[f->index] = DEAD;
            s->n--;
        } else if (follow(b, &to, f->index, (uint8_t)f->next++,
                          s->may[f->index % PLACES])) {
            if (b->live[to] == UNKNOWN)
                status = enter(b, s, to, err);
            else if (b->live[to] != DEAD)
                while (s->n > 0)
                    b->live[s->path[--s->n].index] = LIVE;
        }
    }
    return status;
}

blt_status
blt__ban_endless(blt__ban *b, int utf8, blt_error *err)
{
    uint8_t may[PLACES][256];
    live_search s = { NULL, 0, 64, (const uint8_t (*)[256])may };
    blt_status status = BLT_OK;

    b->utf8 = utf8;
    b->live = blt__alloc(b->nodes, PLACES);
    s.path = blt__alloc(s.cap, sizeof *s.path);
    if (b->live == NULL || s.path == NULL) {
        free(s.path);
        return blt__fail_memory(err, "banned strings");
    }
    memset(b->live, UNKNOWN, (size_t)b->nodes * PLACES);
    for (int k = 0; k < PLACES; k++)
        if (utf8)
            blt__utf8_place_mask(may[k], &places[k], UINT64_MAX);
        else
            memset(may[k], 1, 256);
    for (size_t i = 0; status == BLT_OK && i < (size_t)b->nodes * PLACES; i++)
        if (b->live[i] == UNKNOWN && (utf8 || i % PLACES == 0))
            status = find_live(b, &s, i, err);
    free(s.path);
    if (status == BLT_OK && b->live[0] != LIVE)
        status = blt__fail(err, BLT_EINVAL, "banned strings: no text is left");
    return status;
}

void
blt__ban_mask(uint8_t *may, int *count, const blt__ban *b, uint32_t at,
              const blt__utf8_place *u)
{
    const size_t from = index_of(b, at, u);

    *count = 0;
    for (int byte = 0; byte < 256; byte++) {
        size_t to;

        may[byte] = follow(b, &to, from, (uint8_t)byte, may)
            && (b->live == NULL || b->live[to] == LIVE);
        *count += may[byte];
    }
}
