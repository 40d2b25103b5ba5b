/* The table of wordforms: open addressing over an array. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "lang/dawg.h"
#include "langbuild/vocabulary.h"

static uint64_t
hash(const char *word, size_t n)
{
    return blt__hash_bytes(BLT__HASH_START, word, n);
}

static blt__wordform *
find(const blt__vocabulary *v, const char *word, size_t n, uint64_t h)
{
    size_t at = blt__hash_table_start(&v->table, h);
    uint32_t i;

    while ((i = blt__hash_table_next(&v->table, h, &at)) != BLT__HASH_NONE)
        if (v->form[i].n == n && memcmp(v->form[i].word, word, n) == 0)
            return &v->form[i];
    return NULL;
}

static int
grow(blt__vocabulary *v)
{
    uint32_t cap = v->cap != 0 ? 2 * v->cap : 4096;
    blt__wordform *p = realloc(v->form, cap * sizeof *p);

    if (p == NULL)
        return 0;
    v->form = p;
    v->cap = cap;
    return v->n < UINT32_MAX / 4;
}

blt__wordform *
blt__vocabulary_put(blt__vocabulary *v, const char *word, size_t n)
{
    uint64_t h = hash(word, n);
    blt__wordform *f = find(v, word, n, h);

    if (f != NULL)
        return f;
    if ((v->n == v->cap && !grow(v))
        || !blt__hash_table_reserve(&v->table, (size_t)v->n + 1))
        return NULL;
    f = &v->form[v->n];
    memset(f, 0, sizeof *f);
    f->entry = BLT__NO_WORD;
    f->n = (uint32_t)n;
    f->word = malloc(n + 1);
    if (f->word == NULL)
        return NULL;
    memcpy(f->word, word, n);
    f->word[n] = '\0';
    (void)blt__hash_table_add(&v->table, h, v->n++);     /* there is room */
    return f;
}

blt__wordform *
blt__vocabulary_find(const blt__vocabulary *v, const char *word, size_t n)
{
    return find(v, word, n, hash(word, n));
}

void
blt__vocabulary_free(blt__vocabulary *v)
{
    for (uint32_t i = 0; i < v->n; i++)
        free(v->form[i].word);
    free(v->form);
    blt__hash_table_free(&v->table);
    *v = (blt__vocabulary){ 0 };
}
