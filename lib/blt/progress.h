/* Progress of a long call, and a way to cancel it.  Since 0.2. */
#ifndef BLT_PROGRESS_H
#define BLT_PROGRESS_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_progress {
    size_t size;                /* set by the library */
    const char *task;           /* "counting words": until the callback
                                   returns */
    uint64_t done, total;       /* of this task, in its own unit; total 0:
                                   not known */
} blt_progress;

/* Called from the thread that made the long call, many times a second: a
 * callback that draws should look at a clock first.  Any status but BLT_OK
 * cancels the call, which then cleans up and returns that status; use
 * BLT_ECANCELED and leave err alone, or fill it. */
typedef blt_status (*blt_progress_fn)(void *user, const blt_progress *p,
                                      blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
