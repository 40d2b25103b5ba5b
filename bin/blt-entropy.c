/* blt-entropy: how surprising is each byte, line, patch or document.
 *
 * Text goes through the entropy model; a stream that did so before brings
 * its numbers along.  Either way a byte arrives with the entropy of the
 * prediction before it and its surprisal, and is written as it is or summed
 * up into the unit that --by names. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

enum { BY_BYTE, BY_LINE, BY_PATCH, BY_DOCUMENT };
enum { STREAM, JSON, NPY };

static int by, format, top_seen, min_seen;
static int64_t top;
static float least;

static const cli_option options[] = {
    { "by", 0, CLI_CHOICE, &by, "byte|line|patch|document",
      "one row for each of these (default: byte)" },
    { "top", 0, CLI_INT, &top, "N",
      "only the N rows with the most bits per byte, most first",
      .min = 1, .max = 1000000, .seen = &top_seen },
    { "min", 0, CLI_BITS, &least, "BITS",
      "only rows with at least so many bits per byte",
      .min = 0, .max = 1e6, .seen = &min_seen },
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

static blt_model *model;
static blt_pool *pool;
static cli_entropy *scorer;
static blt_stream_writer *writer;
static cli_npy *npy;
static int broken;          /* an input ended in the middle */

static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die_from(err);
}

/* Rows of sums, not the exact stream of bytes. */
static int
in_units(void)
{
    return by != BY_BYTE || top_seen || min_seen;
}

/* ---- units ------------------------------------------------------------- */

struct unit {
    char *document;         /* kept units only */
    uint8_t *text;          /* its bytes; not those of a very long one */
    int64_t offset, length, chars, number;
    double nats;
};

static struct unit open_unit;
static size_t text_room;
static blt_cutter cutter;
static int last_id;
static const char *document;    /* the current one's name */

/* --top: a heap, the least surprising of the kept on top. */
static struct unit *kept;
static size_t kept_n;

static double
nats_per_byte(const struct unit *u)
{
    return u->length > 0 ? u->nats / (double)u->length : 0;
}

/* Does a rank behind b?  Of equals the later one. */
static int
behind(const struct unit *a, const struct unit *b)
{
    double x = nats_per_byte(a), y = nats_per_byte(b);

    return x != y ? x < y : a->number > b->number;
}

static void
write_unit(const struct unit *u)
{
    blt_record r = { .offset = u->offset, .length = u->length,
                     .bytes = u->text, .entropy = NAN,
                     .surprisal = (float)u->nats, .chars = u->chars };
    blt_error err;

    if (u->length > BLT_PATCH_LONGEST)
        r.bytes = NULL;
    check(blt_stream_writer_put(writer, &r, &err), &err);
}

static void
swap(size_t i, size_t j)
{
    struct unit u = kept[i];

    kept[i] = kept[j];
    kept[j] = u;
}

static void
sink(size_t n)
{
    for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && behind(&kept[child + 1], &kept[child]))
            child++;
        if (!behind(&kept[child], &kept[i]))
            break;
        swap(i, child);
    }
}

static void
rise(size_t i)
{
    for (; i > 0 && behind(&kept[i], &kept[(i - 1) / 2]); i = (i - 1) / 2)
        swap(i, (i - 1) / 2);
}

static void
free_unit(struct unit *u)
{
    free(u->document);
    free(u->text);
}

static void
keep_unit(const struct unit *u)
{
    struct unit copy = *u;

    if (kept_n == (size_t)top && !behind(&kept[0], u))
        return;
    copy.text = NULL;
    copy.document = strdup(document);
    if (u->length <= BLT_PATCH_LONGEST) {
        copy.text = malloc((size_t)u->length + 1);
        if (copy.text != NULL)
            memcpy(copy.text, u->text, (size_t)u->length);
    }
    if (copy.document == NULL
        || (copy.text == NULL && u->length <= BLT_PATCH_LONGEST))
        cli_die_memory();
    if (kept_n == (size_t)top) {
        free_unit(&kept[0]);
        kept[0] = copy;
        sink(kept_n);
        return;
    }
    if ((kept_n & (kept_n - 1)) == 0) {     /* full at each power of two */
        struct unit *p = realloc(kept, (kept_n ? 2 * kept_n : 1)
                                 * sizeof *p);

        if (p == NULL)
            cli_die_memory();
        kept = p;
    }
    kept[kept_n] = copy;
    rise(kept_n++);
}

/* What was kept, most surprising first: the heap is taken apart from its
 * end. */
static void
write_kept(void)
{
    blt_error err;

    for (size_t n = kept_n; n > 1; n--) {
        swap(0, n - 1);
        sink(n - 1);
    }
    for (size_t i = 0; i < kept_n; i++) {
        if (i == 0 || strcmp(kept[i].document, kept[i - 1].document) != 0)
            check(blt_stream_writer_document(writer, kept[i].document, &err),
                  &err);
        write_unit(&kept[i]);
    }
    for (size_t i = 0; i < kept_n; i++)
        free_unit(&kept[i]);
    free(kept);
}

static void
end_unit(void)
{
    struct unit *u = &open_unit;

    if (u->length == 0 && by != BY_DOCUMENT)
        return;
    if (!min_seen || nats_per_byte(u) >= least) {
        if (top_seen)
            keep_unit(u);
        else
            write_unit(u);
    }
    u->offset += u->length;
    u->length = u->chars = 0;
    u->nats = 0;
    u->number++;
}

static void
add_to_unit(uint8_t byte, float surprisal)
{
    struct unit *u = &open_unit;

    if (u->length < BLT_PATCH_LONGEST) {
        if ((size_t)u->length == text_room) {
            size_t room = text_room ? 2 * text_room : 4096;
            uint8_t *p = realloc(u->text, room);

            if (p == NULL)
                cli_die_memory();
            u->text = p;
            text_room = room;
        }
        u->text[u->length] = byte;
    }
    u->length++;
    u->chars += (byte & 0xc0) != 0x80;      /* no continuation of UTF-8 */
    u->nats += surprisal;
}

/* ---- what arrives ------------------------------------------------------ */

static void
begin_output(void)
{
    char text[512], *line, *label = NULL, number[40];
    const char *const names[] = { "byte", "line", "patch", "document" };
    size_t n = 0;
    blt_error err;

    if (npy != NULL || writer != NULL)
        return;
    if (format == NPY) {
        npy = cli_npy_new(2);
        return;
    }
    text[0] = '\0';
    if (scorer != NULL) {
        label = cli_model_label(model);
        n += (size_t)snprintf(text + n, sizeof text - n, "model=%.300s",
                              label);
        if (cli.window == BLT_WINDOW_NONE)
            n += (size_t)snprintf(text + n, sizeof text - n, " window=none");
        else if (cli.window != BLT_WINDOW_MODEL)
            n += (size_t)snprintf(text + n, sizeof text - n, " window=%lld",
                                  (long long)cli.window);
    }
    if (in_units())
        n += (size_t)snprintf(text + n, sizeof text - n, "%sby=%s",
                              n ? " " : "", names[by]);
    if (top_seen)
        n += (size_t)snprintf(text + n, sizeof text - n, " top=%lld",
                              (long long)top);
    if (min_seen)
        snprintf(text + n, sizeof text - n, " min=%s",
                 cli_bits(number, sizeof number, least));
    check(blt_stream_writer_new(&writer, in_units() ? BLT_STREAM_UNIT
                                : BLT_STREAM_ENTROPY,
                                format == JSON ? BLT_FORMAT_JSON
                                : BLT_FORMAT_STREAM, cli_write, NULL, &err),
          &err);
    line = cli_program("%s", text);
    cli_programs_write(writer, line);
    free(line);
    free(label);
}

static void
begin_document(const char *name)
{
    blt_error err;

    if (writer != NULL && !top_seen)
        check(blt_stream_writer_document(writer, name, &err), &err);
    document = name;
    open_unit.offset = open_unit.length = open_unit.chars = 0;
    open_unit.nats = 0;
    last_id = BLT_ID_BOS;
    if (by == BY_PATCH)
        check(blt_cutter_init(&cutter, &blt_model_config(model)->patch,
                              &err), &err);
}

/* A byte, with what was known before it and what it then cost. */
static void
take_byte(int64_t offset, uint8_t byte, float entropy, float surprisal)
{
    blt_record r = { .offset = offset, .length = 1, .bytes = &byte,
                     .entropy = entropy, .surprisal = surprisal };
    const double ln2 = 0.693147180559945309417;
    float row[2] = { (float)(entropy / ln2), (float)(surprisal / ln2) };
    blt_error err;

    if (npy != NULL) {
        cli_npy_rows(npy, row, 1);
        return;
    }
    if (!in_units()) {
        check(blt_stream_writer_put(writer, &r, &err), &err);
        return;
    }
    if (by == BY_PATCH && blt_cutter_push(&cutter, last_id, entropy))
        end_unit();
    last_id = BLT_ID_BYTE + byte;
    add_to_unit(byte, surprisal);
    if (by == BY_BYTE || (by == BY_LINE
                          && byte == (cli.null_data ? '\0' : '\n')))
        end_unit();
}

static void
end_document(void)
{
    if (in_units())
        end_unit();
}

static void
flush(void)
{
    blt_error err;

    if (writer != NULL)
        check(blt_stream_writer_flush(writer, &err), &err);
}

/* ---- where from -------------------------------------------------------- */

static void
read_text(cli_input *in)
{
    static uint8_t p[CLI_BLOCK];
    static float after[CLI_BLOCK], surprisal[CLI_BLOCK];
    int64_t at = 0;
    float entropy;
    ptrdiff_t n;

    if (scorer == NULL) {
        if (model == NULL)
            model = cli_model();
        pool = cli_pool();
        scorer = cli_entropy_new(model, pool);
    }
    begin_output();
    begin_document(in->document);
    entropy = cli_entropy_begin(scorer);
    while (flush(), (n = cli_read(in, p, sizeof p)) > 0) {
        cli_entropy_feed(scorer, after, surprisal, p, (size_t)n);
        for (ptrdiff_t i = 0; i < n; i++) {
            take_byte(at++, p[i], entropy, surprisal[i]);
            entropy = after[i];
        }
        cli_progress("bytes", at, in->size);
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
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record record;
    char *name = NULL;
    const char *given;
    blt_error err;
    int open = 0;

    if (blt_stream_reader_new(&r, in->name, read_more, in, &err) != BLT_OK) {
        cli_error_from(&err);
        return;
    }
    if (blt_stream_reader_kind(r) != BLT_STREAM_ENTROPY
        && blt_stream_reader_kind(r) != BLT_STREAM_SCORE) {
        cli_error(in->name, "a stream of kind %s has no numbers for each"
                  " byte",
                  blt_stream_kind_name(blt_stream_reader_kind(r)));
        blt_stream_reader_free(r);
        return;
    }
    cli_programs_keep(in, r);
    if (by == BY_PATCH && model == NULL)
        model = cli_model();
    if (by == BY_PATCH)
        cli_programs_model(in, model);
    begin_output();
    while (event != BLT_EVENT_END) {
        if (blt_stream_read(r, &event, &record, &given, &err) != BLT_OK) {
            cli_error_from(&err);
            broken = 1;
            break;
        }
        if (event != BLT_EVENT_RECORD && open)
            end_document();
        open = event != BLT_EVENT_END;
        if (event == BLT_EVENT_DOCUMENT) {
            free(name);                     /* --top names it at the end */
            if ((name = strdup(given)) == NULL)
                cli_die_memory();
            begin_document(name);
        } else if (event == BLT_EVENT_RECORD) {
            take_byte(record.offset, record.bytes[0], record.entropy,
                      record.surprisal);
        }
    }
    if (open)
        end_document();
    blt_stream_reader_free(r);
    free(name);
}

static void
take(const char *path)
{
    cli_input in;

    if (!cli_open(&in, path))
        return;
    if (cli_is_stream(&in))
        read_stream(&in);
    else
        read_text(&in);
    cli_close(&in);
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    blt_error err;

    if (format == NPY && in_units())
        cli_usage("--format=npy: only for bytes, without --by, --top and"
                  " --min");
    if (i == argc)
        take(NULL);
    for (; i < argc; i++)
        take(argv[i]);
    if (top_seen && writer != NULL)
        write_kept();
    if (writer != NULL && !broken)
        check(blt_stream_writer_end(writer, &err), &err);
    flush();
    if (npy != NULL && !broken)
        cli_npy_end(npy);
    blt_stream_writer_free(writer);
    free(open_unit.text);
    cli_entropy_free(scorer);
    blt_pool_free(pool);
    blt_model_free(model);
    cli_end(CLI_OK);
}
