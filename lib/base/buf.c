/* Bytes that grow.  Running out of memory is remembered, not reported at
 * each append: check `failed` once, at the end. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "base/real.h"

void
blt__buf_free(blt__buf *b)
{
    free(b->p);
    memset(b, 0, sizeof *b);
}

const char *
blt__buf_text(const blt__buf *b)
{
    return b->n > 0 ? b->p : "";
}

void
blt__buf_clear(blt__buf *b)
{
    b->n = 0;
}

int
blt__buf_reserve(blt__buf *b, size_t more)
{
    size_t want, cap = b->cap ? b->cap : 256;
    char *p;

    if (!blt__size_add(&want, b->n, more) || !blt__size_add(&want, want, 1)) {
        b->failed = 1;
        return 0;
    }
    if (want <= b->cap)
        return 1;
    while (cap < want)
        cap = cap > SIZE_MAX / 2 ? want : cap * 2;
    p = realloc(b->p, cap);
    if (p == NULL) {
        b->failed = 1;
        return 0;
    }
    b->p = p;
    b->cap = cap;
    return 1;
}

/* A NUL always follows the bytes, so that text can be used as a string. */
void
blt__buf_put(blt__buf *b, const void *p, size_t n)
{
    if (!blt__buf_reserve(b, n))
        return;
    if (n > 0)
        memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void
blt__buf_printf(blt__buf *b, const char *fmt, ...)
{
    va_list ap, again;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = blt__real_vprintf(NULL, 0, fmt, ap);
    if (n >= 0 && blt__buf_reserve(b, (size_t)n)) {
        blt__real_vprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
    va_end(ap);
}
