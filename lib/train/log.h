/* train.log and runs.log, and the lock on the output directory. */
#ifndef BLT_TRAIN_LOG_H
#define BLT_TRAIN_LOG_H

#include "base/base.h"
#include "train/progress.h"

typedef struct blt__log blt__log;

/* Opens or creates train.log in dir and locks it: one trainer at a time.
 * BLT_EIO when another process has the lock. */
blt_status
blt__log_open(blt__log **log, const char *dir, blt_error *err);
void
blt__log_close(blt__log *log);

/* Removes the rows after this point: their steps will be made again. */
blt_status
blt__log_rewind(blt__log *log, const blt__progress *at, blt_error *err);

typedef struct blt__log_row {
    int64_t step, bytes;
    double train, valid;        /* bits per byte; NaN prints "-" */
    double rate, norm, bytes_per_second, seconds, flops_per_second;
} blt__log_row;

blt_status
blt__log_write(blt__log *log, blt_train_stage stage, const blt__log_row *row,
               blt_error *err);

/* Appends a line to runs.log: the time, the event ("begins", "ends"), the
 * stage and the step. */
blt_status
blt__log_run(blt__log *log, const char *event, const blt__progress *at,
             blt_error *err);

#endif
