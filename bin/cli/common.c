/* The options that commands have in common, and the list of all options of a
 * command. */
#include "config.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/inside.h"

static const char *
set_window(const char *value)
{
    char *end;
    long long n;

    if (strcmp(value, "none") == 0) {
        cli.window = BLT_WINDOW_NONE;
        return NULL;
    }
    errno = 0;
    n = strtoll(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || n < 1
        || n > INT64_C(1) << 40)
        return "neither \"none\" nor a number of bytes from 1 on";
    cli.window = n;
    return NULL;
}

static const char *
set_charset(const char *value)
{
    if (strcmp(value, "auto") != 0 && strcmp(value, "bytes") != 0
        && blt_charset_name(value) == NULL)
        return "unknown charset";
    cli.charset = value;
    return NULL;
}

static cli_call *const window_call = set_window;
static cli_call *const charset_call = set_charset;

int cli__want_help, cli__want_version;
const char *cli__want_completion;

/* In the order of --help. */
static const struct common {
    unsigned bit;
    cli_option o;
} common[] = {
    { CLI_MODEL, { "model", 'm', CLI_TEXT, &cli.model, "NAME|DIR",
        "a model directory, or the name of an installed model", 0, 0, NULL } },
    { CLI_MODEL, { "window", 0, CLI_CALL, (void *)&window_call, "N|none",
        "attention window in bytes, instead of the model's own",
        0, 0, NULL } },
    { CLI_THREADS, { "threads", 'j', CLI_INT, &cli.threads, "N",
        "number of threads (default: $BLT_THREADS, or one per core)",
        1, 1024, NULL } },
    { CLI_OUTPUT, { "output", 'o', CLI_TEXT, &cli.output, "FILE",
        "write to FILE, which appears only when complete", 0, 0, NULL } },
    { CLI_RAW, { "raw", 0, CLI_FLAG, &cli.raw, NULL,
        "read the input as text even if it looks like a stream",
        0, 0, NULL } },
    { CLI_CHARSET, { "charset", 0, CLI_CALL, (void *)&charset_call,
        "auto|bytes|NAME", "encoding of the input (default: bytes; auto for"
        " reports\nand views)", 0, 0, NULL } },
    { CLI_NULL, { "null-data", 'z', CLI_FLAG, &cli.null_data, NULL,
        "lines end with a zero byte, not a newline", 0, 0, NULL } },
    { CLI_COLOR, { "color", 0, CLI_CHOICE, &cli.color, "auto|always|never",
        "colour the output", 0, 0, NULL } },
    { CLI_PROGRESS, { "progress", 0, CLI_CHOICE, &cli.progress,
        "auto|always|never", "show progress on standard error",
        0, 0, NULL } },
    { CLI_LOCALE, { "locale", 0, CLI_TEXT, &cli.locale, "ID",
        "language of reports (default: from $LC_ALL, $LC_MESSAGES\n"
        "or $LANG)",
        0, 0, NULL } },
    { CLI_VERBOSE, { "verbose", 'v', CLI_FLAG, &cli.verbose, NULL,
        "report conversions of the input", 0, 0, NULL } },
    { 0, { "help", 'h', CLI_FLAG, &cli__want_help, NULL,
        "print this help and exit", 0, 0, NULL } },
    { 0, { "version", 0, CLI_FLAG, &cli__want_version, NULL,
        "print the version and exit", 0, 0, NULL } },
};
#define COMMON (sizeof common / sizeof *common)

const cli_option cli__completion_option = {
    "completion", 0, CLI_TEXT, &cli__want_completion, "bash|zsh|fish|list",
    NULL, 0, 0, NULL
};

const cli_option *
cli__option_at(const cli_command *c, size_t i)
{
    size_t own = 0;

    while (c->options != NULL && c->options[own].name != NULL)
        if (own++ == i)
            return &c->options[i];
    i -= own;
    for (size_t k = 0; k < COMMON; k++)
        if (common[k].bit == 0 || (c->common & common[k].bit) != 0)
            if (i-- == 0)
                return &common[k].o;
    return NULL;
}
