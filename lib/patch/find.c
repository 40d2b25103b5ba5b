/* Patching of whole texts: the cutter over all tokens, and top-k, the one
 * scheme that needs the whole text. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/config.h>
#include <blt/patch.h>
#include "base/base.h"
#include "patch/patch.h"

/* Appends a patch of length tokens, in pieces no longer than max. */
static void
emit(int64_t *len, size_t *count, int64_t length, int64_t max)
{
    while (length > max) {
        len[(*count)++] = max;
        length -= max;
    }
    if (length > 0)
        len[(*count)++] = length;
}

static int
descending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x < y) - (x > y);
}

/* The n / patch_size - 2 largest of the entropies after tokens 1 .. n-1
 * close their patches, in addition to token 0.  Of equal ones the earlier. */
static blt_status
find_topk(int64_t *len, size_t *count, const float *entropy, size_t n,
          int next, const blt_patch_options *opt, blt_error *err)
{
    int64_t m = (int64_t)n / opt->patch_size - 2, open = 0;
    float *sorted, least = 0;
    size_t ties = 0;

    if (n == 0 || m < 0 || m > (int64_t)n - 1)
        return blt__fail(err, BLT_EDATA, "topk cannot cut %zu tokens with a"
                         " patch size of %lld", n,
                         (long long)opt->patch_size);
    if (m > 0) {
        sorted = blt__alloc(n - 1, sizeof *sorted);
        if (sorted == NULL)
            return blt__fail_memory(err, "topk");
        for (size_t i = 1; i < n; i++)
            sorted[i - 1] = entropy[i];
        qsort(sorted, n - 1, sizeof *sorted, descending);
        least = sorted[m - 1];
        while (ties < (size_t)m && sorted[m - 1 - (int64_t)ties] == least)
            ties++;
        free(sorted);
    }
    for (size_t t = 0; t < n; t++) {
        int close = t == 0 || (m > 0 && entropy[t] > least);

        if (!close && m > 0 && entropy[t] == least && ties > 0) {
            ties--;
            close = 1;
        }
        open++;
        if (close) {
            emit(len, count, open, opt->max_length);
            open = 0;
        }
    }
    emit(len, count, open + next, opt->max_length);
    return BLT_OK;
}

blt_status
blt_patch_find(int64_t *len, size_t *count, const int32_t *ids,
               const float *entropy, size_t n, int next,
               const blt_patch_options *given, blt_error *err)
{
    blt_patch_options opt;
    blt__cutter c;
    blt_status s;
    int64_t open = 0;

    *count = 0;
    s = blt__patch_options_take(&opt, given, err);
    if (s != BLT_OK)
        return s;
    next = next != 0;
    if (blt_scheme_needs_entropy(opt.scheme)) {
        if (entropy == NULL && n > 0)
            return blt__fail(err, BLT_EINVAL, "%s needs entropies",
                             blt_scheme_name(opt.scheme));
        for (size_t t = 0; t < n; t++)
            if (!isfinite(entropy[t]))
                return blt__fail(err, BLT_EDATA, "token %zu: the entropy is"
                                 " not a finite number", t);
    } else if (ids == NULL && n > 0 && opt.scheme != BLT_SCHEME_STATIC
               && opt.scheme != BLT_SCHEME_BYTE) {
        return blt__fail(err, BLT_EINVAL, "%s needs the tokens",
                         blt_scheme_name(opt.scheme));
    }
    if (opt.reset_newline && ids == NULL && n > 0
        && (opt.scheme == BLT_SCHEME_MONOTONIC
            || opt.scheme == BLT_SCHEME_COMBINED))
        return blt__fail(err, BLT_EINVAL, "reset_newline needs the tokens");
    if (opt.scheme == BLT_SCHEME_TOPK)
        return find_topk(len, count, entropy, n, next, &opt, err);
    if (opt.scheme == BLT_SCHEME_BPE && n > 0 && ids != NULL
        && ids[0] == BLT_ID_META)
        return blt__fail(err, BLT_EDATA, "token 0: a delimiter cannot come"
                         " first");

    s = blt__cutter_init(&c, &opt, err);
    if (s != BLT_OK)
        return s;
    for (size_t t = 0; t < n; t++) {
        int close = blt__cutter_push(&c, ids ? ids[t] : 0,
                                    entropy ? entropy[t] : 0);

        open++;
        /* Meta's code looks for delimiters before the last token only, so
         * the unknown next token stays in the delimiter's patch. */
        if (opt.scheme == BLT_SCHEME_BPE && t > 0 && t == n - 1
            && ids[t] == BLT_ID_META)
            close = 0;
        if (close) {
            emit(len, count, open, opt.max_length);
            open = 0;
        }
    }
    emit(len, count, open + next, opt.max_length);
    return BLT_OK;
}
