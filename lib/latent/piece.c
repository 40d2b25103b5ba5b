/* Feeds one piece of text through the model, in the order of the data:
 * entropies, boundaries, encoder, closed patches, global transformer,
 * decoder, logits.                                         [MODEL.md 5, 6] */
#include "config.h"
#include <string.h>
#include "latent/decode.h"
#include "latent/encode.h"
#include "latent/patches.h"
#include "latent/finite.h"
#include "latent/piece.h"

/* First position of each row's document; a document ends after its EOS. */
static void
document_starts(const blt_session *s, int64_t *start, const int32_t *ids,
                size_t n)
{
    int64_t at = s->token_start;

    for (size_t i = 0; i < n; i++) {
        start[i] = at;
        if (s->shared->cuts && ids[i] == BLT_ID_EOS)
            at = s->tokens + (int64_t)i + 1;
    }
}

/* The first token of a text always closes its patch.  [MODEL.md 4.1] */
static void
find_closed(blt_session *s, const int32_t *ids, size_t n,
            const uint8_t *close, int keep_open)
{
    struct blt__scratch *w = &s->scratch;

    for (size_t i = 0; i < n; i++) {
        int closes = blt__cutter_push(&s->cutter, ids[i], w->entropy[i]);

        if (close != NULL)
            closes = close[i] != 0;
        if (s->tokens + (int64_t)i == 0)
            closes = 1;
        else if (keep_open && i == n - 1)
            closes = 0;
        w->closed[i] = (uint8_t)closes;
    }
}

/* Where each closed patch's document begins, in patches: a patch that holds
 * an EOS is the last of its document.  [MODEL.md 5.4] */
static void
patch_starts(blt_session *s, const int32_t *ids, size_t n)
{
    int64_t *start = s->scratch.patch_start;
    size_t p = 0;

    for (size_t i = 0; i < n; i++) {
        s->open_eos |= s->shared->cuts && ids[i] == BLT_ID_EOS;
        if (!s->scratch.closed[i])
            continue;
        start[p] = s->patch_start;
        if (s->open_eos)
            s->patch_start = s->patches + (int64_t)p + 1;
        s->open_eos = 0;
        p++;
    }
}

/* The boundaries of the piece: entropies, document starts, closed patches. */
static blt_status
cut_patches(blt_session *s, const int32_t *ids, size_t n,
            const uint8_t *close, blt_feed *out, int keep_open,
            blt_error *err)
{
    struct blt__scratch *w = &s->scratch;
    blt_status st = BLT_OK;

    document_starts(s, w->start, ids, n);
    if (s->shared->use_patcher)
        st = blt__entropy_feed(&s->entropy, w->entropy, ids, w->start, n,
                               &s->probe, err);
    if (st == BLT_OK && s->shared->use_patcher)
        st = blt__check_finite(s->shared->model, "entropies are", w->entropy,
                               n, err);
    if (st != BLT_OK)
        return st;
    blt__copy_out(out->entropy, w->entropy, n);
    blt__copy_out(out->patcher_logits, s->entropy.logits, n * BLT_VOCAB);
    find_closed(s, ids, n, close, keep_open);
    if (out->closed != NULL)
        memcpy(out->closed, w->closed, n);
    return BLT_OK;
}

/* Depth ENTROPY: counts only.  Returns the patches that closed. */
static size_t
count_patches(blt_session *s, size_t n)
{
    size_t patches = 0;

    for (size_t i = 0; i < n; i++) {
        s->open = s->scratch.closed[i] ? 0 : s->open + 1;
        patches += s->scratch.closed[i];
    }
    return patches;
}

/* Encoder, closed patches, decoder, as far as the session's depth goes. */
static blt_status
run_model(blt_session *s, const int32_t *ids, size_t n, blt_feed *out,
          blt_error *err)
{
    const size_t rows = (size_t)s->open + n;
    size_t patches;
    blt_status st = blt__encode(s, ids, n, err);

    if (st != BLT_OK)
        return st;
    blt__copy_out(out->enc_hidden, s->scratch.enc,
                  n * (size_t)s->shared->c.encoder.hidden);
    patches = blt__encode_pool(s, n);
    patch_starts(s, ids, n);
    if (patches > 0)
        st = blt__patches_run(s, patches, out, err);
    if (st != BLT_OK)
        return st;
    blt__encode_keep_open(s, rows);
    out->patches = patches;
    if (s->shared->opt.depth < BLT_DEPTH_FULL)
        return BLT_OK;
    if (patches > 0)
        blt__decode_context(s, patches);
    st = blt__decode(s, n, out, err);
    if (st == BLT_OK)
        blt__decode_carry(s, patches);
    return st;
}

/* The outputs of n tokens that a caller asked for. */
static blt_status
check_outputs(const blt_session *s, const blt_feed *out, size_t n,
              blt_error *err)
{
    const blt_config *c = &s->shared->c;
    const size_t h = (size_t)c->encoder.hidden;
    const struct {
        const char *what;
        const float *x;
        size_t n;
    } given[] = {
        { "states of the encoder are", out->enc_hidden, n * h },
        { "vectors of patches are", out->patch_embed,
          out->patches * (size_t)c->cross_k * h },
        { "states of the global transformer are", out->global_out,
          out->patches * (size_t)c->global.hidden },
        { "logits are", out->logits, n * BLT_VOCAB },
        { "logits are", out->last_logits, BLT_VOCAB }
    };
    blt_status st = BLT_OK;

    for (size_t i = 0; i < sizeof given / sizeof *given && st == BLT_OK; i++)
        st = blt__check_finite(s->shared->model, given[i].what, given[i].x,
                               given[i].n, err);
    return st;
}

blt_status
blt__session_piece(blt_session *s, const int32_t *ids, size_t n,
                   const uint8_t *close, blt_feed *out, int keep_open,
                   blt_error *err)
{
    const struct blt__shared *p = s->shared;
    blt_status st = blt__session_reserve(s, n, err);

    if (st == BLT_OK)
        st = cut_patches(s, ids, n, close, out, keep_open, err);
    if (st == BLT_OK && p->opt.depth > BLT_DEPTH_ENTROPY)
        st = run_model(s, ids, n, out, err);
    else if (st == BLT_OK)
        out->patches = count_patches(s, n);
    if (st == BLT_OK)
        st = check_outputs(s, out, n, err);
    if (st != BLT_OK)
        return st;
    s->tokens += (int64_t)n;
    s->patches += (int64_t)out->patches;
    s->token_start = n > 0 && p->cuts && ids[n - 1] == BLT_ID_EOS
        ? s->tokens : s->scratch.start[n - 1];
    return BLT_OK;
}

blt_status
blt__session_close(blt_session *s, float *patch_embed, float *global_out,
                   blt_error *err)
{
    const blt_config *c = &s->shared->c;
    struct blt__scratch *w = &s->scratch;
    blt_feed out = BLT_FEED_INIT;
    blt_status st;

    out.patch_embed = patch_embed;
    out.global_out = global_out;
    memcpy(w->pooled, s->open_max,
           (size_t)c->encoder.hidden * sizeof *w->pooled);
    for (int j = 0; j < c->cross_k; j++) {
        w->lo[j] = 0;
        w->hi[j] = (uint32_t)s->open;
    }
    w->patch_start[0] = s->patch_start;
    st = blt__patches_run(s, 1, &out, err);
    out.patches = 1;
    return st == BLT_OK ? check_outputs(s, &out, 0, err) : st;
}
