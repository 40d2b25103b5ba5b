/* The table of words by key. */
#include "config.h"
#include <stdlib.h>
#include "langbuild/words_table.h"

/* The slot where a key is or belongs; there are slots. */
static blt__word_slot *
probe(const blt__word_table *t, blt__word_key key)
{
    size_t at = (size_t)(key >> 20) & (t->slots - 1);

    while (t->slot[at].key != 0 && t->slot[at].key != key)
        at = (at + 1) & (t->slots - 1);
    return &t->slot[at];
}

void
blt__word_table_free(blt__word_table *t)
{
    free(t->slot);
    *t = (blt__word_table){ 0 };
}

const blt__word_slot *
blt__word_table_find(const blt__word_table *t, blt__word_key key)
{
    const blt__word_slot *s = t->slots != 0 ? probe(t, key) : NULL;

    return s != NULL && s->key != 0 ? s : NULL;
}

blt__word_slot *
blt__word_table_put(blt__word_table *t, blt__word_key key)
{
    blt__word_slot *s;

    if (2 * t->used >= t->slots) {
        blt__word_table old = *t;

        t->slots = old.slots != 0 ? 2 * old.slots : 4096;
        t->slot = calloc(t->slots, sizeof *t->slot);
        if (t->slot == NULL) {
            *t = old;
            return NULL;
        }
        for (size_t i = 0; i < old.slots; i++)
            if (old.slot[i].key != 0)
                *probe(t, old.slot[i].key) = old.slot[i];
        free(old.slot);
    }
    s = probe(t, key);
    if (s->key == 0) {
        t->used++;
        s->key = key;
    }
    return s;
}
