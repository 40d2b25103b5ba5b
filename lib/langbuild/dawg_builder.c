/* Incremental construction of a minimal acyclic automaton from sorted words
 * [Daciuk, Mihov, Watson, Watson 2000]: the path of the last word stays open;
 * nodes that the next word does not share are closed, that is, merged with an
 * equal closed node or added. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/table.h"
#include "langbuild/dawg_builder.h"

#define LONGEST 255             /* bytes of a word */
#define OFFSET_MAX 0xffffffu    /* three bytes, by the layout */

typedef struct arc { uint32_t to; uint8_t label; } arc;

typedef struct closed {
    uint32_t first;         /* of its arcs */
    uint32_t words;         /* that end at it or below it */
    uint32_t offset;        /* in the output; UINT32_MAX: none yet */
    uint16_t n;
    uint8_t final;
} closed;

typedef struct open_node {
    arc arc[256];
    unsigned n;
    int final;
} open_node;

struct blt__dawg_builder {
    closed *node;
    size_t n_node, cap_node;
    arc *arc;
    size_t n_arc, cap_arc;
    blt__hash_table table;       /* of the closed nodes, by their arcs */
    open_node *path;        /* [LONGEST + 1] of the last word */
    char last[LONGEST];
    size_t length;          /* of the last word */
};

blt__dawg_builder *
blt__dawg_builder_new(void)
{
    blt__dawg_builder *m = calloc(1, sizeof *m);

    if (m == NULL)
        return NULL;
    m->path = calloc(LONGEST + 1, sizeof *m->path);
    if (m->path == NULL) {
        blt__dawg_builder_free(m);
        return NULL;
    }
    return m;
}

void
blt__dawg_builder_free(blt__dawg_builder *m)
{
    if (m == NULL)
        return;
    free(m->node);
    free(m->arc);
    blt__hash_table_free(&m->table);
    free(m->path);
    free(m);
}

static uint64_t
hash(const arc *p, size_t n, int final)
{
    uint64_t h = blt__hash_add(BLT__HASH_START, (uint64_t)final);

    for (size_t i = 0; i < n; i++)
        h = blt__hash_add(h, p[i].to ^ (uint64_t)p[i].label << 32);
    return h;
}

static int
same(const blt__dawg_builder *m, const closed *c, const open_node *o)
{
    if (c->n != o->n || c->final != o->final)
        return 0;
    for (size_t i = 0; i < o->n; i++)
        if (m->arc[c->first + i].to != o->arc[i].to
            || m->arc[c->first + i].label != o->arc[i].label)
            return 0;
    return 1;
}

static int
grow(blt__dawg_builder *m, size_t arcs)
{
    if (m->n_node == m->cap_node) {
        size_t cap = m->cap_node != 0 ? 2 * m->cap_node : 1024;
        closed *p = realloc(m->node, cap * sizeof *p);

        if (p == NULL)
            return 0;
        m->node = p;
        m->cap_node = cap;
    }
    if (m->cap_arc - m->n_arc < arcs) {
        size_t cap = 2 * m->cap_arc + 1024;
        arc *p = realloc(m->arc, cap * sizeof *p);

        if (p == NULL)
            return 0;
        m->arc = p;
        m->cap_arc = cap;
    }
    return m->n_node < UINT32_MAX / 2 && m->n_arc < UINT32_MAX / 2
        && blt__hash_table_reserve(&m->table, m->n_node + 1);
}

/* Finds or adds the closed node that equals o.  0: no memory. */
static int
close_node(blt__dawg_builder *m, const open_node *o, uint32_t *id)
{
    const uint64_t h = hash(o->arc, o->n, o->final);
    size_t at = blt__hash_table_start(&m->table, h);
    closed *c;

    while ((*id = blt__hash_table_next(&m->table, h, &at)) != BLT__HASH_NONE)
        if (same(m, &m->node[*id], o))
            return 1;
    if (!grow(m, o->n))
        return 0;
    *id = (uint32_t)m->n_node++;
    (void)blt__hash_table_add(&m->table, h, *id);        /* there is room */
    c = &m->node[*id];
    *c = (closed){ (uint32_t)m->n_arc, (uint32_t)o->final, UINT32_MAX,
                   (uint16_t)o->n, (uint8_t)o->final };
    if (o->n > 0)               /* an empty automaton has no arcs at all */
        memcpy(m->arc + m->n_arc, o->arc, o->n * sizeof *m->arc);
    m->n_arc += o->n;
    for (size_t i = 0; i < o->n; i++)
        c->words += m->node[o->arc[i].to].words;
    return 1;
}

/* Closes the nodes of the last word below depth `deep`. */
static int
close_path(blt__dawg_builder *m, size_t deep)
{
    for (size_t i = m->length; i > deep; i--) {
        open_node *up = &m->path[i - 1];

        if (!close_node(m, &m->path[i], &up->arc[up->n - 1].to))
            return 0;
        m->path[i].n = 0;
        m->path[i].final = 0;
    }
    return 1;
}

blt_status
blt__dawg_builder_add(blt__dawg_builder *m, const char *word, size_t n,
                      blt_error *err)
{
    size_t common = 0;

    while (common < n && common < m->length
           && word[common] == m->last[common])
        common++;
    if (n == 0 || n > LONGEST || memchr(word, '\0', n) != NULL)
        return blt__fail(err, BLT_EINVAL, "lexicon: a word of %zu bytes", n);
    if (common == n || (common < m->length && (uint8_t)word[common]
                        < (uint8_t)m->last[common]))
        return blt__fail(err, BLT_EINVAL, "lexicon: \"%.*s\" is not in order",
                         (int)n, word);
    if (!close_path(m, common))
        return blt__fail_memory(err, "lexicon");
    for (size_t i = common; i < n; i++) {
        open_node *o = &m->path[i];

        o->arc[o->n++] = (arc){ 0, (uint8_t)word[i] };
    }
    m->path[n].final = 1;
    memcpy(m->last, word, n);
    m->length = n;
    return BLT_OK;
}

/* ---- writing --------------------------------------------------------------- */

typedef struct layout {
    uint32_t *order;        /* nodes in the order of the output */
    uint32_t *wait;         /* a stack of nodes without an offset */
    size_t n, waiting;
    uint8_t label[BLT__DAWG_LABELS];    /* most often a node's only way on */
    uint8_t code[256];      /* 1 + index in label[]; 0: not there */
} layout;

static unsigned
skip_width(const blt__dawg_builder *m, const closed *c)
{
    uint32_t most = 0;

    for (size_t i = 0; i + 1 < c->n; i++)
        most += m->node[m->arc[c->first + i].to].words;
    return most == 0 ? 0 : most < 0x100 ? 1 : most < 0x10000 ? 2 : 3;
}

/* Chooses the labels of short nodes, by frequency. */
static void
find_labels(const blt__dawg_builder *m, layout *l)
{
    size_t count[256] = { 0 };

    for (size_t i = 0; i < m->n_node; i++)
        if (m->node[i].n == 1 && !m->node[i].final)
            count[m->arc[m->node[i].first].label]++;
    for (unsigned i = 0; i < BLT__DAWG_LABELS; i++) {
        unsigned best = 0;

        for (unsigned b = 1; b < 256; b++)
            if (count[b] > count[best])
                best = b;
        l->label[i] = (uint8_t)best;
        if (count[best] > 0)
            l->code[best] = (uint8_t)(i + 1);
        count[best] = 0;
    }
}

/* 1 if a node takes one byte, provided that its child follows it. */
static int
is_short(const blt__dawg_builder *m, const layout *l, const closed *c)
{
    return c->n == 1 && !c->final && l->code[m->arc[c->first].label] > 0;
}

/* Gives each node its offset.  A last child without an offset, which
 * is the usual case, is placed right after its parent to save its address. */
static int
assign_offsets(blt__dawg_builder *m, uint32_t root, layout *l)
{
    uint64_t at = BLT__DAWG_LABELS;

    l->wait[l->waiting++] = root;
    while (l->waiting > 0) {
        uint32_t id = l->wait[--l->waiting];

        while (m->node[id].offset == UINT32_MAX) {
            closed *c = &m->node[id];
            const arc *a = m->arc + c->first;

            c->offset = (uint32_t)at;
            l->order[l->n++] = id;
            at += 1 + (c->n >= 15);
            if (c->n == 0)
                break;
            at += 4u * c->n + skip_width(m, c) * (c->n - 1u);
            for (size_t i = c->n - 1u; i-- > 0;)
                if (m->node[a[i].to].offset == UINT32_MAX)
                    l->wait[l->waiting++] = a[i].to;
            id = a[c->n - 1].to;
            if (m->node[id].offset == UINT32_MAX)
                at -= is_short(m, l, c) ? 4 : 3;
        }
        if (at > OFFSET_MAX)
            return 0;
    }
    return 1;
}

static void
put_number(blt__buf *out, uint32_t x, size_t n)
{
    uint8_t p[4];

    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(x >> 8 * i);
    blt__buf_put(out, p, n);
}

static void
put_node(const blt__dawg_builder *m, const layout *l, blt__buf *out,
         uint32_t id, int follows)
{
    const closed *c = &m->node[id];
    const arc *a = m->arc + c->first;
    unsigned width = skip_width(m, c);
    uint32_t skip = 0;

    if (follows && is_short(m, l, c)) {
        unsigned code = l->code[a->label] - 1u;

        put_number(out, code / 14 << 6 | (code % 14 + 2), 1);
        return;
    }
    put_number(out, (uint32_t)c->final << 7 | (uint32_t)follows << 6
               | width << 4 | (c->n < 15 ? c->n : 15u), 1);
    if (c->n >= 15)
        put_number(out, c->n, 1);
    for (size_t i = 0; i < c->n; i++)
        put_number(out, a[i].label, 1);
    for (size_t i = 0; i + (size_t)follows < c->n; i++)
        put_number(out, m->node[a[i].to].offset, 3);
    for (size_t i = 1; i < c->n; i++) {
        skip += m->node[a[i - 1].to].words;
        put_number(out, skip, width);
    }
}

blt_status
blt__dawg_builder_write(blt__dawg_builder *m, blt__buf *out, blt_error *err)
{
    layout l = { 0 };
    uint32_t root;
    blt_status s = BLT_OK;

    if (!close_path(m, 0) || !close_node(m, &m->path[0], &root))
        return blt__fail_memory(err, "lexicon");
    m->length = 0;
    l.order = malloc(m->n_node * sizeof *l.order);
    l.wait = malloc((m->n_arc + 1) * sizeof *l.wait);
    if (l.order == NULL || l.wait == NULL)
        s = blt__fail_memory(err, "lexicon");
    find_labels(m, &l);
    if (s == BLT_OK && !assign_offsets(m, root, &l))
        s = blt__fail(err, BLT_EINVAL, "lexicon: above %u bytes", OFFSET_MAX);
    blt__buf_put(out, l.label, sizeof l.label);
    for (size_t i = 0; s == BLT_OK && i < l.n; i++) {
        const closed *c = &m->node[l.order[i]];

        put_node(m, &l, out, l.order[i], c->n > 0 && i + 1 < l.n
                 && l.order[i + 1] == m->arc[c->first + c->n - 1u].to
                 && m->node[l.order[i + 1]].offset > c->offset);
    }
    if (s == BLT_OK && out->failed)
        s = blt__fail_memory(err, "lexicon");
    free(l.order);
    free(l.wait);
    return s;
}
