/* A serialized session: everything that affects the next token.
 *
 * Little-endian, in this order: magic, the digest of the model, the options
 * that affect results, counters, caches, a checksum of all that.  Sizes that
 * follow from the model and the counters are not stored, and what is stored is
 * checked against them, so a damaged state, or one of another model, is
 * rejected. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "base/hash.h"
#include "latent/session.h"
#include "nn/hash.h"
#include "num/kern.h"

static const char magic[8] = "bltstat2";

struct state_reader {
    const uint8_t *p;
    size_t n;
    int bad;
};

static void
get(struct state_reader *r, void *to, size_t n)
{
    if (r->bad || n > r->n) {
        r->bad = 1;
        memset(to, 0, n);
        return;
    }
    memcpy(to, r->p, n);
    r->p += n;
    r->n -= n;
}

static int64_t
get_int(struct state_reader *r, int64_t lo, int64_t hi)
{
    int64_t x;

    get(r, &x, sizeof x);
    if (x < lo || x > hi) {
        r->bad = 1;
        x = lo;
    }
    return x;
}

static void
put_int(blt__buf *b, int64_t x)
{
    blt__buf_put(b, &x, sizeof x);
}

/* A state may be read back years later, from any disk. */
static int64_t
checksum(const uint8_t *p, size_t n)
{
    return (int64_t)blt__hash_bytes(BLT__HASH_START, p, n);
}

static void
put_floats(blt__buf *b, const float *p, size_t n)
{
    blt__buf_put(b, p, n * sizeof *p);
}

/* What two sessions must have in common to exchange a state. */
static void
put_head(blt__buf *b, const blt_session *s)
{
    const blt_session_options *o = &s->shared->opt;
    const blt_patch_options *patch = &s->shared->patch;
    char digest[17] = "";

    blt__buf_put(b, magic, sizeof magic);
    strncpy(digest, blt_model_digest(s->shared->model), sizeof digest - 1);
    blt__buf_put(b, digest, sizeof digest);
    put_int(b, o->window);
    put_int(b, o->depth);
    put_int(b, o->hf_open_end);
    put_int(b, patch->scheme);
    put_floats(b, &patch->threshold, 1);
    put_floats(b, &patch->threshold_add, 1);
    put_int(b, patch->patch_size);
    put_int(b, patch->max_length);
    put_int(b, patch->reset_newline);
}

/* Positions that a stack still needs: from a block's start to pos - 1. */
static int64_t
held_from(const blt__stack *s)
{
    int64_t lo = s->pos - s->window + 1;

    return lo > 0 ? lo / BLT__BLOCK * BLT__BLOCK : 0;
}

static void
put_stack(blt__buf *b, const blt__stack *s, float *k, float *v)
{
    const size_t kv = blt__part_kv(&s->part);

    put_int(b, s->pos);
    for (int l = 0; l < s->part.layers; l++)
        for (int64_t p = held_from(s); p < s->pos; p++) {
            blt__cache_get(&s->cache[l], p, k, v);
            put_floats(b, k, kv);
            put_floats(b, v, kv);
        }
}

static blt_status
get_stack(struct state_reader *r, blt__stack *s, int64_t pos, float *k,
          float *v,
          blt_error *err)
{
    const size_t kv = blt__part_kv(&s->part);
    size_t held, bytes;

    s->pos = get_int(r, pos, pos);
    held = (size_t)(s->pos - held_from(s));
    if (!blt__size_mul(&bytes, held * 2, kv * sizeof(float))
        || !blt__size_mul(&bytes, bytes, (size_t)s->part.layers)
        || bytes > r->n)
        r->bad = 1;
    for (int l = 0; !r->bad && l < s->part.layers; l++) {
        blt__cache *c = &s->cache[l];
        blt_status st;

        blt__cache_start(c, held_from(s));
        st = blt__cache_reserve(c, held, err);
        if (st != BLT_OK)
            return st;
        for (int64_t p = held_from(s); p < s->pos; p++) {
            get(r, k, kv * sizeof *k);
            get(r, v, kv * sizeof *v);
            blt__cache_put(c, p, k, v);
        }
        c->len = s->pos;
    }
    return BLT_OK;
}

/* A row of the widest part, for keys and for values. */
static float *
row_pair(const blt_config *c, size_t *width)
{
    const blt_part *p[] = { &c->patcher, &c->encoder, &c->global,
                            &c->decoder };

    *width = 1;
    for (int i = 0; i < 4; i++)
        if ((size_t)p[i]->hidden > *width)
            *width = (size_t)p[i]->hidden;
    return blt__alloc(2 * *width, sizeof(float));
}

static size_t
context_floats(const blt_session *s)
{
    return (size_t)s->shared->c.cross_k * blt__part_kv(&s->shared->c.decoder);
}

blt_status
blt_session_save(const blt_session *s, uint8_t **data, size_t *n,
                 blt_error *err)
{
    const blt_config *c = &s->shared->c;
    const size_t ekv = blt__part_kv(&c->encoder), ck = context_floats(s);
    blt__buf b = { 0 };
    size_t width;
    float *k = row_pair(c, &width), *v;

    *data = NULL;
    *n = 0;
    if (k == NULL)
        return blt__fail_memory(err, "session state");
    v = k + width;
    put_head(&b, s);
    put_int(&b, s->tokens);
    put_int(&b, s->patches);
    put_int(&b, s->token_start);
    put_int(&b, s->patch_start);
    put_int(&b, s->open_eos);
    put_int(&b, s->open);
    put_int(&b, s->cutter.n);
    put_int(&b, s->cutter.open);
    put_floats(&b, &s->cutter.last, 1);
    put_int(&b, s->cutter.have_last);
    put_int(&b, s->cutter.last_space);
    blt__buf_put(&b, s->history, blt__hash_reach(c) * sizeof *s->history);
    if (s->shared->use_patcher)
        put_stack(&b, &s->entropy.stack, k, v);
    if (s->shared->opt.depth > BLT_DEPTH_ENTROPY) {
        put_stack(&b, &s->encoder, k, v);
        if (s->open > 0) {
            put_floats(&b, s->open_max, (size_t)c->encoder.hidden);
            put_floats(&b, s->open_k, (size_t)s->open * ekv);
            put_floats(&b, s->open_v, (size_t)s->open * ekv);
        }
    }
    if (s->shared->opt.depth > BLT_DEPTH_ENCODER)
        put_stack(&b, &s->global, k, v);
    if (s->shared->opt.depth == BLT_DEPTH_FULL) {
        put_stack(&b, &s->decoder, k, v);
        for (size_t l = 0; s->patches > 0 && l < (size_t)s->crosses; l++) {
            size_t at = l * (1 + s->ctx_cap) * ck;

            put_floats(&b, s->ctx_k + at, ck);
            put_floats(&b, s->ctx_v + at, ck);
        }
    }
    free(k);
    put_int(&b, checksum((const uint8_t *)b.p, b.n));
    if (b.failed) {
        blt__buf_free(&b);
        return blt__fail_memory(err, "session state");
    }
    *data = (uint8_t *)b.p;
    *n = b.n;
    return BLT_OK;
}

static blt_status
get_counters(struct state_reader *r, blt_session *s)
{
    const int64_t most = (int64_t)1 << 53;

    s->tokens = get_int(r, 0, most);
    s->patches = get_int(r, 0, s->tokens);
    s->token_start = get_int(r, 0, s->tokens);
    s->patch_start = get_int(r, 0, s->patches);
    s->open_eos = (int)get_int(r, 0, 1);
    s->open = get_int(r, 0, s->tokens);
    s->cutter.n = get_int(r, s->tokens, s->tokens);
    s->cutter.open = get_int(r, 0, s->tokens);
    get(r, &s->cutter.last, sizeof s->cutter.last);
    s->cutter.have_last = (int)get_int(r, 0, 1);
    s->cutter.last_space = (int)get_int(r, 0, 1);
    for (size_t i = 0; i < blt__hash_reach(&s->shared->c); i++) {
        get(r, &s->history[i], sizeof s->history[i]);
        if (s->history[i] < 0 || s->history[i] >= BLT_VOCAB)
            r->bad = 1;
    }
    return r->bad ? BLT_EDATA : BLT_OK;
}

static blt_status
get_open(struct state_reader *r, blt_session *s, blt_error *err)
{
    const size_t ekv = blt__part_kv(&s->shared->c.encoder);
    size_t bytes;
    int64_t open = s->open;
    blt_status st;

    if (open == 0)
        return BLT_OK;
    if (!blt__size_mul(&bytes, (size_t)open, 2 * ekv * sizeof(float))
        || bytes > r->n) {
        r->bad = 1;
        return BLT_OK;
    }
    st = blt__session_reserve(s, 1, err);
    if (st != BLT_OK)
        return st;
    get(r, s->open_max,
        (size_t)s->shared->c.encoder.hidden * sizeof *s->open_max);
    get(r, s->open_k, (size_t)open * ekv * sizeof *s->open_k);
    get(r, s->open_v, (size_t)open * ekv * sizeof *s->open_v);
    return BLT_OK;
}

static blt_status
get_body(struct state_reader *r, blt_session *s, float *k, float *v,
         blt_error *err)
{
    const size_t ck = context_floats(s);
    const blt_depth depth = s->shared->opt.depth;
    blt_status st = BLT_OK;

    if (get_counters(r, s) != BLT_OK)
        return BLT_OK;                  /* r->bad says so */
    if (s->shared->use_patcher)
        st = get_stack(r, &s->entropy.stack, s->tokens, k, v, err);
    if (st == BLT_OK && !r->bad && depth > BLT_DEPTH_ENTROPY) {
        st = get_stack(r, &s->encoder, s->tokens, k, v, err);
        if (st == BLT_OK && !r->bad)
            st = get_open(r, s, err);
    }
    if (st == BLT_OK && !r->bad && depth > BLT_DEPTH_ENCODER)
        st = get_stack(r, &s->global, s->patches, k, v, err);
    if (st == BLT_OK && !r->bad && depth == BLT_DEPTH_FULL) {
        st = get_stack(r, &s->decoder, s->tokens, k, v, err);
        if (st == BLT_OK && !r->bad)
            st = blt__session_reserve(s, 1, err);
        for (size_t l = 0; st == BLT_OK && !r->bad && s->patches > 0
                           && l < (size_t)s->crosses; l++) {
            size_t at = l * (1 + s->ctx_cap) * ck;

            get(r, s->ctx_k + at, ck * sizeof *s->ctx_k);
            get(r, s->ctx_v + at, ck * sizeof *s->ctx_v);
        }
    }
    if (r->n != 0)
        r->bad = 1;
    return st;
}

blt_status
blt_session_load(blt_session *s, const uint8_t *data, size_t n,
                 blt_error *err)
{
    struct state_reader r = { data, n, 0 };
    blt__buf head = { 0 };
    blt_status st;
    size_t width;
    int64_t sum;
    float *k;

    put_head(&head, s);
    if (head.failed) {
        blt__buf_free(&head);
        return blt__fail_memory(err, "session state");
    }
    if (n < sizeof magic || memcmp(data, magic, sizeof magic) != 0) {
        blt__buf_free(&head);
        return blt__fail(err, BLT_EDATA, "not a session state");
    }
    if (n < head.n || memcmp(data, head.p, head.n) != 0) {
        blt__buf_free(&head);
        return blt__fail(err, BLT_EDATA, "the state is of another model or"
                         " was made with other options");
    }
    r.p += head.n;
    r.n -= head.n;
    blt__buf_free(&head);
    if (r.n < sizeof sum)
        return blt__fail(err, BLT_EDATA, "the state is cut short");
    r.n -= sizeof sum;
    memcpy(&sum, data + n - sizeof sum, sizeof sum);
    if (sum != checksum(data, n - sizeof sum))
        return blt__fail(err, BLT_EDATA, "the state is damaged: its checksum"
                         " is wrong");
    k = row_pair(&s->shared->c, &width);
    if (k == NULL)
        return blt__fail_memory(err, "session state");
    blt_session_reset(s);
    st = get_body(&r, s, k, k + width, err);
    free(k);
    if (st == BLT_OK && r.bad)
        st = blt__fail(err, BLT_EDATA, "the state is damaged at byte %zu of"
                       " %zu", n - sizeof sum - r.n, n);
    if (st != BLT_OK)
        blt_session_reset(s);
    return st;
}
