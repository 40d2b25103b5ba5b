/* Writes a stream: a header, documents, records, an end that counts them.
 *
 * Output is checked like input, so a mistake in a program shows there and not
 * in the next one. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/patch.h>
#include "stream/writer.h"
#include "text/text.h"

#define BATCH 32768

blt_status
blt_stream_writer_new(blt_stream_writer **out, blt_stream_kind kind,
                      blt_stream_format format, blt_write_fn write,
                      void *user, blt_error *err)
{
    blt_stream_writer *w;

    *out = NULL;
    if (blt_stream_kind_name(kind) == NULL || write == NULL
        || (format == BLT_FORMAT_GREP && kind != BLT_STREAM_UNIT))
        return blt__fail(err, BLT_EINVAL, "stream: no such kind");
    w = calloc(1, sizeof *w);
    if (w == NULL)
        return blt__fail_memory(err, "stream");
    w->kind = kind;
    w->format = format;
    w->write = write;
    w->user = user;
    if (format == BLT_FORMAT_STREAM)
        blt__buf_printf(&w->out, "#blt-stream 1 %s\n",
                        blt_stream_kind_name(kind));
    *out = w;
    return BLT_OK;
}

void
blt_stream_writer_free(blt_stream_writer *w)
{
    if (w == NULL)
        return;
    blt__buf_free(&w->out);
    blt__buf_free(&w->name);
    free(w);
}

blt_status
blt_stream_writer_flush(blt_stream_writer *w, blt_error *err)
{
    blt_status s = BLT_OK;

    if (w->out.failed || w->name.failed)
        return blt__fail_memory(err, "stream");
    if (w->out.n > 0)
        s = w->write(w->user, w->out.p, w->out.n, err);
    if (s == BLT_OK)
        blt__buf_clear(&w->out);
    return s;
}

static blt_status
line_done(blt_stream_writer *w, blt_error *err)
{
    return w->out.n < BATCH && !w->out.failed
        ? BLT_OK : blt_stream_writer_flush(w, err);
}

static void
begin(blt_stream_writer *w)
{
    if (!w->begun && w->format == BLT_FORMAT_STREAM)
        blt__buf_printf(&w->out, "#columns %s%s%s%s%s\n",
                        blt__stream_columns(w->kind),
                        w->columns & BLT_COLUMN_RANK ? " rank" : "",
                        w->columns & BLT_COLUMN_TOP ? " top" : "",
                        w->columns & BLT_COLUMN_LINE ? " line" : "",
                        w->columns & BLT_COLUMN_FILE ? " file" : "");
    w->begun = 1;
}

blt_status
blt_stream_writer_columns(blt_stream_writer *w, unsigned columns,
                          size_t width, blt_error *err)
{
    const int unit = w->kind == BLT_STREAM_UNIT;
    const unsigned may = unit ? BLT_COLUMN_LINE | BLT_COLUMN_FILE
        : w->kind == BLT_STREAM_SUM || w->kind == BLT_STREAM_BLOCK
        ? BLT_COLUMN_FILE
        : w->kind == BLT_STREAM_ENTROPY || w->kind == BLT_STREAM_SCORE
        ? BLT_COLUMN_RANK | BLT_COLUMN_TOP : 0;

    if (w->begun || (columns & ~may) != 0 || (width > 0 && !unit))
        return blt__fail(err, BLT_EINVAL, "stream: no such columns here");
    w->columns = columns;
    w->width = width;
    return BLT_OK;
}

blt_status
blt_stream_writer_program(blt_stream_writer *w, const char *line,
                          blt_error *err)
{
    if (w->begun)
        return blt__fail(err, BLT_EINVAL, "stream: #program after the"
                         " header");
    if (w->format != BLT_FORMAT_STREAM)
        return BLT_OK;
    blt__say(w, "#program ");
    blt__escape(&w->out, (const uint8_t *)line, strlen(line));
    blt__say(w, "\n");
    return line_done(w, err);
}

/* ---- records ----------------------------------------------------------- */

blt_status
blt_stream_writer_document(blt_stream_writer *w, const char *name,
                           blt_error *err)
{
    begin(w);
    w->documents++;
    w->next = 0;
    if (w->format == BLT_FORMAT_JSON) {
        blt__writer_json_document(w, name);
        return BLT_OK;
    }
    if (w->columns & BLT_COLUMN_FILE || w->format == BLT_FORMAT_GREP) {
        blt__buf_clear(&w->name);
        blt__buf_put(&w->name, name, blt_stream_document_name(name));
    }
    if (w->format == BLT_FORMAT_GREP)
        return BLT_OK;
    blt__say(w, "#document ");
    blt__escape(&w->out, (const uint8_t *)name, strlen(name));
    blt__say(w, "\n");
    return line_done(w, err);
}

/* ---- checks ------------------------------------------------------------- */

static const char *
wrong_alternatives(const blt_record *r)
{
    if (r->alternatives > BLT_ALTERNATIVES_MOST)
        return "too many alternatives";
    for (size_t i = 0; i < r->alternatives; i++)
        if (r->alternative[i].n == 0
            || !blt__utf8_valid((const uint8_t *)r->alternative[i].p,
                                r->alternative[i].n))
            return "an alternative that is no text";
    if (r->alternatives > 0
        && !(r->probability >= 0 && r->probability <= 1))
        return "a probability that is none";
    return NULL;
}

static const char *
wrong_neighbor(const blt_record *r)
{
    if (!(r->cosine >= -1 && r->cosine <= 1))
        return "a cosine that is none";
    if (r->found_offset < 0 || r->found_length < 0
        || r->found_offset > INT64_MAX - r->found_length)
        return "a negative or overflowing place of what was found";
    if (r->found_text.p != NULL
        && r->found_text.n != (uint64_t)r->found_length)
        return "a text of another length than what was found";
    return r->found.n > 0 && memchr(r->found.p, '\0', r->found.n) != NULL
        ? "a zero byte in a name" : NULL;
}

static const char *
what_is_wrong(const blt_stream_writer *w, const blt_record *r)
{
    int anywhere = w->kind == BLT_STREAM_UNIT || w->kind == BLT_STREAM_SUM
        || w->kind == BLT_STREAM_NEIGHBOR || w->kind == BLT_STREAM_BLOCK;
    int loose = w->kind == BLT_STREAM_EMBEDDING || anywhere;

    if (w->documents == 0)
        return "before the first document";
    if (r->offset < 0 || r->length < 0 || r->offset > INT64_MAX - r->length)
        return "a negative or overflowing place";
    if (w->kind == BLT_STREAM_CORRECTION ? r->offset < w->next
        : !anywhere && r->offset != w->next)
        return "does not follow the one before";
    if ((w->kind == BLT_STREAM_ENTROPY || w->kind == BLT_STREAM_SCORE)
        && r->length != 1)
        return "more or less than one byte";
    if (!loose && (r->length < 1 || r->length > BLT_PATCH_LONGEST))
        return "an impossible length";
    if (r->bytes == NULL && !loose)
        return "no bytes";
    if (r->bytes != NULL && r->length > BLT_PATCH_LONGEST)
        return "too many bytes to repeat";
    if (r->line < 0)
        return "a negative line";
    if (w->kind == BLT_STREAM_BLOCK && !isfinite(r->chi_square))
        return "a statistic that is not finite";
    if (w->kind == BLT_STREAM_EMBEDDING) {
        if (r->width == 0)
            return "no vector";
        for (size_t i = 0; i < r->width; i++)
            if (!isfinite(r->vector[i]))
                return "a vector with a number that is not finite";
        return NULL;
    }
    if (w->kind == BLT_STREAM_CORRECTION)
        return wrong_alternatives(r);
    if (w->kind == BLT_STREAM_NEIGHBOR)
        return wrong_neighbor(r);
    if (isinf(r->entropy) && !anywhere)
        return "an infinite entropy";
    return NULL;
}

blt_status
blt_stream_writer_put(blt_stream_writer *w, const blt_record *given,
                      blt_error *err)
{
    static const blt_record none = BLT_RECORD_INIT;
    blt_record own, *r = &own;
    const char *wrong;

    if (blt__options_read(&own, &none, given, "BLT_RECORD_INIT", err)
        != BLT_OK)
        return BLT_EINVAL;
    wrong = what_is_wrong(w, r);
    if (wrong != NULL)
        return blt__fail(err, BLT_EINVAL, "stream: record at offset %lld:"
                         " %s", (long long)r->offset, wrong);
    w->records++;
    w->bytes += r->length;
    w->next = r->offset + r->length;
    if (w->format == BLT_FORMAT_JSON)
        blt__writer_json(w, r);
    else if (w->format == BLT_FORMAT_GREP)
        blt__put_grep(&w->out, w->name.p, w->name.n, r, w->width);
    else
        blt__writer_line(w, r);
    return line_done(w, err);
}

blt_status
blt_stream_writer_end(blt_stream_writer *w, blt_error *err)
{
    begin(w);
    if (w->format == BLT_FORMAT_STREAM)
        blt__buf_printf(&w->out, "#end documents=%lld records=%lld"
                        " bytes=%lld\n", (long long)w->documents,
                        (long long)w->records, (long long)w->bytes);
    return blt_stream_writer_flush(w, err);
}
