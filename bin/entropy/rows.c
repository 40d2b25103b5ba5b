/* The exact stream: a row for each byte, or a NumPy array of them. */
#include "config.h"
#include <stdlib.h>
#include "bin/entropy/entropy.h"

static int format;
static blt_stream_writer *writer;
static cli_npy *npy;

void
entropy_flush(blt_stream_writer *w)
{
    blt_error err;

    if (w != NULL)
        cli_check(blt_stream_writer_flush(w, &err), &err);
}

blt_stream_writer *
entropy_writer(const cli_scored *from, blt_stream_kind kind, int as,
               const char *more, unsigned columns, size_t width)
{
    char *words = cli_scored_words(from), *line;
    blt_stream_writer *w;
    blt_error err;

    cli_check(blt_stream_writer_new(&w, kind, as == ENTROPY_JSON
                                    ? BLT_FORMAT_JSON : as == ENTROPY_GREP
                                    ? BLT_FORMAT_GREP : BLT_FORMAT_STREAM,
                                    cli_write, NULL, &err), &err);
    cli_check(blt_stream_writer_columns(w, columns, width, &err), &err);
    line = cli_program("%s%s", words, more);
    cli_programs_write(w, line);
    free(line);
    free(words);
    return w;
}

static void
open_rows(const cli_scored *from)
{
    if (format == ENTROPY_NPY)
        npy = cli_npy_new(2);
    else
        writer = entropy_writer(from, BLT_STREAM_ENTROPY, format, "", 0,
                                0);
}

static void
begin_document(const char *name)
{
    blt_error err;

    if (writer != NULL)
        cli_check(blt_stream_writer_document(writer, name, &err), &err);
}

static void
put_numbers(const blt_scored *b)
{
    const double ln2 = 0.693147180559945309417;

    for (size_t i = 0; i < b->n; i++) {
        float row[2] = { (float)(b->entropy[i] / ln2),
                         (float)(b->surprisal[i] / ln2) };

        cli_npy_rows(npy, row, 1);
    }
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    if (npy != NULL) {
        put_numbers(b);
        return;
    }
    for (size_t i = 0; i < b->n; i++) {
        blt_record r = { .size = sizeof r,
                         .offset = b->offset + (int64_t)i, .length = 1,
                         .bytes = b->bytes + i, .entropy = b->entropy[i],
                         .surprisal = b->surprisal[i] };

        cli_check(blt_stream_writer_put(writer, &r, &err), &err);
    }
}

static void
flush(void)
{
    entropy_flush(writer);
}

static void
close_rows(int whole)
{
    blt_error err;

    if (writer != NULL && whole)
        cli_check(blt_stream_writer_end(writer, &err), &err);
    entropy_flush(writer);
    if (npy != NULL && whole)
        cli_npy_end(npy);
    blt_stream_writer_free(writer);
}

cli_sink *
entropy_rows(int as)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .open = open_rows,
                             .document = begin_document,
                             .bytes = take_bytes, .flush = flush,
                             .close = close_rows };

    format = as;
    return &sink;
}
