/* Buffers and arrays that grow. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

void *
cli_grow(void *p, size_t *cap, size_t n, size_t size)
{
    size_t most = SIZE_MAX / 2 / size, want;

    if (n <= *cap)
        return p;
    if (n > most)
        cli_die_memory();
    want = *cap > most / 2 ? most : 2 * *cap;
    want = want > n ? want : n;
    want = want > 16 ? want : 16;
    p = realloc(p, want * size);
    if (p == NULL)
        cli_die_memory();
    *cap = want;
    return p;
}

void
cli_buf_put(cli_buf *b, const void *p, size_t n)
{
    if (n > SIZE_MAX - 1 - b->n)
        cli_die_memory();
    b->p = cli_grow(b->p, &b->cap, b->n + n + 1, 1);
    if (n > 0)
        memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = 0;
}

void
cli_buf_free(cli_buf *b)
{
    free(b->p);
    *b = (cli_buf){ 0 };
}
