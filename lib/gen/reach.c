/* How far it is to a match without a banned string: shortest paths in the
 * product of the pattern's automaton with that of the strings.
 *
 * Each search is A* [Hart, Nilsson and Raphael 1968] with the distance that
 * the pattern alone needs, which is a lower bound; mostly it is the distance,
 * and the search goes straight there.  The nodes of a shortest path keep their
 * distances for later searches, and so do all that a vain search has seen. */
#include "config.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "base/hash.h"
#include "gen/gen.h"
#include "text/regex_automaton.h"
#include "text/text.h"

/* Bounds of memory (60 MB) and of the time of a search (about a second);
 * chosen, not measured. */
enum { NODES = 1 << 20, EDGES = 1 << 23 };
#define UNKNOWN (UINT64_MAX - 1)

typedef struct product_node {
    int state;                  /* of the pattern */
    uint32_t ban;               /* state of the strings */
    uint64_t distance;          /* BLT__NEVER, UNKNOWN or the distance */
    uint64_t bound;             /* distance without strings */
    uint64_t from_start;        /* these of the search number `search` */
    uint32_t parent, search;
    int done;
} product_node;

typedef struct entry {
    uint64_t total;             /* from start, and bound of the rest */
    uint32_t node;
} entry;

struct blt__reach {
    atomic_uint refs;
    pthread_mutex_t lock;       /* held by blt__reach_distance() */
    blt__automaton *a;
    const blt__ban *ban;
    product_node *node;
    uint32_t nodes, cap;
    uint32_t *bucket;           /* [buckets] a node's number + 1; 0: empty */
    size_t buckets;
    entry *heap;
    size_t heap_n, heap_cap;
    uint32_t searches;
};

blt_status
blt__reach_new(blt__reach **out, blt__automaton *a, blt__ban *ban,
               blt_error *err)
{
    blt__reach *r = calloc(1, sizeof *r);

    *out = r;
    if (r == NULL)
        return blt__fail_memory(err, "pattern");
    atomic_init(&r->refs, 1);
    pthread_mutex_init(&r->lock, NULL);
    r->a = blt__automaton_share(a);
    r->ban = blt__ban_share(ban);
    return BLT_OK;
}

blt__reach *
blt__reach_share(blt__reach *r)
{
    if (r != NULL)
        atomic_fetch_add(&r->refs, 1);
    return r;
}

void
blt__reach_free(blt__reach *r)
{
    if (r == NULL || atomic_fetch_sub(&r->refs, 1) != 1)
        return;
    pthread_mutex_destroy(&r->lock);
    blt__automaton_free(r->a);
    blt__ban_free((blt__ban *)r->ban);
    free(r->node);
    free(r->bucket);
    free(r->heap);
    free(r);
}

/* ---- nodes -------------------------------------------------------------- */

static uint32_t *
slot_of(const blt__reach *r, int state, uint32_t ban)
{
    const uint32_t key[2] = { (uint32_t)state, ban };
    size_t slot = blt__hash_bytes(BLT__HASH_START, key, sizeof key)
        & (r->buckets - 1);

    while (r->bucket[slot] != 0
           && (r->node[r->bucket[slot] - 1].state != state
               || r->node[r->bucket[slot] - 1].ban != ban))
        slot = (slot + 1) & (r->buckets - 1);
    return &r->bucket[slot];
}

/* Room for one more node. */
static int
grow(blt__reach *r)
{
    uint32_t cap = r->cap > 0 ? 2 * r->cap : 256;
    uint32_t *bucket = calloc(2 * (size_t)cap, sizeof *bucket);
    product_node *p = realloc(r->node, cap * sizeof *p);

    if (p != NULL)
        r->node = p;
    if (p == NULL || bucket == NULL) {
        free(bucket);
        return 0;
    }
    r->cap = cap;
    free(r->bucket);
    r->bucket = bucket;
    r->buckets = 2 * (size_t)cap;
    for (uint32_t i = 0; i < r->nodes; i++)
        *slot_of(r, p[i].state, p[i].ban) = i + 1;
    return 1;
}

static blt_status
need_node(uint32_t *number, blt__reach *r, int state, uint32_t ban,
          blt_error *err)
{
    uint32_t *slot;
    product_node *x;

    if (r->nodes == r->cap) {
        if (r->nodes >= NODES)
            return blt__fail(err, BLT_EINVAL, "pattern: needs too much memory"
                             " together with the banned strings");
        if (!grow(r))
            return blt__fail_memory(err, "pattern");
    }
    slot = slot_of(r, state, ban);
    if (*slot == 0) {
        x = &r->node[r->nodes++];
        *slot = r->nodes;
        *x = (product_node){ .state = state, .ban = ban, .distance = UNKNOWN };
        x->bound = blt__automaton_distance(r->a, state);
        if (x->bound == 0 || x->bound == BLT__NEVER)
            x->distance = x->bound;
    }
    *number = *slot - 1;
    return BLT_OK;
}

/* ---- the heap: least total first ---------------------------------------- */

static blt_status
heap_put(blt__reach *r, uint64_t total, uint32_t number, blt_error *err)
{
    size_t i = r->heap_n;

    if (i == r->heap_cap) {
        size_t size;
        entry *p = NULL;

        if (blt__size_mul(&size, 2 * r->heap_cap + 64, sizeof *p))
            p = realloc(r->heap, size);
        if (p == NULL)
            return blt__fail_memory(err, "pattern");
        r->heap = p;
        r->heap_cap = 2 * r->heap_cap + 64;
    }
    r->heap_n++;
    for (; i > 0 && r->heap[(i - 1) / 2].total > total; i = (i - 1) / 2)
        r->heap[i] = r->heap[(i - 1) / 2];
    r->heap[i] = (entry){ total, number };
    return BLT_OK;
}

static entry
heap_take(blt__reach *r)
{
    const entry least = r->heap[0], last = r->heap[--r->heap_n];
    size_t i = 0, c;

    while ((c = 2 * i + 1) < r->heap_n) {
        c += c + 1 < r->heap_n && r->heap[c + 1].total < r->heap[c].total;
        if (r->heap[c].total >= last.total)
            break;
        r->heap[i] = r->heap[c];
        i = c;
    }
    r->heap[i] = last;
    return least;
}

/* ---- the search --------------------------------------------------------- */

static blt_status
meet(blt__reach *r, uint32_t number, uint32_t parent, uint64_t from_start,
     blt_error *err)
{
    product_node *x = &r->node[number];

    if (x->distance == BLT__NEVER
        || (x->search == r->searches && x->from_start <= from_start))
        return BLT_OK;
    x->done = 0;
    x->search = r->searches;
    x->from_start = from_start;
    x->parent = parent;
    return heap_put(r, from_start + (x->distance != UNKNOWN ? x->distance
                                     : x->bound), number, err);
}

int
blt__reach_follow(const blt__ban *ban, uint32_t *to, uint32_t from,
                  const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        from = blt__ban_step(ban, from, p[i]);
        if (blt__ban_hit(ban, from))
            return 0;
    }
    *to = from;
    return 1;
}

static blt_status
expand(blt__reach *r, uint32_t number, uint64_t *edges, blt_error *err)
{
    const product_node from = r->node[number];
    blt_status status = BLT_OK;
    uint32_t c;
    int to;

    r->node[number].done = 1;
    for (size_t k = 0; status == BLT_OK
         && blt__automaton_edge(r->a, from.state, k, &c, &to); k++) {
        uint8_t p[4];
        const size_t n = blt__utf8_put(p, c);
        uint32_t ban, next;

        if (++*edges > EDGES)
            return blt__fail(err, BLT_EINVAL, "pattern: needs too much time "
                             "together with the banned strings");
        if (!blt__reach_follow(r->ban, &ban, from.ban, p, n))
            continue;
        status = need_node(&next, r, to, ban, err);
        if (status == BLT_OK)
            status = meet(r, next, number, from.from_start + n, err);
    }
    return status;
}

/* Finds the distance of a node for which it is not known. */
static blt_status
search(blt__reach *r, uint32_t start, blt_error *err)
{
    uint64_t edges = 0;
    blt_status status;

    r->searches++;
    r->heap_n = 0;
    status = meet(r, start, start, 0, err);
    while (status == BLT_OK && r->heap_n > 0) {
        const entry e = heap_take(r);
        uint32_t i = e.node;

        if (r->node[i].distance != UNKNOWN) {
            for (; i != start; i = r->node[i].parent)
                r->node[i].distance = e.total - r->node[i].from_start;
            r->node[start].distance = e.total;
            return BLT_OK;
        }
        if (!r->node[i].done)
            status = expand(r, i, &edges, err);
    }
    for (uint32_t i = 0; status == BLT_OK && i < r->nodes; i++)
        if (r->node[i].search == r->searches)
            r->node[i].distance = BLT__NEVER;
    return status;
}

blt_status
blt__reach_distance(uint64_t *distance, blt__reach *r, int state,
                    uint32_t ban, blt_error *err)
{
    blt_status status = BLT_OK;
    uint32_t number;

    *distance = BLT__NEVER;
    if (state == BLT__DEAD)
        return BLT_OK;
    pthread_mutex_lock(&r->lock);
    status = need_node(&number, r, state, ban, err);
    if (status == BLT_OK && r->node[number].distance == UNKNOWN)
        status = search(r, number, err);
    if (status == BLT_OK)
        *distance = r->node[number].distance;
    pthread_mutex_unlock(&r->lock);
    return status;
}
