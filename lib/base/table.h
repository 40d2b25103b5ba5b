/* A hash table of indices: open addressing with linear probing, at most half
 * full.
 *
 * The entries are in an array of the user's, who compares the keys; the table
 * maps 32 bits of the hash of a key to indices of that array:
 *
 *     size_t at = blt__hash_table_start(&t, h);
 *     uint32_t i;
 *
 *     while ((i = blt__hash_table_next(&t, h, &at)) != BLT__HASH_NONE)
 *         if (same(&entry[i], key))
 *             return &entry[i];
 *
 * A table of zero bytes is empty.  Several threads may look up at a time if
 * none changes the table. */
#ifndef BLT_BASE_TABLE_H
#define BLT_BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include "base/hash.h"

#define BLT__HASH_NONE UINT32_MAX

typedef struct blt__hash_table {
    uint64_t *slot;         /* [slots] bits of the hash, then 32 bits of
                               index + 1; 0: empty */
    size_t slots;           /* a power of 2, or 0 */
    size_t n;               /* indices in the table */
} blt__hash_table;

/* Where a lookup of hash h begins. */
static inline size_t
blt__hash_table_start(const blt__hash_table *t, uint64_t h)
{
    return t->slots ? (uint32_t)blt__hash_fold(h) & (t->slots - 1) : 0;
}

/* The next index that was added with hash h, or with another one of the same
 * 32 bits; BLT__HASH_NONE after the last.  Moves *at. */
static inline uint32_t
blt__hash_table_next(const blt__hash_table *t, uint64_t h, size_t *at)
{
    const uint64_t bits = blt__hash_fold(h) << 32;
    uint64_t s;

    while (t->slots != 0 && (s = t->slot[*at]) != 0) {
        *at = (*at + 1) & (t->slots - 1);
        if ((s & ~(uint64_t)UINT32_MAX) == bits)
            return (uint32_t)s - 1;
    }
    return BLT__HASH_NONE;
}

/* Adds an index, which must be below UINT32_MAX; equal keys are not noticed.
 * Returns 0, and leaves the table as it was, if memory runs out. */
int
blt__hash_table_add(blt__hash_table *t, uint64_t h, uint32_t index);

/* Makes room for n indices in all.  Returns 0 if memory runs out. */
int
blt__hash_table_reserve(blt__hash_table *t, size_t n);

/* Removes all indices and keeps the memory. */
void
blt__hash_table_clear(blt__hash_table *t);

void
blt__hash_table_free(blt__hash_table *t);

#endif
