/* file/config.c: every spelling of config.json, and what is refused. */
#include "config.h"
#include "file/config_file.h"
#include "tests/lib/tap.h"

static blt_config c;
static blt_error err;
static blt__buf notes;

/* Parses json; single quotes stand for double ones. */
static int
parse(const char *json)
{
    char text[4096];
    size_t n = strlen(json);

    blt__buf_clear(&notes);
    memset(&err, 0, sizeof err);
    for (size_t i = 0; i <= n; i++)
        text[i] = json[i] == '\'' ? '"' : json[i];
    return blt__config_parse(&c, text, n, "c.json", &notes, &err) == BLT_OK;
}

static void
bad(const char *json, const char *why)
{
    blt_config before = c;

    ok(!parse(json) && err.status == BLT_EDATA
       && strstr(err.text, why) != NULL
       && strncmp(err.text, "c.json: ", 8) == 0
       && memcmp(&before, &c, sizeof c) == 0, "%s", err.text);
    if (strstr(err.text, why) == NULL)
        printf("# wanted: %s\n", why);
}

static int
noted(const char *word)
{
    return notes.n > 0 && strstr(notes.p, word) != NULL;
}

static void
defaults(void)
{
    ok(parse("{}"), "an empty object is a model: %s", err.text);
    ok(c.patcher.hidden == 768 && c.patcher.layers == 14
       && c.patcher.heads == 12 && c.patcher.kv_heads == 12
       && c.patcher.inner == 2048 && c.patcher.max_positions == 8192
       && c.patcher.theta == 10000 && c.patcher.window == 0,
       "default entropy model");
    ok(c.encoder.hidden == 1024 && c.encoder.layers == 1
       && c.encoder.heads == 16 && c.encoder.inner == 2816
       && c.encoder.max_positions == 24576 && c.encoder.theta == 500000
       && c.encoder.eps == 1e-5f && !c.encoder_cross_all,
       "default encoder");
    ok(c.decoder.hidden == 1024 && c.decoder.layers == 9
       && c.decoder_cross_all && c.global.hidden == 2048
       && c.global.layers == 25 && c.global.inner == 5632
       && c.global.max_positions == 4096, "default decoder and global");
    ok(c.cross_k == 2 && c.n_hash_sizes == 6 && c.hash_sizes[0] == 3
       && c.hash_vocab == 500002 && c.hash_functions == 1
       && c.patch_threshold == BLT_THRESHOLD_DEFAULT
       && c.patch_scheme == BLT_SCHEME_ENTROPY, "default everything else");
    ok(parse("{'patcher_config':null,'encoder_config':null,"
             "'encoder_hash_byte_group_size':null,'max_patch_length':null,"
             "'patching_threshold_add':null}") && c.patcher.hidden == 768
       && c.n_hash_sizes == 6, "null where the reference has defaults");
    ok(parse("{'encoder_hash_byte_group_size':[],'unheard_of':[1,{}]}")
       && c.n_hash_sizes == 6, "an empty list, an unknown key");
}

static void
widths(void)
{
    ok(parse("{'encoder_config':{'intermediate_size':null}}")
       && c.encoder.inner == 2730, "intermediate_size null: int(8*1024/3)");
    ok(parse("{'encoder_config':{'intermediate_size':0}}")
       && c.encoder.inner == 2730, "intermediate_size 0 too");
    ok(parse("{'global_config':{'num_attention_heads':8,"
             "'num_key_value_heads':null}}") && c.global.kv_heads == 8,
       "num_key_value_heads null: as many as heads");
    ok(parse("{'global_config':{'num_key_value_heads':4}}")
       && c.global.kv_heads == 4, "num_key_value_heads 4");
    ok(parse("{'encoder_hash_byte_group_size':[2,9]}")
       && c.n_hash_sizes == 2 && c.hash_sizes[1] == 9
       && c.hash_sizes[2] == 0, "two group sizes");
}

static void
rope(void)
{
    ok(parse("{'global_config':{'rope_theta':7}}") && c.global.theta == 7,
       "plain rope_theta");
    ok(parse("{'global_config':{'rope_theta':7,'rope_parameters':"
             "{'rope_type':'default','rope_theta':8}}}")
       && c.global.theta == 8, "rope_parameters come before it");
    ok(parse("{'global_config':{'rope_theta':7,'rope_parameters':"
             "{'rope_type':'default'}}}") && c.global.theta == 7,
       "but it fills in for them");
    ok(parse("{'global_config':{'rope_scaling':{'rope_type':'default',"
             "'rope_theta':9},'rope_parameters':{'rope_theta':8}}}")
       && c.global.theta == 9, "rope_scaling comes before both");
    ok(parse("{'global_config':{'rope_scaling':{},'rope_parameters':"
             "{'rope_theta':8}}}") && c.global.theta == 8,
       "unless it is empty");
    ok(parse("{'rope_theta':3}") && c.global.theta == 500000,
       "a theta at the top means nothing");
    bad("{'global_config':{'rope_scaling':{'rope_type':'yarn'}}}",
        "global_config.rope_type: \"yarn\"");
    bad("{'global_config':{'rope_parameters':{'type':'linear'}}}",
        "\"linear\"");
}

static void
epsilon(void)
{
    ok(parse("{'encoder_config':{'norm_eps':1e-5}}") && notes.n == 0,
       "norm_eps that says the default: no note");
    ok(parse("{'encoder_config':{'norm_eps':1e-6}}")
       && c.encoder.eps == 1e-5f && noted("norm_eps"),
       "norm_eps is ignored with a note");
    ok(parse("{'encoder_config':{'norm_eps':1e-6,'rms_norm_eps':1e-6}}")
       && c.encoder.eps == 1e-6f && notes.n == 0, "rms_norm_eps counts");
    ok(parse("{'encoder_config':{'norm_eps':1e-5,'rms_norm_eps':1e-6}}")
       && c.encoder.eps == 1e-6f && noted("norm_eps"),
       "and a differing norm_eps beside it is noted");
}

static void
windows(void)
{
    ok(parse("{'patcher_config':{'attn_bias_type':'local_block_causal'}}")
       && c.patcher.window == 512 && c.encoder.window == 0,
       "the trace of the published window: 512");
    ok(parse("{'patcher_config':{'attn_bias_type':'local_block_causal',"
             "'sliding_window':null}}") && c.patcher.window == 512,
       "also beside a null");
    ok(parse("{'patcher_config':{'attn_bias_type':'local_block_causal',"
             "'sliding_window':64}}") && c.patcher.window == 64,
       "but not beside a number");
    ok(parse("{'encoder_config':{'attn_bias_type':'local_block_causal'}}")
       && c.encoder.window == 0, "elsewhere it means nothing");
    ok(parse("{'encoder_config':{'sliding_window':128},"
             "'decoder_config':{'sliding_window':256}}")
       && c.encoder.window == 128 && c.decoder.window == 256,
       "each part has its own");
}

static void
patching(void)
{
    ok(parse("{'patching_mode':'byte'}")
       && c.patch_scheme == BLT_SCHEME_BYTE, "byte");
    ok(parse("{'patching_mode':'space','patch_in_forward':false}")
       && c.patch_scheme == BLT_SCHEME_SPACE && !c.has_patcher
       && c.patcher.hidden == 0, "space, without an entropy model");
    ok(parse("{'patching_mode':'greedy'}")
       && c.patch_scheme == BLT_SCHEME_BYTE && noted("greedy"),
       "an unknown mode is single bytes, with a note");
    ok(parse("{'patching_mode':null}")
       && c.patch_scheme == BLT_SCHEME_BYTE, "null is not \"entropy\"");
    ok(parse("{'patch_in_forward':false}")
       && c.patch_scheme == BLT_SCHEME_BYTE,
       "no entropy model: single bytes");
    ok(parse("{'patch_in_forward':null}") && !c.has_patcher,
       "patch_in_forward null is false");
    ok(parse("{'monotonicity':true,'patching_threshold_add':0.5}")
       && c.patch_scheme == BLT_SCHEME_MONOTONIC,
       "monotonicity selects the scheme that it trained with");
    ok(parse("{'patching_threshold_add':0.5}")
       && c.patch_scheme == BLT_SCHEME_COMBINED && c.patch_threshold_add == 0.5f,
       "and so does patching_threshold_add");
    ok(parse("{'patching_threshold_add':0.0,'quantization_config':null}")
       && c.patch_scheme == BLT_SCHEME_ENTROPY, "but not 0");
    bad("{'quantization_config':{'quant_method':'fp8'}}",
        "quantization_config");
    ok(parse("{'encoder_config':{'hidden_act':'swish'}}"),
       "swish is another name of silu");
    ok(parse("{'patching_mode':'combined','patching_threshold':1.5,"
             "'patching_threshold_add':0.25,'max_patch_length':12}")
       && c.patch_scheme == BLT_SCHEME_COMBINED
       && c.patch_threshold == 1.5f && c.patch_threshold_add == 0.25f
       && c.patch_max_length == 12, "our own combined");
    ok(parse("{'patch_size':4.5}"), "a fraction that nobody reads");
    bad("{'patching_mode':'static','patch_size':4.5}", "patch_size");
    bad("{'patching_threshold':null}", "patching_threshold");
    bad("{'patching_threshold':1e40}", "patching_threshold");
    bad("{'max_patch_length':-1}", "max_patch_length");
}

static void
meta(void)
{
#define ARGS "{'args':{'dim_local_encoder':1024,'dim_local_decoder':1024," \
    "'dim_global':2048,'n_layers_local_encoder':1," \
    "'n_layers_local_decoder':9,'n_layers_global':25," \
    "'n_heads_local_encoder':16,'n_heads_local_decoder':16," \
    "'n_heads_global':16,'cross_attn_k':2,'rope_theta':500000.0," \
    "'cross_attn_all_layers_decoder':true,'norm_eps':1e-6," \
    "'encoder_hash_byte_group_vocab':500002," \
    "'encoder_hash_byte_group_nb_functions':1,'multiple_of':256," \
    "'max_encoder_seq_length':24576,'max_seqlen':4096,"
    ok(parse(ARGS "'encoder_hash_byte_group_size':'3,4,5,6,7,8'}}")
       && c.n_hash_sizes == 6 && c.hash_sizes[5] == 8,
       "Meta's args, sizes in a string %s", err.text);
    ok(c.encoder.inner == 2816 && c.global.inner == 5632
       && c.encoder.eps == 1e-6f && c.decoder.theta == 500000
       && c.encoder.max_positions == 24576 && c.decoder.layers == 9
       && !c.encoder_cross_all && c.decoder_cross_all,
       "widths by Meta's rule, norm_eps counts");
    ok(!c.has_patcher && c.patch_scheme == BLT_SCHEME_BYTE,
       "the entropy model has its own file");
    ok(parse(ARGS "'encoder_hash_byte_group_size':[3,5],"
             "'local_attention_window_len':512,'ffn_dim_multiplier':1.5,"
             "'patching_mode':'space'}}") && c.n_hash_sizes == 2
       && c.encoder.window == 512 && c.global.window == 0
       && c.encoder.inner == 4096 && c.patch_scheme == BLT_SCHEME_SPACE,
       "a list, a window, a multiplier, a mode");
    bad(ARGS "'cross_attn_nheads':8}}", "cross_attn_nheads");
    bad(ARGS "'downsampling_by_pooling':'min'}}", "\"min\"");
    bad(ARGS "'n_kv_heads':4}}", "n_kv_heads");
    bad(ARGS "'encoder_hash_byte_group_size':'3,x'}}", "list of sizes");
    bad("{'args':{'dim_global':64}}", "is missing");
    bad("{'args':[]}", "args: is not an object");
}

static void
refused(void)
{
    bad("", "c.json: line 1");
    bad("[]", "not a JSON object");
    bad("{", "line 1");
    bad("{'a':1,'a':2}", "duplicate");
    bad("{'vocab_size':256}", "vocab_size: 256 is not 260");
    bad("{'encoder_config':{'vocab_size':300}}", "encoder_config.vocab_size");
    bad("{'model_type':'llama'}", "\"llama\"");
    bad("{'tie_word_embeddings':true}", "tie_word_embeddings");
    bad("{'encoder_config':[]}", "encoder_config: is not an object");
    bad("{'encoder_config':{'hidden_size':'32'}}",
        "encoder_config.hidden_size: is not a whole number");
    bad("{'encoder_config':{'hidden_size':32.5}}", "not a whole number");
    bad("{'encoder_config':{'hidden_size':-32}}", "-32 is not in 1");
    bad("{'encoder_config':{'hidden_size':0}}", "0 is not in 1");
    bad("{'encoder_config':{'hidden_size':99999999999999999999}}", "line 1");
    bad("{'encoder_config':{'hidden_size':1099511627776}}", "is not in 1");
    bad("{'global_config':{'num_attention_heads':0}}", "0 is not in 1");
    bad("{'global_config':{'num_attention_heads':7}}",
        "2048 is not a multiple of 7 heads");
    bad("{'global_config':{'num_key_value_heads':3}}", "not a multiple of 3");
    bad("{'encoder_config':{'hidden_size':15,'num_attention_heads':5}}",
        "heads are 3 wide");
    bad("{'encoder_config':{'hidden_size':512}}",
        "encoder and decoder are 512 and 1024 wide");
    bad("{'encoder_config':{'num_hidden_layers':1000000000}}",
        "num_hidden_layers");
    bad("{'encoder_config':{'rms_norm_eps':-1}}", "rms_norm_eps");
    bad("{'encoder_config':{'rms_norm_eps':1e999}}", "line 1");
    bad("{'encoder_config':{'rope_theta':0}}", "rope_theta");
    bad("{'encoder_config':{'hidden_act':'gelu'}}", "\"gelu\"");
    bad("{'encoder_config':{'cross_attn_all_layers':1}}", "true or false");
    bad("{'encoder_config':{'cross_attn_k':4}}",
        "encoder_config.cross_attn_k: 4 differs from the model's 2");
    bad("{'decoder_config':{'hidden_size_global':64}}",
        "hidden_size_global: 64 differs");
    bad("{'cross_attn_k':1000}", "cross_attn_k");
    bad("{'encoder_hash_byte_group_size':[0]}", "byte_group_size");
    bad("{'encoder_hash_byte_group_size':[1,2,3,4,5,6,7,8,9,10,11,12,13,14,"
        "15,16,17]}", "at most 16");
    bad("{'encoder_hash_byte_group_size':3}", "byte_group_size");
    bad("{'encoder_hash_byte_group_vocab':1099511627776,"
        "'encoder_config':{'hidden_size':1048576},"
        "'decoder_config':{'hidden_size':1048576}}", "overflows");
    ok(!parse("{'a\n\x1b[31m':1") && strpbrk(err.text, "\n\x1b") == NULL,
       "control characters stay out of messages");
}

/* What we write reads back as the same struct, padding aside. */
static int
same(const blt_config *a, const blt_config *b)
{
    const blt_part *p = &a->patcher, *q = &b->patcher;

    for (int i = 0; i < 4; i++, p++, q++)
        if (p->hidden != q->hidden || p->layers != q->layers
            || p->heads != q->heads || p->kv_heads != q->kv_heads
            || p->inner != q->inner || p->max_positions != q->max_positions
            || p->window != q->window || p->theta != q->theta
            || p->eps != q->eps)
            return 0;
    return a->has_patcher == b->has_patcher && a->cross_k == b->cross_k
        && a->encoder_cross_all == b->encoder_cross_all
        && a->decoder_cross_all == b->decoder_cross_all
        && memcmp(a->hash_sizes, b->hash_sizes, sizeof a->hash_sizes) == 0
        && a->n_hash_sizes == b->n_hash_sizes
        && a->hash_functions == b->hash_functions
        && a->hash_vocab == b->hash_vocab
        && a->patch_scheme == b->patch_scheme
        && a->patch_threshold == b->patch_threshold
        && a->patch_threshold_add == b->patch_threshold_add
        && a->patch_size == b->patch_size
        && a->patch_max_length == b->patch_max_length
        && a->patch_reset_newline == b->patch_reset_newline;
}

static void
round_trip(const char *name)
{
    blt_config d = c;
    blt__buf text = { 0 };

    ok(blt__config_write(&text, &c, &err) == BLT_OK, "%s: is written", name);
    blt__buf_clear(&notes);
    memset(&d, 0, sizeof d);
    ok(blt__config_parse(&d, text.p, text.n, "w.json", &notes, &err)
       == BLT_OK && same(&c, &d) && notes.n == 0,
       "%s: and reads back the same %s", name, err.text);
    ok(text.p[text.n - 1] == '\n' && strstr(text.p, "\"BltForCausalLM\"")
       && strstr(text.p, "\"hidden_size_global\""), "%s: HF's keys", name);
    if (!same(&c, &d))
        printf("# %s\n", text.p);
    blt__buf_free(&text);
}

int
main(void)
{
    defaults();
    widths();
    rope();
    epsilon();
    windows();
    patching();
    meta();
    refused();

    parse("{}");
    round_trip("the defaults");
    for (int s = BLT_SCHEME_ENTROPY; s <= BLT_SCHEME_TOPK; s++) {
        c.patch_scheme = (blt_scheme)s;
        c.patch_threshold = 0.1f + (float)s / 3;
        c.patch_threshold_add = (float)s / 7;
        c.patch_max_length = s * 5;
        c.patch_reset_newline = s & 1;
        c.patcher.window = s * 100;
        c.encoder.window = s * 10;
        c.global.theta = 1e4 / 3 * (s + 1);
        c.encoder.eps = 1e-6f * (float)(s + 1);
        c.encoder_cross_all = s & 1;
        c.decoder_cross_all = s & 2;
        c.decoder_cross_all = !!c.decoder_cross_all;
        round_trip(blt_scheme_name((blt_scheme)s));
    }
    c.has_patcher = 0;
    memset(&c.patcher, 0, sizeof c.patcher);
    c.patch_scheme = BLT_SCHEME_SPACE;
    round_trip("no entropy model");
    blt__buf_free(&notes);
    return done_testing();
}
