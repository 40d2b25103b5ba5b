/* Probabilities become integers of 32 bits, at least 1.  The coder is the
 * carryless range coder of D. Subbotin (1999) with 64 bits: the range is cut
 * where a carry could follow, which costs some millionths. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/coder.h>
#include "base/base.h"
#include "base/hash.h"

static const uint64_t TOP = (uint64_t)1 << 56, BOTTOM = (uint64_t)1 << 48;

struct blt_coder {
    uint64_t low, range, code;
    int decoding, begun, ended;
    blt__buf out;               /* encoding */
    const uint8_t *p;           /* decoding: p[at .. n) */
    size_t n, at;
};

static uint8_t
next_byte(blt_coder *c)
{
    return c->at < c->n ? c->p[c->at++] : (c->at++, 0);
}

blt_status
blt_coder_new(blt_coder **out, const uint8_t *code, size_t n, blt_error *err)
{
    blt_coder *c = calloc(1, sizeof *c);

    *out = c;
    if (c == NULL)
        return blt__fail_memory(err, "coder");
    c->range = UINT64_MAX;
    c->decoding = code != NULL;
    c->p = code;
    c->n = n;
    return BLT_OK;
}

void
blt_coder_free(blt_coder *c)
{
    if (c == NULL)
        return;
    blt__buf_free(&c->out);
    free(c);
}

/* Cumulative frequencies [257] of a row.  Each is at least 1; the sum stays
 * below 2^33. */
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

/* The bytes of low that no later step can change are done with. */
static void
shift(blt_coder *c)
{
    while ((c->low ^ (c->low + c->range)) < TOP || c->range < BOTTOM) {
        if ((c->low ^ (c->low + c->range)) >= TOP)
            c->range = (0 - c->low) & (BOTTOM - 1);
        if (c->decoding) {
            c->code = c->code << 8 | next_byte(c);
        } else {
            const uint8_t byte = (uint8_t)(c->low >> 56);

            blt__buf_put(&c->out, &byte, 1);
        }
        c->low <<= 8;
        c->range <<= 8;
    }
}

/* The byte whose part of the range comes, of parts [257]. */
static void
narrow(blt_coder *c, const uint64_t *sum, int byte)
{
    c->low += c->range * sum[byte];
    c->range *= sum[byte + 1] - sum[byte];
    shift(c);
}

void
blt_coder_encode(blt_coder *c, const float *row, uint8_t byte)
{
    uint64_t sum[257];

    frequencies(sum, row);
    c->begun = 1;
    c->range /= sum[256];
    narrow(c, sum, byte);
}

uint8_t
blt_coder_decode(blt_coder *c, const float *row)
{
    uint64_t sum[257], at;
    int from = 0, to = 256;

    if (!c->begun)
        for (int i = 0; i < 8; i++)
            c->code = c->code << 8 | next_byte(c);
    c->begun = 1;
    frequencies(sum, row);
    c->range /= sum[256];
    at = (c->code - c->low) / c->range;
    if (at >= sum[256])
        at = sum[256] - 1;      /* damaged */
    while (to - from > 1) {
        const int middle = (from + to) / 2;

        *(sum[middle] <= at ? &from : &to) = middle;
    }
    narrow(c, sum, from);
    return (uint8_t)from;
}

int
blt_coder_is_over(const blt_coder *c)
{
    return c->at > c->n;
}

blt_status
blt_coder_end(blt_coder *c, const uint8_t **code, size_t *n, blt_error *err)
{
    *code = NULL;
    *n = 0;
    if (c->decoding)
        return c->at == c->n ? BLT_OK
            : blt__fail(err, BLT_EDATA, "the code has another length");
    for (int i = 0; i < 8 && c->begun && !c->ended; i++) {
        const uint8_t byte = (uint8_t)(c->low >> 56);

        blt__buf_put(&c->out, &byte, 1);
        c->low <<= 8;
    }
    c->ended = 1;
    if (c->out.failed)
        return blt__fail_memory(err, "coder");
    *code = (const uint8_t *)c->out.p;
    *n = c->out.n;
    return BLT_OK;
}

uint64_t
blt_checksum(const void *bytes, size_t n)
{
    return blt__hash_bytes(BLT__HASH_START, bytes, n);
}
