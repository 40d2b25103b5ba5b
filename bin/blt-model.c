/* blt-model: inspect, check, create, convert and quantise model directories. */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "bin/cli/cli.h"
#include "bin/model/model.h"

#define CHUNK 65536     /* numbers read at a time (not tuned) */

enum { FORMAT_TEXT, FORMAT_JSON };

enum { TYPE_MIXED = BLT_INT4 + 1 };             /* of --type */

static const char *config_file, *like, *text;
static int64_t seed;
static int seed_given, config_given, like_given, type_given, names_given,
    text_given;
static int type = BLT_BF16, names, format, tensors;
static blt_pool *pool;

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
    { "type", 0, CLI_CHOICE, &type, "f32|bf16|f16|int8|int4|mixed",
      "init, convert: number type to write (default bf16);\n"
      "int8, int4: for the hash tables, with bf16 elsewhere.\n"
      "quantize: int8, int4, or int4 in the global\n"
      "transformer and int8 elsewhere (mixed)",
      0, 0, &type_given },
    { "measure", 0, CLI_TEXT, &text, "FILE",
      "quantize: score the text in FILE before and after", 0, 0,
      &text_given },
    { "names", 0, CLI_CHOICE, &names, "hf|meta",
      "init, convert: Hugging Face's layout (default) or Meta's", 0, 0,
      &names_given },
    { 0 }
};
static const cli_command command = {
    "blt-model", "inspect, check, create, convert and quantize models",
    "info|check|init|convert|quantize [MODEL]...", options,
    CLI_OUTPUT | CLI_PROGRESS | CLI_THREADS,
    "info|check|init|convert|quantize"
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

static void
info(const char *name)
{
    static int nth;
    blt_model *m = open_model(name);

    if (m == NULL)
        return;
    if (format == FORMAT_JSON) {
        model_json(m, tensors);
    } else {
        if (nth++ > 0)
            putchar('\n');
        model_text(m, tensors);
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
    model_counts total;

    if (m == NULL)
        return 1;       /* an error, not a negative answer */
    model_count(&total, m);
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
    o.pool = pool = cli_pool();
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

static void
quantize(const char *from, const char *to)
{
    static const blt_matrices matrices[] = {
        BLT_MATRICES_INT8, BLT_MATRICES_INT4, BLT_MATRICES_MIXED
    };
    static const char *const name[] = { "int8", "int4", "mixed" };
    blt_write_options o;
    blt_model *m, *made = NULL;
    blt_error err;
    cli_buf words = { 0 };
    int which;

    if (!type_given || type < BLT_INT8)
        cli_usage("quantize: give --type=int8, int4 or mixed");
    which = type - BLT_INT8;
    type = which == 0 ? BLT_INT8 : BLT_INT4;        /* of the hash tables */
    o = write_options();
    o.matrices = matrices[which];
    m = open_model(from);
    if (m == NULL)
        cli_end(CLI_FAIL);
    if (text != NULL)                   /* before gigabytes are written */
        model_read_text(&words, text);
    check_written(blt_model_write(m, to, &o, &err), &err);
    cli_progress_wipe();
    cli_check(blt_model_open(&made, to, &err), &err);
    model_compare(m, made, name[which], &words, text, pool);
    cli_buf_free(&words);
    blt_model_close(made);
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
        && strcmp(verb, "init") != 0 && strcmp(verb, "convert") != 0
        && strcmp(verb, "quantize") != 0)
        cli_usage("%s%sthe command is info, check, init, convert or quantize",
                  verb, *verb ? ": " : "");
    only_for(verb, tensors, "tensors", "info");
    only_for(verb, format, "format", "info");
    only_for(verb, config_given, "config", "init");
    only_for(verb, like_given, "like", "init");
    only_for(verb, seed_given, "seed", "init");
    only_for(verb, type_given, "type", "init, convert and quantize");
    only_for(verb, names_given, "names", "init and convert");
    only_for(verb, text_given, "measure", "quantize");
    if (type == TYPE_MIXED && strcmp(verb, "quantize") != 0)
        cli_usage("%s: --type=mixed is for quantize", verb);

    if (strcmp(verb, "init") == 0) {
        if (n != 1)
            cli_usage("init: give the directory to create");
        init(argv[i]);
    } else if (strcmp(verb, "convert") == 0) {
        if (n != 2)
            cli_usage("convert: give a model and a directory to create");
        convert(argv[i], argv[i + 1]);
    } else if (strcmp(verb, "quantize") == 0) {
        if (n != 2)
            cli_usage("quantize: give a model and a directory to create");
        quantize(argv[i], argv[i + 1]);
    } else {
        int is_check = strcmp(verb, "check") == 0;

        do
            if (is_check)
                good &= check(i < argc ? argv[i] : NULL);
            else
                info(i < argc ? argv[i] : NULL);
        while (++i < argc);
    }
    blt_pool_free(pool);
    cli_end(good ? CLI_OK : CLI_NO);
}
