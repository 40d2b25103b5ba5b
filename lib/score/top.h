/* The N items of highest rank: a heap whose root is the lowest that is kept. */
#ifndef BLT_SCORE_TOP_H
#define BLT_SCORE_TOP_H

#include <stddef.h>
#include <stdint.h>

typedef struct blt__top {
    struct blt__top_item {
        double rank;
        int64_t number;         /* of equal ranks the item that came first */
        void *item;
    } *heap;
    size_t n, room;
    size_t most;                /* N; 0: nothing is kept */
    int64_t added;
    void (*drop)(void *item);   /* frees one */
} blt__top;

/* Would an item of this rank be kept?  Ask before copying it. */
int blt__top_wants(const blt__top *t, double rank);

/* Takes item over, dropping the lowest one if there are more than N.
 * Returns 0 when out of memory: then item is the caller's still. */
int blt__top_add(blt__top *t, double rank, void *item);

/* Orders heap [n], highest rank first; add nothing after it. */
void blt__top_sort(blt__top *t);

/* Drops all items; room, N and drop stay. */
void blt__top_clear(blt__top *t);
void blt__top_free(blt__top *t);

#endif
