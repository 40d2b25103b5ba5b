/* blt-model: inspect, check, create and convert model directories. */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "bin/cli/cli.h"

#define CHUNK 65536     /* numbers read at a time (not tuned) */

enum { FORMAT_TEXT, FORMAT_JSON };

static const char *config_file, *like;
static int64_t seed;
static int seed_given, config_given, like_given, type_given, names_given;
static int type = BLT_BF16, names, format, tensors;

static const cli_option options[] = {
    { "tensors", 'v', CLI_FLAG, &tensors, NULL,
      "info: list every tensor", 0, 0, NULL },
    { "format", 0, CLI_CHOICE, &format, "text|json",
      "info: text, or one JSON object per model", 0, 0, NULL },
    { "config", 0, CLI_TEXT, &config_file, "FILE",
      "init: use the sizes in this config.json", 0, 0, &config_given },
    { "like", 0, CLI_TEXT, &like, "NAME|DIR",
      "init: use the sizes of this model", 0, 0, &like_given },
    { "seed", 0, CLI_INT, &seed, "N",
      "init: seed of the random weights (default 0)",
      -9007199254740991.0, 9007199254740991.0, &seed_given },
    { "type", 0, CLI_CHOICE, &type, "f32|bf16|f16|int8|int4",
      "init, convert: number type to write (default bf16);\n"
      "int8, int4: for the hash tables, with bf16 elsewhere",
      0, 0, &type_given },
    { "names", 0, CLI_CHOICE, &names, "hf|meta",
      "init, convert: Hugging Face's layout (default) or Meta's", 0, 0,
      &names_given },
    { 0 }
};
static const cli_command command = {
    "blt-model", "inspect, check, create and convert models",
    "info|check|init|convert [MODEL]...", options, CLI_OUTPUT | CLI_PROGRESS,
    "info|check|init|convert"
};

/* The path of a model: an existing file or directory, or a name that is looked
 * up.  NULL is the default model.  Caller frees. */
static char *
find(const char *name)
{
    struct stat st;

    cli.model = name;
    return name != NULL && stat(name, &st) == 0 ? strdup(name)
                                                : cli_model_path();
}

/* Returns NULL, after a message, when the model cannot be opened. */
static blt_model *
open_model(const char *name)
{
    char *dir = find(name);
    const char *note;
    blt_model *m;
    blt_error err;

    if (dir == NULL)
        cli_die_memory();
    if (blt_model_open(&m, dir, &err) != BLT_OK)
        cli_error_from(&err);
    free(dir);
    for (size_t i = 0; m && (note = blt_model_note(m, i)) != NULL; i++)
        cli_note(NULL, "%s", note);
    return m;
}

/* ---- info --------------------------------------------------------------- */

/* Parts, by the prefix of their tensors, as published counts divide them. */
enum { HASH, ENCODER, GLOBAL, DECODER, HEAD, PATCHER, PARTS };
static const struct { const char *prefix, *name, *key; } parts[PARTS] = {
    { "model.encoder_hash_", "hash tables", "hash_tables" },
    { "model.local_encoder.", "encoder", "encoder" },
    { "model.global_transformer.", "global", "global" },
    { "model.local_decoder.", "decoder", "decoder" },
    { "lm_head.", "output head", "lm_head" },
    { "model.patcher.", "entropy model", "patcher" }
};

static const char *const types[] = { "F32", "BF16", "F16", "I8", "I4" };
enum { TYPES = sizeof types / sizeof *types };

typedef struct counts {
    int64_t part[PARTS], total, bytes, of_type[TYPES];
    size_t tensors;
} counts;

static void
count(counts *c, const blt_model *m)
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

static void
text_info(const blt_model *m)
{
    const blt_config *c = blt_model_config(m);
    counts n;

    count(&n, m);
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

static void
json_info(const blt_model *m)
{
    const blt_config *c = blt_model_config(m);
    const char *name = blt_model_name(m);
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;
    counts n;

    count(&n, m);
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

static void
info(const char *name)
{
    static int nth;
    blt_model *m = open_model(name);

    if (m == NULL)
        return;
    if (format == FORMAT_JSON) {
        json_info(m);
    } else {
        if (nth++ > 0)
            putchar('\n');
        text_info(m);
    }
    blt_model_close(m);
}

/* ---- check -------------------------------------------------------------- */

/* Reads every number; returns 1 if all are finite. */
static int
check(const char *name)
{
    static float x[CHUNK];
    blt_model *m = open_model(name);
    int64_t done = 0;
    int good = 1;
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;
    counts total;

    if (m == NULL)
        return 1;       /* an error, not a negative answer */
    count(&total, m);
    for (size_t i = 0; blt_model_tensor(m, i, &t); i++) {
        size_t n = (size_t)(t.shape[0] * t.shape[1]), first = n;
        size_t nan = 0, inf = 0;
        blt_error err;

        for (size_t at = 0, k; at < n; at += k) {
            k = n - at < CHUNK ? n - at : CHUNK;
            if (blt_model_numbers(m, i, x, at, k, &err) != BLT_OK)
                cli_die_from(&err);
            for (size_t j = 0; j < k; j++) {
                if (isfinite(x[j]))
                    continue;
                nan += isnan(x[j]);
                inf += !isnan(x[j]);
                if (first == n)
                    first = at + j;
            }
            cli_progress("parameters", done += (int64_t)k, total.total);
        }
        if (nan + inf > 0) {
            good = 0;
            cli_progress_wipe();
            printf("%s: tensor \"%s\": %zu NaN, %zu infinite, the first at "
                   "[%zu, %zu]\n", cli_quote(blt_model_name(m)), t.name, nan,
                   inf,
                   t.dims == 1 ? 0 : first / (size_t)t.shape[1],
                   t.dims == 1 ? first : first % (size_t)t.shape[1]);
        }
    }
    cli_progress_wipe();
    blt_model_close(m);
    return good;
}

/* ---- init, convert ------------------------------------------------------ */

/* A signal cancels the call of the library, which then removes what it has
 * written; afterwards it ends the command. */
static volatile sig_atomic_t caught;

static void
catch_signal(int sig)
{
    caught = sig;
}

static blt_status
watch(void *unused, const blt_progress *p, blt_error *err)
{
    return caught ? BLT_ECANCELED : cli_progress_task(unused, p, err);
}

static blt_write_options
write_options(void)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGTERM };
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;
    struct sigaction old, ours = { .sa_handler = catch_signal };

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &old) == 0
            && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &ours, NULL);
    o.type = (blt_number_type)type;
    o.names = (blt_names)names;
    o.progress = watch;
    return o;
}

/* Ends the command as the signal would have. */
static void
check_written(blt_status status, const blt_error *err)
{
    if (status != BLT_OK && caught) {
        cli_progress_wipe();
        signal(caught, SIG_DFL);
        raise(caught);
    }
    cli_check(status, err);
}

static void
init(const char *dir)
{
    blt_write_options o = write_options();
    blt_model *m = NULL;
    blt_config c = BLT_CONFIG_INIT;
    blt_error err;

    if (config_given == like_given)
        cli_usage("init: give either --config=FILE or --like=MODEL");
    if (like_given) {
        m = open_model(like);
        if (m == NULL)
            cli_end(CLI_FAIL);
        c = *blt_model_config(m);
    } else if (blt_config_read(&c, config_file, &err) != BLT_OK) {
        cli_die_from(&err);
    }
    check_written(blt_model_init(dir, &c, (uint64_t)seed, &o, &err), &err);
    blt_model_close(m);
}

static void
convert(const char *from, const char *to)
{
    blt_write_options o = write_options();
    blt_model *m = open_model(from);
    blt_error err;

    if (m == NULL)
        cli_end(CLI_FAIL);
    check_written(blt_model_write(m, to, &o, &err), &err);
    blt_model_close(m);
}

/* Rejects an option that the verb would silently ignore. */
static void
only_for(const char *verb, int given, const char *option, const char *verbs)
{
    if (given && strstr(verbs, verb) == NULL)
        cli_usage("%s: --%s is for %s", verb, option, verbs);
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv), n, good = 1;
    const char *verb = i < argc ? argv[i++] : "";

    n = argc - i;
    if (strcmp(verb, "info") != 0 && strcmp(verb, "check") != 0
        && strcmp(verb, "init") != 0 && strcmp(verb, "convert") != 0)
        cli_usage("%s%sthe command is info, check, init or convert", verb,
                  *verb ? ": " : "");
    only_for(verb, tensors, "tensors", "info");
    only_for(verb, format, "format", "info");
    only_for(verb, config_given, "config", "init");
    only_for(verb, like_given, "like", "init");
    only_for(verb, seed_given, "seed", "init");
    only_for(verb, type_given, "type", "init and convert");
    only_for(verb, names_given, "names", "init and convert");

    if (strcmp(verb, "init") == 0) {
        if (n != 1)
            cli_usage("init: give the directory to create");
        init(argv[i]);
    } else if (strcmp(verb, "convert") == 0) {
        if (n != 2)
            cli_usage("convert: give a model and a directory to create");
        convert(argv[i], argv[i + 1]);
    } else {
        int is_check = strcmp(verb, "check") == 0;

        do
            if (is_check)
                good &= check(i < argc ? argv[i] : NULL);
            else
                info(i < argc ? argv[i] : NULL);
        while (++i < argc);
    }
    cli_end(good ? CLI_OK : CLI_NO);
}
