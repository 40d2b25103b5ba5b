/* A hash table of indices.  The 32 bits of a hash that a slot keeps decide
 * where it is, so that a table grows without the keys. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/table.h"

#define SLOTS_MIN 64

static void
place(uint64_t *slot, size_t slots, uint64_t s)
{
    size_t at = (size_t)(s >> 32) & (slots - 1);

    while (slot[at] != 0)
        at = (at + 1) & (slots - 1);
    slot[at] = s;
}

int
blt__hash_table_reserve(blt__hash_table *t, size_t n)
{
    size_t slots = t->slots ? t->slots : SLOTS_MIN;
    uint64_t *slot;

    if (n > SIZE_MAX / 64)
        return 0;
    while (slots < 2 * n)
        slots *= 2;
    if (slots == t->slots)
        return 1;
    slot = calloc(slots, sizeof *slot);
    if (slot == NULL)
        return 0;
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i] != 0)
            place(slot, slots, t->slot[i]);
    free(t->slot);
    t->slot = slot;
    t->slots = slots;
    return 1;
}

int
blt__hash_table_add(blt__hash_table *t, uint64_t h, uint32_t index)
{
    if (index == BLT__HASH_NONE || !blt__hash_table_reserve(t, t->n + 1))
        return 0;
    place(t->slot, t->slots, blt__hash_fold(h) << 32 | (index + 1));
    t->n++;
    return 1;
}

void
blt__hash_table_clear(blt__hash_table *t)
{
    if (t->slots != 0)
        memset(t->slot, 0, t->slots * sizeof *t->slot);
    t->n = 0;
}

void
blt__hash_table_free(blt__hash_table *t)
{
    free(t->slot);
    *t = (blt__hash_table){ 0 };
}
