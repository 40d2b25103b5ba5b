/* Learning an error model from pairs.
 *
 * Which edits lead from the intended word to the written one is not known, so
 * every alignment counts by its probability [expectation-maximisation:
 * Dempster, Laird, Rubin 1977; of edits: Ristad, Yianilos 1998].  A rate is
 *
 *     how often an edit was made / how often it could have been made,
 *
 * both with a prior added: rules of several letters start from what the
 * shorter rules compose, and generic edits share the counts of what is too
 * rare for a rule.  Rules that do not save enough bits are removed. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lang/channel_index.h"
#include "lang/corrupt.h"
#include "langbuild/channel_learn.h"
#include "langbuild/rule_candidates.h"

#define FIRST_ROUNDS 2          /* of EM, before candidates are counted;
                                   chosen */
#define ROUNDS 4                /* of EM, before and after the selection of
                                   rules; chosen */
#define SIDE 3                  /* letters on a side of a learned rule */

/* Measured on held-out pairs of codespell's list: */
#define PRIOR_COUNT 4.0         /* edits at the prior rate; ten times as many
                                   for generic edits */
#define MIN_COUNT 6.0           /* expected count of a candidate */
#define BONUS 5.0f              /* bits */
#define MIN_SAVED 12.0          /* bits that a rule must save in all */

/* ---- expected counts ------------------------------------------------------------- */

typedef struct counts {
    double count[BLT__POSITIONS], exposure[BLT__POSITIONS];
} counts;

typedef struct learner {
    blt__channel *c;
    const blt__spelling_pair *pair;
    size_t n;
    counts *rule, prior[BLT__EDIT_KINDS];   /* rule: [c->n_rules] */
    double position;            /* 1 / m: the weight of each position */
    const uint32_t *v;          /* letters of the intended word */
    double edits;               /* made in all pairs */
    const blt__monitor *monitor;    /* or NULL */
    size_t round;               /* of EM, counted over all calls */
} learner;

/* The counts of an edit: of its rule, or of its generic edit; NULL: none. */
static counts *
counts_of(learner *l, const uint32_t *from, unsigned nf, const uint32_t *to,
          unsigned nt)
{
    const blt__channel *c = l->c;
    uint32_t r = blt__channel_rule_number(c, from, nf, to, nt);
    int kind;

    if (r != 0 && !c->rule[r - 1].group)
        return &l->rule[r - 1];
    kind = blt__channel_edit_kind(c, from, nf, to, nt);
    if (r != 0 && kind != BLT__EDIT_VOWEL)
        kind = c->rule[r - 1].group - 1;
    return kind < 0 ? NULL : &l->prior[kind];
}

/* An edit that was made, with probability p. */
static void
add_count(void *arg, const blt__spelling_pair *x, size_t i, size_t j,
          unsigned nf, unsigned nt, double p)
{
    learner *l = arg;
    counts *k = counts_of(l, x->intended + i, nf, x->written + j, nt);

    if (k != NULL)
        k->count[blt__position_of(j, nt, x->n)] += p;
    l->edits += p;
}

/* An edit that could have been made. */
static int
add_exposure(void *arg, size_t i, unsigned nf, const uint32_t *to,
             unsigned nt, blt__position position)
{
    learner *l = arg;
    counts *k = counts_of(l, l->v + i, nf, to, nt);

    if (k != NULL)
        k->exposure[position] += l->position;
    return 0;
}

/* The E step: expected counts of all edits by the model as it is. */
static blt_status
expect(learner *l, blt_error *err)
{
    blt_status s = BLT_OK;

    memset(l->rule, 0, l->c->n_rules * sizeof *l->rule);
    memset(l->prior, 0, sizeof l->prior);
    l->edits = 0;
    for (size_t i = 0; s == BLT_OK && i < l->n; i++) {
        const blt__spelling_pair *x = &l->pair[i];

        s = blt__monitor_report(l->monitor, "learning from pairs",
                                (uint64_t)l->round * l->n + i,
                                (uint64_t)(FIRST_ROUNDS + 2 * ROUNDS) * l->n,
                                err);
        if (blt__lattice_sum(l->c, x, add_count, l) == 0)
            continue;
        l->v = x->intended;
        l->position = 1.0 / x->m;
        blt__channel_each_edit(l->c, x->intended, x->m, add_exposure, l);
    }
    l->round++;
    return s;
}

static float
bits_of(double rate)
{
    double bits = -log2(rate);

    return (float)(bits < -2 ? -2 : bits > 20 ? 20 : bits);
}

/* Smoothed rates: bits[] holds the prior rates, and gets those of the counts
 * with prior_count more.  A position without counts follows the others. */
static void
smooth(float *bits, const counts *k, double scale, double prior_count)
{
    double made = 0, expected = 0, shift;

    for (int s = 0; s < BLT__POSITIONS; s++) {
        if (!isfinite(bits[s]))
            continue;
        made += k->count[s] * scale;
        expected += k->exposure[s] * exp2(-(double)bits[s]);
    }
    shift = (made + prior_count) / (expected + prior_count);
    for (int s = 0; s < BLT__POSITIONS; s++) {
        double rate = exp2(-(double)bits[s]) * shift;

        if (!isfinite(bits[s]))
            continue;
        /* As if prior_count edits had been made here at the common rate. */
        bits[s] = bits_of((k->count[s] * scale + prior_count)
                          / (k->exposure[s] + prior_count / rate));
    }
}

/* The M step.  Diacritics, apostrophes, spaces, case and further edits are not
 * learned: lists of misspellings have few of them, or were made for them. */
static void
maximise(learner *l, const float prior_bits[][BLT__POSITIONS],
         const float (*prior)[BLT__POSITIONS])
{
    blt__channel *c = l->c;
    /* The mean rate of all edits at a position is 1. */
    double scale = (double)l->n / (l->edits > 0 ? l->edits : 1);

    for (size_t r = 0; r < c->n_rules; r++)
        if (!c->rule[r].group) {
            memcpy(c->rule[r].bits, prior_bits[r], sizeof c->rule[r].bits);
            smooth(c->rule[r].bits, &l->rule[r], scale, PRIOR_COUNT);
        }
    for (int i = 0; i < BLT__EDIT_KINDS; i++) {
        if (i >= BLT__EDIT_DIACRITIC_DELETION)
            continue;
        memcpy(c->prior[i], prior[i], sizeof c->prior[i]);
        smooth(c->prior[i], &l->prior[i], scale, 10 * PRIOR_COUNT);
    }
}

/* 1 for rules with an apostrophe or a hyphen. */
static int
has_apostrophe(const blt__rule *r)
{
    for (int i = 0; i < SIDE; i++)
        if (r->from[i] == '\'' || r->to[i] == '\'' || r->from[i] == '-'
            || r->to[i] == '-')
            return 1;
    return 0;
}

/* ---- rules ------------------------------------------------------------------- */

/* Adds the candidates that are frequent enough as rules, at the bits of what
 * the model composes them of. */
static blt_status
add_candidates(learner *l, blt_error *err)
{
    blt__channel *c = l->c;
    blt__rule_candidates t = { 0 };
    blt_status s = BLT_OK;

    for (size_t i = 0; i < l->n; i++)
        blt__rule_candidates_add(&t, c, &l->pair[i]);
    for (size_t i = 0; i < t.n && s == BLT_OK && !t.failed; i++) {
        blt__rule *r = &t.rule[i];
        uint32_t has = blt__channel_rule_number(c, r->from, r->n_from, r->to,
                                                r->n_to);
        double bits;

        if (t.count[i] < MIN_COUNT || has_apostrophe(r)
            || (has != 0 && !c->rule[has - 1].group))
            continue;
        bits = r->n_from + r->n_to > 2 ? blt__lattice_composed_bits(c, r)
            : blt__channel_edit_bits(c, r->from, r->n_from, r->to, r->n_to,
                                     BLT__POSITION_INNER);
        for (int k = 0; k < BLT__POSITIONS; k++)
            r->bits[k] = (float)bits;
        if (r->n_from + r->n_to <= 2)
            for (int k = 0; k < BLT__POSITIONS; k++)
                r->bits[k] = blt__channel_edit_bits(c, r->from, r->n_from,
                                                    r->to, r->n_to,
                                                    (blt__position)k);
        else
            r->bits[BLT__POSITION_FIRST]
                += c->prior[BLT__EDIT_OTHER][BLT__POSITION_FIRST]
                - c->prior[BLT__EDIT_OTHER][BLT__POSITION_INNER];
        r->learned = 1;
        s = blt__channel_add_rule(c, r, err);
    }
    if (t.failed)
        s = blt__fail_memory(err, "rules");
    blt__rule_candidates_free(&t);
    return s == BLT_OK ? blt__channel_index(c, err) : s;
}

/* Removes the learned rules that save too few bits. */
static blt_status
drop_rules(learner *l, blt_error *err)
{
    blt__channel *c = l->c;
    size_t n = 0;

    for (size_t i = 0; i < c->n_rules; i++) {
        blt__rule *r = &c->rule[i];
        double saved = 0;

        for (int s = 0; s < BLT__POSITIONS && r->learned; s++) {
            double bits = r->n_from + r->n_to > 2
                ? blt__lattice_composed_bits(c, r)
                : c->prior[blt__channel_edit_kind(c, r->from, r->n_from,
                                                  r->to, r->n_to)][s];

            saved += l->rule[i].count[s] * (bits - r->bits[s]);
            /* A rule of single letters also saves bits by being rare. */
            if (r->n_from + r->n_to <= 2)
                saved += l->rule[i].exposure[s]
                    * (exp2(-bits) - exp2(-(double)r->bits[s])) / log(2);
        }
        r->drop = r->learned && saved < MIN_SAVED;
    }
    for (size_t i = 0; i < c->n_rules; i++)
        if (!c->rule[i].drop)
            c->rule[n++] = c->rule[i];
    c->n_rules = n;
    return blt__channel_index(c, err);
}

/* ---- the whole ---------------------------------------------------------------- */

/* n rounds of EM.  Learned rules start `bonus` bits below their prior;
 * otherwise the shorter rules that compose them would take all the counts. */
static blt_status
rounds(learner *l, int n, float bonus, blt_error *err)
{
    blt__channel *c = l->c;
    float (*prior_bits)[BLT__POSITIONS]
        = calloc(c->n_rules + 1, sizeof *prior_bits);
    float prior[BLT__EDIT_KINDS][BLT__POSITIONS];
    blt_status s = BLT_OK;

    free(l->rule);
    l->rule = calloc(c->n_rules + 1, sizeof *l->rule);
    if (prior_bits == NULL || l->rule == NULL)
        s = blt__fail_memory(err, "rules");
    for (size_t i = 0; s == BLT_OK && i < c->n_rules; i++) {
        memcpy(prior_bits[i], c->rule[i].bits, sizeof prior_bits[i]);
        for (int k = 0; k < BLT__POSITIONS && c->rule[i].learned; k++)
            c->rule[i].bits[k] -= bonus;
    }
    memcpy(prior, c->prior, sizeof prior);
    for (int i = 0; i < n && s == BLT_OK; i++) {
        s = expect(l, err);
        maximise(l, (const float (*)[BLT__POSITIONS])prior_bits,
                 (const float (*)[BLT__POSITIONS])prior);
        blt__channel_price_groups(c);
    }
    free(prior_bits);
    return s;
}

blt_status
blt__channel_learn(blt__channel *c, const blt__spelling_pair *pair, size_t n,
                   const blt__monitor *m, blt_error *err)
{
    learner l = { .c = c, .pair = pair, .n = n, .monitor = m };
    blt_status s = rounds(&l, FIRST_ROUNDS, 0, err);

    if (s == BLT_OK)
        s = add_candidates(&l, err);
    if (s == BLT_OK)
        s = rounds(&l, ROUNDS, BONUS, err);
    if (s == BLT_OK)
        s = drop_rules(&l, err);
    if (s == BLT_OK)
        s = rounds(&l, ROUNDS, 0, err);
    free(l.rule);
    return s;
}
