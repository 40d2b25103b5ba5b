/* A row for each unit of the text: bytes summed up as --by says, perhaps
 * only the most surprising of them. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

static const entropy_units *opt;
static blt_stream_writer *writer;
static entropy_unit unit;       /* the open one */
static uint8_t *text;           /* its bytes */
static size_t text_room;
static entropy_top top;

static void
open_units(void *self, const cli_scored *from)
{
    const char *const names[] = { "byte", "line", "patch", "document" };
    char more[128], number[40];
    size_t n;

    (void)self;
    n = (size_t)snprintf(more, sizeof more, "by=%s", names[opt->by]);
    if (opt->top > 0)
        n += (size_t)snprintf(more + n, sizeof more - n, " top=%lld",
                              (long long)opt->top);
    if (opt->least_seen)
        snprintf(more + n, sizeof more - n, " min=%s",
                 cli_bits(number, sizeof number, opt->least));
    writer = entropy_writer(from, BLT_STREAM_UNIT, opt->format, more);
    top.most = (size_t)opt->top;
}

static void
begin_document(void *self, const char *name)
{
    blt_error err;

    (void)self;
    if (opt->top == 0)
        entropy_check(blt_stream_writer_document(writer, name, &err), &err);
    unit.document = name;
    unit.offset = unit.length = unit.chars = 0;
    unit.nats = 0;
}

static void
write_unit(const entropy_unit *u)
{
    blt_record r = { .offset = u->offset, .length = u->length,
                     .bytes = u->text, .entropy = NAN,
                     .surprisal = (float)u->nats, .chars = u->chars };
    blt_error err;

    entropy_check(blt_stream_writer_put(writer, &r, &err), &err);
}

static void
end_unit(void)
{
    if (unit.length == 0 && opt->by != BY_DOCUMENT)
        return;
    unit.text = unit.length <= BLT_PATCH_LONGEST ? text : NULL;
    if (!opt->least_seen || entropy_unit_rank(&unit) >= opt->least) {
        if (opt->top > 0)
            entropy_top_add(&top, &unit);
        else
            write_unit(&unit);
    }
    unit.offset += unit.length;
    unit.length = unit.chars = 0;
    unit.nats = 0;
    unit.number++;
}

static void
add_byte(uint8_t byte, float surprisal)
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
    unit.nats += surprisal;
}

static void
take_bytes(void *self, const cli_scored_bytes *b)
{
    uint8_t newline = cli.null_data ? '\0' : '\n';

    (void)self;
    for (size_t i = 0; i < b->n; i++) {
        if (b->starts != NULL && b->starts[i])
            end_unit();
        add_byte(b->p[i], b->surprisal[i]);
        if (opt->by == BY_BYTE || (opt->by == BY_LINE && b->p[i] == newline))
            end_unit();
    }
}

static void
end_document(void *self)
{
    (void)self;
    end_unit();
}

static void
flush(void *self)
{
    blt_error err;

    (void)self;
    if (writer != NULL)
        entropy_check(blt_stream_writer_flush(writer, &err), &err);
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
    free(text);
}

cli_sink *
entropy_by(const entropy_units *how)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES, .open = open_units,
                             .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .flush = flush, .close = close_units };

    opt = how;
    if (opt->by == BY_PATCH)
        sink.needs |= CLI_NEEDS_STARTS;
    return &sink;
}
