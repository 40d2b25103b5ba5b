/* How far a run has come: the names of its stages in files. */
#include "config.h"
#include "train/progress.h"

const char *
blt__progress_stage_name(blt_train_stage stage)
{
    static const char *const name[] = { "entropy", "main", "done" };

    return name[stage];
}
