/* What may explain letters of a written word, and at what cost: the error
 * model laid out along it, so that a search need not ask it again. */
#ifndef BLT_SPELL_EXPLAIN_H
#define BLT_SPELL_EXPLAIN_H

#include <math.h>
#include "spell/channel.h"

enum {
    BLT__MOVES = 4096,          /* rules that fit a written word somewhere */
    BLT__HEADS = 64,            /* buckets of rules, by first letter */
    BLT__MEMO = 256             /* letters whose costs are remembered */
};

/* A rule of the channel, or a prior as one, that explains letters of the
 * written word at j, or nothing anywhere. */
typedef struct blt__move {
    uint32_t from[BLT__SIDE_MAX];
    uint8_t n_from, n_to;
    int16_t next;               /* with the same head, or -1 */
    float bits[BLT__SPOTS];
} blt__move;

/* The last letter with this low byte that was asked about. */
typedef struct blt__memo {
    uint32_t letter;
    float bits;
} blt__memo[BLT__MEMO];

typedef struct blt__explain {
    const blt__channel *c;
    uint32_t w[BLT__SPELT_MAX + 1];         /* what is written, folded; 0 */
    size_t n;
    float cheapest[BLT__SPELT_MAX + 1];     /* mistake at a letter */
    float extra[BLT__SPELT_MAX];            /* of a letter that nobody meant */
    blt__move move[BLT__MOVES];
    int n_moves;
    int16_t head[BLT__SPELT_MAX + 1][BLT__HEADS];  /* the last: for nothing */
    blt__memo sub[BLT__SPELT_MAX], lost[BLT__SPOTS];
    blt__memo rule[BLT__SPELT_MAX + 1], best[BLT__SPELT_MAX + 1];
} blt__explain;

/* Lays out c along written[0 .. n). */
void blt__explain_word(blt__explain *s, const blt__channel *c,
                       const char *written, size_t n);

/* What the four below remember, worked out. */
float blt__explain_substitute_once(blt__explain *s, uint32_t letter, size_t j);
float blt__explain_lost_once(blt__explain *s, uint32_t letter, size_t j);
float blt__explain_rule_once(blt__explain *s, uint32_t letter, size_t j);
float blt__explain_best_once(blt__explain *s, uint32_t letter, size_t j);

/* Bits of a letter meant where j has another. */
static inline float
blt__explain_substitute(blt__explain *s, uint32_t letter, size_t j)
{
    const struct blt__memo *m = &s->sub[j][letter % BLT__MEMO];

    return m->letter == letter ? m->bits
        : blt__explain_substitute_once(s, letter, j);
}

/* Of one that is lost there. */
static inline float
blt__explain_lost(blt__explain *s, uint32_t letter, size_t j)
{
    const struct blt__memo *m
        = &s->lost[blt__spot_of(j, 0, s->n)][letter % BLT__MEMO];

    return m->letter == letter ? m->bits
        : blt__explain_lost_once(s, letter, j);
}

/* The least of a rule of more letters that begins with this one at j. */
static inline float
blt__explain_rule(blt__explain *s, uint32_t letter, size_t j)
{
    const struct blt__memo *m = &s->rule[j][letter % BLT__MEMO];

    return m->letter == letter ? m->bits
        : blt__explain_rule_once(s, letter, j);
}

/* The least of any mistake at j that begins with this letter. */
static inline float
blt__explain_best(blt__explain *s, uint32_t letter, size_t j)
{
    const struct blt__memo *m = &s->best[j][letter % BLT__MEMO];

    return m->letter == letter ? m->bits
        : blt__explain_best_once(s, letter, j);
}

#endif
