/* A counter of the floating-point operations of products and attention; a
 * multiplication and an addition are two.  Any thread may add to it, once per
 * block of rows; NULL counts nothing. */
#ifndef BLT_COUNT_H
#define BLT_COUNT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

typedef struct blt__count {
    atomic_uint_fast64_t flops;
} blt__count;

static inline void
blt__count_add(blt__count *c, size_t flops)
{
    if (c != NULL)
        atomic_fetch_add_explicit(&c->flops, flops, memory_order_relaxed);
}

#endif
