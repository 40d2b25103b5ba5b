/* Records as lines of blt-stream(5). */
#include "config.h"
#include <math.h>
#include "stream/writer.h"
#include "text/text.h"

static void
put_nats(blt_stream_writer *w, double nats)
{
    blt__say(w, "\t");
    if (isnan(nats))
        blt__say(w, "-");
    else if (isinf(nats))
        blt__say(w, "inf");
    else
        blt__number_put_nats(&w->out, (float)nats);
}

static void
put_text(blt_stream_writer *w, const blt_record *r)
{
    blt__say(w, "\t");
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

    blt__say(w, "\t");
    if (r->alternatives > 0)
        blt__escape(&w->out, (const uint8_t *)a[0].p, a[0].n);
    blt__say(w, "\t");
    if (r->alternatives > 0)
        blt__number_put(&w->out, r->probability);
    else
        blt__say(w, "-");
    blt__say(w, "\t");
    for (size_t i = 0; i < r->alternatives; i++) {
        const char *p = a[i].p, *end = p + a[i].n, *bar;

        if (i > 0)
            blt__say(w, "|");
        for (; (bar = memchr(p, '|', (size_t)(end - p))); p = bar + 1) {
            blt__escape(&w->out, (const uint8_t *)p, (size_t)(bar - p));
            blt__say(w, "\\x7c");
        }
        blt__escape(&w->out, (const uint8_t *)p, (size_t)(end - p));
    }
}

/* The columns of a neighbor after its own text. */
static void
put_found(blt_stream_writer *w, const blt_record *r)
{
    blt__say(w, "\t");
    blt__number_put(&w->out, r->cosine);
    blt__say(w, "\t");
    blt__escape(&w->out, (const uint8_t *)r->found.p, r->found.n);
    blt__say(w, "\t");
    blt__number_put_int(&w->out, r->found_offset);
    blt__say(w, "\t");
    blt__number_put_int(&w->out, r->found_length);
    blt__say(w, "\t");
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
        blt__say(w, i > 0 ? " " : "\t");
        if (r->guess[i].byte == ' ')
            blt__say(w, "\\x20");
        else
            blt__escape(&w->out, &r->guess[i].byte, 1);
        blt__say(w, "=");
        blt__number_put(&w->out, r->guess[i].probability);
    }
}

void
blt__writer_line(blt_stream_writer *w, const blt_record *r)
{
    if (put_plain(w, r))
        return;
    blt__number_put_int(&w->out, r->offset);
    if (w->kind != BLT_STREAM_ENTROPY && w->kind != BLT_STREAM_SCORE) {
        blt__say(w, "\t");
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
        blt__say(w, "\t");
        blt__number_put(&w->out, r->chi_square);
        blt__say(w, "\t");
        blt__say(w, blt__edge_name(r, "-"));
        break;
    case BLT_STREAM_UNIT:
    case BLT_STREAM_SUM:
        put_nats(w, r->surprisal);
        put_nats(w, r->length > 0 ? r->surprisal / (double)r->length : NAN);
        put_nats(w, r->chars > 0 ? r->surprisal / (double)r->chars : NAN);
        if (w->kind == BLT_STREAM_UNIT) {
            blt__say(w, "\t");
            if (r->bytes != NULL)
                blt__escape_clipped(&w->out, r->bytes, (size_t)r->length,
                                    w->width);
        } else {
            blt__say(w, "\t");
            blt__escape(&w->out, (const uint8_t *)r->name.p, r->name.n);
        }
        break;
    case BLT_STREAM_EMBEDDING:
        put_text(w, r);
        for (size_t i = 0; i < r->width; i++) {
            blt__say(w, i > 0 ? " " : "\t");
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
        blt__say(w, "\t");
        blt__number_put_int(&w->out, r->line);
    }
    if (w->columns & BLT_COLUMN_FILE) {
        blt__say(w, "\t");
        blt__escape(&w->out, (const uint8_t *)w->name.p, w->name.n);
    }
    blt__say(w, "\n");
}
