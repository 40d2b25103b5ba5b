/* The little-endian numbers of language files. */
#ifndef BLT_LANG_LE_H
#define BLT_LANG_LE_H

#include "base/base.h"

static inline uint32_t
blt__le32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16
        | (uint32_t)p[3] << 24;
}

static inline void
blt__put_le16(blt__buf *b, uint32_t x)
{
    const uint8_t p[2] = { (uint8_t)x, (uint8_t)(x >> 8) };

    blt__buf_put(b, p, 2);
}

static inline void
blt__put_le32(blt__buf *b, uint32_t x)
{
    const uint8_t p[4] = { (uint8_t)x, (uint8_t)(x >> 8), (uint8_t)(x >> 16),
                           (uint8_t)(x >> 24) };

    blt__buf_put(b, p, 4);
}

#endif
