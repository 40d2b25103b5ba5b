/* The gradient of the hash table, row by row.
 *
 * A step looks up some hundred thousand rows of a table that has more than
 * that, so nothing here walks the table.  The (row, token) pairs are sorted
 * by row with a counting sort, stable, one table after the other; then each
 * touched row gets the sum of its tokens' dx in the order of the tokens,
 * and the optimiser visits touched rows only.  Work is divided by rows, not
 * by threads, so no sum depends on who computes it. */
#include "config.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "train/train.h"

#define PIECES 16               /* of a table, as items for the pool */

struct blt__sparse {
    size_t tables, vocab, width, room;
    size_t most;                /* rows of a table that a step can touch */
    size_t n;                   /* tokens of this step */
    float *dx;                  /* [room, width] */
    uint32_t *row;              /* [tables, room] inside the table */
    uint32_t *start;            /* [tables, vocab + 1] places in order */
    uint32_t *order;            /* [tables, room] tokens, by row */
    uint32_t *touched;          /* [tables, most] rows */
    size_t *count, *base;       /* [tables] of touched; sums of those */
    float *grad;                /* [sum of touched, width] */
    double *squares;            /* [tables * PIECES] */
    /* the update at hand */
    float *w, *m, *v;
    const blt__adamw *adamw;
};

blt_status
blt__sparse_new(blt__sparse **out, size_t tables, size_t vocab, size_t width,
                size_t room, blt_error *err)
{
    blt__sparse *s = calloc(1, sizeof *s);
    size_t places, pairs, most, floats;

    *out = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "hash table");
    s->tables = tables;
    s->vocab = vocab;
    s->width = width;
    s->room = room;
    s->most = vocab < room ? vocab : room;
    assert(vocab < UINT32_MAX && room <= UINT32_MAX);
    if (blt__size_mul(&places, tables, vocab + 1)
        && blt__size_mul(&pairs, tables, room)
        && blt__size_mul(&most, tables, s->most)
        && blt__size_mul(&floats, most, width)) {
        size_t dx;

        s->dx = blt__size_mul(&dx, room, width)
            ? blt__alloc(dx, sizeof *s->dx) : NULL;
        s->row = blt__alloc(pairs, sizeof *s->row);
        s->start = blt__alloc(places, sizeof *s->start);
        s->order = blt__alloc(pairs, sizeof *s->order);
        s->touched = blt__alloc(most, sizeof *s->touched);
        s->grad = blt__alloc(floats, sizeof *s->grad);
    }
    s->count = blt__alloc(tables, sizeof *s->count);
    s->base = blt__alloc(tables, sizeof *s->base);
    s->squares = blt__alloc(tables * PIECES, sizeof *s->squares);
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
blt__sparse_memory(size_t tables, size_t vocab, size_t width, size_t room)
{
    double most = vocab < room ? (double)vocab : (double)room, t = tables;

    return 4 * ((double)room * width + 2 * t * room + t * vocab + t * most
                + t * most * width);
}

void
blt__sparse_put(blt__sparse *s, size_t at, const float *dx,
                const int64_t *row, size_t n)
{
    assert(at + n <= s->room);
    memcpy(s->dx + at * s->width, dx, n * s->width * sizeof *dx);
    for (size_t t = 0; t < s->tables; t++) {
        uint32_t *mine = s->row + t * s->room + at;

        for (size_t i = 0; i < n; i++) {
            int64_t r = row[i * s->tables + t] - (int64_t)(t * s->vocab);

            assert(r >= 0 && r < (int64_t)s->vocab);
            mine[i] = (uint32_t)r;
        }
    }
}

void
blt__sparse_exchange(blt__sparse *s, const blt_ranks *ranks,
                     const size_t *upto)
{
    blt__ranks_gather(ranks, s->dx, s->width * sizeof *s->dx, upto);
    for (size_t t = 0; t < s->tables; t++)
        blt__ranks_gather(ranks, s->row + t * s->room, sizeof *s->row, upto);
}

static void
sort_table(void *arg, size_t t, int worker)
{
    blt__sparse *s = arg;
    const uint32_t *row = s->row + t * s->room;
    uint32_t *start = s->start + t * (s->vocab + 1);
    uint32_t *order = s->order + t * s->room;
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
    /* Each start has moved to the next row's: move them back by one. */
    memmove(start + 1, start, s->vocab * sizeof *start);
    start[0] = 0;
    s->count[t] = count;
}

/* The touched rows of one piece of a table: first .. last - 1. */
static void
piece(const blt__sparse *s, size_t i, size_t *t, size_t *first, size_t *last)
{
    size_t k = i % PIECES;

    *t = i / PIECES;
    *first = s->count[*t] * k / PIECES;
    *last = s->count[*t] * (k + 1) / PIECES;
}

static void
gather_piece(void *arg, size_t i, int worker)
{
    blt__sparse *s = arg;
    size_t t, first, last, width = s->width;
    const uint32_t *start, *order;
    float *grad;

    (void)worker;
    piece(s, i, &t, &first, &last);
    start = s->start + t * (s->vocab + 1);
    order = s->order + t * s->room;
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
    blt_pool_run(pool, s->tables, sort_table, s);
    for (size_t t = 0; t < s->tables; t++) {
        s->base[t] = base;
        base += s->count[t];
    }
    blt_pool_run(pool, s->tables * PIECES, gather_piece, s);
    for (size_t i = 0; i < s->tables * PIECES; i++)
        sum += s->squares[i];
    return sum;
}

static void
update_piece(void *arg, size_t i, int worker)
{
    blt__sparse *s = arg;
    size_t t, first, last, width = s->width;

    (void)worker;
    piece(s, i, &t, &first, &last);
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
    blt_pool_run(pool, s->tables * PIECES, update_piece, s);
}
