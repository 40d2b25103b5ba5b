/* blt-eval: the quality and the cost of a model on given texts.
 *
 * This file has the options; each verb has a file in bin/eval/. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"
#include "bin/eval/eval.h"

eval_options eval = {
    .rate = 0.05, .seed = 1, .languages = "auto", .confidence = 0.6,
    .suffix = ".txt"
};
static int by_given, against_given, stage_given, size_given, format_given;
static int channel_given, rate_given, seed_given;
static int lang_given, confidence_given, limit_given, length_given;
static int rows_given, kind_given;

/* The index in a list of the word up to the next comma, or -1.  *s moves past
 * the comma. */
static int
word_of(const char **s, const char *(*name)(int), int n)
{
    size_t len = strcspn(*s, ",");
    int found = -1;

    for (int i = 0; i < n; i++)
        if (strlen(name(i)) == len && memcmp(name(i), *s, len) == 0)
            found = i;
    *s += len;
    *s += **s == ',';
    return found;
}

/* Parses words separated by commas into list, in the order given.  Returns
 * what is wrong, or NULL. */
static const char *
set_words(int *list, int *count, const char *value,
          const char *(*name)(int), int n, const char *why)
{
    *count = 0;
    do {
        int i = word_of(&value, name, n);

        if (i < 0)
            return why;
        for (int k = 0; k < *count; k++)
            if (list[k] == i)
                return "a word occurs twice";
        list[(*count)++] = i;
    } while (*value != '\0');
    return NULL;
}

static const char *
key_name(int i)
{
    return eval_keys[i];
}

static const char *
set_by(const char *value)
{
    return set_words(eval.by, &eval.n_by, value, key_name, EVAL_KEYS,
                     "not a list of file, language, script, source");
}
static cli_call *const by_call = set_by;

static const char *
set_against(const char *value)
{
    return set_words(eval.against, &eval.n_against,
                     strcmp(value, "all") == 0 ? "gzip,xz,zstd,ppmd" : value,
                     eval_packer_name, EVAL_PACKERS,
                     "neither a list of gzip, xz, zstd, ppmd, nor all");
}
static cli_call *const against_call = set_against;

static const char *
set_size(const char *value)
{
    static const char why[] = "not numbers of bytes, 1 or more";

    for (eval.n_sizes = 0; eval.n_sizes < 16;) {
        char *end;
        double x = strtod(value, &end);

        if (end == value || !(x >= 1 && x <= (double)BLT_PATCH_LONGEST))
            return why;
        eval.size[eval.n_sizes++] = x;
        if (*end == '\0')
            return NULL;
        if (*end != ',')
            return why;
        value = end + 1;
    }
    return "more than 16";
}
static cli_call *const size_call = set_size;

static const cli_option options[] = {
    { "by", 0, CLI_CALL, (void *)&by_call, "KEY,...",
      "bpb: print a table by file, language, script, source\n"
      "(default: all but file)", 0, 0, &by_given },
    { "against", 0, CLI_CALL, (void *)&against_call, "NAME,...",
      "bpb: compare with gzip, xz, zstd, ppmd, or all", 0, 0,
      &against_given },
    { "stage", 0, CLI_CHOICE, &eval.stage, "full|entropy",
      "bpb, pack, unpack: the full model (default) or its\n"
      "entropy model", 0, 0,
      &stage_given },
    { "adapt", 0, CLI_FLAG, &eval.adapt, NULL,
      "bpb, pack, unpack: mix the model with what the text so\n"
      "far has shown; alone with --model=none", 0, 0, NULL },
    { "patch-size", 0, CLI_CALL, (void *)&size_call, "X,...",
      "flops: patches of X bytes on average, instead of the\n"
      "model's own patching", 0, 0, &size_given },
    { "channel", 0, CLI_TEXT, &eval.channel, "FILE",
      "noise: the error model, blt-channel(5)", 0, 0, &channel_given },
    { "kind", 0, CLI_CHOICE, &eval.kind,
      "antspeak|drop|randomcase|repeat|uppercase",
      "noise: a noise of the BLT paper, instead of an error\n"
      "model", 0, 0, &kind_given },
    { "rate", 0, CLI_REAL, &eval.rate, "R",
      "noise: fraction of words to misspell (default 0.05)", 0, 1,
      &rate_given },
    { "seed", 0, CLI_INT, &eval.seed, "N",
      "noise: seed of the random mistakes (default 1)", 0, 9e15, &seed_given },
    { "lang", 0, CLI_TEXT, &eval.languages, "auto|CODE,...",
      "spell: languages of the text (default: detected)", 0, 0, &lang_given },
    { "confidence", 0, CLI_REAL, &eval.confidence, "P",
      "spell: minimum probability of a correction\n"
      "(default 0.6)", 0, 1,
      &confidence_given },
    { "no-real-words", 0, CLI_FLAG, &eval.no_real_words, NULL,
      "spell: never correct words in the dictionary", 0, 0, NULL },
    { "calibration", 0, CLI_FLAG, &eval.calibration, NULL,
      "spell: compare probabilities with the share of right\n"
      "suggestions", 0, 0,
      NULL },
    { "words", 0, CLI_FLAG, &eval.words, NULL,
      "spell: measure suggestions, on pairs of words", 0, 0, NULL },
    { "rows", 0, CLI_INT, &eval.rows, "N",
      "cute: only the first N questions of each file", 1, 9e15,
      &rows_given },
    { "answers", 0, CLI_FLAG, &eval.answers, NULL,
      "cute: print each question's label and answer instead\n"
      "of the table", 0, 0, NULL },
    { "length", 0, CLI_INT, &eval.length, "N",
      "cut texts into independent pieces of N bytes", 1, 9e15, &length_given },
    { "limit", 0, CLI_INT, &eval.limit, "N",
      "use only the first N bytes of each file", 1, 9e15,
      &limit_given },
    { "format", 0, CLI_CHOICE, &eval.format, "text|json",
      "print a table (default) or a JSON object", 0, 0,
      &format_given },
    { 0 }
};
static const cli_command command = {
    "blt-eval", "measure a model", "bpb|cute|flops|noise|pack|spell|unpack"
    " [FILE|DIR]...",
    options,
    CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_PROGRESS,
    "bpb|cute|flops|noise|pack|spell|unpack"
};

static const struct {
    const char *name;
    void (*run)(char **path, int n);
} verbs[] = {
    { "bpb", eval_bpb }, { "cute", eval_cute }, { "flops", eval_flops },
    { "noise", eval_noise }, { "pack", eval_encode },
    { "spell", eval_spell }, { "unpack", eval_decode }
};
#define VERBS (sizeof verbs / sizeof *verbs)

/* Refuses an option of another verb, which would be ignored. */
static void
only_for(const char *verb, int given, const char *option, const char *its)
{
    if (given && strcmp(verb, its) != 0
        && !(strchr(its, ',') != NULL && strcmp(verb, "bpb") == 0))
        cli_usage("%s: --%s is for %s", verb, option, its);
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    const char *verb = i < argc ? argv[i++] : "";
    size_t v;

    for (v = 0; v < VERBS && strcmp(verb, verbs[v].name) != 0;)
        v++;
    if (v == VERBS)
        cli_usage("%s%sthe verb must be bpb, cute, flops, noise, pack, spell"
                  " or unpack", verb,
                  *verb ? ": " : "");
    only_for(verb, by_given, "by", "bpb");
    only_for(verb, against_given, "against", "bpb");
    if (strcmp(verb, "pack") != 0 && strcmp(verb, "unpack") != 0) {
        only_for(verb, stage_given, "stage", "bpb, pack and unpack");
        only_for(verb, eval.adapt, "adapt", "bpb, pack and unpack");
    } else if (limit_given || length_given || format_given) {
        cli_usage("%s: --limit, --length and --format have no meaning",
                  verb);
    }
    only_for(verb, size_given, "patch-size", "flops");
    only_for(verb, channel_given, "channel", "noise");
    only_for(verb, kind_given, "kind", "noise");
    only_for(verb, rate_given, "rate", "noise");
    only_for(verb, seed_given, "seed", "noise");
    only_for(verb, lang_given, "lang", "spell");
    only_for(verb, confidence_given, "confidence", "spell");
    only_for(verb, eval.no_real_words, "no-real-words", "spell");
    only_for(verb, eval.calibration, "calibration", "spell");
    only_for(verb, eval.words, "words", "spell");
    only_for(verb, rows_given, "rows", "cute");
    only_for(verb, eval.answers, "answers", "cute");
    if (eval.words && (eval.calibration || confidence_given))
        cli_usage("spell: --words cannot be combined with %s",
                  eval.calibration ? "--calibration" : "--confidence");
    if (strcmp(verb, "spell") == 0 && (limit_given || length_given))
        cli_usage("spell: reads whole lines: --%s has no meaning",
                  limit_given ? "limit" : "length");
    if (strcmp(verb, "cute") == 0 && (limit_given || length_given))
        cli_usage("cute: reads whole lines: --%s has no meaning",
                  limit_given ? "limit" : "length");
    if (strcmp(verb, "noise") == 0 && format_given)
        cli_usage("noise: writes a text, so --format has no meaning");
    if (strcmp(verb, "noise") == 0 && channel_given == kind_given)
        cli_usage(kind_given ? "noise: --kind and --channel exclude each"
                  " other" : "noise: --channel or --kind is required");
    if (rate_given && kind_given)
        cli_usage("noise: --rate is for --channel");
    if (!by_given)
        (void)!set_by("language,script,source");
    verbs[v].run(argv + i, argc - i);
    cli_end(CLI_OK);
}
