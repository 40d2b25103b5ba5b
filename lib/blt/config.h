/* The sizes and rules of one model: what config.json says.  Since 0.1.
 *
 * Plain numbers without pointers: copy it freely.  Key names and defaults
 * are those of Hugging Face's BltConfig (configuration_blt.py). */
#ifndef BLT_CONFIG_H
#define BLT_CONFIG_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/patch.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BLT_VOCAB 260           /* 4 special ids, then the 256 bytes */
#define BLT_ID_BOE 0
#define BLT_ID_BOS 1
#define BLT_ID_EOS 2
#define BLT_ID_META 3           /* BPE delimiter; HF's tokenizer says <pad> */
#define BLT_ID_BYTE 4           /* byte b is id b + 4 */
#define BLT_HASH_SIZES_MAX 16

/* One stack of transformer layers.  This struct does not grow. */
typedef struct blt_part {
    int32_t hidden, layers, heads, kv_heads, inner;
    int64_t max_positions;      /* attention reaches no further back */
    int64_t window;             /* sliding_window: the position itself and
                                   window - 1 before it; 0 when the file
                                   states none */
    double  theta;              /* rotary base */
    float   eps;                /* RMSNorm */
} blt_part;

#define BLT_PART_INIT { 0, 0, 0, 0, 0, 0, 0, 0, 0 }

typedef struct blt_config {
    size_t   size;              /* set by BLT_CONFIG_INIT */
    blt_part patcher, encoder, global, decoder;
    int      has_patcher;       /* patch_in_forward: the entropy model */
    int      cross_k;           /* cross_attn_k: query vectors per patch */
    int      encoder_cross_all; /* cross_attn_all_layers */
    int      decoder_cross_all;
    int      hash_sizes[BLT_HASH_SIZES_MAX];
    int      n_hash_sizes, hash_functions;
    int64_t  hash_vocab;        /* rows of one table */
    /* The members of blt_patch_options; see blt_config_patch(). */
    blt_scheme patch_scheme;
    float    patch_threshold, patch_threshold_add;      /* nats */
    int64_t  patch_size, patch_max_length;
    int      patch_reset_newline;
    /* Models that are not whole.  Since 0.2. */
    int      patcher_only;      /* the entropy model alone: the other parts,
                                   cross_k and the hash tables are zero */
    int      no_head;           /* a saved BltModel: no lm_head, no logits */
} blt_config;

#define BLT_CONFIG_INIT { sizeof(blt_config), BLT_PART_INIT, BLT_PART_INIT, \
    BLT_PART_INIT, BLT_PART_INIT, 0, 0, 0, 0, { 0, 0, 0, 0, 0, 0, 0, 0, 0, \
    0, 0, 0, 0, 0, 0, 0 }, 0, 0, 0, BLT_SCHEME_ENTROPY, 0, 0, 0, 0, 0, \
    0, 0 }

/* Reads a config.json on its own, without tensors: an intermediate_size that
 * the file leaves out is 8/3 of the width or the reference's default, and a
 * config in Meta's layout is that of a model without its entropy model, or of
 * an entropy model alone.  c->size must be set. */
BLT_API BLT_MUST_USE blt_status
blt_config_read(blt_config *c, const char *path, blt_error *err);

/* The options to cut text as the model does.  Since 0.2.
 *   opt  begun with BLT_PATCH_OPTIONS_INIT; filled */
BLT_API void
blt_config_patch(blt_patch_options *opt, const blt_config *c);

#ifdef __cplusplus
}
#endif
#endif
