/* blt-patch: cut text, or a stream of entropies, into patches.
 *
 * Every input becomes the same sequence of calls: document, then for each
 * byte the entropy of the prediction before it and the byte itself.  Three
 * things listen: the cutter, which writes patches; the spool, which keeps
 * the sequence so that --target-size can cut it many times; and a cutter
 * that only counts. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

enum { SCHEME_REGEX = BLT_SCHEME_BYTE + 1 };    /* in the order of the table */
static const blt_scheme schemes[] = {
    BLT_SCHEME_ENTROPY, BLT_SCHEME_MONOTONIC, BLT_SCHEME_COMBINED,
    BLT_SCHEME_SPACE, BLT_SCHEME_STATIC, BLT_SCHEME_BYTE
};

static int scheme, scheme_seen, threshold_seen, add_seen, size_seen;
static int max_seen, reset_seen, target_seen, join, format, reset_what;
static float threshold = BLT_THRESHOLD_DEFAULT, threshold_add;
static int64_t patch_size = 4, max_length;
static const char *pattern;
static double target;

static const cli_option options[] = {
    { "scheme", 's', CLI_CHOICE, &scheme,
      "entropy|monotonic|combined|space|static|byte|regex",
      "where patches begin (default: as the model says)",
      .seen = &scheme_seen },
    { "threshold", 't', CLI_BITS, &threshold, "BITS",
      "a patch begins where the entropy, or in monotonic its\n"
      "rise, is above this; 1.5, 1.5bits or 1.04nats",
      .min = -16, .max = 16, .seen = &threshold_seen },
    { "threshold-add", 0, CLI_BITS, &threshold_add, "BITS",
      "in combined: and rises by more than this", .min = -16, .max = 16,
      .seen = &add_seen },
    { "regex", 0, CLI_TEXT, &pattern, "PATTERN",
      "each match, and what lies between matches, is a patch" },
    { "patch-size", 0, CLI_INT, &patch_size, "K",
      "in static: bytes of a patch", .min = 1,
      .max = BLT_PATCH_LONGEST, .seen = &size_seen },
    { "target-size", 0, CLI_REAL, &target, "X",
      "find the threshold that makes patches of X bytes in the\n"
      "mean (within 1 %); reads everything first", .min = 1,
      .max = BLT_PATCH_LONGEST, .seen = &target_seen },
    { "max-length", 0, CLI_INT, &max_length, "N",
      "no patch longer than N bytes", .min = 1,
      .max = BLT_PATCH_LONGEST, .seen = &max_seen },
    { "reset", 0, CLI_CHOICE, &reset_what, "newline",
      "in monotonic and combined: a newline ends a patch and\n"
      "the next byte cannot rise", .seen = &reset_seen },
    { "join", 0, CLI_FLAG, &join, NULL,
      "turn streams back into the bytes they came from" },
    { "format", 0, CLI_CHOICE, &format, "stream|json",
      "a stream, or JSON Lines" },
    { 0 }
};
static const cli_command command = {
    "blt-patch", "cut text into patches", "[FILE]...", options,
    CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_RAW | CLI_PROGRESS
    | CLI_LOCALE, NULL
};

/* What settle() makes of the options, the model and the first input. */
static blt_patch_options opt = BLT_PATCH_OPTIONS_INIT;
static int by_regex, needs_entropy, settled;
static blt_model *model;
static blt_pool *pool;
static blt_regex *regex;
static cli_entropy *scorer;         /* raw text, when entropies are needed */
static blt_stream_writer *writer;

static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die_from(err);
}

/* ---- cutting ----------------------------------------------------------- */

/* One document being cut.  Patches go to the writer, or are only counted. */
struct cut {
    int count_only;
    int64_t patches, bytes;
    blt_cutter cutter;
    int last;                   /* the token before the next byte */
    float before;               /* entropy of the next byte; NaN: unknown */
    int64_t offset;             /* of the open patch */
    uint8_t *open;              /* its bytes */
    size_t n, room;
    float entropy;              /* of its first byte */
    double surprisal;           /* of all of them */
    blt_splitter *split;        /* regex: cuts instead of the cutter */
    float *wait;                /* regex: [waiting][2] entropy, surprisal of
                                   bytes that the splitter still has */
    size_t waiting, wait_room;
};

static void
write_patch(struct cut *c, const uint8_t *p, size_t n, float entropy,
            double surprisal)
{
    blt_record r = { .offset = c->offset, .length = (int64_t)n, .bytes = p,
                     .entropy = entropy, .surprisal = (float)surprisal };
    blt_error err;

    c->patches++;
    c->bytes += r.length;
    c->offset += r.length;
    if (!c->count_only)
        check(blt_stream_writer_put(writer, &r, &err), &err);
}

static void
close_patch(struct cut *c)
{
    if (c->n > 0)
        write_patch(c, c->open, c->n, c->entropy, c->surprisal);
    c->n = 0;
}

static void
add_byte(struct cut *c, uint8_t byte, float surprisal)
{
    if (c->n == c->room) {
        size_t room = c->room ? c->room * 2 : 4096;
        uint8_t *p = realloc(c->open, room);

        if (p == NULL)
            cli_die_memory();
        c->open = p;
        c->room = room;
    }
    if (c->n == 0) {
        c->entropy = c->before;
        c->surprisal = 0;
    }
    c->open[c->n++] = byte;
    c->surprisal += surprisal;
    c->before = NAN;
}

/* The splitter's pieces as patches, cut further at the longest length. */
static void
drain(struct cut *c)
{
    size_t longest = max_seen ? (size_t)max_length : SIZE_MAX, used = 0, n;
    const uint8_t *p;
    blt_error err;

    for (;;) {
        check(blt_splitter_next(c->split, &p, &n, &err), &err);
        if (n == 0)
            break;
        while (n > 0) {
            size_t part = n < longest ? n : longest;
            const float *w = c->wait + 2 * used;
            double sum = 0;

            for (size_t i = 0; i < part; i++)
                sum += w[2 * i + 1];
            write_patch(c, p, part, w[0], sum);
            used += part;
            p += part;
            n -= part;
        }
    }
    c->waiting -= used;
    memmove(c->wait, c->wait + 2 * used, 2 * c->waiting * sizeof *c->wait);
}

static void
push_split(struct cut *c)
{
    blt_error err;

    check(blt_splitter_push(c->split, c->open, c->n, &err), &err);
    c->n = 0;
    drain(c);
}

static void
wait_byte(struct cut *c, uint8_t byte, float surprisal)
{
    float before = c->before;

    if (c->waiting == c->wait_room) {
        size_t room = c->wait_room ? c->wait_room * 2 : 65536;
        float *p = realloc(c->wait, room * 2 * sizeof *p);

        if (p == NULL)
            cli_die_memory();
        c->wait = p;
        c->wait_room = room;
    }
    c->wait[2 * c->waiting] = before;
    c->wait[2 * c->waiting++ + 1] = surprisal;
    add_byte(c, byte, 0);
    if (c->n == 4096)
        push_split(c);
}

static void
cut_begin(struct cut *c)
{
    blt_error err;

    c->offset = 0;
    c->n = 0;
    c->last = BLT_ID_BOS;
    c->before = NAN;
    if (by_regex) {
        if (c->split == NULL)
            check(blt_splitter_new(&c->split, regex,
                                   (size_t)BLT_PATCH_LONGEST, &err), &err);
        blt_splitter_reset(c->split);
        c->waiting = 0;
        return;
    }
    check(blt_cutter_init(&c->cutter, &opt, &err), &err);
    /* Static counts from the first byte; elsewhere the beginning of the
     * text is a token of its own. */
    if (!needs_entropy && opt.scheme != BLT_SCHEME_STATIC)
        (void)blt_cutter_push(&c->cutter, BLT_ID_BOS, 0);
}

/* The entropy before the next byte is known. */
static void
cut_entropy(struct cut *c, float entropy)
{
    c->before = entropy;
    if (needs_entropy && blt_cutter_push(&c->cutter, c->last, entropy))
        close_patch(c);
}

static void
cut_byte(struct cut *c, uint8_t byte, float surprisal)
{
    if (by_regex) {
        wait_byte(c, byte, surprisal);
        return;
    }
    add_byte(c, byte, surprisal);
    c->last = BLT_ID_BYTE + byte;
    if (!needs_entropy && blt_cutter_push(&c->cutter, c->last, 0))
        close_patch(c);
}

/* Many bytes of which nothing else is known: patches are written from where
 * they lie, only one that goes on behind the block is copied. */
static void
cut_bytes(struct cut *c, const uint8_t *p, size_t n)
{
    size_t from = 0;

    if (by_regex) {
        for (size_t i = 0; i < n; i++)
            wait_byte(c, p[i], NAN);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!blt_cutter_push(&c->cutter, BLT_ID_BYTE + p[i], 0))
            continue;
        if (c->n > 0) {
            for (; from <= i; from++)
                add_byte(c, p[from], NAN);
            close_patch(c);
        } else {
            write_patch(c, p + from, i + 1 - from, NAN, NAN);
        }
        from = i + 1;
    }
    for (; from < n; from++)
        add_byte(c, p[from], NAN);
}

static void
cut_end(struct cut *c)
{
    if (by_regex) {
        blt_splitter_end(c->split);
        push_split(c);
    } else {
        close_patch(c);
    }
}

static void
cut_free(struct cut *c)
{
    blt_splitter_free(c->split);
    free(c->open);
    free(c->wait);
}

/* ---- the listeners ----------------------------------------------------- */

static struct cut cutting;
static FILE *spool;             /* --target-size: the sequence of calls */

static void
spool_put(const void *p, size_t n)
{
    if (fwrite(p, 1, n, spool) != n)
        cli_die("temporary file", "%s", strerror(errno));
}

static void
begin_document(const char *name)
{
    blt_error err;

    if (spool != NULL) {
        size_t n = strlen(name);

        spool_put("D", 1);
        spool_put(&n, sizeof n);
        spool_put(name, n);
        return;
    }
    check(blt_stream_writer_document(writer, name, &err), &err);
    cut_begin(&cutting);
}

static void
next_entropy(float entropy)
{
    if (spool != NULL) {
        spool_put("H", 1);
        spool_put(&entropy, sizeof entropy);
        return;
    }
    cut_entropy(&cutting, entropy);
}

static void
next_byte(uint8_t byte, float surprisal)
{
    if (spool != NULL) {
        spool_put("B", 1);
        spool_put(&byte, 1);
        spool_put(&surprisal, sizeof surprisal);
        return;
    }
    cut_byte(&cutting, byte, surprisal);
}

static void
end_document(void)
{
    if (spool != NULL)
        spool_put("E", 1);
    else
        cut_end(&cutting);
}

/* ---- --target-size ----------------------------------------------------- */

static void
spool_get(void *p, size_t n)
{
    if (fread(p, 1, n, spool) != n)
        cli_die("temporary file", "cannot read back: %s", strerror(errno));
}

/* Cuts all that was spooled. */
static void
replay(struct cut *c)
{
    char name[8192];
    blt_error err;
    int what;

    rewind(spool);
    while ((what = getc(spool)) != EOF) {
        float x;
        size_t n;
        uint8_t byte;

        switch (what) {
        case 'D':
            spool_get(&n, sizeof n);
            if (n >= sizeof name)
                cli_die("temporary file", "a name of %zu bytes", n);
            spool_get(name, n);
            name[n] = '\0';
            if (!c->count_only)
                check(blt_stream_writer_document(writer, name, &err), &err);
            cut_begin(c);
            break;
        case 'H':
            spool_get(&x, sizeof x);
            cut_entropy(c, x);
            break;
        case 'B':
            spool_get(&byte, 1);
            spool_get(&x, sizeof x);
            cut_byte(c, byte, x);
            break;
        default:
            cut_end(c);
        }
    }
}

/* Bytes of a patch in the mean under a threshold; 0 when there are none. */
static double
mean_under(float nats)
{
    struct cut c = { .count_only = 1 };
    double mean;

    opt.threshold = nats;
    replay(&c);
    mean = c.patches > 0 ? (double)c.bytes / (double)c.patches : 0;
    cut_free(&c);
    return mean;
}

/* The mean grows with the threshold, in steps: halve the interval until it
 * is met closely or floats are exhausted, and take the best one seen. */
static void
find_threshold(void)
{
    double low = -12, high = 12, best = HUGE_VAL, best_mean = 0;
    float best_at = 0;

    for (int i = 0; i < 40 && best > 0.0005 * target; i++) {
        float at = (float)((low + high) / 2);
        double mean = mean_under(at);

        if (mean == 0)
            return;                     /* no bytes: any threshold will do */
        if (fabs(mean - target) < best) {
            best = fabs(mean - target);
            best_mean = mean;
            best_at = at;
        }
        if (mean < target)
            low = at;
        else
            high = at;
        cli_progress("thresholds tried", i + 1, 0);
    }
    if (best > 0.01 * target)
        cli_die(NULL, "no threshold makes patches of %g bytes: the nearest"
                " makes them %.4g", target, best_mean);
    opt.threshold = best_at;
}

/* ---- what to do -------------------------------------------------------- */

static void
check_options(void)
{
    if (join) {
        if (scheme_seen || threshold_seen || add_seen || size_seen
            || target_seen || max_seen || reset_seen || pattern != NULL
            || format != 0)
            cli_usage("--join: goes with no option about cutting");
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
        opt.scheme = schemes[scheme];
    if (size_seen && opt.scheme != BLT_SCHEME_STATIC)
        cli_usage("--patch-size: only with --scheme=static");
    if (add_seen && opt.scheme != BLT_SCHEME_COMBINED)
        cli_usage("--threshold-add: only with --scheme=combined");
    if (scheme_seen && (by_regex || !blt_scheme_needs_entropy(opt.scheme))
        && (threshold_seen || target_seen))
        cli_usage("--%s: this scheme has no threshold",
                  target_seen ? "target-size" : "threshold");
    if (threshold_seen && target_seen)
        cli_usage("--target-size: finds what --threshold would state");
    if (reset_seen && scheme_seen && (by_regex
        || (opt.scheme != BLT_SCHEME_MONOTONIC
            && opt.scheme != BLT_SCHEME_COMBINED)))
        cli_usage("--reset: only with --scheme=monotonic or combined");
}

/* Fills opt from the model, where the options leave something open, and
 * from the options.  Text needs the model's entropies too; a stream brings
 * them, and without any model falls back on the published threshold. */
static void
settle(int raw)
{
    int open_question = !scheme_seen
        || (!by_regex && blt_scheme_needs_entropy(opt.scheme)
            && !threshold_seen && !target_seen);
    blt_error err;
    char *dir = NULL;

    settled = 1;
    if (by_regex)
        check(blt_regex_new(&regex, pattern, &err), &err);
    if (raw && (open_question || (!by_regex
                                  && blt_scheme_needs_entropy(opt.scheme))))
        model = cli_model();
    else if (open_question && (dir = cli_model_find()) != NULL)
        model = cli_model();
    free(dir);
    if (model != NULL && open_question) {
        blt_scheme given = opt.scheme;

        opt = blt_model_config(model)->patch;
        if (scheme_seen)
            opt.scheme = given;
    }
    if (threshold_seen)
        opt.threshold = threshold;
    if (add_seen)
        opt.threshold_add = threshold_add;
    if (size_seen || scheme_seen)
        opt.patch_size = patch_size;
    if (max_seen)
        opt.max_length = max_length;
    opt.reset_newline |= reset_seen;
    needs_entropy = !by_regex && blt_scheme_needs_entropy(opt.scheme);
    if (target_seen && !needs_entropy)
        cli_usage("--target-size: the model's scheme has no threshold");
    if (target_seen)
        spool = cli_temp();
}

/* What this run did to the data, for the #program line. */
static void
say_program(void)
{
    char text[1024], number[40], *line, *label;
    size_t n = 0, room = sizeof text;

    text[0] = '\0';
#define SAY(...) do { if (n < room) \
        n += (size_t)snprintf(text + n, room - n, __VA_ARGS__); } while (0)
    if (scorer != NULL) {
        label = cli_model_label(model);
        SAY("model=%s ", label);
        free(label);
        if (cli.window == BLT_WINDOW_NONE)
            SAY("window=none ");
        else if (cli.window != BLT_WINDOW_MODEL)
            SAY("window=%lld ", (long long)cli.window);
    }
    SAY("scheme=%s", by_regex ? "regex" : blt_scheme_name(opt.scheme));
    if (needs_entropy)
        SAY(" threshold=%s", cli_bits(number, sizeof number,
                                      opt.threshold));
    if (!by_regex && opt.scheme == BLT_SCHEME_COMBINED)
        SAY(" threshold-add=%s", cli_bits(number, sizeof number,
                                          opt.threshold_add));
    if (!by_regex && opt.scheme == BLT_SCHEME_STATIC)
        SAY(" patch-size=%lld", (long long)opt.patch_size);
    if (opt.max_length > 0)
        SAY(" max-length=%lld", (long long)opt.max_length);
    if (opt.reset_newline)
        SAY(" reset=newline");
    if (by_regex)
        SAY(" regex=%s", pattern);
#undef SAY
    line = cli_program("%s", text);
    cli_programs_write(writer, line);
    free(line);
}

static void
begin_output(void)
{
    blt_error err;

    check(blt_stream_writer_new(&writer, BLT_STREAM_PATCH,
                                format ? BLT_FORMAT_JSON : BLT_FORMAT_STREAM,
                                cli_write, NULL, &err), &err);
    say_program();
}

static void
flush(void)
{
    blt_error err;

    if (writer != NULL)
        check(blt_stream_writer_flush(writer, &err), &err);
}

/* ---- inputs ------------------------------------------------------------ */

static int broken;      /* an input ended in the middle: so must the output */

static void
read_text(cli_input *in)
{
    static uint8_t p[65536];
    float after[CLI_BLOCK], surprisal[CLI_BLOCK];
    size_t block = needs_entropy ? CLI_BLOCK : sizeof p;
    int64_t done = 0;
    ptrdiff_t n;

    if (needs_entropy && scorer == NULL)
        scorer = cli_entropy_new(model, pool = cli_pool());
    if (writer == NULL && spool == NULL)
        begin_output();
    begin_document(in->document);
    if (needs_entropy)
        next_entropy(cli_entropy_begin(scorer));
    while (flush(), (n = cli_read(in, p, block)) > 0) {
        if (!needs_entropy) {
            cut_bytes(&cutting, p, (size_t)n);
        } else {
            cli_entropy_feed(scorer, after, surprisal, p, (size_t)n);
            for (ptrdiff_t i = 0; i < n; i++) {
                next_byte(p[i], surprisal[i]);
                next_entropy(after[i]);
            }
        }
        done += n;
        cli_progress("bytes", done, in->size);
    }
    if (n < 0) {
        cli_read_failed(in);
        broken = 1;
    }
    end_document();
}

/* Before waiting for more, hand over what is known. */
static ptrdiff_t
read_more(void *in, void *p, size_t n)
{
    flush();
    return cli_read(in, p, n);
}

static void
read_stream(cli_input *in)
{
    blt_stream_reader *r;
    blt_stream_kind kind;
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record record;
    const char *name;
    blt_error err;
    int open = 0;
    int64_t records = 0;

    if (blt_stream_reader_new(&r, in->name, read_more, in, &err) != BLT_OK) {
        cli_error_from(&err);
        return;
    }
    kind = blt_stream_reader_kind(r);
    if (kind != BLT_STREAM_ENTROPY && kind != BLT_STREAM_SCORE) {
        cli_error(in->name, "a stream of kind %s cannot be cut",
                  blt_stream_kind_name(kind));
        blt_stream_reader_free(r);
        return;
    }
    cli_programs_keep(in, r);
    if (model != NULL)
        cli_programs_model(in, model);
    if (writer == NULL && spool == NULL)
        begin_output();
    while (event != BLT_EVENT_END) {
        if (blt_stream_read(r, &event, &record, &name, &err) != BLT_OK) {
            cli_error_from(&err);
            broken = 1;
            break;
        }
        if (event != BLT_EVENT_RECORD && open)
            end_document();
        open = event != BLT_EVENT_END;
        if (event == BLT_EVENT_DOCUMENT)
            begin_document(name);
        if (event != BLT_EVENT_RECORD)
            continue;
        if (needs_entropy && isnan(record.entropy)) {
            cli_error(in->name, "offset %lld: no entropy, which this scheme"
                      " needs", (long long)record.offset);
            broken = 1;
            break;
        }
        next_entropy(record.entropy);
        next_byte(record.bytes[0], record.surprisal);
        if (++records % 4096 == 0)
            cli_progress("bytes", records, 0);
    }
    if (open)
        end_document();
    blt_stream_reader_free(r);
}

static void
join_stream(cli_input *in)
{
    blt_stream_reader *r;
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record record;
    const char *name;
    blt_error err;

    if (!cli_is_stream(in)) {
        cli_error(in->name, "not a stream");
        return;
    }
    if (blt_stream_reader_new(&r, in->name, cli_read, in, &err) != BLT_OK) {
        cli_error_from(&err);
        return;
    }
    if (blt_stream_reader_kind(r) == BLT_STREAM_UNIT) {
        cli_error(in->name, "a stream of kind unit may have gaps");
        event = BLT_EVENT_END;
    }
    while (event != BLT_EVENT_END) {
        if (blt_stream_read(r, &event, &record, &name, &err) != BLT_OK) {
            cli_error_from(&err);
            break;
        }
        if (event != BLT_EVENT_RECORD)
            continue;
        if (record.bytes == NULL) {
            cli_error(in->name, "offset %lld: the stream has no text here",
                      (long long)record.offset);
            break;
        }
        cli_put(record.bytes, (size_t)record.length);
    }
    blt_stream_reader_free(r);
}

static void
take(const char *path)
{
    cli_input in;
    int stream;

    if (!cli_open(&in, path))
        return;
    if (join) {
        join_stream(&in);
    } else {
        stream = cli_is_stream(&in);
        if (!settled)
            settle(!stream);
        if (!stream && needs_entropy && model == NULL)
            model = cli_model();
        if (stream)
            read_stream(&in);
        else
            read_text(&in);
    }
    cli_close(&in);
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    blt_error err;

    check_options();
    if (i == argc)
        take(NULL);
    for (; i < argc; i++)
        take(argv[i]);
    if (spool != NULL) {
        find_threshold();
        begin_output();
        replay(&cutting);
    }
    if (writer != NULL && !broken)
        check(blt_stream_writer_end(writer, &err), &err);
    flush();
    cut_free(&cutting);
    blt_stream_writer_free(writer);
    blt_regex_free(regex);
    cli_entropy_free(scorer);
    blt_pool_free(pool);
    blt_model_free(model);
    cli_end(CLI_OK);
}
