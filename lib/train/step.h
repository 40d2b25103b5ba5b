/* One training step. */
#ifndef BLT_TRAIN_STEP_H
#define BLT_TRAIN_STEP_H

#include "train/stage.h"

typedef struct blt__step_result {
    double nats;                /* summed over targets */
    int64_t targets, patches;
    double rate, norm, flops;
} blt__step_result;

/* Makes step number `step`, counted from 0.  Allocates nothing.  BLT_EDATA
 * when the loss or the gradient is not finite. */
blt_status
blt__stage_step(blt__stage *s, blt__step_result *out, int64_t step,
                blt_error *err);

#endif
