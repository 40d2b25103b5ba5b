/* Sessions: new, copy, reset, free. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "file/config_file.h"
#include "file/model_file.h"
#include "latent/session.h"
#include "nn/hash.h"

static void
shared_release(struct blt__shared *p)
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

/* The parts that the depth and the scheme need. */
static blt_status
check_parts(const struct blt__shared *p, const blt_model *m, blt_error *err)
{
    const char *name = blt_model_name(m);

    if (p->opt.depth > BLT_DEPTH_ENTROPY && p->c.patcher_only)
        return blt__fail(err, BLT_EINVAL, "%s: is an entropy model alone, "
                         "without a latent transformer: take a whole model",
                         name);
    if (p->opt.depth == BLT_DEPTH_FULL && p->c.no_head)
        return blt__fail(err, BLT_EINVAL, "%s: has no lm_head, so it "
                         "predicts no bytes: save BltForCausalLM, not its "
                         "BltModel", name);
    if (p->use_patcher && !p->c.has_patcher)
        return blt__fail(err, BLT_EINVAL, "%s: has no entropy model: put one "
                         "into its directory as entropy_model%s", name,
                         p->opt.depth == BLT_DEPTH_ENTROPY ? ""
                         : ", or use a patching scheme that needs no "
                         "entropies");
    return BLT_OK;
}

static blt_status
shared_new(struct blt__shared **out, const blt_model *m,
         const blt_session_options *opt, blt_error *err)
{
    struct blt__shared *p = calloc(1, sizeof *p);
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
    st = check_parts(p, m, err);
    if (st == BLT_OK && p->use_patcher)
        st = part_rope(&p->patcher, &p->c.patcher, err);
    if (st != BLT_OK || p->c.patcher_only)
        return st;
    st = part_rope(&p->encoder, &p->c.encoder, err);
    if (st == BLT_OK)
        st = part_rope(&p->global, &p->c.global, err);
    if (st == BLT_OK)
        st = part_rope(&p->decoder, &p->c.decoder, err);
    return st;
}

static int64_t
window_of(const struct blt__shared *p, const blt_part *part)
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
    const blt_config *c = &s->shared->c;

    s->crosses = c->decoder_cross_all ? c->decoder.layers : 1;
    s->history = blt__alloc(blt__hash_reach(c) + 1, sizeof *s->history);
    s->open_max = blt__alloc((size_t)c->encoder.hidden,
                             sizeof *s->open_max);
    if (s->history == NULL || s->open_max == NULL)
        return blt__fail_memory(err, "session");
    return BLT_OK;
}

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

/* The parts after the entropy model. */
static blt_status
latent_stacks(blt_session *s, blt_pool *pool, blt_error *err)
{
    const struct blt__shared *p = s->shared;
    blt_status st = blt__stack_init(&s->encoder, &p->c.encoder,
                                    p->w->encoder.layer, &p->encoder,
                                    window_of(p, &p->c.encoder), pool, err);

    /* The global part has no window but its own: a number of patches. */
    if (st == BLT_OK)
        st = blt__stack_init(&s->global, &p->c.global, p->w->global.layer,
                             &p->global, p->c.global.window, pool, err);
    if (st == BLT_OK)
        st = blt__stack_init(&s->decoder, &p->c.decoder, p->w->decoder.layer,
                             &p->decoder, window_of(p, &p->c.decoder), pool,
                             err);
    return st;
}

blt_status
blt_session_new(blt_session **out, const blt_model *m,
                const blt_session_options *given, blt_error *err)
{
    static const blt_session_options usual = BLT_SESSION_OPTIONS_INIT;
    blt_session_options o, *opt = &o;
    blt_session *s;
    struct blt__shared *p;
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
    st = shared_new(&s->shared, m, opt, err);
    p = s->shared;
    if (st == BLT_OK)
        st = blt__cutter_init(&s->cutter, &p->patch, err);
    if (st == BLT_OK)
        st = own_memory(s, err);
    if (st == BLT_OK && p->use_patcher)
        st = blt__entropy_init(&s->entropy, &p->c, p->w, &p->patcher,
                               window_of(p, &p->c.patcher), opt->pool, err);
    if (st == BLT_OK && !p->c.patcher_only)
        st = latent_stacks(s, opt->pool, err);
    if (st != BLT_OK) {
        blt_session_free(s);
        return st;
    }
    set_counts(s);
    *out = s;
    return BLT_OK;
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
    blt__scratch_free(&s->scratch);
    shared_release(s->shared);
    free(s);
}

void
blt_session_reset(blt_session *s)
{
    const struct blt__shared *p = s->shared;

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
    if (blt__cutter_init(&s->cutter, &p->patch, NULL) != BLT_OK)
        abort();
}

static blt_status
copy_stacks(blt_session *s, const blt_session *from, blt_error *err)
{
    blt_status st = blt__stack_copy(&s->encoder, &from->encoder, err);

    if (st == BLT_OK)
        st = blt__stack_copy(&s->global, &from->global, err);
    if (st == BLT_OK)
        st = blt__stack_copy(&s->decoder, &from->decoder, err);
    return st;
}

blt_status
blt_session_copy(blt_session **copy, const blt_session *from, blt_error *err)
{
    const blt_config *c = &from->shared->c;
    const size_t kv = blt__part_kv(&c->encoder),
                 ck = (size_t)c->cross_k * blt__part_kv(&c->decoder);
    blt_session *s = calloc(1, sizeof *s);
    blt_status st = BLT_OK;

    *copy = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "session copy");
    s->shared = from->shared;
    atomic_fetch_add(&s->shared->refs, 1);
    s->cutter = from->cutter;
    s->probe = from->probe;
    if (s->shared->use_patcher)
        st = blt__entropy_copy(&s->entropy, &from->entropy, err);
    if (st == BLT_OK && !c->patcher_only)
        st = copy_stacks(s, from, err);
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
        st = blt__session_reserve(s, 1, err);
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
