/* Reads Meta's native configuration, flat, one per model.     [MODEL.md 9]
 *
 *   config.json  {"args": {...}}
 *   params.json  the arguments of the trainer: {"model": {...} or
 *                "entropy_model": {...}, "data": {"patcher_args": {...}},
 *                "train_entropy_model": true or false}
 *
 * The entropy model is a separate model there. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "file/config_file.h"
#include "file/reading.h"

/* int(2 * (4 d) / 3), times the multiplier, up to a multiple. */
static int32_t
inner_width(blt__reader *r, const json_t *a, int32_t hidden)
{
    double times = blt__reader_real(r, a, "args", "ffn_dim_multiplier", 1);
    int64_t unit = blt__reader_int(r, a, "args", "multiple_of", 256, 1,
                                   BLT__WIDTH_MAX);
    double n = (double)((int64_t)hidden * 8 / 3) * times;

    if (!(n >= 1 && n <= BLT__WIDTH_MAX)) {
        blt__reader_fail(r, "args", "ffn_dim_multiplier",
                         "%g gives no sensible width", times);
        return 1;
    }
    return (int32_t)(((int64_t)n + unit - 1) / unit * unit);
}

/* A number that must be stated. */
static int32_t
needed(blt__reader *r, const json_t *a, const char *key, int64_t max)
{
    int64_t n = blt__reader_int(r, a, "args", key, -1, 1, max);

    if (n < 0)
        blt__reader_fail(r, "args", key, "is missing");
    return (int32_t)n;
}

static void
read_part(blt__reader *r, blt_part *p, const json_t *a, const char *dim,
          const char *layers, const char *heads, const char *kv_heads)
{
    memset(p, 0, sizeof *p);
    p->hidden = needed(r, a, dim, BLT__WIDTH_MAX);
    p->layers = needed(r, a, layers, BLT__LAYERS_MAX);
    p->heads = needed(r, a, heads, BLT__WIDTH_MAX);
    p->kv_heads = (int32_t)blt__reader_int(r, a, "args", kv_heads, p->heads,
                                           1, BLT__WIDTH_MAX);
    p->inner = inner_width(r, a, p->hidden);
    p->theta = blt__reader_real(r, a, "args", "rope_theta", 10000);
    p->eps = (float)blt__reader_real(r, a, "args", "norm_eps", 1e-5);
}

/* The names of the modes are Meta's.  The two schemes that compare successive
 * entropies are switches there, in addition to the mode. */
void
blt__meta_read_patching(blt__reader *r, blt_patch_options *p,
                        const json_t *a)
{
    static const struct { const char *name; blt_scheme scheme; } modes[] = {
        { "entropy", BLT_SCHEME_ENTROPY }, { "space", BLT_SCHEME_SPACE },
        { "static", BLT_SCHEME_STATIC }, { "byte", BLT_SCHEME_BYTE },
        { "bpe", BLT_SCHEME_BPE }
    };
    const json_t *threshold = json_object_get(a, "patching_threshold");
    const json_t *add = json_object_get(a, "patching_threshold_add");
    const char *mode = blt__reader_text(r, a, "args", "patching_mode",
                                        "entropy");
    double size;
    size_t i, n = sizeof modes / sizeof modes[0];

    if (threshold == NULL)      /* the spelling in patcher_args */
        threshold = json_object_get(a, "threshold");
    if (add == NULL)
        add = json_object_get(a, "threshold_add");
    for (i = 0; i < n && strcmp(mode, modes[i].name) != 0; i++)
        continue;
    if (i == n) {
        blt__reader_fail(r, "args", "patching_mode",
                         "\"%.40s\" is not known", mode);
        return;
    }
    p->scheme = modes[i].scheme;
    if (json_is_number(threshold))
        p->threshold = (float)json_number_value(threshold);
    if (json_is_number(add))
        p->threshold_add = (float)json_number_value(add);
    if (p->scheme == BLT_SCHEME_ENTROPY) {
        if (json_is_null(threshold))
            p->scheme = BLT_SCHEME_TOPK;
        else if (blt__reader_bool(r, a, "args", "monotonicity", 0))
            p->scheme = BLT_SCHEME_MONOTONIC;
        else if (json_is_number(add))
            p->scheme = BLT_SCHEME_COMBINED;
    }
    p->max_length = blt__reader_int(r, a, "args", "max_patch_length", 0, 0,
                                    BLT__POSITIONS_MAX);
    size = blt__reader_real(r, a, "args", "patch_size",
                            (double)p->patch_size);
    if (size >= 1 && size <= 1e9 && size == floor(size))
        p->patch_size = (int64_t)size;
    else if (p->scheme == BLT_SCHEME_STATIC || p->scheme == BLT_SCHEME_TOPK)
        blt__reader_fail(r, "args", "patch_size",
                         "%g is not a whole number of bytes", size);
}

/* Settings that change the arithmetic wherever they have a value. */
static void
check_unset(blt__reader *r, const json_t *a)
{
    static const char *const keys[] = {
        "cross_attn_window_encoder", "cross_attn_window_decoder",
        "encoder_ngram_to_size_str", "dim_token"
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const json_t *v = json_object_get(a, keys[i]);

        if (v != NULL && !json_is_null(v) && !json_is_false(v)
            && !(json_is_string(v) && json_string_length(v) == 0))
            blt__reader_fail(r, "args", keys[i], "only null is supported");
    }
    if (blt__reader_int(r, a, "args", "pm_size", 0, INT64_MIN, INT64_MAX) > 0)
        blt__reader_fail(r, "args", "pm_size", "only 0 is supported");
}

/* A head_dim other than the width divided by the heads. */
static void
check_heads(blt__reader *r, const json_t *a, const blt_part *p)
{
    int64_t width = p->heads > 0 ? p->hidden / p->heads : 0;

    if (blt__reader_int(r, a, "args", "head_dim", width, INT64_MIN, INT64_MAX)
        != width)
        blt__reader_fail(r, "args", "head_dim", "only the width divided by "
                         "the heads is supported");
}

/* Refuses settings of architectures that are not supported. */
static void
check_switches(blt__reader *r, const blt_config *c, const json_t *a)
{
    static const struct { const char *key; int want; } switches[] = {
        { "use_local_encoder_transformer", 1 },
        { "cross_attn_init_by_pooling", 1 }, { "cross_attn_encoder", 1 },
        { "cross_attn_decoder", 1 }, { "use_rope", 1 }, { "weight_tying", 0 },
        { "encoder_enable_byte_ngrams", 0 }
    };
    const char *pool = blt__reader_text(r, a, "args",
                                        "downsampling_by_pooling", "max");

    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++)
        if (blt__reader_bool(r, a, "args", switches[i].key,
                             switches[i].want) != switches[i].want)
            blt__reader_fail(r, "args", switches[i].key,
                             "only %s is supported",
                             switches[i].want ? "true" : "false");
    check_unset(r, a);
    check_heads(r, a, &c->encoder);
    check_heads(r, a, &c->global);
    if (strcmp(pool, "max") != 0)
        blt__reader_fail(r, "args", "downsampling_by_pooling",
                         "\"%.40s\" is not known, only \"max\"", pool);
    if (blt__reader_int(r, a, "args", "cross_attn_nheads", c->encoder.heads,
                        1, BLT__WIDTH_MAX) != c->encoder.heads
        || c->decoder.heads != c->encoder.heads)
        blt__reader_fail(r, "args", "cross_attn_nheads",
                         "differs from the local parts' heads");
    if (c->encoder.kv_heads != c->encoder.heads)
        blt__reader_fail(r, "args", "n_kv_heads", "grouped heads in the "
                         "local parts are not supported in Meta's layout");
}

const json_t *
blt__meta_args(blt__reader *r, const json_t *root)
{
    const json_t *a = blt__reader_object(r, root, "", "args"), *alone;

    if (a != NULL)
        return a;
    a = blt__reader_object(r, root, "", "model");
    alone = blt__reader_object(r, root, "", "entropy_model");
    return alone != NULL
        && (a == NULL || blt__reader_bool(r, root, "", "train_entropy_model",
                                          0)) ? alone : a;
}

int
blt__meta_is_patcher(const json_t *a)
{
    return json_object_get(a, "dim_global") == NULL
        && json_object_get(a, "dim_local_encoder") == NULL
        && json_object_get(a, "dim") != NULL;
}

/* The trainer's own settings of the patcher, where the file has them. */
static void
read_patcher_args(blt__reader *r, blt_patch_options *patch,
                  const json_t *root)
{
    const json_t *data = blt__reader_object(r, root, "", "data");
    const json_t *args = blt__reader_object(r, data, "data",
                                            "patcher_args");

    if (args != NULL)
        blt__meta_read_patching(r, patch, args);
}

static void
read_patcher(blt__reader *r, blt_part *p, const json_t *a)
{
    read_part(r, p, a, "dim", "n_layers", "n_heads", "n_kv_heads");
    p->max_positions = blt__reader_int(r, a, "args", "max_seqlen", 8192, 1,
                                       BLT__POSITIONS_MAX);
    /* Hard-wired to 512 where Meta loads the model, unless stated. */
    p->window = blt__reader_int(r, a, "args", "sliding_window", 512, 0,
                                BLT__POSITIONS_MAX);
    check_heads(r, a, p);
}

static void
check_vocab(blt__reader *r, const json_t *a)
{
    int64_t vocab = blt__reader_int(r, a, "args", "vocab_size", BLT_VOCAB, -1,
                                    INT64_MAX);

    if (vocab != BLT_VOCAB && vocab != -1)
        blt__reader_fail(r, "args", "vocab_size", "%lld is not %d",
                         (long long)vocab, BLT_VOCAB);
}

void
blt__meta_read_alone(blt__reader *r, blt_config *c, unsigned *inner,
                     const json_t *root, const json_t *a)
{
    static const blt_config none = BLT_CONFIG_INIT;
    blt_patch_options patch = blt__config_patch(c);

    read_patcher_args(r, &patch, root);
    *c = none;
    blt__config_set_patch(c, &patch);
    c->has_patcher = c->patcher_only = 1;
    check_vocab(r, a);
    read_patcher(r, &c->patcher, a);
    *inner |= BLT__PATCHER_INNER;
}

void
blt__meta_read(blt__reader *r, blt_config *c, unsigned *inner,
               const json_t *root, const json_t *a)
{
    blt_patch_options patch = blt__config_patch(c);
    int64_t window;

    check_vocab(r, a);
    c->has_patcher = 0;
    memset(&c->patcher, 0, sizeof c->patcher);
    read_part(r, &c->encoder, a, "dim_local_encoder",
              "n_layers_local_encoder", "n_heads_local_encoder",
              "n_kv_heads");
    read_part(r, &c->decoder, a, "dim_local_decoder",
              "n_layers_local_decoder", "n_heads_local_decoder",
              "n_kv_heads");
    read_part(r, &c->global, a, "dim_global", "n_layers_global",
              "n_heads_global", "n_kv_heads_global");
    *inner |= BLT__ENCODER_INNER | BLT__DECODER_INNER | BLT__GLOBAL_INNER;
    c->encoder.max_positions = c->decoder.max_positions = blt__reader_int(
        r, a, "args", "max_encoder_seq_length", 24576, 1,
        BLT__POSITIONS_MAX);
    c->global.max_positions = blt__reader_int(r, a, "args", "max_seqlen",
                                              4096, 1, BLT__POSITIONS_MAX);
    window = blt__reader_int(r, a, "args", "local_attention_window_len", 0,
                             0, BLT__POSITIONS_MAX);
    c->encoder.window = c->decoder.window = window;
    c->cross_k = (int)blt__reader_int(r, a, "args", "cross_attn_k", 1, 1,
                                      BLT__CROSS_K_MAX);
    c->encoder_cross_all = blt__reader_bool(
        r, a, "args", "cross_attn_all_layers_encoder", 0);
    c->decoder_cross_all = blt__reader_bool(
        r, a, "args", "cross_attn_all_layers_decoder", 0);
    c->hash_vocab = blt__reader_int(r, a, "args",
                                    "encoder_hash_byte_group_vocab", 30000,
                                    1, BLT__VOCAB_MAX);
    c->hash_functions = (int)blt__reader_int(
        r, a, "args", "encoder_hash_byte_group_nb_functions", 3, 1,
        BLT__FUNCTIONS_MAX);
    blt__read_hash_sizes(r, c, json_object_get(
        a, "encoder_hash_byte_group_size"));
    blt__meta_read_patching(r, &patch, a);
    read_patcher_args(r, &patch, root);
    blt__config_set_patch(c, &patch);
    check_switches(r, c, a);
}

blt_status
blt__config_read_patcher(blt_config *c, unsigned *inner, const char *json,
                         size_t n, const char *name, blt__buf *notes,
                         blt_error *err)
{
    blt__reader r = { name, notes, err, BLT_OK };
    json_t *root = blt__reader_load(&r, json, n);
    const json_t *a;
    blt_part p;

    if (root == NULL)
        return r.status;
    a = blt__reader_object(&r, root, "", "args");
    if (a == NULL)
        a = blt__reader_object(&r, root, "", "entropy_model");
    if (a == NULL)
        blt__reader_fail(&r, "", "args", "is missing, and so is "
                         "entropy_model");
    memset(&p, 0, sizeof p);
    check_vocab(&r, a);
    read_patcher(&r, &p, a);
    json_decref(root);
    if (r.status != BLT_OK)
        return r.status;
    c->patcher = p;
    c->has_patcher = 1;
    *inner |= BLT__PATCHER_INNER;
    return BLT_OK;
}

blt_status
blt__config_read_train(blt_config *c, const char *json, size_t n,
                       const char *name, blt__buf *notes, blt_error *err)
{
    blt__reader r = { name, notes, err, BLT_OK };
    json_t *root = blt__reader_load(&r, json, n);
    blt_patch_options p = blt__config_patch(c);

    read_patcher_args(&r, &p, root);
    json_decref(root);
    if (r.status == BLT_OK)
        blt__config_set_patch(c, &p);
    return r.status;
}
