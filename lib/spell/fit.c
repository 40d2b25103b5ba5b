/* Conditional logit: the right hypothesis of each choice against the others.
 * The likelihood is concave, so Newton's method finds its one maximum; the
 * penalty keeps weights that no lesson touches where they were. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "spell/fit.h"

#define K BLT__FEATURES
#define PENALTY 1e-3            /* of a choice, per square of a weight's move */

void
blt__lessons_free(blt__lessons *l)
{
    free(l->f);
    free(l->offset);
    free(l->first);
    free(l->gold);
    memset(l, 0, sizeof *l);
}

static int
grow(void *pp, size_t want, size_t size)
{
    void **p = pp, *q;
    size_t bytes;

    if (!blt__size_mul(&bytes, want, size) || !(q = realloc(*p, bytes)))
        return 0;
    *p = q;
    return 1;
}

blt_status
blt__lessons_add(blt__lessons *l, const blt__choices *all,
                 const blt__choice *c, size_t gold, const blt__levels *at,
                 blt_error *err)
{
    if (l->n + c->n > l->cap) {
        size_t cap = 2 * (l->n + c->n);

        if (!grow(&l->f, cap, K * sizeof *l->f)
            || !grow(&l->offset, cap, sizeof *l->offset))
            return blt__fail_memory(err, "lessons");
        l->cap = cap;
    }
    if (l->choices + 1 >= l->choice_cap) {
        size_t cap = 2 * l->choice_cap + 64;

        if (!grow(&l->first, cap, sizeof *l->first)
            || !grow(&l->gold, cap, sizeof *l->gold))
            return blt__fail_memory(err, "lessons");
        l->choice_cap = cap;
    }
    l->first[l->choices] = l->n;
    l->gold[l->choices++] = l->n + gold;
    for (size_t i = 0; i < c->n; i++) {
        l->offset[l->n] = blt__choice_features(l->f + l->n * K, all, c, i,
                                               at);
        l->n++;
    }
    l->first[l->choices] = l->n;
    return BLT_OK;
}

/* Loss in nats, and with g and h its gradient and curvature. */
static double
loss(const blt__lessons *l, const double *w, double *p, double *g, double *h)
{
    double sum = 0;

    if (g)
        memset(g, 0, K * sizeof *g);
    if (h)
        memset(h, 0, K * K * sizeof *h);
    for (size_t c = 0; c < l->choices; c++) {
        size_t a = l->first[c], b = l->first[c + 1];
        double best = -INFINITY, z = 0, mean[K] = { 0 };

        for (size_t i = a; i < b; i++) {
            p[i] = l->offset[i];
            for (int k = 0; k < K; k++)
                p[i] += w[k] * l->f[i * K + (size_t)k];
            p[i] *= log(2);
            best = fmax(best, p[i]);
        }
        for (size_t i = a; i < b; i++)
            z += exp(p[i] - best);
        sum += log(z) + best - p[l->gold[c]];
        if (!g)
            continue;
        for (size_t i = a; i < b; i++) {
            p[i] = exp(p[i] - best) / z;
            for (int k = 0; k < K; k++)
                mean[k] += p[i] * l->f[i * K + (size_t)k];
        }
        for (int k = 0; k < K; k++)
            g[k] += log(2) * (mean[k] - l->f[l->gold[c] * K + (size_t)k]);
        for (size_t i = a; i < b; i++)
            for (int k = 0; k < K; k++)
                for (int j = 0; j <= k; j++)
                    h[k * K + j] += log(2) * log(2) * p[i]
                        * (l->f[i * K + (size_t)k] - mean[k])
                        * (l->f[i * K + (size_t)j] - mean[j]);
    }
    return sum;
}

/* Solves h x = g for a positive definite h, whose lower half is given. */
static void
solve(double *h, double *x)
{
    for (int i = 0; i < K; i++)
        for (int j = 0; j <= i; j++) {
            double s = h[i * K + j];

            for (int k = 0; k < j; k++)
                s -= h[i * K + k] * h[j * K + k];
            h[i * K + j] = i == j ? sqrt(fmax(s, 1e-9)) : s / h[j * K + j];
        }
    for (int i = 0; i < K; i++) {
        for (int k = 0; k < i; k++)
            x[i] -= h[i * K + k] * x[k];
        x[i] /= h[i * K + i];
    }
    for (int i = K; i-- > 0; ) {
        for (int k = i + 1; k < K; k++)
            x[i] -= h[k * K + i] * x[k];
        x[i] /= h[i * K + i];
    }
}

blt_status
blt__lessons_learn(blt__weigh *w, const blt__lessons *l, double *bits,
                   blt_error *err)
{
    const blt__weigh start = *w;
    double *p = blt__alloc(l->n + 1, sizeof *p), now;
    double penalty = PENALTY * (double)l->choices;

    if (!p)
        return blt__fail_memory(err, "lessons");
    now = loss(l, w->w, p, NULL, NULL);
    for (int round = 0; round < 50; round++) {
        double g[K], h[K * K], step = 1, next = INFINITY;
        blt__weigh to;

        loss(l, w->w, p, g, h);
        for (int k = 0; k < K; k++) {
            g[k] += 2 * penalty * (w->w[k] - start.w[k]);
            h[k * K + k] += 2 * penalty;
        }
        solve(h, g);
        for (; step > 1e-4 && !(next < now); step /= 2) {
            next = 0;
            for (int k = 0; k < K; k++) {
                double away;

                to.w[k] = w->w[k] - step * g[k];
                away = to.w[k] - start.w[k];
                next += penalty * away * away;
            }
            next += loss(l, to.w, p, NULL, NULL);
        }
        if (!(next < now - 1e-9 * fabs(now)))
            break;
        *w = to;
        now = next;
    }
    *bits = l->choices ? loss(l, w->w, p, NULL, NULL) / log(2)
        / (double)l->choices : 0;
    free(p);
    return BLT_OK;
}
