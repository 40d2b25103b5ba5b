/* blt-spell: correct the spelling of texts, or report mistakes. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

enum { FORMAT_STREAM, FORMAT_JSON, FORMAT_SARIF };

spell_options spell = {
    .speller = BLT_SPELL_OPTIONS_INIT
};
static int want_list, want_ispell, want_diff, want_check, want_why;
static int want_place, format, format_seen, no_real_words, no_model;
static const char *languages = "auto", *words_dir;
static int64_t alternatives = 10;
static cli_list personal, ignore;

static const cli_option options[] = {
    { "list", 'l', CLI_FLAG, &want_list, NULL,
      "print the mistakes, one per line" },
    { "check", 0, CLI_FLAG, &want_check, NULL,
      "print FILE:LINE:COLUMN: word -> suggestions, and\n"
      "exit 1 if there were any; with another output, only\n"
      "exit 1" },
    { "diff", 'd', CLI_FLAG, &want_diff, NULL,
      "print a unified diff of the corrections" },
    { "in-place", 'i', CLI_MAYBE, &spell.suffix, "SUFFIX",
      "correct the files in place; with SUFFIX keep backups",
      .seen = &want_place },
    { "ispell", 'a', CLI_FLAG, &want_ispell, NULL,
      "speak the ispell -a protocol, for editors" },
    { "format", 0, CLI_CHOICE, &format, "stream|json|sarif",
      "print the mistakes as a stream, JSON Lines or SARIF",
      .seen = &format_seen },
    { "why", 0, CLI_FLAG, &want_why, NULL,
      "explain every decision" },
    { "lang", 0, CLI_TEXT, &languages, "auto|CODE,...",
      "languages of the text (default: detect by paragraph)" },
    { "mode", 0, CLI_CHOICE, &spell.mode, SPELL_MODES,
      "which parts of the input to skip (default: by file\n"
      "name)" },
    { "confidence", 0, CLI_REAL, &spell.speller.confidence, "P",
      "minimum probability of a correction (default 0.6)", .max = 1 },
    { "alternatives", 'n', CLI_INT, &alternatives, "N",
      "suggest at most N words (default 10)", .min = 1, .max = 100 },
    { "no-real-words", 0, CLI_FLAG, &no_real_words, NULL,
      "never correct words in the dictionary" },
    { "personal", 0, CLI_LIST, &personal, "FILE",
      "file of words to accept (default $HOME/.blt_words);\n"
      "may be given several times" },
    { "ignore", 0, CLI_LIST, &ignore, "REGEX",
      "skip text that matches; may be given several times" },
    { "words", 0, CLI_TEXT, &words_dir, "DIR",
      "directory of language data (default: as installed)" },
    { "dict-path", 0, CLI_TEXT, &spell.speller.hunspell, "DIR:...",
      "accept words of hunspell dictionaries there, too" },
    { "no-model", 0, CLI_FLAG, &no_model, NULL,
      "do not rescore, even if $BLT_MODEL is set" },
    { "text", 0, CLI_FLAG, &spell.text, NULL,
      "check files that have NUL bytes, too" },
    { "line-buffered", 0, CLI_FLAG, &spell.line_buffered, NULL,
      "process each line as soon as it is read" },
    { "verbose", 0, CLI_FLAG, &cli.verbose, NULL,
      "report conversions of the encoding, and files that\n"
      "are left alone" },
    { 0 }
};
static const cli_command command = {
    "blt-spell", "correct the spelling of a text", "[FILE]...", options,
    CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_PROGRESS | CLI_LOCALE
    | CLI_CHARSET, NULL
};

static blt_spell_data *data;
static blt_model *model;
static blt_pool *pool;
static blt_regex *regex;

static void
check_options(int operands)
{
    if (want_list + want_diff + want_place + want_ispell + format_seen
        + want_why > 1)
        cli_usage("only one of -l, -d, -i, -a, --format and --why");
    if (want_ispell && (want_check || operands > 0))
        cli_usage("-a reads standard input and takes no FILE and no"
                  " --check");
    if (want_ispell && cli.charset != NULL
        && strcmp(cli.charset, "bytes") != 0)
        cli_usage("-a speaks UTF-8 and takes no --charset");
    if (want_place && operands == 0)
        cli_usage("-i needs a FILE");
    if (want_place && cli.output != NULL)
        cli_usage("-i writes to the files themselves; it takes no -o");
    if (want_place && spell.suffix != NULL
        && strchr(spell.suffix, '/') != NULL)
        cli_usage("--in-place: %s: the suffix must not contain a /",
                  spell.suffix);
    if (no_model && cli.model != NULL)
        cli_usage("only one of -m and --no-model");
}

/* Joins the patterns to (?:a)|(?:b). */
static void
open_regex(void)
{
    size_t n = 1;
    char *all, *p;
    blt_error err;

    if (ignore.n == 0)
        return;
    for (size_t i = 0; i < ignore.n; i++)
        n += strlen(ignore.item[i]) + 5;
    p = all = malloc(n);
    if (all == NULL)
        cli_die_memory();
    for (size_t i = 0; i < ignore.n; i++) {
        /* Each by itself first, so that a message shows what was typed. */
        blt_status s = blt_regex_new(&regex, ignore.item[i], &err);

        blt_regex_free(regex);
        if (s != BLT_OK)
            cli_usage("--ignore: %s: %s", ignore.item[i], err.text);
        p += snprintf(p, n - (size_t)(p - all), "%s(?:%s)", i ? "|" : "",
                      ignore.item[i]);
    }
    if (blt_regex_new(&regex, all, &err) != BLT_OK)
        cli_usage("--ignore: %s", err.text);
    free(all);
}

/* Opens all that the options name; 0 when a file of personal words could not
 * be read, which was reported. */
static int
open_all(void)
{
    char *dir = cli_data_path(words_dir, "spell");
    blt_error err;

    if (blt_spell_data_open(&data, dir, &err) != BLT_OK)
        cli_die_from(&err);
    free(dir);
    /* Rescoring costs two to seven times the processor time and changes few
     * corrections, so it is off unless asked for. */
    if (!no_model && (cli.model != NULL || getenv("BLT_MODEL") != NULL)) {
        model = cli_model();
        pool = cli_pool();
    }
    open_regex();
    spell.data = data;
    spell.speller.languages = spell_languages(languages);
    spell.speller.ignore = regex;
    spell.speller.model = model;
    spell.speller.pool = pool;
    spell.speller.real_words = !no_real_words;
    spell.speller.alternatives = (int)alternatives;
    return spell_personal(personal.item, personal.n, want_ispell);
}

static const spell_output *
select_output(void)
{
    if (want_list)
        return &spell_list;
    if (want_why)
        return &spell_why;
    if (format_seen && format == FORMAT_SARIF) {
        spell_sarif_begin();
        return &spell_sarif;
    }
    if (format_seen) {
        spell_stream_begin(format == FORMAT_JSON ? BLT_FORMAT_JSON
                           : BLT_FORMAT_STREAM, model);
        return &spell_stream;
    }
    if (want_diff)
        return spell_edit(&spell_diff);
    if (want_place)
        return spell_edit(&spell_inplace);
    if (want_check)
        return &spell_check;
    return spell_edit(&spell_filter);
}

static void
check_files(char **path, int n)
{
    const spell_output *out;

    if (want_ispell) {
        spell_ispell();
        return;
    }
    out = select_output();
    /* One file is read whole before it is checked, unless it is large. */
    for (int i = 0; i < n && n > 1; i++)
        spell_learn(path[i]);
    if (n == 0)
        spell_file(NULL, out);
    for (int i = 0; i < n; i++)
        spell_file(path[i], out);
    if (out == &spell_stream)
        spell_stream_end();
    if (out == &spell_sarif)
        spell_sarif_end();
}

int
main(int argc, char **argv)
{
    int i;

    argc = spell_ispell_options(argc, argv);
    i = cli_parse(&command, argc, argv);
    check_options(argc - i);
    if (want_list || want_why || (want_check && !want_place && !want_diff
                                  && !format_seen))
        cli_charset_people();
    if (open_all())
        check_files(argv + i, argc - i);
    spell_speller_free();
    free((char *)spell.speller.languages);
    free(personal.item);
    free(ignore.item);
    blt_regex_free(regex);
    blt_pool_free(pool);
    blt_model_close(model);
    blt_spell_data_close(data);
    cli_end(want_check && spell_mistakes > 0 ? CLI_NO : CLI_OK);
}
