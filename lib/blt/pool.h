/* Threads that sleep while there is no work.  Since 0.1.
 *
 * A pool is lent to objects that may use several cores; NULL means the
 * calling thread alone.  Results never depend on the number of threads.  A
 * pool may be lent to several objects, but one thread at a time may call
 * functions that use it. */
#ifndef BLT_POOL_H
#define BLT_POOL_H

#include <stddef.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_pool blt_pool;

/*   threads  1 .. 1024, the caller's own included; 0: as many as the cores
 *            that this process may use
 * BLT_ENOMEM when the system cannot start that many. */
BLT_API BLT_MUST_USE blt_status
blt_pool_new(blt_pool **pool, int threads, blt_error *err);
/* Nothing that borrowed the pool may be used afterwards. */
BLT_API void
blt_pool_free(blt_pool *pool);
BLT_API int
blt_pool_threads(const blt_pool *pool);     /* 1 for NULL */

/* Task i, run by a worker in 0 .. threads - 1. */
typedef blt_status (*blt_task_fn)(void *user, size_t i, int worker,
                                  blt_error *err);

/* Runs the tasks 0 .. n - 1, in any order, and returns when all are done.  No
 * two tasks of the same worker overlap.  When tasks fail, later ones may be
 * left out, and the status and error are those of the first in order of i.
 * pool may be NULL. */
BLT_API BLT_MUST_USE blt_status
blt_pool_run(blt_pool *pool, size_t n, blt_task_fn fn, void *user,
             blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
