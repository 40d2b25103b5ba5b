/* blt-entropy: how surprising each byte, word, line, script or language is.
 *
 * The reader of scored text gives the scores, from text or from a stream; the
 * options choose the sink that writes them. */
#include "config.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

static int format, top_seen, report;
static entropy_units units = { .block = 1024 };
static entropy_secrets secrets;
static int width_seen, block_seen, find_secrets;
static int view, view_seen, patches;
static const char *svg, *html;

/* --svg=FILE and --html=FILE name the output, like -o. */
static const char *
set_svg(const char *value)
{
    cli.output = svg = value;
    return NULL;
}

static const char *
set_html(const char *value)
{
    cli.output = html = value;
    return NULL;
}
/* A name of ENTROPY_BY, or block:N, where N may end in k or M. */
static const char *
set_by(const char *value)
{
    const char *names = ENTROPY_BY;
    size_t n = strcspn(value, ":");
    char *end;
    long long x;

    for (units.by = 0; strcspn(names, "|") != n
         || strncmp(names, value, n) != 0; units.by++) {
        names += strcspn(names, "|");
        if (*names++ == '\0')
            return "not one of " ENTROPY_BY ":N";
    }
    if (value[n] == '\0')
        return NULL;
    if (units.by != BLT_UNIT_BLOCK)
        return "only block has a number of bytes";
    errno = 0;
    x = strtoll(value + n + 1, &end, 10);
    if (*end == 'k' || *end == 'K' || *end == 'M')
        x = x > 1 << 20 ? 0 : x * (*end++ == 'M' ? 1 << 20 : 1 << 10);
    if (end == value + n + 1 || *end != '\0' || errno != 0 || x < 1
        || x > 1 << 30)
        return "the bytes of a block: 1 to 1073741824, as 512, 4k or 1M";
    units.block = x;
    block_seen = 1;
    return NULL;
}
static cli_call *const by_call = set_by;
static cli_call *const svg_call = set_svg, *const html_call = set_html;
static const char *against;
static int adapt, no_adapt, patch_entropy, patch_entropy_seen;
static cli_list learn;
static int with_rank;
static int64_t top_k;

static const cli_option options[] = {
    { "by", 0, CLI_CALL, (void *)&by_call, ENTROPY_BY,
      "one row for each of these (default: byte); block:N has\n"
      "N bytes (1024), with order-0 entropy and chi-square" },
    { "width", 0, CLI_INT, &units.width, "N",
      "clip the text of a row to N characters (lines: 160;\n"
      "0: whole); JSON has it whole", .min = 0, .max = 1000000,
      .seen = &width_seen },
    { "top", 0, CLI_INT, &units.top, "N",
      "only the N most surprising rows, most surprising first",
      .min = 1, .max = 1000000, .seen = &top_seen },
    { "min", 0, CLI_BITS, &units.least, "BITS",
      "only rows of at least BITS bits per byte",
      .min = 0, .max = 1e6, .seen = &units.least_seen },
    { "against", 0, CLI_TEXT, &against, "MODEL",
      "subtract the bits under this reference model" },
    { "adapt", 0, CLI_FLAG, &adapt, NULL,
      "mix the model with what the text so far has shown\n"
      "(default for --by=line|word with --top or --min, for\n"
      "--by=block and --secrets, and for pictures and reports of\n"
      "binary files)" },
    { "no-adapt", 0, CLI_FLAG, &no_adapt, NULL, "the model alone" },
    { "learn", 0, CLI_LIST, &learn, "FILE",
      "adapt to FILE first; may be repeated" },
    { "patch-entropy", 0, CLI_CHOICE, &patch_entropy, "model|adapted",
      "entropies by which adapted text is cut into patches", 0, 0,
      &patch_entropy_seen },
    { "rank", 0, CLI_FLAG, &with_rank, NULL,
      "for bytes: add how many bytes were likelier" },
    { "top-k", 0, CLI_INT, &top_k, "K",
      "for bytes: add the K likeliest and their probabilities",
      .min = 1, .max = 256 },
    { "format", 0, CLI_CHOICE, &format, "stream|json|npy|grep",
      "write a stream, JSON Lines, a NumPy array with a row of\n"
      "entropy and surprisal per byte, or FILE:LINE: bits: text" },
    { "view", 0, CLI_CHOICE, &view, "heat|hex",
      "show the text or a hex dump, coloured by surprisal",
      .seen = &view_seen },
    { "patches", 0, CLI_FLAG, &patches, NULL,
      "in views: mark where patches start" },
    { "svg", 0, CLI_CALL, (void *)&svg_call, "FILE",
      "draw entropies and patches as an SVG picture; long files\n"
      "and those with --by=block as a curve of blocks" },
    { "html", 0, CLI_CALL, (void *)&html_call, "FILE",
      "write the text as an interactive heat map; with\n"
      "--by=block a curve of blocks" },
    { "secrets", 0, CLI_FLAG, &find_secrets, NULL,
      "list tokens that look random for where they are; exit 1\n"
      "if there are any" },
    { "show", 0, CLI_FLAG, &secrets.show, NULL,
      "with --secrets: do not mask them" },
    { "report", 0, CLI_FLAG, &report, NULL,
      "write a report instead: totals by script and language,\n"
      "encoding faults, the most surprising lines (--top)" },
    { 0 }
};
static const cli_command command = {
    "blt-entropy", "show how surprising each byte is", "[FILE]...", options,
    CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_RAW | CLI_NULL | CLI_COLOR
    | CLI_PROGRESS | CLI_LOCALE | CLI_CHARSET | CLI_VERBOSE, NULL
};

/* Are rows of units wanted, not the exact stream of bytes? */
static int
in_units(void)
{
    return units.by != BLT_UNIT_BYTE || top_seen || units.least_seen
        || against != NULL;
}

/* A picture of blocks, not of text. */
static int
by_blocks(void)
{
    return (svg != NULL || html != NULL) && units.by == BLT_UNIT_BLOCK;
}

/* What is ranked is looked at for what is odd in this text, so the model adapts
 * to it; a binary is not what the model was trained on.  Other rows are the
 * model's, for other programs, which may read them from a stream. */
static int
adapts(void)
{
    const int ranked = units.by == BLT_UNIT_BLOCK
        || ((top_seen || units.least_seen)
            && (units.by == BLT_UNIT_LINE || units.by == BLT_UNIT_WORD));

    if (no_adapt)
        return CLI_ADAPT_NO;
    if (adapt || learn.n > 0 || find_secrets
        || (ranked && against == NULL && !report))
        return CLI_ADAPT_YES;
    if (report && against == NULL)
        return CLI_ADAPT_BESIDE;
    return report || svg != NULL || html != NULL || view_seen
        ? CLI_ADAPT_BINARY : CLI_ADAPT_NO;
}

static void
check_options(void)
{
    const char *picture = svg != NULL ? svg : html;
    const int has_lines = units.by != BLT_UNIT_DOCUMENT
        && units.by != BLT_UNIT_SCRIPT && units.by != BLT_UNIT_LANGUAGE
        && units.by != BLT_UNIT_BLOCK;

    if (find_secrets && (units.by != BLT_UNIT_BYTE || units.least_seen
                         || against != NULL || format == ENTROPY_NPY
                         || report || picture != NULL || view_seen
                         || width_seen))
        cli_usage("--secrets: only with --show, --top and --format=stream,"
                  " json or grep");
    if (secrets.show && !find_secrets)
        cli_usage("--show: only with --secrets");
    if (find_secrets)
        return;
    if (format == ENTROPY_GREP && (!in_units() || !has_lines))
        cli_usage("--format=grep: only for rows with a line: --by=line, word,"
                  " sentence, char, patch");
    if (width_seen && (!in_units() || !has_lines))
        cli_usage("--width: only for rows of text");
    if (!width_seen && (units.by == BLT_UNIT_LINE || format == ENTROPY_GREP))
        units.width = 160;
    if (width_seen && units.width > 0 && units.width < 4)
        cli_usage("--width: 0, or 4 and more");
    if (format == ENTROPY_NPY && in_units())
        cli_usage("--format=npy: only for bytes, without --by, --top,"
                  " --min and --against");
    if (picture != NULL && (cli.output != picture || (svg && html)
                            || view_seen))
        cli_usage("--%s: one output is enough", svg ? "svg" : "html");
    if (report && (units.by != BLT_UNIT_BYTE || units.least_seen
                   || against != NULL || format != 0
                   || picture != NULL || view_seen))
        cli_usage("--report: not with --by, --min, --against, --format,"
                  " --view and pictures");
    if (report && units.top > 1000)
        cli_usage("--report: at most --top=1000");
    if (by_blocks() && !top_seen && !units.least_seen && against == NULL
        && format == 0)
        return;
    if ((picture != NULL || view_seen) && (in_units() || format != 0))
        cli_usage("pictures and --view show bytes: not with --by, --top,"
                  " --min, --against and --format");
    if (no_adapt && (adapt || learn.n > 0 || cli_model_is_none()))
        cli_usage("--no-adapt: not with --adapt, --learn and --model=none");
    if ((with_rank || top_k > 0) && (in_units() || report || view_seen
                                     || picture != NULL))
        cli_usage("--rank and --top-k: only for the stream of bytes");
    if (patch_entropy_seen && adapts() == CLI_ADAPT_NO)
        cli_usage("--patch-entropy: only with --adapt");
    if (patches && !view_seen)
        cli_usage("--patches: only with --view");
}

/* Output that shows text to people, so that its encoding is detected.  A hex
 * dump shows bytes, and rows of bytes, lines and patches keep them. */
static int
is_for_people(void)
{
    return report || ((svg != NULL || html != NULL) && !by_blocks())
        || (view_seen && view == 0)
        || units.by == BLT_UNIT_CHAR || units.by == BLT_UNIT_WORD
        || units.by == BLT_UNIT_SENTENCE || units.by == BLT_UNIT_SCRIPT
        || units.by == BLT_UNIT_LANGUAGE;
}

/* The title names the first document. */
static cli_sink *
choose_page(int operands, const char *first)
{
    static char title[4096];

    snprintf(title, sizeof title, operands > 1 ? "%s and %d more" : "%s",
             first, operands - 1);
    return entropy_html(title, !by_blocks() ? 0 : block_seen ? units.block
                        : BLT_VIEW_BLOCK_CHOSEN);
}

static cli_sink *
choose_sink(int operands, const char *first)
{
    if (svg != NULL && by_blocks())
        return entropy_blocks(block_seen ? units.block
                              : BLT_VIEW_BLOCK_CHOSEN);
    if (svg != NULL)
        return entropy_view(BLT_VIEW_SVG, 1, operands > 1);
    if (html != NULL)
        return choose_page(operands, first);
    if (view_seen)
        return entropy_view(view ? BLT_VIEW_HEX : BLT_VIEW_HEAT, patches,
                            operands > 1);
    if (find_secrets)
        return entropy_find_secrets(&secrets);
    if (report)
        return entropy_report(top_seen ? (int)units.top : 10,
                              adapts() == CLI_ADAPT_BESIDE);
    return in_units() ? entropy_by(&units)
        : entropy_rows(format, with_rank, (size_t)top_k);
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    cli_scored from = { 0 };

    check_options();
    if (is_for_people())
        cli_charset_people();
    units.format = format;
    units.several = secrets.several = argc - i > 1;
    secrets.format = format;
    secrets.top = units.top;
    from.against = against;
    from.adapt = adapts();
    if (from.adapt == CLI_ADAPT_BINARY || from.adapt == CLI_ADAPT_BESIDE)
        cli_look_for_binaries();
    from.adapted_starts = patch_entropy;
    from.learn = &learn;
    from.guesses = (size_t)top_k;
    from.sink = choose_sink(argc - i, i < argc ? argv[i] : "standard input");
    if (i == argc)
        cli_scored_take(&from, NULL);
    for (; i < argc; i++)
        cli_scored_take(&from, argv[i]);
    cli_scored_close(&from);
    cli_end(entropy_secrets_found() ? CLI_NO : CLI_OK);
}
