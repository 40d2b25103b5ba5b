/* Forward and backward pass over whole sequences.
 *
 * The forward pass stores every value that the backward pass needs in one
 * arena, laid out once; the backward pass runs through the same steps in
 * reverse order.  Only the patches that close inside the sequence are
 * computed: no token reads the last one, which holds the unknown next token.
 *                                                      [MODEL.md 5.2, 11] */
#include "config.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "latent/tape.h"
#include "nn/nn.h"

/* A part with its layers' values; x[l] is the input of layer l, x[layers]
 * the output. */
struct part {
    blt_part p;                     /* window made effective */
    float *cs;                      /* [n, head width] */
    float **x;
    blt__layer_acts *acts;
};

struct blt__tape {
    blt_config c;
    blt__which which;
    size_t max;
    char *arena;

    struct part patcher, encoder, global, decoder;
    int crosses;
    int32_t *ids;                   /* [reach + n] */
    int64_t *hash;                  /* [n, tables] */
    float *pooled;                  /* [p, H] */
    int32_t *argmax;                /* [p, H] row that won */
    float *query, *patch;           /* [p, k*H] */
    float *context;                 /* [p, k*H] */
    uint32_t *elo, *ehi, *dlo, *dhi;
    blt__cross_acts ecross, *dcross;
    float **dx_in;                  /* decoder rows before each cross */
    float *xn, *xr, *logits;        /* [n, d] [n] [n, 260] */

    float *dx, *dy, *denc;          /* [n, d] */
    float *dglobal, *dpatch, *dcontext, *dpooled, *dquery;
    float *scratch, *row;           /* [260] */
};

/* ---- layout ------------------------------------------------------------------------- */

/* Counts when base is NULL, hands out when it is not. */
struct arena { char *base; size_t at; int overflow; };

static void *
carve(struct arena *a, size_t n, size_t size)
{
    void *p = a->base == NULL ? NULL : a->base + a->at;
    size_t bytes;

    if (!blt__size_mul(&bytes, n, size)
        || !blt__size_add(&bytes, bytes, 63)
        || !blt__size_add(&a->at, a->at, bytes / 64 * 64))
        a->overflow = 1;
    return p;
}

static float *
floats(struct arena *a, size_t n, size_t width)
{
    size_t m;

    if (!blt__size_mul(&m, n, width)) {
        a->overflow = 1;
        return NULL;
    }
    return carve(a, m, sizeof(float));
}

static size_t
kv_of(const blt_part *p)
{
    return (size_t)(p->hidden / p->heads * p->kv_heads);
}

static void
part_layout(struct part *s, const blt_part *p, size_t n, struct arena *a)
{
    const size_t d = (size_t)p->hidden, i = (size_t)p->inner, kv = kv_of(p);

    s->p = *p;
    if (s->p.window == 0 || s->p.window > s->p.max_positions)
        s->p.window = s->p.max_positions;
    s->cs = floats(a, n, d / (size_t)p->heads);
    s->x = carve(a, (size_t)p->layers + 1, sizeof *s->x);
    s->acts = carve(a, (size_t)p->layers, sizeof *s->acts);
    for (int l = 0; l <= p->layers; l++) {
        float *x = floats(a, n, d);
        blt__layer_acts c = { 0 };

        if (a->base != NULL)
            s->x[l] = x;
        if (l == p->layers)
            break;
        c.n1 = floats(a, n, d);
        c.r1 = floats(a, n, 1);
        c.q = floats(a, n, d);
        c.k = floats(a, n, kv);
        c.v = floats(a, n, kv);
        c.att = floats(a, n, d);
        c.mid = floats(a, n, d);
        c.n2 = floats(a, n, d);
        c.r2 = floats(a, n, 1);
        c.gate = floats(a, n, i);
        c.up = floats(a, n, i);
        c.act = floats(a, n, i);
        c.prob = floats(a, blt__band_size(n, (size_t)s->p.window),
                        (size_t)p->heads);
        if (a->base != NULL)
            s->acts[l] = c;
    }
}

static void
cross_layout(blt__cross_acts *c, const blt_part *p, size_t nq, size_t nk,
             size_t pairs, struct arena *a)
{
    const size_t d = (size_t)p->hidden, kv = kv_of(p);
    blt__cross_acts v = { 0 };

    v.qn = floats(a, nq, d);
    v.rq = floats(a, nq, 1);
    v.q = floats(a, nq, d);
    v.kn = floats(a, nk, d);
    v.rk = floats(a, nk, 1);
    v.k = floats(a, nk, kv);
    v.v = floats(a, nk, kv);
    v.att = floats(a, nq, d);
    v.prob = floats(a, pairs, (size_t)p->heads);
    if (c != NULL)
        *c = v;
}

static size_t
larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void
main_layout(blt__tape *t, struct arena *a)
{
    const blt_config *c = &t->c;
    const size_t n = t->max, h = (size_t)c->encoder.hidden,
                 k = (size_t)c->cross_k, g = (size_t)c->global.hidden;

    t->crosses = c->decoder_cross_all ? c->decoder.layers : 1;
    part_layout(&t->encoder, &c->encoder, n, a);
    part_layout(&t->global, &c->global, n, a);
    part_layout(&t->decoder, &c->decoder, n, a);
    t->ids = carve(a, blt__hash_reach(c) + n, sizeof *t->ids);
    t->hash = carve(a, n * blt__hash_tables(c), sizeof *t->hash);
    t->pooled = floats(a, n, h);
    t->argmax = carve(a, n * h, sizeof *t->argmax);
    t->query = floats(a, n, k * h);
    t->patch = floats(a, n, k * h);
    t->context = floats(a, n, k * h);
    t->elo = carve(a, n * k, sizeof *t->elo);
    t->ehi = carve(a, n * k, sizeof *t->ehi);
    t->dlo = carve(a, n, sizeof *t->dlo);
    t->dhi = carve(a, n, sizeof *t->dhi);
    cross_layout(&t->ecross, &c->encoder, n * k, n, n * k, a);
    t->dcross = carve(a, (size_t)t->crosses, sizeof *t->dcross);
    t->dx_in = carve(a, (size_t)t->crosses, sizeof *t->dx_in);
    for (int l = 0; l < t->crosses; l++) {
        float *x = floats(a, n, h);

        cross_layout(a->base ? &t->dcross[l] : NULL, &c->decoder, n, n * k,
                     n * k, a);
        if (a->base != NULL)
            t->dx_in[l] = x;
    }
    t->dy = floats(a, n, h);
    t->denc = floats(a, n, h);
    t->dglobal = floats(a, n, larger(g, k * h));
    t->dpatch = floats(a, n, k * h);
    t->dcontext = floats(a, n, k * h);
    t->dpooled = floats(a, n, h);
    t->dquery = floats(a, n, k * h);
}

static void
layout(blt__tape *t, struct arena *a)
{
    const blt_config *c = &t->c;
    const size_t n = t->max, k = (size_t)c->cross_k;
    size_t d, scratch;

    if (t->which == BLT__PATCHER) {
        part_layout(&t->patcher, &c->patcher, n, a);
        t->ids = carve(a, n, sizeof *t->ids);
        d = (size_t)c->patcher.hidden;
        scratch = blt__layer_scratch(&t->patcher.p, n);
    } else {
        main_layout(t, a);
        d = (size_t)c->encoder.hidden;
        scratch = blt__layer_scratch(&t->encoder.p, n);
        scratch = larger(scratch, blt__layer_scratch(&t->global.p, n));
        scratch = larger(scratch, blt__layer_scratch(&t->decoder.p, n));
        scratch = larger(scratch, (4 * n * k + 3 * n) * d);
        scratch = larger(scratch, (4 * n + 3 * n * k) * d);
    }
    t->xn = floats(a, n, d);
    t->xr = floats(a, n, 1);
    t->logits = floats(a, n, BLT_VOCAB);
    t->dx = floats(a, n, d);
    t->scratch = floats(a, scratch, 1);
    t->row = floats(a, BLT_VOCAB, 1);
}

static blt_status
part_positions(struct part *s, size_t n, blt_error *err)
{
    blt__rope r;
    blt_status st = blt__rope_init(&r, (size_t)(s->p.hidden / s->p.heads),
                                   s->p.theta, err);

    if (st == BLT_OK) {
        blt__rope_fill(s->cs, &r, 0, n);
        blt__rope_free(&r);
    }
    return st;
}

blt_status
blt__tape_new(blt__tape **out, const blt_config *c, blt__which which,
              size_t max_tokens, blt_error *err)
{
    blt__tape *t = calloc(1, sizeof *t);
    struct arena a = { 0 };
    blt_status st = BLT_OK;

    *out = NULL;
    if (t == NULL)
        return blt__fail_memory(err, "training");
    blt__gemm_init();
    t->c = *c;
    t->which = which;
    t->max = max_tokens;
    layout(t, &a);
    if (!a.overflow)
        t->arena = a.base = blt__alloc(a.at, 1);
    if (a.base == NULL) {
        free(t);
        return blt__fail_memory(err, "training");
    }
    a.at = 0;
    layout(t, &a);
    if (which == BLT__PATCHER) {
        st = part_positions(&t->patcher, max_tokens, err);
    } else {
        st = part_positions(&t->encoder, max_tokens, err);
        if (st == BLT_OK)
            st = part_positions(&t->global, max_tokens, err);
        if (st == BLT_OK)
            st = part_positions(&t->decoder, max_tokens, err);
    }
    if (st != BLT_OK) {
        blt__tape_free(t);
        return st;
    }
    *out = t;
    return BLT_OK;
}

void
blt__tape_free(blt__tape *t)
{
    if (t == NULL)
        return;
    free(t->arena);
    free(t);
}

/* ---- one part ---------------------------------------------------------------------------- */

static const blt__how blas = { BLT__BLAS, NULL };

enum keep { KEEP, DISCARD };    /* what a backward needs */

/* x[l] -> x[l + 1] */
static void
layer_fwd(struct part *s, const blt__layer_w *w, int l, size_t n,
          enum keep keep)
{
    const blt_part *p = &s->p;
    const blt__band band = { n, (size_t)p->heads, (size_t)p->kv_heads,
                             (size_t)(p->hidden / p->heads),
                             (size_t)p->window, keep == DISCARD };
    blt__layer_acts *a = &s->acts[l];

    blt__layer_in(a, &w[l], s->x[l], s->cs, p, n, blas);
    blt__band_fwd(a->att, a->prob, a->q, a->k, a->v, &band);
    blt__layer_out(s->x[l + 1], a, &w[l], s->x[l], p, n, blas);
}

static void
layer_bwd(float *dx, struct part *s, const blt__layer_w *dw,
          const blt__layer_w *w, int l, size_t n, float *scratch)
{
    blt__layer_bwd(dx, &dw[l], &s->acts[l], &w[l], s->x[l], s->cs, &s->p, n,
                   scratch);
}

static void
head_fwd(blt__tape *t, const float *x, const blt_part *p,
         const blt__mat *norm, const blt__mat *head, size_t n)
{
    blt__kern_get()->norm(t->xn, t->xr, x, norm->p, p->eps, n,
                          (size_t)p->hidden);
    blt__linear_fwd(t->logits, t->xn, head, n, blas);
}

/* logits hold their gradient; leaves dx [n, d]. */
static void
head_bwd(blt__tape *t, const float *x, const blt_part *p,
         const blt__mat *dnorm, const blt__mat *dhead, const blt__mat *norm,
         const blt__mat *head, size_t n)
{
    const size_t d = (size_t)p->hidden;

    blt__linear_bwd(t->scratch, 0, dhead, t->logits, t->xn, head, n);
    memset(t->dx, 0, n * d * sizeof *t->dx);
    blt__kern_get()->norm_bwd(t->dx, (float *)dnorm->p, t->scratch, x,
                              norm->p, t->xr, n, d);
}

static void
embed_bwd(const blt__mat *dembed, const float *dx, const int32_t *ids,
          size_t n)
{
    const size_t d = dembed->cols;

    for (size_t i = 0; i < n; i++)
        blt__add((float *)dembed->p + (size_t)ids[i] * d, dx + i * d, d);
}

/* ---- the entropy model --------------------------------------------------------------------- */

static void
patcher_fwd(blt__tape *t, const blt__weights *w, const int32_t *ids, size_t n,
            enum keep keep)
{
    struct part *s = &t->patcher;

    assert(n <= t->max);
    for (size_t i = 0; i < n; i++)
        blt__mat_row(s->x[0] + i * (size_t)s->p.hidden, &w->patcher.embed,
                     (size_t)ids[i]);
    for (int l = 0; l < s->p.layers; l++)
        layer_fwd(s, w->patcher.layer, l, n, keep);
    head_fwd(t, s->x[s->p.layers], &s->p, &w->patcher.norm, &w->patcher.head,
             n);
}

void
blt__tape_entropy(blt__tape *t, const blt__weights *w, float *entropy,
                  const int32_t *ids, size_t n)
{
    assert(t->which == BLT__PATCHER);
    patcher_fwd(t, w, ids, n, DISCARD);
    blt__entropy_rows(entropy, t->logits, n, BLT_VOCAB, t->row);
}

static double
patcher_step(blt__tape *t, const blt__weights *w, const blt__weights *grad,
             float scale, const int32_t *ids, size_t n)
{
    struct part *s = &t->patcher;
    double loss;

    patcher_fwd(t, w, ids, n, KEEP);
    loss = blt__loss(t->logits, ids + 1, grad == NULL ? 0 : scale, n,
                     BLT_VOCAB, t->row);
    if (grad == NULL)
        return loss;
    head_bwd(t, s->x[s->p.layers], &s->p, &grad->patcher.norm,
             &grad->patcher.head, &w->patcher.norm, &w->patcher.head, n);
    for (int l = s->p.layers - 1; l >= 0; l--)
        layer_bwd(t->dx, s, grad->patcher.layer, w->patcher.layer, l, n,
                  t->scratch);
    embed_bwd(&grad->patcher.embed, t->dx, ids, n);
    return loss;
}

/* ---- the main model ------------------------------------------------------------------------- */

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

static void
main_fwd(blt__tape *t, const blt__weights *w, const int32_t *ids, size_t n,
         const int64_t *len, size_t patches, size_t bytes)
{
    const blt_config *c = &t->c;
    const size_t k = (size_t)c->cross_k, reach = blt__hash_reach(c),
                 h = (size_t)c->encoder.hidden;
    struct part *e = &t->encoder, *g = &t->global, *d = &t->decoder;
    int at = c->encoder_cross_all ? c->encoder.layers - 1 : 0;
    const blt__cross_w *cross = &w->encoder.cross[at];

    memset(t->ids, 0, reach * sizeof *t->ids);
    memcpy(t->ids + reach, ids, n * sizeof *ids);
    blt__hash_rows(t->hash, t->ids + reach, n, c);
    blt__embed_fwd(e->x[0], t->hash, ids, n, c, &w->encoder.embed,
                   &w->encoder.hash);
    for (int l = 0; l < e->p.layers; l++)
        layer_fwd(e, w->encoder.layer, l, n, KEEP);

    pool_fwd(t, e->x[e->p.layers], len, patches);
    blt__linear_fwd(t->query, t->pooled, &w->encoder.proj, patches, blas);
    blt__cross_keys(&t->ecross, cross, e->x[e->p.layers], e->p.eps, bytes,
                    blas);
    blt__cross_fwd(t->patch, &t->ecross, cross, t->query, t->elo, t->ehi,
                   &e->p, patches * k, blas);

    if (w->global.proj.rows != 0)
        blt__linear_fwd(g->x[0], t->patch, &w->global.proj, patches, blas);
    else
        memcpy(g->x[0], t->patch, patches * k * h * sizeof *t->patch);
    for (int l = 0; l < g->p.layers; l++)
        layer_fwd(g, w->global.layer, l, patches, KEEP);
    blt__linear_fwd(t->context, g->x[g->p.layers], &w->decoder.proj, patches,
                    blas);

    memcpy(d->x[0], e->x[e->p.layers], n * h * sizeof *d->x[0]);
    for (int l = 0; l < d->p.layers; l++) {
        if (l < t->crosses) {
            /* x[l] becomes what the layer reads; what came stays for the
             * backward pass. */
            memcpy(t->dx_in[l], d->x[l], n * h * sizeof *d->x[l]);
            blt__cross_keys(&t->dcross[l], &w->decoder.cross[l], t->context,
                            d->p.eps, patches * k, blas);
            blt__cross_fwd(d->x[l], &t->dcross[l], &w->decoder.cross[l],
                           t->dx_in[l], t->dlo, t->dhi, &d->p, n, blas);
        }
        layer_fwd(d, w->decoder.layer, l, n, KEEP);
    }
    head_fwd(t, d->x[d->p.layers], &d->p, &w->decoder.norm, &w->decoder.head,
             n);
}

static void
main_bwd(blt__tape *t, const blt__weights *w, const blt__weights *grad,
         const int32_t *ids, size_t n, size_t patches, size_t bytes)
{
    const blt_config *c = &t->c;
    const size_t k = (size_t)c->cross_k, h = (size_t)c->encoder.hidden;
    struct part *e = &t->encoder, *g = &t->global, *d = &t->decoder;
    int at = c->encoder_cross_all ? c->encoder.layers - 1 : 0;
    float *dglobal = t->dglobal;

    head_bwd(t, d->x[d->p.layers], &d->p, &grad->decoder.norm,
             &grad->decoder.head, &w->decoder.norm, &w->decoder.head, n);
    memset(t->dcontext, 0, patches * k * h * sizeof *t->dcontext);
    for (int l = d->p.layers - 1; l >= 0; l--) {
        layer_bwd(t->dx, d, grad->decoder.layer, w->decoder.layer, l, n,
                  t->scratch);
        if (l < t->crosses) {
            blt__cross_bwd(t->dy, t->dcontext, &grad->decoder.cross[l], t->dx,
                           &t->dcross[l], &w->decoder.cross[l], t->dx_in[l],
                           t->context, t->dlo, t->dhi, &d->p, n, patches * k,
                           t->scratch);
            memcpy(t->dx, t->dy, n * h * sizeof *t->dx);
        }
    }
    /* dx is now the gradient of the encoder's output through the decoder */
    memcpy(t->denc, t->dx, n * h * sizeof *t->dx);

    blt__linear_bwd(dglobal, 0, &grad->decoder.proj, t->dcontext,
                    g->x[g->p.layers], &w->decoder.proj, patches);
    for (int l = g->p.layers - 1; l >= 0; l--)
        layer_bwd(dglobal, g, grad->global.layer, w->global.layer, l, patches,
                  t->scratch);
    if (w->global.proj.rows != 0) {
        blt__linear_bwd(t->dpatch, 0, &grad->global.proj, dglobal, t->patch,
                        &w->global.proj, patches);
        dglobal = t->dpatch;
    }

    blt__cross_bwd(t->dquery, t->denc, &grad->encoder.cross[at], dglobal,
                   &t->ecross, &w->encoder.cross[at], t->query,
                   e->x[e->p.layers], t->elo, t->ehi, &e->p, patches * k,
                   bytes, t->scratch);
    blt__linear_bwd(t->dpooled, 0, &grad->encoder.proj, t->dquery, t->pooled,
                    &w->encoder.proj, patches);
    for (size_t p = 0; p < patches; p++)
        for (size_t j = 0; j < h; j++)
            t->denc[(size_t)t->argmax[p * h + j] * h + j]
                += t->dpooled[p * h + j];

    for (int l = e->p.layers - 1; l >= 0; l--)
        layer_bwd(t->denc, e, grad->encoder.layer, w->encoder.layer, l, n,
                  t->scratch);
    embed_bwd(&grad->encoder.embed, t->denc, ids, n);
}

double
blt__tape_step(blt__tape *t, const blt__weights *w, const blt__weights *grad,
               float scale, const int32_t *ids, size_t n,
               const int64_t *len, size_t count)
{
    size_t patches, bytes;
    double loss;

    assert(n >= 1 && n <= t->max);
    if (t->which == BLT__PATCHER)
        return patcher_step(t, w, grad, scale, ids, n);
    assert(count >= 2 && len[0] == 1);
    patches = count - 1;
    bytes = ranges(t, len, patches, n);
    assert(bytes <= n);
    main_fwd(t, w, ids, n, len, patches, bytes);
    loss = blt__loss(t->logits, ids + 1, grad == NULL ? 0 : scale, n,
                     BLT_VOCAB, t->row);
    if (grad != NULL)
        main_bwd(t, w, grad, ids, n, patches, bytes);
    return loss;
}

const float *
blt__tape_hash_grad(const blt__tape *t)
{
    return t->denc;
}

const int64_t *
blt__tape_hash_rows(const blt__tape *t)
{
    return t->hash;
}

const float *
blt__tape_logits(const blt__tape *t)
{
    return t->logits;
}
