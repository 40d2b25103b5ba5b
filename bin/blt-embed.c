/* blt-embed: vectors of bytes, patches, lines and documents, or the rows with
 * the most similar ones. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"
#include "bin/embed/embed.h"

#define CHUNK 4096

enum { FORMAT_STREAM, FORMAT_NPY, FORMAT_JSON };

static int level = BLT_EMBED_PATCH, stage = BLT_EMBED_GLOBAL;
static int pool_kind = BLT_EMBED_MEAN, normalize, format, lines;
static int level_given, in_given, nearest_given, duplicates_given;
static int64_t nearest;
static double duplicates;
static const char *in_path;

static const cli_option options[] = {
    { "level", 0, CLI_CHOICE, &level, "byte|patch|line|document",
      "one vector per byte, patch, line or document\n(default patch)",
      0, 0, &level_given },
    { "stage", 0, CLI_CHOICE, &stage, "encoder|global",
      "take vectors before or after the global transformer\n(default global)",
      0, 0, NULL },
    { "pool", 0, CLI_CHOICE, &pool_kind, "mean|max|last",
      "how the patches of a line or document are combined", 0, 0, NULL },
    { "normalize", 0, CLI_FLAG, &normalize, NULL,
      "scale each vector to length 1", 0, 0, NULL },
    { "format", 0, CLI_CHOICE, &format, "stream|npy|json",
      "write a stream, a NumPy array or JSON Lines", 0, 0, NULL },
    { "lines", 0, CLI_FLAG, &lines, NULL,
      "treat each line as a document", 0, 0, NULL },
    { "nearest", 0, CLI_INT, &nearest, "K",
      "instead of vectors, write the K rows of --in that have\n"
      "the most similar ones", 1, 1000, &nearest_given },
    { "in", 0, CLI_TEXT, &in_path, "FILE",
      "the rows to search: an embedding stream or a NumPy\n"
      "array", 0, 0, &in_given },
    { "duplicates", 0, CLI_REAL, &duplicates, "C",
      "write the rows that are like an earlier one, with a\n"
      "cosine of C or more, and that one", -1, 1, &duplicates_given },
    { 0 }
};
static const cli_command command = {
    "blt-embed", "vectors of bytes, patches, lines and documents, and similar"
    " ones", "[FILE]...", options,
    CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_RAW | CLI_NULL | CLI_PROGRESS
    | CLI_CHARSET | CLI_VERBOSE, NULL
};

/* ---- rows out ----------------------------------------------------------- */

static blt_stream_writer *writer;   /* NULL: an array is written */
static cli_npy *numbers;
static int broken;              /* an input was cut short */
static size_t width;
static blt_pool *pool;

static blt_status
put_row(void *user, const blt_embed_row *row, blt_error *err)
{
    blt_record r = BLT_RECORD_INIT;

    (void)user;
    if (nearest_given || duplicates_given) {
        nearest_row(row);
        if (nearest_is_full())
            nearest_answer(writer, pool);
        return BLT_OK;
    }
    if (writer == NULL) {
        cli_npy_rows(numbers, row->vector, 1);
        return BLT_OK;
    }
    r.offset = (int64_t)row->offset;
    r.length = (int64_t)row->length;
    r.bytes = row->text;
    r.entropy = r.surprisal = NAN;
    r.vector = row->vector;
    r.width = width;
    return blt_stream_writer_put(writer, &r, err);
}

static void
begin_output(const blt_model *m, const cli_input *in,
             const blt_stream_reader *from)
{
    static const char *const levels[] = { "byte", "patch", "line",
                                          "document" };
    static const char *const pools[] = { "mean", "max", "last" };
    char *label, *line, search[64];
    blt_error err;

    if (from != NULL) {
        cli_programs_keep(in, from);
        cli_programs_model(in, m);
    }
    if (writer != NULL || numbers != NULL)
        return;
    if (format == FORMAT_NPY) {
        numbers = cli_npy_new(width);
        return;
    }
    if (nearest_given)
        nearest_in(in_path, (int)nearest, m, width);
    if (duplicates_given)
        nearest_before(duplicates, width);
    cli_check(blt_stream_writer_new(&writer, nearest_given || duplicates_given
                                ? BLT_STREAM_NEIGHBOR : BLT_STREAM_EMBEDDING,
                                format == FORMAT_JSON ? BLT_FORMAT_JSON
                                                      : BLT_FORMAT_STREAM,
                                cli_write, NULL, &err), &err);
    label = cli_model_label(m);
    snprintf(search, sizeof search, nearest_given ? " nearest=%.0f"
             : duplicates_given ? " duplicates=%g" : "",
             nearest_given ? (double)nearest : duplicates);
    line = cli_program("model=%s level=%s stage=%s pool=%s%s%s", label,
                       levels[level], stage == BLT_EMBED_GLOBAL ? "global"
                       : "encoder", pools[pool_kind],
                       normalize ? " normalize" : "", search);
    cli_programs_write(writer, line);
    free(line);
    free(label);
}

static void
begin_document(const char *name)
{
    blt_error err;

    if (nearest_given || duplicates_given)
        nearest_document(name);
    else if (writer != NULL)
        cli_check(blt_stream_writer_document(writer, name, &err), &err);
}

static void
flush(void)
{
    blt_error err;

    if (writer != NULL && (nearest_given || duplicates_given))
        nearest_answer(writer, pool);
    if (writer != NULL)
        cli_check(blt_stream_writer_flush(writer, &err), &err);
}

/* If an input was cut short, the stream has no end, so that its reader notices
 * too. */
static void
end_output(void)
{
    blt_error err;

    if (writer != NULL && (nearest_given || duplicates_given))
        nearest_answer(writer, pool);
    nearest_free();
    if (numbers != NULL)
        cli_npy_end(numbers);
    if (writer != NULL)
        cli_check(broken ? blt_stream_writer_flush(writer, &err)
                     : blt_stream_writer_end(writer, &err), &err);
    blt_stream_writer_free(writer);
}

/* ---- documents in ------------------------------------------------------- */

/* A session and its embedder.  The patches of text are found by the session; a
 * patch stream has them, and then the entropy model is not run. */
typedef struct source {
    blt_session *s;
    blt_embed *e;
    cli_input in;
    int open;                   /* in a document */
    uint8_t byte[CHUNK], close[CHUNK];
    size_t n;                   /* waiting bytes */
} source;

static void
source_begin(source *x, const blt_model *m, int brings)
{
    blt_session_options so = BLT_SESSION_OPTIONS_INIT;
    blt_patch_options given_patches = BLT_PATCH_OPTIONS_INIT;
    blt_embed_options eo = BLT_EMBED_OPTIONS_INIT;
    blt_error err;

    if (x->e != NULL)
        return;
    so.window = cli.window;
    so.pool = pool;
    so.depth = blt_embed_depth((blt_embed_stage)stage);
    given_patches.scheme = BLT_SCHEME_BYTE;
    so.patch = brings ? &given_patches : NULL;
    eo.level = (blt_embed_level)level;
    eo.stage = (blt_embed_stage)stage;
    eo.pool = (blt_embed_pool)pool_kind;
    eo.normalize = normalize;
    eo.newline = cli.null_data ? '\0' : '\n';
    cli_check(blt_session_new(&x->s, m, &so, &err), &err);
    cli_check(blt_embed_new(&x->e, x->s, m, &eo, put_row, NULL, &err), &err);
    width = blt_embed_width(x->e);
}

static void
source_free(source *x)
{
    blt_embed_free(x->e);
    blt_session_free(x->s);
}

static void
document_begin(source *x, const char *name)
{
    begin_document(name);
    x->open = 1;
}

static void
document_end(source *x)
{
    blt_error err;

    if (x->open)
        cli_check(blt_embed_end(x->e, &err), &err);
    x->open = 0;
}

static void
feed(source *x, const uint8_t *p, size_t n, const uint8_t *close)
{
    blt_error err;

    cli_check(blt_embed_feed(x->e, p, n, close, &err), &err);
}

/* Each line is a document NAME:LINE; newlines belong to none. */
static void
feed_lines(source *x, const uint8_t *p, size_t n, int64_t *line)
{
    int newline = cli.null_data ? '\0' : '\n';

    while (n > 0) {
        const uint8_t *nl = memchr(p, newline, n);
        size_t m = nl != NULL ? (size_t)(nl - p) : n;
        char name[4200];

        if (!x->open) {
            snprintf(name, sizeof name, "%.4100s:%lld%.70s", x->in.document,
                     (long long)++*line,
                     x->in.label + strlen(x->in.document));
            document_begin(x, name);
        }
        feed(x, p, m, NULL);
        if (nl == NULL)
            return;
        document_end(x);
        p += m + 1;
        n -= m + 1;
    }
}

static void
read_text(source *x)
{
    uint8_t p[CHUNK];
    int64_t line = 0, done = 0;
    ptrdiff_t n;

    if (!lines)
        document_begin(x, x->in.label);
    while ((n = cli_read(&x->in, p, sizeof p)) > 0) {
        if (lines)
            feed_lines(x, p, (size_t)n, &line);
        else
            feed(x, p, (size_t)n, NULL);
        if (x->in.size < 0)
            flush();
        cli_progress("bytes", done += n, x->in.size);
    }
    if (n < 0) {
        cli_read_failed(&x->in);
        broken = 1;
    }
    document_end(x);
}

static void
feed_waiting(source *x)
{
    feed(x, x->byte, x->n, x->close);
    x->n = 0;
}

/* Patches are fed together, but none is held back while reading waits. */
static blt_status
read_more(void *user, void *p, size_t *n, blt_error *err)
{
    source *x = user;

    if (x->e != NULL && x->open) {
        feed_waiting(x);
        flush();
    }
    return cli_read_fn(&x->in, p, n, err);
}

static void
take_patch(source *x, const blt_record *r)
{
    for (int64_t i = 0; i < r->length; i++) {
        if (x->n == CHUNK)
            feed_waiting(x);
        x->byte[x->n] = r->bytes[i];
        x->close[x->n++] = i == r->length - 1;
    }
}

static void
read_patches(source *x, blt_stream_reader *r)
{
    blt_record record = BLT_RECORD_INIT;
    blt_event event;
    blt_error err;
    const char *name;

    for (;;) {
        if (blt_stream_read(r, &event, &record, &name, &err) != BLT_OK) {
            cli_error_from(&err);
            broken = 1;
            blt_embed_reset(x->e);
            x->open = 0;
            x->n = 0;
            return;
        }
        if (event == BLT_EVENT_RECORD) {
            take_patch(x, &record);
            continue;
        }
        if (x->open)
            feed_waiting(x);
        document_end(x);
        if (event == BLT_EVENT_END)
            return;
        document_begin(x, name);
    }
}

static void
embed_stream(source *x, const blt_model *m)
{
    blt_stream_reader *r;
    blt_stream_kind kind;
    blt_error err;

    if (blt_stream_reader_new(&r, x->in.name, read_more, x, &err)
        != BLT_OK) {
        cli_error_from(&err);
        return;
    }
    kind = blt_stream_reader_kind(r);
    if (kind != BLT_STREAM_PATCH)
        cli_error(x->in.name, "is a stream of kind %s, not patch",
                  blt_stream_kind_name(kind));
    else if (lines)
        cli_error(x->in.name, "is a patch stream: --lines is for text");
    else {
        source_begin(x, m, 1);
        begin_output(m, &x->in, r);
        read_patches(x, r);
    }
    blt_stream_reader_free(r);
}

static void
embed_file(const blt_model *m, source *text, source *patches,
           const char *path)
{
    cli_input in;

    if (!cli_open(&in, path))
        return;
    if (cli_is_stream(&in)) {
        patches->in = in;
        embed_stream(patches, m);
        cli_close(&patches->in);
    } else {
        text->in = in;
        source_begin(text, m, 0);
        begin_output(m, &in, NULL);
        read_text(text);
        cli_close(&text->in);
    }
}

static void
check_options(void)
{
    if (nearest_given && duplicates_given)
        cli_usage("--nearest and --duplicates exclude each other");
    if (nearest_given != in_given)
        cli_usage(in_given ? "--in is for --nearest"
                  : "--nearest: --in is required");
    if ((nearest_given || duplicates_given) && format == FORMAT_NPY)
        cli_usage("--%s writes a stream or JSON",
                  nearest_given ? "nearest" : "duplicates");
    if ((nearest_given || duplicates_given) && !level_given) {
        level = BLT_EMBED_LINE; /* each for itself, so that equal lines have */
        lines = 1;              /* equal vectors */
    }
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    source *x = calloc(2, sizeof *x);
    blt_model *m;

    if (x == NULL)
        cli_die_memory();
    check_options();
    m = cli_model();
    pool = cli_pool();
    if (i == argc)
        embed_file(m, &x[0], &x[1], NULL);
    for (; i < argc; i++)
        embed_file(m, &x[0], &x[1], argv[i]);
    end_output();
    source_free(&x[0]);
    source_free(&x[1]);
    free(x);
    blt_pool_free(pool);
    blt_model_close(m);
    cli_end(CLI_OK);
}
