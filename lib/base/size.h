/* Arithmetic on sizes that come from files, and memory of such sizes. */
#ifndef BLT_BASE_SIZE_H
#define BLT_BASE_SIZE_H

#include <stddef.h>

/* *out = a * b, a + b.  Return 0 and leave *out alone if that does not fit. */
int blt__size_mul(size_t *out, size_t a, size_t b);
int blt__size_add(size_t *out, size_t a, size_t b);

/* Zeroed memory for n elements of a size, aligned to 64 bytes, for free().
 * NULL if memory runs out or the product does not fit. */
void *
blt__alloc(size_t n, size_t size);

#endif
