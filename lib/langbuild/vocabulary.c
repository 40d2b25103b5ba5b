/* The table of wordforms: open addressing over an array. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "lang/dawg.h"
#include "langbuild/vocabulary.h"

static size_t
hash(const char *word, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (uint8_t)word[i]) * 0x100000001b3u;
    return (size_t)(h ^ h >> 29);
}

static size_t
probe(const blt__vocabulary *v, const char *word, size_t n)
{
    size_t at = hash(word, n) & (v->slots - 1);

    for (; v->slot[at] != 0; at = (at + 1) & (v->slots - 1)) {
        const blt__wordform *f = &v->form[v->slot[at] - 1];

        if (f->n == n && memcmp(f->word, word, n) == 0)
            break;
    }
    return at;
}

static int
grow(blt__vocabulary *v)
{
    if (v->n == v->cap) {
        uint32_t cap = v->cap != 0 ? 2 * v->cap : 4096;
        blt__wordform *p = realloc(v->form, cap * sizeof *p);

        if (p == NULL)
            return 0;
        v->form = p;
        v->cap = cap;
    }
    if (2 * (size_t)v->n >= v->slots) {
        free(v->slot);
        v->slots = v->slots != 0 ? 2 * v->slots : 8192;
        v->slot = calloc(v->slots, sizeof *v->slot);
        if (v->slot == NULL)
            return 0;
        for (uint32_t i = 0; i < v->n; i++)
            v->slot[probe(v, v->form[i].word, v->form[i].n)] = i + 1;
    }
    return v->n < UINT32_MAX / 4;
}

blt__wordform *
blt__vocabulary_put(blt__vocabulary *v, const char *word, size_t n)
{
    blt__wordform *f;
    size_t at;

    if ((v->n == v->cap || 2 * (size_t)v->n >= v->slots) && !grow(v))
        return NULL;
    at = probe(v, word, n);
    if (v->slot[at] != 0)
        return &v->form[v->slot[at] - 1];
    f = &v->form[v->n];
    memset(f, 0, sizeof *f);
    f->entry = BLT__NO_WORD;
    f->n = (uint32_t)n;
    f->word = malloc(n + 1);
    if (f->word == NULL)
        return NULL;
    memcpy(f->word, word, n);
    f->word[n] = '\0';
    v->slot[at] = ++v->n;
    return f;
}

blt__wordform *
blt__vocabulary_find(const blt__vocabulary *v, const char *word, size_t n)
{
    size_t at;

    if (v->slots == 0)
        return NULL;
    at = probe(v, word, n);
    return v->slot[at] != 0 ? &v->form[v->slot[at] - 1] : NULL;
}

void
blt__vocabulary_free(blt__vocabulary *v)
{
    for (uint32_t i = 0; i < v->n; i++)
        free(v->form[i].word);
    free(v->form);
    free(v->slot);
    *v = (blt__vocabulary){ 0 };
}
