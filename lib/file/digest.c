/* Digest of a model: sixteen hexadecimal digits. */
#include "config.h"
#include "file/digest.h"
#include "file/safetensors.h"

#define BLOCKS 64
#define BLOCK 64

uint64_t
blt__digest_file(uint64_t h, const blt__st *st)
{
    const uint8_t *data = st->map.p + st->data_at;
    size_t n = st->map.n - st->data_at, last = n - BLOCK;
    const size_t k = BLOCKS - 1;

    h = blt__hash_bytes(h, st->map.p + st->head_at, st->head_n);
    if (n <= BLOCKS * BLOCK)
        return blt__hash_bytes(h, data, n);
    for (size_t i = 0; i < BLOCKS; i++)     /* at last * i / k */
        h = blt__hash_bytes(h, data + last / k * i + last % k * i / k,
                              BLOCK);
    return h;
}
