/* Writes a stream: a header, documents, records, an end that counts them.
 *
 * Output is checked like input, so a mistake in a program shows there and not
 * in the next one. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/patch.h>
#include "stream/stream.h"
#include "text/text.h"

#define BATCH 32768

struct blt_stream_writer {
    blt_stream_kind kind;
    blt_stream_format format;
    blt_write_fn write;
    void *user;
    blt__buf out;
    blt__buf name;              /* JSON: the document, as a JSON string; else
                                   its name, if it is in every record */
    unsigned columns;           /* BLT_COLUMN_LINE | ... */
    size_t width;               /* of the text of a unit; 0: whole */
    int begun;                  /* #columns was written */
    int64_t documents, records, bytes, next;
};

static const struct { const char *name, *columns; } kinds[] = {
    { "entropy", "offset entropy surprisal byte" },
    { "patch", "offset length entropy bits text" },
    { "embedding", "offset length text vector" },
    { "score", "offset entropy surprisal byte" },
    { "unit", "offset length bits bits_per_byte bits_per_char text" },
    { "correction", "offset length wrong right probability alternatives" },
    { "sum", "offset length bits bits_per_byte bits_per_char name" },
    { "neighbor", "offset length text cosine found found_offset found_length"
      " found_text" },
    { "block", "offset length bits bits_per_byte order0_entropy chi_square"
      " edge" },
};
#define KINDS (sizeof kinds / sizeof *kinds)

const char *
blt_stream_kind_name(blt_stream_kind kind)
{
    return (size_t)kind < KINDS ? kinds[kind].name : NULL;
}

int
blt_stream_kind_parse(const char *name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *
blt__stream_columns(blt_stream_kind kind)
{
    return kinds[kind].columns;
}

blt_status
blt_stream_writer_new(blt_stream_writer **out, blt_stream_kind kind,
                      blt_stream_format format, blt_write_fn write,
                      void *user, blt_error *err)
{
    blt_stream_writer *w;

    *out = NULL;
    if ((size_t)kind >= KINDS || write == NULL
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
        blt__buf_printf(&w->out, "#blt-stream 1 %s\n", kinds[kind].name);
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
put(blt_stream_writer *w, const char *s)
{
    blt__buf_put(&w->out, s, strlen(s));
}

static void
begin(blt_stream_writer *w)
{
    if (!w->begun && w->format == BLT_FORMAT_STREAM)
        blt__buf_printf(&w->out, "#columns %s%s%s%s%s\n",
                        kinds[w->kind].columns,
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
    put(w, "#program ");
    blt__escape(&w->out, (const uint8_t *)line, strlen(line));
    put(w, "\n");
    return line_done(w, err);
}

/* ---- JSON -------------------------------------------------------------- */

/* Valid UTF-8 as a JSON string. */
static void
json_string(blt__buf *b, const uint8_t *p, size_t n)
{
    size_t from = 0;

    blt__buf_put(b, "\"", 1);
    for (size_t i = 0; i < n; i++) {
        if (p[i] >= 0x20 && p[i] != '"' && p[i] != '\\' && p[i] != 0x7f)
            continue;
        blt__buf_put(b, p + from, i - from);
        from = i + 1;
        if (p[i] == '"' || p[i] == '\\')
            blt__buf_printf(b, "\\%c", p[i]);
        else if (p[i] == '\n')
            blt__buf_put(b, "\\n", 2);
        else if (p[i] == '\t')
            blt__buf_put(b, "\\t", 2);
        else
            blt__buf_printf(b, "\\u%04x", p[i]);
    }
    blt__buf_put(b, p + from, n - from);
    blt__buf_put(b, "\"", 1);
}

/* "KEY":"..." or, for what is not UTF-8, "KEY_hex":"..." */
static void
json_bytes(blt__buf *b, const char *key, const char *hex, const uint8_t *p,
           size_t n)
{
    if (blt__utf8_valid(p, n)) {
        blt__buf_printf(b, "\"%s\":", key);
        json_string(b, p, n);
        return;
    }
    blt__buf_printf(b, "\"%s\":\"", hex);
    for (size_t i = 0; i < n; i++) {
        char two[2] = { "0123456789abcdef"[p[i] >> 4],
                        "0123456789abcdef"[p[i] & 15] };

        blt__buf_put(b, two, 2);
    }
    blt__buf_put(b, "\"", 1);
}

static void
json_nats(blt_stream_writer *w, const char *key, float nats)
{
    blt__buf_printf(&w->out, ",\"%s\":", key);
    if (isfinite(nats))
        blt__number_put_nats(&w->out, nats);
    else
        put(w, "null");
}

static void
json_correction(blt_stream_writer *w, const blt_record *r)
{
    put(w, ",");
    json_bytes(&w->out, "wrong", "wrong_hex", r->bytes, (size_t)r->length);
    put(w, ",\"right\":");
    if (r->alternatives > 0)
        json_string(&w->out, (const uint8_t *)r->alternative[0].p,
                    r->alternative[0].n);
    else
        put(w, "null");
    put(w, ",\"probability\":");
    if (r->alternatives > 0)
        blt__number_put(&w->out, r->probability);
    else
        put(w, "null");
    put(w, ",\"alternatives\":[");
    for (size_t i = 0; i < r->alternatives; i++) {
        if (i > 0)
            put(w, ",");
        json_string(&w->out, (const uint8_t *)r->alternative[i].p,
                    r->alternative[i].n);
    }
    put(w, "]}\n");
}

/* "rising", "falling" or, for none, `none`. */
static const char *
edge_name(const blt_record *r, const char *none)
{
    return r->edge > 0 ? "rising" : r->edge < 0 ? "falling" : none;
}

static void
json_block(blt_stream_writer *w, const blt_record *r)
{
    const char *edge = edge_name(r, NULL);

    json_nats(w, "bits", r->surprisal);
    json_nats(w, "bits_per_byte", (float)(r->surprisal / (double)r->length));
    json_nats(w, "order0_entropy", r->order0);
    put(w, ",\"chi_square\":");
    blt__number_put(&w->out, r->chi_square);
    put(w, ",\"edge\":");
    if (edge != NULL)
        blt__buf_printf(&w->out, "\"%s\"}\n", edge);
    else
        put(w, "null}\n");
}

static void
json_neighbor(blt_stream_writer *w, const blt_record *r)
{
    put(w, ",\"cosine\":");
    blt__number_put(&w->out, r->cosine);
    put(w, ",");
    json_bytes(&w->out, "found", "found_hex", (const uint8_t *)r->found.p,
               r->found.n);
    put(w, ",\"found_offset\":");
    blt__number_put_int(&w->out, r->found_offset);
    put(w, ",\"found_length\":");
    blt__number_put_int(&w->out, r->found_length);
    if (r->found_text.p == NULL)
        return;
    put(w, ",");
    json_bytes(&w->out, "found_text", "found_text_hex",
               (const uint8_t *)r->found_text.p, r->found_text.n);
}

/* "rank":0,"top":[{"byte":"e","probability":0.5},...] */
static void
json_top(blt_stream_writer *w, const blt_record *r)
{
    if (w->columns & BLT_COLUMN_RANK)
        blt__buf_printf(&w->out, ",\"rank\":%d", r->rank);
    if (!(w->columns & BLT_COLUMN_TOP))
        return;
    put(w, ",\"top\":[");
    for (size_t i = 0; i < r->guesses; i++) {
        put(w, i > 0 ? ",{" : "{");
        json_bytes(&w->out, "byte", "bytes_hex", &r->guess[i].byte, 1);
        put(w, ",\"probability\":");
        blt__number_put(&w->out, r->guess[i].probability);
        put(w, "}");
    }
    put(w, "]");
}

static void
put_json(blt_stream_writer *w, const blt_record *r)
{
    int byte = w->kind == BLT_STREAM_ENTROPY || w->kind == BLT_STREAM_SCORE;

    put(w, "{");
    blt__buf_put(&w->out, w->name.p, w->name.n);
    put(w, ",\"offset\":");
    blt__number_put_int(&w->out, r->offset);
    if (!byte) {
        put(w, ",\"length\":");
        blt__number_put_int(&w->out, r->length);
    }
    if (w->kind == BLT_STREAM_CORRECTION) {
        json_correction(w, r);
        return;
    }
    if (w->columns & BLT_COLUMN_LINE) {
        put(w, ",\"line\":");
        blt__number_put_int(&w->out, r->line);
    }
    if (w->kind == BLT_STREAM_BLOCK) {
        json_block(w, r);
        return;
    }
    if (w->kind == BLT_STREAM_UNIT || w->kind == BLT_STREAM_SUM) {
        json_nats(w, "bits", r->surprisal);
        json_nats(w, "bits_per_byte",
                  (float)(r->surprisal / (double)r->length));
        json_nats(w, "bits_per_char",
                  (float)(r->surprisal / (double)r->chars));
    } else if (w->kind != BLT_STREAM_EMBEDDING
               && w->kind != BLT_STREAM_NEIGHBOR) {
        json_nats(w, "entropy", r->entropy);
        json_nats(w, byte ? "surprisal" : "bits", r->surprisal);
    }
    if (w->kind == BLT_STREAM_SUM) {
        put(w, ",");
        json_bytes(&w->out, "name", "name_hex", (const uint8_t *)r->name.p,
                   r->name.n);
    } else if (r->bytes != NULL) {
        put(w, ",");
        json_bytes(&w->out, byte ? "byte" : "text", "bytes_hex", r->bytes,
                   (size_t)r->length);
    }
    if (w->kind == BLT_STREAM_EMBEDDING) {
        put(w, ",\"vector\":[");
        for (size_t i = 0; i < r->width; i++) {
            if (i > 0)
                put(w, ",");
            blt__number_put(&w->out, r->vector[i]);
        }
        put(w, "]");
    }
    if (w->kind == BLT_STREAM_NEIGHBOR)
        json_neighbor(w, r);
    json_top(w, r);
    put(w, "}\n");
}

/* ---- records ----------------------------------------------------------- */

size_t
blt_stream_document_name(const char *label)
{
    static const char key[] = " charset=";
    const char *last = strrchr(label, ' ');

    return last != NULL && strncmp(last, key, sizeof key - 1) == 0
        && last[sizeof key - 1] != '\0' ? (size_t)(last - label)
        : strlen(label);
}

static void
json_document(blt_stream_writer *w, const char *label)
{
    size_t n = blt_stream_document_name(label);

    blt__buf_clear(&w->name);
    json_bytes(&w->name, "document", "document_hex", (const uint8_t *)label,
               n);
    if (label[n] == '\0')
        return;
    blt__buf_put(&w->name, ",", 1);
    label += n + strlen(" charset=");
    json_bytes(&w->name, "charset", "charset_hex", (const uint8_t *)label,
               strlen(label));
}

blt_status
blt_stream_writer_document(blt_stream_writer *w, const char *name,
                           blt_error *err)
{
    begin(w);
    w->documents++;
    w->next = 0;
    if (w->format == BLT_FORMAT_JSON) {
        json_document(w, name);
        return BLT_OK;
    }
    if (w->columns & BLT_COLUMN_FILE || w->format == BLT_FORMAT_GREP) {
        blt__buf_clear(&w->name);
        blt__buf_put(&w->name, name, blt_stream_document_name(name));
    }
    if (w->format == BLT_FORMAT_GREP)
        return BLT_OK;
    put(w, "#document ");
    blt__escape(&w->out, (const uint8_t *)name, strlen(name));
    put(w, "\n");
    return line_done(w, err);
}

static void
put_nats(blt_stream_writer *w, double nats)
{
    put(w, "\t");
    if (isnan(nats))
        put(w, "-");
    else if (isinf(nats))
        put(w, "inf");
    else
        blt__number_put_nats(&w->out, (float)nats);
}

static void
put_text(blt_stream_writer *w, const blt_record *r)
{
    put(w, "\t");
    if (r->bytes != NULL)
        blt__escape(&w->out, r->bytes, (size_t)r->length);
}

/* Writes the most common record, a patch without entropies, in one call: half
 * of the time of blt-patch was spent appending fields. */
static int
put_plain(blt_stream_writer *w, const blt_record *r)
{
    char *p;

    if (w->kind != BLT_STREAM_PATCH || !isnan(r->entropy)
        || !isnan(r->surprisal)
        || !blt__buf_reserve(&w->out, 4 * (size_t)r->length + 64))
        return 0;
    p = blt__number_int_to(w->out.p + w->out.n, r->offset);
    *p++ = '\t';
    p = blt__number_int_to(p, r->length);
    memcpy(p, "\t-\t-\t", 5);
    p = blt__escape_to(p + 5, r->bytes, (size_t)r->length);
    *p++ = '\n';
    w->out.n = (size_t)(p - w->out.p);
    return 1;
}

/* right, probability and all alternatives, a | between: in them it is \x7c. */
static void
put_alternatives(blt_stream_writer *w, const blt_record *r)
{
    const blt_slice *a = r->alternative;

    put(w, "\t");
    if (r->alternatives > 0)
        blt__escape(&w->out, (const uint8_t *)a[0].p, a[0].n);
    put(w, "\t");
    if (r->alternatives > 0)
        blt__number_put(&w->out, r->probability);
    else
        put(w, "-");
    put(w, "\t");
    for (size_t i = 0; i < r->alternatives; i++) {
        const char *p = a[i].p, *end = p + a[i].n, *bar;

        if (i > 0)
            put(w, "|");
        for (; (bar = memchr(p, '|', (size_t)(end - p))); p = bar + 1) {
            blt__escape(&w->out, (const uint8_t *)p, (size_t)(bar - p));
            put(w, "\\x7c");
        }
        blt__escape(&w->out, (const uint8_t *)p, (size_t)(end - p));
    }
}

/* The columns of a neighbor after its own text. */
static void
put_found(blt_stream_writer *w, const blt_record *r)
{
    put(w, "\t");
    blt__number_put(&w->out, r->cosine);
    put(w, "\t");
    blt__escape(&w->out, (const uint8_t *)r->found.p, r->found.n);
    put(w, "\t");
    blt__number_put_int(&w->out, r->found_offset);
    put(w, "\t");
    blt__number_put_int(&w->out, r->found_length);
    put(w, "\t");
    if (r->found_text.p != NULL)
        blt__escape(&w->out, (const uint8_t *)r->found_text.p,
                    r->found_text.n);
}

/* e=0.5 a=0.25: a space is written \x20, so that spaces separate. */
static void
put_top(blt_stream_writer *w, const blt_record *r)
{
    if (w->columns & BLT_COLUMN_RANK)
        blt__buf_printf(&w->out, "\t%d", r->rank);
    if (!(w->columns & BLT_COLUMN_TOP))
        return;
    for (size_t i = 0; i < r->guesses; i++) {
        put(w, i > 0 ? " " : "\t");
        if (r->guess[i].byte == ' ')
            put(w, "\\x20");
        else
            blt__escape(&w->out, &r->guess[i].byte, 1);
        put(w, "=");
        blt__number_put(&w->out, r->guess[i].probability);
    }
}

static void
put_line(blt_stream_writer *w, const blt_record *r)
{
    blt__number_put_int(&w->out, r->offset);
    if (w->kind != BLT_STREAM_ENTROPY && w->kind != BLT_STREAM_SCORE) {
        put(w, "\t");
        blt__number_put_int(&w->out, r->length);
    }
    switch (w->kind) {
    case BLT_STREAM_ENTROPY:
    case BLT_STREAM_SCORE:
    case BLT_STREAM_PATCH:
        put_nats(w, r->entropy);
        put_nats(w, r->surprisal);
        put_text(w, r);
        break;
    case BLT_STREAM_BLOCK:
        put_nats(w, r->surprisal);
        put_nats(w, r->length > 0 ? r->surprisal / (double)r->length : NAN);
        put_nats(w, r->order0);
        put(w, "\t");
        blt__number_put(&w->out, r->chi_square);
        put(w, "\t");
        put(w, edge_name(r, "-"));
        break;
    case BLT_STREAM_UNIT:
    case BLT_STREAM_SUM:
        put_nats(w, r->surprisal);
        put_nats(w, r->length > 0 ? r->surprisal / (double)r->length : NAN);
        put_nats(w, r->chars > 0 ? r->surprisal / (double)r->chars : NAN);
        if (w->kind == BLT_STREAM_UNIT) {
            put(w, "\t");
            if (r->bytes != NULL)
                blt__escape_clipped(&w->out, r->bytes, (size_t)r->length,
                                    w->width);
        } else {
            put(w, "\t");
            blt__escape(&w->out, (const uint8_t *)r->name.p, r->name.n);
        }
        break;
    case BLT_STREAM_EMBEDDING:
        put_text(w, r);
        for (size_t i = 0; i < r->width; i++) {
            put(w, i > 0 ? " " : "\t");
            blt__number_put(&w->out, r->vector[i]);
        }
        break;
    case BLT_STREAM_CORRECTION:
        put_text(w, r);
        put_alternatives(w, r);
        break;
    case BLT_STREAM_NEIGHBOR:
        put_text(w, r);
        put_found(w, r);
        break;
    }
    put_top(w, r);
    if (w->columns & BLT_COLUMN_LINE) {
        put(w, "\t");
        blt__number_put_int(&w->out, r->line);
    }
    if (w->columns & BLT_COLUMN_FILE) {
        put(w, "\t");
        blt__escape(&w->out, (const uint8_t *)w->name.p, w->name.n);
    }
    put(w, "\n");
}

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
        put_json(w, r);
    else if (w->format == BLT_FORMAT_GREP)
        blt__put_grep(&w->out, w->name.p, w->name.n, r, w->width);
    else if (!put_plain(w, r))
        put_line(w, r);
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
