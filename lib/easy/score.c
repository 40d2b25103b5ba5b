/* A whole text scored in one call. */
#include "config.h"
#include <math.h>
#include <blt/blt.h>
#include "base/base.h"

#define BLOCK 2048              /* bytes per feed: bounds the memory */

static blt_status
scorer(blt_scorer **s, const blt_model *m, const blt_scorer_options *given,
       unsigned want, blt_error *err)
{
    static const blt_scorer_options usual = BLT_SCORER_OPTIONS_INIT;
    blt_scorer_options opt;
    blt_status status;

    *s = NULL;
    status = blt__options_read(&opt, &usual, given,
                               "BLT_SCORER_OPTIONS_INIT", err);
    opt.want = want;
    return status == BLT_OK ? blt_scorer_new(s, m, &opt, err) : status;
}

static void
to_bits(float *out, const float *nats, size_t n)
{
    for (size_t i = 0; out != NULL && i < n; i++)
        out[i] = (float)((double)nats[i] / M_LN2);
}

blt_status
blt_score_text(const blt_model *m, double *bits, float *surprisal,
               float *entropy, const char *text, size_t n,
               const blt_scorer_options *opt, blt_error *err)
{
    blt_scored b = BLT_SCORED_INIT;
    blt_scorer *s;
    blt_status status = scorer(&s, m, opt, 0, err);
    double nats = 0;

    *bits = 0;
    for (size_t at = 0; status == BLT_OK && at < n; at += BLOCK) {
        size_t k = n - at < BLOCK ? n - at : BLOCK;

        status = blt_scorer_feed(s, &b, (const uint8_t *)text + at, k, NULL,
                                 err);
        if (status != BLT_OK)
            break;
        for (size_t i = 0; i < k; i++)
            nats += b.nats[i];
        to_bits(surprisal == NULL ? NULL : surprisal + at, b.surprisal, k);
        to_bits(entropy == NULL ? NULL : entropy + at, b.entropy, k);
    }
    blt_scorer_free(s);
    if (status == BLT_OK)
        *bits = nats / M_LN2;
    return status;
}

blt_status
blt_score_units(const blt_model *m, const char *text, size_t n,
                const blt_unit_options *opt, blt_unit_fn fn, void *user,
                blt_error *err)
{
    static const blt_unit_options usual = BLT_UNIT_OPTIONS_INIT;
    blt_scored b = BLT_SCORED_INIT;
    blt_unit_options o;
    blt_scorer *s = NULL;
    blt_units *u = NULL;
    blt_status status = blt__options_read(&o, &usual, opt,
                                          "BLT_UNIT_OPTIONS_INIT", err);

    if (status == BLT_OK)
        status = scorer(&s, m, NULL, o.kind == BLT_UNIT_PATCH
                        ? BLT_SCORE_STARTS : 0, err);
    if (status == BLT_OK)
        status = blt_units_new(&u, &o, fn, user, err);
    if (status == BLT_OK)
        status = blt_units_document(u, "", err);
    for (size_t at = 0; status == BLT_OK && at < n; at += BLOCK) {
        size_t k = n - at < BLOCK ? n - at : BLOCK;

        status = blt_scorer_feed(s, &b, (const uint8_t *)text + at, k, NULL,
                                 err);
        if (status == BLT_OK)
            status = blt_units_feed(u, &b, err);
    }
    if (status == BLT_OK)
        status = blt_units_document_end(u, err);
    if (status == BLT_OK)
        status = blt_units_end(u, err);
    blt_units_free(u);
    blt_scorer_free(s);
    return status;
}
