/* Reads a stream line by line and checks everything.
 *
 * A stream may have been edited, filtered, truncated or forged.  An error is
 * reported with the number of its line.  Memory grows with what was actually
 * read, and at most to the longest valid line. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <blt/patch.h>
#include "stream/reader.h"
#include "text/text.h"

/* A patch of BLT_PATCH_LONGEST bytes all written \xHH, and its numbers;
 * and as much again for a vector. */
#define LONGEST_LINE ((size_t)BLT_PATCH_LONGEST * 8)
#define BLOCK 65536
#define PROGRAMS 1000

/* Reads more bytes after those in the buffer; removes the used ones. */
static blt_status
fill(blt_stream_reader *r, blt_error *err)
{
    size_t got = BLOCK;
    blt_status s;

    if (r->at > 0) {
        memmove(r->in.p, r->in.p + r->at, r->in.n - r->at);
        r->in.n -= r->at;
        r->at = 0;
    }
    if (!blt__buf_reserve(&r->in, BLOCK))
        return blt__fail_memory(err, r->name);
    s = r->read(r->user, r->in.p + r->in.n, &got, err);
    if (s != BLT_OK)
        return s;
    if (got == 0)
        r->over = 1;
    r->in.n += got;
    return BLT_OK;
}

/* The next line without its newline, in place, until the next call. */
static blt_status
take_line(blt_stream_reader *r, char **line, size_t *n, blt_error *err)
{
    size_t seen = 0;
    char *end;

    *line = NULL;
    *n = 0;
    for (;;) {
        char *from = r->in.p + r->at;
        size_t have = r->in.n - r->at;

        end = have > seen ? memchr(from + seen, '\n', have - seen) : NULL;
        if (end != NULL) {
            *line = from;
            *n = (size_t)(end - from);
            r->at += *n + 1;
            r->line++;
            return BLT_OK;
        }
        seen = have;
        if (have > LONGEST_LINE) {
            r->line++;
            return blt__bad(r, err, "longer than %zu bytes", LONGEST_LINE);
        }
        if (r->over)
            return blt__fail(err, BLT_EDATA, "%s: the stream was cut short:"
                             " no #end after line %lld", r->name,
                             (long long)r->line);
        blt_status s = fill(r, err);
        if (s != BLT_OK)
            return s;
    }
}

/* The text after "WORD " at the start of the line, or NULL. */
static char *
after(char *line, size_t *n, const char *word)
{
    size_t k = strlen(word);

    if (*n < k || memcmp(line, word, k) != 0)
        return NULL;
    *n -= k;
    return line + k;
}

/* ---- the header -------------------------------------------------------- */

static blt_status
read_magic(blt_stream_reader *r, blt_error *err)
{
    char *line, *p, kind[16];
    size_t n;
    int k;
    blt_status s = take_line(r, &line, &n, err);

    if (s != BLT_OK)
        return s;
    p = after(line, &n, "#blt-stream ");
    if (p == NULL)
        return blt__bad(r, err, "not a stream: it does not start with"
                        " #blt-stream");
    if (n < 2 || memcmp(p, "1 ", 2) != 0)
        return blt__bad(r, err, "a version of the stream format that this"
                        " program does not know; it reads 1");
    p += 2;
    n -= 2;
    if (n >= sizeof kind)
        n = sizeof kind - 1;
    memcpy(kind, p, n);
    kind[n] = '\0';
    k = blt_stream_kind_parse(kind);
    if (k < 0)
        return blt__bad(r, err, "no kind of stream is called \"%s\"", kind);
    r->kind = (blt_stream_kind)k;
    return BLT_OK;
}

static blt_status
add_program(blt_stream_reader *r, char *line, size_t n, blt_error *err)
{
    size_t at;
    char **grown, *copy;

    if (r->programs == PROGRAMS || n > 65536)
        return blt__bad(r, err, "too many or too long programs");
    n = blt__unescape(line, n, &at);
    if (n == SIZE_MAX)
        return blt__bad(r, err, "a bad escape");
    grown = realloc(r->program, (r->programs + 1) * sizeof *grown);
    if (grown != NULL)
        r->program = grown;
    copy = malloc(n + 1);
    if (grown == NULL || copy == NULL) {
        free(copy);
        return blt__fail_memory(err, r->name);
    }
    memcpy(copy, line, n);
    copy[n] = '\0';
    r->program[r->programs++] = copy;
    return BLT_OK;
}

/* Removes the word and the space before it from the end; 0 if it is not
 * there. */
static int
drop_word(const char *p, size_t *n, const char *word)
{
    size_t k = strlen(word);

    if (*n <= k || memcmp(p + *n - k, word, k) != 0 || p[*n - k - 1] != ' ')
        return 0;
    *n -= k + 1;
    return 1;
}

/* The columns of the kind and those that may follow them. */
static int
take_columns(blt_stream_reader *r, const char *p, size_t n)
{
    const char *want = blt__stream_columns(r->kind);

    if (blt__kind_has_file(r) && drop_word(p, &n, "file"))
        r->columns |= BLT_COLUMN_FILE;
    if (r->kind == BLT_STREAM_UNIT && drop_word(p, &n, "line"))
        r->columns |= BLT_COLUMN_LINE;
    if (blt__kind_has_rank(r) && drop_word(p, &n, "top"))
        r->columns |= BLT_COLUMN_TOP;
    if (blt__kind_has_rank(r) && drop_word(p, &n, "rank"))
        r->columns |= BLT_COLUMN_RANK;
    return n == strlen(want) && memcmp(p, want, n) == 0;
}

static blt_status
read_header(blt_stream_reader *r, blt_error *err)
{
    const char *want;
    blt_status s = read_magic(r, err);

    if (s != BLT_OK)
        return s;
    want = blt__stream_columns(r->kind);
    for (;;) {
        char *line, *p;
        size_t n;

        s = take_line(r, &line, &n, err);
        if (s != BLT_OK)
            return s;
        if ((p = after(line, &n, "#program ")) != NULL) {
            s = add_program(r, p, n, err);
            if (s != BLT_OK)
                return s;
        } else if ((p = after(line, &n, "#columns ")) != NULL) {
            if (!take_columns(r, p, n))
                return blt__bad(r, err, "the columns of this kind are %s%s",
                                want, r->kind == BLT_STREAM_UNIT
                                ? " [line] [file]" : blt__kind_has_file(r)
                                ? " [file]" : blt__kind_has_rank(r)
                                ? " [rank] [top]" : "");
            return BLT_OK;
        } else {
            return blt__bad(r, err, "expected #program or #columns");
        }
    }
}

blt_status
blt_stream_reader_new(blt_stream_reader **out, const char *name,
                      blt_read_fn read, void *user, blt_error *err)
{
    blt_stream_reader *r = calloc(1, sizeof *r);
    size_t n = strlen(name) + 1;
    blt_status s;

    *out = NULL;
    if (r == NULL || (r->name = malloc(n)) == NULL) {
        free(r);
        return blt__fail_memory(err, name);
    }
    memcpy(r->name, name, n);
    r->read = read;
    r->user = user;
    s = read_header(r, err);
    if (s != BLT_OK) {
        blt_stream_reader_free(r);
        return s;
    }
    *out = r;
    return BLT_OK;
}

void
blt_stream_reader_free(blt_stream_reader *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->programs; i++)
        free(r->program[i]);
    free(r->program);
    free(r->vector);
    free(r->alternative);
    free(r->name);
    blt__buf_free(&r->in);
    free(r);
}

blt_stream_kind
blt_stream_reader_kind(const blt_stream_reader *r)
{
    return r->kind;
}

const char *
blt_stream_reader_program(const blt_stream_reader *r, size_t i)
{
    return i < r->programs ? r->program[i] : NULL;
}

/* ---- directives -------------------------------------------------------- */

/* Parses "KEY=NUMBER" at *p; 0 if it is something else. */
static int
take_count(int64_t *x, char **p, size_t *n, const char *key)
{
    char *q = after(*p, n, key);
    size_t len = 0;

    if (q == NULL)
        return 0;
    while (len < *n && q[len] != ' ')
        len++;
    if (!blt__number_parse_int(x, q, len))
        return 0;
    if (len < *n)
        len++;                          /* the space after it */
    *p = q + len;
    *n -= len;
    return 1;
}

static blt_status
read_end(blt_stream_reader *r, char *p, size_t n, blt_error *err)
{
    int64_t documents, records, bytes;
    blt_status s;

    if (!take_count(&documents, &p, &n, "documents=")
        || !take_count(&records, &p, &n, "records=")
        || !take_count(&bytes, &p, &n, "bytes=") || n != 0)
        return blt__bad(r, err, "expected #end documents=N records=N bytes=N");
    if (documents != r->documents)
        return blt__bad(r, err, "#end counts %lld documents, there were %lld",
                        (long long)documents, (long long)r->documents);
    if (records != r->records)
        return blt__bad(r, err, "#end counts %lld records, there were %lld",
                        (long long)records, (long long)r->records);
    if (bytes != r->bytes)
        return blt__bad(r, err, "#end counts %lld bytes, there were %lld",
                        (long long)bytes, (long long)r->bytes);
    while (r->at == r->in.n && !r->over)
        if ((s = fill(r, err)) != BLT_OK)
            return s;
    if (r->at < r->in.n) {
        r->line++;
        return blt__bad(r, err, "more input after #end");
    }
    r->ended = 1;
    return BLT_OK;
}

blt_status
blt_stream_read(blt_stream_reader *r, blt_event *event, blt_record *record,
                const char **document, blt_error *err)
{
    char *line = NULL, *p;
    size_t n = 0, at;
    blt_status s;

    *event = BLT_EVENT_END;
    if (r->ended)
        return BLT_OK;
    s = take_line(r, &line, &n, err);
    if (s != BLT_OK)
        return s;
    if (n > 0 && line[0] >= '0' && line[0] <= '9') {
        blt_record own = BLT_RECORD_INIT;

        *event = BLT_EVENT_RECORD;
        s = blt__reader_record(r, &own, line, n, err);
        return s != BLT_OK ? s
            : blt__result_write(record, &own, "BLT_RECORD_INIT", err);
    }
    if ((p = after(line, &n, "#document ")) != NULL) {
        n = blt__unescape(p, n, &at);
        if (n == SIZE_MAX)
            return blt__bad(r, err, "name: a bad escape or control byte");
        if (memchr(p, '\0', n) != NULL)
            return blt__bad(r, err, "name: a zero byte");
        p[n] = '\0';                    /* at the newline at the latest */
        *document = p;
        *event = BLT_EVENT_DOCUMENT;
        r->documents++;
        r->next = 0;
        return BLT_OK;
    }
    if ((p = after(line, &n, "#end ")) != NULL)
        return read_end(r, p, n, err);
    if (n > 0 && line[0] == '#')
        return blt__bad(r, err, "no directive is called \"%.*s\"",
                        n > 40 ? 40 : (int)n, line);
    return blt__bad(r, err, "neither a record nor a directive");
}
