/* Rules that fit a written word somewhere are found once, and single letters
 * are priced when they are first asked about. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "candidates/edit_costs.h"
#include "text/text.h"

static float
min(float a, float b)
{
    return b < a ? b : a;
}

static void
add_move(blt__explain *s, size_t j, const uint32_t *from, unsigned nf,
         unsigned nt, const float *bits)
{
    blt__move *v;
    int16_t *head = &s->head[j][from[0] % BLT__HEADS];

    if (s->n_moves == BLT__MOVES)
        return;
    v = &s->move[s->n_moves];
    memcpy(v->from, from, nf * sizeof *from);
    v->n_from = (uint8_t)nf;
    v->n_to = (uint8_t)nt;
    memcpy(v->bits, bits, sizeof v->bits);
    v->next = *head;
    *head = (int16_t)s->n_moves++;
    s->begins[j] |= 1u << from[0] % 32;
    if (j < s->n)
        s->cheapest[j] = min(s->cheapest[j],
                             bits[blt__explain_spot(s, j, nt)]);
}

/* Listed rules that write nt letters at j, of one letter at most only their
 * price: blt__explain_pair knows them. */
static void
add_rules(blt__explain *s, size_t j, unsigned nt)
{
    size_t first, n;

    n = blt__channel_rules_to(s->c, s->w + (nt ? j : 0), nt, &first);
    for (size_t i = first; i < first + n; i++) {
        const blt__rule *r = &s->c->rule[i];

        if (r->n_from > 1 || (r->n_from == 1 && nt > 1))
            add_move(s, j, r->from, r->n_from, nt, r->bits);
        else if (nt == 1)
            s->cheapest[j] = min(s->cheapest[j],
                                 r->bits[blt__explain_spot(s, j, nt)]);
    }
}

/* Doubled, single and exchanged letters, unless a rule says it. */
static void
add_prior(blt__explain *s, size_t j, const uint32_t *from, unsigned nf,
          unsigned nt)
{
    float bits[BLT__POSITIONS];

    if (s->c->slot[blt__channel_rule_slot(s->c, from, nf, s->w + j, nt)] != 0)
        return;
    for (int k = 0; k < BLT__POSITIONS; k++)
        bits[k] = blt__channel_edit_bits(s->c, from, nf, s->w + j, nt,
                                         (blt__position)k);
    if (isfinite(bits[BLT__POSITION_INNER]))
        add_move(s, j, from, nf, nt, bits);
}

/* Of a channel that is new here: the priors that are no moves. */
static void
learn(blt__explain *s, const blt__channel *c, uint64_t id)
{
    size_t first, n;

    memset(s->pair, 0, sizeof s->pair);
    s->c = c;
    s->id = id;
    for (int spot = 0; spot < BLT__POSITIONS; spot++) {
        float *usual[2] = { &s->usual[0][spot], &s->usual[1][spot] };

        *usual[0] = *usual[1]
            = c->prior[BLT__EDIT_SPACE_DELETION][BLT__POSITION_INNER];
        for (int i = 0; i < BLT__EDIT_CASE; i++) {
            int nt = i != BLT__EDIT_DELETION
                && i != BLT__EDIT_APOSTROPHE_DELETION;

            if (i != BLT__EDIT_UNDOUBLING && i != BLT__EDIT_DOUBLING
                && i != BLT__EDIT_TRANSPOSITION)
                *usual[nt] = min(*usual[nt], c->prior[i][spot]);
        }
        n = blt__channel_rules_to(c, NULL, 0, &first);
        for (size_t i = first; i < first + n; i++)
            *usual[0] = min(*usual[0], c->rule[i].bits[spot]);
    }
}

void
blt__explain_word(blt__explain *s, const blt__channel *c, uint64_t id,
                  const uint32_t *w, size_t n)
{
    if (s->c != c || s->id != id)
        learn(s, c, id);
    s->n = n;
    memcpy(s->w, w, n * sizeof *w);
    s->w[n] = 0;
    s->n_moves = 0;
    memset(s->head, 0xff, n * sizeof *s->head);
    memset(s->head[BLT__WORD_LETTERS], 0xff, sizeof *s->head);
    memset(s->begins, 0, sizeof s->begins);
    if (++s->turn == 1 << 11) {
        memset(s->rule, 0, sizeof s->rule);
        memset(s->best, 0, sizeof s->best);
        s->turn = 1;
    }
    for (size_t j = 0; j <= n; j++)
        s->cheapest[j] = min(s->usual[0][blt__explain_spot(s, j, 0)],
                             s->usual[1][blt__explain_spot(s, j, 1)]);
    add_rules(s, BLT__WORD_LETTERS, 0);
    for (size_t j = 0; j < n; j++) {
        uint32_t from[2] = { s->w[j], s->w[j] };

        for (unsigned nt = 1; nt <= BLT__SIDE_MAX && j + nt <= n; nt++)
            add_rules(s, j, nt);
        add_prior(s, j, from, 2, 1);
        if (j + 1 < n) {
            add_prior(s, j, from, 1, 2);
            from[0] = s->w[j + 1];
            add_prior(s, j, from, 2, 2);
        }
        s->extra[j] = blt__channel_edit_bits(c, NULL, 0, s->w + j, 1,
                                            blt__explain_spot(s, j, 1));
    }
    s->later[n] = s->cheapest[n];
    for (size_t j = n; j-- > 0;)
        s->later[j] = min(s->cheapest[j], s->later[j + 1]);
}

float
blt__explain_longest(const blt__explain *s, size_t j, size_t least)
{
    float low = INFINITY;

    if (least == 0)
        return s->cheapest[j];
    for (int h = 0; j < s->n && h < BLT__HEADS; h++)
        for (int i = s->head[j][h]; i >= 0; i = s->move[i].next)
            if (s->move[i].n_to > least)
                low = min(low, s->move[i].bits[
                    blt__explain_spot(s, j, s->move[i].n_to)]);
    return low;
}

static float
note(const blt__explain *s, struct blt__memo *m, uint32_t letter, float bits)
{
    m += letter % BLT__MEMO;
    m->letter = letter & 0x1fffff;
    m->turn = s->turn & 0x7ff;
    m->bits = bits;
    return bits;
}

float
blt__explain_pair_once(blt__explain *s, blt__pair *p, uint32_t from,
                       uint32_t to, blt__position spot)
{
    float bits = blt__channel_edit_bits(s->c, &from, 1, &to, to != 0, spot);

    *p = (blt__pair){ from, to, (uint32_t)spot + 1, bits };
    return bits;
}

/* Rules of a list that begin with the letter. */
static float
best_move(const blt__explain *s, size_t list, uint32_t letter, size_t j)
{
    float bits = INFINITY;

    for (int i = s->head[list][letter % BLT__HEADS]; i >= 0;
         i = s->move[i].next)
        if (s->move[i].from[0] == letter)
            bits = min(bits, s->move[i].bits[
                blt__explain_spot(s, j, s->move[i].n_to)]);
    return bits;
}

float
blt__explain_rule_once(blt__explain *s, uint32_t letter, size_t j)
{
    float bits = best_move(s, BLT__WORD_LETTERS, letter, j);

    if (j < s->n)
        bits = min(bits, best_move(s, j, letter, j));
    return note(s, s->rule[j], letter, bits);
}

float
blt__explain_best_once(blt__explain *s, uint32_t letter, size_t j)
{
    float bits = min(blt__explain_lost(s, letter, j),
                     blt__explain_rule(s, letter, j));

    if (j < s->n)
        bits = min(bits, blt__explain_substitute(s, letter, j));
    return note(s, s->best[j], letter, bits);
}
