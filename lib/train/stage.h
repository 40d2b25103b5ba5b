/* One stage of training: its memory, allocated once. */
#ifndef BLT_TRAIN_STAGE_H
#define BLT_TRAIN_STAGE_H

#include <blt/pool.h>
#include <blt/train.h>
#include "base/monitor.h"
#include "latent/tape.h"
#include "train/corpus.h"
#include "train/muon.h"
#include "train/params.h"
#include "train/sparse.h"

/* What a stage works on; all borrowed for its lifetime. */
typedef struct blt__training {
    const blt__recipe *recipe;
    blt__params *params;
    const blt__corpus *data, *valid;
    blt_pool *pool;
    const blt_ranks *ranks;
    blt__monitor monitor;       /* progress of validation; may cancel */
} blt__training;

/* The memory of one thread. */
typedef struct blt__worker {
    blt__tape *tape;            /* of the stage's model */
    blt__tape *patcher_tape;    /* of the frozen entropy model, or NULL */
    int32_t *ids;               /* [length + 1] */
    float *entropy;             /* [length] */
    int64_t *len;               /* [length + 1] */
} blt__worker;

/* A sequence of a batch or of the validation text, and its results. */
typedef struct blt__sequence {
    size_t n;                   /* inputs */
    size_t at;                  /* tokens of the batch before it */
    size_t lang;
    int64_t patches;            /* without the one that holds BOS */
    double nats;
    blt_error err;
} blt__sequence;

/* A part of one tensor, the unit of work of the optimizer. */
typedef struct blt__chunk {
    size_t at, n;               /* in the stage's array */
    int decay;                  /* 1: with weight decay */
    int muon;                   /* 1: updated by Muon, not by AdamW */
    double squares;             /* of its gradient */
} blt__chunk;

typedef struct blt__stage {
    int stage;                  /* 0 entropy, 1 main */
    blt__training in;
    const blt__schedule *schedule;
    size_t length, batch;
    size_t first_shard, shards; /* this rank's, of all_shards */
    size_t all_shards;
    size_t *offsets;            /* [ranks + 1] the items of each rank */

    blt__worker *worker;        /* [workers] one per thread */
    int workers;
    int32_t *ids;               /* [batch, length + 1] */
    blt__sequence *sequence;    /* [batch] */
    blt__sequence *valid_sequence;      /* [valid_max] */
    size_t valid_max, valid_n;
    size_t valid_first;         /* of the sequences in the current batch */

    blt__weights *grad;         /* [shards] */
    float *sum;                 /* [shards, params->n[stage]] */
    blt__chunk *chunk;          /* [chunks] */
    size_t chunks;
    blt__sparse *sparse;        /* NULL in stage 0 */
    blt__muon *muon;            /* or NULL */
    blt__moments moments;

    int64_t step;               /* the current step */
    float scale;                /* of the gradient: 1 / tokens of the batch */
    blt__adamw adamw[2];        /* without and with weight decay */
    float *entropies;           /* [valid_n, length] during a search for the
                                   threshold */
} blt__stage;

/* Memory for stage 0 (entropy) or 1 (main).  BLT_EINVAL when the ranks cannot
 * divide the shards. */
blt_status
blt__stage_new(blt__stage **s, int stage, const blt__training *in,
               blt_error *err);
void
blt__stage_free(blt__stage *s);

/* Bytes that a stage needs, without the activations. */
double
blt__stage_memory(int stage, const blt__recipe *r, const blt__params *p,
                  const blt_ranks *ranks);

/* Cuts ids [n] into patches: lengths in h->len, their number in *count. */
blt_status
blt__stage_patches(const blt__stage *s, blt__worker *h, size_t *count,
                   const int32_t *ids, size_t n, blt_error *err);

#endif
