/* A whole text cut into patches in one call. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/blt.h>
#include "base/base.h"
#include "file/config_file.h"

#define BLOCK 2048              /* bytes per feed: bounds the memory */

static blt_status
keep(void *user, const blt_record *patch, blt_error *err)
{
    blt__buf *b = user;
    size_t length = (size_t)patch->length;

    blt__buf_put(b, &length, sizeof length);
    return b->failed ? blt__fail_memory(err, "patches") : BLT_OK;
}

/* A scheme that looks at ids needs no model to run. */
static blt_status
cut(blt_patcher *p, blt_scorer *s, const uint8_t *text, size_t n,
    blt_error *err)
{
    blt_scored b = BLT_SCORED_INIT;
    blt_status status = BLT_OK;

    for (size_t at = 0; status == BLT_OK && at < n; at += BLOCK) {
        size_t k = n - at < BLOCK ? n - at : BLOCK;

        if (s != NULL) {
            status = blt_scorer_feed(s, &b, text + at, k, NULL, err);
        } else {
            b.offset = (int64_t)at;
            b.bytes = text + at;
            b.n = k;
            b.after = NAN;
        }
        if (status == BLT_OK)
            status = blt_patcher_feed(p, &b, err);
    }
    return status == BLT_OK ? blt_patcher_end(p, err) : status;
}

blt_status
blt_patch_text(const blt_model *m, size_t **length, size_t *count,
               const char *text, size_t n, const blt_patch_options *given,
               blt_error *err)
{
    blt_patch_options usual = blt__config_patch(blt_model_config(m)), opt;
    blt_scorer_options so = BLT_SCORER_OPTIONS_INIT;
    blt__buf lengths = { 0 };
    blt_scorer *s = NULL;
    blt_patcher *p = NULL;
    blt_status status = blt__options_read(&opt, &usual, given,
                                          "BLT_PATCH_OPTIONS_INIT", err);

    *length = NULL;
    *count = 0;
    if (status == BLT_OK && blt_scheme_needs_entropy(opt.scheme))
        status = blt_scorer_new(&s, m, &so, err);
    if (status == BLT_OK)
        status = blt_patcher_new(&p, &opt, NULL, keep, &lengths, err);
    if (status == BLT_OK)
        status = cut(p, s, (const uint8_t *)text, n, err);
    if (status == BLT_OK && !blt__buf_reserve(&lengths, 1))
        status = blt__fail_memory(err, "patches");
    blt_patcher_free(p);
    blt_scorer_free(s);
    if (status != BLT_OK) {
        blt__buf_free(&lengths);
        return status;
    }
    *count = lengths.n / sizeof **length;
    *length = (size_t *)(void *)lengths.p;
    return BLT_OK;
}
