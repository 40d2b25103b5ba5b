/* One record of a stream: its columns, parsed and checked. */
#include "config.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <blt/patch.h>
#include "stream/reader.h"
#include "text/text.h"

blt_status
blt__bad(const blt_stream_reader *r, blt_error *err, const char *fmt, ...)
{
    char text[256];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return blt__fail(err, BLT_EDATA, "%s: line %lld: %s", r->name,
                     (long long)r->line, text);
}

struct field {
    char *p;
    size_t n;
};

/* Splits at tabs; returns how many fields, at most max + 1. */
static size_t
split(struct field *f, size_t max, char *line, size_t n)
{
    size_t count = 0;

    for (;;) {
        char *tab = memchr(line, '\t', n);
        size_t len = tab ? (size_t)(tab - line) : n;

        if (count == max)
            return max + 1;
        f[count++] = (struct field){ line, len };
        if (tab == NULL)
            return count;
        line += len + 1;
        n -= len + 1;
    }
}

/* Bits as nats; "-" as NaN. */
static blt_status
take_bits(const blt_stream_reader *r, float *nats, const struct field *f,
          const char *what, int infinite, blt_error *err)
{
    double bits;

    if (f->n == 1 && f->p[0] == '-') {
        *nats = NAN;
        return BLT_OK;
    }
    if (infinite && f->n == 3 && memcmp(f->p, "inf", 3) == 0) {
        *nats = INFINITY;
        return BLT_OK;
    }
    if (!blt__number_parse(&bits, f->p, f->n)
        || !isfinite((float)(bits * BLT__LN2)))
        return blt__bad(r, err, "%s: \"%.*s\" is not a number", what,
                        f->n > 40 ? 40 : (int)f->n, f->p);
    *nats = (float)(bits * BLT__LN2);
    return BLT_OK;
}

static blt_status
take_int(const blt_stream_reader *r, int64_t *x, const struct field *f,
         const char *what, blt_error *err)
{
    if (!blt__number_parse_int(x, f->p, f->n))
        return blt__bad(r, err, "%s: \"%.*s\" is not a number", what,
                        f->n > 40 ? 40 : (int)f->n, f->p);
    return BLT_OK;
}

static blt_status
take_name(const blt_stream_reader *r, blt_record *rec, const struct field *f,
          blt_error *err)
{
    size_t at = 0, n = blt__unescape(f->p, f->n, &at);

    if (n == SIZE_MAX)
        return blt__bad(r, err, "name: a bad escape or control byte");
    rec->name = (blt_slice){ f->p, n };
    return BLT_OK;
}

/* Unescapes the text in place and checks its length. */
static blt_status
take_text(const blt_stream_reader *r, blt_record *rec, struct field *f,
          blt_error *err)
{
    size_t at = 0, n;

    rec->bytes = NULL;
    if (f->n == 0 && rec->length > 0 && (r->kind == BLT_STREAM_EMBEDDING
                                         || r->kind == BLT_STREAM_UNIT
                                         || r->kind == BLT_STREAM_NEIGHBOR)) {
        rec->bytes = NULL;
        return BLT_OK;
    }
    n = blt__unescape(f->p, f->n, &at);
    if (n == SIZE_MAX)
        return blt__bad(r, err, "text: character %zu: a bad escape or control"
                        " byte", at + 1);
    if (n != (uint64_t)rec->length && r->kind == BLT_STREAM_UNIT) {
        rec->bytes = NULL;              /* it was clipped */
        return BLT_OK;
    }
    if (n != (uint64_t)rec->length)
        return blt__bad(r, err, "text: %zu bytes where %lld were announced", n,
                        (long long)rec->length);
    rec->bytes = (const uint8_t *)f->p;
    return BLT_OK;
}

static blt_status
take_vector(blt_stream_reader *r, blt_record *rec, struct field *f,
            blt_error *err)
{
    size_t width = 1, i = 0;
    char *p = f->p, *end = f->p + f->n;

    for (char *c = p; (c = memchr(c, ' ', (size_t)(end - c))) != NULL; c++)
        width++;
    if (r->width == 0) {
        r->vector = blt__alloc(width, sizeof *r->vector);
        if (r->vector == NULL)
            return blt__fail_memory(err, r->name);
        r->width = width;
    }
    if (width != r->width)
        return blt__bad(r, err, "vector: %zu numbers where others have %zu",
                        width, r->width);
    while (i < width) {
        char *space = memchr(p, ' ', (size_t)(end - p));
        size_t n = (size_t)((space ? space : end) - p);
        double x;

        if (!blt__number_parse(&x, p, n) || !isfinite((float)x))
            return blt__bad(r, err, "vector: \"%.*s\" is not a number",
                            n > 40 ? 40 : (int)n, p);
        r->vector[i++] = (float)x;
        p += n + 1;
    }
    rec->vector = r->vector;
    rec->width = width;
    return BLT_OK;
}

/* Unescapes a word in place; BLT_EDATA if it is empty or not UTF-8. */
static blt_status
take_word(const blt_stream_reader *r, blt_slice *word, char *p, size_t n,
          blt_error *err)
{
    size_t at = 0, got = blt__unescape(p, n, &at);

    if (got == SIZE_MAX || got == 0
        || !blt__utf8_valid((const uint8_t *)p, got))
        return blt__bad(r, err, "alternatives: \"%.*s\" is no text",
                        n > 40 ? 40 : (int)n, p);
    *word = (blt_slice){ p, got };
    return BLT_OK;
}

/* right, probability, alternatives: the first of these is right. */
static blt_status
take_alternatives(blt_stream_reader *r, blt_record *rec, struct field *f,
                  blt_error *err)
{
    char *p = f[2].p, *end = p + f[2].n;
    double x = NAN;
    blt_slice right = { "", 0 };
    blt_status s = BLT_OK;

    if (r->alternative == NULL)
        r->alternative = blt__alloc(BLT_ALTERNATIVES_MOST,
                                    sizeof *r->alternative);
    if (r->alternative == NULL)
        return blt__fail_memory(err, r->name);
    while (p < end && s == BLT_OK) {
        char *bar = memchr(p, '|', (size_t)(end - p));
        size_t n = (size_t)((bar ? bar : end) - p);

        if (rec->alternatives == BLT_ALTERNATIVES_MOST)
            return blt__bad(r, err, "alternatives: more than %d",
                            BLT_ALTERNATIVES_MOST);
        s = take_word(r, &r->alternative[rec->alternatives++], p, n, err);
        p += n + 1;
        if (bar != NULL && p == end)
            return blt__bad(r, err, "alternatives: the last one is empty");
    }
    if (s == BLT_OK && f[0].n > 0)
        s = take_word(r, &right, f[0].p, f[0].n, err);
    if (s != BLT_OK)
        return s;
    if (rec->alternatives > 0 ? right.n != r->alternative[0].n
        || memcmp(right.p, r->alternative[0].p, right.n) != 0 : right.n > 0)
        return blt__bad(r, err, "right is not the first of the alternatives");
    if (f[1].n != 1 || f[1].p[0] != '-') {
        if (!blt__number_parse(&x, f[1].p, f[1].n) || !(x >= 0 && x <= 1))
            return blt__bad(r, err, "probability: \"%.*s\" is not in 0 .. 1",
                            f[1].n > 40 ? 40 : (int)f[1].n, f[1].p);
    }
    if (isnan(x) != (rec->alternatives == 0))
        return blt__bad(r, err, "a probability goes with an alternative");
    rec->probability = (float)x;
    rec->alternative = r->alternative;
    return BLT_OK;
}

/* cosine, found, found_offset, found_length, found_text */
static blt_status
take_neighbor(const blt_stream_reader *r, blt_record *rec, struct field *f,
              blt_error *err)
{
    size_t at = 0, n;
    double x;
    blt_status s;

    if (!blt__number_parse(&x, f[0].p, f[0].n) || !(x >= -1 && x <= 1))
        return blt__bad(r, err, "cosine: \"%.*s\" is not in -1 .. 1",
                        f[0].n > 40 ? 40 : (int)f[0].n, f[0].p);
    rec->cosine = (float)x;
    n = blt__unescape(f[1].p, f[1].n, &at);
    if (n == SIZE_MAX || memchr(f[1].p, '\0', n) != NULL)
        return blt__bad(r, err, "found: a bad escape, control byte or zero"
                        " byte");
    rec->found = (blt_slice){ f[1].p, n };
    s = take_int(r, &rec->found_offset, &f[2], "found_offset", err);
    if (s == BLT_OK)
        s = take_int(r, &rec->found_length, &f[3], "found_length", err);
    if (s != BLT_OK)
        return s;
    if (rec->found_length > INT64_MAX - rec->found_offset)
        return blt__bad(r, err, "found_length %lld: too large",
                        (long long)rec->found_length);
    if (f[4].n == 0 && rec->found_length > 0)
        return BLT_OK;
    n = blt__unescape(f[4].p, f[4].n, &at);
    if (n == SIZE_MAX)
        return blt__bad(r, err, "found_text: a bad escape or control byte");
    if (n != (uint64_t)rec->found_length)
        return blt__bad(r, err, "found_text: %zu bytes where %lld were"
                        " announced", n, (long long)rec->found_length);
    rec->found_text = (blt_slice){ f[4].p, n };
    return BLT_OK;
}

/* Fields 2 to 5 of a unit or a sum. */
static blt_status
take_unit(const blt_stream_reader *r, blt_record *rec, struct field *f,
          blt_error *err)
{
    float ignored;
    blt_status s = take_bits(r, &rec->surprisal, &f[2], "bits", 1, err);

    if (s == BLT_OK)
        s = take_bits(r, &ignored, &f[3], "bits_per_byte", 1, err);
    if (s == BLT_OK)
        s = take_bits(r, &ignored, &f[4], "bits_per_char", 1, err);
    if (s != BLT_OK)
        return s;
    return r->kind == BLT_STREAM_UNIT ? take_text(r, rec, &f[5], err)
        : take_name(r, rec, &f[5], err);
}

/* Fields 2 to 6 of a block. */
static blt_status
take_block(const blt_stream_reader *r, blt_record *rec, struct field *f,
           blt_error *err)
{
    float ignored;
    double chi = 0;
    blt_status s = take_bits(r, &rec->surprisal, &f[2], "bits", 1, err);

    if (s == BLT_OK)
        s = take_bits(r, &ignored, &f[3], "bits_per_byte", 1, err);
    if (s == BLT_OK)
        s = take_bits(r, &rec->order0, &f[4], "order0_entropy", 0, err);
    if (s == BLT_OK && !blt__number_parse(&chi, f[5].p, f[5].n))
        s = blt__bad(r, err, "chi_square: \"%.*s\" is not a number",
                     f[5].n > 40 ? 40 : (int)f[5].n, f[5].p);
    rec->chi_square = (float)chi;
    if (f[6].n == 6 && memcmp(f[6].p, "rising", 6) == 0)
        rec->edge = 1;
    else if (f[6].n == 7 && memcmp(f[6].p, "falling", 7) == 0)
        rec->edge = -1;
    else if (s == BLT_OK && (f[6].n != 1 || f[6].p[0] != '-'))
        s = blt__bad(r, err, "edge: neither rising, falling nor -");
    return s;
}

static blt_status
check_place(const blt_stream_reader *r, const blt_record *rec, blt_error *err)
{
    int anywhere = blt__kind_has_file(r) || r->kind == BLT_STREAM_NEIGHBOR;
    int loose = r->kind == BLT_STREAM_EMBEDDING || anywhere;

    if (r->documents == 0)
        return blt__bad(r, err, "a record before the first #document");
    if (r->kind == BLT_STREAM_CORRECTION) {
        if (rec->offset < r->next)
            return blt__bad(r, err, "offset %lld before %lld, where the record"
                            " before it ended", (long long)rec->offset,
                            (long long)r->next);
    } else if (!anywhere && rec->offset != r->next)
        return r->next == 0
            ? blt__bad(r, err, "the document starts at offset %lld instead of"
                       " 0", (long long)rec->offset)
            : blt__bad(r, err, "offset %lld where %lld was expected",
                       (long long)rec->offset, (long long)r->next);
    if (rec->length > INT64_MAX - rec->offset
        || rec->length > INT64_MAX - r->bytes)
        return blt__bad(r, err, "length %lld: too large",
                        (long long)rec->length);
    if (!loose && (rec->length < 1 || rec->length > BLT_PATCH_LONGEST))
        return blt__bad(r, err, "length %lld: not in 1 .. %lld",
                        (long long)rec->length, (long long)BLT_PATCH_LONGEST);
    return BLT_OK;
}

/* The likeliest bytes, which may follow, are for people and other programs. */
static blt_status
take_rank(const blt_stream_reader *r, blt_record *rec, const struct field *f,
          blt_error *err)
{
    int64_t rank = 0;
    blt_status s = take_int(r, &rank, f, "rank", err);

    if (s == BLT_OK && rank > 255)
        s = blt__bad(r, err, "rank %lld: not in 0 .. 255", (long long)rank);
    rec->rank = (int)rank;
    return s;
}

static size_t
more_columns(const blt_stream_reader *r)
{
    size_t n = 0;

    for (unsigned left = r->columns; left != 0; left &= left - 1)
        n++;
    return n;
}

blt_status
blt__reader_record(blt_stream_reader *r, blt_record *rec, char *line, size_t n,
            blt_error *err)
{
    static const size_t columns[] = { 4, 5, 4, 4, 6, 6, 6, 8, 7 };
    struct field f[8] = { { NULL, 0 } };
    const size_t own = columns[r->kind];
    const size_t want = own + more_columns(r);
    const size_t got = split(f, want, line, n);
    blt_status s;

    rec->length = 1;
    rec->entropy = rec->surprisal = rec->probability = NAN;
    if (got != want)
        return blt__bad(r, err, "%s than the %zu columns of this kind",
                        got < want ? "fewer" : "more", want);
    s = take_int(r, &rec->offset, &f[0], "offset", err);
    if (s == BLT_OK && !blt__kind_has_rank(r))
        s = take_int(r, &rec->length, &f[1], "length", err);
    if (s == BLT_OK && r->columns & BLT_COLUMN_RANK)
        s = take_rank(r, rec, &f[own], err);
    if (s == BLT_OK && r->columns & BLT_COLUMN_LINE)
        s = take_int(r, &rec->line, &f[own], "line", err);
    if (s == BLT_OK)
        s = check_place(r, rec, err);
    if (s != BLT_OK)
        return s;
    switch (r->kind) {
    case BLT_STREAM_ENTROPY:
    case BLT_STREAM_SCORE:
        if ((s = take_bits(r, &rec->entropy, &f[1], "entropy", 0, err))
            == BLT_OK
            && (s = take_bits(r, &rec->surprisal, &f[2], "surprisal", 1,
                              err)) == BLT_OK)
            s = take_text(r, rec, &f[3], err);
        break;
    case BLT_STREAM_PATCH:
        if ((s = take_bits(r, &rec->entropy, &f[2], "entropy", 0, err))
            == BLT_OK
            && (s = take_bits(r, &rec->surprisal, &f[3], "bits", 1, err))
            == BLT_OK)
            s = take_text(r, rec, &f[4], err);
        break;
    case BLT_STREAM_EMBEDDING:
        if ((s = take_text(r, rec, &f[2], err)) == BLT_OK)
            s = take_vector(r, rec, &f[3], err);
        break;
    case BLT_STREAM_UNIT:
    case BLT_STREAM_SUM:
        s = take_unit(r, rec, f, err);
        break;
    case BLT_STREAM_BLOCK:
        s = take_block(r, rec, f, err);
        break;
    case BLT_STREAM_CORRECTION:
        if ((s = take_text(r, rec, &f[2], err)) == BLT_OK)
            s = take_alternatives(r, rec, &f[3], err);
        break;
    case BLT_STREAM_NEIGHBOR:
        if ((s = take_text(r, rec, &f[2], err)) == BLT_OK)
            s = take_neighbor(r, rec, &f[3], err);
        break;
    }
    if (s != BLT_OK)
        return s;
    r->next = rec->offset + rec->length;
    r->records++;
    r->bytes += rec->length;
    return BLT_OK;
}
