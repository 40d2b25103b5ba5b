/* A tape of the entropy model. */
#include "config.h"
#include <assert.h>
#include "latent/tape_parts.h"
#include "nn/loss.h"

static blt__tape_head
patcher_head(const blt__weights *w)
{
    return (blt__tape_head){ &w->patcher.norm, &w->patcher.head };
}

static void
patcher_fwd(blt__tape *t, const blt__weights *w, const int32_t *ids, size_t n,
            blt__tape_keep keep)
{
    blt__tape_part *s = &t->patcher;

    assert(n <= t->max);
    for (size_t i = 0; i < n; i++)
        blt__mat_row(s->x[0] + i * (size_t)s->p.hidden, &w->patcher.embed,
                     (size_t)ids[i]);
    blt__tape_layers_fwd(t, s, w->patcher.layer, n, keep);
    blt__tape_head_fwd(t, s->x[s->p.layers], &s->p, patcher_head(w), n);
}

void
blt__tape_entropy(blt__tape *t, const blt__weights *w, float *entropy,
                  const int32_t *ids, size_t n)
{
    assert(t->submodel == BLT__PATCHER);
    patcher_fwd(t, w, ids, n, BLT__DISCARD);
    blt__entropy_rows(entropy, t->logits, n, BLT_VOCAB, t->row);
}

double
blt__tape_patcher_step(blt__tape *t, const blt__weights *w,
                       const blt__weights *grad, float scale,
                       const blt__tape_input *in)
{
    blt__tape_part *s = &t->patcher;
    const size_t n = in->n;
    double loss;

    patcher_fwd(t, w, in->ids, n, BLT__KEEP);
    loss = blt__loss(t->logits, in->ids + 1, grad == NULL ? 0 : scale, n,
                     BLT_VOCAB, t->row);
    if (grad == NULL)
        return loss;
    blt__tape_head_bwd(t, s->x[s->p.layers], &s->p, patcher_head(grad),
                       patcher_head(w), n);
    blt__tape_layers_bwd(t->dx, t, s, grad->patcher.layer, w->patcher.layer,
                         n);
    blt__tape_embed_bwd(&grad->patcher.embed, t->dx, in->ids, n);
    return loss;
}
