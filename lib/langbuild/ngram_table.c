/* Writing a backoff model into hashed tables. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "file/safetensors.h"
#include "lang/le.h"
#include "langbuild/ngram_table.h"

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
keys_of(const blt__ngram_fit *f, int length, uint64_t gram, blt__word_key *k)
{
    for (int i = length - 1; i >= 0; i--) {
        k[i] = f->opt->key[blt__gram_suffix(f, 1, gram)];
        gram >>= f->bits;
    }
}

static int
write_table(blt__backoff_data *d, const blt__ngram_fit *f, int length)
{
    const blt__gram_list *l = &f->list[length - 1];
    blt__grams *t = &d->view.t[length - 1];
    blt__buf *start = &d->start[length - 1], *rest = &d->rest[length - 1],
        *bits = &d->bits[length - 1], *back = &d->back[length - 1];
    blt__gram *g;
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += (size_t)blt__gram_kept(f, length, i);
    g = malloc((2 * n + 1) * sizeof *g);
    if (g == NULL)
        return 0;
    if (n >= UINT32_MAX) {
        free(g);
        return 0;
    }
    n = 0;
    for (size_t i = 0; i < l->n; i++) {
        blt__word_key k[BLT__GRAMS_MAX];

        if (!blt__gram_kept(f, length, i))
            continue;
        keys_of(f, length, l->p[i].key, k);
        g[n] = l->p[i];
        g[n++].key = blt__gram_hash(k, (size_t)length);
    }
    blt__gram_sort(g, g + n, n);
    t->buckets = (uint32_t)(n / BLT__GRAM_FILL) + 1;
    blt__put_le32(start, 0);
    for (size_t i = 0, bucket = 0; bucket < t->buckets; bucket++) {
        for (; i < n && (g[i].key >> 32) * t->buckets >> 32 == bucket; i++) {
            uint8_t p[2] = { (uint8_t)g[i].key, (uint8_t)(g[i].key >> 8) },
                value = quantised(&g[i]),
                neutral = (uint8_t)(BLT__GRAM_BACKOFF_OFFSET * BLT__GRAM_STEPS);

            blt__buf_put(rest, p, 2);
            blt__buf_put(bits, &value, 1);
            if (length < f->order)
                blt__buf_put(back, &neutral, 1);
        }
        blt__put_le32(start, (uint32_t)i);
    }
    free(g);
    t->start = (const uint8_t *)start->p;
    t->rest = (const uint8_t *)rest->p;
    t->bits = (const uint8_t *)bits->p;
    t->back = (const uint8_t *)back->p;
    t->n = (uint32_t)n;
    return !start->failed && !rest->failed && !bits->failed && !back->failed;
}

/* The quantised bits of a gram as a look-up finds them, without collisions of
 * hashes: those are rare, but can be large. */
static double
bits_of(const blt__ngram_fit *f, int length, uint64_t key)
{
    double back = 0;

    for (; length > 0; length--) {
        const blt__gram_list *l = &f->list[length - 1];
        size_t at = blt__gram_list_find(l, blt__gram_suffix(f, length, key));

        if (at != SIZE_MAX && blt__gram_kept(f, length, at))
            return back + quantised(&l->p[at]) / (double)BLT__GRAM_STEPS;
        if (length > 1) {
            at = blt__gram_list_find(l - 1, blt__gram_suffix(f, length, key)
                                     >> f->bits);
            back += at != SIZE_MAX ? l[-1].p[at].raw : 0;
        }
    }
    return back + f->opt->unknown;
}

/* Sets the backoff weights of the contexts of the grams of `length`: the
 * probability that these leave over, as part of what the shorter grams leave
 * over. */
static void
write_back(blt__backoff_data *d, const blt__ngram_fit *f, int length)
{
    const blt__gram_list *l = &f->list[length - 1];
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

        end = blt__gram_run(f, l, i);
        for (size_t j = i; j < end; j++) {
            const blt__gram *g = &l->p[j];

            if (!blt__gram_kept(f, length, j))
                continue;
            any = 1;
            num -= exp2(-quantised(g) / (double)BLT__GRAM_STEPS);
            den -= exp2(-bits_of(f, length - 1, g->key));
        }
        if (!any)
            continue;
        context = &shorter->p[blt__gram_list_find(shorter,
                                                  l->p[i].key >> f->bits)];
        value = rounded((BLT__GRAM_BACKOFF_OFFSET - log2(fmax(num, 1e-4)
                                                         / fmax(den, 1e-4)))
                        * BLT__GRAM_STEPS);
        context->raw =
            (float)value / BLT__GRAM_STEPS - BLT__GRAM_BACKOFF_OFFSET;
        keys_of(f, length - 1, context->key, k);
        at = blt__grams_find(&d->view.t[length - 2],
                             blt__gram_hash(k, (size_t)length - 1));
        d->back[length - 2].p[at] = (char)value;
    }
}

int
blt__ngram_table_add(blt__backoff_data *d, const blt__ngram_fit *f,
                     int length)
{
    if (!write_table(d, f, length))
        return 0;
    if (length > 1)
        write_back(d, f, length);
    return 1;
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

/* ---- tensors ------------------------------------------------------------------ */

static void
declare(blt__st_out *o, const char *model, int length, const char *what,
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
        declare(o, model, i + 1, "start", "U32", d->start[i].n / 4);
        declare(o, model, i + 1, "rest", "U16", d->rest[i].n / 2);
        declare(o, model, i + 1, "bits", "U8", d->bits[i].n);
        if (i + 1 < d->view.order)
            declare(o, model, i + 1, "back", "U8", d->back[i].n);
    }
}

void
blt__backoff_write(blt__st_out *o, const blt__backoff_data *d)
{
    blt__buf unknown = { 0 };

    blt__put_le32(&unknown,
                  (uint32_t)roundf(d->view.unknown * BLT__GRAM_STEPS));
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
