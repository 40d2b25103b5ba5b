/* All alternatives share a prefix: the scorer is fed the left text and what
 * all alternatives begin with, and each of them is scored from there.  The
 * scorer after the left text alone is kept, so that the next question about
 * the same paragraph need not start again. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/score.h>
#include "spell/blt_score.h"

struct blt__blt_score {
    blt_scorer *scorer;         /* has been fed `left` */
    blt__buf left;
    blt__buf tail;              /* an alternative, then the right text */
};

blt_status
blt__blt_score_new(blt__blt_score **out, const blt_model *m, blt_pool *pool,
                   blt_error *err)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    blt__blt_score *c = calloc(1, sizeof *c);
    blt_status st;

    *out = NULL;
    if (!c)
        return blt__fail_memory(err, "context");
    opt.stage = BLT_SCORE_FULL;
    opt.pool = pool;
    st = blt_scorer_new(&c->scorer, m, &opt, err);
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
    blt_scorer_free(c->scorer);
    blt__buf_free(&c->left);
    blt__buf_free(&c->tail);
    free(c);
}

/* Feeds the scorer what it lacks of left, or all of it from the start. */
static blt_status
feed_left(blt__blt_score *c, blt__string left, blt_error *err)
{
    size_t had = c->left.n;
    blt_status st;

    if (had > left.n || (had && memcmp(c->left.p, left.p, had) != 0)) {
        had = 0;
        blt__buf_clear(&c->left);
        blt_scorer_reset(c->scorer);
    }
    if (left.n == had)
        return BLT_OK;
    blt__buf_put(&c->left, left.p + had, left.n - had);
    st = c->left.failed ? blt__fail_memory(err, "context")
        : blt_scorer_feed(c->scorer, NULL, (const uint8_t *)left.p + had,
                          left.n - had, NULL, err);
    if (st != BLT_OK) {         /* how far it got is not known */
        blt__buf_free(&c->left);
        blt_scorer_reset(c->scorer);
    }
    return st;
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

/* A scorer after the left text and the prefix, whose cost is added to *nats. */
static blt_status
after_prefix(blt_scorer **out, const blt__blt_score *c, blt__string prefix,
             double *nats, blt_error *err)
{
    blt_scored b = BLT_SCORED_INIT;
    blt_status st = blt_scorer_copy(out, c->scorer, err);

    if (st == BLT_OK)
        st = blt_scorer_feed(*out, &b, (const uint8_t *)prefix.p, prefix.n,
                             NULL, err);
    for (size_t i = 0; i < b.n && st == BLT_OK; i++)
        *nats += b.nats[i];
    return st;
}

blt_status
blt__blt_score_bits(blt__blt_score *c, blt__string left,
                    const blt__string *alternative, size_t n,
                    blt__string right, float *bits, blt_error *err)
{
    blt_scorer *copy = NULL;
    double shared = 0, nats = 0;
    size_t same = n ? common_prefix(alternative, n) : 0;
    blt_status st = n ? feed_left(c, left, err) : BLT_OK;

    if (st == BLT_OK && same)
        st = after_prefix(&copy, c, (blt__string){ alternative[0].p, same },
                          &shared, err);
    for (size_t i = 0; i < n && st == BLT_OK; i++) {
        blt__buf_clear(&c->tail);
        blt__buf_put(&c->tail, alternative[i].p + same,
                     alternative[i].n - same);
        blt__buf_put(&c->tail, right.p, right.n);
        st = c->tail.failed ? blt__fail_memory(err, "context")
            : blt_scorer_cost(copy ? copy : c->scorer, &nats,
                              (const uint8_t *)c->tail.p, c->tail.n, err);
        bits[i] = (float)((shared + nats) / log(2));
    }
    blt_scorer_free(copy);
    return st;
}
