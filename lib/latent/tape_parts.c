/* Forward and backward pass through one part of a model. */
#include "config.h"
#include <string.h>
#include "latent/tape_parts.h"
#include "nn/attention.h"
#include "nn/linear.h"
#include "num/kern.h"

void
blt__tape_layer_fwd(blt__tape *t, blt__tape_part *s, const blt__layer_w *w,
                    int l, size_t n, blt__tape_keep keep)
{
    const blt_part *p = &s->p;
    const blt__band band = { n, (size_t)p->heads, (size_t)p->kv_heads,
                             (size_t)(p->hidden / p->heads),
                             (size_t)p->window, keep == BLT__DISCARD,
                             t->exec };
    blt__layer_acts *a = &s->acts[l];

    blt__layer_in(a, &w[l], s->x[l], s->cs, p, n, t->exec);
    blt__band_fwd(a->att, a->prob, a->q, a->k, a->v, &band);
    blt__layer_out(s->x[l + 1], a, &w[l], s->x[l], p, n, t->exec);
}

void
blt__tape_layer_bwd(float *dx, blt__tape *t, blt__tape_part *s,
                    const blt__layer_w *dw, const blt__layer_w *w, int l,
                    size_t n)
{
    blt__layer_bwd(dx, &dw[l], &s->acts[l], &w[l], s->x[l], s->cs, &s->p, n,
                   t->scratch, t->exec);
}

void
blt__tape_layers_fwd(blt__tape *t, blt__tape_part *s, const blt__layer_w *w,
                     size_t n, blt__tape_keep keep)
{
    for (int l = 0; l < s->p.layers; l++)
        blt__tape_layer_fwd(t, s, w, l, n, keep);
}

void
blt__tape_layers_bwd(float *dx, blt__tape *t, blt__tape_part *s,
                     const blt__layer_w *dw, const blt__layer_w *w, size_t n)
{
    for (int l = s->p.layers - 1; l >= 0; l--)
        blt__tape_layer_bwd(dx, t, s, dw, w, l, n);
}

void
blt__tape_head_fwd(blt__tape *t, const float *x, const blt_part *p,
                   blt__tape_head w, size_t n)
{
    blt__kern_get()->norm(t->xn, t->xr, x, w.norm->p, p->eps, n,
                          (size_t)p->hidden);
    blt__linear_fwd(t->logits, t->xn, w.head, n, t->exec);
}

void
blt__tape_head_bwd(blt__tape *t, const float *x, const blt_part *p,
                   blt__tape_head dw, blt__tape_head w, size_t n)
{
    const size_t d = (size_t)p->hidden;

    blt__linear_bwd(t->scratch, 0, dw.head, t->logits, t->xn, w.head, n,
                    t->exec);
    memset(t->dx, 0, n * d * sizeof *t->dx);
    blt__kern_get()->norm_bwd(t->dx, (float *)dw.norm->p, t->scratch, x,
                              w.norm->p, t->xr, n, d);
}

void
blt__tape_embed_bwd(const blt__mat *dembed, const float *dx,
                    const int32_t *ids, size_t n)
{
    const size_t d = dembed->cols;

    for (size_t i = 0; i < n; i++)
        blt__add((float *)dembed->p + (size_t)ids[i] * d, dx + i * d, d);
}
