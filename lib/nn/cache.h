/* Keys and values of the positions so far. */
#ifndef BLT_NN_CACHE_H
#define BLT_NN_CACHE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

/* Blocks of BLT__BLOCK positions, shared between copies until written.  In a
 * block, for each key/value head: the keys transposed [w, BLOCK], then
 * the values [BLOCK, ld], ld = w rounded up to 8, the rest zero. */
struct blt__block;

typedef struct blt__cache {
    size_t heads, width, ld;
    struct blt__block **block;
    size_t held, cap;       /* blocks held, room for pointers */
    int64_t first;          /* number of the first block held */
    int64_t len;            /* positions written so far */
    struct blt__block *spare;
} blt__cache;

void blt__cache_init(blt__cache *c, size_t heads, size_t width);
void blt__cache_free(blt__cache *c);
void blt__cache_reset(blt__cache *c);
blt_status blt__cache_copy(blt__cache *to, const blt__cache *from,
                           blt_error *err);

/* Makes positions len .. len + n - 1 writable: present and not shared. */
blt_status blt__cache_reserve(blt__cache *c, size_t n, blt_error *err);

/* Writes one reserved position.  Threads may write different positions at the
 * same time; len is advanced once afterwards. */
void blt__cache_put(blt__cache *c, int64_t pos, const float *k,
                    const float *v);

/* Releases the blocks that end before position lo. */
void blt__cache_drop(blt__cache *c, int64_t lo);

const float *blt__cache_keys(const blt__cache *c, int64_t block, size_t head);
const float *blt__cache_values(const blt__cache *c, int64_t block,
                               size_t head);

/* k, v [heads * width] of one held position. */
void blt__cache_get(const blt__cache *c, int64_t pos, float *k, float *v);
/* An empty cache that begins at a block's first position, for loading. */
void blt__cache_start(blt__cache *c, int64_t pos);

#endif
