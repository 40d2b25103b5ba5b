/* Sessions: new, copy, feed, reset, free. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "latent/session.h"

static void
plan_release(struct blt__plan *p)
{
    if (p == NULL || atomic_fetch_sub(&p->refs, 1) != 1)
        return;
    blt__rope_free(&p->patcher);
    blt__rope_free(&p->encoder);
    blt__rope_free(&p->global);
    blt__rope_free(&p->decoder);
    free(p);
}

static blt_status
part_rope(blt__rope *r, const blt_part *p, blt_error *err)
{
    return blt__rope_init(r, (size_t)(p->hidden / p->heads), p->theta, err);
}

static blt_status
plan_new(struct blt__plan **out, const blt_model *m,
         const blt_session_options *opt, blt_error *err)
{
    struct blt__plan *p = calloc(1, sizeof *p);
    blt_status st;

    *out = p;
    if (p == NULL)
        return blt__fail_memory(err, "session");
    atomic_store(&p->refs, 1);
    p->c = *blt_model_config(m);
    p->w = blt__model_weights(m);
    p->model = m;
    p->opt = *opt;
    p->opt.patch = NULL;
    p->patch = blt__config_patch(&p->c);
    if (opt->patch != NULL) {
        static const blt_patch_options usual = BLT_PATCH_OPTIONS_INIT;

        st = blt__options_read(&p->patch, &usual, opt->patch,
                               "BLT_PATCH_OPTIONS_INIT", err);
        if (st != BLT_OK)
            return st;
    }
    p->cuts = opt->window != BLT_WINDOW_NONE;
    p->use_patcher = opt->depth == BLT_DEPTH_ENTROPY
        || blt_scheme_needs_entropy(p->patch.scheme);
    if (p->use_patcher && !p->c.has_patcher)
        return blt__fail(err, BLT_EINVAL, "%s: the model has no entropy"
                         " model", blt_model_name(m));
    st = part_rope(&p->encoder, &p->c.encoder, err);
    if (st == BLT_OK && p->use_patcher)
        st = part_rope(&p->patcher, &p->c.patcher, err);
    if (st == BLT_OK)
        st = part_rope(&p->global, &p->c.global, err);
    if (st == BLT_OK)
        st = part_rope(&p->decoder, &p->c.decoder, err);
    return st;
}

static int64_t
window_of(const struct blt__plan *p, const blt_part *part)
{
    return p->opt.window == BLT_WINDOW_MODEL ? part->window : p->opt.window;
}

/* Each part's work goes to a count of this session's. */
static void
set_counts(blt_session *s)
{
    s->entropy.stack.count = &s->count[BLT__N_PATCHER];
    s->encoder.count = &s->count[BLT__N_ENCODER];
    s->global.count = &s->count[BLT__N_GLOBAL];
    s->decoder.count = &s->count[BLT__N_DECODER];
}

/* Memory that every session has, whatever it was fed. */
static blt_status
own_memory(blt_session *s, blt_error *err)
{
    const blt_config *c = &s->plan->c;

    s->crosses = c->decoder_cross_all ? c->decoder.layers : 1;
    s->history = blt__alloc(blt__hash_reach(c) + 1, sizeof *s->history);
    s->open_max = blt__alloc((size_t)c->encoder.hidden,
                             sizeof *s->open_max);
    if (s->history == NULL || s->open_max == NULL)
        return blt__fail_memory(err, "session");
    return BLT_OK;
}

static const char *const depth_name[] = {
    "ENTROPY", "ENCODER", "GLOBAL", "FULL"
};

static blt_status
check_options(const blt_model *m, const blt_session_options *o,
              blt_error *err)
{
    if (m == NULL)
        return blt__fail(err, BLT_EINVAL, "session: no model");
    if (o->window < BLT_WINDOW_NONE)
        return blt__fail(err, BLT_EINVAL, "session: window %lld: not -1 or"
                         " more", (long long)o->window);
    if ((unsigned)o->depth > BLT_DEPTH_FULL)
        return blt__fail(err, BLT_EINVAL, "session: no depth has the number"
                         " %d", (int)o->depth);
    return BLT_OK;
}

blt_status
blt_session_new(blt_session **out, const blt_model *m,
                const blt_session_options *given, blt_error *err)
{
    static const blt_session_options usual = BLT_SESSION_OPTIONS_INIT;
    blt_session_options o, *opt = &o;
    blt_session *s;
    struct blt__plan *p;
    blt_status st;

    *out = NULL;
    st = blt__options_read(&o, &usual, given, "BLT_SESSION_OPTIONS_INIT",
                           err);
    if (st == BLT_OK)
        st = check_options(m, &o, err);
    if (st != BLT_OK)
        return st;
    s = calloc(1, sizeof *s);
    if (s == NULL)
        return blt__fail_memory(err, "session");
    st = plan_new(&s->plan, m, opt, err);
    p = s->plan;
    if (st == BLT_OK)
        st = blt_cutter_init(&s->cutter, &p->patch, err);
    if (st == BLT_OK)
        st = own_memory(s, err);
    if (st == BLT_OK && p->use_patcher)
        st = blt__entropy_init(&s->entropy, &p->c, p->w, &p->patcher,
                               window_of(p, &p->c.patcher), opt->pool, err);
    if (st == BLT_OK)
        st = blt__stack_init(&s->encoder, &p->c.encoder, p->w->encoder.layer,
                             &p->encoder, window_of(p, &p->c.encoder),
                             opt->pool, err);
    /* The global part has no window but its own: a number of patches. */
    if (st == BLT_OK)
        st = blt__stack_init(&s->global, &p->c.global, p->w->global.layer,
                             &p->global, p->c.global.window, opt->pool, err);
    if (st == BLT_OK)
        st = blt__stack_init(&s->decoder, &p->c.decoder, p->w->decoder.layer,
                             &p->decoder, window_of(p, &p->c.decoder),
                             opt->pool, err);
    if (st != BLT_OK) {
        blt_session_free(s);
        return st;
    }
    set_counts(s);
    *out = s;
    return BLT_OK;
}

static void
work_free(struct blt__work *w)
{
    free(w->ids);
    free(w->hash);
    free(w->start);
    free(w->patch_start);
    free(w->entropy);
    free(w->closed);
    free(w->x);
    free(w->enc);
    free(w->pooled);
    free(w->query);
    free(w->patch);
    free(w->gin);
    free(w->global);
    free(w->context);
    free(w->qn);
    free(w->q);
    free(w->att);
    free(w->kn);
    free(w->prob);
    free(w->lo);
    free(w->hi);
    free(w->logits);
    memset(w, 0, sizeof *w);
}

void
blt_session_free(blt_session *s)
{
    if (s == NULL)
        return;
    blt__entropy_free(&s->entropy);
    blt__stack_free(&s->encoder);
    blt__stack_free(&s->global);
    blt__stack_free(&s->decoder);
    free(s->history);
    free(s->open_max);
    free(s->open_k);
    free(s->open_v);
    free(s->ctx_k);
    free(s->ctx_v);
    work_free(&s->work);
    plan_release(s->plan);
    free(s);
}

void
blt_session_reset(blt_session *s)
{
    const struct blt__plan *p = s->plan;

    blt__stack_reset(&s->entropy.stack);
    blt__stack_reset(&s->encoder);
    blt__stack_reset(&s->global);
    blt__stack_reset(&s->decoder);
    memset(s->history, 0, blt__hash_reach(&p->c) * sizeof *s->history);
    s->tokens = s->patches = s->token_start = s->patch_start = s->open = 0;
    s->open_eos = 0;
    for (int i = 0; i < BLT__NS; i++)
        atomic_store(&s->count[i].flops, 0);
    /* The options were accepted once. */
    if (blt_cutter_init(&s->cutter, &p->patch, NULL) != BLT_OK)
        abort();
}

blt_status
blt_session_copy(blt_session **copy, const blt_session *from, blt_error *err)
{
    const blt_config *c = &from->plan->c;
    const size_t kv = blt__part_kv(&c->encoder),
                 ck = (size_t)c->cross_k * blt__part_kv(&c->decoder);
    blt_session *s = calloc(1, sizeof *s);
    blt_status st = BLT_OK;

    *copy = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "session copy");
    s->plan = from->plan;
    atomic_fetch_add(&s->plan->refs, 1);
    s->cutter = from->cutter;
    s->tap = from->tap;
    if (s->plan->use_patcher)
        st = blt__entropy_copy(&s->entropy, &from->entropy, err);
    if (st == BLT_OK)
        st = blt__stack_copy(&s->encoder, &from->encoder, err);
    if (st == BLT_OK)
        st = blt__stack_copy(&s->global, &from->global, err);
    if (st == BLT_OK)
        st = blt__stack_copy(&s->decoder, &from->decoder, err);
    if (st == BLT_OK)
        st = own_memory(s, err);
    if (st == BLT_OK) {
        s->tokens = from->tokens;
        s->patches = from->patches;
        s->token_start = from->token_start;
        s->patch_start = from->patch_start;
        s->open_eos = from->open_eos;
        memcpy(s->history, from->history,
               blt__hash_reach(c) * sizeof *s->history);
        memcpy(s->open_max, from->open_max,
               (size_t)c->encoder.hidden * sizeof *s->open_max);
        s->open = from->open;
        st = blt__session_room(s, 1, err);
    }
    if (st != BLT_OK) {
        blt_session_free(s);
        return st;
    }
    if (s->open > 0) {
        memcpy(s->open_k, from->open_k,
               (size_t)s->open * kv * sizeof *s->open_k);
        memcpy(s->open_v, from->open_v,
               (size_t)s->open * kv * sizeof *s->open_v);
    }
    for (int l = 0; from->ctx_k != NULL && l < s->crosses; l++) {
        size_t to = (size_t)l * (1 + s->ctx_cap) * ck,
               at = (size_t)l * (1 + from->ctx_cap) * ck;

        memcpy(s->ctx_k + to, from->ctx_k + at, ck * sizeof *s->ctx_k);
        memcpy(s->ctx_v + to, from->ctx_v + at, ck * sizeof *s->ctx_v);
    }
    set_counts(s);
    *copy = s;
    return BLT_OK;
}

int64_t
blt_session_tokens(const blt_session *s)
{
    return s->tokens;
}

int64_t
blt_session_patches(const blt_session *s)
{
    return s->patches;
}

int64_t
blt_session_open_length(const blt_session *s)
{
    return s->open;
}

/* ---- feeding ------------------------------------------------------------------ */

/* The part of a feed that belongs to tokens done .. done + n - 1. */
static blt_feed
piece_of(const blt_feed *f, size_t done, const blt_config *c)
{
    const size_t h = (size_t)c->encoder.hidden, g = (size_t)c->global.hidden;
    blt_feed p = *f;

    if (p.close != NULL)
        p.close += done;
    if (p.entropy != NULL)
        p.entropy += done;
    if (p.patcher_logits != NULL)
        p.patcher_logits += done * BLT_VOCAB;
    if (p.closed != NULL)
        p.closed += done;
    if (p.enc_hidden != NULL)
        p.enc_hidden += done * h;
    if (p.patch_embed != NULL)
        p.patch_embed += f->patches * (size_t)c->cross_k * h;
    if (p.global_out != NULL)
        p.global_out += f->patches * g;
    if (p.logits != NULL)
        p.logits += done * BLT_VOCAB;
    p.patches = 0;
    return p;
}

static blt_status
feed_plain(blt_session *s, const int32_t *ids, size_t n, blt_feed *out,
           size_t done, int keep_open, blt_error *err)
{
    for (size_t at = done; at < n; at += BLT__PIECE) {
        size_t m = n - at < BLT__PIECE ? n - at : BLT__PIECE;
        blt_feed piece = piece_of(out, at, &s->plan->c);
        blt_status st;

        if (at + m < n)
            piece.last_logits = NULL;
        st = blt__session_piece(s, ids + at, m, piece.close, &piece,
                                keep_open, err);
        if (st != BLT_OK)
            return st;
        out->patches += piece.patches;
    }
    return BLT_OK;
}

/* HF recomputes everything for each call and forgets that the last token
 * closed a patch; later calls see it closed.  So the last row is computed on
 * a copy that leaves the patch open, and the session itself goes on. */
static blt_status
feed_open_end(blt_session *s, const int32_t *ids, size_t n, blt_feed *out,
              blt_error *err)
{
    blt_session *copy = NULL;
    blt_feed last;
    float *logits = out->logits, *last_logits = out->last_logits;
    blt_status st;

    out->last_logits = NULL;
    st = feed_plain(s, ids, n - 1, out, 0, 0, err);
    if (st == BLT_OK)
        st = blt_session_copy(&copy, s, err);
    if (st == BLT_OK) {
        last = piece_of(out, n - 1, &s->plan->c);
        last.last_logits = last_logits;
        st = blt__session_piece(copy, ids + n - 1, 1, last.close, &last, 1,
                                err);
    }
    blt_session_free(copy);
    out->logits = NULL;
    if (st == BLT_OK)
        st = feed_plain(s, ids, n, out, n - 1, 0, err);
    out->logits = logits;
    out->last_logits = last_logits;
    return st;
}

/* The first output that is asked for and that the session does not have. */
static blt_status
check_outputs(const blt_session *s, const blt_feed *f, blt_error *err)
{
    const struct { const void *p; const char *name; blt_depth depth; } out[] = {
        { f->enc_hidden, "enc_hidden", BLT_DEPTH_ENCODER },
        { f->patch_embed, "patch_embed", BLT_DEPTH_ENCODER },
        { f->global_out, "global_out", BLT_DEPTH_GLOBAL },
        { f->logits, "logits", BLT_DEPTH_FULL },
        { f->last_logits, "last_logits", BLT_DEPTH_FULL }
    };
    const blt_depth depth = s->plan->opt.depth;

    if ((f->entropy != NULL || f->patcher_logits != NULL)
        && !s->plan->use_patcher)
        return blt__fail(err, BLT_EINVAL, "session: %s needs the entropy"
                         " model, which the scheme %s does not run",
                         f->entropy != NULL ? "entropy" : "patcher_logits",
                         blt_scheme_name(s->plan->patch.scheme));
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (out[i].p != NULL && depth < out[i].depth)
            return blt__fail(err, BLT_EINVAL, "session: %s needs depth %s"
                             " (this session has %s)", out[i].name,
                             depth_name[out[i].depth], depth_name[depth]);
    return BLT_OK;
}

/* out is of the library's own size here. */
static blt_status
feed(blt_session *s, const int32_t *ids, size_t n, blt_feed *out,
     blt_error *err)
{
    blt_status st = check_outputs(s, out, err);

    if (st != BLT_OK)
        return st;
    for (size_t i = 0; i < n; i++)
        if (ids[i] < 0 || ids[i] >= BLT_VOCAB)
            return blt__fail(err, BLT_EINVAL, "session: token %zu: id %ld is"
                             " not in 0..%d", i, (long)ids[i],
                             BLT_VOCAB - 1);
    out->patches = 0;
    if (s->plan->opt.hf_open_end && n > 0)
        return feed_open_end(s, ids, n, out, err);
    return feed_plain(s, ids, n, out, 0, 0, err);
}

static const blt_feed no_feed = BLT_FEED_INIT;

blt_status
blt_session_feed(blt_session *s, const int32_t *ids, size_t n,
                 blt_feed *out, blt_error *err)
{
    blt_feed f;
    blt_status st = blt__options_read(&f, &no_feed, out, "BLT_FEED_INIT",
                                      err);

    if (st == BLT_OK)
        st = feed(s, ids, n, &f, err);
    if (st == BLT_OK && out != NULL)
        st = blt__result_write(out, &f, "BLT_FEED_INIT", err);
    return st;
}

blt_status
blt_session_feed_bytes(blt_session *s, const uint8_t *bytes, size_t n,
                       blt_feed *out, blt_error *err)
{
    int32_t ids[BLT__PIECE];
    blt_feed f;
    size_t patches = 0;
    blt_status st = blt__options_read(&f, &no_feed, out, "BLT_FEED_INIT",
                                      err);

    for (size_t at = 0; st == BLT_OK && at < n; at += BLT__PIECE) {
        size_t m = n - at < BLT__PIECE ? n - at : BLT__PIECE;
        blt_feed piece;

        f.patches = patches;
        piece = piece_of(&f, at, &s->plan->c);
        if (at + m < n)
            piece.last_logits = NULL;
        for (size_t i = 0; i < m; i++)
            ids[i] = BLT_ID_BYTE + bytes[at + i];
        st = feed(s, ids, m, &piece, err);
        patches += piece.patches;
    }
    f.patches = patches;
    if (st == BLT_OK && out != NULL)
        st = blt__result_write(out, &f, "BLT_FEED_INIT", err);
    return st;
}

blt_status
blt_session_peek_patch(blt_session *s, float *patch_embed, float *global_out,
                       blt_error *err)
{
    blt_feed wants = BLT_FEED_INIT;
    blt_session *copy;
    blt_status st;

    if (s->open == 0)
        return blt__fail(err, BLT_EDATA, "session: no patch is open");
    wants.patch_embed = patch_embed;
    wants.global_out = global_out;
    st = check_outputs(s, &wants, err);
    if (st != BLT_OK)
        return st;
    st = blt_session_copy(&copy, s, err);
    if (st == BLT_OK)
        st = blt__session_close(copy, patch_embed, global_out, err);
    blt_session_free(copy);
    return st;
}
