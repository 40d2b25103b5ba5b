/* Strings that are made likelier or less likely. */
#include "config.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "gen/gen.h"

typedef struct biased {
    blt__needle needle;
    double bits;
} biased;

struct blt__bias {
    size_t count;
    biased string[];
};

static blt_status
bias_alloc(blt__bias **out, size_t count, blt_error *err)
{
    size_t size;

    *out = NULL;
    if (blt__size_mul(&size, count, sizeof(biased))
        && blt__size_add(&size, size, sizeof **out))
        *out = calloc(1, size);
    return *out != NULL ? BLT_OK : blt__fail_memory(err, "biased strings");
}

/* Adds one string; on failure all of them are freed. */
static blt_status
bias_add(blt__bias **b, const uint8_t *byte, size_t n, double bits,
         blt_error *err)
{
    biased *s = &(*b)->string[(*b)->count++];

    s->bits = bits;
    if (blt__needle_init(&s->needle, byte, n))
        return BLT_OK;
    blt__bias_free(*b);
    *b = NULL;
    return blt__fail_memory(err, "biased strings");
}

blt_status
blt__bias_new(blt__bias **b, const uint8_t *const *string,
              const size_t *length, const double *bits, size_t count,
              blt_error *err)
{
    blt_status status = bias_alloc(b, count, err);

    for (size_t i = 0; status == BLT_OK && i < count; i++) {
        assert(length[i] > 0);
        status = bias_add(b, string[i], length[i], bits[i], err);
    }
    return status;
}

blt_status
blt__bias_copy(blt__bias **copy, const blt__bias *b, blt_error *err)
{
    blt_status status = bias_alloc(copy, b->count, err);

    for (size_t i = 0; status == BLT_OK && i < b->count; i++) {
        const blt__needle *s = &b->string[i].needle;

        status = bias_add(copy, s->byte, s->n, b->string[i].bits, err);
        if (status == BLT_OK)
            (*copy)->string[i].needle.at = s->at;
    }
    return status;
}

void
blt__bias_free(blt__bias *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->count; i++)
        blt__needle_clear(&b->string[i].needle);
    free(b);
}

void
blt__bias_reset(blt__bias *b)
{
    for (size_t i = 0; i < b->count; i++)
        b->string[i].needle.at = 0;
}

void
blt__bias_push(blt__bias *b, uint8_t byte)
{
    for (size_t i = 0; i < b->count; i++)
        blt__needle_push(&b->string[i].needle, byte);
}

/* The bytes that extend a prefix are those after the longest prefix that the
 * text ends with and after the prefixes that are suffixes of that one. */
static void
add_string(double *sum, const biased *s)
{
    const blt__needle *x = &s->needle;
    const double nats = s->bits * log(2);
    uint8_t seen[256] = { 0 };
    size_t k = x->at == x->n ? x->back[x->n] : x->at;

    for (;; k = x->back[k]) {
        const uint8_t byte = x->byte[k];

        if (!seen[byte]) {
            seen[byte] = 1;
            if (nats > 0)
                sum[byte] += nats / (double)x->n;
            else if (k + 1 == x->n)
                sum[byte] += nats;
        }
        if (k == 0)
            return;
    }
}

void
blt__bias_sum(double *sum, const blt__bias *b)
{
    for (int byte = 0; byte < 256; byte++)
        sum[byte] = 0;
    for (size_t i = 0; i < b->count; i++)
        add_string(sum, &b->string[i]);
}
