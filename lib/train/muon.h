/* Muon: the update of the matrices inside the layers. */
#ifndef BLT_TRAIN_MUON_H
#define BLT_TRAIN_MUON_H

#include <blt/pool.h>
#include <blt/train.h>
#include "num/gemm.h"
#include "train/params.h"

typedef struct blt__muon blt__muon;

typedef struct blt__muon_rule {
    float beta;                 /* momentum */
    float step;                 /* learning rate */
    float keep, clip;           /* as in blt__adamw */
    blt__gemm_fn *multiply;
} blt__muon_rule;

/* Scratch for the matrices of a stage, one part per thread. */
blt_status
blt__muon_new(blt__muon **u, const blt__params *p, int stage, int threads,
              blt_error *err);
void
blt__muon_free(blt__muon *u);

/* 1 if Muon updates this tensor: a matrix inside a layer. */
int
blt__muon_applies(const blt__tensor *t);

/* Updates the matrices; w, m and g are the stage's arrays.  The ranks divide
 * the matrices, as this work does not shrink with a rank's part of the
 * batch. */
void
blt__muon_update(blt__muon *u, float *w, float *m, const float *g,
                 const blt__muon_rule *rule, blt_pool *pool,
                 const blt_ranks *ranks);

/* out [rows, cols] gets the singular vectors of in, with singular values of
 * about 1 (0.7 to 1.3 where in's exceed a thousandth of its norm).  out may
 * be in.  scratch: 2 (rows cols + a^2) floats, a the shorter side. */
void
blt__muon_orthogonal(float *out, const float *in, size_t rows, size_t cols,
                     float *scratch, blt__gemm_fn *multiply);

#endif
