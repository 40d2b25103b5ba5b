/* The state of a search: shared by astar.c (passes), astar_expand.c
 * (successors) and astar_push.c (queue). */
#ifndef BLT_CANDIDATES_ASTAR_STATE_H
#define BLT_CANDIDATES_ASTAR_STATE_H

#include "candidates/edit_costs.h"
#include "candidates/nbest.h"
#include "candidates/index.h"

enum {
    BLT__STATES = 1 << 15,      /* per pass.  Measured: 30 times what a word
                                   that is not in the lexicon takes
                                   (bench/README.md) */
    BLT__BUCKETS_PER_BIT = 16,  /* derived: finer than the quarters of a bit of
                                   unigram costs */
    BLT__BUCKETS = 1024         /* derived: 64 bits, above any limit in use */
};

/* The capitals of an intended prefix. */
enum {
    BLT__FIRST_UPPER = 1, BLT__LATER_UPPER = 2, BLT__ANY_LOWER = 4,
    BLT__SECOND_LETTER = 8,
    BLT__ODD_CAPITAL = 16,      /* a capital where words have none, with no
                                   edit after it yet */
    BLT__ESTIMATED = 32         /* queued by a lower bound, to be refined */
};

/* A node of the trie (an intended prefix) with the number of written letters
 * that it explains. */
typedef struct blt__state {
    uint32_t node;
    uint32_t first_word;        /* the first of two, or BLT__NO_WORD */
    uint32_t next, sibling;     /* in its bucket; at its node: + 1, 0: end */
    float g;                    /* channel bits so far */
    float u;                    /* unigram bits of first_word */
    uint8_t j;                  /* written letters explained */
    uint8_t m;                  /* intended letters */
    uint8_t edits, flags;
} blt__state;

struct blt__astar {
    blt__state state[BLT__STATES];
    uint32_t n_states;
    uint32_t bucket[BLT__BUCKETS];      /* state + 1, or 0 */
    int lowest;                 /* no bucket below it has a state */
    uint32_t search;            /* number of this pass, in nodes it reached */
    blt__index_cache index;
    blt__edit_costs costs[2];   /* of the written word, forward and reversed */

    /* of this word */
    blt__case written;
    float edit_penalty[2];      /* bits of the first edit and of each other,
                                   added to its own */
    float limit;
    blt__nbest nbest;

    /* of this pass */
    blt__trie *t;
    blt__edit_costs *e;
    int reversed;
    size_t half;                /* the first so many written letters must cost
                                   at most */
    float half_limit;           /*   so many bits */
    float crossing[BLT__WORD_LETTERS + 1];  /* [half + 1] least bits of an
                                   edit from there to beyond the half */
};

/* The heuristic: the lowest unigram bits of any word below a node. */
static inline float
blt__state_min_bits(const blt__astar *s, uint32_t node)
{
    return blt__trie_min_bits(s->t, node);
}

/* What any edit at x costs in addition to its own bits. */
static inline float
blt__state_edit_penalty(const blt__astar *s, const blt__state *x)
{
    return s->edit_penalty[x->edits > 0];
}

/* The bucket of a state with the estimate f. */
static inline int
blt__state_bucket(const blt__astar *s, float f)
{
    int b = f < BLT__BUCKETS / BLT__BUCKETS_PER_BIT
        ? (int)(f * BLT__BUCKETS_PER_BIT) : BLT__BUCKETS - 1;

    return b < s->lowest ? s->lowest : b;
}

/* ---- astar_push.c -------------------------------------------------------- */

/* Queues a state under its estimate f of the total bits.  0: it was reached
 * before for as few, and so was all that follows from it. */
int blt__astar_push(blt__astar *s, const blt__state *x, float f);

/* ---- astar_expand.c ------------------------------------------------------ */

/* Continues from x with letters as written, records the words that end, and
 * queues a state wherever an edit can be afforded. */
void blt__astar_follow(blt__astar *s, blt__state x);
/* Makes every edit at x that can be afforded, and follows each. */
void blt__astar_expand(blt__astar *s, const blt__state *x);
/* The least bits of any edit at x and of the words below it, or `low` when
 * that is less. */
float blt__astar_next_edit(blt__astar *s, const blt__state *x, float low);

#endif
