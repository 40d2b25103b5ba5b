/* Estimating a backoff model.
 *
 * Smoothing is modified Kneser-Ney, interpolated [Chen, Goodman 1999].  Each
 * class of text keeps its own counts; they are merged after discounting,
 * each with its weight [Bacchiani, Roark, Saraclar 2004].
 *
 * Pruning removes the grams whose loss raises the relative entropy least
 * [Stolcke 1998].  Contexts are weighted by how often they occurred, because
 * the shorter distributions of Kneser-Ney are not frequencies.  The shorter
 * grams take over what a pruned gram predicted, and therefore count it as
 * often as it occurred, not once [Siivola, Hirsimaki, Virpioja 2007].  The
 * backoff weights are computed last, from the quantised probabilities
 * (ngram_table.c). */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "langbuild/ngram_estimate.h"

/* ---- counts --------------------------------------------------------------- */

/* Sets the weighted number of occurrences of each gram. */
static void
weigh(blt__gram_list *l, const float *weight)
{
    for (size_t i = 0; i < l->n; i++) {
        blt__gram *g = &l->p[i];

        g->raw = 0;
        for (int k = 0; k < BLT__GRAM_CLASSES; k++)
            g->raw += weight[k] * (float)g->c[k];
    }
}

static int
take_counts(blt__ngram_fit *f, blt__ngram_counter *c)
{
    int top = f->order - 1;

    if (!blt__gram_list_merge(&c->full))
        return 0;
    f->list[top] = c->full;
    c->full = (blt__gram_list){ 0 };
    weigh(&f->list[top], f->opt->weight);
    for (int n = top; n > 1; n--) {
        if (!blt__gram_list_merge(&c->begin[n]))
            return 0;
        weigh(&c->begin[n], f->opt->weight);
    }
    return 1;
}

/* Derives the counts of the grams shorter than `length`: the number of
 * different words before them [Kneser, Ney 1995], but the number of
 * occurrences after pruned grams and at the start of a sentence. */
static int
derive(blt__ngram_fit *f, const blt__ngram_counter *c, int length)
{
    for (int n = length - 1; n > 0; n--) {
        const blt__gram_list *from = &f->list[n], *begin = &c->begin[n];
        blt__gram_list *to = &f->list[n - 1];

        free(to->p);
        *to = (blt__gram_list){ 0 };
        for (size_t i = 0; i < from->n; i++) {
            blt__gram g = from->p[i];

            g.key = blt__gram_suffix(f, n, g.key);
            for (int k = 0; k < BLT__GRAM_CLASSES; k++)
                g.c[k] = blt__gram_kept(f, n + 1, i) ? g.c[k] > 0 : g.c[k];
            if (!blt__gram_list_add(to, &g))
                return 0;
        }
        for (size_t i = 0; n > 1 && i < begin->n; i++)
            if (!blt__gram_list_add(to, &begin->p[i]))
                return 0;
        /* The start of a sentence is a context, though never predicted. */
        if (n == 1 && !blt__gram_list_add(to, &(blt__gram){ 0 }))
            return 0;
        if (!blt__gram_list_merge(to))
            return 0;
    }
    return 1;
}

/* ---- smoothing --------------------------------------------------------------- */

typedef float discounts[BLT__GRAM_CLASSES][4];

/* The three discounts of each class, from the counts of counts. */
static void
find_discounts(discounts d, const blt__gram_list *l)
{
    for (int k = 0; k < BLT__GRAM_CLASSES; k++) {
        double n[5] = { 0 }, y;

        for (size_t i = 0; i < l->n; i++)
            if (l->p[i].c[k] <= 4)
                n[l->p[i].c[k]]++;
        d[k][0] = 0;
        y = n[1] > 0 && n[2] > 0 ? n[1] / (n[1] + 2 * n[2]) : 0;
        for (int i = 1; i <= 3; i++) {
            double x = n[i] > 0 ? i - (i + 1) * y * n[i + 1] / n[i] : 0;

            /* Too little text: fixed discounts; chosen. */
            if (!(x > 0 && x < i) || y == 0)
                x = 0.5 + 0.25 * i;
            d[k][i] = (float)x;
        }
    }
}

/* The discounted count of a gram over the classes; *whole gets the count
 * added. */
static double
discounted(const blt__ngram_fit *f, discounts d, const blt__gram *g,
           double *whole)
{
    double sum = 0;

    for (int k = 0; k < BLT__GRAM_CLASSES; k++) {
        uint32_t c = g->c[k];

        sum += f->opt->weight[k] * (c - d[k][c < 3 ? c : 3]);
        *whole += f->opt->weight[k] * c;
    }
    return sum;
}

/* Sets p of the grams of `length`, those of length - 1 being set: modified
 * Kneser-Ney, interpolated. */
static void
smooth(blt__ngram_fit *f, int length)
{
    blt__gram_list *l = &f->list[length - 1];
    const blt__gram_list *shorter = l - 1;
    discounts d;

    find_discounts(d, l);
    for (size_t i = 0, end; i < l->n; i = end) {
        double whole = 0, sum = 0;

        end = length > 1 ? blt__gram_run(f, l, i) : l->n;
        for (size_t j = i; j < end; j++)
            sum += discounted(f, d, &l->p[j], &whole);
        for (size_t j = i; j < end; j++) {
            double unused = 0, lower = 1.0 / (double)l->n;

            if (length > 1)
                lower = shorter->p[blt__gram_list_find(
                    shorter, blt__gram_suffix(f, length - 1, l->p[j].key))].p;
            l->p[j].p = (float)((discounted(f, d, &l->p[j], &unused)
                                 + (whole - sum) * lower) / whole);
        }
    }
}

/* ---- pruning ------------------------------------------------------------------ */

/* 1 if the context of a gram has the id to drop. */
static int
dropped(const blt__ngram_fit *f, int length, uint64_t key)
{
    const uint64_t mask = ((uint64_t)1 << f->bits) - 1;

    while (--length > 0) {
        key >>= f->bits;
        if (f->opt->drop != 0 && (key & mask) == f->opt->drop)
            return 1;
    }
    return 0;
}

/* lost[i]: by how many bits the text grows without gram i [Stolcke 1998]. */
static void
find_losses(const blt__ngram_fit *f, int length, float *lost)
{
    const blt__gram_list *l = &f->list[length - 1], *shorter = l - 1;

    for (size_t i = 0, end; i < l->n; i = end) {
        double num = 1, den = 1, seen = 0;

        end = blt__gram_run(f, l, i);
        for (size_t j = i; j < end; j++) {
            num -= l->p[j].p;
            den -= shorter->p[blt__gram_list_find(
                shorter, blt__gram_suffix(f, length - 1, l->p[j].key))].p;
            seen += l->p[j].raw;
        }
        num = fmax(num, 1e-6);
        den = fmax(den, 1e-6);
        for (size_t j = i; j < end; j++) {
            double p = l->p[j].p, q = shorter->p[blt__gram_list_find(
                shorter, blt__gram_suffix(f, length - 1, l->p[j].key))].p;
            double after = log2((num + p) / (den + q));

            lost[j] = (float)(-seen * (p * (log2(q) + after - log2(p))
                                       + num * (after - log2(num / den))));
        }
    }
}

#define SCORES 2048     /* buckets of losses, 16 per octave; chosen */

static int
score(float x)
{
    float s = x > 0 ? 16 * log2f(x) + SCORES / 2 : 0;

    return s < 0 ? 0 : s >= SCORES ? SCORES - 1 : (int)s;
}

int
blt__ngram_prune(blt__ngram_fit *f, int length)
{
    const blt__gram_list *l = &f->list[length - 1];
    size_t most = f->opt->most[length - 1], count[SCORES] = { 0 }, n = 0;
    float *lost = calloc(l->n + 1, sizeof *lost);
    uint8_t *fate = f->fate[length - 1], *context;
    int min_score = 1;

    f->fate[length - 2] = context = calloc(l[-1].n + 1, 1);
    if (fate == NULL)
        f->fate[length - 1] = fate = calloc(l->n + 1, 1);
    if (lost == NULL || context == NULL || fate == NULL) {
        free(lost);
        return 0;
    }
    if (most > 0) {
        find_losses(f, length, lost);
        for (size_t i = 0; i < l->n; i++)
            if (fate[i] & BLT__GRAM_CONTEXT)
                n++;
            else if (!dropped(f, length, l->p[i].key))
                count[score(lost[i])]++;
        min_score = SCORES;
        while (min_score > 1 && n + count[min_score - 1] <= most)
            n += count[--min_score];
    }
    for (size_t i = 0, end; i < l->n; i = end) {
        int any = 0;

        end = blt__gram_run(f, l, i);
        for (size_t j = i; j < end; j++)
            if (dropped(f, length, l->p[j].key)
                || (!(fate[j] & BLT__GRAM_CONTEXT) && most > 0
                    && score(lost[j]) < min_score))
                fate[j] |= BLT__GRAM_PRUNED;
            else
                any = 1;
        if (any)
            context[blt__gram_list_find(&l[-1], l->p[i].key >> f->bits)]
                |= BLT__GRAM_CONTEXT;
    }
    free(lost);
    return 1;
}

/* ---- the model ------------------------------------------------------------- */

blt_status
blt__ngram_estimate(blt__backoff_data *d, blt__ngram_counter *c,
                    const blt__ngram_options *opt, blt_error *err)
{
    blt__ngram_fit f = { opt, .order = c->order, .bits = c->bits };
    int good;

    memset(d, 0, sizeof *d);
    d->view.order = c->order;
    d->view.unknown = opt->unknown;
    good = take_counts(&f, c) && derive(&f, c, f.order);
    for (int n = 1; good && n <= f.order; n++) {
        smooth(&f, n);
        d->seen[n - 1] = f.list[n - 1].n;
    }
    for (int n = f.order; good && n > 1; n--) {
        good = blt__ngram_prune(&f, n) && derive(&f, c, n);
        for (int k = 1; good && k <= f.order; k++)
            smooth(&f, k);
    }
    for (int n = 1; good && n <= f.order; n++)
        good = blt__ngram_table_add(d, &f, n);
    for (int n = 0; n < f.order; n++) {
        free(f.list[n].p);
        free(f.fate[n]);
    }
    return good ? BLT_OK : blt__fail_memory(err, "n-grams");
}
