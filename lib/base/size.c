/* Sizes that come from strangers are multiplied here or not at all. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"

int
blt__size_mul(size_t *out, size_t a, size_t b)
{
    if (b != 0 && a > SIZE_MAX / b)
        return 0;
    *out = a * b;
    return 1;
}

int
blt__size_add(size_t *out, size_t a, size_t b)
{
    if (a > SIZE_MAX - b)
        return 0;
    *out = a + b;
    return 1;
}

void *
blt__alloc(size_t n, size_t size)
{
    size_t bytes;
    void *p;

    if (!blt__size_mul(&bytes, n, size) || !blt__size_add(&bytes, bytes, 64))
        return NULL;
    bytes = bytes / 64 * 64;        /* never 0 */
    p = aligned_alloc(64, bytes);
    if (p != NULL)
        memset(p, 0, bytes);
    return p;
}
