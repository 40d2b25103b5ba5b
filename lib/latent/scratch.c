/* Memory that grows with the pieces fed: the scratch arrays, and the rows of
 * the open patch and the context of closed ones. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "latent/session.h"
#include "nn/hash.h"

/* Allocates a new array in place of *pp; its contents are lost. */
static int
replace(void *pp, size_t n, size_t size)
{
    void **p = pp;

    free(*p);
    *p = blt__alloc(n, size);
    return *p != NULL;
}

static int
reserve_rows(struct blt__scratch *w, const blt_config *c, size_t n)
{
    const size_t h = (size_t)c->encoder.hidden, k = (size_t)c->cross_k,
                 g = (size_t)c->global.hidden, kh = k * h;

    if (n <= w->cap)
        return 1;
    w->cap = 0;
    if (!replace(&w->ids, blt__hash_reach(c) + n, sizeof *w->ids)
        || !replace(&w->hash, n * blt__hash_tables(c) + 1, sizeof *w->hash)
        || !replace(&w->start, n, sizeof *w->start)
        || !replace(&w->patch_start, n, sizeof *w->patch_start)
        || !replace(&w->entropy, n, sizeof *w->entropy)
        || !replace(&w->closed, n, 1)
        || !replace(&w->x, n * h, sizeof *w->x)
        || !replace(&w->enc, n * h, sizeof *w->enc)
        || !replace(&w->pooled, n * h, sizeof *w->pooled)
        || !replace(&w->query, n * kh, sizeof *w->query)
        || !replace(&w->patch, n * kh, sizeof *w->patch)
        || !replace(&w->global, n * g, sizeof *w->global)
        || !replace(&w->context, n * kh, sizeof *w->context)
        || !replace(&w->qn, n * kh, sizeof *w->qn)
        || !replace(&w->q, n * kh, sizeof *w->q)
        || !replace(&w->att, n * kh, sizeof *w->att)
        || !replace(&w->kn, n * kh, sizeof *w->kn)
        || !replace(&w->lo, n * k, sizeof *w->lo)
        || !replace(&w->hi, n * k, sizeof *w->hi))
        return 0;
    w->cap = n;
    return 1;
}

/* Attention probabilities for `rows` rows of the open patches in the encoder,
 * and k per byte in the decoder. */
static int
reserve_probs(struct blt__scratch *w, const blt_config *c, size_t rows)
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
    if (!replace(&w->prob, want, sizeof *w->prob))
        return 0;
    w->prob_cap = want;
    return 1;
}

static int
grow(float **p, size_t want)
{
    /* Never 0 bytes, which an entropy model alone would ask for. */
    float *q = realloc(*p, (want + 1) * sizeof *q);

    if (q == NULL)
        return 0;
    *p = q;
    return 1;
}

static int
reserve_open(blt_session *s, size_t n)
{
    const size_t kv = blt__part_kv(&s->shared->c.encoder);
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

/* Context of up to n patches that close in this piece, after the one carried
 * over from the previous piece. */
static int
reserve_context(blt_session *s, size_t n)
{
    const size_t ck = (size_t)s->shared->c.cross_k
        * blt__part_kv(&s->shared->c.decoder);
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
blt__session_reserve(blt_session *s, size_t n, blt_error *err)
{
    if (!reserve_rows(&s->scratch, &s->shared->c, n) || !reserve_open(s, n)
        || !reserve_probs(&s->scratch, &s->shared->c, (size_t)s->open + n)
        || !reserve_context(s, n))
        return blt__fail_memory(err, "session");
    return BLT_OK;
}

void
blt__scratch_free(struct blt__scratch *w)
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
    free(w->global);
    free(w->context);
    free(w->qn);
    free(w->q);
    free(w->att);
    free(w->kn);
    free(w->prob);
    free(w->lo);
    free(w->hi);
    memset(w, 0, sizeof *w);
}
