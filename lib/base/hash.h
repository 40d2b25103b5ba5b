/* The hash function of the library: FNV-1a, 64 bits.
 *
 * Start with BLT__HASH_START and add bytes or whole values.  The digests of
 * models and of training data, and the keys of the n-gram files, are values
 * of this function, so it cannot change.  Tables and caches use bits of
 * blt__hash_fold(), because FNV leaves the low bits of short keys uneven.
 * It does not resist keys that are chosen to collide: a user who builds a
 * table from untrusted keys bounds their number. */
#ifndef BLT_BASE_HASH_H
#define BLT_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define BLT__HASH_START UINT64_C(0xcbf29ce484222325)

/* Adds one value.  FNV-1a proper adds bytes; letters of 32 bits are added as
 * one value, which is four times as fast. */
static inline uint64_t
blt__hash_add(uint64_t h, uint64_t value)
{
    return (h ^ value) * UINT64_C(0x100000001b3);
}

/* Adds n bytes. */
static inline uint64_t
blt__hash_bytes(uint64_t h, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;

    for (size_t i = 0; i < n; i++)
        h = blt__hash_add(h, p[i]);
    return h;
}

/* The high half folded into the low one. */
static inline uint64_t
blt__hash_fold(uint64_t h)
{
    return h ^ h >> 32;
}

#endif
