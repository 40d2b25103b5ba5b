/* Rules that fit a written word somewhere are found once, and single letters
 * are priced when they are first asked about. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/explain.h"
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
}

/* Listed rules but those of one letter for one or none, which sub[] and
 * lost[] know. */
static void
add_rules(blt__explain *s, size_t j, unsigned nt)
{
    size_t first, n;

    n = blt__channel_rules(s->c, s->w + (nt ? j : 0), nt, &first);
    for (size_t i = first; i < first + n; i++) {
        const blt__rule *r = &s->c->rule[i];

        if (r->n_from > 1 || (r->n_from == 1 && nt > 1))
            add_move(s, j, r->from, r->n_from, nt, r->bits);
    }
}

/* Doubled, single and exchanged letters, unless a rule says it. */
static void
add_prior(blt__explain *s, size_t j, const uint32_t *from, unsigned nf,
          unsigned nt)
{
    float bits[BLT__SPOTS];

    if (s->c->slot[blt__channel_slot(s->c, from, nf, s->w + j, nt)] != 0)
        return;
    for (int k = 0; k < BLT__SPOTS; k++)
        bits[k] = blt__channel_piece(s->c, from, nf, s->w + j, nt,
                                     (blt__spot)k);
    if (isfinite(bits[BLT__INNER]))
        add_move(s, j, from, nf, nt, bits);
}

/* No mistake at j costs less. */
static float
cheapest(const blt__explain *s, size_t j)
{
    const blt__channel *c = s->c;
    float low = INFINITY;

    for (int i = 0; i < BLT__CASE; i++)
        if (i != BLT__SINGLE && i != BLT__DOUBLE && i != BLT__SWAP) {
            unsigned nt = i != BLT__LOST && i != BLT__SIGN_LOST;

            low = min(low, c->prior[i][blt__spot_of(j, nt, s->n)]);
        }                                           /* those are moves */
    low = min(low, c->prior[BLT__BLANK_LOST][BLT__INNER]);
    for (unsigned nt = 0; nt < 2 && j + nt <= s->n; nt++) {
        size_t first, n = blt__channel_rules(c, s->w + (nt ? j : 0), nt,
                                             &first);

        for (size_t i = first; i < first + n && c->rule[i].n_from < 2; i++)
            low = min(low, c->rule[i].bits[blt__spot_of(j, nt, s->n)]);
    }
    for (size_t list = j; ; list = BLT__SPELT_MAX) {
        for (int h = 0; list != s->n && h < BLT__HEADS; h++)
            for (int i = s->head[list][h]; i >= 0; i = s->move[i].next)
                low = min(low, s->move[i].bits[blt__spot_of(j,
                    s->move[i].n_to, s->n)]);
        if (list == BLT__SPELT_MAX)
            return low;
    }
}

void
blt__explain_word(blt__explain *s, const blt__channel *c,
                  const char *written, size_t n)
{
    s->c = c;
    s->n = n = blt__channel_letters(c, s->w, written, n);
    s->w[n] = 0;
    s->n_moves = 0;
    memset(s->head, 0xff, n * sizeof *s->head);
    memset(s->head[BLT__SPELT_MAX], 0xff, sizeof *s->head);
    memset(s->sub, 0xff, n * sizeof *s->sub);
    memset(s->lost, 0xff, sizeof s->lost);
    memset(s->rule, 0xff, (n + 1) * sizeof *s->rule);
    memset(s->best, 0xff, (n + 1) * sizeof *s->best);
    add_rules(s, BLT__SPELT_MAX, 0);
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
        s->extra[j] = blt__channel_piece(c, NULL, 0, s->w + j, 1,
                                         blt__spot_of(j, 1, n));
    }
    for (size_t j = 0; j <= n; j++)
        s->cheapest[j] = cheapest(s, j);
}

static float
note(blt__memo m, uint32_t letter, float bits)
{
    m[letter % BLT__MEMO] = (struct blt__memo){ letter, bits };
    return bits;
}

float
blt__explain_substitute_once(blt__explain *s, uint32_t letter, size_t j)
{
    return note(s->sub[j], letter,
                blt__channel_piece(s->c, &letter, 1, s->w + j, 1,
                                   blt__spot_of(j, 1, s->n)));
}

float
blt__explain_lost_once(blt__explain *s, uint32_t letter, size_t j)
{
    blt__spot spot = blt__spot_of(j, 0, s->n);

    return note(s->lost[spot], letter,
                blt__channel_piece(s->c, &letter, 1, NULL, 0, spot));
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
                blt__spot_of(j, s->move[i].n_to, s->n)]);
    return bits;
}

float
blt__explain_rule_once(blt__explain *s, uint32_t letter, size_t j)
{
    float bits = best_move(s, BLT__SPELT_MAX, letter, j);

    if (j < s->n)
        bits = min(bits, best_move(s, j, letter, j));
    return note(s->rule[j], letter, bits);
}

float
blt__explain_best_once(blt__explain *s, uint32_t letter, size_t j)
{
    float bits = min(blt__explain_lost(s, letter, j),
                     blt__explain_rule(s, letter, j));

    if (j < s->n)
        bits = min(bits, blt__explain_substitute(s, letter, j));
    return note(s->best[j], letter, bits);
}
