/* Alignment of two sentences, as align.h defines it: anchors by recursion on
 * the longest common run, dynamic programming between them. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "eval/align.h"

#define FAR 1e9                 /* more than any sequence costs */
#define LIKE 0.34               /* largest d of tokens split or joined */
#define BAND 8                  /* diagonals off the corners */

typedef struct span {
    size_t from, to;
} span;

/* Memory for n items of a size; the content is lost when it moves. */
static void *
room(void *p, size_t *have, size_t n, size_t size)
{
    if (n <= *have)
        return p;
    free(p);
    *have = 2 * n;
    p = calloc(*have, size);    /* checks the product */
    if (p == NULL)
        *have = 0;
    return p;
}

/* Room for everything that two sentences can need. */
static int
reserve(blt__align_scratch *x, const blt__sentence *a, const blt__sentence *b)
{
    size_t most = a->n > b->n ? a->n : b->n;

    x->a = a;
    x->b = b;
    /* A row has a column per token, or per letter, of b. */
    x->row = room(x->row, &x->rows, b->at[b->n] + 1, sizeof *x->row);
    x->cost = room(x->cost, &x->costs, 4 * (b->n + 1), sizeof *x->cost);
    x->step = room(x->step, &x->steps,
                   (a->n + 1) * (2 * (most + BAND) + 1), 1);
    return x->row != NULL && x->cost != NULL && x->step != NULL;
}

void
blt__align_free(blt__align_scratch *x)
{
    free(x->row);
    free(x->cost);
    free(x->step);
}

/* ---- distances ---------------------------------------------------------- */

static size_t
min3(size_t a, size_t b, size_t c)
{
    a = a < b ? a : b;
    return a < c ? a : c;
}

/* Levenshtein distance of tokens or letters, by Wagner and Fischer; row[] is
 * the last row of the table. */
static size_t
distance(blt__align_scratch *x, span a, span b,
         int (*equal)(const blt__align_scratch *, size_t, size_t))
{
    size_t n = b.to - b.from;

    for (size_t j = 0; j <= n; j++)
        x->row[j] = j;
    for (size_t i = a.from; i < a.to; i++) {
        size_t before = x->row[0]++;

        for (size_t j = 0; j < n; j++) {
            size_t above = x->row[j + 1];

            x->row[j + 1] = min3(before + !equal(x, i, b.from + j),
                                 above + 1, x->row[j] + 1);
            before = above;
        }
    }
    return x->row[n];
}

static int
same_token(const blt__align_scratch *x, size_t i, size_t j)
{
    return blt__sentence_equal(x->a, i, x->b, j, 1);
}

static int
same_letter(const blt__align_scratch *x, size_t i, size_t j)
{
    return x->a->code[i] == x->b->code[j];
}

blt_status
blt__align_distance(blt__align_scratch *x, size_t *out,
                    const blt__sentence *a, const blt__sentence *b,
                    blt_error *err)
{
    if (!reserve(x, a, b))
        return blt__fail_memory(err, "alignment");
    *out = distance(x, (span){ 0, a->n }, (span){ 0, b->n }, same_token);
    return BLT_OK;
}

/* d of tokens i .. i + k and j .. j + l, concatenated. */
static double
unlike(blt__align_scratch *x, size_t i, size_t k, size_t j, size_t l)
{
    span a = { x->a->at[i], x->a->at[i + k] };
    span b = { x->b->at[j], x->b->at[j + l] };
    size_t n = a.to - a.from, m = b.to - b.from, most = n > m ? n : m;

    if (2 * (n > m ? n - m : m - n) > most)
        return 1;
    return (double)distance(x, a, b, same_letter) / (double)most;
}

/* ---- between anchors ---------------------------------------------------- */

/* A step consumes `down` tokens of a and `right` tokens of b. */
enum { STEP = 4 };              /* down * STEP + right */

typedef struct table {
    span a, b;
    double *cost[4];            /* row i, all columns, is in [i % 4] */
    double best;                /* of the cell being filled */
    uint8_t step;
} table;

static void
try_step(table *t, size_t i, size_t j, size_t down, size_t right,
         double price)
{
    double v = t->cost[(i - down) % 4][j - right] + price;

    if (v < t->best - 1e-12) {
        t->best = v;
        t->step = (uint8_t)(down * STEP + right);
    }
}

/* The cheapest way to the cell after i tokens of a and j of b. */
static void
fill(blt__align_scratch *x, table *t, size_t i, size_t j)
{
    size_t p = t->a.from + i, q = t->b.from + j;

    t->best = FAR;
    if (i > 0 && j > 0)
        try_step(t, i, j, 1, 1, same_token(x, p - 1, q - 1) ? 0
                 : 0.3 + unlike(x, p - 1, 1, q - 1, 1)
                   + (x->a->word[p - 1] != x->b->word[q - 1] ? 0.6 : 0));
    if (i > 0)
        try_step(t, i, j, 1, 0, 1);
    if (j > 0)
        try_step(t, i, j, 0, 1, 1);
    for (size_t k = 2; k <= 3 && j > 0; k++) {
        double d = i >= k ? unlike(x, p - k, k, q - 1, 1) : 1;

        if (d <= LIKE)
            try_step(t, i, j, k, 1, 0.3 * (double)k + d);
    }
    for (size_t k = 2; k <= 3 && i > 0; k++) {
        double d = j >= k ? unlike(x, p - 1, 1, q - k, k) : 1;

        if (d <= LIKE)
            try_step(t, i, j, 1, k, 0.3 * (double)k + d);
    }
}

/* Follows the steps back from the end, then reverses the edits found. */
static void
trace(blt__token_edits *e, const table *t, size_t width, size_t band,
      const blt__align_scratch *x)
{
    size_t i = t->a.to - t->a.from, j = t->b.to - t->b.from, first = e->n;

    while (i > 0 || j > 0) {
        uint8_t s = x->step[i * width + j + band - i];
        size_t p = t->a.from + i, q = t->b.from + j;
        size_t down = s / STEP, right = s % STEP;

        if (!(down == 1 && right == 1 && same_token(x, p - 1, q - 1)))
            e->edit[e->n++] = (blt__token_edit){ p - down, p, q - right, q };
        i -= down;
        j -= right;
    }
    for (size_t k = first, l = e->n; k + 1 < l; k++) {
        blt__token_edit swap = e->edit[k];

        e->edit[k] = e->edit[--l];
        e->edit[l] = swap;
    }
}

/* The edits between two anchors. */
static void
between(blt__align_scratch *x, blt__token_edits *e, span a, span b)
{
    size_t n, m, band, width;
    table t;

    while (a.from < a.to && b.from < b.to && same_token(x, a.from, b.from)) {
        a.from++;
        b.from++;
    }
    while (a.from < a.to && b.from < b.to
           && same_token(x, a.to - 1, b.to - 1)) {
        a.to--;
        b.to--;
    }
    n = a.to - a.from;
    m = b.to - b.from;
    band = (n > m ? n - m : m - n) + BAND;
    width = 2 * band + 1;
    t = (table){ .a = a, .b = b };
    for (size_t i = 0; i < 4; i++)
        t.cost[i] = x->cost + i * (m + 1);
    for (size_t i = 0; i <= n; i++) {
        size_t end = i + band < m ? i + band : m;

        for (size_t j = 0; j <= m; j++)
            t.cost[i % 4][j] = FAR;
        for (size_t j = i > band ? i - band : 0; j <= end; j++) {
            if (i + j > 0)
                fill(x, &t, i, j);
            t.cost[i % 4][j] = i + j > 0 ? t.best : 0;
            x->step[i * width + j + band - i] = t.step;
        }
    }
    trace(e, &t, width, band, x);
}

/* ---- anchors ------------------------------------------------------------ */

/* The longest run of tokens that a and b have in common, at *i and *j: the
 * first such in a, and of these the first in b.  Returns its length. */
static size_t
longest(blt__align_scratch *x, span a, span b, size_t *i, size_t *j)
{
    size_t n = b.to - b.from, best = 0;

    memset(x->row, 0, n * sizeof *x->row);
    for (size_t p = a.from; p < a.to; p++)
        for (size_t q = 0, before = 0, k; q < n; q++, before = k) {
            k = x->row[q];      /* run that ended one token before in a */
            x->row[q] = same_token(x, p, b.from + q) ? before + 1 : 0;
            if (x->row[q] > best) {
                best = x->row[q];
                *i = p + 1 - best;
                *j = b.from + q + 1 - best;
            }
        }
    return best;
}

/* The edits up to the last anchor; what follows it begins at done[]. */
static void
anchors(blt__align_scratch *x, blt__token_edits *e, span a, span b,
        size_t done[2])
{
    size_t i, j, k;

    while ((k = longest(x, a, b, &i, &j)) >= 2) {
        anchors(x, e, (span){ a.from, i }, (span){ b.from, j }, done);
        between(x, e, (span){ done[0], i }, (span){ done[1], j });
        a.from = done[0] = i + k;
        b.from = done[1] = j + k;
    }
}

int
blt__align_has(const blt__token_edits *e, const blt__token_edits *of,
               const blt__token_edit *q)
{
    size_t n = q->b_to - q->b_from;

    for (const blt__token_edit *p = e->edit; p < e->edit + e->n; p++)
        if (p->from == q->from && p->to == q->to
            && p->b_to - p->b_from == n
            && blt__sentence_equal(e->b, p->b_from, of->b, q->b_from, n))
            return 1;
    return 0;
}

blt_status
blt__align(blt__align_scratch *x, blt__token_edits *e, const blt__sentence *a,
           const blt__sentence *b, blt_error *err)
{
    size_t done[2] = { 0, 0 }, n;

    e->b = b;
    e->n = 0;
    if (!reserve(x, a, b))
        return blt__fail_memory(err, "alignment");
    anchors(x, e, (span){ 0, a->n }, (span){ 0, b->n }, done);
    between(x, e, (span){ done[0], a->n }, (span){ done[1], b->n });
    n = e->n;
    e->n = 0;
    for (size_t k = 0; k < n; k++) {
        blt__token_edit edit = e->edit[k];

        if (!blt__align_has(e, e, &edit))
            e->edit[e->n++] = edit;
    }
    return BLT_OK;
}
