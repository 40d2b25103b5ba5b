/* Records as JSON Lines: one object per record. */
#include "config.h"
#include <math.h>
#include "stream/writer.h"
#include "text/text.h"

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
        blt__say(w, "null");
}

static void
json_correction(blt_stream_writer *w, const blt_record *r)
{
    blt__say(w, ",");
    json_bytes(&w->out, "wrong", "wrong_hex", r->bytes, (size_t)r->length);
    blt__say(w, ",\"right\":");
    if (r->alternatives > 0)
        json_string(&w->out, (const uint8_t *)r->alternative[0].p,
                    r->alternative[0].n);
    else
        blt__say(w, "null");
    blt__say(w, ",\"probability\":");
    if (r->alternatives > 0)
        blt__number_put(&w->out, r->probability);
    else
        blt__say(w, "null");
    blt__say(w, ",\"alternatives\":[");
    for (size_t i = 0; i < r->alternatives; i++) {
        if (i > 0)
            blt__say(w, ",");
        json_string(&w->out, (const uint8_t *)r->alternative[i].p,
                    r->alternative[i].n);
    }
    blt__say(w, "]}\n");
}

static void
json_block(blt_stream_writer *w, const blt_record *r)
{
    const char *edge = blt__edge_name(r, NULL);

    json_nats(w, "bits", r->surprisal);
    json_nats(w, "bits_per_byte", (float)(r->surprisal / (double)r->length));
    json_nats(w, "order0_entropy", r->order0);
    blt__say(w, ",\"chi_square\":");
    blt__number_put(&w->out, r->chi_square);
    blt__say(w, ",\"edge\":");
    if (edge != NULL)
        blt__buf_printf(&w->out, "\"%s\"}\n", edge);
    else
        blt__say(w, "null}\n");
}

static void
json_neighbor(blt_stream_writer *w, const blt_record *r)
{
    blt__say(w, ",\"cosine\":");
    blt__number_put(&w->out, r->cosine);
    blt__say(w, ",");
    json_bytes(&w->out, "found", "found_hex", (const uint8_t *)r->found.p,
               r->found.n);
    blt__say(w, ",\"found_offset\":");
    blt__number_put_int(&w->out, r->found_offset);
    blt__say(w, ",\"found_length\":");
    blt__number_put_int(&w->out, r->found_length);
    if (r->found_text.p == NULL)
        return;
    blt__say(w, ",");
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
    blt__say(w, ",\"top\":[");
    for (size_t i = 0; i < r->guesses; i++) {
        blt__say(w, i > 0 ? ",{" : "{");
        json_bytes(&w->out, "byte", "bytes_hex", &r->guess[i].byte, 1);
        blt__say(w, ",\"probability\":");
        blt__number_put(&w->out, r->guess[i].probability);
        blt__say(w, "}");
    }
    blt__say(w, "]");
}

void
blt__writer_json(blt_stream_writer *w, const blt_record *r)
{
    int byte = w->kind == BLT_STREAM_ENTROPY || w->kind == BLT_STREAM_SCORE;

    blt__say(w, "{");
    blt__buf_put(&w->out, w->name.p, w->name.n);
    blt__say(w, ",\"offset\":");
    blt__number_put_int(&w->out, r->offset);
    if (!byte) {
        blt__say(w, ",\"length\":");
        blt__number_put_int(&w->out, r->length);
    }
    if (w->kind == BLT_STREAM_CORRECTION) {
        json_correction(w, r);
        return;
    }
    if (w->columns & BLT_COLUMN_LINE) {
        blt__say(w, ",\"line\":");
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
        blt__say(w, ",");
        json_bytes(&w->out, "name", "name_hex", (const uint8_t *)r->name.p,
                   r->name.n);
    } else if (r->bytes != NULL) {
        blt__say(w, ",");
        json_bytes(&w->out, byte ? "byte" : "text", "bytes_hex", r->bytes,
                   (size_t)r->length);
    }
    if (w->kind == BLT_STREAM_EMBEDDING) {
        blt__say(w, ",\"vector\":[");
        for (size_t i = 0; i < r->width; i++) {
            if (i > 0)
                blt__say(w, ",");
            blt__number_put(&w->out, r->vector[i]);
        }
        blt__say(w, "]");
    }
    if (w->kind == BLT_STREAM_NEIGHBOR)
        json_neighbor(w, r);
    json_top(w, r);
    blt__say(w, "}\n");
}

void
blt__writer_json_document(blt_stream_writer *w, const char *label)
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
