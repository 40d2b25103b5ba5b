/* The nearest vectors by cosine.
 *
 * Matrix products in float32 find those that may be among the nearest; the
 * cosine of each is then computed in double, so that neither the rounding of
 * a product nor the division of the work shows in the result. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/nearest.h>
#include "base/base.h"
#include "num/gemm.h"

enum { QUERIES = 32, ROWS = 2048 };     /* of a product: 256 kB of cosines,
                                           which the cache holds */

struct blt_nearest {
    size_t width, n, cap;
    float *unit;                /* [cap, width] of length 1, or zeros */
    double *square;             /* [cap] their squared length, rounding
                                   included; 0: zeros */
};

blt_status
blt_nearest_new(blt_nearest **out, size_t width, blt_error *err)
{
    *out = NULL;
    if (width == 0 || width > (1 << 24))
        return blt__fail(err, BLT_EINVAL, "vectors of %zu numbers", width);
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return blt__fail_memory(err, "vectors");
    (*out)->width = width;
    return BLT_OK;
}

void
blt_nearest_free(blt_nearest *n)
{
    if (n == NULL)
        return;
    free(n->unit);
    free(n->square);
    free(n);
}

size_t
blt_nearest_count(const blt_nearest *n)
{
    return n->n;
}

static double
dot(const float *a, const float *b, size_t width)
{
    double sum = 0;

    for (size_t i = 0; i < width; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* Scales a vector to length 1 and returns its squared length then; -1 if a
 * number is not finite. */
static double
scale(float *unit, const float *v, size_t width)
{
    double largest = 0, sum = 0;

    for (size_t i = 0; i < width; i++) {
        if (!isfinite(v[i]))
            return -1;
        largest = fmax(largest, fabs((double)v[i]));
    }
    for (size_t i = 0; largest > 0 && i < width; i++)
        sum += (double)v[i] / largest * ((double)v[i] / largest);
    for (size_t i = 0; i < width; i++)
        unit[i] = largest > 0 ? (float)((double)v[i] / largest / sqrt(sum))
            : 0;
    return dot(unit, unit, width);
}

static blt_status
not_finite(blt_error *err)
{
    return blt__fail(err, BLT_EDATA, "a vector has a number that is not"
                     " finite");
}

/* Makes room for one more vector. */
static int
reserve(blt_nearest *n)
{
    size_t cap = n->cap > 0 ? 2 * n->cap : 256;
    float *unit;
    double *square;

    if (n->n < n->cap)
        return 1;
    if (n->cap > SIZE_MAX / 4 / sizeof *unit / n->width)
        return 0;
    unit = realloc(n->unit, cap * n->width * sizeof *unit);
    if (unit == NULL)
        return 0;
    n->unit = unit;
    square = realloc(n->square, cap * sizeof *square);
    if (square == NULL)
        return 0;
    n->square = square;
    n->cap = cap;
    return 1;
}

blt_status
blt_nearest_add(blt_nearest *n, const float *vector, blt_error *err)
{
    if (!reserve(n))
        return blt__fail_memory(err, "vectors");
    n->square[n->n] = scale(n->unit + n->n * n->width, vector, n->width);
    if (n->square[n->n] < 0)
        return not_finite(err);
    n->n++;
    return BLT_OK;
}

/* ---- searching ---------------------------------------------------------- */

typedef struct search {
    const blt_nearest *set;
    const blt_nearest_query *q;
    float *unit;                /* [q->n, width] of length 1, or zeros */
    double *square;             /* [q->n] as in blt_nearest */
    double margin;              /* by which a float32 cosine is off, at most:
                                   derived, 2^-24 per product of unit
                                   vectors, and as much for their length */
    blt_neighbor *out;
    size_t *found;
    float *cosines;             /* [threads, QUERIES, ROWS] */
} search;

/* Puts a vector in its place among the nearest of query q, if it is one. */
static void
consider(search *s, size_t q, size_t index)
{
    const size_t width = s->set->width, most = s->q->most;
    const double square = s->square[q] * s->set->square[index];
    double exact = square > 0
        ? dot(s->unit + q * width, s->set->unit + index * width, width)
          / sqrt(square) : 0;
    blt_neighbor *list = s->out + q * most;
    size_t at = s->found[q];
    float cosine;

    exact = exact > 1 ? 1 : exact < -1 ? -1 : exact;
    cosine = (float)exact;
    if (exact < s->q->least)
        return;
    /* Numbers come in increasing order, so equals stay before it. */
    while (at > 0 && list[at - 1].cosine < cosine)
        at--;
    if (at == most)
        return;
    if (s->found[q] < most)
        s->found[q]++;
    memmove(list + at + 1, list + at,
            (s->found[q] - at - 1) * sizeof *list);
    list[at] = (blt_neighbor){ index, cosine };
}

/* The rows from `from` on, of which the cosines are approximately known. */
static void
consider_rows(search *s, size_t q, const float *cosine, size_t from,
              size_t rows)
{
    const size_t end = s->q->before != NULL ? s->q->before[q] : SIZE_MAX;
    const size_t most = s->q->most;

    for (size_t i = 0; i < rows && from + i < end; i++) {
        double bar = s->found[q] < most ? s->q->least
            : fmax(s->q->least, s->out[q * most + most - 1].cosine);

        if (cosine[i] >= bar - s->margin)
            consider(s, q, from + i);
    }
}

static blt_status
search_block(void *user, size_t block, int worker, blt_error *err)
{
    search *s = user;
    const size_t width = s->set->width, first = block * QUERIES;
    const size_t left = s->q->n - first;
    const size_t queries = left < QUERIES ? left : QUERIES;
    float *cosine = s->cosines + (size_t)worker * QUERIES * ROWS;
    size_t end = s->set->n, rows;

    (void)err;
    for (size_t from = 0; from < end; from += rows) {
        rows = end - from < ROWS ? end - from : ROWS;
        blt__gemm_blas(cosine, ROWS, 0, 1, s->unit + first * width, width, 0,
                       s->set->unit + from * width, width, 1, queries, rows,
                       width);
        for (size_t q = 0; q < queries; q++)
            consider_rows(s, first + q, cosine + q * ROWS, from, rows);
    }
    return BLT_OK;
}

static blt_status
search_all(search *s, blt_error *err)
{
    const blt_nearest_query *q = s->q;
    const size_t width = s->set->width;

    if (s->unit == NULL || s->square == NULL || s->cosines == NULL)
        return blt__fail_memory(err, "vectors");
    for (size_t i = 0; i < q->n; i++) {
        s->square[i] = scale(s->unit + i * width, q->vector + i * width,
                             width);
        if (s->square[i] < 0)
            return not_finite(err);
    }
    blt__gemm_init();
    return q->most == 0 || s->set->n == 0 ? BLT_OK
        : blt_pool_run(q->pool, (q->n + QUERIES - 1) / QUERIES, search_block,
                       s, err);
}

blt_status
blt_nearest_find(const blt_nearest *n, const blt_nearest_query *given,
                 blt_neighbor *out, size_t *found, blt_error *err)
{
    static const blt_nearest_query usual = BLT_NEAREST_QUERY_INIT;
    blt_nearest_query q;
    search s = { .set = n, .q = &q, .out = out, .found = found,
                 .margin = ((double)n->width + 16) * 0x1p-24 };
    blt_status status = blt__options_read(&q, &usual, given,
                                          "BLT_NEAREST_QUERY_INIT", err);

    if (status != BLT_OK)
        return status;
    memset(found, 0, q.n * sizeof *found);
    s.unit = blt__alloc((q.n + 1) * n->width, sizeof *s.unit);
    s.square = blt__alloc(q.n + 1, sizeof *s.square);
    s.cosines = blt__alloc((size_t)blt_pool_threads(q.pool) * QUERIES * ROWS,
                           sizeof *s.cosines);
    status = search_all(&s, err);
    free(s.unit);
    free(s.square);
    free(s.cosines);
    return status;
}
