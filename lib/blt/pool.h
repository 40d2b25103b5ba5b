/* Threads that wait parked, never spinning.  Since 0.1.
 *
 * A pool is handed to whatever may use several cores; NULL means this
 * thread alone.  Results never depend on it.  One caller at a time. */
#ifndef BLT_POOL_H
#define BLT_POOL_H

#include <stddef.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_pool blt_pool;

/* threads >= 1, the caller's own included; 0 means the cores that this
 * process may use. */
BLT_API BLT_MUST_USE blt_status
blt_pool_new(blt_pool **pool, int threads, blt_error *err);
BLT_API void
blt_pool_free(blt_pool *pool);
BLT_API int
blt_pool_threads(const blt_pool *pool);     /* 1 for NULL */

/* Runs fn(arg, i, worker) once for each i in 0 .. n - 1, in any order, and
 * returns when all are done.  worker is in 0 .. threads - 1 and no two
 * calls with one worker overlap. */
BLT_API void
blt_pool_run(blt_pool *pool, size_t n,
             void (*fn)(void *arg, size_t i, int worker), void *arg);

#ifdef __cplusplus
}
#endif
#endif
