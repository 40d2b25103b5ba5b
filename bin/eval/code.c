/* blt-eval pack and unpack: lossless coding by the model's predictions.
 *
 * An arithmetic coder turns each byte into as many bits as its surprisal, so
 * that the size of the file proves the scores: they are those of real
 * distributions, known before the byte.  It is a proof, not an archiver: both
 * directions run the model on each byte.
 *
 * File: a line of text, then the code.
 *     #blt-pack 1 model=NAME/DIGEST stage=full adapt=0 window=0 bytes=N
 *         crc=HHHHHHHH code=HHHHHHHH head=HHHHHHHH
 * CRC-32 of the bytes, of the code, and of the line before " head=".
 *
 * Probabilities become integers of 32 bits, at least 1.  The coder is the
 * carryless range coder of D. Subbotin (1999) with 64 bits: the range is cut
 * where a carry could follow, which costs some millionths. */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

enum { HEAD = 600 };
static const uint64_t TOP = (uint64_t)1 << 56, BOTTOM = (uint64_t)1 << 48;

typedef struct range_coder {
    uint64_t low, range, code;
    cli_buf out;                /* coding */
    const uint8_t *p;           /* decoding: p[at .. n) */
    size_t n, at;
} range_coder;

static uint32_t
crc32(const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    uint32_t crc = ~(uint32_t)0;

    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

/* Cumulated frequencies [257] of a row of logits.  Each is at least 1; the sum
 * stays below 2^33. */
static void
frequencies(uint64_t *sum, const float *row)
{
    const float *x = row + BLT_ID_BYTE;
    float top = -INFINITY;
    double p[256], all = 0;

    for (int b = 0; b < 256; b++)
        top = x[b] > top ? x[b] : top;
    for (int b = 0; b < 256; b++)
        all += p[b] = exp((double)x[b] - top);
    sum[0] = 0;
    for (int b = 0; b < 256; b++)
        sum[b + 1] = sum[b] + 1 + (uint64_t)(p[b] / all * 4294967295.0);
}

static uint8_t
next_byte(range_coder *c)
{
    return c->at < c->n ? c->p[c->at++] : (c->at++, 0);
}

/* The bytes of low that no later step can change are done with. */
static void
shift(range_coder *c, int decoding)
{
    while ((c->low ^ (c->low + c->range)) < TOP || c->range < BOTTOM) {
        if ((c->low ^ (c->low + c->range)) >= TOP)
            c->range = (0 - c->low) & (BOTTOM - 1);
        if (decoding) {
            c->code = c->code << 8 | next_byte(c);
        } else {
            const uint8_t byte = (uint8_t)(c->low >> 56);

            cli_buf_put(&c->out, &byte, 1);
        }
        c->low <<= 8;
        c->range <<= 8;
    }
}

static void
encode(range_coder *c, const uint64_t *sum, uint8_t byte)
{
    c->range /= sum[256];
    c->low += c->range * sum[byte];
    c->range *= sum[byte + 1] - sum[byte];
    shift(c, 0);
}

static uint8_t
decode(range_coder *c, const uint64_t *sum)
{
    uint64_t at;
    int from = 0, to = 256;

    c->range /= sum[256];
    at = (c->code - c->low) / c->range;
    if (at >= sum[256])
        at = sum[256] - 1;      /* damaged: the checksum will tell */
    while (to - from > 1) {
        const int middle = (from + to) / 2;

        *(sum[middle] <= at ? &from : &to) = middle;
    }
    c->low += c->range * sum[from];
    c->range *= sum[from + 1] - sum[from];
    shift(c, 1);
    return (uint8_t)from;
}

/* ---- files -------------------------------------------------------------- */

static cli_buf
read_all(char **path, int n, const char **name)
{
    cli_buf all = { 0 };
    uint8_t block[65536];
    cli_input in;
    ptrdiff_t got;

    if (n > 1)
        cli_usage("pack and unpack take one FILE");
    if (!cli_open(&in, n > 0 ? path[0] : NULL))
        cli_end(CLI_FAIL);
    while ((got = cli_read(&in, block, sizeof block)) > 0)
        cli_buf_put(&all, block, (size_t)got);
    *name = in.name;
    if (got < 0) {
        cli_read_failed(&in);
        cli_end(CLI_FAIL);
    }
    cli_close(&in);
    return all;
}

/* What the two sides must have in common. */
static void
put_settings(char *line, const blt_scorer_options *o, const blt_model *m)
{
    char *label = eval_model_label(m);

    snprintf(line, HEAD, "#blt-pack 1 model=%.300s stage=%s adapt=%d"
             " window=%" PRId64, label,
             o->stage == BLT_SCORE_FULL ? "full" : "entropy", o->adapt,
             o->window);
    free(label);
}

static blt_scorer *
new_scorer(blt_scorer_options o, const blt_model *m, blt_pool *pool)
{
    blt_scorer *s;
    blt_error err;

    o.pool = pool;
    cli_check(blt_scorer_new(&s, m, &o, &err), &err);
    return s;
}

void
eval_encode(char **path, int n)
{
    enum { BLOCK = 512 };
    const char *name;
    blt_model *m = eval_model();
    blt_scorer_options o = eval_scorer_options(m);
    cli_buf text = read_all(path, n, &name);
    blt_pool *pool = cli_pool();
    range_coder c = { .range = UINT64_MAX };
    char line[2 * HEAD];
    blt_scorer *s;
    blt_error err;
    size_t used;

    put_settings(line, &o, m);
    o.want = BLT_SCORE_LOGITS;
    s = new_scorer(o, m, pool);
    for (size_t at = 0, k; at < text.n; at += k) {
        blt_scored b = BLT_SCORED_INIT;

        k = text.n - at < BLOCK ? text.n - at : BLOCK;
        cli_check(blt_scorer_feed(s, &b, text.p + at, k, NULL, &err), &err);
        for (size_t i = 0; i < k; i++) {
            uint64_t sum[257];

            frequencies(sum, b.logits + i * BLT_VOCAB);
            encode(&c, sum, b.bytes[i]);
        }
        cli_progress("bytes", (int64_t)(at + k), (int64_t)text.n);
    }
    for (int i = 0; i < 8 && text.n > 0; i++) {
        const uint8_t byte = (uint8_t)(c.low >> 56);

        cli_buf_put(&c.out, &byte, 1);
        c.low <<= 8;
    }
    used = strlen(line);
    used += (size_t)snprintf(line + used, sizeof line - used, " bytes=%zu"
                             " crc=%08" PRIx32 " code=%08" PRIx32, text.n,
                             crc32(text.p, text.n),
                             crc32(c.out.p, c.out.n));
    used += (size_t)snprintf(line + used, sizeof line - used,
                             " head=%08" PRIx32 "\n", crc32(line, used));
    cli_progress_wipe();
    cli_put(line, used);
    cli_put(c.out.p, c.out.n);
    cli_buf_free(&c.out);
    cli_buf_free(&text);
    blt_scorer_free(s);
    blt_pool_free(pool);
    blt_model_close(m);
}

/* The header's numbers; ends the command unless they are whole and made with
 * these settings.  Returns where the code starts. */
static size_t
read_head(const cli_buf *in, const char *name, const char *settings,
          uint64_t *bytes, uint32_t *crc)
{
    uint32_t code;
    const char *end = in->n > 0 ? memchr(in->p, '\n', in->n < 2 * HEAD
                                         ? in->n : 2 * HEAD) : NULL;
    const size_t n = end != NULL ? (size_t)(end - (const char *)in->p) : 0;
    const size_t head = strlen(" head=") + 8, same = strlen(settings);
    char line[2 * HEAD], check[32];

    if (n <= head || memcmp(in->p, "#blt-pack ", 10) != 0)
        cli_die(name, "not a file that blt-eval pack wrote");
    memcpy(line, in->p, n);
    line[n] = '\0';
    snprintf(check, sizeof check, " head=%08" PRIx32, crc32(line, n - head));
    if (strcmp(line + n - head, check) != 0)
        cli_die(name, "damaged: the checksum of the header differs");
    line[n - head] = '\0';
    if (strncmp(line, settings, same) != 0
        || sscanf(line + same, " bytes=%" SCNu64 " crc=%" SCNx32
                  " code=%" SCNx32, bytes, crc, &code) != 3)
        cli_die(name, "packed by other settings:\n  %s\nthese are\n  %s",
                line, settings);
    if (crc32(in->p + n + 1, in->n - n - 1) != code)
        cli_die(name, "damaged: the checksum of the code differs");
    return n + 1;
}

/* No byte costs less than 1 / 100,000 bits: q <= 0.99999 in adapt.c, and the
 * models' float32 logits allow less only for a few bytes; anything longer is
 * forged. */
static int
too_long(uint64_t bytes, size_t code)
{
    return bytes / 1000000 > code + 8;
}

void
eval_decode(char **path, int n)
{
    const char *name;
    blt_model *m = eval_model();
    blt_scorer_options o = eval_scorer_options(m);
    cli_buf in = read_all(path, n, &name), text = { 0 };
    blt_pool *pool = cli_pool();
    range_coder c = { .range = UINT64_MAX, .p = in.p, .n = in.n };
    char settings[HEAD];
    uint64_t bytes;
    uint32_t crc;
    blt_scorer *s;
    blt_error err;

    put_settings(settings, &o, m);
    c.at = read_head(&in, name, settings, &bytes, &crc);
    if (too_long(bytes, in.n - c.at))
        cli_die(name, "damaged: too short for %" PRIu64 " bytes", bytes);
    s = new_scorer(o, m, pool);
    for (int i = 0; i < 8 && bytes > 0; i++)
        c.code = c.code << 8 | next_byte(&c);
    for (uint64_t i = 0; i < bytes && c.at <= c.n + 8; i++) {
        float row[BLT_VOCAB];
        uint64_t sum[257];
        uint8_t byte;

        cli_check(blt_scorer_next(s, row, &err), &err);
        frequencies(sum, row);
        byte = decode(&c, sum);
        cli_buf_put(&text, &byte, 1);
        cli_check(blt_scorer_feed(s, NULL, &byte, 1, NULL, &err), &err);
        cli_progress("bytes", (int64_t)i + 1, (int64_t)bytes);
    }
    cli_progress_wipe();
    if (text.n != bytes || c.at != c.n || crc32(text.p, text.n) != crc)
        cli_die(name, "damaged: %s", c.at != c.n ? "the code has another"
                " length" : "the checksum differs");
    if (text.n > 0)
        cli_put(text.p, text.n);
    cli_buf_free(&text);
    cli_buf_free(&in);
    blt_scorer_free(s);
    blt_pool_free(pool);
    blt_model_close(m);
}
