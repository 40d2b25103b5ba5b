/* The exact stream: a row for each byte, or a NumPy array of them.  A stream as
 * input has no likeliest bytes, and not always ranks. */
#include "config.h"
#include <stdlib.h>
#include "bin/entropy/entropy.h"

static int format, rank;
static size_t top;              /* likeliest bytes per row */
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
        npy = cli_npy_new(2 + (size_t)rank + 2 * top);
    else
        writer = entropy_writer(from, BLT_STREAM_ENTROPY, format, "",
                                (rank ? BLT_COLUMN_RANK : 0)
                                | (top > 0 ? BLT_COLUMN_TOP : 0), 0);
}

static void
begin_document(const char *name)
{
    blt_error err;

    if (writer != NULL)
        cli_check(blt_stream_writer_document(writer, name, &err), &err);
}

/* entropy, surprisal, rank, and byte and probability of the likeliest. */
static void
put_numbers(const blt_scored *b)
{
    const double ln2 = 0.693147180559945309417;
    float row[3 + 2 * 256];

    for (size_t i = 0; i < b->n; i++) {
        size_t n = 0;

        row[n++] = (float)(b->entropy[i] / ln2);
        row[n++] = (float)(b->surprisal[i] / ln2);
        if (rank)
            row[n++] = b->rank[i];
        for (size_t k = 0; k < top; k++) {
            row[n++] = b->guess[i * top + k].byte;
            row[n++] = b->guess[i * top + k].probability;
        }
        cli_npy_rows(npy, row, 1);
    }
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    if ((rank && b->rank == NULL) || (top > 0 && b->guess == NULL))
        cli_die(NULL, "--rank and --top-k need text, not a stream");
    if (npy != NULL) {
        put_numbers(b);
        return;
    }
    for (size_t i = 0; i < b->n; i++) {
        blt_record r = { .size = sizeof r,
                         .offset = b->offset + (int64_t)i, .length = 1,
                         .bytes = b->bytes + i, .entropy = b->entropy[i],
                         .surprisal = b->surprisal[i] };

        if (rank)
            r.rank = b->rank[i];
        if (top > 0) {
            r.guess = b->guess + i * top;
            r.guesses = top;
        }
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
entropy_rows(int as, int with_rank, size_t likeliest)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .open = open_rows,
                             .document = begin_document,
                             .bytes = take_bytes, .flush = flush,
                             .close = close_rows };

    format = as;
    rank = with_rank;
    top = likeliest;
    sink.needs |= (rank ? CLI_NEEDS_RANK : 0)
        | (top > 0 ? CLI_NEEDS_GUESSES : 0);
    return &sink;
}
