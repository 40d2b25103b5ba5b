/* Checks of a configuration before any size is computed from it. */
#include "config.h"
#include <math.h>
#include "file/config_file.h"
#include "file/reading.h"

static blt_status
bad(blt_error *err, const char *name, const char *part, const char *why)
{
    return blt__fail(err, BLT_EDATA, "%s: %s: %s", name, part, why);
}

static blt_status
check_part(const blt_part *p, const char *name, const char *part,
           blt_error *err)
{
    if (p->hidden < 1 || p->hidden > BLT__WIDTH_MAX || p->inner < 1
        || p->inner > BLT__WIDTH_MAX || p->layers < 1
        || p->layers > BLT__LAYERS_MAX || p->heads < 1 || p->kv_heads < 1
        || p->max_positions < 1 || p->max_positions > BLT__POSITIONS_MAX
        || p->window < 0 || p->window > BLT__POSITIONS_MAX)
        return bad(err, name, part, "a size is out of range");
    if (p->hidden % p->heads != 0)
        return blt__fail(err, BLT_EDATA, "%s: %s: hidden_size %d is not a "
                         "multiple of %d heads", name, part, (int)p->hidden,
                         (int)p->heads);
    if (p->hidden / p->heads % 2 != 0)
        return blt__fail(err, BLT_EDATA, "%s: %s: heads are %d wide, and "
                         "rotary positions need pairs", name, part,
                         (int)(p->hidden / p->heads));
    if (p->heads % p->kv_heads != 0)
        return blt__fail(err, BLT_EDATA, "%s: %s: %d heads are not a "
                         "multiple of %d key and value heads", name, part,
                         (int)p->heads, (int)p->kv_heads);
    if (!(p->theta > 0) || !isfinite(p->theta))
        return bad(err, name, part, "rope_theta is not above 0");
    if (!(p->eps >= 0) || !isfinite(p->eps))
        return bad(err, name, part, "rms_norm_eps is below 0");
    return BLT_OK;
}

static blt_status
check_hash(const blt_config *c, const char *name, blt_error *err)
{
    size_t rows;

    if (c->n_hash_sizes < 1 || c->n_hash_sizes > BLT_HASH_SIZES_MAX
        || c->hash_functions < 1 || c->hash_functions > BLT__FUNCTIONS_MAX
        || c->hash_vocab < 1 || c->hash_vocab > BLT__VOCAB_MAX)
        return bad(err, name, "hash tables", "a size is out of range");
    for (int i = 0; i < c->n_hash_sizes; i++)
        if (c->hash_sizes[i] < 1 || c->hash_sizes[i] > BLT__GRAM_MAX)
            return bad(err, name, "hash tables",
                       "a group size is out of range");
    if (!blt__size_mul(&rows, (size_t)c->hash_vocab,
                       (size_t)c->hash_functions * (size_t)c->n_hash_sizes)
        || !blt__size_mul(&rows, rows, (size_t)c->encoder.hidden * 4)
        || rows > INT64_MAX)
        return bad(err, name, "hash tables", "their size overflows");
    return BLT_OK;
}

static blt_status
check_patching(const blt_config *c, const char *name, blt_error *err)
{
    const blt_patch_options patch = blt__config_patch(c), *p = &patch;

    if ((int)p->scheme < 0 || p->scheme > BLT_SCHEME_TOPK)
        return bad(err, name, "patching_mode", "is out of range");
    if (!isfinite(p->threshold) || !isfinite(p->threshold_add))
        return bad(err, name, "patching_threshold", "is not finite");
    if (p->max_length < 0 || p->patch_size < 1)
        return bad(err, name, "patching", "a length is out of range");
    return BLT_OK;
}

blt_status
blt__config_check(const blt_config *c, const char *name, blt_error *err)
{
    blt_status s = BLT_OK;

    if (c->has_patcher)
        s = check_part(&c->patcher, name, "patcher_config", err);
    if (s == BLT_OK && c->patcher_only)
        return c->has_patcher ? check_patching(c, name, err)
            : bad(err, name, "patcher_config", "is missing");
    if (s == BLT_OK)
        s = check_part(&c->encoder, name, "encoder_config", err);
    if (s == BLT_OK)
        s = check_part(&c->global, name, "global_config", err);
    if (s == BLT_OK)
        s = check_part(&c->decoder, name, "decoder_config", err);
    if (s == BLT_OK)
        s = check_hash(c, name, err);
    if (s == BLT_OK)
        s = check_patching(c, name, err);
    if (s != BLT_OK)
        return s;
    if (c->encoder.hidden != c->decoder.hidden)
        return blt__fail(err, BLT_EDATA, "%s: encoder and decoder are %d and "
                         "%d wide; they must be alike", name,
                         (int)c->encoder.hidden, (int)c->decoder.hidden);
    if (c->cross_k < 1 || c->cross_k > BLT__CROSS_K_MAX
        || (int64_t)c->cross_k * c->encoder.hidden > BLT__WIDTH_MAX)
        return bad(err, name, "cross_attn_k", "is out of range");
    return BLT_OK;
}
