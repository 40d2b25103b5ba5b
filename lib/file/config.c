/* Reads config.json in every form that Hugging Face Transformers reads.
 *
 * Keys that it ignores are ignored.  There are three extensions, which it
 * ignores: `sliding_window` in each part, the names of other patching schemes
 * in `patching_mode`, and `patching_reset_newline`.
 *                                                             [MODEL.md 7] */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "file/config_file.h"
#include "file/reading.h"

/* The defaults of configuration_blt.py; all heads have keys of their own. */
static const blt_config defaults = {
    .size = sizeof(blt_config),
    .patcher = { 768, 14, 12, 12, 2048, 8192, 0, 10000, 1e-5f },
    .encoder = { 1024, 1, 16, 16, 2816, 24576, 0, 500000, 1e-5f },
    .global = { 2048, 25, 16, 16, 5632, 4096, 0, 500000, 1e-5f },
    .decoder = { 1024, 9, 16, 16, 2816, 24576, 0, 500000, 1e-5f },
    .has_patcher = 1, .cross_k = 2, .decoder_cross_all = 1,
    .hash_sizes = { 3, 4, 5, 6, 7, 8 }, .n_hash_sizes = 6,
    .hash_functions = 1, .hash_vocab = 500002,
    .patch_threshold = BLT_THRESHOLD_DEFAULT, .patch_size = 4
};

/* Reads rope_scaling if it is not empty, else rope_parameters; theta is in it,
 * else in the part itself.  This model has only the default kind. */
static void
read_rope(blt__reader *r, blt_part *p, const json_t *o, const char *where)
{
    const json_t *rope = blt__reader_object(r, o, where, "rope_scaling");
    const char *type;

    if (rope == NULL || json_object_size(rope) == 0)
        rope = blt__reader_object(r, o, where, "rope_parameters");
    p->theta = blt__reader_real(r, o, where, "rope_theta", p->theta);
    if (rope == NULL)
        return;
    p->theta = blt__reader_real(r, rope, where, "rope_theta", p->theta);
    type = blt__reader_text(r, rope, where, "type", "default");
    type = blt__reader_text(r, rope, where, "rope_type", type);
    if (strcmp(type, "default") != 0)
        blt__reader_fail(r, where, "rope_type",
                         "\"%.40s\" is not known, only \"default\"", type);
}

/* The published files state norm_eps, which Transformers ignores; it is ignored
 * here, too, with a note. */
static void
read_eps(blt__reader *r, blt_part *p, const json_t *o, const char *where)
{
    double other = blt__reader_real(r, o, where, "norm_eps", p->eps);

    if (json_is_null(json_object_get(o, "rms_norm_eps"))
        || json_object_get(o, "rms_norm_eps") == NULL) {
        if ((float)other != p->eps)
            blt__reader_note(r, "%s: %s.norm_eps %g is ignored, as the "
                             "reference does: rms_norm_eps is missing and "
                             "so %g", r->name, where, other, (double)p->eps);
        return;
    }
    p->eps = (float)blt__reader_real(r, o, where, "rms_norm_eps", p->eps);
    if (json_is_number(json_object_get(o, "norm_eps"))
        && (float)other != p->eps)
        blt__reader_note(r, "%s: %s.norm_eps %g differs from rms_norm_eps "
                         "%g, which is used", r->name, where, other,
                         (double)p->eps);
}

static void
read_vocab(blt__reader *r, const json_t *o, const char *where)
{
    int64_t n = blt__reader_int(r, o, where, "vocab_size", BLT_VOCAB,
                                INT64_MIN, INT64_MAX);

    if (n != BLT_VOCAB)
        blt__reader_fail(r, where, "vocab_size", "%lld is not %d",
                         (long long)n, BLT_VOCAB);
}

/* p has the defaults; o may be NULL. */
static void
read_part(blt__reader *r, blt_part *p, unsigned *inner, unsigned flag,
          const json_t *o, const char *where)
{
    const char *act = blt__reader_text(r, o, where, "hidden_act", "silu");

    read_vocab(r, o, where);
    p->hidden = (int32_t)blt__reader_int(r, o, where, "hidden_size",
                                         p->hidden, 1, BLT__WIDTH_MAX);
    p->layers = (int32_t)blt__reader_int(r, o, where, "num_hidden_layers",
                                         p->layers, 1, BLT__LAYERS_MAX);
    p->heads = (int32_t)blt__reader_int(r, o, where, "num_attention_heads",
                                        p->heads, 1, BLT__WIDTH_MAX);
    p->kv_heads = (int32_t)blt__reader_int(r, o, where,
                                           "num_key_value_heads", p->heads,
                                           1, BLT__WIDTH_MAX);
    p->max_positions = blt__reader_int(r, o, where,
                                       "max_position_embeddings",
                                       p->max_positions, 1,
                                       BLT__POSITIONS_MAX);
    p->window = blt__reader_int(r, o, where, "sliding_window", p->window, 0,
                                BLT__POSITIONS_MAX);
    /* Null or 0 means the rule of blt__inner_default().  The default of a
     * missing key differs between versions of Transformers. */
    if (json_object_get(o, "intermediate_size") != NULL)
        p->inner = (int32_t)blt__reader_int(r, o, where, "intermediate_size",
                                            0, 0, BLT__WIDTH_MAX);
    else
        *inner |= flag;
    if (p->inner == 0) {
        p->inner = blt__inner_default(p->hidden);
        *inner |= flag;
    }
    read_eps(r, p, o, where);
    read_rope(r, p, o, where);
    if (strcmp(act, "silu") != 0 && strcmp(act, "swish") != 0)
        blt__reader_fail(r, where, "hidden_act",
                         "\"%.40s\" is not known, only \"silu\"", act);
}

/* HF knows the one scheme "entropy" and cuts single bytes for any other
 * name; the other names are extensions.  HF reads monotonicity and
 * patching_threshold_add and then cuts as if they were not set.  A model that
 * sets one was trained with it, so here they select the scheme, as in Meta's
 * trainer.  This library writes an add of 0 for every scheme, so 0 selects
 * none. */
static void
read_patching(blt__reader *r, blt_patch_options *p, const json_t *o)
{
    const json_t *v = json_object_get(o, "patching_mode");
    const char *mode = blt__reader_text(r, o, "", "patching_mode",
                                        v == NULL ? "entropy" : "byte");
    int scheme = blt_scheme_parse(mode);
    double size;

    if (scheme < 0) {
        blt__reader_note(r, "%s: patching_mode \"%.40s\" is not known: "
                         "single bytes, as in the reference", r->name, mode);
        scheme = BLT_SCHEME_BYTE;
    }
    p->scheme = (blt_scheme)scheme;
    if (json_is_null(json_object_get(o, "patching_threshold"))
        && scheme <= BLT_SCHEME_COMBINED)
        blt__reader_fail(r, "", "patching_threshold", "is null");
    p->threshold = (float)blt__reader_real(r, o, "", "patching_threshold",
                                           BLT_THRESHOLD_DEFAULT);
    p->threshold_add = (float)blt__reader_real(r, o, "",
                                               "patching_threshold_add", 0);
    if (p->scheme == BLT_SCHEME_ENTROPY
        && blt__reader_bool(r, o, "", "monotonicity", 0))
        p->scheme = BLT_SCHEME_MONOTONIC;
    else if (p->scheme == BLT_SCHEME_ENTROPY && p->threshold_add != 0)
        p->scheme = BLT_SCHEME_COMBINED;
    p->max_length = blt__reader_int(r, o, "", "max_patch_length", 0, 0,
                                    BLT__POSITIONS_MAX);
    p->reset_newline = blt__reader_bool(r, o, "", "patching_reset_newline",
                                        0);
    size = blt__reader_real(r, o, "", "patch_size", (double)p->patch_size);
    if (size >= 1 && size <= 1e9 && size == floor(size))
        p->patch_size = (int64_t)size;
    else if (scheme == BLT_SCHEME_STATIC || scheme == BLT_SCHEME_TOPK)
        blt__reader_fail(r, "", "patch_size",
                         "%g is not a whole number of bytes", size);
}

/* cross_attn_k is in three places that must agree; a missing one agrees with
 * any value. */
static void
read_cross(blt__reader *r, blt_config *c, const json_t *o,
           const char *where, int *all)
{
    int64_t k = blt__reader_int(r, o, where, "cross_attn_k", c->cross_k,
                                INT64_MIN, INT64_MAX);

    if (k != c->cross_k)
        blt__reader_fail(r, where, "cross_attn_k",
                         "%lld differs from the model's %d", (long long)k,
                         c->cross_k);
    *all = blt__reader_bool(r, o, where, "cross_attn_all_layers", *all);
}

static void
read_hf(blt__reader *r, blt_config *c, unsigned *inner, const json_t *root)
{
    const json_t *patcher = blt__reader_object(r, root, "", "patcher_config");
    const json_t *encoder = blt__reader_object(r, root, "", "encoder_config");
    const json_t *decoder = blt__reader_object(r, root, "", "decoder_config");
    const json_t *global = blt__reader_object(r, root, "", "global_config");
    const char *type = blt__reader_text(r, root, "", "model_type", "blt");
    blt_patch_options patch = blt__config_patch(c);
    const char *bias;
    int64_t width;

    if (strcmp(type, "blt") != 0)
        blt__reader_fail(r, "", "model_type", "\"%.40s\" is not \"blt\"",
                         type);
    read_vocab(r, root, "");
    if (!json_is_null(json_object_get(root, "quantization_config"))
        && json_object_get(root, "quantization_config") != NULL)
        blt__reader_fail(r, "", "quantization_config",
                         "quantised weights are not supported; save the "
                         "model without");
    if (blt__reader_bool(r, root, "", "tie_word_embeddings", 0))
        blt__reader_fail(r, "", "tie_word_embeddings",
                         "tied weights are not supported");
    c->cross_k = (int)blt__reader_int(r, root, "", "cross_attn_k",
                                      c->cross_k, 1, BLT__CROSS_K_MAX);
    c->hash_vocab = blt__reader_int(r, root, "",
                                    "encoder_hash_byte_group_vocab",
                                    c->hash_vocab, 1, BLT__VOCAB_MAX);
    c->hash_functions = (int)blt__reader_int(
        r, root, "", "encoder_hash_byte_group_nb_functions",
        c->hash_functions, 1, BLT__FUNCTIONS_MAX);
    blt__read_hash_sizes(r, c, json_object_get(
        root, "encoder_hash_byte_group_size"));
    read_patching(r, &patch, root);
    blt__config_set_patch(c, &patch);

    c->has_patcher = blt__reader_bool(r, root, "", "patch_in_forward", 1);
    if (c->has_patcher) {
        /* The published models' entropy model looks back 512 bytes; this
         * key is all that their conversion kept of it. */
        bias = blt__reader_text(r, patcher, "patcher_config",
                                "attn_bias_type", "");
        if (strcmp(bias, "local_block_causal") == 0)
            c->patcher.window = 512;
        read_part(r, &c->patcher, inner, BLT__PATCHER_INNER, patcher,
                  "patcher_config");
    } else {
        memset(&c->patcher, 0, sizeof c->patcher);
    }
    read_part(r, &c->encoder, inner, BLT__ENCODER_INNER, encoder,
              "encoder_config");
    read_part(r, &c->global, inner, BLT__GLOBAL_INNER, global,
              "global_config");
    read_part(r, &c->decoder, inner, BLT__DECODER_INNER, decoder,
              "decoder_config");
    read_cross(r, c, encoder, "encoder_config", &c->encoder_cross_all);
    read_cross(r, c, decoder, "decoder_config", &c->decoder_cross_all);
    width = blt__reader_int(r, decoder, "decoder_config",
                            "hidden_size_global", c->global.hidden,
                            INT64_MIN, INT64_MAX);
    if (width != c->global.hidden)
        blt__reader_fail(r, "decoder_config", "hidden_size_global",
                         "%lld differs from the global part's %d",
                         (long long)width, (int)c->global.hidden);
}

void
blt__config_settle(blt_config *c, const char *name, blt__buf *notes)
{
    if (c->has_patcher || !blt_scheme_needs_entropy(c->patch_scheme))
        return;
    if (notes != NULL && c->patch_scheme != BLT_SCHEME_ENTROPY)
        blt__buf_printf(notes, "%s: patching_mode %s needs an entropy "
                        "model: single bytes\n", name,
                        blt_scheme_name(c->patch_scheme));
    c->patch_scheme = BLT_SCHEME_BYTE;
}

blt_status
blt__config_read(blt_config *out, unsigned *inner, int *meta, blt__reader *r,
                 const char *json, size_t n)
{
    json_t *root = blt__reader_load(r, json, n);
    const json_t *args;
    blt_config c = defaults;

    if (root == NULL)
        return r->status;
    *inner = 0;
    args = blt__meta_args(r, root);
    *meta = args != NULL;
    if (args == NULL)
        read_hf(r, &c, inner, root);
    else if (blt__meta_is_patcher(args))
        blt__meta_read_alone(r, &c, inner, root, args);
    else
        blt__meta_read(r, &c, inner, root, args);
    json_decref(root);
    if (r->status == BLT_OK)
        *out = c;
    return r->status;
}

blt_status
blt__config_parse(blt_config *out, const char *json, size_t n,
                  const char *name, blt__buf *notes, blt_error *err)
{
    blt__reader r = { name, notes, err, BLT_OK };
    blt_config c = BLT_CONFIG_INIT;
    unsigned inner;
    int meta;
    blt_status s = blt__config_read(&c, &inner, &meta, &r, json, n);

    if (s != BLT_OK)
        return s;
    blt__config_settle(&c, name, notes);
    s = blt__config_check(&c, name, err);
    if (s == BLT_OK)
        *out = c;
    return s;
}

blt_status
blt_config_read(blt_config *out, const char *path, blt_error *err)
{
    blt_config c = BLT_CONFIG_INIT;
    blt__buf text = { 0 };
    blt_status s = blt__read_whole(&text, path, BLT__CONFIG_MAX, err);

    if (s == BLT_OK)
        s = blt__config_parse(&c, text.p, text.n, path, NULL, err);
    if (s == BLT_OK)
        s = blt__result_write(out, &c, "BLT_CONFIG_INIT", err);
    blt__buf_free(&text);
    return s;
}
