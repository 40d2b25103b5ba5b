/* blt-entropy: how surprising is each byte, line, patch or document.
 *
 * One reader brings the scores, from text or from a stream; the options
 * choose the sink that makes something of them. */
#include "config.h"
#include "bin/entropy/entropy.h"

static int format, top_seen;
static entropy_units units;

static const cli_option options[] = {
    { "by", 0, CLI_CHOICE, &units.by, "byte|line|patch|document",
      "one row for each of these (default: byte)" },
    { "top", 0, CLI_INT, &units.top, "N",
      "only the N rows with the most bits per byte, most first",
      .min = 1, .max = 1000000, .seen = &top_seen },
    { "min", 0, CLI_BITS, &units.least, "BITS",
      "only rows with at least so many bits per byte",
      .min = 0, .max = 1e6, .seen = &units.least_seen },
    { "format", 0, CLI_CHOICE, &format, "stream|json|npy",
      "a stream, JSON Lines, or a NumPy array with a row of\n"
      "entropy and surprisal for each byte" },
    { 0 }
};
static const cli_command command = {
    "blt-entropy", "show how surprising each byte is", "[FILE]...", options,
    CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_RAW | CLI_NULL | CLI_PROGRESS
    | CLI_LOCALE, NULL
};

/* Rows of sums, not the exact stream of bytes? */
static int
in_units(void)
{
    return units.by != BY_BYTE || top_seen || units.least_seen;
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    cli_scored from = { 0 };

    if (format == ENTROPY_NPY && in_units())
        cli_usage("--format=npy: only for bytes, without --by, --top and"
                  " --min");
    units.format = format;
    from.sink = in_units() ? entropy_by(&units) : entropy_rows(format);
    if (i == argc)
        cli_scored_take(&from, NULL);
    for (; i < argc; i++)
        cli_scored_take(&from, argv[i]);
    cli_scored_close(&from);
    cli_end(CLI_OK);
}
