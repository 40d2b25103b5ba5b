/* Reporting the progress of a long call, and learning that it is canceled. */
#ifndef BLT_BASE_MONITOR_H
#define BLT_BASE_MONITOR_H

#include <blt/progress.h>

/* The caller's callback; all zero when there is none. */
typedef struct blt__monitor {
    blt_progress_fn fn;
    void *user;
} blt__monitor;

/* Reports `done` of `total` (0: unknown) of a task.  BLT_OK: go on; any other
 * status ends the call, and err is filled even if the callback did not.  m may
 * be NULL.  Call it from the thread of the long call only. */
blt_status
blt__monitor_report(const blt__monitor *m, const char *task, uint64_t done,
                    uint64_t total, blt_error *err);

#endif
