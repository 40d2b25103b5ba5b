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

/* Runs fn(arg, i, worker) once for each i in 0 .. n - 1, in any order, and
 * returns when all are done.  worker is in 0 .. threads - 1, and no two
 * calls with the same worker overlap. */
BLT_API void
blt_pool_run(blt_pool *pool, size_t n,
             void (*fn)(void *arg, size_t i, int worker), void *arg);

#ifdef __cplusplus
}
#endif
#endif
