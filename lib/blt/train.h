/* Training: from plain text to a model directory.  Since 0.1.
 *
 * A recipe says everything (blt-train(1) has its keys): sizes, data, seed,
 * schedule.  Two stages: the entropy model alone, then the rest with the
 * entropy model frozen.  The weights that come out depend on the recipe and
 * the data only: not on the number of threads, nor on how often training
 * was stopped, killed and taken up again from its checkpoint, nor on how
 * many machines shared the work.  The second stage may also begin with the
 * weights of a model. */
#ifndef BLT_TRAIN_H
#define BLT_TRAIN_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_train_stage {
    BLT_TRAIN_ENTROPY,
    BLT_TRAIN_MAIN,
    BLT_TRAIN_ALL           /* one after the other; and: all is done */
} blt_train_stage;

/* The processes of one training on several machines, numbered from 0.  Each
 * makes the same calls in the same order with the same recipe and data; rank
 * 0 alone writes.  What one of them cannot do fails for all, with the same
 * message. */
typedef struct blt_ranks blt_ranks;

/* Joins the processes that an MPI launcher started (and begins MPI, once in
 * a process).  BLT_EINVAL where the library was built without MPI. */
BLT_API BLT_MUST_USE blt_status
blt_ranks_new(blt_ranks **r, blt_error *err);
/* Ends MPI, unless the caller had begun it. */
BLT_API void
blt_ranks_free(blt_ranks *r);
BLT_API int
blt_ranks_number(const blt_ranks *r);
/* On all ranks: whether it is true of any. */
BLT_API int
blt_ranks_any(const blt_ranks *r, int yes);

typedef struct blt_train_options {
    size_t size;                /* set by BLT_TRAIN_OPTIONS_INIT */
    const char *recipe;         /* file */
    const char *const *data;    /* files, and directories for their *.txt */
    size_t n_data;
    const char *const *valid;   /* the same, kept out of training */
    size_t n_valid;             /* 0: measure on data itself */
    const char *out;            /* directory, made if missing; NULL: keep
                                   nothing (to plan and to measure) */
    blt_train_stage stage;      /* where to end */
    blt_pool *pool;             /* borrowed; NULL: this thread alone */
    const char *from;           /* model directory: begin stage main with its
                                   weights and threshold; or NULL */
    blt_ranks *ranks;           /* borrowed; NULL: this process alone */
} blt_train_options;

#define BLT_TRAIN_OPTIONS_INIT { sizeof(blt_train_options), NULL, NULL, 0, \
    NULL, 0, NULL, BLT_TRAIN_ALL, NULL, NULL, NULL }

typedef struct blt_trainer blt_trainer;

/* Reads the recipe, maps the data, and takes up the checkpoint in out when
 * there is one.  BLT_EDATA when that was made by another recipe, from other
 * data, or not begun with the model `from`, and when that model is not what
 * the recipe describes; BLT_EINVAL when it is the one in out.  The strings
 * of opt are not needed afterwards. */
BLT_API BLT_MUST_USE blt_status
blt_train_new(blt_trainer **t, const blt_train_options *opt, blt_error *err);
BLT_API void
blt_train_free(blt_trainer *t);

/* What a step did.  Rates are the caller's to compute. */
typedef struct blt_train_report {
    blt_train_stage stage;
    int64_t step, steps;        /* of this stage */
    int64_t bytes;              /* seen in this stage so far */
    int64_t step_bytes;         /* targets of this step */
    double  loss;               /* bits per byte of this step */
    double  valid;              /* bits per byte on validation text, when
                                   this step measured it, else NaN */
    double  rate;               /* learning rate */
    double  norm;               /* of the gradient, before clipping */
    double  patch_size;         /* bytes per patch; 0 in the first stage */
    double  flops;              /* of the model in this step: 6 a parameter
                                   and use, 2 in the frozen part */
    int     done;               /* nothing is left to do; no step was made
                                   by the call that says so */
} blt_train_report;

/* One step, or the work at the end of a stage (threshold, validation by
 * language, model directory); validates and saves when it is time.  After a
 * failure only blt_train_free makes sense; the last checkpoint stands. */
BLT_API BLT_MUST_USE blt_status
blt_train_step(blt_trainer *t, blt_train_report *report, blt_error *err);

/* Writes the checkpoint now, and the model directory of this moment. */
BLT_API BLT_MUST_USE blt_status
blt_train_save(blt_trainer *t, blt_error *err);

/* What the recipe comes to, before any step. */
typedef struct blt_train_plan {
    blt_train_stage stage;      /* where training stands */
    int64_t step;
    int64_t steps[2];           /* by stage; 0 for a stage that is not */
    double  patcher;            /* parameters of the entropy model */
    double  dense, table;       /* of the rest; in the hash tables */
    double  active;             /* used per byte, entropy model apart */
    double  flops[2];           /* to train on one byte, by stage */
    double  step_bytes[2];      /* at most */
    double  memory[2];          /* bytes, the tapes apart */
    int64_t files, bytes, languages;    /* to train on */
    int64_t valid_bytes;
} blt_train_plan;
BLT_API void
blt_train_plan_get(const blt_trainer *t, blt_train_plan *plan);

#ifdef __cplusplus
}
#endif
#endif
