/* The layers of one part, fed piece by piece with a cache.
 *
 * A layer makes two passes over its rows: norm, q, k, v into the cache; then
 * attention and the rest.  Rows are processed in blocks that fit a core's
 * cache from the norm to the last product, and the threads share the blocks.
 * For a single row (generation) they share the columns of large matrices. */
#include "config.h"
#include <stdlib.h>
#include <blt/session.h>
#include "base/base.h"
#include "nn/attention.h"
#include "nn/layer.h"
#include "nn/row_blocks.h"
#include "nn/stack.h"
#include "num/kern.h"

blt_status
blt__stack_init(blt__stack *s, const blt_part *p, const blt__layer_w *w,
                const blt__rope *rope, int64_t window, blt_pool *pool,
                blt_error *err)
{
    *s = (blt__stack){ .part = *p, .w = w, .rope = rope, .pool = pool };
    s->window = p->max_positions;
    if (window > 0 && window < s->window)
        s->window = window;
    s->cache = blt__alloc((size_t)p->layers, sizeof *s->cache);
    if (s->cache == NULL)
        return blt__fail_memory(err, "session");
    for (int i = 0; i < p->layers; i++)
        blt__cache_init(&s->cache[i], (size_t)p->kv_heads,
                        (size_t)(p->hidden / p->heads));
    return BLT_OK;
}

void
blt__stack_free(blt__stack *s)
{
    if (s->cache != NULL)
        for (int i = 0; i < s->part.layers; i++)
            blt__cache_free(&s->cache[i]);
    free(s->cache);
    free(s->lo);
    free(s->cs);
    free(s->q);
    free(s->scratch);
    *s = (blt__stack){ 0 };
}

void
blt__stack_reset(blt__stack *s)
{
    for (int i = 0; s->cache != NULL && i < s->part.layers; i++)
        blt__cache_reset(&s->cache[i]);
    s->pos = 0;
}

blt_status
blt__stack_copy(blt__stack *to, const blt__stack *from, blt_error *err)
{
    blt_status st = blt__stack_init(to, &from->part, from->w, from->rope,
                                    from->window, from->pool, err);

    for (int i = 0; st == BLT_OK && i < from->part.layers; i++)
        st = blt__cache_copy(&to->cache[i], &from->cache[i], err);
    if (st != BLT_OK) {
        blt__stack_free(to);
        return st;
    }
    to->pos = from->pos;
    return BLT_OK;
}

/* Room for n rows whose longest range is `range` positions. */
static blt_status
make_room(blt__stack *s, size_t n, int64_t range, blt_error *err)
{
    const size_t d = (size_t)s->part.hidden, w = d / (size_t)s->part.heads,
                 b = n < BLT__ROWS ? n : BLT__ROWS;
    size_t one = b * (4 * d + 2 * blt__part_kv(&s->part)
                      + 3 * (size_t)s->part.inner)
        + blt__attend_scratch(range, w);

    if (n > s->rows_cap) {
        free(s->lo);
        free(s->cs);
        free(s->q);
        s->rows_cap = 0;
        s->lo = blt__alloc(n, sizeof *s->lo);
        s->cs = blt__alloc(n * w, sizeof *s->cs);
        s->q = blt__alloc(n * d, sizeof *s->q);
        if (s->lo == NULL || s->cs == NULL || s->q == NULL)
            return blt__fail_memory(err, "session");
        s->rows_cap = n;
    }
    one = (one + 31) / 16 * 16;             /* no shared cache lines */
    if (one > s->scratch_one) {
        free(s->scratch);
        s->scratch_one = 0;
        /* Grown by half, so that a growing text seldom reallocates. */
        one += one / 2 / 16 * 16;
        s->scratch = blt__alloc(one * (size_t)blt_pool_threads(s->pool),
                                sizeof *s->scratch);
        if (s->scratch == NULL)
            return blt__fail_memory(err, "session");
        s->scratch_one = one;
    }
    return BLT_OK;
}

blt_status
blt__stack_begin(blt__stack *s, const int64_t *start, size_t n,
                 blt_error *err)
{
    int64_t range = s->pos + (int64_t)n;
    blt_status st;

    if (range > s->window)
        range = s->window;
    st = make_room(s, n, range, err);
    for (int i = 0; st == BLT_OK && i < s->part.layers; i++)
        st = blt__cache_reserve(&s->cache[i], n, err);
    if (st != BLT_OK)
        return st;
    for (size_t t = 0; t < n; t++) {
        int64_t lo = s->pos + (int64_t)t - s->window + 1;

        s->lo[t] = lo > start[t] ? lo : start[t];
    }
    blt__rope_fill(s->cs, s->rope, s->pos, n);
    return BLT_OK;
}

struct pass {
    blt__stack *s;
    const blt__layer_w *w;
    blt__cache *cache;
    float *x;
    blt__exec exec;
};

static float *
take(float **p, size_t n)
{
    float *at = *p;

    *p += n;
    return at;
}

static void
pass_in(void *arg, size_t first, size_t rows, int worker)
{
    struct pass *p = arg;
    blt__stack *s = p->s;
    const size_t d = (size_t)s->part.hidden, kv = blt__part_kv(&s->part);
    float *at = s->scratch + (size_t)worker * s->scratch_one;
    blt__layer_acts a = { .n1 = take(&at, rows * d), .q = s->q + first * d,
                          .k = take(&at, rows * kv),
                          .v = take(&at, rows * kv) };

    blt__layer_in(&a, p->w, p->x + first * d, s->cs + first * s->rope->width,
                  &s->part, rows, p->exec);
    for (size_t t = 0; t < rows; t++)
        blt__cache_put(p->cache, s->pos + (int64_t)(first + t),
                       a.k + t * kv, a.v + t * kv);
}

static void
pass_out(void *arg, size_t first, size_t rows, int worker)
{
    struct pass *p = arg;
    blt__stack *s = p->s;
    const size_t d = (size_t)s->part.hidden, inner = (size_t)s->part.inner;
    float *at = s->scratch + (size_t)worker * s->scratch_one;
    blt__layer_acts a = { .att = take(&at, rows * d),
                          .mid = take(&at, rows * d),
                          .n2 = take(&at, rows * d),
                          .gate = take(&at, rows * inner),
                          .up = take(&at, rows * inner),
                          .act = take(&at, rows * inner) };
    size_t seen = 0;

    for (size_t t = 0; t < rows; t += BLT__QUERIES) {
        const size_t m = rows - t < BLT__QUERIES ? rows - t : BLT__QUERIES;
        const int64_t *lo = s->lo + first + t,
                      hi = s->pos + (int64_t)(first + t) + 1;

        blt__attend(a.att + t * d, s->q + (first + t) * d, p->cache,
                    (size_t)s->part.heads, lo, hi, m, at);
        for (size_t i = 0; i < m; i++)
            seen += (size_t)(hi - lo[i]) + i;
    }
    blt__count_add(s->count, 4 * d * seen);     /* scores and weighted sums */
    blt__layer_out(p->x + first * d, &a, p->w, p->x + first * d, &s->part,
                   rows, p->exec);
}

void
blt__stack_layer(blt__stack *s, int layer, float *x, size_t n)
{
    struct pass p = { s, &s->w[layer], &s->cache[layer], x,
                      { BLT__EXACT, NULL, s->count } };

    if (n <= BLT__ROWS) {       /* one block: divide columns instead */
        p.exec.pool = s->pool;
        pass_in(&p, 0, n, 0);
        pass_out(&p, 0, n, 0);
        return;
    }
    blt__rows_run(s->pool, n, pass_in, &p);
    blt__rows_run(s->pool, n, pass_out, &p);
}

void
blt__stack_end(blt__stack *s, size_t n)
{
    s->pos += (int64_t)n;
    for (int i = 0; i < s->part.layers; i++) {
        s->cache[i].len = s->pos;
        blt__cache_drop(&s->cache[i], s->pos - s->window + 1);
    }
}
