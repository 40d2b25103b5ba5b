/* Feeds one piece of text through the model, in the order of the data:
 * entropies, boundaries, encoder, closed patches, global transformer,
 * decoder, logits.                                         [MODEL.md 5, 6] */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "latent/session.h"

/* ---- room ------------------------------------------------------------------------ */

static int
again(void *pp, size_t n, size_t size)
{
    void **p = pp;

    free(*p);
    *p = blt__alloc(n, size);
    return *p != NULL;
}

static int
work_room(struct blt__work *w, const blt_config *c, size_t n)
{
    const size_t h = (size_t)c->encoder.hidden, k = (size_t)c->cross_k,
                 g = (size_t)c->global.hidden, kh = k * h;

    if (n <= w->cap)
        return 1;
    w->cap = 0;
    if (!again(&w->ids, blt__hash_reach(c) + n, sizeof *w->ids)
        || !again(&w->hash, n * blt__hash_tables(c) + 1, sizeof *w->hash)
        || !again(&w->start, n, sizeof *w->start)
        || !again(&w->patch_start, n, sizeof *w->patch_start)
        || !again(&w->entropy, n, sizeof *w->entropy)
        || !again(&w->closed, n, 1)
        || !again(&w->x, n * h, sizeof *w->x)
        || !again(&w->enc, n * h, sizeof *w->enc)
        || !again(&w->pooled, n * h, sizeof *w->pooled)
        || !again(&w->query, n * kh, sizeof *w->query)
        || !again(&w->patch, n * kh, sizeof *w->patch)
        || !again(&w->gin, n * (kh > g ? kh : g), sizeof *w->gin)
        || !again(&w->global, n * g, sizeof *w->global)
        || !again(&w->context, n * kh, sizeof *w->context)
        || !again(&w->qn, n * kh, sizeof *w->qn)
        || !again(&w->q, n * kh, sizeof *w->q)
        || !again(&w->att, n * kh, sizeof *w->att)
        || !again(&w->kn, n * kh, sizeof *w->kn)
        || !again(&w->lo, n * k, sizeof *w->lo)
        || !again(&w->hi, n * k, sizeof *w->hi)
        || !again(&w->logits, BLT_VOCAB, sizeof *w->logits))
        return 0;
    w->cap = n;
    return 1;
}

/* Probabilities: the patches' rows in the encoder, k a byte in the decoder. */
static int
prob_room(struct blt__work *w, const blt_config *c, size_t rows)
{
    size_t heads = (size_t)(c->encoder.heads > c->decoder.heads
                            ? c->encoder.heads : c->decoder.heads);
    size_t want;

    if (!blt__size_mul(&want, rows, heads * (size_t)c->cross_k))
        return 0;
    if (want <= w->prob_cap)
        return 1;
    w->prob_cap = 0;
    want += want / 2;
    if (!again(&w->prob, want, sizeof *w->prob))
        return 0;
    w->prob_cap = want;
    return 1;
}

static int
grow(float **p, size_t want)
{
    float *q = realloc(*p, want * sizeof *q);

    if (q == NULL)
        return 0;
    *p = q;
    return 1;
}

static int
open_room(blt_session *s, size_t n)
{
    const size_t kv = blt__part_kv(&s->plan->c.encoder);
    size_t want = (size_t)s->open + n, bytes;

    if (want <= s->open_cap)
        return 1;
    want += want / 2;
    if (!blt__size_mul(&bytes, want, kv * sizeof(float))
        || !grow(&s->open_k, want * kv)
        || !grow(&s->open_v, want * kv))
        return 0;
    s->open_cap = want;
    return 1;
}

/* Room for the context of the patches that close in this piece, after the one
 * carried over from the previous piece. */
static int
context_room(blt_session *s, size_t n)
{
    const size_t ck = (size_t)s->plan->c.cross_k
        * blt__part_kv(&s->plan->c.decoder);
    const size_t layers = (size_t)s->crosses;
    float *k, *v;

    if (s->ctx_k != NULL && n <= s->ctx_cap)
        return 1;
    k = blt__alloc(layers * (1 + n) * ck, sizeof *k);
    v = blt__alloc(layers * (1 + n) * ck, sizeof *v);
    if (k == NULL || v == NULL) {
        free(k);
        free(v);
        return 0;
    }
    for (size_t l = 0; s->ctx_k != NULL && l < layers; l++) {
        size_t to = l * (1 + n) * ck, at = l * (1 + s->ctx_cap) * ck;

        memcpy(k + to, s->ctx_k + at, ck * sizeof *k);
        memcpy(v + to, s->ctx_v + at, ck * sizeof *v);
    }
    free(s->ctx_k);
    free(s->ctx_v);
    s->ctx_k = k;
    s->ctx_v = v;
    s->ctx_cap = n;
    return 1;
}

blt_status
blt__session_room(blt_session *s, size_t n, blt_error *err)
{
    if (!work_room(&s->work, &s->plan->c, n) || !open_room(s, n)
        || !prob_room(&s->work, &s->plan->c, (size_t)s->open + n)
        || !context_room(s, n))
        return blt__fail_memory(err, "session");
    return BLT_OK;
}

/* ---- boundaries ------------------------------------------------------------------ */

/* First position of each row's document; a document ends after its EOS. */
static void
document_starts(const blt_session *s, int64_t *start, const int32_t *ids,
                size_t n)
{
    int64_t at = s->token_start;

    for (size_t i = 0; i < n; i++) {
        start[i] = at;
        if (s->plan->cuts && ids[i] == BLT_ID_EOS)
            at = s->tokens + (int64_t)i + 1;
    }
}

/* The first token of a text always closes its patch.  [MODEL.md 4.1] */
static void
find_closed(blt_session *s, const int32_t *ids, size_t n,
            const uint8_t *close, int keep_open)
{
    struct blt__work *w = &s->work;

    for (size_t i = 0; i < n; i++) {
        int closes = blt_cutter_push(&s->cutter, ids[i], w->entropy[i]);

        if (close != NULL)
            closes = close[i] != 0;
        if (s->tokens + (int64_t)i == 0)
            closes = 1;
        else if (keep_open && i == n - 1)
            closes = 0;
        w->closed[i] = (uint8_t)closes;
    }
}

/* ---- encoder ---------------------------------------------------------------------- */

struct rows {
    blt_session *s;
    const blt__cross_w *cross;
    const float *x;             /* rows in */
    float *y, *k, *v;           /* rows out */
    const float *ck, *cv;       /* keys and values of the context */
    const blt_part *part;
    int queries;                /* rows that share one range of bytes; 0:
                                   every row sees cross_k rows */
};

/* Exact products for a part's account; with the pool where rows are few. */
static blt__how
exact(blt_session *s, int part, blt_pool *pool)
{
    return (blt__how){ BLT__EXACT, pool, &s->count[part] };
}

static blt_status
encode(blt_session *s, const int32_t *ids, size_t n, blt_error *err)
{
    const struct blt__plan *p = s->plan;
    const size_t reach = blt__hash_reach(&p->c),
                 h = (size_t)p->c.encoder.hidden;
    struct blt__work *w = &s->work;
    blt_status st = blt__stack_begin(&s->encoder, w->start, n, err);

    if (st != BLT_OK)
        return st;
    memcpy(w->ids, s->history, reach * sizeof *w->ids);
    memcpy(w->ids + reach, ids, n * sizeof *w->ids);
    memcpy(s->history, w->ids + n, reach * sizeof *w->ids);
    blt__hash_rows(w->hash, w->ids + reach, n, &p->c);
    blt__embed_fwd(w->enc, w->hash, ids, n, &p->c, &p->w->encoder.embed,
                   &p->w->encoder.hash);
    blt__tap_call(&s->tap, "enc_embeds", -1, w->enc, n, h);
    for (int l = 0; l < p->c.encoder.layers; l++) {
        blt__stack_layer(&s->encoder, l, w->enc, n);
        blt__tap_call(&s->tap, "local_encoder.layers", l, w->enc, n, h);
    }
    blt__stack_end(&s->encoder, n);
    blt__tap_call(&s->tap, "enc_hidden", -1, w->enc, n, h);
    return BLT_OK;
}

/* Keys and values of bytes (or of context vectors) for a cross-attention. */
static void
key_rows(void *arg, size_t first, size_t rows, int worker)
{
    struct rows *r = arg;
    const size_t d = (size_t)r->part->hidden, kv = blt__part_kv(r->part);
    blt__cross_acts a = { .kn = r->s->work.kn + first * d,
                          .k = r->k + first * kv, .v = r->v + first * kv };

    (void)worker;
    blt__cross_keys(&a, r->cross, r->x + first * d, r->part->eps, rows,
                    exact(r->s, BLT__N_CROSS, NULL));
}

static void
cross_rows(void *arg, size_t first, size_t rows, int worker)
{
    struct rows *r = arg;
    struct blt__work *w = &r->s->work;
    const size_t d = (size_t)r->part->hidden, q = (size_t)r->queries,
                 lo = w->lo[first], len = w->hi[first] - lo;
    /* Ranges are disjoint and ascending in the encoder, all of one length
     * in the decoder: either way this is where the row's part begins. */
    size_t at = q > 0 ? q * lo + first % q * len : first * len;
    blt__cross_acts a = { .qn = w->qn + first * d, .q = w->q + first * d,
                          .k = (float *)r->ck, .v = (float *)r->cv,
                          .att = w->att + first * d,
                          .prob = w->prob + (size_t)r->part->heads * at };

    (void)worker;
    blt__cross_fwd(r->y + first * d, &a, r->cross, r->x + first * d,
                   w->lo + first, w->hi + first, r->part, rows,
                   exact(r->s, BLT__N_CROSS, NULL));
}

/* Running maxima, the rows that patches will look back at, and the ranges of
 * the patches that close.  Returns how many do. */
static size_t
pool_patches(blt_session *s, size_t n)
{
    const blt_config *c = &s->plan->c;
    const size_t h = (size_t)c->encoder.hidden, k = (size_t)c->cross_k;
    struct blt__work *w = &s->work;
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

/* After the closed patches were read: only the open one's rows stay. */
static void
keep_open_rows(blt_session *s, size_t rows)
{
    const size_t kv = blt__part_kv(&s->plan->c.encoder),
                 from = rows - (size_t)s->open;

    if (from == 0)
        return;
    memmove(s->open_k, s->open_k + from * kv,
            (size_t)s->open * kv * sizeof *s->open_k);
    memmove(s->open_v, s->open_v + from * kv,
            (size_t)s->open * kv * sizeof *s->open_v);
}

/* ---- patches ------------------------------------------------------------------------ */

/* pooled [patches, H] with their ranges -> patch [patches, k*H].  Only the
 * last layer's cross-attention counts: Hugging Face's port pools again after
 * each layer.  [MODEL.md 5.3] */
static void
patch_vectors(blt_session *s, size_t patches)
{
    const struct blt__plan *p = s->plan;
    const blt_config *c = &p->c;
    struct blt__work *w = &s->work;
    const size_t k = (size_t)c->cross_k, h = (size_t)c->encoder.hidden;
    int at = c->encoder_cross_all ? c->encoder.layers - 1 : 0;
    struct rows r = { .s = s, .cross = &p->w->encoder.cross[at],
                      .x = w->query, .y = w->patch, .ck = s->open_k,
                      .cv = s->open_v, .part = &c->encoder,
                      .queries = (int)k };

    blt__linear_fwd(w->query, w->pooled, &p->w->encoder.proj, patches,
                    exact(s, BLT__N_CROSS, p->opt.pool));
    blt__rows_run(p->opt.pool, patches * k, cross_rows, &r);
    blt__tap_call(&s->tap, "patch_embeds", -1, w->patch, patches * k, h);
}

/* patch [patches, k*H] -> global [patches, G]. */
static blt_status
global_vectors(blt_session *s, size_t patches, blt_error *err)
{
    const struct blt__plan *p = s->plan;
    const blt_config *c = &p->c;
    struct blt__work *w = &s->work;
    const size_t g = (size_t)c->global.hidden,
                 kh = (size_t)(c->cross_k * c->encoder.hidden);
    blt_status st = blt__stack_begin(&s->global, w->patch_start, patches,
                                     err);

    if (st != BLT_OK)
        return st;
    if (p->w->global.proj.rows != 0)
        blt__linear_fwd(w->global, w->patch, &p->w->global.proj, patches,
                        exact(s, BLT__N_GLOBAL, p->opt.pool));
    else
        memcpy(w->global, w->patch, patches * kh * sizeof *w->patch);
    blt__tap_call(&s->tap, "global_in", -1, w->global, patches, g);
    for (int l = 0; l < c->global.layers; l++) {
        blt__stack_layer(&s->global, l, w->global, patches);
        blt__tap_call(&s->tap, "global_transformer.layers", l, w->global,
                      patches, g);
    }
    blt__stack_end(&s->global, patches);
    blt__tap_call(&s->tap, "global_out", -1, w->global, patches, g);
    return BLT_OK;
}

/* Where each closed patch's document begins, in patches: a patch that holds
 * an EOS is the last of its document.  [MODEL.md 5.4] */
static void
patch_starts(blt_session *s, const int32_t *ids, size_t n)
{
    int64_t *start = s->work.patch_start;
    size_t p = 0;

    for (size_t i = 0; i < n; i++) {
        s->open_eos |= s->plan->cuts && ids[i] == BLT_ID_EOS;
        if (!s->work.closed[i])
            continue;
        start[p] = s->patch_start;
        if (s->open_eos)
            s->patch_start = s->patches + (int64_t)p + 1;
        s->open_eos = 0;
        p++;
    }
}

/* ---- decoder ------------------------------------------------------------------------- */

/* global [patches, G] -> keys and values of their k vectors, a layer. */
static void
contexts(blt_session *s, size_t patches)
{
    const struct blt__plan *p = s->plan;
    const blt_config *c = &p->c;
    struct blt__work *w = &s->work;
    const size_t k = (size_t)c->cross_k, kv = blt__part_kv(&c->decoder);
    struct rows r = { .s = s, .x = w->context, .part = &c->decoder };

    blt__linear_fwd(w->context, w->global, &p->w->decoder.proj, patches,
                    exact(s, BLT__N_CROSS, p->opt.pool));
    for (int l = 0; l < s->crosses; l++) {
        size_t at = ((size_t)l * (1 + s->ctx_cap) + 1) * k * kv;

        r.cross = &p->w->decoder.cross[l];
        r.k = s->ctx_k + at;
        r.v = s->ctx_v + at;
        blt__rows_run(p->opt.pool, patches * k, key_rows, &r);
    }
}

/* The latest closed patch is what the next piece begins with. */
static void
carry_context(blt_session *s, size_t patches)
{
    const size_t ck = (size_t)s->plan->c.cross_k
        * blt__part_kv(&s->plan->c.decoder);

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
    const struct blt__plan *p = s->plan;
    const size_t d = (size_t)p->c.decoder.hidden;
    float *t = s->work.qn + first * d;

    (void)worker;
    blt__kern_get()->norm(t, NULL, s->work.x + first * d,
                          p->w->decoder.norm.p, p->c.decoder.eps, rows, d);
    if (h->logits != NULL)
        blt__linear_fwd(h->logits + first * BLT_VOCAB, t,
                        &p->w->decoder.head, rows,
                        exact(s, BLT__N_HEAD, NULL));
}

static blt_status
decode(blt_session *s, size_t n, blt_feed *out, blt_error *err)
{
    const struct blt__plan *p = s->plan;
    const blt_config *c = &p->c;
    struct blt__work *w = &s->work;
    const size_t k = (size_t)c->cross_k, d = (size_t)c->decoder.hidden,
                 kv = blt__part_kv(&c->decoder);
    struct rows r = { .s = s, .x = w->x, .y = w->query,
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
            blt__rows_run(p->opt.pool, n, cross_rows, &r);
            memcpy(w->x, w->query, n * d * sizeof *w->x);
            blt__tap_call(&s->tap, "local_decoder.cross_attn_layers", l, w->x,
                          n, d);
        }
        blt__stack_layer(&s->decoder, l, w->x, n);
        blt__tap_call(&s->tap, "local_decoder.layers", l, w->x, n, d);
    }
    blt__stack_end(&s->decoder, n);
    blt__rows_run(p->opt.pool, n, head_rows, &head);
    blt__tap_call(&s->tap, "dec_hidden", -1, w->qn, n, d);
    if (out->last_logits != NULL)
        blt__linear_fwd(out->last_logits, w->qn + (n - 1) * d,
                        &p->w->decoder.head, 1,
                        exact(s, BLT__N_HEAD, NULL));
    return BLT_OK;
}

/* ---- the piece -------------------------------------------------------------------------- */

static void
copy_out(float *to, const float *from, size_t n)
{
    if (to != NULL)
        memcpy(to, from, n * sizeof *to);
}

/* Patches that have closed, as far as the session's depth goes. */
static blt_status
through_global(blt_session *s, size_t patches, blt_feed *out, blt_error *err)
{
    const blt_config *c = &s->plan->c;
    const size_t kh = (size_t)(c->cross_k * c->encoder.hidden),
                 g = (size_t)c->global.hidden;
    blt_status st;

    patch_vectors(s, patches);
    copy_out(out->patch_embed, s->work.patch, patches * kh);
    if (s->plan->opt.depth < BLT_DEPTH_GLOBAL)
        return BLT_OK;
    st = global_vectors(s, patches, err);
    if (st == BLT_OK)
        copy_out(out->global_out, s->work.global, patches * g);
    return st;
}

blt_status
blt__session_piece(blt_session *s, const int32_t *ids, size_t n,
                   const uint8_t *close, blt_feed *out, int keep_open,
                   blt_error *err)
{
    const struct blt__plan *p = s->plan;
    const blt_config *c = &p->c;
    struct blt__work *w = &s->work;
    const size_t h = (size_t)c->encoder.hidden,
                 kv = blt__part_kv(&c->encoder);
    const size_t rows = (size_t)s->open + n;
    struct rows keys = { .s = s, .part = &c->encoder };
    size_t patches;
    int at = c->encoder_cross_all ? c->encoder.layers - 1 : 0;
    blt_status st = blt__session_room(s, n, err);

    if (st != BLT_OK)
        return st;
    document_starts(s, w->start, ids, n);
    if (p->use_patcher)
        st = blt__entropy_feed(&s->entropy, w->entropy, ids, w->start, n,
                               &s->tap, err);
    if (st != BLT_OK)
        return st;
    copy_out(out->entropy, w->entropy, n);
    copy_out(out->patcher_logits, s->entropy.logits, n * BLT_VOCAB);
    find_closed(s, ids, n, close, keep_open);
    if (out->closed != NULL)
        memcpy(out->closed, w->closed, n);

    if (p->opt.depth > BLT_DEPTH_ENTROPY) {
        st = encode(s, ids, n, err);
        if (st != BLT_OK)
            return st;
        copy_out(out->enc_hidden, w->enc, n * h);
        keys.cross = &p->w->encoder.cross[at];
        keys.x = w->enc;
        keys.k = s->open_k + (size_t)s->open * kv;
        keys.v = s->open_v + (size_t)s->open * kv;
        blt__rows_run(p->opt.pool, n, key_rows, &keys);
        patches = pool_patches(s, n);
        patch_starts(s, ids, n);
        if (patches > 0)
            st = through_global(s, patches, out, err);
        if (st != BLT_OK)
            return st;
        keep_open_rows(s, rows);
        if (p->opt.depth == BLT_DEPTH_FULL) {
            if (patches > 0)
                contexts(s, patches);
            st = decode(s, n, out, err);
            if (st != BLT_OK)
                return st;
            carry_context(s, patches);
        }
    } else {
        patches = 0;
        for (size_t i = 0; i < n; i++) {
            s->open = w->closed[i] ? 0 : s->open + 1;
            patches += w->closed[i];
        }
    }
    s->tokens += (int64_t)n;
    s->patches += (int64_t)patches;
    s->token_start = n > 0 && p->cuts && ids[n - 1] == BLT_ID_EOS
        ? s->tokens : w->start[n - 1];
    out->patches = patches;
    return BLT_OK;
}

blt_status
blt__session_close(blt_session *s, float *patch_embed, float *global_out,
                   blt_error *err)
{
    const blt_config *c = &s->plan->c;
    struct blt__work *w = &s->work;
    blt_feed out = BLT_FEED_INIT;

    out.patch_embed = patch_embed;
    out.global_out = global_out;
    memcpy(w->pooled, s->open_max,
           (size_t)c->encoder.hidden * sizeof *w->pooled);
    for (int j = 0; j < c->cross_k; j++) {
        w->lo[j] = 0;
        w->hi[j] = (uint32_t)s->open;
    }
    w->patch_start[0] = s->patch_start;
    return through_global(s, 1, &out, err);
}
