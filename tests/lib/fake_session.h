/* A session that one can follow with a pencil, for tests of what stands on
 * sessions.  Linked in place of the real one: a program that includes this
 * defines every blt_session_ function that it needs.
 *
 * A byte's vector is (byte, position).  A patch closes after a space; its
 * vectors are (first byte, length) before and the same times 10 after the
 * global part.  Logits depend on the last two bytes alone. */
#ifndef FAKE_SESSION_H
#define FAKE_SESSION_H

#include <blt/session.h>
#include "base/base.h"

struct blt_session {
    int64_t tokens, patches, open;
    int32_t last[2], first;
    int refuse;             /* id that a feed refuses, for tests of errors */
};

static blt_config fake_config;

const blt_config *
blt_model_config(const blt_model *m)
{
    (void)m;
    fake_config.encoder.hidden = fake_config.global.hidden = 2;
    fake_config.cross_k = 1;
    return &fake_config;
}

void
blt_session_reset(blt_session *s)
{
    int refuse = s->refuse;

    memset(s, 0, sizeof *s);
    s->refuse = refuse;
}

blt_status
blt_session_new(blt_session **s, const blt_model *m,
                const blt_session_options *opt, blt_error *err)
{
    (void)m, (void)opt, (void)err;
    *s = calloc(1, sizeof **s);
    return BLT_OK;
}

blt_status
blt_session_copy(blt_session **copy, const blt_session *s, blt_error *err)
{
    (void)err;
    *copy = malloc(sizeof *s);
    **copy = *s;
    return BLT_OK;
}

void
blt_session_free(blt_session *s)
{
    free(s);
}

int64_t
blt_session_tokens(const blt_session *s)
{
    return s->tokens;
}

static void
fake_patch(const blt_session *s, float *embed, float *global)
{
    float v[2] = { (float)s->first, (float)s->open };

    for (int i = 0; i < 2; i++) {
        if (embed != NULL)
            embed[i] = v[i];
        if (global != NULL)
            global[i] = v[i] * 10;
    }
}

static void
fake_logits(const blt_session *s, float *x)
{
    blt__rng r;

    blt__rng_seed(&r, (uint64_t)(s->last[0] * 1000 + s->last[1]));
    for (int i = 0; i < BLT_VOCAB; i++)
        x[i] = (float)(3 * blt__rng_normal(&r));
}

blt_status
blt_session_feed(blt_session *s, const int32_t *ids, size_t n, blt_feed *out,
                 blt_error *err)
{
    float *embed = out->patch_embed, *global = out->global_out;

    out->patches = 0;
    for (size_t i = 0; i < n; i++)
        if (ids[i] < 0 || ids[i] >= BLT_VOCAB
            || (s->refuse && ids[i] == s->refuse))
            return blt__fail(err, BLT_EINVAL, "id %d", (int)ids[i]);
    for (size_t i = 0; i < n; i++) {
        int closes = s->tokens == 0 || (out->close ? out->close[i]
                                        : ids[i] == ' ' + BLT_ID_BYTE);

        if (s->open == 0)
            s->first = ids[i] - BLT_ID_BYTE;
        s->open++;
        if (out->enc_hidden != NULL) {
            out->enc_hidden[2 * i] = (float)(ids[i] - BLT_ID_BYTE);
            out->enc_hidden[2 * i + 1] = (float)s->tokens;
        }
        s->tokens++;
        s->last[0] = s->last[1];
        s->last[1] = ids[i];
        if (closes) {
            fake_patch(s, embed, global);
            embed = embed ? embed + 2 : NULL;
            global = global ? global + 2 : NULL;
            s->open = 0;
            s->patches++;
            out->patches++;
        }
        if (out->closed != NULL)
            out->closed[i] = (uint8_t)closes;
        if (out->logits != NULL)
            fake_logits(s, out->logits + i * BLT_VOCAB);
    }
    if (out->last_logits != NULL)
        fake_logits(s, out->last_logits);
    return BLT_OK;
}

blt_status
blt_session_feed_bytes(blt_session *s, const uint8_t *bytes, size_t n,
                       blt_feed *out, blt_error *err)
{
    int32_t *ids = malloc((n + 1) * sizeof *ids);
    blt_status status;

    for (size_t i = 0; i < n; i++)
        ids[i] = bytes[i] + BLT_ID_BYTE;
    status = blt_session_feed(s, ids, n, out, err);
    free(ids);
    return status;
}

blt_status
blt_session_peek_patch(blt_session *s, float *embed, float *global,
                       blt_error *err)
{
    if (s->open == 0)
        return blt__fail(err, BLT_EDATA, "no patch is open");
    fake_patch(s, embed, global);
    return BLT_OK;
}

blt_status
blt_session_save(const blt_session *s, uint8_t **data, size_t *n,
                 blt_error *err)
{
    (void)err;
    *data = malloc(sizeof *s);
    memcpy(*data, s, sizeof *s);
    *n = sizeof *s;
    return BLT_OK;
}

blt_status
blt_session_load(blt_session *s, const uint8_t *data, size_t n,
                 blt_error *err)
{
    if (n != sizeof *s)
        return blt__fail(err, BLT_EDATA, "session: %zu bytes", n);
    memcpy(s, data, n);
    return BLT_OK;
}

#endif
