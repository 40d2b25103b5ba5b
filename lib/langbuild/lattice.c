/* Forward-backward over the grid of a pair's letters [Ristad, Yianilos
 * 1998]. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "langbuild/lattice.h"

#define BAND 6                  /* letters off the diagonal; chosen */

typedef double wide_grid[BLT__WORD_LETTERS + 1][BLT__WORD_LETTERS + 1];

typedef struct lattice {
    const blt__channel *c;
    const blt__spelling_pair *x;
    double penalty;             /* factor of each edit */
    int whole;                  /* 0: without the edit of the whole pair */
    wide_grid a, b;             /* sums from the start, to the end */
} lattice;

/* The factor of an edit at (i, j). */
static double
edit(const lattice *l, size_t i, size_t j, unsigned nf, unsigned nt)
{
    const blt__spelling_pair *x = l->x;
    float bits;

    if (!l->whole && nf == x->m && nt == x->n)
        return 0;
    bits = blt__channel_edit_bits(l->c, x->intended + i, nf, x->written + j, nt,
                                  blt__position_of(j, nt, x->n));
    return isfinite(bits) ? exp2(-(double)bits) * l->penalty : 0;
}

/* 1 if (i, j) is within the band around the diagonal. */
static int
inside(const blt__spelling_pair *x, size_t i, size_t j)
{
    long d = (long)(i * x->n) - (long)(j * x->m);
    long wide = BAND * (long)(x->n > x->m ? x->n : x->m);

    return d <= wide && -d <= wide;
}

/* Fills a[]; returns the sum over all alignments. */
static double
forward(lattice *l)
{
    const blt__spelling_pair *x = l->x;

    for (size_t i = 0; i <= x->m; i++)
        memset(l->a[i], 0, (x->n + 1u) * sizeof l->a[i][0]);
    l->a[0][0] = 1;
    for (size_t i = 0; i <= x->m; i++)
        for (size_t j = 0; j <= x->n; j++) {
            double a = l->a[i][j];

            if (a == 0 || !inside(x, i, j))
                continue;
            if (i < x->m && j < x->n && x->intended[i] == x->written[j])
                l->a[i + 1][j + 1] += a;
            for (unsigned nf = 0; nf <= BLT__SIDE_MAX && i + nf <= x->m; nf++)
                for (unsigned nt = nf == 0; nt <= BLT__SIDE_MAX
                     && j + nt <= x->n; nt++)
                    l->a[i + nf][j + nt] += a * edit(l, i, j, nf, nt);
        }
    return l->a[x->m][x->n];
}

/* Fills b[], and reports the posterior of each edit. */
static void
backward(lattice *l, double all, blt__posterior_fn *f, void *arg)
{
    const blt__spelling_pair *x = l->x;

    for (size_t i = 0; i <= x->m; i++)
        memset(l->b[i], 0, (x->n + 1u) * sizeof l->b[i][0]);
    l->b[x->m][x->n] = 1;
    for (size_t i = x->m + 1u; i-- > 0;)
        for (size_t j = x->n + 1u; j-- > 0;) {
            double a = l->a[i][j];

            if (a == 0 || !inside(x, i, j))
                continue;
            if (i < x->m && j < x->n && x->intended[i] == x->written[j])
                l->b[i][j] += l->b[i + 1][j + 1];
            for (unsigned nf = 0; nf <= BLT__SIDE_MAX && i + nf <= x->m; nf++)
                for (unsigned nt = nf == 0; nt <= BLT__SIDE_MAX
                     && j + nt <= x->n; nt++) {
                    double b = l->b[i + nf][j + nt], p;

                    if (b == 0 || (p = edit(l, i, j, nf, nt)) == 0)
                        continue;
                    l->b[i][j] += p * b;
                    f(arg, x, i, j, nf, nt, a * p * b / all);
                }
        }
}

double
blt__lattice_sum(const blt__channel *c, const blt__spelling_pair *x,
                 blt__posterior_fn *f, void *arg)
{
    lattice l;
    double all;

    l.c = c;
    l.x = x;
    l.penalty = exp2(-(double)blt__channel_edit_penalty(c, x->m));
    l.whole = 1;
    all = forward(&l);
    if (all > 0 && f != NULL)
        backward(&l, all, f, arg);
    return all;
}

double
blt__lattice_composed_bits(const blt__channel *c, const blt__rule *rule)
{
    blt__spelling_pair x = { .n = rule->n_to, .m = rule->n_from };
    double penalty = blt__channel_edit_penalty(c, 8), p;    /* 8: chosen */
    lattice l;

    if (x.m == 0 || x.n == 0)
        return 0;
    memcpy(x.intended, rule->from, sizeof rule->from);
    memcpy(x.written, rule->to, sizeof rule->to);
    l.c = c;
    l.x = &x;
    l.penalty = exp2(-penalty);
    l.whole = 0;
    p = forward(&l);
    return p > 0 ? -log2(p) - penalty : 20;
}
