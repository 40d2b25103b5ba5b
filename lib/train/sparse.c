/* The gradient of the hash table, row by row.
 *
 * A step looks up some hundred thousand rows of a larger table, so only those
 * rows are visited.  A stable counting sort orders the (row, token) pairs of
 * each table by row; each touched row then gets the sum of its tokens' dx in
 * the order of the tokens, and the optimizer updates touched rows only.  Work
 * is divided by rows, not by threads, so no sum depends on the number of
 * threads. */
#include "config.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "base/pool.h"
#include "train/ranks.h"
#include "train/sparse.h"
#include "train/sum.h"

#define PARTS 16                /* of a table, the work items of the pool;
                                   not tuned */

struct blt__sparse {
    size_t tables, vocab, width, max_tokens;
    size_t most;                /* rows of a table that one step can touch */
    size_t n;                   /* tokens of this step */
    float *dx;                  /* [max_tokens, width] */
    uint32_t *row;              /* [tables, max_tokens] inside the table */
    uint32_t *start;            /* [tables, vocab + 1] places in order */
    uint32_t *order;            /* [tables, max_tokens] tokens, by row */
    uint32_t *touched;          /* [tables, most] rows */
    size_t *count, *base;       /* [tables] of touched; sums of those */
    float *grad;                /* [sum of touched, width] */
    double *squares;            /* [tables * PARTS] */
    /* of the current update */
    float *w, *m, *v;
    const blt__adamw *adamw;
};

blt_status
blt__sparse_new(blt__sparse **out, size_t tables, size_t vocab, size_t width,
                size_t max_tokens, blt_error *err)
{
    blt__sparse *s = calloc(1, sizeof *s);
    size_t places, pairs, most, floats;

    *out = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "hash table");
    s->tables = tables;
    s->vocab = vocab;
    s->width = width;
    s->max_tokens = max_tokens;
    s->most = vocab < max_tokens ? vocab : max_tokens;
    assert(vocab < UINT32_MAX && max_tokens <= UINT32_MAX);
    if (blt__size_mul(&places, tables, vocab + 1)
        && blt__size_mul(&pairs, tables, max_tokens)
        && blt__size_mul(&most, tables, s->most)
        && blt__size_mul(&floats, most, width)) {
        size_t dx;

        s->dx = blt__size_mul(&dx, max_tokens, width)
            ? blt__alloc(dx, sizeof *s->dx) : NULL;
        s->row = blt__alloc(pairs, sizeof *s->row);
        s->start = blt__alloc(places, sizeof *s->start);
        s->order = blt__alloc(pairs, sizeof *s->order);
        s->touched = blt__alloc(most, sizeof *s->touched);
        s->grad = blt__alloc(floats, sizeof *s->grad);
    }
    s->count = blt__alloc(tables, sizeof *s->count);
    s->base = blt__alloc(tables, sizeof *s->base);
    s->squares = blt__alloc(tables * PARTS, sizeof *s->squares);
    if (s->dx == NULL || s->row == NULL || s->start == NULL
        || s->order == NULL || s->touched == NULL || s->grad == NULL
        || s->count == NULL || s->base == NULL || s->squares == NULL) {
        blt__sparse_free(s);
        return blt__fail_memory(err, "hash table's gradient");
    }
    *out = s;
    return BLT_OK;
}

void
blt__sparse_free(blt__sparse *s)
{
    if (s == NULL)
        return;
    free(s->dx);
    free(s->row);
    free(s->start);
    free(s->order);
    free(s->touched);
    free(s->count);
    free(s->base);
    free(s->grad);
    free(s->squares);
    free(s);
}

double
blt__sparse_memory(size_t tables, size_t vocab, size_t width,
                   size_t max_tokens)
{
    size_t rows = vocab < max_tokens ? vocab : max_tokens;
    double most = (double)rows, t = (double)tables;

    return 4 * ((double)max_tokens * width + 2 * t * max_tokens + t * vocab
                + t * most + t * most * width);
}

void
blt__sparse_put(blt__sparse *s, size_t at, const float *dx,
                const int64_t *row, size_t n)
{
    assert(at + n <= s->max_tokens);
    memcpy(s->dx + at * s->width, dx, n * s->width * sizeof *dx);
    for (size_t t = 0; t < s->tables; t++) {
        uint32_t *mine = s->row + t * s->max_tokens + at;

        for (size_t i = 0; i < n; i++) {
            int64_t r = row[i * s->tables + t] - (int64_t)(t * s->vocab);

            assert(r >= 0 && r < (int64_t)s->vocab);
            mine[i] = (uint32_t)r;
        }
    }
}

void
blt__sparse_exchange(blt__sparse *s, const blt_ranks *ranks,
                     const size_t *offsets)
{
    blt__ranks_gather(ranks, s->dx, s->width * sizeof *s->dx, offsets);
    for (size_t t = 0; t < s->tables; t++)
        blt__ranks_gather(ranks, s->row + t * s->max_tokens, sizeof *s->row,
                          offsets);
}

static void
sort_table(void *arg, size_t t, int worker)
{
    blt__sparse *s = arg;
    const uint32_t *row = s->row + t * s->max_tokens;
    uint32_t *start = s->start + t * (s->vocab + 1);
    uint32_t *order = s->order + t * s->max_tokens;
    uint32_t *touched = s->touched + t * s->most;
    uint32_t sum = 0;
    size_t count = 0;

    (void)worker;
    memset(start, 0, (s->vocab + 1) * sizeof *start);
    for (size_t i = 0; i < s->n; i++)
        start[row[i]]++;
    for (size_t r = 0; r < s->vocab; r++) {
        uint32_t c = start[r];

        if (c > 0)
            touched[count++] = (uint32_t)r;
        start[r] = sum;
        sum += c;
    }
    for (size_t i = 0; i < s->n; i++)
        order[start[row[i]]++] = (uint32_t)i;
    /* Each start has advanced to the next row's start: shift them back. */
    memmove(start + 1, start, s->vocab * sizeof *start);
    start[0] = 0;
    s->count[t] = count;
}

/* Work item i: touched rows first .. last - 1 of table *t. */
static void
part(const blt__sparse *s, size_t i, size_t *t, size_t *first, size_t *last)
{
    size_t k = i % PARTS;

    *t = i / PARTS;
    *first = s->count[*t] * k / PARTS;
    *last = s->count[*t] * (k + 1) / PARTS;
}

static void
gather_part(void *arg, size_t i, int worker)
{
    blt__sparse *s = arg;
    size_t t, first, last, width = s->width;
    const uint32_t *start, *order;
    float *grad;

    (void)worker;
    part(s, i, &t, &first, &last);
    start = s->start + t * (s->vocab + 1);
    order = s->order + t * s->max_tokens;
    grad = s->grad + (s->base[t] + first) * width;
    for (size_t k = first; k < last; k++) {
        uint32_t r = s->touched[t * s->most + k];
        float *g = grad + (k - first) * width;

        memcpy(g, s->dx + order[start[r]] * width, width * sizeof *g);
        for (uint32_t j = start[r] + 1; j < start[r + 1]; j++)
            blt__sum_into(g, s->dx + order[j] * width, width);
    }
    s->squares[i] = blt__sum_squares(grad, (last - first) * width);
}

double
blt__sparse_gather(blt__sparse *s, size_t n, blt_pool *pool)
{
    size_t base = 0;
    double sum = 0;

    s->n = n;
    blt__pool_run(pool, s->tables, sort_table, s);
    for (size_t t = 0; t < s->tables; t++) {
        s->base[t] = base;
        base += s->count[t];
    }
    blt__pool_run(pool, s->tables * PARTS, gather_part, s);
    for (size_t i = 0; i < s->tables * PARTS; i++)
        sum += s->squares[i];
    return sum;
}

static void
update_part(void *arg, size_t i, int worker)
{
    blt__sparse *s = arg;
    size_t t, first, last, width = s->width;

    (void)worker;
    part(s, i, &t, &first, &last);
    for (size_t k = first; k < last; k++) {
        size_t at = (t * s->vocab + s->touched[t * s->most + k]) * width;

        blt__adamw_run(s->w + at, s->m + at, s->v + at,
                       s->grad + (s->base[t] + k) * width, width, s->adamw);
    }
}

void
blt__sparse_update(blt__sparse *s, float *w, float *m, float *v,
                   const blt__adamw *a, blt_pool *pool)
{
    s->w = w;
    s->m = m;
    s->v = v;
    s->adamw = a;
    blt__pool_run(pool, s->tables * PARTS, update_part, s);
}
