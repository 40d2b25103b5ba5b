/* Counts of words by 64-bit hashes. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "spell/word_counts.h"

#define MAX_WORDS ((size_t)1 << 20)     /* derived: at most 44 MB */

/* The words differ by all 64 bits of the hash: derived from the birthday
 * bound, two of a million share it once in 3 * 10^7 texts. */
static uint64_t
hash(const char *word, size_t n)
{
    return blt__hash_bytes(BLT__HASH_START, word, n);
}

/* The entry of a word; BLT__HASH_NONE: there is none. */
static uint32_t
find(const blt__word_counts *k, uint64_t h)
{
    size_t at = blt__hash_table_start(&k->table, h);
    uint32_t i;

    while ((i = blt__hash_table_next(&k->table, h, &at)) != BLT__HASH_NONE)
        if (k->key[i] == h)
            break;
    return i;
}

static int
grow(blt__word_counts *k)
{
    size_t cap = k->cap ? 2 * k->cap : 128;
    uint64_t *key = realloc(k->key, cap * sizeof *key);
    uint32_t *count;

    if (!key)
        return 0;
    k->key = key;
    count = realloc(k->count, cap * sizeof *count);
    if (!count)
        return 0;
    k->count = count;
    k->cap = cap;
    return 1;
}

blt_status
blt__word_counts_add(blt__word_counts *k, const char *word, size_t n,
                     blt_error *err)
{
    uint64_t h = hash(word, n);
    uint32_t i = find(k, h);

    if (i == BLT__HASH_NONE) {
        if (k->n >= MAX_WORDS)
            return BLT_OK;
        if ((k->n == k->cap && !grow(k))
            || !blt__hash_table_add(&k->table, h, (uint32_t)k->n))
            return blt__fail_memory(err, "words of the text");
        i = (uint32_t)k->n++;
        k->key[i] = h;
        k->count[i] = 0;
    }
    if (k->count[i] < UINT32_MAX)
        k->count[i]++;
    return BLT_OK;
}

uint32_t
blt__word_counts_get(const blt__word_counts *k, const char *word, size_t n)
{
    uint32_t i = find(k, hash(word, n));

    return i == BLT__HASH_NONE ? 0 : k->count[i];
}

void
blt__word_counts_clear(blt__word_counts *k)
{
    blt__hash_table_clear(&k->table);
    k->n = 0;
}

void
blt__word_counts_free(blt__word_counts *k)
{
    free(k->key);
    free(k->count);
    blt__hash_table_free(&k->table);
    memset(k, 0, sizeof *k);
}
