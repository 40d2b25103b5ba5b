/* blt-patch: cut text, or a stream of entropies, into patches.
 *
 * The reader of scored text gives the bytes, with entropies if the scheme
 * needs them.  The sink in this file cuts and writes; with --target-size it
 * waits for the end of all input, because the threshold depends on all of
 * it. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/patch/patch.h"

enum { SCHEME_REGEX = BLT_SCHEME_BYTE + 1 };    /* in the order of the table */
static const blt_scheme schemes[] = {
    BLT_SCHEME_ENTROPY, BLT_SCHEME_MONOTONIC, BLT_SCHEME_COMBINED,
    BLT_SCHEME_SPACE, BLT_SCHEME_STATIC, BLT_SCHEME_BYTE
};

static int scheme, scheme_seen, threshold_seen, add_seen, size_seen;
static int max_seen, reset_seen, target_seen, join, format, reset_what, pages;
static float threshold = BLT_THRESHOLD_DEFAULT, threshold_add;
static int64_t patch_size = 4, max_length;
static const char *pattern, *svg, *compare;
static double target;

/* --svg=FILE names the output, like -o. */
static const char *
set_svg(const char *value)
{
    cli.output = svg = value;
    return NULL;
}
static cli_call *const svg_call = set_svg;

static const cli_option options[] = {
    { "scheme", 's', CLI_CHOICE, &scheme,
      "entropy|monotonic|combined|space|static|byte|regex",
      "where patches start (default: that of the model)",
      .seen = &scheme_seen },
    { "threshold", 't', CLI_BITS, &threshold, "BITS",
      "a patch starts where the entropy (monotonic: its rise)\n"
      "exceeds this; 1.5, 1.5bits or 1.04nats (default: that of\n"
      "the model; monotonic: 0.36 of it)",
      .min = -16, .max = 16, .seen = &threshold_seen },
    { "threshold-add", 0, CLI_BITS, &threshold_add, "BITS",
      "combined: and rises by more than this", .min = -16, .max = 16,
      .seen = &add_seen },
    { "regex", 0, CLI_TEXT, &pattern, "PATTERN",
      "each match and each text between matches is a patch" },
    { "patch-size", 0, CLI_INT, &patch_size, "K",
      "static: bytes per patch", .min = 1,
      .max = BLT_PATCH_LONGEST, .seen = &size_seen },
    { "target-size", 0, CLI_REAL, &target, "X",
      "find the threshold for which patches have X bytes on\n"
      "average (within 1 %); reads all input first", .min = 1,
      .max = BLT_PATCH_LONGEST, .seen = &target_seen },
    { "max-length", 0, CLI_INT, &max_length, "N",
      "limit patches to N bytes", .min = 1,
      .max = BLT_PATCH_LONGEST, .seen = &max_seen },
    { "reset", 0, CLI_CHOICE, &reset_what, "newline",
      "monotonic and combined: a newline ends a patch, and the\n"
      "byte after it does not start one by its rise", .seen = &reset_seen },
    { "join", 0, CLI_FLAG, &join, NULL,
      "turn streams back into the original bytes" },
    { "format", 0, CLI_CHOICE, &format, "stream|json",
      "write a stream or JSON Lines" },
    { "compare", 0, CLI_TEXT, &compare, "A,B,...",
      "show the patches of these schemes side by side" },
    { "svg", 0, CLI_CALL, (void *)&svg_call, "FILE",
      "draw the patches as an SVG picture" },
    { "report", 0, CLI_FLAG, &pages, NULL,
      "write a report instead: patch lengths by script, and the\n"
      "FLOPs of the model" },
    { 0 }
};
static const cli_command command = {
    "blt-patch", "cut text into patches", "[FILE]...", options,
    CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_RAW | CLI_NULL
    | CLI_PROGRESS | CLI_LOCALE | CLI_CHARSET | CLI_VERBOSE, NULL
};

/* Set by settle() from the options, the model and the first input. */
static patch_plan plan = { .opt = BLT_PATCH_OPTIONS_INIT };
static int settled;
static cli_scored from;
static blt_patcher *patcher;
static patch_spool *spool;          /* --target-size */
static blt_stream_writer *writer;
static int picture;             /* --svg, --compare: instead of the writer */
static patch_plan compared[BLT_COMPARE_MOST];   /* --compare */
static const char *compared_names[BLT_COMPARE_MOST];
static size_t compared_n;
static int operands;
static blt_report *report;          /* --report: instead of the writer */

/* ---- what to do -------------------------------------------------------- */

/* Sets only the scheme of each plan; settle() adds the rest. */
static void
check_compare(void)
{
    if (scheme_seen || target_seen || join || format != 0)
        cli_usage("--compare: not with --scheme, --target-size, --join and"
                  " --format");
    compared_n = patch_compare_parse(compared, compared_names, compare,
                                     options[0].arg, pattern);
}

static void
check_options(void)
{
    int by_regex;

    if (svg != NULL && (cli.output != svg || join || format != 0))
        cli_usage("--svg: not with -o, --join and --format");
    if (pages && (svg != NULL || compare != NULL || format != 0))
        cli_usage("--report: not with --svg, --compare and --format");
    if (compare != NULL) {
        check_compare();
        return;
    }

    if (join) {
        if (scheme_seen || threshold_seen || add_seen || size_seen
            || target_seen || max_seen || reset_seen || pattern != NULL
            || pages || format != 0)
            cli_usage("--join: goes with no option about cutting");
        if (cli.charset != NULL && strcmp(cli.charset, "bytes") != 0)
            cli_usage("--join: gives the bytes of the stream, and takes no"
                      " --charset");
        return;
    }
    if (!scheme_seen && pattern != NULL) {
        scheme = SCHEME_REGEX;
        scheme_seen = 1;
    } else if (!scheme_seen && size_seen) {
        for (scheme = 0; schemes[scheme] != BLT_SCHEME_STATIC; scheme++)
            ;
        scheme_seen = 1;
    }
    if (!scheme_seen && add_seen) {
        scheme = 2;                     /* combined */
        scheme_seen = 1;
    }
    by_regex = scheme_seen && scheme == SCHEME_REGEX;
    if (by_regex != (pattern != NULL))
        cli_usage(by_regex ? "--scheme=regex: wants --regex=PATTERN"
                           : "--regex: not with this --scheme");
    if (scheme_seen && !by_regex)
        plan.opt.scheme = schemes[scheme];
    if (size_seen && plan.opt.scheme != BLT_SCHEME_STATIC)
        cli_usage("--patch-size: only with --scheme=static");
    if (add_seen && plan.opt.scheme != BLT_SCHEME_COMBINED)
        cli_usage("--threshold-add: only with --scheme=combined");
    if (scheme_seen && (by_regex || !blt_scheme_needs_entropy(plan.opt.scheme))
        && (threshold_seen || target_seen))
        cli_usage("--%s: this scheme has no threshold",
                  target_seen ? "target-size" : "threshold");
    if (threshold_seen && target_seen)
        cli_usage("--target-size: finds what --threshold would state");
    if (reset_seen && scheme_seen && (by_regex
        || (plan.opt.scheme != BLT_SCHEME_MONOTONIC
            && plan.opt.scheme != BLT_SCHEME_COMBINED)))
        cli_usage("--reset: only with --scheme=monotonic or combined");
}

/* Applies the command line to a plan. */
static void
apply_options(patch_plan *p)
{
    if (threshold_seen)
        p->opt.threshold = threshold;
    if (add_seen)
        p->opt.threshold_add = threshold_add;
    if (size_seen || scheme_seen || compare != NULL)
        p->opt.patch_size = patch_size;
    if (max_seen)
        p->opt.max_length = max_length;
    if (reset_seen)
        p->opt.reset_newline = 1;
    if (p->opt.reset_newline)
        p->opt.reset_newline = cli.null_data ? 2 : 1;
    p->needs_entropy = p->pattern == NULL
        && blt_scheme_needs_entropy(p->opt.scheme);
    if (p->needs_entropy)
        from.sink->needs = CLI_NEEDS_ENTROPY;
}

/* Schemes to compare have all other options in common. */
static void
settle_compare(int text)
{
    blt_patch_options common = BLT_PATCH_OPTIONS_INIT;
    char *dir = NULL;
    int asks = 0;

    for (size_t k = 0; k < compared_n; k++)
        asks |= compared[k].pattern == NULL
            && blt_scheme_needs_entropy(compared[k].opt.scheme);
    if (asks && (text || (!threshold_seen
                          && (dir = cli_model_find()) != NULL)))
        blt_config_patch(&common, blt_model_config(cli_scored_model(&from)));
    free(dir);
    for (size_t k = 0; k < compared_n; k++) {
        const blt_scheme its = compared[k].opt.scheme;

        compared[k].opt = common;
        blt_patch_switch(&compared[k].opt, its);
        compared[k].regex = compared[k].pattern != NULL ? plan.regex : NULL;
        apply_options(&compared[k]);
    }
}

/* Completes the plan: the model's options where the command line leaves some
 * open, then those of the command line.  A stream has entropies, so it needs
 * no model: without one the published threshold is used. */
static void
settle(int text)
{
    int by_regex = pattern != NULL;
    const blt_scheme given = plan.opt.scheme;
    int open_question = !scheme_seen
        || (!by_regex && blt_scheme_needs_entropy(plan.opt.scheme)
            && !threshold_seen && !target_seen);
    blt_error err;
    char *dir = NULL;

    settled = 1;
    if (by_regex)
        cli_check(blt_regex_new(&plan.regex, pattern, &err), &err);
    if (compare != NULL) {
        settle_compare(text);
        return;
    }
    if (open_question && (text || (dir = cli_model_find()) != NULL)) {
        blt_config_patch(&plan.opt,
                         blt_model_config(cli_scored_model(&from)));
    } else {
        plan.opt.scheme = BLT_SCHEME_ENTROPY;   /* of the threshold */
    }
    if (scheme_seen)
        blt_patch_switch(&plan.opt, given);
    free(dir);
    plan.pattern = pattern;
    apply_options(&plan);
    if (svg != NULL)                /* for the curve, with any scheme */
        from.sink->needs |= CLI_NEEDS_SCORES;
    if (target_seen && !plan.needs_entropy)
        cli_usage("--target-size: the model's scheme has no threshold");
    if (target_seen)
        spool = patch_spool_new();
}

/* How this run cuts, in words. */
static const char *
say_plan(char *text, size_t room)
{
    const blt_patch_options *opt = &plan.opt;
    char number[40];
    size_t n = 0;

#define SAY(...) do { if (n < room) \
        n += (size_t)snprintf(text + n, room - n, __VA_ARGS__); } while (0)
    SAY("scheme=%s", pattern ? "regex" : blt_scheme_name(opt->scheme));
    if (plan.needs_entropy)
        SAY(" threshold=%s", cli_bits(number, sizeof number,
                                      opt->threshold));
    if (!pattern && opt->scheme == BLT_SCHEME_COMBINED)
        SAY(" threshold-add=%s", cli_bits(number, sizeof number,
                                          opt->threshold_add));
    if (!pattern && opt->scheme == BLT_SCHEME_STATIC)
        SAY(" patch-size=%lld", (long long)opt->patch_size);
    if (opt->max_length > 0)
        SAY(" max-length=%lld", (long long)opt->max_length);
    if (opt->reset_newline)
        SAY(" reset=newline");
    if (pattern)
        SAY(" regex=%s", pattern);
#undef SAY
    return text;
}

/* Writes the #program line of this run. */
static void
say_program(void)
{
    char text[1024], *line, *words = cli_scored_words(&from);

    line = cli_program("%s%s", words, say_plan(text, sizeof text));
    cli_programs_write(writer, line);
    free(line);
    free(words);
}

/* ---- the sink ---------------------------------------------------------- */

static blt_status
put_patch(void *user, const blt_record *r, blt_error *err)
{
    (void)user;
    return report != NULL ? patch_report_put(report, r, err)
        : blt_stream_writer_put(writer, r, err);
}

static void
begin_output(void)
{
    static char words[1024];
    blt_error err;

    if (compare != NULL) {
        patch_picture_open(svg ? BLT_VIEW_SVG : BLT_VIEW_COMPARE, compared,
                           compared_n, compared_names, operands);
        picture = 1;
        return;
    }
    if (svg != NULL) {
        patch_picture_open(BLT_VIEW_SVG, &plan, 1, NULL, operands);
        picture = 1;
        return;
    }
    cli_check(blt_patcher_new(&patcher, &plan.opt, plan.regex, put_patch,
                              NULL, &err), &err);
    if (pages) {
        say_plan(words, sizeof words);
        report = patch_report_new(&plan, &from, words + strlen("scheme="));
        return;
    }
    cli_check(blt_stream_writer_new(&writer, BLT_STREAM_PATCH,
                                    format ? BLT_FORMAT_JSON
                                           : BLT_FORMAT_STREAM,
                                    cli_write, NULL, &err), &err);
    say_program();
}

static void
open_patches(const cli_scored *scored)
{
    (void)scored;
    if (spool == NULL)
        begin_output();
}

static void
begin_document(const char *name)
{
    blt_error err;

    if (spool != NULL)
        patch_spool_document(spool, name);
    else if (picture)
        patch_picture_document(name);
    else if (report != NULL)
        cli_report_document(report, &from, name);
    else
        cli_check(blt_stream_writer_document(writer, name, &err), &err);
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    if (spool != NULL)
        patch_spool_bytes(spool, b);
    else if (picture)
        patch_picture_bytes(b);
    else
        cli_check(blt_patcher_feed(patcher, b, &err), &err);
}

static void
end_document(void)
{
    blt_error err;

    if (spool != NULL)
        return;
    if (picture) {
        patch_picture_document_end();
        return;
    }
    cli_check(blt_patcher_end(patcher, &err), &err);
    if (report != NULL)
        cli_report_document_end(report);
}

static void
flush(void)
{
    blt_error err;

    if (picture)
        patch_picture_flush();
    if (writer != NULL)
        cli_check(blt_stream_writer_flush(writer, &err), &err);
}

static void
close_patches(int whole)
{
    patch_spool *all = spool;
    blt_error err;

    if (all != NULL) {
        plan.opt.threshold = patch_find_threshold(all, &plan, target);
        begin_output();
        spool = NULL;               /* from here on bytes are cut */
        patch_spool_replay(all, from.sink);
        patch_spool_free(all);
    }
    if (picture)
        patch_picture_close();
    picture = 0;
    if (writer != NULL && whole)
        cli_check(blt_stream_writer_end(writer, &err), &err);
    flush();
    cli_report_end(report);
    blt_patcher_free(patcher);
    blt_stream_writer_free(writer);
    blt_regex_free(plan.regex);
}

static cli_sink patches = { .open = open_patches, .document = begin_document,
                            .bytes = take_bytes, .end = end_document,
                            .flush = flush, .close = close_patches };

static void
take(const char *path)
{
    cli_input in;

    if (!cli_open(&in, path))
        return;
    if (join) {
        patch_join(&in);
    } else {
        if (!settled)
            settle(!cli_is_stream(&in));
        cli_scored_read(&from, &in);
    }
    cli_close(&in);
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);

    operands = argc - i;
    check_options();
    if (pages || svg != NULL || compare != NULL)
        cli_charset_people();
    from.sink = &patches;
    if (i == argc)
        take(NULL);
    for (; i < argc; i++)
        take(argv[i]);
    cli_scored_close(&from);
    cli_end(CLI_OK);
}
