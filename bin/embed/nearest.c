/* Rows with the most similar vectors.
 *
 * The input waits in blocks, because a matrix product of many queries with
 * many vectors is an order of magnitude faster than one query at a time. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/embed/embed.h"

enum { BLOCK = 256 };           /* rows that wait at most: 64 blocks of a
                                   product on two threads; not measured */

/* Where a row is. */
typedef struct place {
    const char *document;       /* in names */
    int64_t offset, length;
    uint8_t *text;              /* [length], or NULL */
} place;

typedef struct places {
    place *p;
    size_t n, cap;
} places;

static blt_nearest *set;        /* the rows that can be found */
static places rows;             /* and where they are, in the same order */
static char **name;             /* of documents, each once */
static size_t names, room_names;
static size_t width, most;
static double least = -1;
static int own;                 /* the rows are those of the input */

/* Rows of the input and documents before them; a document has no vector. */
static places waiting;
static float *vector;           /* [vectors, width] */
static size_t vectors, room_vectors;

static const char *
keep_name(const char *s)
{
    name = cli_grow(name, &room_names, names + 1, sizeof *name);
    name[names] = strdup(s);
    if (name[names] == NULL)
        cli_die_memory();
    return name[names++];
}

static uint8_t *
copy_text(const uint8_t *p, size_t n)
{
    uint8_t *text;

    if (p == NULL)
        return NULL;
    text = malloc(n + 1);
    if (text == NULL)
        cli_die_memory();
    memcpy(text, p, n);
    return text;
}

static void
add_place(places *to, place p)
{
    to->p = cli_grow(to->p, &to->cap, to->n + 1, sizeof *to->p);
    to->p[to->n++] = p;
}

static void
clear_places(places *x)
{
    for (size_t i = 0; i < x->n; i++)
        free(x->p[i].text);
    x->n = 0;
}

/* ---- what can be found -------------------------------------------------- */

static void
check_width(const char *path, size_t have)
{
    if (have != width)
        cli_die(path, "its vectors have %zu numbers, those of the input %zu:"
                " another model, --level or --stage", have, width);
}

static void
read_stream(cli_input *in, const blt_model *m)
{
    blt_record r = BLT_RECORD_INIT;
    blt_stream_reader *reader;
    const char *document = "", *label;
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_error err;

    cli_check(blt_stream_reader_new(&reader, in->name, cli_read_fn, in, &err),
              &err);
    if (blt_stream_reader_kind(reader) != BLT_STREAM_EMBEDDING)
        cli_die(in->name, "is a stream of kind %s, not embedding",
                blt_stream_kind_name(blt_stream_reader_kind(reader)));
    cli_programs_keep(in, reader);
    cli_programs_model(in, m);
    while (event != BLT_EVENT_END) {
        cli_check(blt_stream_read(reader, &event, &r, &label, &err), &err);
        if (event == BLT_EVENT_DOCUMENT)
            document = keep_name(label);
        if (event != BLT_EVENT_RECORD)
            continue;
        check_width(in->name, r.width);
        cli_check(blt_nearest_add(set, r.vector, &err), &err);
        add_place(&rows, (place){ document, r.offset, r.length,
                                  copy_text(r.bytes, (size_t)r.length) });
    }
    blt_stream_reader_free(reader);
}

/* Reads n bytes, or fewer at the end. */
static size_t
read_bytes(cli_input *in, uint8_t *p, size_t n)
{
    size_t have = 0;
    ptrdiff_t got;

    while (have < n && (got = cli_read(in, p + have, n - have)) != 0) {
        if (got < 0) {
            cli_read_failed(in);
            cli_end(CLI_FAIL);
        }
        have += (size_t)got;
    }
    return have;
}

/* An array has no text: a row is found by its number, from 0. */
static void
read_array(cli_input *in)
{
    uint8_t head[4096];
    size_t n = read_bytes(in, head, sizeof head), start, at;
    const char *document = keep_name(in->label);
    uint64_t count, columns;
    uint8_t *le = malloc(4 * width);
    float *v = malloc(width * sizeof *v);
    blt_error err;

    if (le == NULL || v == NULL)
        cli_die_memory();
    if (blt_npy_parse(head, n, &start, &count, &columns, &err) != BLT_OK)
        cli_die(in->name, "%s, nor a stream", err.text);
    check_width(in->name, (size_t)columns);
    at = start;
    for (uint64_t i = 0; i < count; i++) {
        size_t have = n - at < 4 * width ? n - at : 4 * width;

        memcpy(le, head + at, have);
        at += have;
        if (have + read_bytes(in, le + have, 4 * width - have) < 4 * width)
            cli_die(in->name, "ends after %llu of %llu rows",
                    (unsigned long long)i, (unsigned long long)count);
        for (size_t k = 0; k < width; k++) {
            uint32_t bits = (uint32_t)le[4 * k] | (uint32_t)le[4 * k + 1] << 8
                | (uint32_t)le[4 * k + 2] << 16
                | (uint32_t)le[4 * k + 3] << 24;

            memcpy(&v[k], &bits, 4);
        }
        if (blt_nearest_add(set, v, &err) != BLT_OK)
            cli_die(in->name, "row %llu: %s", (unsigned long long)i,
                    err.text);
        add_place(&rows, (place){ document, (int64_t)i, 0, NULL });
    }
    free(le);
    free(v);
}

static void
begin(size_t w)
{
    blt_error err;

    width = w;
    cli_check(blt_nearest_new(&set, width, &err), &err);
}

void
nearest_in(const char *path, int k, const blt_model *m, size_t w)
{
    const int raw = cli.raw;
    cli_input in;

    if (set != NULL)
        return;
    begin(w);
    most = (size_t)k;
    if (!cli_open(&in, path))
        cli_end(CLI_FAIL);
    cli.raw = 0;                /* --raw is about the input */
    if (cli_is_stream(&in))
        read_stream(&in, m);
    else
        read_array(&in);
    cli.raw = raw;
    cli_close(&in);
}

void
nearest_before(double cosine, size_t w)
{
    if (set != NULL)
        return;
    begin(w);
    most = 1;
    least = cosine;
    own = 1;
}

/* ---- the input ---------------------------------------------------------- */

void
nearest_document(const char *label)
{
    add_place(&waiting, (place){ keep_name(label), -1, 0, NULL });
}

static int
is_blank(const blt_embed_row *row)
{
    size_t i = 0;

    if (row->text == NULL)
        return row->length == 0;
    while (i < row->length && strchr(" \t\r\n", row->text[i]) != NULL
           && row->text[i] != '\0')
        i++;
    return i == row->length;
}

void
nearest_row(const blt_embed_row *row)
{
    if (own && is_blank(row))   /* all blank lines are alike */
        return;
    add_place(&waiting, (place){ names > 0 ? name[names - 1] : "",
                                 (int64_t)row->offset, (int64_t)row->length,
                                 copy_text(row->text, (size_t)row->length) });
    vector = cli_grow(vector, &room_vectors, (vectors + 1) * width,
                      sizeof *vector);
    memcpy(vector + vectors++ * width, row->vector, width * sizeof *vector);
}

int
nearest_is_full(void)
{
    return vectors >= BLOCK;
}

static void
put(blt_stream_writer *w, const place *query, const blt_neighbor *b)
{
    const place *p = &rows.p[b->index];
    blt_record r = BLT_RECORD_INIT;
    blt_error err;

    r.offset = query->offset;
    r.length = query->length;
    r.bytes = query->text;
    r.cosine = b->cosine;
    r.found = (blt_slice){ p->document, strlen(p->document) };
    r.found_offset = p->offset;
    r.found_length = p->length;
    if (p->text != NULL)
        r.found_text = (blt_slice){ (const char *)p->text,
                                    (size_t)p->length };
    cli_check(blt_stream_writer_put(w, &r, &err), &err);
}

/* The rows of the input become rows that later ones can find. */
static void
join(size_t *before)
{
    size_t v = 0;
    blt_error err;

    for (size_t i = 0; i < waiting.n; i++) {
        place p = waiting.p[i];

        if (p.offset < 0)
            continue;
        before[v] = rows.n;
        cli_check(blt_nearest_add(set, vector + v++ * width, &err), &err);
        p.text = copy_text(p.text, (size_t)p.length);
        add_place(&rows, p);
    }
}

void
nearest_answer(blt_stream_writer *w, blt_pool *pool)
{
    blt_neighbor *near = calloc(vectors * most + 1, sizeof *near);
    size_t *found = calloc(vectors + 1, sizeof *found), v = 0;
    size_t *before = own ? calloc(vectors + 1, sizeof *before) : NULL;
    blt_nearest_query q = BLT_NEAREST_QUERY_INIT;
    blt_error err;

    if (near == NULL || found == NULL || (own && before == NULL))
        cli_die_memory();
    if (own)
        join(before);
    q.vector = vector;
    q.n = vectors;
    q.most = most;
    q.least = least;
    q.before = before;
    q.pool = pool;
    cli_check(blt_nearest_find(set, &q, near, found, &err), &err);
    for (size_t i = 0; i < waiting.n; i++) {
        const place *p = &waiting.p[i];

        if (p->offset < 0) {
            cli_check(blt_stream_writer_document(w, p->document, &err), &err);
            continue;
        }
        for (size_t k = 0; k < found[v]; k++)
            put(w, p, &near[v * most + k]);
        v++;
    }
    clear_places(&waiting);
    vectors = 0;
    free(near);
    free(found);
    free(before);
}

void
nearest_free(void)
{
    clear_places(&rows);
    clear_places(&waiting);
    free(rows.p);
    free(waiting.p);
    for (size_t i = 0; i < names; i++)
        free(name[i]);
    free(name);
    free(vector);
    blt_nearest_free(set);
}
