/* Pooling of several vectors into one, and scaling to unit length.  Sums are
 * in double and in the order of the text. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "embed/embed.h"

blt_status
blt__pooled_init(blt__pooled *p, blt_embed_pool kind, size_t d,
                 blt_error *err)
{
    p->kind = kind;
    p->d = d;
    p->n = 0;
    p->x = blt__alloc(d, sizeof *p->x);
    return p->x != NULL ? BLT_OK : blt__fail_memory(err, "pooling");
}

void
blt__pooled_free(blt__pooled *p)
{
    free(p->x);
    p->x = NULL;
}

void
blt__pooled_add(blt__pooled *p, const float *v)
{
    for (size_t i = 0; i < p->d; i++) {
        if (p->n == 0 || p->kind == BLT_EMBED_LAST)
            p->x[i] = v[i];
        else if (p->kind == BLT_EMBED_MEAN)
            p->x[i] += v[i];
        else if (v[i] > p->x[i] || isnan(v[i]))   /* NaN propagates */
            p->x[i] = v[i];
    }
    p->n++;
}

void
blt__pooled_take(float *out, blt__pooled *p)
{
    double by = p->kind == BLT_EMBED_MEAN ? (double)p->n : 1;

    for (size_t i = 0; i < p->d; i++)
        out[i] = p->n == 0 ? 0 : (float)(p->x[i] / by);
    p->n = 0;
}

void
blt__normalize(float *v, size_t d)
{
    double sum = 0;

    for (size_t i = 0; i < d; i++)
        sum += (double)v[i] * v[i];
    if (sum == 0)
        return;
    sum = sqrt(sum);
    for (size_t i = 0; i < d; i++)
        v[i] = (float)(v[i] / sum);
}
