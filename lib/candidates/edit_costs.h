/* Costs of the edits that may explain letters of a written word.
 *
 * A search asks what an edit at letter j costs some thousand times per word.
 * So the rules of the error model that match the written word are located
 * once, and the costs of single letters are computed at their first use and
 * remembered, across words where they do not depend on the word. */
#ifndef BLT_CANDIDATES_EDIT_COSTS_H
#define BLT_CANDIDATES_EDIT_COSTS_H

#include <math.h>
#include "lang/channel.h"

/* Sizes of tables.  Derived: the rules that a long word matches, and the
 * letters of one script; a collision costs time, not correctness. */
enum {
    BLT__PLACED_RULES = 4096,   /* rules that match a written word; further
                                   ones are ignored */
    BLT__RULE_LISTS = 64,       /* lists of rules, by first letter */
    BLT__COST_MEMO_SIZE = 256,  /* letters whose costs are remembered */
    BLT__LETTER_PAIRS = 8192    /* pairs of letters, the same */
};

/* A rule of the channel, or a prior in the form of one, that matches the
 * written word at letter j, or that writes nothing and matches anywhere. */
typedef struct blt__placed_rule {
    uint32_t from[BLT__SIDE_MAX];       /* [n_from] intended letters */
    uint8_t n_from, n_to;
    int16_t next;               /* in its list, or -1 */
    float bits[BLT__POSITIONS];
} blt__placed_rule;

/* A direct-mapped cache by the low byte of a letter.  An entry counts only
 * for the word that made it (its generation), so nothing is cleared between
 * words. */
typedef struct blt__cost_memo {
    uint32_t letter : 21;
    uint32_t generation : 11;
    float bits;
} blt__cost_memo[BLT__COST_MEMO_SIZE];

/* The cost of writing one letter for another, or of leaving one out: the same
 * in all words. */
typedef struct blt__letter_pair {
    uint32_t from, to;          /* to is 0 for a deletion */
    uint32_t position;          /* + 1; 0: the entry is empty */
    float bits;
} blt__letter_pair;

typedef struct blt__edit_costs {
    const blt__channel *c;
    uint64_t id;                /* of c: an address may be used again */
    uint32_t w[BLT__WORD_LETTERS + 1];      /* [n] written letters, then 0 */
    size_t n;
    uint32_t generation;
    /* lower bounds, in bits */
    float cheapest[BLT__WORD_LETTERS + 1];      /* an edit at this letter */
    float cheapest_from[BLT__WORD_LETTERS + 1]; /* at this one or later */
    float cheapest_prior[2][BLT__POSITIONS];    /* any edit that writes no
                                   letter, one letter */
    float insertion[BLT__WORD_LETTERS];     /* bits: the letter is unintended */
    blt__placed_rule rule[BLT__PLACED_RULES];
    int n_rules;
    int16_t head[BLT__WORD_LETTERS + 1][BLT__RULE_LISTS];   /* lists of rules
                                   by written letter, -1: empty; the last row
                                   has those that write nothing */
    uint32_t first_letters[BLT__WORD_LETTERS + 1];  /* of those lists: a bit
                                   for the low 5 of each first letter */
    blt__cost_memo rule_memo[BLT__WORD_LETTERS + 1];
    blt__cost_memo any_memo[BLT__WORD_LETTERS + 1];
    blt__letter_pair pair_memo[BLT__LETTER_PAIRS];
} blt__edit_costs;

/* Prepares for the written word w[0 .. n), folded letters, under channel c.
 *   s   all zero before its first use
 *   c   borrowed until the next call
 *   id  differs between channels */
void blt__edit_costs_set(blt__edit_costs *s, const blt__channel *c,
                         uint64_t id, const uint32_t *w, size_t n);

/* The least bits of an edit at j that writes more than `length` letters;
 * INFINITY when there is none. */
float blt__edit_costs_longer(const blt__edit_costs *s, size_t j,
                             size_t length);

/* The costs below, computed and stored in their memo. */
float blt__edit_cost_pair_compute(blt__edit_costs *s, blt__letter_pair *p,
                                  uint32_t from, uint32_t to,
                                  blt__position position);
float blt__edit_cost_rule_compute(blt__edit_costs *s, uint32_t letter,
                                  size_t j);
float blt__edit_cost_any_compute(blt__edit_costs *s, uint32_t letter,
                                 size_t j);

/* The position of an edit that writes nt letters at j.  An edit of the whole
 * word counts as one at its beginning, which is the end of a reversed one. */
static inline blt__position
blt__edit_costs_position(const blt__edit_costs *s, size_t j, size_t nt)
{
    return j == 0 && nt >= s->n && s->c->reversed ? BLT__POSITION_LAST
        : blt__position_of(j, nt, s->n);
}

static inline float
blt__edit_cost_pair(blt__edit_costs *s, uint32_t from, uint32_t to,
                    blt__position position)
{
    blt__letter_pair *p = &s->pair_memo[(from + 37 * to
                                         + 2503 * (uint32_t)position)
                                        % BLT__LETTER_PAIRS];

    return p->from == from && p->to == to
        && p->position == (uint32_t)position + 1
        ? p->bits : blt__edit_cost_pair_compute(s, p, from, to, position);
}

/* Bits of writing letter j where `letter` was intended. */
static inline float
blt__edit_cost_substitution(blt__edit_costs *s, uint32_t letter, size_t j)
{
    return blt__edit_cost_pair(s, letter, s->w[j],
                               blt__edit_costs_position(s, j, 1));
}

/* Bits of leaving `letter` out before written letter j. */
static inline float
blt__edit_cost_deletion(blt__edit_costs *s, uint32_t letter, size_t j)
{
    return blt__edit_cost_pair(s, letter, 0,
                               blt__edit_costs_position(s, j, 0));
}

/* The least bits of a placed rule at j whose intended letters begin with
 * `letter`. */
static inline float
blt__edit_cost_rule(blt__edit_costs *s, uint32_t letter, size_t j)
{
    const struct blt__cost_memo *m =
        &s->rule_memo[j][letter % BLT__COST_MEMO_SIZE];

    return m->letter == letter && m->generation == s->generation ? m->bits
        : blt__edit_cost_rule_compute(s, letter, j);
}

/* The least bits of any edit at j whose intended letters begin with
 * `letter`. */
static inline float
blt__edit_cost_any(blt__edit_costs *s, uint32_t letter, size_t j)
{
    const struct blt__cost_memo *m =
        &s->any_memo[j][letter % BLT__COST_MEMO_SIZE];

    return m->letter == letter && m->generation == s->generation ? m->bits
        : blt__edit_cost_any_compute(s, letter, j);
}

#endif
