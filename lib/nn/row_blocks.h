/* Rows divided into blocks over the threads of a pool. */
#ifndef BLT_NN_ROW_BLOCKS_H
#define BLT_NN_ROW_BLOCKS_H

#include <blt/pool.h>

/* Calls fn(arg, first, rows, worker) for consecutive blocks of rows that
 * together are 0 .. n - 1, on all threads of the pool. */
void
blt__rows_run(blt_pool *pool, size_t n,
              void (*fn)(void *arg, size_t first, size_t rows, int worker),
              void *arg);
enum { BLT__ROWS = 24 };            /* rows in a block at most */

#endif
