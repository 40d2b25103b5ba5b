/* The table of tensors: names, field, shape and initialisation of each.
 *
 * Order and names are those of the Hugging Face layout [MODEL.md 8], with
 * Meta's name next to each [MODEL.md 9].  Weights are initialised from a normal
 * distribution cut at 3 sigma, sigma = 1/sqrt(inputs): the reference states it
 * for each kind (hidden^-1/2, ffn^-1/2 for the last feed-forward matrix, the
 * patch width for patch projections), and in every case that is the number of
 * columns.  Norms are initialised to 1.                      [MODEL.md 11] */
#include "config.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "file/weights.h"

struct own {                /* what blt__weights.own points at */
    blt__layer_w *layer;
    blt__cross_w *cross;
};

/* The table as it grows; t is NULL while tensors are only counted. */
typedef struct list {
    blt__tensor *t;
    size_t n;
    int patcher;
} list;

static void
add(list *l, blt__mat *m, blt__tensor_kind kind, size_t rows, size_t cols,
    const char *prefix, const char *name, const char *meta_prefix,
    const char *meta)
{
    blt__tensor *t;

    if (l->t == NULL) {
        l->n++;
        return;
    }
    t = &l->t[l->n++];
    snprintf(t->name, sizeof t->name, "%s%s.weight", prefix, name);
    if (*meta != '\0')
        snprintf(t->meta, sizeof t->meta, "%s%s.weight", meta_prefix, meta);
    m->p = NULL;
    m->type = BLT__F32;
    m->rows = rows;
    m->cols = cols;
    m->scale = NULL;
    t->mat = m;
    t->dims = kind == BLT__KIND_NORM ? 1 : 2;
    t->kind = kind;
    t->patcher = l->patcher;
    t->sigma = kind == BLT__KIND_NORM ? 0 : (float)(1 / sqrt((double)cols));
}

static void
add_layers(list *l, blt__layer_w *w, const blt_part *p, const char *prefix,
           const char *meta_prefix)
{
    size_t h = (size_t)p->hidden, i = (size_t)p->inner;
    size_t kv = h / (size_t)p->heads * (size_t)p->kv_heads;
    char at[64], meta[64];

    for (int n = 0; n < p->layers; n++, w++) {
        snprintf(at, sizeof at, "%slayers.%d.", prefix, n);
        snprintf(meta, sizeof meta, "%slayers.%d.", meta_prefix, n);
        add(l, &w->q, BLT__KIND_MATRIX, h, h, at, "self_attn.q_proj",
            meta, "attention.wq");
        add(l, &w->k, BLT__KIND_MATRIX, kv, h, at, "self_attn.k_proj",
            meta, "attention.wk");
        add(l, &w->v, BLT__KIND_MATRIX, kv, h, at, "self_attn.v_proj",
            meta, "attention.wv");
        add(l, &w->o, BLT__KIND_RESIDUAL, h, h, at, "self_attn.o_proj",
            meta, "attention.wo");
        add(l, &w->gate, BLT__KIND_MATRIX, i, h, at, "mlp.gate_proj",
            meta, "feed_forward.w1");
        add(l, &w->up, BLT__KIND_MATRIX, i, h, at, "mlp.up_proj",
            meta, "feed_forward.w3");
        add(l, &w->down, BLT__KIND_RESIDUAL, h, i, at, "mlp.down_proj",
            meta, "feed_forward.w2");
        add(l, &w->norm1, BLT__KIND_NORM, 1, h, at, "input_layernorm",
            meta, "attention_norm");
        add(l, &w->norm2, BLT__KIND_NORM, 1, h, at,
            "post_attention_layernorm", meta, "ffn_norm");
    }
}

static void
add_cross(list *l, blt__cross_w *w, int n, const blt_part *p,
          const char *prefix, const char *meta_prefix)
{
    size_t h = (size_t)p->hidden;
    size_t kv = h / (size_t)p->heads * (size_t)p->kv_heads;
    char at[64], meta[64];

    for (int i = 0; i < n; i++, w++) {
        snprintf(at, sizeof at, "%scross_attn_layers.%d.", prefix, i);
        snprintf(meta, sizeof meta, "%scross_attn_layers.%d.", meta_prefix,
                 i);
        add(l, &w->q, BLT__KIND_MATRIX, h, h, at, "q_proj", meta, "wq");
        add(l, &w->k, BLT__KIND_MATRIX, kv, h, at, "k_proj", meta, "wk");
        add(l, &w->v, BLT__KIND_MATRIX, kv, h, at, "v_proj", meta, "wv");
        add(l, &w->o, BLT__KIND_RESIDUAL, h, h, at, "o_proj", meta, "wo");
        add(l, &w->qnorm, BLT__KIND_NORM, 1, h, at, "q_norm", meta,
            "cross_attn_norm_q");
        add(l, &w->knorm, BLT__KIND_NORM, 1, h, at, "k_norm", meta,
            "cross_attn_norm_kv");
    }
}

static int
cross_count(const blt_part *p, int all)
{
    return all ? p->layers : 1;
}

static void
add_all(list *l, blt__weights *w, const blt_config *c)
{
    size_t h = (size_t)c->encoder.hidden, g = (size_t)c->global.hidden;
    size_t hp = (size_t)c->patcher.hidden, k = (size_t)c->cross_k;
    size_t rows = (size_t)c->hash_vocab * (size_t)c->hash_functions
        * (size_t)c->n_hash_sizes;
    const char *e = "local_encoder.", *d = "local_decoder.";
    const char *t = "global_transformer.", *p = "model.patcher.";
    const char *me = "model.local_encoder.", *md = "model.local_decoder.";
    const char *mt = "model.global_transformer.";

    l->patcher = 0;
    add(l, &w->encoder.embed, BLT__KIND_EMBED, BLT_VOCAB, h, me,
        "embed_tokens", e, "tok_embeddings");
    add_layers(l, w->encoder.layer, &c->encoder, me, e);
    add(l, &w->encoder.proj, BLT__KIND_MATRIX, k * h, h, me,
        "patch_embedding_projection", e, "patch_embedding_projection");
    add_cross(l, w->encoder.cross,
              cross_count(&c->encoder, c->encoder_cross_all), &c->encoder,
              me, e);
    add(l, &w->encoder.hash, BLT__KIND_EMBED, rows, h, "model.",
        "encoder_hash_tok_embedding", "", "");
    add_layers(l, w->global.layer, &c->global, mt, t);
    if (k * h != g)
        add(l, &w->global.proj, BLT__KIND_MATRIX, g, k * h, mt,
            "token_embedding_projection", t, "token_embedding_projection");
    add_layers(l, w->decoder.layer, &c->decoder, md, d);
    add(l, &w->decoder.proj, BLT__KIND_MATRIX, k * h, g, md,
        "patch_embedding_projection", d, "patch_embedding_projection");
    add_cross(l, w->decoder.cross,
              cross_count(&c->decoder, c->decoder_cross_all), &c->decoder,
              md, d);
    add(l, &w->decoder.norm, BLT__KIND_NORM, 1, h, md, "norm", d, "norm");
    if (c->has_patcher) {
        l->patcher = 1;
        add(l, &w->patcher.embed, BLT__KIND_EMBED, BLT_VOCAB, hp, p,
            "embed_tokens", "", "tok_embeddings");
        add_layers(l, w->patcher.layer, &c->patcher, p, "");
        add(l, &w->patcher.norm, BLT__KIND_NORM, 1, hp, p, "norm", "",
            "norm");
        add(l, &w->patcher.head, BLT__KIND_HEAD, BLT_VOCAB, hp, p,
            "lm_head", "", "output");
        l->patcher = 0;
    }
    add(l, &w->decoder.head, BLT__KIND_HEAD, BLT_VOCAB, h, "", "lm_head",
        d, "output");
}

blt_status
blt__weights_layout(blt__weights *w, blt__tensor **table, size_t *count,
                    const blt_config *c, blt_error *err)
{
    size_t np = c->has_patcher ? (size_t)c->patcher.layers : 0;
    size_t ne = (size_t)c->encoder.layers, ng = (size_t)c->global.layers;
    size_t nd = (size_t)c->decoder.layers;
    size_t xe = (size_t)cross_count(&c->encoder, c->encoder_cross_all);
    size_t xd = (size_t)cross_count(&c->decoder, c->decoder_cross_all);
    list l = { 0 };
    struct own *own;

    memset(w, 0, sizeof *w);
    *table = NULL;
    *count = 0;
    own = blt__alloc(1, sizeof *own);
    if (own == NULL)
        return blt__fail_memory(err, "weights");
    w->own = own;
    own->layer = blt__alloc(np + ne + ng + nd, sizeof own->layer[0]);
    own->cross = blt__alloc(xe + xd, sizeof own->cross[0]);
    if (own->layer == NULL || own->cross == NULL)
        goto memory;
    w->patcher.layer = own->layer;
    w->encoder.layer = own->layer + np;
    w->global.layer = own->layer + np + ne;
    w->decoder.layer = own->layer + np + ne + ng;
    w->encoder.cross = own->cross;
    w->decoder.cross = own->cross + xe;

    add_all(&l, w, c);              /* counts */
    l.t = blt__alloc(l.n, sizeof l.t[0]);
    if (l.t == NULL)
        goto memory;
    *count = l.n;
    l.n = 0;
    add_all(&l, w, c);
    assert(l.n == *count);
    *table = l.t;
    return BLT_OK;
memory:
    blt__weights_free(w);
    return blt__fail_memory(err, "weights");
}

void
blt__weights_view(blt__weights *w, const blt__weights *from,
                  const blt_config *c)
{
    blt__weights arrays = *w;
    size_t layer = sizeof(blt__layer_w), cross = sizeof(blt__cross_w);

    *w = *from;
    w->own = arrays.own;
    w->patcher.layer = arrays.patcher.layer;
    w->encoder.layer = arrays.encoder.layer;
    w->global.layer = arrays.global.layer;
    w->decoder.layer = arrays.decoder.layer;
    w->encoder.cross = arrays.encoder.cross;
    w->decoder.cross = arrays.decoder.cross;
    if (c->has_patcher)
        memcpy(w->patcher.layer, from->patcher.layer,
               (size_t)c->patcher.layers * layer);
    memcpy(w->encoder.layer, from->encoder.layer,
           (size_t)c->encoder.layers * layer);
    memcpy(w->global.layer, from->global.layer,
           (size_t)c->global.layers * layer);
    memcpy(w->decoder.layer, from->decoder.layer,
           (size_t)c->decoder.layers * layer);
    memcpy(w->encoder.cross, from->encoder.cross,
           (size_t)cross_count(&c->encoder, c->encoder_cross_all) * cross);
    memcpy(w->decoder.cross, from->decoder.cross,
           (size_t)cross_count(&c->decoder, c->decoder_cross_all) * cross);
}

void
blt__weights_free(blt__weights *w)
{
    struct own *own = w->own;

    if (own != NULL) {
        free(own->layer);
        free(own->cross);
        free(own);
    }
    memset(w, 0, sizeof *w);
}
