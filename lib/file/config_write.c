/* Writes config.json in the canonical form, which Hugging Face Transformers
 * reads too, or in Meta's.
 *
 * Not through a JSON library, because almost every value is a number, and
 * people want the shortest text that reads back as the same number. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/real.h"
#include "file/config_file.h"
#include "file/reading.h"

/* The fewest digits that read back as x, a float or a double, with a point in
 * any locale. */
static void
put_real(blt__buf *b, double x, int single)
{
    char text[40];

    for (int digits = 1; digits <= 17; digits++) {
        double y;

        blt__real_printf(text, sizeof text, "%.*g", digits, x);
        y = blt__real_parse(text, NULL);
        if (single ? (float)y == (float)x : y == x)
            break;
    }
    if (strpbrk(text, ".e") == NULL)
        strcat(text, ".0");
    blt__buf_put(b, text, strlen(text));
}

static void
put_part(blt__buf *b, const blt_config *c, const blt_part *p,
         const char *name)
{
    int local = p == &c->encoder || p == &c->decoder;

    blt__buf_printf(b, "  \"%s\": {\n", name);
    if (p != &c->global)
        blt__buf_printf(b, "    \"vocab_size\": %d,\n", BLT_VOCAB);
    blt__buf_printf(b, "    \"hidden_size\": %d,\n"
                    "    \"num_hidden_layers\": %d,\n"
                    "    \"num_attention_heads\": %d,\n"
                    "    \"num_key_value_heads\": %d,\n"
                    "    \"intermediate_size\": %d,\n"
                    "    \"hidden_act\": \"silu\",\n"
                    "    \"max_position_embeddings\": %lld,\n"
                    "    \"rms_norm_eps\": ", (int)p->hidden,
                    (int)p->layers, (int)p->heads, (int)p->kv_heads,
                    (int)p->inner, (long long)p->max_positions);
    put_real(b, (double)p->eps, 1);
    blt__buf_printf(b, ",\n    \"rope_theta\": ");
    put_real(b, p->theta, 0);
    blt__buf_printf(b, ",\n    \"rope_parameters\": { \"rope_type\": "
                    "\"default\", \"rope_theta\": ");
    put_real(b, p->theta, 0);
    blt__buf_printf(b, " }");
    if (local)
        blt__buf_printf(b, ",\n    \"cross_attn_k\": %d"
                        ",\n    \"cross_attn_all_layers\": %s"
                        ",\n    \"hidden_size_global\": %d", c->cross_k,
                        (p == &c->encoder ? c->encoder_cross_all
                                          : c->decoder_cross_all)
                        ? "true" : "false", (int)c->global.hidden);
    if (p->window > 0)
        blt__buf_printf(b, ",\n    \"sliding_window\": %lld",
                        (long long)p->window);
    blt__buf_printf(b, "\n  },\n");
}

static void
put_sizes(blt__buf *b, const blt_config *c)
{
    for (int i = 0; i < c->n_hash_sizes; i++)
        blt__buf_printf(b, "%s%d", i ? ", " : "", c->hash_sizes[i]);
}

static void
put_patching(blt__buf *b, const blt_config *c)
{
    const blt_patch_options patch = blt__config_patch(c), *p = &patch;

    blt__buf_printf(b, "  \"patching_mode\": \"%s\",\n"
                    "  \"patching_threshold\": ",
                    blt_scheme_name(p->scheme));
    put_real(b, (double)p->threshold, 1);
    blt__buf_printf(b, ",\n  \"patching_threshold_add\": ");
    put_real(b, (double)p->threshold_add, 1);
    blt__buf_printf(b, ",\n  \"monotonicity\": %s,\n"
                    "  \"patch_size\": %lld,\n  \"max_patch_length\": ",
                    p->scheme == BLT_SCHEME_MONOTONIC ? "true" : "false",
                    (long long)p->patch_size);
    if (p->max_length > 0)
        blt__buf_printf(b, "%lld,\n", (long long)p->max_length);
    else
        blt__buf_printf(b, "null,\n");
    if (p->reset_newline)
        blt__buf_printf(b, "  \"patching_reset_newline\": true,\n");
}

blt_status
blt__config_write(blt__buf *b, const blt_config *c, blt_error *err)
{
    blt_status s = blt__config_check(c, "config.json", err);

    if (s != BLT_OK)
        return s;
    if (c->patcher_only)
        return blt__fail(err, BLT_EINVAL, "Hugging Face's layout has no "
                         "entropy model alone; Meta's has");
    blt__buf_printf(b, "{\n  \"architectures\": [\"BltForCausalLM\"],\n"
                    "  \"model_type\": \"blt\",\n"
                    "  \"vocab_size\": %d,\n"
                    "  \"max_position_embeddings\": %lld,\n"
                    "  \"tie_word_embeddings\": false,\n"
                    "  \"patch_in_forward\": %s,\n", BLT_VOCAB,
                    (long long)c->global.max_positions,
                    c->has_patcher ? "true" : "false");
    put_patching(b, c);
    blt__buf_printf(b, "  \"cross_attn_k\": %d,\n"
                    "  \"encoder_hash_byte_group_size\": [", c->cross_k);
    put_sizes(b, c);
    blt__buf_printf(b, "],\n"
                    "  \"encoder_hash_byte_group_vocab\": %lld,\n"
                    "  \"encoder_hash_byte_group_nb_functions\": %d,\n",
                    (long long)c->hash_vocab, c->hash_functions);
    if (c->has_patcher)
        put_part(b, c, &c->patcher, "patcher_config");
    put_part(b, c, &c->encoder, "encoder_config");
    put_part(b, c, &c->global, "global_config");
    put_part(b, c, &c->decoder, "decoder_config");
    b->n -= 2;                  /* the last comma */
    blt__buf_printf(b, "\n}\n");
    return b->failed ? blt__fail_memory(err, "config.json") : BLT_OK;
}

/* ---- Meta's spelling ---------------------------------------------------------- */

/* The multiple_of, a power of two, that gives each part its width by Meta's
 * rule with a multiplier of 1; 0 when there is none. */
static int
find_unit(const blt_part *const *part, int n)
{
    for (int unit = 1024; unit > 0; unit /= 2) {
        int fits = 1;

        for (int i = 0; i < n; i++) {
            int64_t w = blt__inner_default(part[i]->hidden);

            fits &= (w + unit - 1) / unit * unit == part[i]->inner;
        }
        if (fits)
            return unit;
    }
    return 0;
}

static blt_status
cannot(blt_error *err, const char *why)
{
    return blt__fail(err, BLT_EINVAL, "Meta's layout cannot say that %s",
                     why);
}

static void
put_common(blt__buf *b, const blt_part *p, int unit)
{
    blt__buf_printf(b, "  \"vocab_size\": %d,\n  \"multiple_of\": %d,\n"
                    "  \"ffn_dim_multiplier\": 1.0,\n  \"norm_eps\": ",
                    BLT_VOCAB, unit);
    put_real(b, (double)p->eps, 1);
    blt__buf_printf(b, ",\n  \"rope_theta\": ");
    put_real(b, p->theta, 0);
    blt__buf_printf(b, ",\n");
}

/* Meta's modes, and its switches in addition to the mode. */
static blt_status
put_meta_patching(blt__buf *b, const blt_patch_options *p, blt_error *err)
{
    blt_scheme s = p->scheme;
    int entropy = blt_scheme_needs_entropy(s);

    if (p->reset_newline)
        return cannot(err, "a newline resets the patches");
    blt__buf_printf(b, "  \"patching_mode\": \"%s\",\n"
                    "  \"patching_threshold\": ",
                    entropy ? "entropy" : blt_scheme_name(s));
    if (s == BLT_SCHEME_TOPK)
        blt__buf_printf(b, "null");
    else
        put_real(b, (double)p->threshold, 1);
    blt__buf_printf(b, ",\n  \"patching_threshold_add\": ");
    if (s == BLT_SCHEME_COMBINED)
        put_real(b, (double)p->threshold_add, 1);
    else
        blt__buf_printf(b, "null");
    blt__buf_printf(b, ",\n  \"monotonicity\": %s,\n"
                    "  \"patch_size\": %lld,\n",
                    s == BLT_SCHEME_MONOTONIC ? "true" : "false",
                    (long long)p->patch_size);
    if (p->max_length > 0)
        blt__buf_printf(b, "  \"max_patch_length\": %lld,\n",
                        (long long)p->max_length);
    return BLT_OK;
}

blt_status
blt__config_write_meta(blt__buf *b, const blt_config *c, blt_error *err)
{
    const blt_part *parts[] = { &c->encoder, &c->decoder, &c->global };
    const blt_part *e = &c->encoder, *d = &c->decoder, *g = &c->global;
    int unit = find_unit(parts, 3);
    blt_patch_options patch;
    blt_status s;

    if (e->theta != d->theta || e->theta != g->theta)
        return cannot(err, "its parts differ in rope_theta");
    if (e->eps != d->eps || e->eps != g->eps)
        return cannot(err, "its parts differ in rms_norm_eps");
    if (e->heads != d->heads || e->kv_heads != e->heads
        || d->kv_heads != d->heads)
        return cannot(err, "its local parts have other or grouped heads");
    if (e->window != d->window || g->window != 0
        || e->max_positions != d->max_positions)
        return cannot(err, "its parts look back differently");
    if (unit == 0)
        return cannot(err, "its feed-forward widths are not 8/3 of the "
                      "width, rounded up");
    if (c->has_patcher && c->patcher.window == 0)
        return cannot(err, "its entropy model has no window");
    blt__buf_printf(b, "{ \"args\": {\n");
    put_common(b, e, unit);
    patch = blt__config_patch(c);
    s = put_meta_patching(b, &patch, err);
    if (s != BLT_OK)
        return s;
    blt__buf_printf(b,
        "  \"dim_local_encoder\": %d,\n  \"dim_local_decoder\": %d,\n"
        "  \"dim_global\": %d,\n  \"n_layers_local_encoder\": %d,\n"
        "  \"n_layers_local_decoder\": %d,\n  \"n_layers_global\": %d,\n"
        "  \"n_heads_local_encoder\": %d,\n"
        "  \"n_heads_local_decoder\": %d,\n  \"n_heads_global\": %d,\n"
        "  \"n_kv_heads_global\": %d,\n  \"cross_attn_nheads\": %d,\n",
        (int)e->hidden, (int)d->hidden, (int)g->hidden, (int)e->layers,
        (int)d->layers, (int)g->layers, (int)e->heads, (int)d->heads,
        (int)g->heads, (int)g->kv_heads, (int)e->heads);
    blt__buf_printf(b,
        "  \"cross_attn_encoder\": true,\n"
        "  \"cross_attn_decoder\": true,\n  \"cross_attn_k\": %d,\n"
        "  \"cross_attn_all_layers_encoder\": %s,\n"
        "  \"cross_attn_all_layers_decoder\": %s,\n"
        "  \"cross_attn_init_by_pooling\": true,\n"
        "  \"use_local_encoder_transformer\": true,\n"
        "  \"downsampling_by_pooling\": \"max\",\n"
        "  \"max_encoder_seq_length\": %lld,\n  \"max_seqlen\": %lld,\n",
        c->cross_k, c->encoder_cross_all ? "true" : "false",
        c->decoder_cross_all ? "true" : "false",
        (long long)e->max_positions, (long long)g->max_positions);
    if (e->window > 0)
        blt__buf_printf(b, "  \"local_attention_window_len\": %lld,\n",
                        (long long)e->window);
    blt__buf_printf(b, "  \"encoder_hash_byte_group_size\": [");
    put_sizes(b, c);
    blt__buf_printf(b, "],\n  \"encoder_hash_byte_group_vocab\": %lld,\n"
                    "  \"encoder_hash_byte_group_nb_functions\": %d\n} }\n",
                    (long long)c->hash_vocab, c->hash_functions);
    return b->failed ? blt__fail_memory(err, "config.json") : BLT_OK;
}

blt_status
blt__config_write_patcher(blt__buf *b, const blt_config *c, blt_error *err)
{
    const blt_part *p = &c->patcher;
    int unit = find_unit(&p, 1);

    if (unit == 0)
        return cannot(err, "its entropy model's feed-forward width is not "
                      "8/3 of the width, rounded up");
    blt__buf_printf(b, "{ \"args\": {\n");
    put_common(b, p, unit);
    blt__buf_printf(b, "  \"dim\": %d,\n  \"n_layers\": %d,\n"
                    "  \"n_heads\": %d,\n  \"n_kv_heads\": %d,\n"
                    "  \"max_seqlen\": %lld,\n  \"sliding_window\": %lld,\n"
                    "  \"attn_bias_type\": \"local_block_causal\"\n}",
                    (int)p->hidden, (int)p->layers, (int)p->heads,
                    (int)p->kv_heads, (long long)p->max_positions,
                    (long long)p->window);
    if (c->patcher_only) {          /* else the main model states it */
        const blt_patch_options patch = blt__config_patch(c);
        blt_status s;

        blt__buf_printf(b, ",\n  \"data\": { \"patcher_args\": {\n");
        s = put_meta_patching(b, &patch, err);
        if (s != BLT_OK)
            return s;
        b->n -= 2;                  /* the last comma */
        blt__buf_printf(b, "\n} }");
    }
    blt__buf_printf(b, " }\n");
    return b->failed ? blt__fail_memory(err, "config.json") : BLT_OK;
}
