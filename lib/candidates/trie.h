/* The words of a lexicon as a tree of folded letters, grown where searches
 * go.
 *
 * The automaton shares the ends of words, so what lies behind one of its
 * nodes depends on the way there, and each step decodes bytes.  Searches go
 * the same few ways again and again; here a step is taken apart once, and
 * every twig knows the fewest unigram bits of any word behind it.  The words
 * may be read from their ends as well. */
#ifndef BLT_CANDIDATES_TRIE_H
#define BLT_CANDIDATES_TRIE_H

#include "candidates/reverse.h"
#include "candidates/range_min.h"

enum {
    BLT__TWIGS = 1 << 19        /* at most; room is used as they grow */
};

typedef struct blt__twig {
    uint32_t child;             /* the first of n */
    uint32_t word;              /* that ends here, or BLT__NO_WORD */
    uint16_t n;
    uint8_t bits;               /* of the word, in quarters */
    uint8_t grown : 1;
    uint8_t listed : 1;         /* a dictionary has the word */
    uint32_t turn, state;       /* for who searches */
} blt__twig;

/* What its parent's other children are compared by: to most of them no search
 * goes. */
typedef struct blt__bud {
    uint32_t letter : 21;       /* folded */
    uint32_t upper : 1;         /* it is a capital */
    uint32_t twin : 1;          /* another child of this letter comes */
    uint32_t ends : 1;          /* a word does here */
    uint32_t least : 8;         /* quarters of a bit of any word behind it */
    uint32_t mask;              /* a bit for the low 5 of each child's letter */
} blt__bud;

/* Where among the words it is. */
typedef struct blt__root {
    blt__dawg_state at;         /* read from the ends: .node is how many
                                   bytes deep, .number the first of the range */
    uint32_t end;               /* words at.number .. end - 1 lie behind */
} blt__root;

/* Twig 0 is the root.  Children lie side by side, those with the frequent
 * words first. */
typedef struct blt__trie {
    const blt__minima *minima;
    blt__ends *ends;            /* NULL: from the beginnings */
    const blt__channel *c;      /* folds */
    uint32_t n;
    int full;                   /* a twig could not grow */
    blt__twig *twig;
    blt__bud *bud;
    blt__root *root;
} blt__trie;

/* Of the words that m has the bits of, read from their beginnings, or from
 * their ends as e has them; both must outlive it.  0 when there is no
 * memory. */
int blt__trie_make(blt__trie *t, const blt__minima *m, blt__ends *e,
                   const blt__channel *c);
void blt__trie_free(blt__trie *t);
/* Back to the root. */
void blt__trie_prune(blt__trie *t);
/* Gives a twig its children. */
void blt__trie_grow(blt__trie *t, uint32_t i);

/* A twig with its children. */
static inline const blt__twig *
blt__trie_twig(blt__trie *t, uint32_t i)
{
    if (!t->twig[i].grown)
        blt__trie_grow(t, i);
    return &t->twig[i];
}

/* Whether a twig may have a child of the letter; it need not have grown. */
static inline int
blt__trie_leads(const blt__trie *t, uint32_t i, uint32_t letter)
{
    return t->bud[i].mask >> letter % 32 & 1;
}

/* The first child of a letter at `i` or behind it, or the end of children. */
static inline uint32_t
blt__trie_child(const blt__trie *t, const blt__twig *x, uint32_t i,
                uint32_t letter)
{
    while (i < x->child + x->n && t->bud[i].letter != letter)
        i++;
    return i;
}

static inline float
blt__trie_least(const blt__trie *t, uint32_t i)
{
    return (float)t->bud[i].least * 0.25f;
}

#endif
