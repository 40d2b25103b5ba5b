/* The state of training a cloze network; shared by the files cloze_*.c. */
#ifndef BLT_LANGBUILD_CLOZE_TRAINER_H
#define BLT_LANGBUILD_CLOZE_TRAINER_H

#include "langbuild/cloze_train.h"

/* The shape of the network (lang/cloze.h), and of a batch.  The hidden layer
 * and the size of the vectors were measured (bench/README.md, Context
 * network); the rest is chosen. */
enum {
    BLT__CLOZE_ADJACENT = 3,    /* words on a side */
    BLT__CLOZE_WINDOW = 10,     /* words on a side beyond these */
    BLT__CLOZE_ADJACENT_DIM = 64,       /* components read of an adjacent
                                           word */
    BLT__CLOZE_IN = 96,         /* components of an input vector */
    BLT__CLOZE_DIM = 96,        /* of h, and of an output vector */
    BLT__CLOZE_HIDDEN = 384,
    BLT__CLOZE_INPUTS = 2 * BLT__CLOZE_ADJACENT * BLT__CLOZE_ADJACENT_DIM
        + BLT__CLOZE_IN,
    BLT__CLOZE_OUTPUTS = BLT__CLOZE_DIM + BLT__CLOZE_HIDDEN,
    BLT__CLOZE_BATCH = 256,     /* positions */
    BLT__CLOZE_NOISE = 512      /* words drawn per batch */
};

/* Vectors, with the sums of squares of Adagrad. */
typedef struct blt__cloze_table {
    float *v, *squares;         /* [rows, width], [rows] */
    size_t width;
} blt__cloze_table;

/* A matrix, with its gradient and the moments of Adam. */
typedef struct blt__cloze_matrix {
    float *v, *d, *mean, *square;       /* [n] */
    size_t n;
} blt__cloze_matrix;

typedef struct blt__cloze_trainer {
    const blt__cloze_corpus *p;
    blt__rng rng;
    blt__cloze_table in, out;
    blt__cloze_matrix first, bias, second;
    uint64_t steps;
    float rate;                 /* fraction of the full learning rates */

    /* sampling */
    float *keep;                /* [words] probability of being a target */
    uint8_t *in_window;         /* [words] 1: counts in the window */
    uint32_t *draw;             /* the noise distribution, as a table */
    uint32_t *place;            /* [places] possible targets in the text */
    size_t places, at;
    size_t expected;            /* targets of a pass */

    /* a batch */
    uint32_t adjacent[BLT__CLOZE_BATCH][2 * BLT__CLOZE_ADJACENT];
    uint32_t window[BLT__CLOZE_BATCH][2 * BLT__CLOZE_WINDOW];
    size_t n_window[BLT__CLOZE_BATCH];
    uint32_t target[BLT__CLOZE_BATCH], noise[BLT__CLOZE_NOISE];
    float *x, *y, *active, *h;  /* [BATCH, INPUTS] [.., OUTPUTS] [.., HIDDEN]
                                   [.., DIM] */
    float *dx, *dy, *dactive, *dh;
    float *score, *u, *du;      /* [BATCH, NOISE] [NOISE, DIM] */
} blt__cloze_trainer;

/* ---- cloze_sample.c ----------------------------------------------------------- */

/* Allocates and fills the fields under "sampling". */
blt_status blt__cloze_sample_init(blt__cloze_trainer *t, blt_error *err);
/* Draws the targets of the next batch, their contexts, and the noise. */
void blt__cloze_sample(blt__cloze_trainer *t);

/* ---- cloze_tensors.c ----------------------------------------------------------- */

/* Quantises the trained network. */
blt_status blt__cloze_pack(blt__cloze_data *d, const blt__cloze_trainer *t,
                           blt_error *err);

#endif
