/* The local encoder: embeddings, layers, pooling.       [MODEL.md 5.1-5.3] */
#include "config.h"
#include <string.h>
#include "latent/cross_rows.h"
#include "latent/encode.h"
#include "nn/hash.h"

/* Keys and values of the piece's rows, after those of the open patch. */
static void
open_keys(blt_session *s, size_t n)
{
    const struct blt__shared *p = s->shared;
    const size_t kv = blt__part_kv(&p->c.encoder);
    blt__cross_rows keys = {
        .s = s, .cross = blt__encoder_cross(p), .part = &p->c.encoder,
        .x = s->scratch.enc, .k = s->open_k + (size_t)s->open * kv,
        .v = s->open_v + (size_t)s->open * kv };

    blt__cross_rows_keys(&keys, n);
}

blt_status
blt__encode(blt_session *s, const int32_t *ids, size_t n, blt_error *err)
{
    const struct blt__shared *p = s->shared;
    const size_t reach = blt__hash_reach(&p->c),
                 h = (size_t)p->c.encoder.hidden;
    struct blt__scratch *w = &s->scratch;
    blt_status st = blt__stack_begin(&s->encoder, w->start, n, err);

    if (st != BLT_OK)
        return st;
    memcpy(w->ids, s->history, reach * sizeof *w->ids);
    memcpy(w->ids + reach, ids, n * sizeof *w->ids);
    memcpy(s->history, w->ids + n, reach * sizeof *w->ids);
    blt__hash_rows(w->hash, w->ids + reach, n, &p->c);
    blt__embed_fwd(w->enc, w->hash, ids, n, &p->c, &p->w->encoder.embed,
                   &p->w->encoder.hash);
    blt__probe_call(&s->probe, "enc_embeds", -1, w->enc, n, h);
    for (int l = 0; l < p->c.encoder.layers; l++) {
        blt__stack_layer(&s->encoder, l, w->enc, n);
        blt__probe_call(&s->probe, "local_encoder.layers", l, w->enc, n, h);
    }
    blt__stack_end(&s->encoder, n);
    blt__probe_call(&s->probe, "enc_hidden", -1, w->enc, n, h);
    open_keys(s, n);
    return BLT_OK;
}

/* The maxima run over pieces: s->open_max. */
size_t
blt__encode_pool(blt_session *s, size_t n)
{
    const blt_config *c = &s->shared->c;
    const size_t h = (size_t)c->encoder.hidden, k = (size_t)c->cross_k;
    struct blt__scratch *w = &s->scratch;
    size_t patches = 0, first = 0, row = (size_t)s->open;

    for (size_t i = 0; i < n; i++, row++) {
        const float *x = w->enc + i * h;

        if (s->open++ == 0)
            memcpy(s->open_max, x, h * sizeof *x);
        else
            for (size_t j = 0; j < h; j++)
                if (x[j] > s->open_max[j])
                    s->open_max[j] = x[j];
        if (!w->closed[i])
            continue;
        memcpy(w->pooled + patches * h, s->open_max, h * sizeof *x);
        for (size_t j = 0; j < k; j++) {
            w->lo[patches * k + j] = (uint32_t)first;
            w->hi[patches * k + j] = (uint32_t)(row + 1);
        }
        patches++;
        first = row + 1;
        s->open = 0;
    }
    return patches;
}

void
blt__encode_keep_open(blt_session *s, size_t rows)
{
    const size_t kv = blt__part_kv(&s->shared->c.encoder),
                 from = rows - (size_t)s->open;

    if (from == 0)
        return;
    memmove(s->open_k, s->open_k + from * kv,
            (size_t)s->open * kv * sizeof *s->open_k);
    memmove(s->open_v, s->open_v + from * kv,
            (size_t)s->open * kv * sizeof *s->open_v);
}
