/* Counting grams: batches of some millions are sorted and merged into the
 * list, so that memory grows with the number of different grams, not with the
 * length of the text. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "langbuild/ngram_count.h"

#define BATCH ((size_t)1 << 22)  /* grams; chosen */
#define DIGIT 11                /* bits per pass of the radix sort; chosen */

void
blt__gram_sort(blt__gram *p, blt__gram *tmp, size_t n)
{
    uint64_t all = 0, none = ~(uint64_t)0;
    blt__gram *from = p, *to = tmp, *swap;

    for (size_t i = 0; i < n; i++) {
        all |= p[i].key;
        none &= p[i].key;
    }
    for (unsigned shift = 0; shift < 64; shift += DIGIT) {
        size_t at[1 << DIGIT] = { 0 }, sum = 0;
        const uint64_t mask = (1 << DIGIT) - 1;

        if (((all ^ none) >> shift & mask) == 0)
            continue;           /* equal in all keys */
        for (size_t i = 0; i < n; i++)
            at[from[i].key >> shift & mask]++;
        for (size_t d = 0; d <= mask; d++) {
            size_t k = at[d];

            at[d] = sum;
            sum += k;
        }
        for (size_t i = 0; i < n; i++)
            to[at[from[i].key >> shift & mask]++] = from[i];
        swap = from;
        from = to;
        to = swap;
    }
    if (from != p)
        memcpy(p, from, n * sizeof *p);
}

static void
add(blt__gram *a, const blt__gram *b)
{
    for (int k = 0; k < BLT__GRAM_CLASSES; k++)
        a->c[k] += b->c[k];
    a->raw += b->raw;
}

/* Merges adjacent grams of the same key; returns how many are left. */
static size_t
unique(blt__gram *p, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (k > 0 && p[k - 1].key == p[i].key)
            add(&p[k - 1], &p[i]);
        else
            p[k++] = p[i];
    return k;
}

int
blt__gram_list_merge(blt__gram_list *l)
{
    size_t fresh = l->n - l->sorted, i = 0, j = 0, k = 0;
    blt__gram *b, *out;

    if (fresh == 0)
        return 1;
    b = l->p + l->sorted;
    out = malloc((l->n + BATCH) * sizeof *out);
    if (out == NULL)
        return 0;
    blt__gram_sort(b, out, fresh);
    fresh = unique(b, fresh);
    while (i < l->sorted || j < fresh)
        if (j == fresh || (i < l->sorted && l->p[i].key < b[j].key)) {
            out[k++] = l->p[i++];
        } else {
            out[k] = b[j++];
            if (i < l->sorted && l->p[i].key == out[k].key)
                add(&out[k], &l->p[i++]);
            k++;
        }
    l->cap = l->n + BATCH;
    free(l->p);
    l->p = out;
    l->n = l->sorted = k;
    return 1;
}

int
blt__gram_list_add(blt__gram_list *l, const blt__gram *g)
{
    if (l->n - l->sorted == BATCH && !blt__gram_list_merge(l))
        return 0;
    if (l->n == l->cap) {
        size_t cap = l->cap != 0 ? l->cap + l->cap / 2 : 4096, size;
        blt__gram *p;

        if (!blt__size_mul(&size, cap, sizeof *p)
            || (p = realloc(l->p, size)) == NULL)
            return 0;
        l->p = p;
        l->cap = cap;
    }
    l->p[l->n++] = *g;
    return 1;
}

size_t
blt__gram_list_find(const blt__gram_list *l, uint64_t key)
{
    size_t lo = 0, hi = l->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (l->p[mid].key < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < l->n && l->p[lo].key == key ? lo : SIZE_MAX;
}

blt__ngram_counter *
blt__ngram_counter_new(int order, unsigned bits)
{
    blt__ngram_counter *c = NULL;

    if (order >= 1 && order <= BLT__GRAMS_MAX
        && (unsigned)order * bits <= 63)
        c = calloc(1, sizeof *c);
    if (c != NULL) {
        c->order = order;
        c->bits = bits;
    }
    return c;
}

void
blt__ngram_counter_free(blt__ngram_counter *c)
{
    if (c == NULL)
        return;
    free(c->full.p);
    for (int i = 0; i < BLT__GRAMS_MAX; i++)
        free(c->begin[i].p);
    free(c);
}

blt_status
blt__ngram_counter_add(blt__ngram_counter *c, const uint32_t *id, size_t n,
                       int class, blt_error *err)
{
    const uint64_t mask = ((uint64_t)1 << (unsigned)c->order * c->bits) - 1;
    blt__gram g = { 0 };

    g.c[class] = 1;
    g.raw = 1;
    for (size_t i = 0; i < n; i++) {
        blt__gram_list *l = i + 1 < (size_t)c->order ? &c->begin[i + 1]
            : &c->full;

        g.key = (g.key << c->bits | id[i]) & mask;
        if (i > 0 && !blt__gram_list_add(l, &g))
            return blt__fail_memory(err, "n-grams");
    }
    return BLT_OK;
}
