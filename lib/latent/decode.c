/* The local decoder: cross-attention to patches, layers, logits.
 *                                                            [MODEL.md 5.5] */
#include "config.h"
#include <string.h>
#include "latent/cross_rows.h"
#include "latent/decode.h"
#include "nn/linear.h"
#include "nn/row_blocks.h"
#include "num/kern.h"

void
blt__decode_context(blt_session *s, size_t patches)
{
    const struct blt__shared *p = s->shared;
    const blt_config *c = &p->c;
    struct blt__scratch *w = &s->scratch;
    const size_t k = (size_t)c->cross_k, kv = blt__part_kv(&c->decoder);
    blt__cross_rows r = { .s = s, .x = w->context, .part = &c->decoder };

    blt__linear_fwd(w->context, w->global, &p->w->decoder.proj, patches,
                    blt__session_exact(s, BLT__N_CROSS, p->opt.pool));
    for (int l = 0; l < s->crosses; l++) {
        size_t at = ((size_t)l * (1 + s->ctx_cap) + 1) * k * kv;

        r.cross = &p->w->decoder.cross[l];
        r.k = s->ctx_k + at;
        r.v = s->ctx_v + at;
        blt__cross_rows_keys(&r, patches * k);
    }
}

void
blt__decode_carry(blt_session *s, size_t patches)
{
    const size_t ck = (size_t)s->shared->c.cross_k
        * blt__part_kv(&s->shared->c.decoder);

    for (size_t l = 0; patches > 0 && l < (size_t)s->crosses; l++) {
        size_t at = l * (1 + s->ctx_cap) * ck;

        memcpy(s->ctx_k + at, s->ctx_k + at + patches * ck,
               ck * sizeof *s->ctx_k);
        memcpy(s->ctx_v + at, s->ctx_v + at + patches * ck,
               ck * sizeof *s->ctx_v);
    }
}

struct head {
    blt_session *s;
    float *logits;
};

static void
head_rows(void *arg, size_t first, size_t rows, int worker)
{
    struct head *h = arg;
    blt_session *s = h->s;
    const struct blt__shared *p = s->shared;
    const size_t d = (size_t)p->c.decoder.hidden;
    float *t = s->scratch.qn + first * d;

    (void)worker;
    blt__kern_get()->norm(t, NULL, s->scratch.x + first * d,
                          p->w->decoder.norm.p, p->c.decoder.eps, rows, d);
    if (h->logits != NULL)
        blt__linear_fwd(h->logits + first * BLT_VOCAB, t,
                        &p->w->decoder.head, rows,
                        blt__session_exact(s, BLT__N_HEAD, NULL));
}

blt_status
blt__decode(blt_session *s, size_t n, blt_feed *out, blt_error *err)
{
    const struct blt__shared *p = s->shared;
    const blt_config *c = &p->c;
    struct blt__scratch *w = &s->scratch;
    const size_t k = (size_t)c->cross_k, d = (size_t)c->decoder.hidden,
                 kv = blt__part_kv(&c->decoder);
    blt__cross_rows r = { .s = s, .x = w->x, .y = w->query,
                          .part = &c->decoder };
    struct head head = { s, out->logits };
    size_t closed = 0;
    blt_status st = blt__stack_begin(&s->decoder, w->start, n, err);

    if (st != BLT_OK)
        return st;
    for (size_t i = 0; i < n; i++) {
        closed += w->closed[i];
        w->lo[i] = (uint32_t)(closed * k);
        w->hi[i] = (uint32_t)((closed + 1) * k);
    }
    memcpy(w->x, w->enc, n * d * sizeof *w->x);
    for (int l = 0; l < c->decoder.layers; l++) {
        if (l < s->crosses) {
            size_t at = (size_t)l * (1 + s->ctx_cap) * k * kv;

            r.cross = &p->w->decoder.cross[l];
            r.ck = s->ctx_k + at;
            r.cv = s->ctx_v + at;
            blt__cross_rows_run(&r, n);
            memcpy(w->x, w->query, n * d * sizeof *w->x);
            blt__probe_call(&s->probe, "local_decoder.cross_attn_layers", l,
                            w->x, n, d);
        }
        blt__stack_layer(&s->decoder, l, w->x, n);
        blt__probe_call(&s->probe, "local_decoder.layers", l, w->x, n, d);
    }
    blt__stack_end(&s->decoder, n);
    blt__rows_run(p->opt.pool, n, head_rows, &head);
    blt__probe_call(&s->probe, "dec_hidden", -1, w->qn, n, d);
    if (out->last_logits != NULL)
        blt__linear_fwd(out->last_logits, w->qn + (n - 1) * d,
                        &p->w->decoder.head, 1,
                        blt__session_exact(s, BLT__N_HEAD, NULL));
    return BLT_OK;
}
