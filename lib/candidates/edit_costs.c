/* Costs of the edits of a written word: rules are located once per word,
 * single letters are priced at their first use. */
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
place_rule(blt__edit_costs *s, size_t j, const uint32_t *from, unsigned nf,
           unsigned nt, const float *bits)
{
    blt__placed_rule *v;
    int16_t *head = &s->head[j][from[0] % BLT__RULE_LISTS];

    if (s->n_rules == BLT__PLACED_RULES)
        return;
    v = &s->rule[s->n_rules];
    memcpy(v->from, from, nf * sizeof *from);
    v->n_from = (uint8_t)nf;
    v->n_to = (uint8_t)nt;
    memcpy(v->bits, bits, sizeof v->bits);
    v->next = *head;
    *head = (int16_t)s->n_rules++;
    s->first_letters[j] |= 1u << from[0] % 32;
    if (j < s->n)
        s->cheapest[j] = min(s->cheapest[j],
                             bits[blt__edit_costs_position(s, j, nt)]);
}

/* Places the rules of the channel that write nt letters at j.  Rules with at
 * most one letter on each side only lower the bound: blt__edit_cost_pair()
 * has their costs. */
static void
add_rules(blt__edit_costs *s, size_t j, unsigned nt)
{
    size_t first, n;

    n = blt__channel_rules_to(s->c, s->w + (nt ? j : 0), nt, &first);
    for (size_t i = first; i < first + n; i++) {
        const blt__rule *r = &s->c->rule[i];

        if (r->n_from > 1 || (r->n_from == 1 && nt > 1))
            place_rule(s, j, r->from, r->n_from, nt, r->bits);
        else if (nt == 1)
            s->cheapest[j] = min(s->cheapest[j],
                                 r->bits[blt__edit_costs_position(s, j, nt)]);
    }
}

/* Places the prior of a doubled, undoubled or transposed letter, unless a
 * rule of the channel replaces it. */
static void
add_prior(blt__edit_costs *s, size_t j, const uint32_t *from, unsigned nf,
          unsigned nt)
{
    float bits[BLT__POSITIONS];

    if (blt__channel_rule_number(s->c, from, nf, s->w + j, nt) != 0)
        return;
    for (int k = 0; k < BLT__POSITIONS; k++)
        bits[k] = blt__channel_edit_bits(s->c, from, nf, s->w + j, nt,
                                         (blt__position)k);
    if (isfinite(bits[BLT__POSITION_INNER]))
        place_rule(s, j, from, nf, nt, bits);
}

/* Switches to another channel, and finds the least priors of the edits that
 * are not placed as rules. */
static void
set_channel(blt__edit_costs *s, const blt__channel *c, uint64_t id)
{
    size_t first, n;

    memset(s->pair_memo, 0, sizeof s->pair_memo);
    s->c = c;
    s->id = id;
    for (int position = 0; position < BLT__POSITIONS; position++) {
        float *lowest[2] = { &s->cheapest_prior[0][position],
                             &s->cheapest_prior[1][position] };

        *lowest[0] = *lowest[1]
            = c->prior[BLT__EDIT_SPACE_DELETION][BLT__POSITION_INNER];
        for (int i = 0; i < BLT__EDIT_CASE; i++) {
            int nt = i != BLT__EDIT_DELETION
                && i != BLT__EDIT_APOSTROPHE_DELETION;

            if (i != BLT__EDIT_UNDOUBLING && i != BLT__EDIT_DOUBLING
                && i != BLT__EDIT_TRANSPOSITION)
                *lowest[nt] = min(*lowest[nt], c->prior[i][position]);
        }
        n = blt__channel_rules_to(c, NULL, 0, &first);
        for (size_t i = first; i < first + n; i++)
            *lowest[0] = min(*lowest[0], c->rule[i].bits[position]);
    }
}

void
blt__edit_costs_set(blt__edit_costs *s, const blt__channel *c, uint64_t id,
                    const uint32_t *w, size_t n)
{
    if (s->c != c || s->id != id)
        set_channel(s, c, id);
    s->n = n;
    memcpy(s->w, w, n * sizeof *w);
    s->w[n] = 0;
    s->n_rules = 0;
    memset(s->head, 0xff, n * sizeof *s->head);
    memset(s->head[BLT__WORD_LETTERS], 0xff, sizeof *s->head);
    memset(s->first_letters, 0, sizeof s->first_letters);
    if (++s->generation == 1 << 11) {
        memset(s->rule_memo, 0, sizeof s->rule_memo);
        memset(s->any_memo, 0, sizeof s->any_memo);
        s->generation = 1;
    }
    for (size_t j = 0; j <= n; j++)
        for (unsigned nt = 0; nt < 2; nt++) {
            float bits =
                s->cheapest_prior[nt][blt__edit_costs_position(s, j, nt)];

            s->cheapest[j] = nt == 0 ? bits : min(s->cheapest[j], bits);
        }
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
        s->insertion[j] = blt__channel_edit_bits(c, NULL, 0, s->w + j, 1,
                                            blt__edit_costs_position(s, j, 1));
    }
    s->cheapest_from[n] = s->cheapest[n];
    for (size_t j = n; j-- > 0;)
        s->cheapest_from[j] = min(s->cheapest[j], s->cheapest_from[j + 1]);
}

float
blt__edit_costs_longer(const blt__edit_costs *s, size_t j, size_t length)
{
    float low = INFINITY;

    if (length == 0)
        return s->cheapest[j];
    for (int h = 0; j < s->n && h < BLT__RULE_LISTS; h++)
        for (int i = s->head[j][h]; i >= 0; i = s->rule[i].next)
            if (s->rule[i].n_to > length)
                low = min(low, s->rule[i].bits[
                    blt__edit_costs_position(s, j, s->rule[i].n_to)]);
    return low;
}

static float
remember(const blt__edit_costs *s, struct blt__cost_memo *m, uint32_t letter,
         float bits)
{
    m += letter % BLT__COST_MEMO_SIZE;
    m->letter = letter & 0x1fffff;
    m->generation = s->generation & 0x7ff;
    m->bits = bits;
    return bits;
}

float
blt__edit_cost_pair_compute(blt__edit_costs *s, blt__letter_pair *p,
                            uint32_t from, uint32_t to,
                            blt__position position)
{
    float bits = blt__channel_edit_bits(s->c, &from, 1, &to, to != 0, position);

    *p = (blt__letter_pair){ from, to, (uint32_t)position + 1, bits };
    return bits;
}

/* The least bits of a rule in a list that begins with the letter. */
static float
best_rule(const blt__edit_costs *s, size_t list, uint32_t letter, size_t j)
{
    float bits = INFINITY;

    for (int i = s->head[list][letter % BLT__RULE_LISTS]; i >= 0;
         i = s->rule[i].next)
        if (s->rule[i].from[0] == letter)
            bits = min(bits, s->rule[i].bits[
                blt__edit_costs_position(s, j, s->rule[i].n_to)]);
    return bits;
}

float
blt__edit_cost_rule_compute(blt__edit_costs *s, uint32_t letter, size_t j)
{
    float bits = best_rule(s, BLT__WORD_LETTERS, letter, j);

    if (j < s->n)
        bits = min(bits, best_rule(s, j, letter, j));
    return remember(s, s->rule_memo[j], letter, bits);
}

float
blt__edit_cost_any_compute(blt__edit_costs *s, uint32_t letter, size_t j)
{
    float bits = min(blt__edit_cost_deletion(s, letter, j),
                     blt__edit_cost_rule(s, letter, j));

    if (j < s->n)
        bits = min(bits, blt__edit_cost_substitution(s, letter, j));
    return remember(s, s->any_memo[j], letter, bits);
}
