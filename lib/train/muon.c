/* Muon: the update of a matrix is its momentum, made orthogonal.
 *
 * The gradient of a hidden matrix has a few strong directions, which AdamW
 * follows.  Muon replaces every singular value of the momentum by about 1, so
 * that the weak directions learn as fast.  It updates the matrices inside the
 * layers and between the parts; embeddings, hash tables, norms and heads are
 * left to AdamW.
 *
 *     M <- beta M + G;   U = G + beta M;   W <- keep W - rate s orth(U)
 *
 * orth is five steps of X <- a X + (b XX' + c (XX')^2) X from X = U / |U|,
 * with the coefficients that are best for any spectrum, and s = 0.2
 * sqrt(max(rows, cols)) gives the update the size of AdamW's, so that one
 * learning rate serves both.
 *
 * [Jordan 2024, kellerjordan.github.io/posts/muon; s: Liu et al. 2025,
 * arXiv 2502.16982; coefficients: Amsel et al. 2025, arXiv 2505.16932]
 *
 * One thread of one rank does all the work on a matrix, so the number of
 * threads changes no bit, and ranks whose products round differently still
 * have the same weights. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/pool.h"
#include "num/gemm.h"
#include "train/muon.h"
#include "train/ranks.h"
#include "train/sum.h"

struct blt__muon {
    const blt__params *params;
    size_t *tensor;             /* [n] numbers of tensors, the most work
                                   first */
    size_t n;
    float **scratch;            /* [threads] */
    size_t most, small;         /* elements of the largest matrix; the
                                   largest shorter side, squared */
    int threads;
    /* of the current update */
    float *w, *m;
    const float *g;
    blt__muon_rule rule;
    const blt_ranks *ranks;
};

/* The rank that makes matrix i orthogonal: round-robin, the most costly
 * first. */
static int
owner(const blt__muon *u, size_t i)
{
    return (int)(i % blt__ranks_count(u->ranks));
}

int
blt__muon_applies(const blt__tensor *t)
{
    return t->kind == BLT__KIND_MATRIX || t->kind == BLT__KIND_RESIDUAL;
}

static size_t
shorter(const blt__mat *m)
{
    return m->rows < m->cols ? m->rows : m->cols;
}

/* Roughly the multiplications of one of the five steps. */
static double
cost(const blt__mat *m)
{
    double a = (double)shorter(m);

    return a * a * ((double)(m->rows + m->cols) + a);
}

static void
sort_by_cost(blt__muon *u)
{
    const blt__tensor *t = u->params->table;

    for (size_t i = 1; i < u->n; i++)
        for (size_t k = i; k > 0 && cost(t[u->tensor[k]].mat)
                                    > cost(t[u->tensor[k - 1]].mat); k--) {
            size_t swap = u->tensor[k];

            u->tensor[k] = u->tensor[k - 1];
            u->tensor[k - 1] = swap;
        }
}

blt_status
blt__muon_new(blt__muon **out, const blt__params *p, int stage, int threads,
              blt_error *err)
{
    blt__muon *u = calloc(1, sizeof *u);
    size_t size;

    *out = NULL;
    if (u != NULL) {
        u->params = p;
        u->tensor = calloc(p->count, sizeof *u->tensor);
        u->scratch = calloc((size_t)threads, sizeof *u->scratch);
        u->threads = threads;
    }
    if (u == NULL || u->tensor == NULL || u->scratch == NULL) {
        blt__muon_free(u);
        return blt__fail_memory(err, "Muon");
    }
    for (size_t i = 0; i < p->count; i++) {
        const blt__mat *m = p->table[i].mat;
        size_t n = m->rows * m->cols, a = shorter(m) * shorter(m);

        if (p->table[i].patcher == stage || !blt__muon_applies(&p->table[i]))
            continue;
        u->tensor[u->n++] = i;
        u->most = n > u->most ? n : u->most;
        u->small = a > u->small ? a : u->small;
    }
    size = 3 * u->most + 2 * u->small;
    for (int i = 0; i < threads; i++) {
        u->scratch[i] = blt__alloc(size, sizeof(float));
        if (u->scratch[i] == NULL) {
            blt__muon_free(u);
            return blt__fail_memory(err, "Muon");
        }
    }
    sort_by_cost(u);
    *out = u;
    return BLT_OK;
}

void
blt__muon_free(blt__muon *u)
{
    if (u == NULL)
        return;
    for (int i = 0; u->scratch != NULL && i < u->threads; i++)
        free(u->scratch[i]);
    free(u->scratch);
    free(u->tensor);
    free(u);
}

/* s = alpha x x' + beta s for x [a, b]: a symmetric matrix, of which only
 * the blocks on and above the diagonal are computed. */
static void
square(float *s, float beta, float alpha, const float *x, size_t a, size_t b,
       blt__gemm_fn *multiply)
{
    size_t block = (a + 3) / 4;

    for (size_t i = 0; i < a; i += block) {
        size_t m = a - i < block ? a - i : block;

        multiply(s + i * a + i, a, beta, alpha, x + i * b, b, 0, x + i * b, b,
                 1, m, a - i, b);
    }
    for (size_t i = 0; i < a; i++)
        for (size_t k = (i / block + 1) * block; k < a; k++)
            s[k * a + i] = s[i * a + k];
}

/* x [a, b] with a <= b becomes nearly orthogonal; y [a, b], s and t [a, a]
 * are scratch.  The result is in *x or *y, whichever is returned. */
static float *
orthogonal(float *x, float *y, float *s, float *t, size_t a, size_t b,
           blt__gemm_fn *multiply)
{
    static const float step[5][3] = {
        { 8.28721202f, -23.5958865f, 17.3003873f },
        { 4.10705911f, -2.94784992f, 0.544843108f },
        { 3.94869085f, -2.90890212f, 0.551819139f },
        { 3.31841966f, -2.48848802f, 0.510048940f },
        { 2.30065202f, -1.66890398f, 0.418807312f },
    };

    for (int i = 0; i < 5; i++) {
        /* Scaled down a little, so that rounding cannot leave the interval in
         * which the steps converge.  1.01: copied from Amsel et al. */
        float d = i < 4 ? 1.01f : 1, ca = step[i][0] / d;
        float cb = step[i][1] / (d * d * d);
        float cc = step[i][2] / (d * d * d * d * d), *swap = x;

        square(s, 0, 1, x, a, b, multiply);
        memcpy(t, s, a * a * sizeof *t);
        /* s is its own transpose */
        square(t, cb, cc, s, a, a, multiply);
        for (size_t k = 0; k < a; k++)
            t[k * a + k] += ca;
        multiply(y, b, 0, 1, t, a, 0, x, b, 0, a, b, a);
        x = y;
        y = swap;
    }
    return x;
}

/* rows x cols to cols x rows */
static void
transpose(float *restrict to, const float *restrict from, size_t rows,
          size_t cols)
{
    for (size_t i = 0; i < rows; i += 16)
        for (size_t j = 0; j < cols; j++)
            for (size_t k = i; k < i + 16 && k < rows; k++)
                to[j * rows + k] = from[k * cols + j];
}

void
blt__muon_orthogonal(float *out, const float *in, size_t rows, size_t cols,
                     float *scratch, blt__gemm_fn *multiply)
{
    size_t n = rows * cols, a = rows < cols ? rows : cols, b = n / a;
    float *x = scratch, *y = x + n, *s = y + n, *t = s + a * a;
    double squares = blt__sum_squares(in, n);
    float scale = squares > 0 ? (float)(1 / (1.01 * sqrt(squares))) : 0;
    const float *o;

    if (rows > cols)
        transpose(x, in, rows, cols);
    else
        memcpy(x, in, n * sizeof *x);
    for (size_t i = 0; i < n; i++)
        x[i] *= scale;
    o = orthogonal(x, y, s, t, a, b, multiply);
    if (rows > cols)
        transpose(out, o, cols, rows);
    else
        memcpy(out, o, n * sizeof *out);
}

static void
update_matrix(void *arg, size_t i, int worker)
{
    blt__muon *u = arg;
    const blt__mat *mat = u->params->table[u->tensor[i]].mat;
    size_t at = u->params->place[u->tensor[i]], n = mat->rows * mat->cols;
    const blt__muon_rule *r = &u->rule;
    size_t longer = mat->rows > mat->cols ? mat->rows : mat->cols;
    float *w = u->w + at, *m = u->m + at, *o = u->scratch[worker];
    float *scratch = o + u->most;
    const float *g = u->g + at;
    float step = r->step * 0.2f * sqrtf((float)longer);

    for (size_t k = 0; k < n; k++) {
        float d = g[k] * r->clip;

        m[k] = r->beta * m[k] + d;
        o[k] = d + r->beta * m[k];
    }
    if (owner(u, i) != blt_ranks_number(u->ranks))
        return;
    blt__muon_orthogonal(o, o, mat->rows, mat->cols, scratch, r->multiply);
    for (size_t k = 0; k < n; k++)
        w[k] = r->keep * w[k] - step * o[k];
}

void
blt__muon_update(blt__muon *u, float *w, float *m, const float *g,
                 const blt__muon_rule *rule, blt_pool *pool,
                 const blt_ranks *ranks)
{
    const blt__params *p = u->params;

    u->w = w;
    u->m = m;
    u->g = g;
    u->rule = *rule;
    u->ranks = ranks;
    blt__pool_run(pool, u->n, update_matrix, u);
    for (size_t i = 0; i < u->n; i++)
        blt__ranks_share(ranks, owner(u, i), w + p->place[u->tensor[i]],
                         blt__params_size(p, u->tensor[i]) * sizeof *w);
}
