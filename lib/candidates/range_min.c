/* A sparse table over blocks: two overlapping spans of blocks cover any range
 * of blocks; the words before and after them are compared one by one [Bender,
 * Farach-Colton 2000]. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "candidates/range_min.h"

#define BLOCK 8                 /* words per block.  Derived: the table of
                                   200,000 words takes twice as many bytes as
                                   their costs, instead of 17 times */

void
blt__range_min_free(blt__range_min *t)
{
    free(t->bits);
    free(t->in_dict);
    for (int k = 0; k < t->levels; k++)
        free(t->level[k]);
    memset(t, 0, sizeof *t);
}

static uint8_t
min_of(const uint8_t *p, size_t n)
{
    uint8_t min = 255;

    for (size_t i = 0; i < n; i++)
        min = p[i] < min ? p[i] : min;
    return min;
}

int
blt__range_min_init(blt__range_min *t, const blt__lexicon *l)
{
    size_t words = blt__lexicon_words(l), blocks = (words + BLOCK - 1) / BLOCK;

    t->bits = malloc(words + 1);
    t->in_dict = calloc(words / 8 + 1, 1);
    if (t->bits == NULL || t->in_dict == NULL) {
        blt__range_min_free(t);
        return 0;
    }
    blt__lexicon_quarter_bits(l, t->bits, t->in_dict);
    for (size_t span = 1; span <= blocks && t->levels < BLT__RANGE_MIN_LEVELS;
         span *= 2) {
        size_t n = blocks - span + 1;
        uint8_t *a = malloc(n);
        const uint8_t *low = t->levels ? t->level[t->levels - 1] : NULL;

        if (a == NULL) {
            blt__range_min_free(t);
            return 0;
        }
        t->level[t->levels++] = a;
        for (size_t i = 0; low != NULL && i < n; i++)
            a[i] = low[i] < low[i + span / 2] ? low[i] : low[i + span / 2];
        for (size_t i = 0; low == NULL && i < n; i++)
            a[i] = min_of(t->bits + i * BLOCK, i + 1 < n ? BLOCK
                          : words - i * BLOCK);
    }
    t->l = l;
    t->words = (uint32_t)words;
    return 1;
}

uint8_t
blt__range_min_query(const blt__range_min *t, uint32_t from, uint32_t to)
{
    uint32_t first, last;
    uint8_t min, x;

    if (to > t->words)
        to = t->words;
    if (from >= to)
        return 255;
    first = (from + BLOCK - 1) / BLOCK;
    last = to / BLOCK;
    if (first >= last)
        return min_of(t->bits + from, to - from);
    min = min_of(t->bits + from, first * BLOCK - from);
    x = min_of(t->bits + last * BLOCK, to - last * BLOCK);
    min = x < min ? x : min;
    {
        int k = 31 - __builtin_clz(last - first);

        x = min_of((uint8_t[]){ t->level[k][first],
                                t->level[k][last - (1u << k)] }, 2);
    }
    return x < min ? x : min;
}
