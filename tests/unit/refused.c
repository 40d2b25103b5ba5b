/* file/model.c: directories that are no models are refused, and the message
 * says what is wrong where. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <blt/blt.h>
#include "tests/lib/tap.h"
#include "tests/unit/models.h"

static void
refused(const char *name, blt_status status, const char *why)
{
    blt_model *m = open_in(name);

    ok(m == NULL && err.status == status && strstr(err.text, why) != NULL,
       "%s", m != NULL ? why : err.text);
    if (m == NULL && strstr(err.text, why) == NULL)
        printf("# wanted: %s\n", why);
    blt_model_close(m);
}

static void
bad_models(void)
{
    const char *st = in("bad/model.safetensors");
    char file[256], config[256];
    blt_model *m;

    snprintf(file, sizeof file, "%s", st);
    snprintf(config, sizeof config, "%s", in("bad/config.json"));
    refused("nowhere", BLT_EIO, "No such file");
    refused("one/config.json", BLT_EIO, "is not a directory");
    mkdir(in("empty"), 0777);
    refused("empty", BLT_EIO, "config.json: No such file");
    put_file(in("empty/config.json"), "{}");
    refused("empty", BLT_EIO, "holds no model.safetensors");
    put_file(in("empty/consolidated.pth"), "");
    refused("empty", BLT_EDATA, "is not a zip archive");
    unlink(in("empty/config.json"));
    mkdir(in("empty/config.json"), 0777);
    refused("empty", BLT_EIO, "is a directory");

    remake();
    edit(file, "model.local_decoder.norm.weight",
         "model.local_decoder.morn.weight");
    refused("bad", BLT_EDATA,
            "tensor \"model.local_decoder.norm.weight\" is missing");
    remake();
    edit(file, "\"shape\":[260,24]", "\"shape\":[24,260]");
    refused("bad", BLT_EDATA, "shape [24, 260], the configuration needs "
            "[260, 24]");
    remake();
    edit(file, "\"BF16\",\"shape\":[24]", "\"I16\", \"shape\":[24]");
    refused("bad", BLT_EDATA, "dtype I16");
    remake();
    edit(config, "\"hidden_size\": 40", "\"hidden_size\": 44");
    refused("bad", BLT_EDATA, "hidden_size_global");
    remake();
    edit(config, "\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2");
    refused("bad", BLT_EDATA, "local_encoder.layers.1.self_attn.q_proj");
    edit(config, "\"num_hidden_layers\": 2", "\"num_hidden_layers\": x");
    refused("bad", BLT_EDATA, "config.json: line");
    remake();
    ok(truncate(file, 5000) == 0, "a truncated file");
    refused("bad", BLT_EDATA, "model.safetensors: ");

    /* Unknown tensors and a missing intermediate_size do no harm. */
    remake();
    edit(config, "\"intermediate_size\": 48", "\"intermediate_syze\": 48");
    edit(config, "\"intermediate_size\": 64", "\"intermediate_size\": 0 ");
    edit(config, "\"patch_in_forward\": true", "\"patch_in_forward\":false");
    m = open_in("bad");
    ok(m != NULL && blt_model_config(m)->encoder.inner == 64
       && strstr(blt_model_note(m, 0), "model.patcher.") != NULL
       && strstr(blt_model_note(m, 1), "more unknown") != NULL,
       "widths from shapes, unknown tensors are noted %s", err.text);
    blt_model_close(m);
}

/* Replaces the numbers of a tensor's first bytes. */
static void
poke(const char *path, const char *tensor, const void *p, size_t n)
{
    size_t size, at;
    char *text = get_file(path, &size), *e;
    FILE *f = fopen(path, "r+b");
    uint64_t header;

    memcpy(&header, text, 8);
    text[8 + header - 1] = '\0';
    e = strstr(strstr(text + 8, tensor), "data_offsets\":[");
    at = strtoul(e + 15, NULL, 10);
    fseek(f, (long)(8 + header + at), SEEK_SET);
    fwrite(p, 1, n, f);
    fclose(f);
    free(text);
}

typedef struct lie {
    const char *from, *to, *why;
} lie;

/* Each told of a model of its own, whose table is rows of that type. */
static void
lies(const lie *l, size_t n, blt_number_type type)
{
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;
    blt_config c = small();
    char file[256];

    o.type = type;
    snprintf(file, sizeof file, "%s", in("bad/model.safetensors"));
    for (size_t i = 0; i < n; i++) {
        if (blt_model_init(in("bad"), &c, 1, &o, &err) != BLT_OK)
            printf("Bail out! %s\n", err.text);
        edit(file, l[i].from, l[i].to);
        refused("bad", BLT_EDATA, l[i].why);
    }
    if (blt_model_init(in("bad"), &c, 1, &o, &err) != BLT_OK)
        printf("Bail out! %s\n", err.text);
}

static void
bad_scales(blt_number_type type)
{
    static const char scale[] = "hash_tok_embedding.weight_scale";
    static const lie told[] = {
        { "weight_scale", "weight_skale", "weight_scale\" is missing" },
        { "weight_scale\":{\"dtype\":\"BF16\"",
          "weight_scale\":{\"dtype\":\"I16\" ", "dtype I16, weights are" },
        { "\"shape\":[100,1]", "\"shape\":[1,100]",
          "shape [1, 100], the configuration needs [100, 1]" },
        { "\"shape\":[100,1]", "\"shape\":  [100]",
          "shape [100], the configuration needs [100, 1]" }
    };
    char file[256];
    const uint16_t nan = 0x7fc0, inf = 0x7f80, below = 0x8000 | 0x3f80;
    const uint16_t zero = 0x8000;
    blt_model *m;

    snprintf(file, sizeof file, "%s", in("bad/model.safetensors"));
    lies(told, sizeof told / sizeof *told, type);
    poke(file, scale, &nan, 2);
    refused("bad", BLT_EDATA, "number 0 is nan, no scale");
    poke(file, scale, &inf, 2);
    refused("bad", BLT_EDATA, "number 0 is inf, no scale");
    poke(file, scale, &below, 2);
    refused("bad", BLT_EDATA, "number 0 is -1, no scale");
    poke(file, scale, &zero, 2);
    m = open_in("bad");
    ok(m != NULL, "0 with any sign is a scale");
    blt_model_close(m);
}

static void
bad_rows(void)
{
    static const lie eight[] = {
        { "\"I8\"", "\"U8\"", "dtype U8, weights are F32, BF16, F16 or I8" },
        { "\"BF16\",\"shape\":[260,24]", "\"I8\",  \"shape\":[520,24]",
          "dtype I8, weights are F32, BF16 or F16" }
    };
    static const lie four[] = {
        { "weight_packed", "weight_parked", "weight\" is missing" },
        { "\"U8\"", "\"I8\"", "dtype I8, packed rows are U8" },
        { "\"U8\",\"shape\":[100,12]", "\"U8\",\"shape\":[50,24] ",
          "shape [50, 24], the configuration needs [100, 12]" },
        { "\"U8\",\"shape\":[100,12]", "\"U8\",\"shape\":[1200]  ",
          "shape [1200], the configuration needs [100, 12]" }
    };
    char file[256], config[256];

    snprintf(file, sizeof file, "%s", in("bad/model.safetensors"));
    snprintf(config, sizeof config, "%s", in("bad/config.json"));
    lies(eight, sizeof eight / sizeof *eight, BLT_INT8);
    edit(file, "\"I8\",\"shape\":[100,24]", "\"F16\",\"shape\":[50,24]");
    edit(config, "_vocab\": 50", "_vocab\": 25");
    refused("bad", BLT_EDATA, "scales of a tensor in F16, which takes none");

    lies(four, sizeof four / sizeof *four, BLT_INT4);
    edit(config, "\"patch_in_forward\": true", "\"patch_in_forward\":false");
    edit(file, "\"model.patcher.layers.0.mlp.up_proj.weight\":",
         "\"model.encoder_hash_tok_embedding.weight\"  :");
    refused("bad", BLT_EDATA, "weight_packed\": is there in another type, as "
            "\"model.encoder_hash_tok_embedding.weight\"");
}

/* A matrix in groups: [24, 64], so two scales a row. */
static void
bad_groups(void)
{
#define DOWN "model.local_encoder.layers.0.mlp.down_proj.weight"
    static const lie told[] = {
        { DOWN "_scale\"", DOWN "_skale\"", DOWN "_scale\" is missing" },
        { DOWN "_packed", DOWN "_parked", DOWN "\" is missing" },
        { DOWN "_scale\":{\"dtype\":\"BF16\"",
          DOWN "_scale\":{\"dtype\":\"F16\" ",
          "dtype F16, scales of groups are BF16" },
        { DOWN "_scale\":{\"dtype\":\"BF16\",\"shape\":[24,2]",
          DOWN "_scale\":{\"dtype\":\"BF16\",\"shape\":[48,1]",
          "shape [48, 1], the configuration needs [24, 2]" },
        { DOWN "_packed\":{\"dtype\":\"U8\",\"shape\":[24,32]",
          DOWN "_packed\":{\"dtype\":\"U8\",\"shape\":[32,24]",
          "shape [32, 24], the configuration needs [24, 32]" }
    };
    static const uint16_t nan = 0x7fc0;
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;
    blt_config c = small();
    char file[256];
    blt_model *m;

    o.matrices = BLT_MATRICES_INT4;
    snprintf(file, sizeof file, "%s", in("bad/model.safetensors"));
    for (size_t i = 0; i <= sizeof told / sizeof *told; i++) {
        if (blt_model_init(in("bad"), &c, 1, &o, &err) != BLT_OK)
            printf("Bail out! %s\n", err.text);
        if (i == sizeof told / sizeof *told)
            break;
        edit(file, told[i].from, told[i].to);
        refused("bad", BLT_EDATA, told[i].why);
    }
    poke(file, DOWN "_scale", &nan, 2);
    m = open_in("bad");
    ok(m != NULL, "a scale of a group that is not finite opens at once");
    if (m != NULL) {
        char text[] = "text";
        double bits;

        ok(blt_score_text(m, &bits, NULL, NULL, text, 4,
                          &(blt_scorer_options){ sizeof(blt_scorer_options),
                                                 BLT_SCORE_FULL }, &err)
           == BLT_EDATA && strstr(err.text, DOWN) != NULL, "and gives no "
           "answer: %s", err.text);
    }
    blt_model_close(m);
#undef DOWN
}

static void
bad_shards(void)
{
    char index[256];

    remake();
    snprintf(index, sizeof index, "%s",
             in("bad/model.safetensors.index.json"));
    put_file(index, "{\"weight_map\":{\"lm_head.weight\":\"a\"}}");
    rename(in("bad/model.safetensors"), in("bad/a"));
    {
        blt_model *m = open_in("bad");

        ok(m != NULL, "an index of one file %s", err.text);
        blt_model_close(m);
    }
    put_file(index, "{\"weight_map\":{\"lm_head.waite\":\"a\"}}");
    refused("bad", BLT_EDATA, "tensor \"lm_head.waite\" is not in a");
    put_file(index, "{\"weight_map\":{\"lm_head.weight\":\"../bad/a\"}}");
    refused("bad", BLT_EDATA, "is not the name of a file in its directory");
    put_file(index, "{\"weight_map\":{\"lm_head.weight\":\"..\"}}");
    refused("bad", BLT_EDATA, "is not the name of a file in its directory");
    put_file(index, "{\"weight_map\":{\"lm_head.weight\":3}}");
    refused("bad", BLT_EDATA, "is not the name of a file in its directory");
    put_file(index, "{\"weight_map\":{\"lm_head.weight\":\"b\"}}");
    refused("bad", BLT_EIO, "bad/b: No such file");
    put_file(index, "{}");
    refused("bad", BLT_EDATA, "weight_map: is missing");
    put_file(index, "{\"weight_map\":{}}");
    refused("bad", BLT_EDATA, "index.json: weight_map: is empty");
    put_file(index, "");
    refused("bad", BLT_EDATA, "index.json: line");
}

int
main(void)
{
    blt_config c = small();

    if (!begin_models()
        || blt_model_init(in("one"), &c, 1, NULL, &err) != BLT_OK)
        return 1;
    bad_models();
    bad_scales(BLT_INT8);
    bad_scales(BLT_INT4);
    bad_rows();
    bad_groups();
    bad_shards();
    ok(end_models(), "cleared away");
    return done_testing();
}
