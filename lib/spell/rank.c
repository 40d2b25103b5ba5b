/* Ranking of the candidates of a site.  With e the rate of errors in the text,
 * and a candidate a:
 *
 *     P(a)       ~ e     P(context with a) P(written | a, error)
 *     P(written) ~ (1-e) P(context with the text as it is written)
 *
 * For a word that is not in the lexicon, the n-grams' estimate of how often
 * unknown words occur is replaced by the text's own rate of them.  Both rates
 * are estimated from the text by expectation-maximisation, with a prior worth
 * some words, so that a page of names is left alone and a page of mistakes is
 * not.  The logarithms of the factors are weighted, because the parts are not
 * independent and n-grams are over-confident. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/rank.h"

/* The prior.  Chosen by hand with the weights.  Measured: half or twice as many
 * words change next to nothing (bench/README.md). */
#define PRIOR_WORDS 100.        /* how many words it is worth */
#define PRIOR_ERRORS (0.02 * PRIOR_WORDS)
#define PRIOR_OOV (0.004 * PRIOR_WORDS)
#define PRIOR_OOV_CAPITAL (0.008 * PRIOR_WORDS)

#define ROUNDS 6                /* of expectation-maximisation.  Measured: 12
                                   change next to nothing (bench/README.md) */
#define LETTER_BITS 4.7         /* derived: log2 of 26 letters */
#define GARBAGE_BITS 8.         /* that no candidate is the intended word.
                                   Measured: a compromise of false and missed
                                   corrections (bench/README.md) */
#define TEMPERATURE 0.6         /* the scores are correlated, so their sum is
                                   over-confident.  Measured: an expected
                                   calibration error of 0.02 on four
                                   development sets, 0.09 without */

/* Which parts were computed in addition to the n-grams: bit 0 the cloze
 * network, bit 1 the BLT. */
static int
computed(const blt__candidate *a)
{
    return (isnan(a->cloze) ? 0 : 1) + (isnan(a->model) ? 0 : 2);
}

/* The features of candidate i of a site. */
static void
features(double *f, const blt__sites *all, const blt__site *c, size_t i)
{
    const blt__candidate *a = all->candidate + c->first + i;
    int split = c->tokens == 1 && a->key[1] && !a->listed;
    int parts = computed(a);

    memset(f, 0, BLT__FEATURES * sizeof *f);
    f[BLT__F_NGRAM + parts] = -a->ngram;
    if (!isnan(a->plain)) {
        f[BLT__F_PLAIN] = -a->plain;
        f[BLT__F_NGRAM_PLAIN] = -a->ngram;
    }
    if (parts & 1)
        f[BLT__F_CLOZE + (parts >> 1)] = a->cloze;
    if (parts & 2)
        f[BLT__F_MODEL + (parts & 1)] = -a->model;
    if (i == 0) {
        double *e = f + (c->kind != BLT_SPELL_UNKNOWN ? BLT__F_KNOWN_EVIDENCE
                         : c->misspelling ? BLT__F_LISTED_EVIDENCE
                         : BLT__F_UNLISTED_EVIDENCE);

        for (int k = 0; k < BLT__EVIDENCE; k++)
            e[k] = c->evidence[k];
        if (c->kind != BLT_SPELL_UNKNOWN)
            return;
        f[BLT__F_REPEATED] = c->count > 1 ? log2(c->count) : 0;
        f[BLT__F_MISSPELLING] = c->misspelling;
        f[BLT__F_NEW_MODEL] = parts >> 1;
        return;
    }
    f[BLT__F_CHANNEL + parts] = -a->channel;
    f[BLT__F_UNLISTED] = c->misspelling && !a->listed;
    f[BLT__F_VARIANT] = a->variant;
    f[BLT__F_CAPITAL] = c->capital;
    f[BLT__F_LOW_RESOURCE] = c->low_resource;
    f[BLT__F_LOW_RESOURCE_SPLIT] = c->low_resource && split;
    f[BLT__F_SHORT] = all->candidate[c->first].length < 4;
    f[c->kind == BLT_SPELL_REAL ? BLT__F_REAL
      : c->kind == BLT_SPELL_CASE ? BLT__F_CASE
      : c->tokens == 2 && !a->key[1] ? BLT__F_JOIN
      : split ? BLT__F_SPLIT : BLT__F_UNKNOWN] = 1;
}

/* The score of a mistake that cannot be guessed: letters as chance has them
 * replace the probability of the written word by itself. */
static double
garbage(const blt__sites *all, const blt__site *c, const blt__rank_weights *w)
{
    const blt__candidate *a = all->candidate + c->first;
    const char *text = blt__candidate_text(all, a);
    double bits = GARBAGE_BITS - a->unigram[0];
    int parts = computed(a);

    if (c->kind != BLT_SPELL_UNKNOWN || !a->unknown[0] || c->tokens > 1)
        return -INFINITY;
    for (size_t i = 0; i < a->length; i++)
        bits += ((uint8_t)text[i] & 0xc0) != 0x80 ? LETTER_BITS : 0;
    return -w->w[BLT__F_NGRAM + parts] * (a->ngram + bits)
        - (isnan(a->plain) ? 0 : w->w[BLT__F_PLAIN] * (a->plain + bits)
           + w->w[BLT__F_NGRAM_PLAIN] * (a->ngram + bits))
        - (parts & 2 ? w->w[BLT__F_MODEL + (parts & 1)] * (a->model + bits)
           : 0);
}

/* How much of the score of what is written is evidence that only technical
 * texts have in numbers, and none of the rates below may learn from: a careless
 * writer's names are no sign that his other words are right. */
static double
set_aside(const blt__site *c, const double *f, const blt__rank_weights *w)
{
    double sum = 0;

    for (int k = BLT__F_UNLISTED_EVIDENCE; k < BLT__FEATURES; k++)
        sum += w->w[k] * f[k];
    return sum * (1 - c->evidence[BLT__E_TECHNICAL]);
}

static void
score(blt__sites *all, blt__site *c, const blt__rank_weights *w)
{
    c->garbage = garbage(all, c, w);
    for (size_t i = 0; i < c->n; i++) {
        double f[BLT__FEATURES], sum = 0;

        features(f, all, c, i);
        for (int k = 0; k < BLT__FEATURES; k++)
            sum += w->w[k] * f[k];
        all->candidate[c->first + i].score = sum;
        if (i == 0)
            c->aside = set_aside(c, f, w);
    }
}

/* Sets p from the scores and the prior.
 *   aside  bits that the text as it is written does not get */
static void
normalize(blt__sites *all, const blt__site *c, const blt__prior *at,
          double aside)
{
    blt__candidate *a = all->candidate + c->first;
    double error = log2(at->errors), best = c->garbage + error, sum,
        other = best;

    for (size_t i = 0; i < c->n; i++) {
        a[i].p = a[i].score + (i > 0 ? error : log2(1 - at->errors) - aside
            + (c->kind == BLT_SPELL_UNKNOWN ? log2(at->oov[c->capital]) : 0));
        if (a[i].p > best)
            best = a[i].p;
    }
    sum = exp2(other - best);
    for (size_t i = 0; i < c->n; i++)
        sum += a[i].p = exp2(a[i].p - best);
    for (size_t i = 0; i < c->n; i++)
        a[i].p /= sum;
}

void
blt__site_rank(blt__sites *all, blt__site *c, const blt__rank_weights *w,
               const blt__prior *at)
{
    score(all, c, w);
    normalize(all, c, at, 0);
}

size_t
blt__site_best(const blt__sites *all, const blt__site *c)
{
    const blt__candidate *a = all->candidate + c->first;
    size_t best = 0;

    for (size_t i = 1; i < c->n; i++)
        if (a[i].p > a[best].p)
            best = i;
    return best;
}

void
blt__sites_rank(blt__sites *s, size_t words, const blt__rank_weights *w,
                const blt__prior_counts *before, blt__prior *at,
                blt__prior_counts *after)
{
    blt__prior_counts r = *before;

    for (size_t i = 0; i < s->n; i++)
        score(s, s->p + i, w);
    for (int round = 0; round < ROUNDS; round++) {
        double n = r.words + PRIOR_WORDS;

        at->errors = fmin((r.errors + PRIOR_ERRORS) / n, 0.5);
        at->oov[0] = (r.oov[0] + PRIOR_OOV) / n;
        at->oov[1] = (r.oov[1] + PRIOR_OOV_CAPITAL) / n;
        r = *before;
        r.words += (double)words;
        for (size_t i = 0; i < s->n; i++) {
            const blt__site *c = s->p + i;
            double as_is;

            normalize(s, c, at, c->aside);
            as_is = s->candidate[c->first].p;
            r.errors += 1 - as_is;
            if (c->kind == BLT_SPELL_UNKNOWN)
                r.oov[c->capital] += as_is;
        }
    }
    for (size_t i = 0; i < s->n; i++)
        normalize(s, s->p + i, at, 0);
    if (after)
        *after = r;
}

void
blt__sites_temper(blt__sites *s)
{
    for (size_t i = 0; i < s->n; i++) {
        blt__candidate *a = s->candidate + s->p[i].first;
        double sum = 0, rest = 1;

        for (size_t k = 0; k < s->p[i].n; k++) {
            rest -= a[k].p;
            sum += a[k].p = pow(a[k].p, TEMPERATURE);
        }
        sum += rest > 0 ? pow(rest, TEMPERATURE) : 0;
        for (size_t k = 0; k < s->p[i].n; k++)
            a[k].p /= sum;
    }
}

/* Most likely first, except a[0], which stays. */
static void
sort(blt__candidate *a, size_t n)
{
    for (size_t i = 2; i < n; i++)
        for (size_t j = i; j > 1 && a[j].p > a[j - 1].p; j--) {
            blt__candidate t = a[j];

            a[j] = a[j - 1];
            a[j - 1] = t;
        }
}

void
blt__sites_sort(blt__sites *s)
{
    for (size_t i = 0; i < s->n; i++)
        sort(s->candidate + s->p[i].first, s->p[i].n);
}
