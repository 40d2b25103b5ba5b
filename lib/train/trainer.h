/* The trainer: what its files share. */
#ifndef BLT_TRAIN_TRAINER_H
#define BLT_TRAIN_TRAINER_H

#include <time.h>
#include <blt/model.h>
#include "base/monitor.h"
#include "train/log.h"
#include "train/progress.h"
#include "train/valid.h"

struct blt_trainer {
    blt__recipe recipe;
    blt__corpus data, valid;
    char digest[17];            /* of data */
    blt__params params;
    blt__stage *stage;          /* the current one; NULL when done */
    blt__progress at;
    blt_train_stage end;
    blt_pool *pool;
    const blt_ranks *ranks;
    blt__monitor monitor;

    blt_model *warmstart;       /* the model to start from, or NULL */
    char *dir, *model, *checkpoint;     /* paths; NULL: write nothing */
    blt__log *log;              /* rank 0's, or NULL */
    int begun;                  /* runs.log has a line of this run */
    double started;             /* start of this run, less at.seconds */
    double saved;               /* time of the last checkpoint */
    double span, flops;         /* seconds and FLOPs of the steps since the */
    int64_t bytes;              /* last row of the log, without validation */
};

/* Seconds of a monotonic clock. */
static inline double
blt__trainer_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- trainer_dir.c: the output directory -------------------------------- */

/* Creates and locks the directory, and removes the temporary files that a
 * killed run left there. */
blt_status
blt__trainer_open_dir(blt_trainer *t, const char *dir, blt_error *err);

/* *found: 1 if there is a checkpoint to resume from.  Fails when the ranks do
 * not see the same. */
blt_status
blt__trainer_find_checkpoint(const blt_trainer *t, int *found,
                             blt_error *err);

/* Rank 0 writes; the others, and a trainer without a directory, do nothing. */
blt_status
blt__trainer_write_checkpoint(blt_trainer *t, blt_error *err);

/* Model and card of the current state, once the threshold is known.  by_lang
 * as in blt__card. */
blt_status
blt__trainer_write_model(blt_trainer *t, const blt__valid_result *by_lang,
                         blt_error *err);

/* A checkpoint and a model, unless training is done: both were then just
 * written. */
blt_status
blt__trainer_keep(blt_trainer *t, blt_error *err);

/* A row of the log from the sums since the last row, which start again. */
blt_status
blt__trainer_write_log(blt_trainer *t, double rate, double norm,
                       double valid, blt_error *err);

/* ---- trainer_start.c: a run's start ------------------------------------- */

/* Reads recipe and data and enters the first stage, or the one of the
 * checkpoint.  Collective. */
blt_status
blt__trainer_start(blt_trainer *t, const blt_train_options *opt,
                   blt_error *err);

/* Allocates the stage that t->at names. */
blt_status
blt__trainer_enter(blt_trainer *t, blt_error *err);

/* 1 if the stage to end with is complete. */
int
blt__trainer_is_done(const blt_trainer *t);

/* In stage entropy: finds the threshold and sets it. */
blt_status
blt__trainer_threshold(blt_trainer *t, blt_error *err);

/* Fails when the ranks' weights differ.  They make the same updates, but may
 * run on processors, or with libraries, that differ. */
blt_status
blt__trainer_same_weights(const blt_trainer *t, blt_error *err);

#endif
