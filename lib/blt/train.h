/* Training: from plain text to a model directory.  Since 0.1.
 *
 * A recipe file states everything (blt-train(1) describes its keys): sizes,
 * data, seed, schedule.  There are two stages: the entropy model alone, then
 * the rest with the entropy model frozen.  The weights depend on the recipe
 * and the data only: not on the number of threads, nor on how often training
 * was stopped, killed and resumed from its checkpoint, nor on how many
 * machines shared the work.  The second stage may also start from the weights
 * of a model.
 *
 * A trainer belongs to one thread at a time. */
#ifndef BLT_TRAIN_H
#define BLT_TRAIN_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/pool.h>
#include <blt/progress.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_train_stage {
    BLT_TRAIN_ENTROPY,
    BLT_TRAIN_MAIN,
    BLT_TRAIN_ALL           /* both, one after the other; as a state: all is
                               done */
} blt_train_stage;

/* The processes of one training run on several machines, numbered from 0.
 * Each makes the same calls in the same order with the same recipe and data;
 * only rank 0 writes files.  A failure in one fails all, with the same
 * message. */
typedef struct blt_ranks blt_ranks;

/* Joins the processes that an MPI launcher started (and starts MPI, once per
 * process).  BLT_EINVAL when the library was built without MPI. */
BLT_API BLT_MUST_USE blt_status
blt_ranks_new(blt_ranks **r, blt_error *err);
/* Ends MPI, unless the caller had started it. */
BLT_API void
blt_ranks_free(blt_ranks *r);
BLT_API int
blt_ranks_number(const blt_ranks *r);
/* Called on all ranks: 1 on each if yes is true on any. */
BLT_API int
blt_ranks_any(const blt_ranks *r, int yes);

typedef struct blt_train_options {
    size_t size;                /* set by BLT_TRAIN_OPTIONS_INIT */
    const char *recipe;         /* file */
    const char *const *data;    /* [n_data] files, and directories for their
                                   *.txt */
    size_t n_data;
    const char *const *valid;   /* [n_valid] the same, kept out of training */
    size_t n_valid;             /* 0: measure on data itself */
    const char *out;            /* directory, made if missing; NULL: write
                                   nothing (to plan and to measure) */
    blt_train_stage stage;      /* where to end */
    blt_pool *pool;             /* borrowed; NULL: the calling thread alone */
    const char *from;           /* model directory: start stage main with its
                                   weights and threshold; or NULL */
    blt_ranks *ranks;           /* borrowed; NULL: this process alone */
    blt_progress_fn progress;   /* for long calls: reading the data, the
                                   validation and the end of a stage; NULL:
                                   none.  Since 0.2 */
    void *user;                 /* progress's first argument.  Since 0.2 */
} blt_train_options;

#define BLT_TRAIN_OPTIONS_INIT { sizeof(blt_train_options), NULL, NULL, 0, \
    NULL, 0, NULL, BLT_TRAIN_ALL, NULL, NULL, NULL, NULL, NULL }

typedef struct blt_trainer blt_trainer;

/* Reads the recipe, maps the data, and resumes from the checkpoint in `out`
 * if there is one.  BLT_EDATA when the checkpoint has another recipe, other
 * data or another `from`, and when the model `from` is not what the recipe
 * describes; BLT_EINVAL when `from` is the model in `out`.  The strings of
 * opt are copied. */
BLT_API BLT_MUST_USE blt_status
blt_trainer_new(blt_trainer **t, const blt_train_options *opt,
                blt_error *err);
BLT_API void
blt_trainer_free(blt_trainer *t);

/* What a step did. */
typedef struct blt_train_report {
    size_t  size;               /* set by BLT_TRAIN_REPORT_INIT */
    blt_train_stage stage;
    int64_t step, steps;        /* of this stage */
    int64_t bytes;              /* seen in this stage so far */
    int64_t step_bytes;         /* targets of this step */
    double  loss;               /* bits per byte of this step */
    double  valid;              /* bits per byte on validation text when this
                                   step measured it, else NaN */
    double  rate;               /* learning rate */
    double  norm;               /* of the gradient, before clipping */
    double  patch_size;         /* bytes per patch; 0 in the first stage */
    double  flops;              /* of the model in this step: 6 per parameter
                                   and use, 2 in the frozen part */
    int     done;               /* 1: training is complete; the call that
                                   reports it made no step */
} blt_train_report;

#define BLT_TRAIN_REPORT_INIT { sizeof(blt_train_report), \
    BLT_TRAIN_ENTROPY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* One step, or the work at the end of a stage (threshold, validation by
 * language, model directory); validates and saves when it is due.  After a
 * failure the trainer can only be freed; the last checkpoint remains. */
BLT_API BLT_MUST_USE blt_status
blt_trainer_step(blt_trainer *t, blt_train_report *report, blt_error *err);

/* Writes a checkpoint and a model directory of the current state. */
BLT_API BLT_MUST_USE blt_status
blt_trainer_save(blt_trainer *t, blt_error *err);

/* What the recipe amounts to, before any step. */
typedef struct blt_train_plan {
    size_t  size;               /* set by BLT_TRAIN_PLAN_INIT */
    blt_train_stage stage;      /* the current one */
    int64_t step;
    int64_t steps[2];           /* by stage; 0 for a stage that is left out */
    double  patcher;            /* parameters of the entropy model */
    double  dense, table;       /* of the rest; of its hash tables */
    double  active;             /* used per byte, without the entropy model */
    double  flops[2];           /* per training byte, by stage */
    double  step_bytes[2];      /* at most */
    double  memory[2];          /* bytes, without activations */
    int64_t files, bytes, languages;    /* of the training data */
    int64_t valid_bytes;
} blt_train_plan;

#define BLT_TRAIN_PLAN_INIT { sizeof(blt_train_plan), BLT_TRAIN_ENTROPY, 0, \
    { 0, 0 }, 0, 0, 0, 0, { 0, 0 }, { 0, 0 }, { 0, 0 }, 0, 0, 0, 0 }

BLT_API void
blt_trainer_plan(const blt_trainer *t, blt_train_plan *plan);

#ifdef __cplusplus
}
#endif
#endif
