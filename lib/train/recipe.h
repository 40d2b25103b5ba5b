/* The recipe: every setting of a training run, read from a text file. */
#ifndef BLT_TRAIN_RECIPE_H
#define BLT_TRAIN_RECIPE_H

#include <blt/config.h>
#include "base/base.h"

enum { BLT__COSINE, BLT__LINEAR, BLT__CONSTANT, BLT__TRAPEZOID };
enum { BLT__ADAMW, BLT__MUON };
enum { BLT__PRECISION_F32, BLT__PRECISION_BF16 };
enum { BLT__ALIGN_PARAGRAPH, BLT__ALIGN_ANY };

/* The settings of one stage: the sections [entropy] and [main]. */
typedef struct blt__schedule {
    int64_t length;             /* tokens per sequence */
    int64_t batch;              /* sequences per step */
    int64_t steps, warmup;
    int64_t validate;           /* steps between validations */
    double rate, final;         /* peak learning rate; the final rate as a
                                   fraction of it */
    int shape;                  /* BLT__COSINE ... */
    double beta1, beta2, eps, decay, clip;
    double table_rate;          /* factor on the rate of the hash table */
    int64_t cooldown;           /* number of final steps in which a trapezoid
                                   falls */
    int optimizer;              /* of the matrices inside the layers:
                                   BLT__ADAMW or BLT__MUON */
    double momentum, matrix_rate;       /* Muon: momentum; factor on rate */
    int precision;              /* of the operands of matrix products */
} blt__schedule;

#define BLT__WEIGHTS_MAX 64

/* Sampling weight of the files whose names match a pattern. */
typedef struct blt__text_weight {
    char pattern[96];           /* of fnmatch(3) */
    double weight;
    int late;                   /* 1: in the cooldown only */
} blt__text_weight;

typedef struct blt__recipe {
    char name[64], licence[256], about[512];
    blt_config config;
    double threshold;           /* nats; NaN: find the one for target_size */
    double target_size;         /* bytes per patch */
    double language_exponent;
    int align;                  /* where a sequence may start */
    int64_t valid_bytes, final_valid_bytes;
    double table_start, residual_start; /* factors on the initial standard
                                   deviation of the hash table, and of the
                                   output matrices of attention and
                                   feed-forward */
    blt__text_weight weight[BLT__WEIGHTS_MAX];
    size_t n_weights;
    blt__schedule stage[2];     /* entropy, main */
    int64_t seed, shards, checkpoint_steps, checkpoint_seconds;
    int store;                  /* blt__type of the model file */
    blt__buf text;              /* the file, unchanged */
} blt__recipe;

/* Reads the file at path into *r, with defaults for what it does not set.
 * BLT_EDATA names the file, the line and the key; BLT_EIO when the file
 * cannot be read.  blt__recipe_free() in every case. */
blt_status
blt__recipe_read(blt__recipe *r, const char *path, blt_error *err);
void
blt__recipe_free(blt__recipe *r);

/* Appends the canonical form: one line "section.key = value" for each setting
 * that affects the weights.  Checkpoints store it, and a resumed run compares
 * it. */
void
blt__recipe_canon(blt__buf *b, const blt__recipe *r);

#endif
