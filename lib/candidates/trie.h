/* The words of a lexicon as a trie of folded letters, expanded lazily.
 *
 * The lexicon's automaton shares suffixes, so the words after one of its
 * states depend on the path to it, and each step decodes bytes.  Searches
 * follow the same few paths again and again.  Here each step is decoded once,
 * and every node knows the lowest unigram cost of any word below it, which is
 * the heuristic of the search.  The words may also be read from their end. */
#ifndef BLT_CANDIDATES_TRIE_H
#define BLT_CANDIDATES_TRIE_H

#include "candidates/reverse.h"
#include "candidates/range_min.h"

enum {
    BLT__TRIE_NODES = 1 << 19   /* at most.  Derived: 20 MB of address space;
                                   pages are used as nodes are made */
};

typedef struct blt__trie_node {
    uint32_t child;             /* the first of n children */
    uint32_t word;              /* that ends here, or BLT__NO_WORD */
    uint16_t n;
    uint8_t bits;               /* of the word, in quarters */
    uint8_t expanded : 1;       /* its children are there */
    uint8_t in_dict : 1;        /* a dictionary has the word */
    uint32_t search, state;     /* for the search: which one it was reached
                                   in, and its last state there */
} blt__trie_node;

/* What a search compares before it visits a node; most nodes it does not
 * visit. */
typedef struct blt__node_key {
    uint32_t letter : 21;       /* folded */
    uint32_t upper : 1;         /* it is a capital */
    uint32_t twin : 1;          /* a later sibling has the same letter */
    uint32_t ends : 1;          /* a word ends here */
    uint32_t min_bits : 8;      /* of any word below, in quarters */
    uint32_t mask;              /* a bit for the low 5 of each child's letter */
} blt__node_key;

/* The words below a node. */
typedef struct blt__node_range {
    blt__dawg_state at;         /* forward: its state.  Reversed: .node is the
                                   depth in bytes, .number the first word */
    uint32_t end;               /* words at.number .. end - 1 */
} blt__node_range;

/* Three parallel arrays.  Node 0 is the root.  Siblings are contiguous, in
 * the order of their min_bits. */
typedef struct blt__trie {
    const blt__range_min *range_min;
    blt__reversed *reversed;    /* NULL: forward */
    const blt__channel *c;      /* folds letters */
    uint32_t n;
    int full;                   /* a node could not be expanded */
    blt__trie_node *node;
    blt__node_key *key;
    blt__node_range *range;
} blt__trie;

/* A trie of the words of m, forward or, unless r is NULL, reversed.  m, r and
 * c are borrowed until it is freed.  0 when there is no memory. */
int blt__trie_init(blt__trie *t, const blt__range_min *m, blt__reversed *r,
                   const blt__channel *c);
void blt__trie_free(blt__trie *t);
/* Drops all nodes but the root. */
void blt__trie_reset(blt__trie *t);
/* Makes the children of node i; sets t->full when there is no room. */
void blt__trie_expand(blt__trie *t, uint32_t i);

/* Node i with its children. */
static inline const blt__trie_node *
blt__trie_expanded(blt__trie *t, uint32_t i)
{
    if (!t->node[i].expanded)
        blt__trie_expand(t, i);
    return &t->node[i];
}

/* Whether node i, expanded or not, may have a child of the letter: 0 is
 * certain. */
static inline int
blt__trie_may_lead(const blt__trie *t, uint32_t i, uint32_t letter)
{
    return t->key[i].mask >> letter % 32 & 1;
}

/* The first child of x at `i` or later with the letter, or the end of its
 * children. */
static inline uint32_t
blt__trie_child(const blt__trie *t, const blt__trie_node *x, uint32_t i,
                uint32_t letter)
{
    while (i < x->child + x->n && t->key[i].letter != letter)
        i++;
    return i;
}

/* The lowest unigram cost, in bits, of any word below node i. */
static inline float
blt__trie_min_bits(const blt__trie *t, uint32_t i)
{
    return (float)t->key[i].min_bits * 0.25f;
}

#endif
