/* Expanding a node: its children by letter, each with the lowest unigram cost
 * below it. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "candidates/trie.h"

enum { MAX_CHILDREN = 1024 };   /* of a node.  Derived: no lexicon has as many
                                   letters; more in a damaged one are left
                                   out */

int
blt__trie_init(blt__trie *t, const blt__range_min *m, blt__reversed *r,
               const blt__channel *c)
{
    t->range_min = m;
    t->reversed = r;
    t->c = c;
    t->node = malloc(BLT__TRIE_NODES * sizeof *t->node);
    t->key = malloc(BLT__TRIE_NODES * sizeof *t->key);
    t->range = malloc(BLT__TRIE_NODES * sizeof *t->range);
    if (t->node == NULL || t->key == NULL || t->range == NULL) {
        blt__trie_free(t);
        return 0;
    }
    blt__trie_reset(t);
    return 1;
}

void
blt__trie_free(blt__trie *t)
{
    free(t->node);
    free(t->key);
    free(t->range);
    memset(t, 0, sizeof *t);
}

/* ---- forward ----------------------------------------------------------------- */

typedef struct child {
    uint32_t letter, end;
    blt__dawg_state at;
    uint8_t upper, min_bits, twin;
} child;

/* Inserts a letter after those that are not greater. */
static void
insert(child *out, size_t n, const blt__trie *t, uint32_t letter,
       blt__dawg_state at, uint32_t end, uint8_t min_bits)
{
    uint32_t low = blt__channel_fold(t->c, letter);
    unsigned upper = low != letter && letter != 0x2019;

    for (; n > 0 && out[n - 1].letter > low; n--)
        out[n] = out[n - 1];
    out[n] = (child){ low, end, at, (uint8_t)upper, min_bits, 0 };
}

/* A letter of which `depth` of its UTF-8 bytes were read, `more` follow the
 * first; their bits are in lead. */
typedef struct partial {
    uint32_t lead;
    unsigned depth, more;
} partial;

/* Appends to out[0 .. n) the letters that lead on from a state, at which the
 * words from at.number to end - 1 begin; returns the new n. */
static size_t
forward_children(child *out, size_t n, const blt__trie *t, blt__dawg_state at,
                 uint32_t end, partial p)
{
    uint8_t byte[256];
    blt__dawg_state to[256];
    size_t k = blt__lexicon_children(t->range_min->l, at, byte, to, 256);

    for (size_t i = 0; i < k && n < MAX_CHILDREN; i++) {
        uint8_t b = byte[i];
        uint32_t last = i + 1 < k ? to[i + 1].number : end;
        uint32_t letter = p.depth ? p.lead << 6 | (b & 63) : b;

        if (p.depth == 0 && b >= 0xc0) {
            unsigned rest = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;

            n = forward_children(out, n, t, to[i], last,
                                 (partial){ b & (0x3f >> rest), 1, rest });
        } else if (p.depth > 0 && p.depth < p.more) {
            n = forward_children(out, n, t, to[i], last,
                                 (partial){ letter, p.depth + 1, p.more });
        } else {
            insert(out, n++, t, letter, to[i], last,
                   blt__range_min_query(t->range_min, to[i].number, last));
        }
    }
    return n;
}

/* A bit for the low 5 of each letter that leads on from a state; the word that
 * ends there, or BLT__NO_WORD. */
static uint32_t
forward_mask(const blt__trie *t, blt__dawg_state at, uint32_t *word)
{
    const uint8_t *label;
    size_t n = blt__lexicon_labels(t->range_min->l, at, &label, word);
    uint32_t mask = 0;
    child out[MAX_CHILDREN];

    for (size_t i = 0; i < n && label[i] < 0x80; i++)
        mask |= 1u << blt__channel_fold(t->c, label[i]) % 32;
    if (n == 0 || label[n - 1] < 0x80)
        return mask;
    n = forward_children(out, 0, t, at, 0, (partial){ 0, 0, 0 });
    for (size_t i = 0; i < n; i++)
        mask |= 1u << out[i].letter % 32;
    return mask;
}

/* ---- reversed ---------------------------------------------------------------- */

/* The words of a range that continue with the same letter; group 0 has those
 * that end. */
typedef struct group {
    uint32_t letter, bytes, n, from;
    uint8_t min_bits;
} group;

typedef struct groups {
    group group[MAX_CHILDREN];
    size_t n;
    uint16_t known[256];        /* number of a letter's group, 0: none */
} groups;

/* The group of a letter, or x->n when it has none. */
static size_t
group_of(const groups *x, uint32_t letter)
{
    size_t i = 1;

    if (letter < 256)
        return letter == 0 ? 0 : x->known[letter] ? x->known[letter] : x->n;
    while (i < x->n && x->group[i].letter != letter)
        i++;
    return i;
}

static void
count_groups(groups *x, const blt__trie *t, const blt__node_range *r)
{
    const blt__reversed *e = t->reversed;

    x->n = 1;
    x->group[0] = (group){ .min_bits = 255 };
    memset(x->known, 0, sizeof x->known);
    for (uint32_t k = r->at.number; k < r->end; k++) {
        uint32_t bytes, letter = blt__reversed_letter(e, k, r->at.node, &bytes);
        uint8_t bits = t->range_min->bits[e->word[k].number];
        size_t i = group_of(x, letter);

        if (i == x->n) {
            if (x->n == MAX_CHILDREN)
                continue;       /* see MAX_CHILDREN */
            x->group[x->n++] = (group){ .letter = letter, .bytes = bytes,
                                        .min_bits = 255 };
            if (letter < 256)
                x->known[letter] = (uint16_t)i;
        }
        x->group[i].n++;
        if (bits < x->group[i].min_bits)
            x->group[i].min_bits = bits;
    }
}

/* Sorts the range by group; words without one come last. */
static void
sort_range(groups *x, const blt__trie *t, const blt__node_range *r)
{
    blt__reversed *e = t->reversed;
    uint32_t at = r->at.number, n = r->end - at, rest;

    for (size_t i = 0; i < x->n; i++) {
        x->group[i].from = at;
        at += x->group[i].n;
        x->group[i].n = 0;
    }
    rest = at;
    for (uint32_t k = r->at.number; k < r->end; k++) {
        uint32_t bytes;
        size_t i = group_of(x, blt__reversed_letter(e, k, r->at.node, &bytes));

        at = i < x->n ? x->group[i].from + x->group[i].n++ : rest++;
        e->spare[at] = e->word[k];
    }
    memcpy(e->word + r->at.number, e->spare + r->at.number,
           n * sizeof *e->word);
}

static size_t
reverse_children(child *out, const blt__trie *t, const blt__node_range *r)
{
    groups x;

    count_groups(&x, t, r);
    sort_range(&x, t, r);
    for (size_t i = 1; i < x.n; i++) {
        const group *a = &x.group[i];

        insert(out, i - 1, t, a->letter,
               (blt__dawg_state){ r->at.node + a->bytes, a->from },
               a->from + a->n, a->min_bits);
    }
    return x.n - 1;
}

/* As forward_mask. */
static uint32_t
reverse_mask(const blt__trie *t, const blt__node_range *r, uint32_t *word)
{
    uint32_t mask = 0;

    *word = BLT__NO_WORD;
    for (uint32_t k = r->at.number; k < r->end; k++) {
        uint32_t bytes, letter = blt__reversed_letter(t->reversed, k,
                                                      r->at.node, &bytes);

        if (letter == 0)
            *word = t->reversed->word[k].number;
        else
            mask |= 1u << blt__channel_fold(t->c, letter) % 32;
    }
    return mask;
}

/* ---- nodes ------------------------------------------------------------------- */

/* Appends a node. */
static void
add_node(blt__trie *t, const child *c)
{
    const blt__range_min *m = t->range_min;
    const blt__node_range r = { c->at, c->end };
    uint32_t word, mask = t->reversed ? reverse_mask(t, &r, &word)
        : forward_mask(t, c->at, &word);

    t->range[t->n] = r;
    t->key[t->n] = (blt__node_key){
        .letter = c->letter & 0x1fffff, .upper = c->upper, .twin = c->twin,
        .ends = word < m->words, .min_bits = c->min_bits, .mask = mask
    };
    t->node[t->n++] = (blt__trie_node){
        .word = word, .bits = word < m->words ? m->bits[word] : 255,
        .in_dict = word < m->words && blt__range_min_in_dict(m, word)
    };
}

void
blt__trie_reset(blt__trie *t)
{
    const blt__range_min *m = t->range_min;

    t->n = 0;
    t->full = 0;
    add_node(t, &(child){
        .end = t->reversed ? t->reversed->words : m->words,
        .at = t->reversed ? (blt__dawg_state){ 0, 0 }
            : blt__lexicon_root(m->l),
        .min_bits = blt__range_min_query(m, 0, m->words)
    });
}

/* Sorts children by min_bits.  Equal letters (a small one and its capital) were
 * next to each other; all of them but the last get `twin`. */
static void
sort(child *out, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        child c = out[k];
        size_t i = k;

        for (; i > 0 && out[i - 1].min_bits > c.min_bits; i--) {
            c.twin |= out[i - 1].letter == c.letter;
            out[i] = out[i - 1];
        }
        for (size_t j = i; !c.twin && j-- > 0;)
            if (out[j].letter == c.letter) {
                out[j].twin = 1;
                break;
            }
        out[i] = c;
    }
}

void
blt__trie_expand(blt__trie *t, uint32_t i)
{
    blt__trie_node *x = &t->node[i];
    child out[MAX_CHILDREN];
    size_t n = t->reversed ? reverse_children(out, t, &t->range[i])
        : forward_children(out, 0, t, t->range[i].at, t->range[i].end,
                           (partial){ 0, 0, 0 });

    if (n > BLT__TRIE_NODES - t->n) {
        t->full = 1;
        return;
    }
    x->child = t->n;
    x->n = (uint16_t)n;
    x->expanded = 1;
    sort(out, n);
    for (size_t k = 0; k < n; k++)
        add_node(t, &out[k]);
}
