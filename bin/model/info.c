/* blt-model info: what a model is, for people and as JSON. */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "bin/cli/cli.h"
#include "bin/model/model.h"

/* Parts, by the prefix of their tensors, as published counts divide them. */
static const struct { const char *prefix, *name, *key; } parts[PARTS] = {
    { "model.encoder_hash_", "hash tables", "hash_tables" },
    { "model.local_encoder.", "encoder", "encoder" },
    { "model.global_transformer.", "global", "global" },
    { "model.local_decoder.", "decoder", "decoder" },
    { "lm_head.", "output head", "lm_head" },
    { "model.patcher.", "entropy model", "patcher" }
};

static const char *const types[] = { "F32", "BF16", "F16", "I8", "I4" };
_Static_assert(sizeof types / sizeof *types == TYPES, "a name for each");

void
model_count(model_counts *c, const blt_model *m)
{
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;

    memset(c, 0, sizeof *c);
    for (; blt_model_tensor(m, c->tensors, &t); c->tensors++) {
        int64_t n = t.shape[0] * t.shape[1];

        c->total += n;
        c->bytes += t.bytes;
        for (int i = 0; i < PARTS; i++)
            if (strncmp(t.name, parts[i].prefix, strlen(parts[i].prefix))
                == 0)
                c->part[i] += n;
        for (int i = 0; i < TYPES; i++)
            c->of_type[i] += strcmp(t.type, types[i]) == 0;
    }
}

static double
bits(float nats)
{
    return (double)nats / log(2);
}

static void
text_part(const char *name, const blt_part *p)
{
    printf("%-14s %6" PRId32 " %6" PRId32 " %5" PRId32 " %5" PRId32
           " %6" PRId32 " ", name, p->layers, p->hidden, p->heads,
           p->kv_heads, p->inner);
    if (p->window > 0)
        printf("%6" PRId64, p->window);
    else
        printf("%6s", "none");
    printf(" %9" PRId64 " %8g\n", p->max_positions, p->theta);
}

static void
text_patching(const blt_config *c)
{
    blt_patch_options patch = BLT_PATCH_OPTIONS_INIT, *p = &patch;

    blt_config_patch(p, c);
    printf("patching       %s", blt_scheme_name(p->scheme));
    if (blt_scheme_needs_entropy(p->scheme)
        && p->scheme != BLT_SCHEME_TOPK)
        printf(", threshold %.6g bits (%.9g nats)", bits(p->threshold),
               (double)p->threshold);
    if (p->scheme == BLT_SCHEME_COMBINED)
        printf(", rise %.6g bits", bits(p->threshold_add));
    if (p->scheme == BLT_SCHEME_STATIC || p->scheme == BLT_SCHEME_TOPK)
        printf(", size %" PRId64, p->patch_size);
    if (p->max_length > 0)
        printf(", at most %" PRId64 " bytes", p->max_length);
    if (p->reset_newline)
        printf(", reset at newlines");
    putchar('\n');
}

static void
text_tensors(const blt_model *m)
{
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;

    printf("\n");
    for (size_t i = 0; blt_model_tensor(m, i, &t); i++) {
        printf("%-64s %-4s %" PRId64, t.name, t.type, t.shape[0]);
        if (t.dims == 2)
            printf(" x %" PRId64, t.shape[1]);
        putchar('\n');
    }
}

/* Hash tables and cross-attention. */
static void
text_latent(const blt_config *c)
{
    printf("hash tables    %d of %" PRId64 " rows: %d function%s on",
           c->hash_functions * c->n_hash_sizes, c->hash_vocab,
           c->hash_functions, c->hash_functions == 1 ? "" : "s");
    for (int i = 0; i < c->n_hash_sizes; i++)
        printf(" %d", c->hash_sizes[i]);
    printf(" bytes\ncross-attention %d vector%s per patch, in %s of the "
           "encoder and %s of the decoder\n", c->cross_k,
           c->cross_k == 1 ? "" : "s",
           c->encoder_cross_all ? "each layer" : "the last layer",
           c->decoder_cross_all ? "each layer" : "the first layer");
}

void
model_text(const blt_model *m, int tensors)
{
    const blt_config *c = blt_model_config(m);
    model_counts n;

    model_count(&n, m);
    printf("model          %s\ndigest         %s\ntensors        %zu (",
           cli_quote(blt_model_name(m)), blt_model_digest(m), n.tensors);
    for (int i = 0, any = 0; i < TYPES; i++)
        if (n.of_type[i] > 0)
            printf("%s%" PRId64 " %s", any++ ? ", " : "", n.of_type[i],
                   types[i]);
    printf(")\nbytes          %" PRId64 "\n", n.bytes);
    text_patching(c);
    if (!c->patcher_only)
        text_latent(c);
    printf("\n%-14s %6s %6s %5s %5s %6s %6s %9s %8s\n", "part", "layers",
           "width", "heads", "kv", "inner", "window", "positions", "theta");
    if (c->has_patcher)
        text_part("entropy model", &c->patcher);
    if (!c->patcher_only) {
        text_part("encoder", &c->encoder);
        text_part("global", &c->global);
        text_part("decoder", &c->decoder);
    }
    printf("\nparameters\n");
    for (int i = 0; i < PARTS; i++)
        if (i != PATCHER)
            printf("  %-29s %14" PRId64 "\n", parts[i].name, n.part[i]);
    printf("  %-29s %14" PRId64 "\n", "sum without hash tables",
           n.total - n.part[HASH] - n.part[PATCHER]);
    printf("  %-29s %14" PRId64 "\n", parts[PATCHER].name, n.part[PATCHER]);
    printf("  %-29s %14" PRId64 "\n", "total", n.total);
    if (tensors)
        text_tensors(m);
}

static void
json_part(const char *name, const blt_part *p, int last)
{
    printf("\"%s\":{\"layers\":%" PRId32 ",\"hidden\":%" PRId32
           ",\"heads\":%" PRId32 ",\"kv_heads\":%" PRId32 ",\"inner\":%"
           PRId32 ",\"window\":%" PRId64 ",\"max_positions\":%" PRId64
           ",\"theta\":%.17g,\"eps\":%.9g}%s", name, p->layers, p->hidden,
           p->heads, p->kv_heads, p->inner, p->window, p->max_positions,
           p->theta, (double)p->eps, last ? "" : ",");
}

static void
json_latent(const blt_config *c)
{
    printf(",\"hash\":{\"sizes\":[");
    for (int i = 0; i < c->n_hash_sizes; i++)
        printf("%s%d", i ? "," : "", c->hash_sizes[i]);
    printf("],\"functions\":%d,\"rows\":%" PRId64 "},\"cross_k\":%d,"
           "\"encoder_cross_all\":%s,\"decoder_cross_all\":%s",
           c->hash_functions, c->hash_vocab, c->cross_k,
           c->encoder_cross_all ? "true" : "false",
           c->decoder_cross_all ? "true" : "false");
}

void
model_json(const blt_model *m, int tensors)
{
    const blt_config *c = blt_model_config(m);
    const char *name = blt_model_name(m);
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;
    model_counts n;

    model_count(&n, m);
    printf("{");
    cli_json_bytes("model", "model_hex", name, strlen(name));
    printf(",\"digest\":\"%s\",\"tensors\":%zu,\"bytes\":%" PRId64
           ",\"types\":{", blt_model_digest(m), n.tensors, n.bytes);
    for (int i = 0, any = 0; i < TYPES; i++)
        if (n.of_type[i] > 0)
            printf("%s\"%s\":%" PRId64, any++ ? "," : "", types[i],
                   n.of_type[i]);
    printf("},\"patching\":{\"scheme\":\"%s\",\"threshold_bits\":%.9g,"
           "\"threshold_nats\":%.9g,\"threshold_add_nats\":%.9g,"
           "\"patch_size\":%" PRId64 ",\"max_length\":%" PRId64
           ",\"reset_newline\":%s}", blt_scheme_name(c->patch_scheme),
           bits(c->patch_threshold), (double)c->patch_threshold,
           (double)c->patch_threshold_add, c->patch_size,
           c->patch_max_length, c->patch_reset_newline ? "true" : "false");
    if (!c->patcher_only)
        json_latent(c);
    printf(",\"parts\":{");
    if (c->has_patcher)
        json_part("patcher", &c->patcher, c->patcher_only);
    if (!c->patcher_only) {
        json_part("encoder", &c->encoder, 0);
        json_part("global", &c->global, 0);
        json_part("decoder", &c->decoder, 1);
    }
    printf("},\"parameters\":{");
    for (int i = 0; i < PARTS; i++)
        printf("\"%s\":%" PRId64 ",", parts[i].key, n.part[i]);
    printf("\"total\":%" PRId64 "}", n.total);
    for (size_t i = 0; tensors && blt_model_tensor(m, i, &t); i++) {
        printf("%s{\"name\":\"%s\",\"type\":\"%s\",\"shape\":[%" PRId64,
               i ? "," : ",\"table\":[", t.name, t.type, t.shape[0]);
        if (t.dims == 2)
            printf(",%" PRId64, t.shape[1]);
        printf("]}");
    }
    printf("%s}\n", tensors ? "]" : "");
}
