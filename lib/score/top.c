/* A binary heap, lowest rank at the root, where a higher one replaces it. */
#include "config.h"
#include <stdlib.h>
#include "score/top.h"

/* Does a rank after b?  Of equals the later one does. */
static int
after(const struct blt__top_item *a, const struct blt__top_item *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->number > b->number;
}

static void
swap(blt__top *t, size_t i, size_t j)
{
    struct blt__top_item x = t->heap[i];

    t->heap[i] = t->heap[j];
    t->heap[j] = x;
}

/* Restores the heap of the first n items after its root was replaced. */
static void
sift_down(blt__top *t, size_t n)
{
    for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && after(&t->heap[child + 1], &t->heap[child]))
            child++;
        if (!after(&t->heap[child], &t->heap[i]))
            break;
        swap(t, i, child);
    }
}

static void
sift_up(blt__top *t, size_t i)
{
    for (; i > 0 && after(&t->heap[i], &t->heap[(i - 1) / 2]);
         i = (i - 1) / 2)
        swap(t, i, (i - 1) / 2);
}

int
blt__top_wants(const blt__top *t, double rank)
{
    const struct blt__top_item x = { rank, t->added, NULL };

    return t->n < t->most || (t->most > 0 && after(&t->heap[0], &x));
}

int
blt__top_add(blt__top *t, double rank, void *item)
{
    const struct blt__top_item x = { rank, t->added, item };

    if (t->n == t->most) {
        t->added++;
        if (t->most == 0 || !after(&t->heap[0], &x)) {
            t->drop(item);
            return 1;
        }
        t->drop(t->heap[0].item);
        t->heap[0] = x;
        sift_down(t, t->n);
        return 1;
    }
    if (t->n == t->room) {
        size_t room = t->room > 0 ? 2 * t->room : 16;
        struct blt__top_item *p = realloc(t->heap, room * sizeof *p);

        if (p == NULL)
            return 0;
        t->heap = p;
        t->room = room;
    }
    t->added++;
    t->heap[t->n] = x;
    sift_up(t, t->n++);
    return 1;
}

/* Heapsort: the lowest of what is left goes to the end. */
void
blt__top_sort(blt__top *t)
{
    for (size_t n = t->n; n > 1; n--) {
        swap(t, 0, n - 1);
        sift_down(t, n - 1);
    }
}

void
blt__top_clear(blt__top *t)
{
    while (t->n > 0)
        t->drop(t->heap[--t->n].item);
    t->added = 0;
}

void
blt__top_free(blt__top *t)
{
    blt__top_clear(t);
    free(t->heap);
    t->heap = NULL;
    t->room = 0;
}
