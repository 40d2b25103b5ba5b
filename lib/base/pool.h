/* Work for a pool whose tasks cannot fail. */
#ifndef BLT_BASE_POOL_H
#define BLT_BASE_POOL_H

#include <blt/pool.h>

/* Runs fn(arg, i, worker) once for each i in 0 .. n - 1, in any order, and
 * returns when all are done.  worker is in 0 .. threads - 1, and no two calls
 * with the same worker overlap.  pool may be NULL. */
void
blt__pool_run(blt_pool *pool, size_t n,
              void (*fn)(void *arg, size_t i, int worker), void *arg);

#endif
