/* From counts to a backoff model.
 *
 * Smoothing is Kneser and Ney's, with three discounts and interpolated [Chen,
 * Goodman 1999]: a shorter gram counts the different words before it.  Texts
 * of several classes keep counts of their own and are merged after
 * discounting, each with its weight [Bacchiani, Roark, Saraclar 2004].
 * Pruning removes the grams whose loss raises the relative entropy least
 * [Stolcke 1998], histories weighted by how often they were seen, for Kneser
 * and Ney's shorter probabilities are no frequencies.  What a gram that is
 * gone would have said is then for the shorter ones to say, which therefore
 * count it as often as it was seen, not once [Siivola, Hirsimaki, Virpioja
 * 2007].  Weights of contexts are computed last, from the numbers as they
 * were rounded. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "langbuild/count.h"

#define FILL 12         /* grams in a bucket, on average */

typedef struct builder {
    const blt__ngram_options *plan;
    blt__gram_list list[BLT__GRAMS_MAX];    /* [length - 1] */
    uint8_t *fate[BLT__GRAMS_MAX];          /* of each of these; NULL: kept */
    int order;
    unsigned bits;
} builder;

/* What becomes of a gram. */
enum {
    PRUNED = 1,
    CONTEXT = 2             /* of a kept one: must be kept */
};

static int
kept(const builder *b, int length, size_t i)
{
    return b->fate[length - 1] == NULL
        || !(b->fate[length - 1][i] & PRUNED);
}

static uint64_t
low(const builder *b, int length, uint64_t key)
{
    return key & (((uint64_t)1 << (unsigned)length * b->bits) - 1);
}

/* Grams of `length` with the same words but the last: [i, end). */
static size_t
group(const builder *b, const blt__gram_list *l, size_t i)
{
    uint64_t context = l->p[i].key >> b->bits;

    while (i < l->n && l->p[i].key >> b->bits == context)
        i++;
    return i;
}

/* ---- counts ---------------------------------------------------------------- */

static int
take_counts(builder *b, blt__ngram_counter *c)
{
    int top = b->order - 1;

    if (!blt__gram_list_merge(&c->full))
        return 0;
    b->list[top] = c->full;
    c->full = (blt__gram_list){ 0 };
    for (size_t i = 0; i < b->list[top].n; i++) {
        blt__gram *g = &b->list[top].p[i];

        g->raw = 0;
        for (int k = 0; k < BLT__GRAM_CLASSES; k++)
            g->raw += b->plan->weight[k] * (float)g->c[k];
    }
    for (int n = top; n > 1; n--) {
        if (!blt__gram_list_merge(&c->begin[n]))
            return 0;
        for (size_t i = 0; i < c->begin[n].n; i++) {
            blt__gram *g = &c->begin[n].p[i];

            g->raw = 0;
            for (int k = 0; k < BLT__GRAM_CLASSES; k++)
                g->raw += b->plan->weight[k] * (float)g->c[k];
        }
    }
    return 1;
}

/* Counts of the grams shorter than those of `length`: the different words
 * before them, but how often they were seen behind those that are pruned and
 * at the start of a sentence. */
static int
derive(builder *b, const blt__ngram_counter *c, int length)
{
    for (int n = length - 1; n > 0; n--) {
        const blt__gram_list *from = &b->list[n], *begin = &c->begin[n];
        blt__gram_list *to = &b->list[n - 1];

        free(to->p);
        *to = (blt__gram_list){ 0 };
        for (size_t i = 0; i < from->n; i++) {
            blt__gram g = from->p[i];

            g.key = low(b, n, g.key);
            for (int k = 0; k < BLT__GRAM_CLASSES; k++)
                g.c[k] = kept(b, n + 1, i) ? g.c[k] > 0 : g.c[k];
            if (!blt__gram_list_add(to, &g))
                return 0;
        }
        for (size_t i = 0; n > 1 && i < begin->n; i++)
            if (!blt__gram_list_add(to, &begin->p[i]))
                return 0;
        /* What opens a sentence is a context, though nobody predicts it. */
        if (n == 1 && !blt__gram_list_add(to, &(blt__gram){ 0 }))
            return 0;
        if (!blt__gram_list_merge(to))
            return 0;
    }
    return 1;
}

/* ---- smoothing --------------------------------------------------------------- */

typedef float discounts[BLT__GRAM_CLASSES][4];

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

            /* Too little text to tell. */
            if (!(x > 0 && x < i) || y == 0)
                x = 0.5 + 0.25 * i;
            d[k][i] = (float)x;
        }
    }
}

static double
discounted(const builder *b, discounts d, const blt__gram *g, double *whole)
{
    double sum = 0;

    for (int k = 0; k < BLT__GRAM_CLASSES; k++) {
        uint32_t c = g->c[k];

        sum += b->plan->weight[k] * (c - d[k][c < 3 ? c : 3]);
        *whole += b->plan->weight[k] * c;
    }
    return sum;
}

/* Sets p of all grams; shorter ones are done. */
static void
smooth(builder *b, int length)
{
    blt__gram_list *l = &b->list[length - 1];
    const blt__gram_list *shorter = l - 1;
    discounts d;

    find_discounts(d, l);
    for (size_t i = 0, end; i < l->n; i = end) {
        double whole = 0, sum = 0;

        end = length > 1 ? group(b, l, i) : l->n;
        for (size_t j = i; j < end; j++)
            sum += discounted(b, d, &l->p[j], &whole);
        for (size_t j = i; j < end; j++) {
            double unused = 0, lower = 1.0 / (double)l->n;

            if (length > 1)
                lower = shorter->p[blt__gram_list_find(
                    shorter, low(b, length - 1, l->p[j].key))].p;
            l->p[j].p = (float)((discounted(b, d, &l->p[j], &unused)
                                 + (whole - sum) * lower) / whole);
        }
    }
}

/* ---- pruning ------------------------------------------------------------------ */

static int
dropped(const builder *b, int length, uint64_t key)
{
    const uint64_t mask = ((uint64_t)1 << b->bits) - 1;

    while (--length > 0) {
        key >>= b->bits;
        if (b->plan->drop != 0 && (key & mask) == b->plan->drop)
            return 1;
    }
    return 0;
}

/* How much is lost by each gram, in bits a text. */
static void
price(const builder *b, int length, float *lost)
{
    const blt__gram_list *l = &b->list[length - 1], *shorter = l - 1;

    for (size_t i = 0, end; i < l->n; i = end) {
        double num = 1, den = 1, seen = 0;

        end = group(b, l, i);
        for (size_t j = i; j < end; j++) {
            num -= l->p[j].p;
            den -= shorter->p[blt__gram_list_find(
                shorter, low(b, length - 1, l->p[j].key))].p;
            seen += l->p[j].raw;
        }
        num = fmax(num, 1e-6);
        den = fmax(den, 1e-6);
        for (size_t j = i; j < end; j++) {
            double p = l->p[j].p, q = shorter->p[blt__gram_list_find(
                shorter, low(b, length - 1, l->p[j].key))].p;
            double after = log2((num + p) / (den + q));

            lost[j] = (float)(-seen * (p * (log2(q) + after - log2(p))
                                       + num * (after - log2(num / den))));
        }
    }
}

#define SCORES 2048

static int
score(float x)
{
    float s = x > 0 ? 16 * log2f(x) + SCORES / 2 : 0;

    return s < 0 ? 0 : s >= SCORES ? SCORES - 1 : (int)s;
}

static int
prune(builder *b, int length)
{
    const blt__gram_list *l = &b->list[length - 1];
    size_t most = b->plan->most[length - 1], count[SCORES] = { 0 }, n = 0;
    float *lost = malloc((l->n + 1) * sizeof *lost);
    uint8_t *fate = b->fate[length - 1], *context;
    int least = 1;

    b->fate[length - 2] = context = calloc(l[-1].n + 1, 1);
    if (fate == NULL)
        b->fate[length - 1] = fate = calloc(l->n + 1, 1);
    if (lost == NULL || context == NULL || fate == NULL) {
        free(lost);
        return 0;
    }
    if (most > 0) {
        price(b, length, lost);
        for (size_t i = 0; i < l->n; i++)
            if (fate[i] & CONTEXT)
                n++;
            else if (!dropped(b, length, l->p[i].key))
                count[score(lost[i])]++;
        least = SCORES;
        while (least > 1 && n + count[least - 1] <= most)
            n += count[--least];
    }
    for (size_t i = 0, end; i < l->n; i = end) {
        int any = 0;

        end = group(b, l, i);
        for (size_t j = i; j < end; j++)
            if (dropped(b, length, l->p[j].key)
                || (!(fate[j] & CONTEXT) && most > 0
                    && score(lost[j]) < least))
                fate[j] |= PRUNED;
            else
                any = 1;
        if (any)
            context[blt__gram_list_find(&l[-1], l->p[i].key >> b->bits)]
                |= CONTEXT;
    }
    free(lost);
    return 1;
}

/* ---- tables ------------------------------------------------------------------- */

static void
put32(blt__buf *b, uint32_t x)
{
    uint8_t p[4] = { (uint8_t)x, (uint8_t)(x >> 8), (uint8_t)(x >> 16),
                     (uint8_t)(x >> 24) };

    blt__buf_put(b, p, 4);
}

static uint8_t
rounded(double steps)
{
    return (uint8_t)fmin(fmax(round(steps), 0), 255);
}

static uint8_t
quantised(const blt__gram *g)
{
    return rounded(-log2(g->p) * BLT__GRAM_STEPS);
}

static void
keys_of(const builder *b, int length, uint64_t gram, blt__word_key *k)
{
    for (int i = length - 1; i >= 0; i--) {
        k[i] = b->plan->key[low(b, 1, gram)];
        gram >>= b->bits;
    }
}

static int
write_table(blt__backoff_data *d, const builder *b, int length)
{
    const blt__gram_list *l = &b->list[length - 1];
    blt__grams *t = &d->view.t[length - 1];
    blt__buf *start = &d->start[length - 1], *rest = &d->rest[length - 1],
        *bits = &d->bits[length - 1], *back = &d->back[length - 1];
    blt__gram *g;
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += (size_t)kept(b, length, i);
    g = malloc((2 * n + 1) * sizeof *g);
    if (g == NULL || n >= UINT32_MAX) {
        free(g);
        return 0;
    }
    n = 0;
    for (size_t i = 0; i < l->n; i++) {
        blt__word_key k[BLT__GRAMS_MAX];

        if (!kept(b, length, i))
            continue;
        keys_of(b, length, l->p[i].key, k);
        g[n] = l->p[i];
        g[n++].key = blt__gram_hash(k, (size_t)length);
    }
    blt__gram_sort(g, g + n, n);
    t->buckets = (uint32_t)(n / FILL) + 1;
    put32(start, 0);
    for (size_t i = 0, bucket = 0; bucket < t->buckets; bucket++) {
        for (; i < n && (g[i].key >> 32) * t->buckets >> 32 == bucket; i++) {
            uint8_t p[2] = { (uint8_t)g[i].key, (uint8_t)(g[i].key >> 8) },
                value = quantised(&g[i]),
                neutral = (uint8_t)(BLT__GRAM_BACKOFF_OFFSET * BLT__GRAM_STEPS);

            blt__buf_put(rest, p, 2);
            blt__buf_put(bits, &value, 1);
            if (length < b->order)
                blt__buf_put(back, &neutral, 1);
        }
        put32(start, (uint32_t)i);
    }
    free(g);
    t->start = (const uint8_t *)start->p;
    t->rest = (const uint8_t *)rest->p;
    t->bits = (const uint8_t *)bits->p;
    t->back = (const uint8_t *)back->p;
    t->n = (uint32_t)n;
    return !start->failed && !rest->failed && !bits->failed && !back->failed;
}

/* The rounded bits of a gram as they are looked up, but for the accidents of
 * hashes: those are few, yet may be large. */
static double
bits_of(const builder *b, int length, uint64_t key)
{
    double back = 0;

    for (; length > 0; length--) {
        const blt__gram_list *l = &b->list[length - 1];
        size_t at = blt__gram_list_find(l, low(b, length, key));

        if (at != SIZE_MAX && kept(b, length, at))
            return back + quantised(&l->p[at]) / (double)BLT__GRAM_STEPS;
        if (length > 1) {
            at = blt__gram_list_find(l - 1, low(b, length, key) >> b->bits);
            back += at != SIZE_MAX ? l[-1].p[at].raw : 0;
        }
    }
    return back + b->plan->unknown;
}

/* The weights of contexts of the grams of `length`: what these leave over,
 * as part of what the shorter ones leave over. */
static void
write_back(blt__backoff_data *d, const builder *b, int length)
{
    const blt__gram_list *l = &b->list[length - 1];
    const blt__gram_list *shorter = l - 1;

    for (size_t i = 0; i < shorter->n; i++)
        shorter->p[i].raw = 0;
    for (size_t i = 0, end; i < l->n; i = end) {
        blt__word_key k[BLT__GRAMS_MAX];
        double num = 1, den = 1;
        blt__gram *context;
        uint8_t value;
        uint32_t at;
        int any = 0;

        end = group(b, l, i);
        for (size_t j = i; j < end; j++) {
            const blt__gram *g = &l->p[j];

            if (!kept(b, length, j))
                continue;
            any = 1;
            num -= exp2(-quantised(g) / (double)BLT__GRAM_STEPS);
            den -= exp2(-bits_of(b, length - 1, g->key));
        }
        if (!any)
            continue;
        context = &shorter->p[blt__gram_list_find(shorter,
                                                  l->p[i].key >> b->bits)];
        value = rounded((BLT__GRAM_BACKOFF_OFFSET - log2(fmax(num, 1e-4)
                                                         / fmax(den, 1e-4)))
                        * BLT__GRAM_STEPS);
        context->raw =
            (float)value / BLT__GRAM_STEPS - BLT__GRAM_BACKOFF_OFFSET;
        keys_of(b, length - 1, context->key, k);
        at = blt__grams_find(&d->view.t[length - 2],
                             blt__gram_hash(k, (size_t)length - 1));
        d->back[length - 2].p[at] = (char)value;
    }
}

blt_status
blt__ngram_estimate(blt__backoff_data *d, blt__ngram_counter *c,
                    const blt__ngram_options *plan, blt_error *err)
{
    builder b = { plan, .order = c->order, .bits = c->bits };
    int good;

    memset(d, 0, sizeof *d);
    d->view.order = c->order;
    d->view.unknown = plan->unknown;
    good = take_counts(&b, c) && derive(&b, c, b.order);
    for (int n = 1; good && n <= b.order; n++) {
        smooth(&b, n);
        d->seen[n - 1] = b.list[n - 1].n;
    }
    for (int n = b.order; good && n > 1; n--) {
        good = prune(&b, n) && derive(&b, c, n);
        for (int k = 1; good && k <= b.order; k++)
            smooth(&b, k);
    }
    for (int n = 1; good && n <= b.order; n++) {
        good = write_table(d, &b, n);
        if (good && n > 1)
            write_back(d, &b, n);
    }
    for (int n = 0; n < b.order; n++) {
        free(b.list[n].p);
        free(b.fate[n]);
    }
    return good ? BLT_OK : blt__fail_memory(err, "n-grams");
}

void
blt__backoff_data_free(blt__backoff_data *d)
{
    for (int i = 0; i < BLT__GRAMS_MAX; i++) {
        blt__buf_free(&d->start[i]);
        blt__buf_free(&d->rest[i]);
        blt__buf_free(&d->bits[i]);
        blt__buf_free(&d->back[i]);
    }
}

/* ---- the file ------------------------------------------------------------------ */

static void
add(blt__st_out *o, const char *model, int length, const char *what,
    const char *dtype, size_t n)
{
    int64_t shape = (int64_t)n;
    char name[64];

    snprintf(name, sizeof name, "ngram.%s.%d.%s", model, length, what);
    blt__st_out_add(o, name, dtype, 1, &shape);
}

void
blt__backoff_declare(blt__st_out *o, const blt__backoff_data *d,
                     const char *model)
{
    int64_t one = 1;
    char name[64];

    snprintf(name, sizeof name, "ngram.%s.unknown", model);
    blt__st_out_add(o, name, "U32", 1, &one);
    for (int i = 0; i < d->view.order; i++) {
        add(o, model, i + 1, "start", "U32", d->start[i].n / 4);
        add(o, model, i + 1, "rest", "U16", d->rest[i].n / 2);
        add(o, model, i + 1, "bits", "U8", d->bits[i].n);
        if (i + 1 < d->view.order)
            add(o, model, i + 1, "back", "U8", d->back[i].n);
    }
}

void
blt__backoff_write(blt__st_out *o, const blt__backoff_data *d)
{
    blt__buf unknown = { 0 };

    put32(&unknown, (uint32_t)roundf(d->view.unknown * BLT__GRAM_STEPS));
    blt__st_out_data(o, unknown.p, unknown.n);
    blt__buf_free(&unknown);
    for (int i = 0; i < d->view.order; i++) {
        blt__st_out_data(o, d->start[i].p, d->start[i].n);
        blt__st_out_data(o, d->rest[i].p, d->rest[i].n);
        blt__st_out_data(o, d->bits[i].p, d->bits[i].n);
        if (i + 1 < d->view.order)
            blt__st_out_data(o, d->back[i].p, d->back[i].n);
    }
}
