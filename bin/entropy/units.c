/* A row for each unit of the text: bytes summed up as --by says, perhaps
 * only the most surprising of them. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

static const entropy_units *opt;
static const entropy_way *way;
static blt_stream_writer *writer;
static const char *document;
static int64_t number;
static entropy_top top;

double
entropy_cost(const cli_scored_bytes *b, size_t i)
{
    return b->other != NULL ? (double)b->surprisal[i] - b->other[i]
        : b->surprisal[i];
}

/* ---- what can be told byte by byte ------------------------------------- */

static entropy_unit unit;       /* the open one */
static uint8_t *text;           /* its bytes */
static size_t text_room;

static void
begin_units(void)
{
    unit = (entropy_unit){ 0 };
}

static void
end_unit(void)
{
    int64_t next = unit.offset + unit.length;

    if (unit.length == 0 && opt->by != BY_DOCUMENT)
        return;
    unit.text = unit.length <= BLT_PATCH_LONGEST ? text : NULL;
    entropy_unit_put(&unit);
    unit = (entropy_unit){ .offset = next };
}

static void
add_byte(uint8_t byte, double nats)
{
    if (unit.length < BLT_PATCH_LONGEST) {
        if ((size_t)unit.length == text_room) {
            text_room = text_room ? 2 * text_room : 4096;
            text = realloc(text, text_room);
            if (text == NULL)
                cli_die_memory();
        }
        text[unit.length] = byte;
    }
    unit.length++;
    unit.chars += (byte & 0xc0) != 0x80;    /* no continuation of UTF-8 */
    unit.nats += nats;
}

static void
add_bytes(const cli_scored_bytes *b)
{
    uint8_t newline = cli.null_data ? '\0' : '\n';

    for (size_t i = 0; i < b->n; i++) {
        if (b->starts != NULL && b->starts[i])
            end_unit();
        add_byte(b->p[i], entropy_cost(b, i));
        if (opt->by == BY_BYTE || (opt->by == BY_LINE && b->p[i] == newline))
            end_unit();
    }
}

static void
free_units(void)
{
    free(text);
}

static const entropy_way plain = { .document = begin_units,
                                   .bytes = add_bytes, .end = end_unit,
                                   .close = free_units };

/* ---- the sink ---------------------------------------------------------- */

static int
in_sums(void)
{
    return opt->by == BY_SCRIPT || opt->by == BY_LANGUAGE;
}

static void
open_units(void *self, const cli_scored *from)
{
    static const char names[] = ENTROPY_BY;
    const char *name = names;
    char more[128], bits[40];
    size_t n;

    (void)self;
    for (int i = 0; i < opt->by; i++)
        name += strcspn(name, "|") + 1;
    n = (size_t)snprintf(more, sizeof more, "by=%.*s",
                         (int)strcspn(name, "|"), name);
    if (opt->top > 0)
        n += (size_t)snprintf(more + n, sizeof more - n, " top=%lld",
                              (long long)opt->top);
    if (opt->least_seen)
        snprintf(more + n, sizeof more - n, " min=%s",
                 cli_bits(bits, sizeof bits, opt->least));
    writer = entropy_writer(from, in_sums() ? BLT_STREAM_SUM
                            : BLT_STREAM_UNIT, opt->format, more);
    top.most = (size_t)opt->top;
    if (way->open != NULL)
        way->open(opt);
}

static void
begin_document(void *self, const char *name)
{
    blt_error err;

    (void)self;
    document = name;
    if (opt->top == 0)
        entropy_check(blt_stream_writer_document(writer, name, &err), &err);
    way->document();
}

static void
write_unit(const entropy_unit *u)
{
    blt_record r = { .size = sizeof r, .offset = u->offset,
                     .length = u->length,
                     .bytes = u->text, .entropy = NAN,
                     .surprisal = (float)u->nats, .chars = u->chars };
    blt_error err;

    if (u->name != NULL)
        r.name = (blt_slice){ u->name, strlen(u->name) };
    entropy_check(blt_stream_writer_put(writer, &r, &err), &err);
}

void
entropy_unit_put(entropy_unit *u)
{
    u->document = document;
    u->number = number++;
    if (opt->least_seen && !(u->nats >= opt->least * (double)u->length))
        return;
    if (opt->top > 0)
        entropy_top_add(&top, u);
    else
        write_unit(u);
}

static void
take_bytes(void *self, const cli_scored_bytes *b)
{
    (void)self;
    way->bytes(b);
}

static void
end_document(void *self)
{
    (void)self;
    way->end();
}

static void
flush(void *self)
{
    (void)self;
    entropy_flush(writer);
}

static void
write_top(void)
{
    const char *last = NULL;
    blt_error err;

    entropy_top_sort(&top);
    for (size_t i = 0; i < top.n; i++) {
        const char *name = top.kept[i].document;

        if (last == NULL || strcmp(name, last) != 0)
            entropy_check(blt_stream_writer_document(writer, name, &err),
                          &err);
        last = name;
        write_unit(&top.kept[i]);
    }
    entropy_top_free(&top);
}

static void
close_units(void *self, int whole)
{
    blt_error err;

    if (writer != NULL) {
        write_top();
        if (whole)
            entropy_check(blt_stream_writer_end(writer, &err), &err);
    }
    flush(self);
    blt_stream_writer_free(writer);
    way->close();
}

cli_sink *
entropy_by(const entropy_units *how)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .open = open_units,
                             .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .flush = flush, .close = close_units };

    opt = how;
    way = opt->by == BY_CHAR || opt->by == BY_WORD || opt->by == BY_SENTENCE
        ? &entropy_segments : in_sums() ? &entropy_sums : &plain;
    if (opt->by == BY_PATCH)
        sink.needs |= CLI_NEEDS_STARTS;
    return &sink;
}
