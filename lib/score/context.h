/* Which bytes followed a context: a bounded hash table of contexts, each with
 * the last seven different bytes that came and how often.
 *
 * A bucket is a cache line of four slots.  A new context takes the slot of
 * the bucket with the fewest observations, and wears the others, so that what
 * has not occurred for long makes room.  Two contexts are taken for each
 * other when bucket and 16 bits of their hashes agree, 4 times in 65,536 full
 * look-ups; they then share counts, which costs bits and nothing else. */
#ifndef BLT_SCORE_CONTEXT_H
#define BLT_SCORE_CONTEXT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

enum { BLT__SLOT_BYTES = 7, BLT__BUCKET = 4 };

/* byte[0] is the last that came, count 0 ends the list. */
typedef struct blt__slot {
    uint16_t check;             /* 0: never used */
    uint8_t  byte[BLT__SLOT_BYTES], count[BLT__SLOT_BYTES];
} blt__slot;

/* Claims are listed so that a table that a short text has used is emptied
 * without touching all of it. */
enum { BLT__CLAIMS = 1 << 15 };

typedef struct blt__contexts {
    blt__slot *slot;            /* [mask + 1], a power of two */
    void *block;                /* what slot was aligned in */
    size_t mask;
    uint32_t claims;            /* may exceed BLT__CLAIMS: then all is
                                   emptied */
    uint32_t claimed[BLT__CLAIMS];      /* buckets */
} blt__contexts;

/* 2^bits slots of 16 bytes. */
blt_status blt__contexts_init(blt__contexts *t, int bits, blt_error *err);
void blt__contexts_free(blt__contexts *t);
void blt__contexts_clear(blt__contexts *t);
/* Both have the same size. */
void blt__contexts_copy(blt__contexts *to, const blt__contexts *from);

/* Makes a slot for a context that the table has not got. */
blt__slot *blt__contexts_claim(blt__contexts *t, uint64_t hash);

static inline uint64_t
blt__context_hash(uint64_t x)
{
    x *= 0x9e3779b97f4a7c15u;                   /* Copied: splitmix64 */
    x ^= x >> 29;
    x *= 0xbf58476d1ce4e5b9u;
    return x ^ x >> 32;
}

static inline blt__slot *
blt__contexts_bucket(const blt__contexts *t, uint64_t hash)
{
    return t->slot + (hash >> 20 & t->mask & ~(size_t)3);
}

/* NULL: the context is new. */
static inline blt__slot *
blt__contexts_find(const blt__contexts *t, uint64_t hash)
{
    const uint16_t check = (uint16_t)(hash | 1);
    blt__slot *b = blt__contexts_bucket(t, hash);

    for (int i = 0; i < BLT__BUCKET; i++)
        if (b[i].check == check)
            return b + i;
    return NULL;
}

/* The byte came in this context. */
void blt__slot_see(blt__slot *s, uint8_t byte);

#endif
