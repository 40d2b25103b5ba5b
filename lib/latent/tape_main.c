/* A tape of the main model: encoder, global transformer, decoder.
 *                                                      [MODEL.md 5.2, 11] */
#include "config.h"
#include <assert.h>
#include <string.h>
#include "latent/tape_parts.h"
#include "nn/hash.h"
#include "nn/linear.h"
#include "nn/loss.h"

/* The encoder's cross-attention that has an effect: the last layer's. */
static int
last_cross(const blt_config *c)
{
    return c->encoder_cross_all ? c->encoder.layers - 1 : 0;
}

static blt__tape_head
decoder_head(const blt__weights *w)
{
    return (blt__tape_head){ &w->decoder.norm, &w->decoder.head };
}

/* Ranges: rows of each patch for the encoder, vectors of the latest closed
 * patch for each byte in the decoder.  Returns the bytes inside patches. */
static size_t
ranges(blt__tape *t, const int64_t *len, size_t patches, size_t n)
{
    const size_t k = (size_t)t->c.cross_k;
    size_t at = 0;

    for (size_t p = 0; p < patches; p++) {
        size_t end = at + (size_t)len[p];

        for (size_t j = 0; j < k; j++) {
            t->elo[p * k + j] = (uint32_t)at;
            t->ehi[p * k + j] = (uint32_t)end;
        }
        /* From the byte that completes it to the one before the next. */
        for (size_t i = end - 1; i < n; i++) {
            t->dlo[i] = (uint32_t)(p * k);
            t->dhi[i] = (uint32_t)((p + 1) * k);
            if (p + 1 < patches && i + 2 == end + (size_t)len[p + 1])
                break;
        }
        at = end;
    }
    return at;
}

static void
pool_fwd(blt__tape *t, const float *x, const int64_t *len, size_t patches)
{
    const size_t h = (size_t)t->c.encoder.hidden;
    size_t at = 0;

    for (size_t p = 0; p < patches; p++) {
        float *best = t->pooled + p * h;
        int32_t *who = t->argmax + p * h;

        memcpy(best, x + at * h, h * sizeof *best);
        for (size_t j = 0; j < h; j++)
            who[j] = (int32_t)at;
        for (int64_t i = 1; i < len[p]; i++) {
            const float *row = x + (at + (size_t)i) * h;

            for (size_t j = 0; j < h; j++)
                if (row[j] > best[j]) {
                    best[j] = row[j];
                    who[j] = (int32_t)(at + (size_t)i);
                }
        }
        at += (size_t)len[p];
    }
}

/* ---- forward ------------------------------------------------------------ */

/* bytes: the tokens inside patches. */
static void
encoder_fwd(blt__tape *t, const blt__weights *w, const blt__tape_input *in,
            size_t bytes)
{
    const blt_config *c = &t->c;
    const size_t reach = blt__hash_reach(c), n = in->n,
                 patches = in->count - 1;
    blt__tape_part *e = &t->encoder;
    const float *out = e->x[e->p.layers];
    const blt__cross_w *cross = &w->encoder.cross[last_cross(c)];

    memset(t->ids, 0, reach * sizeof *t->ids);
    memcpy(t->ids + reach, in->ids, n * sizeof *in->ids);
    blt__hash_rows(t->hash, t->ids + reach, n, c);
    blt__embed_fwd(e->x[0], t->hash, in->ids, n, c, &w->encoder.embed,
                   &w->encoder.hash);
    blt__tape_layers_fwd(t, e, w->encoder.layer, n, BLT__KEEP);

    pool_fwd(t, out, in->len, patches);
    blt__linear_fwd(t->query, t->pooled, &w->encoder.proj, patches,
                    t->exec);
    blt__cross_keys(&t->ecross, cross, out, e->p.eps, bytes, t->exec);
    blt__cross_fwd(t->patch, &t->ecross, cross, t->query, t->elo, t->ehi,
                   &e->p, patches * (size_t)c->cross_k, t->exec);
}

static void
global_fwd(blt__tape *t, const blt__weights *w, size_t patches)
{
    const size_t kh = (size_t)(t->c.cross_k * t->c.encoder.hidden);
    blt__tape_part *g = &t->global;

    if (w->global.proj.rows != 0)
        blt__linear_fwd(g->x[0], t->patch, &w->global.proj, patches,
                        t->exec);
    else
        memcpy(g->x[0], t->patch, patches * kh * sizeof *t->patch);
    blt__tape_layers_fwd(t, g, w->global.layer, patches, BLT__KEEP);
    blt__linear_fwd(t->context, g->x[g->p.layers], &w->decoder.proj, patches,
                    t->exec);
}

static void
decoder_fwd(blt__tape *t, const blt__weights *w, size_t n, size_t patches)
{
    const size_t k = (size_t)t->c.cross_k, h = (size_t)t->c.encoder.hidden;
    blt__tape_part *e = &t->encoder, *d = &t->decoder;

    memcpy(d->x[0], e->x[e->p.layers], n * h * sizeof *d->x[0]);
    for (int l = 0; l < d->p.layers; l++) {
        if (l < t->crosses) {
            const blt__cross_w *cross = &w->decoder.cross[l];
            blt__cross_acts *acts = &t->dcross[l];

            /* x[l] becomes the layer's input; the backward pass needs the
             * values from before the cross-attention, too. */
            memcpy(t->dx_in[l], d->x[l], n * h * sizeof *d->x[l]);
            blt__cross_keys(acts, cross, t->context, d->p.eps, patches * k,
                            t->exec);
            blt__cross_fwd(d->x[l], acts, cross, t->dx_in[l], t->dlo, t->dhi,
                           &d->p, n, t->exec);
        }
        blt__tape_layer_fwd(t, d, w->decoder.layer, l, n, BLT__KEEP);
    }
    blt__tape_head_fwd(t, d->x[d->p.layers], &d->p, decoder_head(w), n);
}

/* ---- backward ----------------------------------------------------------- */

/* Leaves in denc the gradient of the encoder's output through the decoder, in
 * dcontext that of the patches' context. */
static void
decoder_bwd(blt__tape *t, const blt__weights *w, const blt__weights *grad,
            size_t n, size_t patches)
{
    const size_t k = (size_t)t->c.cross_k, h = (size_t)t->c.encoder.hidden;
    blt__tape_part *d = &t->decoder;

    blt__tape_head_bwd(t, d->x[d->p.layers], &d->p, decoder_head(grad),
                       decoder_head(w), n);
    memset(t->dcontext, 0, patches * k * h * sizeof *t->dcontext);
    for (int l = d->p.layers - 1; l >= 0; l--) {
        blt__tape_layer_bwd(t->dx, t, d, grad->decoder.layer, w->decoder.layer,
                            l, n);
        if (l < t->crosses) {
            blt__cross_bwd(t->dy, t->dcontext, &grad->decoder.cross[l], t->dx,
                           &t->dcross[l], &w->decoder.cross[l], t->dx_in[l],
                           t->context, t->dlo, t->dhi, &d->p, n, patches * k,
                           t->scratch, t->exec);
            memcpy(t->dx, t->dy, n * h * sizeof *t->dx);
        }
    }
    memcpy(t->denc, t->dx, n * h * sizeof *t->dx);
}

/* dcontext -> the gradient of the patch vectors, which it returns. */
static float *
global_bwd(blt__tape *t, const blt__weights *w, const blt__weights *grad,
           size_t patches)
{
    blt__tape_part *g = &t->global;

    blt__linear_bwd(t->dglobal, 0, &grad->decoder.proj, t->dcontext,
                    g->x[g->p.layers], &w->decoder.proj, patches,
                    t->exec);
    blt__tape_layers_bwd(t->dglobal, t, g, grad->global.layer,
                         w->global.layer, patches);
    if (w->global.proj.rows == 0)
        return t->dglobal;
    blt__linear_bwd(t->dpatch, 0, &grad->global.proj, t->dglobal, t->patch,
                    &w->global.proj, patches, t->exec);
    return t->dpatch;
}

static void
encoder_bwd(blt__tape *t, const blt__weights *w, const blt__weights *grad,
            const blt__tape_input *in, const float *dpatch, size_t bytes)
{
    const size_t k = (size_t)t->c.cross_k, h = (size_t)t->c.encoder.hidden,
                 patches = in->count - 1;
    const int at = last_cross(&t->c);
    blt__tape_part *e = &t->encoder;

    blt__cross_bwd(t->dquery, t->denc, &grad->encoder.cross[at], dpatch,
                   &t->ecross, &w->encoder.cross[at], t->query,
                   e->x[e->p.layers], t->elo, t->ehi, &e->p, patches * k,
                   bytes, t->scratch, t->exec);
    blt__linear_bwd(t->dpooled, 0, &grad->encoder.proj, t->dquery, t->pooled,
                    &w->encoder.proj, patches, t->exec);
    for (size_t p = 0; p < patches; p++)
        for (size_t j = 0; j < h; j++)
            t->denc[(size_t)t->argmax[p * h + j] * h + j]
                += t->dpooled[p * h + j];
    blt__tape_layers_bwd(t->denc, t, e, grad->encoder.layer, w->encoder.layer,
                         in->n);
    blt__tape_embed_bwd(&grad->encoder.embed, t->denc, in->ids, in->n);
}

double
blt__tape_main_step(blt__tape *t, const blt__weights *w,
                    const blt__weights *grad, float scale,
                    const blt__tape_input *in)
{
    const size_t n = in->n, patches = in->count - 1;
    size_t bytes;
    double loss;

    assert(in->count >= 2 && in->len[0] == 1);
    bytes = ranges(t, in->len, patches, n);
    assert(bytes <= n);
    encoder_fwd(t, w, in, bytes);
    global_fwd(t, w, patches);
    decoder_fwd(t, w, n, patches);
    loss = blt__loss(t->logits, in->ids + 1, grad == NULL ? 0 : scale, n,
                     BLT_VOCAB, t->row);
    if (grad != NULL) {
        decoder_bwd(t, w, grad, n, patches);
        encoder_bwd(t, w, grad, in, global_bwd(t, w, grad, patches), bytes);
    }
    return loss;
}
