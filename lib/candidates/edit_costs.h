/* What may explain letters of a written word, and at what cost: the error
 * model laid out along it, so that a search need not ask it again. */
#ifndef BLT_CANDIDATES_EDIT_COSTS_H
#define BLT_CANDIDATES_EDIT_COSTS_H

#include <math.h>
#include "lang/channel.h"

enum {
    BLT__MOVES = 4096,          /* rules that fit a written word somewhere */
    BLT__HEADS = 64,            /* buckets of rules, by first letter */
    BLT__MEMO = 256,            /* letters whose costs are remembered */
    BLT__PAIRS = 8192           /* pairs of them */
};

/* A rule of the channel, or a prior as one, that explains letters of the
 * written word at j, or nothing anywhere. */
typedef struct blt__move {
    uint32_t from[BLT__SIDE_MAX];
    uint8_t n_from, n_to;
    int16_t next;               /* with the same head, or -1 */
    float bits[BLT__POSITIONS];
} blt__move;

/* The last letter with this low byte that was asked about, and in which word:
 * so nothing is cleared between two. */
typedef struct blt__memo {
    uint32_t letter : 21;
    uint32_t turn : 11;
    float bits;
} blt__memo[BLT__MEMO];

/* What one letter written for another costs, or one for none: the same in
 * all words. */
typedef struct blt__pair {
    uint32_t from, to;          /* to: 0 where it is lost */
    uint32_t spot;              /* + 1; 0: nothing is remembered */
    float bits;
} blt__pair;

typedef struct blt__explain {
    const blt__channel *c;
    uint64_t id;
    uint32_t w[BLT__WORD_LETTERS + 1];      /* what is written; 0 */
    size_t n;
    uint32_t turn;
    float cheapest[BLT__WORD_LETTERS + 1];  /* mistake at a letter */
    float later[BLT__WORD_LETTERS + 1];     /* mistake there or behind it */
    uint32_t begins[BLT__WORD_LETTERS + 1]; /* a bit for the low 5 of each
                                               letter that a move begins with,
                                               by list as head[] */
    float extra[BLT__WORD_LETTERS];         /* of a letter that nobody meant */
    float usual[2][BLT__POSITIONS];         /* the cheapest prior of a mistake
                                               that writes nothing, a letter */
    blt__move move[BLT__MOVES];
    int n_moves;
    int16_t head[BLT__WORD_LETTERS + 1][BLT__HEADS];    /* the last: for
                                                           nothing */
    blt__memo rule[BLT__WORD_LETTERS + 1], best[BLT__WORD_LETTERS + 1];
    blt__pair pair[BLT__PAIRS];
} blt__explain;

/* Lays out c along the letters w[0 .. n), folded.  id: another for another
 * channel.  All zero to begin with. */
void blt__explain_word(blt__explain *s, const blt__channel *c, uint64_t id,
                       const uint32_t *w, size_t n);
/* The least bits of a mistake at j that writes more than `least` letters. */
float blt__explain_longest(const blt__explain *s, size_t j, size_t least);

/* What the four below remember, worked out. */
float blt__explain_pair_once(blt__explain *s, blt__pair *p, uint32_t from,
                             uint32_t to, blt__position spot);
float blt__explain_rule_once(blt__explain *s, uint32_t letter, size_t j);
float blt__explain_best_once(blt__explain *s, uint32_t letter, size_t j);

/* The end of a word turned round is its beginning. */
static inline blt__position
blt__explain_spot(const blt__explain *s, size_t at, size_t nt)
{
    return at == 0 && nt >= s->n && s->c->reversed ? BLT__POSITION_LAST
        : blt__position_of(at, nt, s->n);
}

static inline float
blt__explain_pair(blt__explain *s, uint32_t from, uint32_t to,
                  blt__position spot)
{
    blt__pair *p = &s->pair[(from + 37 * to + 2503 * (uint32_t)spot)
                            % BLT__PAIRS];

    return p->from == from && p->to == to && p->spot == (uint32_t)spot + 1
        ? p->bits : blt__explain_pair_once(s, p, from, to, spot);
}

/* Bits of a letter meant where j has another. */
static inline float
blt__explain_substitute(blt__explain *s, uint32_t letter, size_t j)
{
    return blt__explain_pair(s, letter, s->w[j], blt__explain_spot(s, j, 1));
}

/* Of one that is lost there. */
static inline float
blt__explain_lost(blt__explain *s, uint32_t letter, size_t j)
{
    return blt__explain_pair(s, letter, 0, blt__explain_spot(s, j, 0));
}

/* The least of a rule of more letters that begins with this one at j. */
static inline float
blt__explain_rule(blt__explain *s, uint32_t letter, size_t j)
{
    const struct blt__memo *m = &s->rule[j][letter % BLT__MEMO];

    return m->letter == letter && m->turn == s->turn ? m->bits
        : blt__explain_rule_once(s, letter, j);
}

/* The least of any mistake at j that begins with this letter. */
static inline float
blt__explain_best(blt__explain *s, uint32_t letter, size_t j)
{
    const struct blt__memo *m = &s->best[j][letter % BLT__MEMO];

    return m->letter == letter && m->turn == s->turn ? m->bits
        : blt__explain_best_once(s, letter, j);
}

#endif
