/* Open addressing over 64-bit hashes.  Two words with the same hash count as
 * one: derived, once in 10^7 texts of a million words. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "spell/word_counts.h"

#define MAX_WORDS ((size_t)1 << 20)     /* derived: 24 MB */

/* FNV-1a, with a final multiplication that spreads its low bits. */
static uint64_t
hash(const char *word, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (uint8_t)word[i]) * 0x100000001b3u;
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    return h ? h : 1;
}

/* The slot where a key is, or would be. */
static size_t
slot(const uint64_t *key, size_t cap, uint64_t h)
{
    size_t i = h & (cap - 1);

    while (key[i] && key[i] != h)
        i = (i + 1) & (cap - 1);
    return i;
}

static blt_status
grow(blt__word_counts *k, blt_error *err)
{
    size_t cap = k->cap ? 2 * k->cap : 256;
    uint64_t *key = blt__alloc(cap, sizeof *key);
    uint32_t *count = blt__alloc(cap, sizeof *count);

    if (!key || !count) {
        free(key);
        free(count);
        return blt__fail_memory(err, "words of the text");
    }
    for (size_t i = 0; i < k->cap; i++)
        if (k->key[i]) {
            size_t at = slot(key, cap, k->key[i]);

            key[at] = k->key[i];
            count[at] = k->count[i];
        }
    free(k->key);
    free(k->count);
    k->key = key;
    k->count = count;
    k->cap = cap;
    return BLT_OK;
}

blt_status
blt__word_counts_add(blt__word_counts *k, const char *word, size_t n,
                     blt_error *err)
{
    uint64_t h = hash(word, n);
    size_t at;

    if (2 * k->n >= k->cap && k->n < MAX_WORDS) {
        blt_status st = grow(k, err);

        if (st != BLT_OK)
            return st;
    }
    at = slot(k->key, k->cap, h);
    if (!k->key[at]) {
        if (k->n >= MAX_WORDS)
            return BLT_OK;
        k->key[at] = h;
        k->n++;
    }
    if (k->count[at] < UINT32_MAX)
        k->count[at]++;
    return BLT_OK;
}

uint32_t
blt__word_counts_get(const blt__word_counts *k, const char *word, size_t n)
{
    return k->cap ? k->count[slot(k->key, k->cap, hash(word, n))] : 0;
}

void
blt__word_counts_clear(blt__word_counts *k)
{
    if (!k->cap)
        return;
    memset(k->key, 0, k->cap * sizeof *k->key);
    memset(k->count, 0, k->cap * sizeof *k->count);
    k->n = 0;
}

void
blt__word_counts_free(blt__word_counts *k)
{
    free(k->key);
    free(k->count);
    memset(k, 0, sizeof *k);
}
