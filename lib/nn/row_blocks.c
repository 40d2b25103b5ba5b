/* Rows divided into blocks over the threads of a pool. */
#include "config.h"
#include "base/pool.h"
#include "nn/row_blocks.h"

struct rows {
    void (*fn)(void *arg, size_t first, size_t rows, int worker);
    void *arg;
    size_t n, block;
};

static void
rows_item(void *arg, size_t i, int worker)
{
    struct rows *r = arg;
    size_t first = i * r->block;

    r->fn(r->arg, first, r->n - first < r->block ? r->n - first : r->block,
          worker);
}

void
blt__rows_run(blt_pool *pool, size_t n,
              void (*fn)(void *arg, size_t first, size_t rows, int worker),
              void *arg)
{
    struct rows r = { fn, arg, n, BLT__ROWS };

    blt__pool_run(pool, (n + r.block - 1) / r.block, rows_item, &r);
}
