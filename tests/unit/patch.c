/* patch/: every call of Meta's patcher that was recorded, then the laws that
 * hold for all texts. */
#include "config.h"
#include <jansson.h>
#include <blt/config.h>
#include <blt/patch.h>
#include "base/base.h"
#include "patch/patch.h"
#include "tests/lib/tap.h"

#define MAX 512

static int64_t
get_int(json_t *c, const char *key, int64_t missing)
{
    json_t *v = json_object_get(c, key);

    return json_is_integer(v) ? json_integer_value(v) : missing;
}

static int
same(const int64_t *len, size_t count, json_t *want)
{
    if (!json_is_array(want) || json_array_size(want) != count)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (json_integer_value(json_array_get(want, i)) != len[i])
            return 0;
    return 1;
}

/* The options that a recorded call asks for; 0 when blt_patch_options has
 * no words for it (fractional patch sizes, which Meta's code refuses). */
static int
read_options(blt_patch_options *o, json_t *c)
{
    blt_patch_options init = BLT_PATCH_OPTIONS_INIT;
    const char *mode = json_string_value(json_object_get(c, "mode"));
    json_t *threshold = json_object_get(c, "threshold");
    json_t *add = json_object_get(c, "threshold_add");
    json_t *size = json_object_get(c, "patch_size");
    int scheme = blt_scheme_parse(mode);

    *o = init;
    o->scheme = (blt_scheme)scheme;
    if (scheme == BLT_SCHEME_ENTROPY) {
        if (!json_is_number(threshold))
            o->scheme = BLT_SCHEME_TOPK;
        else if (json_is_true(json_object_get(c, "monotonicity")))
            o->scheme = BLT_SCHEME_MONOTONIC;
        else if (json_is_number(add))
            o->scheme = BLT_SCHEME_COMBINED;
    }
    if (json_is_number(threshold))
        o->threshold = (float)json_number_value(threshold);
    if (json_is_number(add))
        o->threshold_add = (float)json_number_value(add);
    o->patch_size = get_int(c, "patch_size", 0);
    o->max_length = get_int(c, "max_patch_length", 0);
    return scheme >= 0 && !json_is_real(size);
}

/* Meta's lengths with the next token become Hugging Face's: the next token
 * goes, then long patches are cut, then empty ones dropped. */
static size_t
to_hf(int64_t *hf, const int64_t *len, size_t count, int64_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t l = len[i] - (i == count - 1);

        if (max == 0) {
            hf[n++] = l;
            continue;
        }
        for (; l > max; l -= max)
            hf[n++] = max;
        if (l > 0)
            hf[n++] = l;
    }
    return n;
}

static void
golden_case(json_t *c, int *hf_cases)
{
    json_t *tokens = json_object_get(c, "tokens");
    json_t *entropies = json_object_get(c, "entropies");
    json_t *want = json_object_get(c, "patch_lengths");
    json_t *want_hf = json_object_get(c, "hf_patch_lengths");
    const char *name = json_string_value(json_object_get(c, "name"));
    size_t n = (size_t)get_int(c, "n_tokens", 0), count = 99;
    int next = json_is_true(json_object_get(c, "include_next_token"));
    int32_t ids[MAX];
    float entropy[MAX];
    int64_t len[MAX + 1], hf[MAX + 1];
    blt_patch_options o;
    blt_error err;
    blt_status s;

    if (n > MAX) {
        ok(0, "%s: too long for this test", name);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        ids[i] = (int32_t)json_integer_value(json_array_get(tokens, i));
        entropy[i] = (float)json_number_value(json_array_get(entropies, i));
    }
    if (!read_options(&o, c)) {
        ok(json_is_string(json_object_get(c, "error")),
           "%s: cannot be asked for", name);
        return;
    }
    s = blt_patch_find(len, &count, json_is_array(tokens) ? ids : NULL,
                       json_is_array(entropies) ? entropy : NULL, n, next,
                       &o, &err);
    if (json_is_string(json_object_get(c, "error"))) {
        ok(s != BLT_OK && count == 0, "%s: %s", name,
           s == BLT_OK ? "no error" : err.text);
        return;
    }
    ok(s == BLT_OK && same(len, count, want), "%s", name);
    if (json_is_array(want_hf)) {
        ++*hf_cases;
        o.max_length = 0;
        s = blt_patch_find(len, &count, ids, entropy, n, 1, &o, &err);
        count = to_hf(hf, len, count, get_int(c, "max_patch_length", 0));
        ok(s == BLT_OK && same(hf, count, want_hf), "%s: HF", name);
    }
}

static void
golden(void)
{
    const char *top = getenv("top_srcdir");
    char path[4096];
    json_error_t why;
    json_t *root, *cases, *c;
    int hf_cases = 0;
    size_t i;

    snprintf(path, sizeof path, "%s/tests/golden/patching.json",
             top ? top : ".");
    root = json_load_file(path, 0, &why);
    if (!ok(root != NULL, "%s", path))
        return;
    cases = json_object_get(root, "cases");
    ok(json_array_size(cases) == 357, "357 recorded calls");
    json_array_foreach(cases, i, c)
        golden_case(c, &hf_cases);
    ok(hf_cases == 62, "62 of them with Hugging Face's lengths");
    json_decref(root);
}

/* A text of n tokens: BOS, then bytes from a small alphabet with spaces,
 * newlines, non-ASCII and now and then a special id. */
static void
make_text(int32_t *ids, float *entropy, size_t n, blt__rng *r)
{
    static const uint8_t alphabet[] = "ab 9,\n\xc3\xa4\xff-Z";

    for (size_t i = 0; i < n; i++) {
        ids[i] = BLT_ID_BYTE + alphabet[blt__rng_below(r, 11)];
        if (i == 0 || blt__rng_below(r, 40) == 0)
            ids[i] = (int32_t)(i == 0 ? 1 : blt__rng_below(r, 4));
        entropy[i] = (float)(blt__rng_unit(r) * 5);
    }
}

/* Whole, cut token by token, and every prefix: the same patches. */
static void
laws(void)
{
    static const int64_t longest[] = { 0, 1, 3, 8 };
    blt__rng r;
    int good_sum = 1, good_cutter = 1, good_prefix = 1, good_next = 1;
    int tried = 0;

    blt__rng_seed(&r, 20261122);
    for (int round = 0; round < 400; round++) {
        blt_patch_options o = BLT_PATCH_OPTIONS_INIT;
        int32_t ids[200];
        float entropy[200];
        int64_t len[201], pre[201], at = 0, sum = 0;
        size_t n = 1 + blt__rng_below(&r, 199), count, few;
        size_t part = 1 + blt__rng_below(&r, n), k = 0;
        uint8_t close[200];
        blt__cutter c;
        blt_error err;

        make_text(ids, entropy, n, &r);
        o.scheme = (blt_scheme)(round % 8);
        o.threshold = (float)(blt__rng_unit(&r) * 4);
        o.threshold_add = (float)blt__rng_unit(&r);
        o.patch_size = 1 + (int64_t)blt__rng_below(&r, 6);
        o.max_length = longest[blt__rng_below(&r, 4)];
        o.reset_newline = round & 8;
        if (blt_patch_find(len, &count, ids, entropy, n, 1, &o, &err)
            != BLT_OK)
            continue;
        tried++;
        for (size_t i = 0; i < count; i++) {
            good_sum &= len[i] >= 1
                && (o.max_length == 0 || len[i] <= o.max_length);
            sum += len[i];
        }
        good_sum &= sum == (int64_t)n + 1;

        /* Without the next token the same patches, the last one shorter. */
        if (blt_patch_find(pre, &few, ids, entropy, n, 0, &o, &err)
            != BLT_OK)
            good_next = 0;
        else if (o.scheme != BLT_SCHEME_BPE || ids[n - 1] != 3)
            for (size_t i = 0; i < count; i++) {
                int64_t l = len[i] - (i == count - 1);

                good_next &= i < few ? pre[i] == l : l == 0;
            }

        if (o.scheme == BLT_SCHEME_TOPK || o.scheme == BLT_SCHEME_BPE)
            continue;
        if (blt__cutter_init(&c, &o, &err) != BLT_OK)
            good_cutter = 0;
        for (size_t t = 0; t < n; t++) {
            close[t] = (uint8_t)blt__cutter_push(&c, ids[t], entropy[t]);
            if (close[t]) {
                good_cutter &= k < count && (int64_t)t + 1 - at == len[k];
                at = (int64_t)t + 1;
                k++;
            }
        }
        good_cutter &= k == count - 1 && c.open == (int64_t)n - at;

        /* A prefix has the patches of the whole as far as it goes. */
        if (blt_patch_find(pre, &few, ids, entropy, part, 1, &o, &err)
            != BLT_OK)
            good_prefix = 0;
        for (size_t i = 0; i + 1 < few; i++)
            good_prefix &= pre[i] == len[i];
        good_prefix &= few <= count && pre[few - 1] <= len[few - 1];
    }
    ok(tried > 300, "%d random texts", tried);
    ok(good_sum, "lengths are >= 1, no longer than allowed, and sum up");
    ok(good_next, "the next token only lengthens the last patch");
    ok(good_cutter, "token by token the same patches");
    ok(good_prefix, "a prefix has the same patches");
}

static void
edges(void)
{
    blt_patch_options o = BLT_PATCH_OPTIONS_INIT, bad;
    static int32_t ids[3] = { 1, 100, 101 };
    float entropy[3] = { 9, NAN, 1 };
    int64_t len[4];
    size_t count;
    blt_error err;
    blt__cutter c;
    int64_t n = 0;

    ok(blt_patch_find(len, &count, ids, entropy, 3, 1, &o, &err)
       == BLT_EDATA && count == 0, "%s", err.text);
    ok(blt_patch_find(len, &count, ids, NULL, 3, 1, &o, &err)
       == BLT_EINVAL, "%s", err.text);
    o.scheme = BLT_SCHEME_SPACE;
    ok(blt_patch_find(len, &count, NULL, entropy, 3, 1, &o, &err)
       == BLT_EINVAL, "%s", err.text);
    ok(blt_patch_find(len, &count, NULL, NULL, 0, 0, &o, &err) == BLT_OK
       && count == 0, "nothing has no patches");
    ok(blt_patch_find(len, &count, NULL, NULL, 0, 1, &o, &err) == BLT_OK
       && count == 1 && len[0] == 1, "nothing and the next token has one");

    bad = o; bad.size = 0;
    ok(blt__cutter_init(&c, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = o; bad.scheme = (blt_scheme)77;
    ok(blt__cutter_init(&c, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = o; bad.scheme = BLT_SCHEME_ENTROPY; bad.threshold = NAN;
    ok(blt__cutter_init(&c, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = o; bad.scheme = BLT_SCHEME_STATIC; bad.patch_size = 0;
    ok(blt__cutter_init(&c, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = o; bad.max_length = -1;
    ok(blt__cutter_init(&c, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = o; bad.scheme = BLT_SCHEME_TOPK;
    ok(blt__cutter_init(&c, &bad, &err) == BLT_EINVAL, "%s", err.text);

    ok(blt__cutter_init(&c, &o, &err) == BLT_OK
       && blt__cutter_push(&c, 1, 0), "the first token closes its patch");
    while (!blt__cutter_push(&c, BLT_ID_BYTE + 'a', 0) && n <= 1 << 21)
        n++;
    ok(n + 1 == BLT_PATCH_LONGEST, "letters without end are cut in the end");

    for (int i = 0; i < 8; i++)
        ok(blt_scheme_parse(blt_scheme_name((blt_scheme)i)) == i,
           "%s", blt_scheme_name((blt_scheme)i));
    ok(blt_scheme_parse("regex") == -1
       && blt_scheme_name((blt_scheme)8) == NULL, "and no other");
}

/* A newline closes; what follows it cannot rise. */
static void
reset(void)
{
    blt_patch_options o = BLT_PATCH_OPTIONS_INIT;
    int32_t ids[6] = { 1, 101, 102, BLT_ID_BYTE + '\n', 103, 104 };
    float entropy[6] = { 1, 1, 1, 1, 4, 4.5f };
    int64_t len[7];
    size_t count;
    blt_error err;

    o.scheme = BLT_SCHEME_MONOTONIC;
    o.threshold = 0.2f;
    ok(blt_patch_find(len, &count, ids, entropy, 6, 0, &o, &err) == BLT_OK
       && count == 4 && len[2] == 3 && len[3] == 1,
       "a rise behind a newline cuts");
    o.reset_newline = 1;
    ok(blt_patch_find(len, &count, ids, entropy, 6, 0, &o, &err) == BLT_OK
       && count == 4 && len[2] == 2 && len[3] == 2,
       "with reset the newline cuts and the rise behind it does not");
}

int
main(void)
{
    golden();
    laws();
    edges();
    reset();
    return done_testing();
}
