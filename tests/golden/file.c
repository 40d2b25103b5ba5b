/* Golden models open with the right sizes; published configurations give
 * the published tensors. */
#include "config.h"
#include <jansson.h>
#include <blt/build.h>
#include "file/config_file.h"
#include "file/model_file.h"
#include "file/weights.h"
#include "tests/lib/golden.h"
#include "tests/lib/tap.h"

/* hidden, layers, heads, kv_heads, inner */
static const struct {
    const char *model;
    int tensors, patcher[5], encoder[5], global[5], decoder[5];
    int cross_k, tables;
    int64_t vocab;
    float threshold;
    double theta[4];
    float eps;
} want[] = {
    { "tiny-a-default", 105, { 32, 2, 4, 4, 96 }, { 32, 1, 4, 4, 96 },
      { 64, 2, 4, 4, 192 }, { 32, 3, 4, 4, 96 }, 2, 6, 402, 3.0857263f,
      { 10000, 500000, 500000, 500000 }, 1e-5f },
    { "tiny-b-gqa", 108, { 32, 2, 4, 1, 96 }, { 36, 2, 6, 2, 96 },
      { 72, 2, 6, 2, 192 }, { 36, 3, 6, 3, 96 }, 2, 8, 251, 2.8704505f,
      { 20000, 10000, 100000, 500000 }, 1e-6f },
    { "tiny-c-proj", 70, { 0 }, { 32, 1, 2, 2, 96 }, { 64, 2, 4, 4, 192 },
      { 32, 2, 2, 2, 96 }, 4, 6, 300, BLT_THRESHOLD_DEFAULT,
      { 0, 500000, 500000, 500000 }, 1e-5f },
    { "tiny-d-bf16", 90, { 48, 2, 6, 6, 128 }, { 48, 1, 6, 6, 128 },
      { 96, 2, 6, 6, 256 }, { 48, 2, 6, 6, 128 }, 2, 6, 300, 2.8820539f,
      { 10000, 500000, 500000, 500000 }, 1e-5f },
    { "tiny-e-maxpatch", 82, { 32, 1, 2, 2, 96 }, { 32, 2, 4, 4, 96 },
      { 64, 1, 4, 4, 192 }, { 32, 2, 4, 4, 96 }, 3, 3, 509, 2.9415073f,
      { 10000, 500000, 500000, 500000 }, 1e-5f }
};

static int
same_part(const blt_part *p, const int *w, double theta, float eps)
{
    return p->hidden == w[0] && p->layers == w[1] && p->heads == w[2]
        && p->kv_heads == w[3] && p->inner == w[4] && p->theta == theta
        && (p->eps == eps || w[0] == 0);
}

static void
open_models(void)
{
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        char *dir = golden_path(want[i].model);
        const blt__weights *w;
        const blt_config *c;
        blt_tensor_info t = BLT_TENSOR_INFO_INIT;
        blt_error err = { 0 };
        blt_model *m;
        int n = 0, norms = 1;

        ok(blt_model_open(&m, dir, &err) == BLT_OK, "%s opens%s%s",
           want[i].model, *err.text ? ": " : "", err.text);
        free(dir);
        if (m == NULL)
            continue;
        c = blt_model_config(m);
        ok(c->has_patcher == (want[i].patcher[0] > 0)
           && same_part(&c->patcher, want[i].patcher, want[i].theta[0],
                        want[i].eps)
           && same_part(&c->encoder, want[i].encoder, want[i].theta[1],
                        want[i].eps)
           && same_part(&c->global, want[i].global, want[i].theta[2],
                        want[i].eps)
           && same_part(&c->decoder, want[i].decoder, want[i].theta[3],
                        want[i].eps), "%s: sizes of its parts",
           want[i].model);
        ok(c->cross_k == want[i].cross_k
           && c->hash_functions * c->n_hash_sizes == want[i].tables
           && c->hash_vocab == want[i].vocab
           && c->patch_threshold == want[i].threshold
           && c->patch_scheme == (c->has_patcher ? BLT_SCHEME_ENTROPY
                                                 : BLT_SCHEME_BYTE),
           "%s: hash tables and patching", want[i].model);
        ok(c->patcher.window == (i == 0 ? 512 : 0) && c->encoder.window == 0,
           "%s: attention windows", want[i].model);
        ok(strcmp(blt_model_name(m), want[i].model) == 0
           && strlen(blt_model_digest(m)) == 16, "%s: name and digest",
           want[i].model);
        while (blt_model_tensor(m, (size_t)n, &t))
            n++;
        ok(n == want[i].tensors, "%s: %d tensors", want[i].model, n);
        ok(blt_model_note(m, 0) == NULL, "%s: nothing to note",
           want[i].model);
        w = blt__model_weights(m);
        for (int k = 0; k < c->decoder.layers; k++)
            norms &= w->decoder.layer[k].norm1.type == BLT__F32
                && w->decoder.layer[k].norm1.rows == 1
                && (size_t)w->decoder.layer[k].norm1.p % 4 == 0;
        ok(norms, "%s: norms are float32 vectors", want[i].model);
        ok(w->encoder.embed.type == (i == 3 ? BLT__BF16 : BLT__F32)
           && w->encoder.hash.type == BLT__F32, "%s: types as in the file",
           want[i].model);
        blt_model_close(m);
    }
}

/* Every name and shape of the published conversions, and no other. */
static void
published(const char *size, int64_t tensors, int64_t parameters)
{
    char name[64];
    char *path;
    blt__buf text = { 0 }, notes = { 0 };
    blt_error err = { 0 };
    blt_config c;
    blt__weights w;
    blt__tensor *table;
    size_t n = 0, good = 0;
    int64_t sum = 0;
    json_t *list;

    snprintf(name, sizeof name, "published/blt-%s-hf.config.json", size);
    path = golden_path(name);
    ok(blt__read_whole(&text, path, 100000, &err) == BLT_OK
       && blt__config_parse(&c, text.p, text.n, name, &notes, &err)
       == BLT_OK, "%s parses %s", name, err.text);
    free(path);
    ok(notes.n == 0, "%s: nothing to note", name);
    blt__buf_free(&text);
    ok(c.patcher.hidden == 768 && c.patcher.layers == 14
       && c.patcher.heads == 12 && c.patcher.inner == 2048
       && c.patcher.theta == 10000 && c.patcher.window == 512
       && c.patcher.max_positions == 8192 && c.encoder.window == 0
       && c.encoder.max_positions == 24576 && c.global.max_positions == 4096
       && c.encoder.theta == 500000 && c.encoder.eps == 1e-5f
       && c.hash_vocab == 500002 && c.hash_functions == 1
       && c.n_hash_sizes == 6 && c.hash_sizes[5] == 8
       && c.patch_threshold == BLT_THRESHOLD_DEFAULT
       && c.patch_max_length == 0 && c.patch_scheme == BLT_SCHEME_ENTROPY
       && !c.encoder_cross_all && c.decoder_cross_all,
       "blt-%s: what all published models share", size);
    if (size[0] == '1')
        ok(c.encoder.hidden == 1024 && c.encoder.layers == 1
           && c.encoder.heads == 16 && c.encoder.inner == 2816
           && c.global.hidden == 2048 && c.global.layers == 25
           && c.global.heads == 16 && c.global.inner == 5632
           && c.decoder.layers == 9 && c.cross_k == 2, "blt-1b: sizes");
    else
        ok(c.encoder.hidden == 1280 && c.encoder.layers == 1
           && c.encoder.heads == 20 && c.encoder.inner == 3584
           && c.global.hidden == 4096 && c.global.layers == 32
           && c.global.heads == 32 && c.global.inner == 11008
           && c.decoder.layers == 6 && c.cross_k == 4, "blt-7b: sizes");

    ok(blt__weights_layout(&w, &table, &n, &c, &err) == BLT_OK,
       "blt-%s: its table %s", size, err.text);
    ok((int64_t)n == tensors, "blt-%s: %zu tensors", size, n);
    snprintf(name, sizeof name, "published/blt-%s-hf.tensors.json", size);
    path = golden_path(name);
    list = json_load_file(path, 0, NULL);
    free(path);
    for (size_t i = 0; i < n; i++) {
        const blt__tensor *t = &table[i];
        json_t *shape = json_object_get(json_object_get(list, "tensors"),
                                        t->name);
        int fits = (int)json_array_size(shape) == t->dims
            && json_integer_value(json_array_get(shape, t->dims - 1))
            == (json_int_t)t->mat->cols
            && (t->dims == 1 || json_integer_value(json_array_get(shape, 0))
                == (json_int_t)t->mat->rows);

        good += (size_t)fits;
        if (!fits)
            printf("# %s\n", t->name);
        sum += (int64_t)(t->mat->rows * t->mat->cols);
    }
    ok(good == n && n == json_object_size(json_object_get(list, "tensors")),
       "blt-%s: every name and shape, no other", size);
    ok(sum == parameters, "blt-%s: %lld parameters", size, (long long)sum);
    json_decref(list);
    blt__weights_free(&w);
    free(table);
}

static const blt__tensor *
named(const blt__tensor *table, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

/* Names, starts and kinds that no other test would miss. */
static void
table_facts(void)
{
    static const char *const pairs[][2] = {
        { "model.local_encoder.embed_tokens.weight",
          "local_encoder.tok_embeddings.weight" },
        { "model.global_transformer.layers.1.mlp.gate_proj.weight",
          "global_transformer.layers.1.feed_forward.w1.weight" },
        { "model.global_transformer.layers.1.mlp.up_proj.weight",
          "global_transformer.layers.1.feed_forward.w3.weight" },
        { "model.local_decoder.layers.0.mlp.down_proj.weight",
          "local_decoder.layers.0.feed_forward.w2.weight" },
        { "model.local_decoder.cross_attn_layers.2.k_norm.weight",
          "local_decoder.cross_attn_layers.2.cross_attn_norm_kv.weight" },
        { "model.local_decoder.cross_attn_layers.2.q_proj.weight",
          "local_decoder.cross_attn_layers.2.wq.weight" },
        { "model.local_decoder.layers.2.post_attention_layernorm.weight",
          "local_decoder.layers.2.ffn_norm.weight" },
        { "model.patcher.layers.1.self_attn.o_proj.weight",
          "layers.1.attention.wo.weight" },
        { "model.patcher.lm_head.weight", "output.weight" },
        { "lm_head.weight", "local_decoder.output.weight" },
        { "model.encoder_hash_tok_embedding.weight", "" }
    };
    char *dir = golden_path("tiny-a-default");
    blt_model *m = NULL;
    blt_error err = { 0 };
    blt__weights w;
    blt__tensor *t;
    const blt__tensor *x;
    size_t n;

    ok(blt_model_open(&m, dir, &err) == BLT_OK
       && blt__weights_layout(&w, &t, &n, blt_model_config(m), &err)
       == BLT_OK, "the table of tiny-a-default %s", err.text);
    free(dir);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        x = named(t, n, pairs[i][0]);
        ok(x != NULL && strcmp(x->meta, pairs[i][1]) == 0, "%s is %s",
           pairs[i][0], *pairs[i][1] ? pairs[i][1] : "several there");
    }
    x = named(t, n, "model.local_decoder.layers.0.mlp.down_proj.weight");
    near(x->sigma, 1 / sqrt(96), 1e-7, 0, "down starts with inner^-1/2");
    x = named(t, n, "model.local_decoder.patch_embedding_projection.weight");
    near(x->sigma, 1 / sqrt(64), 1e-7, 0, "a patch projection with the "
         "width of a patch");
    x = named(t, n, "model.encoder_hash_tok_embedding.weight");
    near(x->sigma, 1 / sqrt(32), 1e-7, 0, "hash rows with H^-1/2");
    ok(x->kind == BLT__KIND_EMBED && !x->patcher, "which are looked up");
    x = named(t, n, "model.patcher.norm.weight");
    ok(x->kind == BLT__KIND_NORM && x->patcher && x->dims == 1
       && x->sigma == 0, "a norm of the entropy model");
    blt__weights_free(&w);
    free(t);
    blt_model_close(m);
}

/* The reader of golden data itself: ids are BOS and bytes + 4, and a
 * thinned tensor is compared where it has numbers. */
static void
golden_reader(void)
{
    for (int k = 0; golden_models[k] != NULL; k++) {
        golden *g = golden_open(golden_models[k], "cases");
        golden_tensor ids, bytes, logits;
        golden_greedy greedy;
        int good = 1;

        for (size_t i = 0; i < golden_cases(g); i++) {
            good &= golden_get(g, i, "ids", &ids) && ids.i != NULL
                && golden_get(g, i, "logits", &logits)
                && (ids.n * 260 + logits.stride - 1) / logits.stride
                == logits.n;
            if (!golden_get(g, i, "bytes", &bytes))
                continue;
            good &= bytes.n + 1 == ids.n && ids.i[0] == BLT_ID_BOS;
            for (size_t j = 0; j < bytes.n; j++)
                good &= ids.i[j + 1] == bytes.u[j] + 4;
        }
        ok(good && golden_cases(g) >= 9, "%s: %zu cases",
           golden_models[k], golden_cases(g));
        ok(golden_greedy_get(g, "greedy", 0, &greedy)
           && greedy.n_bytes == 60 && memcmp(greedy.prompt, "The ", 4) == 0,
           "%s: greedy bytes", golden_models[k]);
        golden_close(g);
    }
}

int
main(void)
{
    open_models();
    published("1b", 510, 4633391872);
    published("7b", 529, 10653082624);
    table_facts();
    golden_reader();
    return done_testing();
}
