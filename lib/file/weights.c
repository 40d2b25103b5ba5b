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

/* What the names of tensors begin with: Hugging Face's and Meta's. */
typedef struct prefix {
    char hf[64], meta[64];
} prefix;

/* The table as it grows; t is NULL while tensors are only counted. */
typedef struct table_list {
    blt__tensor *t;
    size_t n;
    int patcher;
    const prefix *at;           /* of the next tensors */
} table_list;

/* meta: "": the tensor has no name of its own in Meta's files. */
static void
add(table_list *l, blt__mat *m, blt__tensor_kind kind, size_t rows,
    size_t cols, const char *name, const char *meta)
{
    blt__tensor *t;

    if (l->t == NULL) {
        l->n++;
        return;
    }
    t = &l->t[l->n++];
    snprintf(t->name, sizeof t->name, "%s%s.weight", l->at->hf, name);
    if (*meta != '\0')
        snprintf(t->meta, sizeof t->meta, "%s%s.weight", l->at->meta, meta);
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

/* The prefix of element i of a list in a part. */
static prefix
element(const prefix *part, const char *list, int i)
{
    prefix p;

    snprintf(p.hf, sizeof p.hf, "%.30s%.20s.%d.", part->hf, list, i);
    snprintf(p.meta, sizeof p.meta, "%.30s%.20s.%d.", part->meta, list, i);
    return p;
}

static void
add_layers(table_list *l, blt__layer_w *w, const blt_part *p,
           const prefix *part)
{
    size_t h = (size_t)p->hidden, i = (size_t)p->inner;
    size_t kv = h / (size_t)p->heads * (size_t)p->kv_heads;

    for (int n = 0; n < p->layers; n++, w++) {
        const prefix at = element(part, "layers", n);

        l->at = &at;
        add(l, &w->q, BLT__KIND_MATRIX, h, h, "self_attn.q_proj",
            "attention.wq");
        add(l, &w->k, BLT__KIND_MATRIX, kv, h, "self_attn.k_proj",
            "attention.wk");
        add(l, &w->v, BLT__KIND_MATRIX, kv, h, "self_attn.v_proj",
            "attention.wv");
        add(l, &w->o, BLT__KIND_RESIDUAL, h, h, "self_attn.o_proj",
            "attention.wo");
        add(l, &w->gate, BLT__KIND_MATRIX, i, h, "mlp.gate_proj",
            "feed_forward.w1");
        add(l, &w->up, BLT__KIND_MATRIX, i, h, "mlp.up_proj",
            "feed_forward.w3");
        add(l, &w->down, BLT__KIND_RESIDUAL, h, i, "mlp.down_proj",
            "feed_forward.w2");
        add(l, &w->norm1, BLT__KIND_NORM, 1, h, "input_layernorm",
            "attention_norm");
        add(l, &w->norm2, BLT__KIND_NORM, 1, h, "post_attention_layernorm",
            "ffn_norm");
    }
    l->at = part;
}

static void
add_cross(table_list *l, blt__cross_w *w, size_t n, const blt_part *p,
          const prefix *part)
{
    size_t h = (size_t)p->hidden;
    size_t kv = h / (size_t)p->heads * (size_t)p->kv_heads;

    for (size_t i = 0; i < n; i++, w++) {
        const prefix at = element(part, "cross_attn_layers", (int)i);

        l->at = &at;
        add(l, &w->q, BLT__KIND_MATRIX, h, h, "q_proj", "wq");
        add(l, &w->k, BLT__KIND_MATRIX, kv, h, "k_proj", "wk");
        add(l, &w->v, BLT__KIND_MATRIX, kv, h, "v_proj", "wv");
        add(l, &w->o, BLT__KIND_RESIDUAL, h, h, "o_proj", "wo");
        add(l, &w->qnorm, BLT__KIND_NORM, 1, h, "q_norm",
            "cross_attn_norm_q");
        add(l, &w->knorm, BLT__KIND_NORM, 1, h, "k_norm",
            "cross_attn_norm_kv");
    }
    l->at = part;
}

static size_t
cross_count(const blt_config *c, const blt_part *p, int all)
{
    return c->patcher_only ? 0 : all ? (size_t)p->layers : 1;
}

static void
add_encoder(table_list *l, blt__weights *w, const blt_config *c)
{
    static const prefix part = { "model.local_encoder.", "local_encoder." };
    static const prefix hash = { "model.", "" };
    size_t h = (size_t)c->encoder.hidden, k = (size_t)c->cross_k;
    size_t rows = (size_t)c->hash_vocab * (size_t)c->hash_functions
        * (size_t)c->n_hash_sizes;

    l->at = &part;
    add(l, &w->encoder.embed, BLT__KIND_EMBED, BLT_VOCAB, h, "embed_tokens",
        "tok_embeddings");
    add_layers(l, w->encoder.layer, &c->encoder, &part);
    add(l, &w->encoder.proj, BLT__KIND_MATRIX, k * h, h,
        "patch_embedding_projection", "patch_embedding_projection");
    add_cross(l, w->encoder.cross,
              cross_count(c, &c->encoder, c->encoder_cross_all),
              &c->encoder, &part);
    l->at = &hash;
    add(l, &w->encoder.hash, BLT__KIND_EMBED, rows, h,
        "encoder_hash_tok_embedding", "");
}

static void
add_global(table_list *l, blt__weights *w, const blt_config *c)
{
    static const prefix part = { "model.global_transformer.",
                                 "global_transformer." };
    size_t h = (size_t)c->encoder.hidden, g = (size_t)c->global.hidden;
    size_t k = (size_t)c->cross_k;

    add_layers(l, w->global.layer, &c->global, &part);
    if (k * h != g)
        add(l, &w->global.proj, BLT__KIND_MATRIX, g, k * h,
            "token_embedding_projection", "token_embedding_projection");
}

static void
add_decoder(table_list *l, blt__weights *w, const blt_config *c)
{
    static const prefix part = { "model.local_decoder.", "local_decoder." };
    size_t h = (size_t)c->encoder.hidden, g = (size_t)c->global.hidden;
    size_t k = (size_t)c->cross_k;

    add_layers(l, w->decoder.layer, &c->decoder, &part);
    add(l, &w->decoder.proj, BLT__KIND_MATRIX, k * h, g,
        "patch_embedding_projection", "patch_embedding_projection");
    add_cross(l, w->decoder.cross,
              cross_count(c, &c->decoder, c->decoder_cross_all),
              &c->decoder, &part);
    add(l, &w->decoder.norm, BLT__KIND_NORM, 1, h, "norm", "norm");
}

static void
add_patcher(table_list *l, blt__weights *w, const blt_config *c)
{
    static const prefix part = { "model.patcher.", "" };
    size_t h = (size_t)c->patcher.hidden;

    l->patcher = 1;
    l->at = &part;
    add(l, &w->patcher.embed, BLT__KIND_EMBED, BLT_VOCAB, h, "embed_tokens",
        "tok_embeddings");
    add_layers(l, w->patcher.layer, &c->patcher, &part);
    add(l, &w->patcher.norm, BLT__KIND_NORM, 1, h, "norm", "norm");
    add(l, &w->patcher.head, BLT__KIND_HEAD, BLT_VOCAB, h, "lm_head",
        "output");
    l->patcher = 0;
}

/* In the order of the files. */
static void
add_all(table_list *l, blt__weights *w, const blt_config *c)
{
    static const prefix head = { "", "local_decoder." };

    l->patcher = 0;
    if (!c->patcher_only) {
        add_encoder(l, w, c);
        add_global(l, w, c);
        add_decoder(l, w, c);
    }
    if (c->has_patcher)
        add_patcher(l, w, c);
    if (c->patcher_only || c->no_head)
        return;
    l->at = &head;
    add(l, &w->decoder.head, BLT__KIND_HEAD, BLT_VOCAB,
        (size_t)c->encoder.hidden, "lm_head", "output");
}

blt_status
blt__weights_layout(blt__weights *w, blt__tensor **table, size_t *count,
                    const blt_config *c, blt_error *err)
{
    size_t np = c->has_patcher ? (size_t)c->patcher.layers : 0;
    size_t ne = (size_t)c->encoder.layers, ng = (size_t)c->global.layers;
    size_t nd = (size_t)c->decoder.layers;
    size_t xe = cross_count(c, &c->encoder, c->encoder_cross_all);
    size_t xd = cross_count(c, &c->decoder, c->decoder_cross_all);
    table_list l = { 0 };
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
           cross_count(c, &c->encoder, c->encoder_cross_all) * cross);
    memcpy(w->decoder.cross, from->decoder.cross,
           cross_count(c, &c->decoder, c->decoder_cross_all) * cross);
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
