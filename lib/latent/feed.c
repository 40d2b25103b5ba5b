/* Feeding a session: a text of any length, piece by piece, and the outputs
 * that the caller asks for. */
#include "config.h"
#include "latent/piece.h"

static const char *const depth_name[] = {
    "ENTROPY", "ENCODER", "GLOBAL", "FULL"
};

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
        blt_feed piece = piece_of(out, at, &s->shared->c);
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

/* Hugging Face's implementation recomputes everything in each call and never
 * closes a patch at the last token; later calls see it closed.  So the last
 * row is computed on a copy that leaves the patch open. */
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
        last = piece_of(out, n - 1, &s->shared->c);
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

/* Fails, with its name, for the first output that the session's depth does not
 * include. */
static blt_status
check_outputs(const blt_session *s, const blt_feed *f, blt_error *err)
{
    const struct {
        const void *p;
        const char *name;
        blt_depth depth;
    } out[] = {
        { f->enc_hidden, "enc_hidden", BLT_DEPTH_ENCODER },
        { f->patch_embed, "patch_embed", BLT_DEPTH_ENCODER },
        { f->global_out, "global_out", BLT_DEPTH_GLOBAL },
        { f->logits, "logits", BLT_DEPTH_FULL },
        { f->last_logits, "last_logits", BLT_DEPTH_FULL }
    };
    const blt_depth depth = s->shared->opt.depth;

    if ((f->entropy != NULL || f->patcher_logits != NULL)
        && !s->shared->use_patcher)
        return blt__fail(err, BLT_EINVAL, "session: %s needs the entropy"
                         " model, which the scheme %s does not run",
                         f->entropy != NULL ? "entropy" : "patcher_logits",
                         blt_scheme_name(s->shared->patch.scheme));
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (out[i].p != NULL && depth < out[i].depth)
            return blt__fail(err, BLT_EINVAL, "session: %s needs depth %s"
                             " (this session has %s)", out[i].name,
                             depth_name[out[i].depth], depth_name[depth]);
    return BLT_OK;
}

/* out has the size of this library's struct here. */
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
    if (s->shared->opt.hf_open_end && n > 0)
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
        piece = piece_of(&f, at, &s->shared->c);
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
