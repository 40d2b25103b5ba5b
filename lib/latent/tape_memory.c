/* The memory of a tape: one arena, laid out once for the longest sequence. */
#include "config.h"
#include <stdlib.h>
#include "base/base.h"
#include "latent/tape_parts.h"
#include "nn/attention.h"
#include "nn/hash.h"
#include "nn/rope.h"
#include "num/gemm.h"

/* Measures when base is NULL, allocates from it when it is not. */
struct arena { char *base; size_t at; int overflow; };

static void *
allocate(struct arena *a, size_t n, size_t size)
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
    return allocate(a, m, sizeof(float));
}

static void
part_layout(blt__tape_part *s, const blt_part *p, size_t n, struct arena *a)
{
    const size_t d = (size_t)p->hidden, i = (size_t)p->inner,
                 kv = blt__part_kv(p);

    s->p = *p;
    if (s->p.window == 0 || s->p.window > s->p.max_positions)
        s->p.window = s->p.max_positions;
    s->cs = floats(a, n, d / (size_t)p->heads);
    s->x = allocate(a, (size_t)p->layers + 1, sizeof *s->x);
    s->acts = allocate(a, (size_t)p->layers, sizeof *s->acts);
    for (int l = 0; l <= p->layers; l++) {
        float *x = floats(a, n, d);
        blt__layer_acts c = { 0 };

        if (s->x != NULL)
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
    const size_t d = (size_t)p->hidden, kv = blt__part_kv(p);
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
    t->ids = allocate(a, blt__hash_reach(c) + n, sizeof *t->ids);
    t->hash = allocate(a, n * blt__hash_tables(c), sizeof *t->hash);
    t->pooled = floats(a, n, h);
    t->argmax = allocate(a, n * h, sizeof *t->argmax);
    t->query = floats(a, n, k * h);
    t->patch = floats(a, n, k * h);
    t->context = floats(a, n, k * h);
    t->elo = allocate(a, n * k, sizeof *t->elo);
    t->ehi = allocate(a, n * k, sizeof *t->ehi);
    t->dlo = allocate(a, n, sizeof *t->dlo);
    t->dhi = allocate(a, n, sizeof *t->dhi);
    cross_layout(&t->ecross, &c->encoder, n * k, n, n * k, a);
    t->dcross = allocate(a, (size_t)t->crosses, sizeof *t->dcross);
    t->dx_in = allocate(a, (size_t)t->crosses, sizeof *t->dx_in);
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

    if (t->submodel == BLT__PATCHER) {
        part_layout(&t->patcher, &c->patcher, n, a);
        t->ids = allocate(a, n, sizeof *t->ids);
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
part_positions(blt__tape_part *s, size_t n, blt_error *err)
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
blt__tape_new(blt__tape **out, const blt_config *c, blt__submodel submodel,
              size_t max_tokens, blt__type operands, blt_error *err)
{
    blt__tape *t = calloc(1, sizeof *t);
    struct arena a = { 0 };
    blt_status st = BLT_OK;

    *out = NULL;
    if (t == NULL)
        return blt__fail_memory(err, "training");
    blt__gemm_init();
    t->c = *c;
    t->submodel = submodel;
    t->operands = operands;
    t->exec.math = BLT__BLAS;
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
    if (submodel == BLT__PATCHER) {
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
