/* All alternatives share a prefix: the session is fed the left text and what
 * all alternatives begin with, and a copy of it continues with each of them.
 * The session after the left text alone is kept, so that the next question
 * about the same paragraph need not start again. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/gen.h>
#include <blt/session.h>
#include "spell/blt_score.h"

struct blt__blt_score {
    blt_session *session;       /* has been fed `left` */
    blt__buf left;
    float *last_logits;         /* [BLT_VOCAB] of the byte after left */
    blt__buf tail;              /* an alternative, then the right text */
    float *logits;              /* [rows, BLT_VOCAB] scratch */
    size_t rows;
};

blt_status
blt__blt_score_new(blt__blt_score **out, const blt_model *m, blt_pool *pool,
                   blt_error *err)
{
    blt_session_options opt = BLT_SESSION_OPTIONS_INIT;
    blt__blt_score *c = calloc(1, sizeof *c);
    blt_status st;

    *out = NULL;
    if (!c)
        return blt__fail_memory(err, "context");
    opt.pool = pool;
    c->last_logits = blt__alloc(BLT_VOCAB, sizeof *c->last_logits);
    st = c->last_logits ? blt_session_new(&c->session, m, &opt, err)
        : blt__fail_memory(err, "context");
    if (st != BLT_OK) {
        blt__blt_score_free(c);
        return st;
    }
    *out = c;
    return BLT_OK;
}

void
blt__blt_score_free(blt__blt_score *c)
{
    if (!c)
        return;
    blt_session_free(c->session);
    blt__buf_free(&c->left);
    blt__buf_free(&c->tail);
    free(c->last_logits);
    free(c->logits);
    free(c);
}

/* -log2 of the probability that logits give a byte. */
static double
surprisal(const float *logits, uint8_t byte)
{
    double entropy, nats;

    blt_gen_score(&entropy, &nats, logits, byte);
    return nats / log(2);
}

/* Feeds the session what it lacks of left, or all of it from the start. */
static blt_status
feed_left(blt__blt_score *c, blt__string left, blt_error *err)
{
    blt_feed feed = BLT_FEED_INIT;
    size_t had = c->left.n;
    blt_status st;

    feed.last_logits = c->last_logits;
    if (blt_session_tokens(c->session) == 0 || had > left.n
        || (had && memcmp(c->left.p, left.p, had) != 0)) {
        const int32_t bos = BLT_ID_BOS;

        had = 0;
        blt__buf_clear(&c->left);
        blt_session_reset(c->session);
        st = blt_session_feed(c->session, &bos, 1, &feed, err);
        if (st != BLT_OK)
            return st;
    }
    if (left.n == had)
        return BLT_OK;
    blt__buf_put(&c->left, left.p + had, left.n - had);
    st = c->left.failed ? blt__fail_memory(err, "context")
        : blt_session_feed_bytes(c->session, (const uint8_t *)left.p + had,
                                 left.n - had, &feed, err);
    if (st != BLT_OK) {         /* how far it got is not known */
        blt__buf_free(&c->left);
        blt_session_reset(c->session);
    }
    return st;
}

/* Adds the bits of a text, not empty, to *bits.
 *   s         session to continue
 *   last      [BLT_VOCAB] logits of its next byte
 *   last_out  [BLT_VOCAB] the same after the text, to which s is fed; NULL: it
 *             is not fed the last byte */
static blt_status
continuation_bits(blt__blt_score *c, blt_session *s, const float *last,
                  blt__string text, float *last_out, double *bits,
                  blt_error *err)
{
    const uint8_t *byte = (const uint8_t *)text.p;
    size_t n = text.n, rows = last_out ? n : n - 1;
    blt_feed feed = BLT_FEED_INIT;
    blt_status st;

    *bits += surprisal(last, byte[0]);
    if (rows > c->rows) {
        size_t cells;
        float *more;

        if (!blt__size_mul(&cells, rows, BLT_VOCAB)
            || !(more = blt__alloc(cells, sizeof *more)))
            return blt__fail_memory(err, "context");
        free(c->logits);
        c->logits = more;
        c->rows = rows;
    }
    if (!rows)
        return BLT_OK;
    feed.logits = c->logits;
    st = blt_session_feed_bytes(s, byte, rows, &feed, err);
    if (st != BLT_OK)
        return st;
    for (size_t i = 1; i < n; i++)
        *bits += surprisal(c->logits + (i - 1) * BLT_VOCAB, byte[i]);
    if (last_out)
        memcpy(last_out, c->logits + (n - 1) * BLT_VOCAB,
               BLT_VOCAB * sizeof *last_out);
    return BLT_OK;
}

/* The length of what all alternatives begin with; at least one byte of each is
 * left. */
static size_t
common_prefix(const blt__string *a, size_t n)
{
    size_t same = a[0].n;

    for (size_t i = 1; i < n; i++) {
        size_t k = 0;

        while (k < same && k < a[i].n && a[i].p[k] == a[0].p[k])
            k++;
        same = k;
    }
    for (size_t i = 0; i < n; i++)
        if (same && same == a[i].n)
            same--;
    return same;
}

blt_status
blt__blt_score_bits(blt__blt_score *c, blt__string left,
                    const blt__string *alternative, size_t n,
                    blt__string right, float *bits, blt_error *err)
{
    blt_session *stem = NULL, *branch = NULL;
    float *last = NULL;
    double shared = 0;
    size_t same = n ? common_prefix(alternative, n) : 0;
    blt_status st = n ? feed_left(c, left, err) : BLT_OK;

    if (n == 0 || st != BLT_OK)
        return st;
    last = blt__alloc(BLT_VOCAB, sizeof *last);
    if (!last)
        return blt__fail_memory(err, "context");
    memcpy(last, c->last_logits, BLT_VOCAB * sizeof *last);
    st = blt_session_copy(&stem, c->session, err);
    if (st == BLT_OK && same)
        st = continuation_bits(c, stem, c->last_logits,
                               (blt__string){ alternative[0].p, same }, last,
                               &shared, err);
    for (size_t i = 0; i < n && st == BLT_OK; i++) {
        double sum = shared;

        blt__buf_clear(&c->tail);
        blt__buf_put(&c->tail, alternative[i].p + same,
                     alternative[i].n - same);
        blt__buf_put(&c->tail, right.p, right.n);
        if (c->tail.failed)
            st = blt__fail_memory(err, "context");
        else if (c->tail.n)
            st = blt_session_copy(&branch, stem, err);
        if (st == BLT_OK && c->tail.n)
            st = continuation_bits(c, branch, last,
                                   (blt__string){ c->tail.p, c->tail.n },
                                   NULL, &sum, err);
        blt_session_free(branch);
        branch = NULL;
        bits[i] = (float)sum;
    }
    blt_session_free(stem);
    free(last);
    return st;
}
