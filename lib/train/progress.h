/* How far a run has come. */
#ifndef BLT_TRAIN_PROGRESS_H
#define BLT_TRAIN_PROGRESS_H

#include <blt/train.h>

typedef struct blt__progress {
    blt_train_stage stage;      /* BLT_TRAIN_ALL: done */
    int64_t step, bytes;        /* of this stage */
    float threshold;            /* nats */
    double nats;                /* since the last row of the log */
    int64_t targets;
    double seconds;             /* of work, over all runs */
    double valid[2];            /* final bits per byte by stage, or NaN */
    double patch_size;          /* bytes, on validation text, or 0 */
    char warmstart[17];         /* digest of the model whose weights this run
                                   started from, or "" */
} blt__progress;

/* 1 before the first step of stage main, unless the run started from a
 * model: the main weights then follow from the recipe alone. */
static inline int
blt__main_is_fresh(const blt__progress *at)
{
    return at->stage == BLT_TRAIN_MAIN && at->step == 0
        && at->warmstart[0] == '\0';
}

/* "entropy", "main", "done" */
const char *
blt__progress_stage_name(blt_train_stage stage);

#endif
