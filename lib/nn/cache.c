/* Key/value cache in blocks, copy on write.
 *
 * A copy of a session takes a reference to each block.  The first writer to
 * a shared block (always the last one: positions are written once) gets its
 * own copy.  Blocks before the window are released, and the last released
 * one is reused as the next new one, so a session in a steady state
 * allocates nothing. */
#include "config.h"
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "nn/cache.h"
#include "num/kern.h"

struct blt__block {
    atomic_uint refs;
    float *data;            /* after this header, 64-byte aligned */
};

static size_t
head_floats(const blt__cache *c)
{
    return (c->width + c->ld) * BLT__BLOCK;
}

static struct blt__block *
block_new(blt__cache *c)
{
    struct blt__block *b = c->spare;
    size_t floats = c->heads * head_floats(c);

    if (b != NULL) {
        c->spare = NULL;
        memset(b->data, 0, floats * sizeof *b->data);
        return b;
    }
    b = blt__alloc(64 + floats * sizeof(float), 1);
    if (b != NULL) {
        b->data = (float *)(void *)((char *)b + 64);
        atomic_store(&b->refs, 1);
    }
    return b;
}

/* The last holder frees the block, or keeps it to use again. */
static void
block_release(blt__cache *c, struct blt__block *b)
{
    if (atomic_fetch_sub(&b->refs, 1) != 1)
        return;
    if (c->spare == NULL) {
        atomic_store(&b->refs, 1);
        c->spare = b;
    } else {
        free(b);
    }
}

void
blt__cache_init(blt__cache *c, size_t heads, size_t width)
{
    *c = (blt__cache){ .heads = heads, .width = width,
                       .ld = (width + 7) / 8 * 8 };
}

void
blt__cache_reset(blt__cache *c)
{
    for (size_t i = 0; i < c->held; i++)
        block_release(c, c->block[i]);
    c->held = 0;
    c->first = 0;
    c->len = 0;
}

void
blt__cache_free(blt__cache *c)
{
    blt__cache_reset(c);
    free(c->spare);
    free(c->block);
    *c = (blt__cache){ 0 };
}

static int
pointers(blt__cache *c, size_t want)
{
    struct blt__block **p;
    size_t cap = c->cap ? c->cap : 8;

    if (want <= c->cap)
        return 1;
    while (cap < want)
        cap *= 2;
    p = realloc(c->block, cap * sizeof *p);
    if (p == NULL)
        return 0;
    c->block = p;
    c->cap = cap;
    return 1;
}

blt_status
blt__cache_copy(blt__cache *to, const blt__cache *from, blt_error *err)
{
    blt__cache_init(to, from->heads, from->width);
    if (!pointers(to, from->held + 1))
        return blt__fail_memory(err, "session copy");
    for (size_t i = 0; i < from->held; i++) {
        atomic_fetch_add(&from->block[i]->refs, 1);
        to->block[i] = from->block[i];
    }
    to->held = from->held;
    to->first = from->first;
    to->len = from->len;
    return BLT_OK;
}

blt_status
blt__cache_reserve(blt__cache *c, size_t n, blt_error *err)
{
    size_t want;

    if (n == 0)
        return BLT_OK;
    want = (size_t)((c->len + (int64_t)n - 1) / BLT__BLOCK - c->first) + 1;
    if (!pointers(c, want))
        return blt__fail_memory(err, "session");
    for (size_t i = (size_t)(c->len / BLT__BLOCK - c->first);
         i < c->held && i < want; i++) {
        struct blt__block *b = c->block[i], *own;

        if (atomic_load(&b->refs) == 1)
            continue;
        own = block_new(c);
        if (own == NULL)
            return blt__fail_memory(err, "session");
        memcpy(own->data, b->data,
               c->heads * head_floats(c) * sizeof(float));
        c->block[i] = own;
        block_release(c, b);
    }
    while (c->held < want) {
        struct blt__block *b = block_new(c);

        if (b == NULL)
            return blt__fail_memory(err, "session");
        c->block[c->held++] = b;
    }
    return BLT_OK;
}

static float *
data_of(const blt__cache *c, int64_t block, size_t head)
{
    assert(block >= c->first && block < c->first + (int64_t)c->held);
    return c->block[block - c->first]->data + head * head_floats(c);
}

const float *
blt__cache_keys(const blt__cache *c, int64_t block, size_t head)
{
    return data_of(c, block, head);
}

const float *
blt__cache_values(const blt__cache *c, int64_t block, size_t head)
{
    return data_of(c, block, head) + c->width * BLT__BLOCK;
}

void
blt__cache_put(blt__cache *c, int64_t pos, const float *k, const float *v)
{
    size_t at = (size_t)(pos % BLT__BLOCK);

    for (size_t g = 0; g < c->heads; g++, k += c->width, v += c->width) {
        float *p = data_of(c, pos / BLT__BLOCK, g);

        for (size_t i = 0; i < c->width; i++)
            p[i * BLT__BLOCK + at] = k[i];
        memcpy(p + c->width * BLT__BLOCK + at * c->ld, v,
               c->width * sizeof *v);
    }
}

void
blt__cache_get(const blt__cache *c, int64_t pos, float *k, float *v)
{
    size_t at = (size_t)(pos % BLT__BLOCK);

    for (size_t g = 0; g < c->heads; g++, k += c->width, v += c->width) {
        const float *p = data_of(c, pos / BLT__BLOCK, g);

        for (size_t i = 0; i < c->width; i++)
            k[i] = p[i * BLT__BLOCK + at];
        memcpy(v, p + c->width * BLT__BLOCK + at * c->ld,
               c->width * sizeof *v);
    }
}

void
blt__cache_drop(blt__cache *c, int64_t lo)
{
    int64_t gone = lo / BLT__BLOCK - c->first;

    if (gone <= 0)
        return;
    if (gone > (int64_t)c->held)
        gone = (int64_t)c->held;
    for (int64_t i = 0; i < gone; i++)
        block_release(c, c->block[i]);
    c->held -= (size_t)gone;
    c->first += gone;
    memmove(c->block, c->block + gone, c->held * sizeof *c->block);
}

void
blt__cache_start(blt__cache *c, int64_t pos)
{
    blt__cache_reset(c);
    c->first = pos / BLT__BLOCK;
    c->len = c->first * BLT__BLOCK;
}
