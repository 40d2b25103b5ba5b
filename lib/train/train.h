/* train/: a recipe and texts go in, a model directory comes out.
 *
 *   recipe.c   the text that states everything
 *   corpus.c   texts, their weights, and the sequence of (step, index)
 *   adamw.c    the update of a run of parameters
 *   muon.c     the update of the matrices inside the layers
 *   sparse.c   the gradient of the rows of the hash table
 *   params.c   all parameters, in the order of training
 *   from.c     the parameters of a model, to begin with
 *   ranks.c    several machines (the MPI room)
 *   stage.c    one stage's memory; a step
 *   valid.c    validation; the threshold that gives a patch size
 *   checkpoint.c  everything that a resumed run needs
 *   card.c     the README of a model
 *   log.c      train.log, which is also the lock on the directory
 *   trainer.c  stages in order, threshold, export */
#ifndef BLT_TRAIN_TRAIN_H
#define BLT_TRAIN_TRAIN_H

#include <blt/model.h>
#include <blt/train.h>
#include "base/monitor.h"
#include "file/weights.h"
#include "latent/tape.h"

/* ---- recipe.c ------------------------------------------------------------ */

enum { BLT__COSINE, BLT__LINEAR, BLT__CONSTANT, BLT__TRAPEZOID };
enum { BLT__ADAMW, BLT__MUON };
enum { BLT__ALIGN_PARAGRAPH, BLT__ALIGN_ANY };

typedef struct blt__schedule {      /* [entropy], [main] */
    int64_t length;             /* tokens of a sequence */
    int64_t batch;              /* sequences of a step */
    int64_t steps, warmup;
    int64_t validate;           /* steps between validations */
    double rate, final;         /* highest; the last as a part of it */
    int shape;
    double beta1, beta2, eps, decay, clip;
    double table_rate;          /* of the hash table, as a factor */
    int64_t cooldown;           /* last steps of a trapezoid */
    int optimizer;              /* of the matrices inside the layers */
    double momentum, matrix_rate;       /* of Muon; a factor */
} blt__schedule;

#define BLT__WEIGHTS_MAX 64

/* How often the files count whose names match, before and in the cooldown. */
typedef struct blt__text_weight {
    char pattern[96];
    double weight;
    int late;
} blt__text_weight;

typedef struct blt__recipe {
    char name[64], licence[256], about[512];
    blt_config config;
    double threshold;           /* NaN: find the one for target_size */
    double target_size;         /* bytes per patch */
    double language_exponent;
    int align;
    int64_t valid_bytes, final_valid_bytes;
    double table_start, residual_start; /* factors on the deviation of the
                                   hash table's and of the last matrices of
                                   attention and ffn at the start */
    blt__text_weight weight[BLT__WEIGHTS_MAX];
    size_t n_weights;
    blt__schedule stage[2];
    int64_t seed, shards, checkpoint_steps, checkpoint_seconds;
    int store;                  /* blt__type of the model's file */
    blt__buf text;              /* as it was read */
} blt__recipe;

blt_status
blt__recipe_read(blt__recipe *r, const char *path, blt_error *err);
void
blt__recipe_free(blt__recipe *r);

/* Everything that decides the weights, one "section.key = value" a line, in
 * one spelling: what a checkpoint keeps and a resumed run compares. */
void
blt__recipe_canon(blt__buf *b, const blt__recipe *r);

/* ---- corpus.c ------------------------------------------------------------ */

typedef struct blt__text {
    char *path;
    const char *name;           /* its last component */
    blt__map map;
    size_t lang;
} blt__text;

typedef struct blt__corpus {
    blt__text *text;            /* by name */
    size_t n;
    double *upto[2];            /* [n] running sums of the odds of a draw:
                                   before and in the cooldown */
    char (*lang)[16];
    size_t langs;
    uint64_t bytes;
    int align;
} blt__corpus;

blt_status
blt__corpus_open(blt__corpus *c, const char *const *path, size_t n,
                 const blt__recipe *r, blt_error *err);
void
blt__corpus_close(blt__corpus *c);

/* 16 hexadecimal digits of the names and sizes. */
void
blt__corpus_digest(char digest[17], const blt__corpus *c);

/* The sequence number `index` of a step: a pure function of its arguments.
 * Writes BOS and what follows, at most n + 1 ids, and returns how many
 * inputs there are (ids less one), at least 1. */
size_t
blt__corpus_draw(const blt__corpus *c, int32_t *ids, size_t n,
                 uint64_t seed, int stage, int64_t step, size_t index,
                 int late);

/* Number i of `count` sequences spread evenly over the corpus, without EOS,
 * so that every target is a byte; *lang is its language. */
size_t
blt__corpus_sample(const blt__corpus *c, int32_t *ids, size_t n,
                   size_t i, size_t count, size_t *lang);

/* ---- adamw.c ------------------------------------------------------------- */

typedef struct blt__adamw {
    float beta1, beta2, eps;
    float step;                 /* rate / (1 - beta1^t) */
    float root;                 /* 1 / sqrt(1 - beta2^t) */
    float keep;                 /* 1 - rate * decay */
    float clip;                 /* factor on the gradient */
} blt__adamw;

void
blt__adamw_run(float *restrict w, float *restrict m, float *restrict v,
               const float *restrict g, size_t n, const blt__adamw *a);
void
blt__sum_into(float *restrict a, const float *restrict b, size_t n);
/* Adds x + stride, ... , x + (count - 1) stride to x, n floats each: pairs,
 * then pairs of pairs.  2^k neighbours from a multiple of 2^k make a subtree,
 * so that it does not matter whether one rank adds them up or several. */
void
blt__sum_tree(float *x, size_t stride, size_t count, size_t n);
double
blt__sum_squares(const float *a, size_t n);

/* ---- sparse.c ------------------------------------------------------------ */

typedef struct blt__sparse blt__sparse;

/* For a table of tables * vocab rows of width floats; at most room tokens a
 * step. */
blt_status
blt__sparse_new(blt__sparse **s, size_t tables, size_t vocab, size_t width,
                size_t room, blt_error *err);
void
blt__sparse_free(blt__sparse *s);

/* Keeps what tokens at .. at + n - 1 looked up; threads may call this at
 * once for different places. */
void
blt__sparse_put(blt__sparse *s, size_t at, const float *dx,
                const int64_t *row, size_t n);

/* Gathers what the ranks put: rank i's are tokens upto[i] .. upto[i + 1] - 1;
 * then all ranks make the same update. */
void
blt__sparse_exchange(blt__sparse *s, const blt_ranks *ranks,
                     const size_t *upto);

/* Adds up the gradient of each row that the first n tokens touched, always
 * in the order of the tokens; returns the sum of its squares. */
double
blt__sparse_gather(blt__sparse *s, size_t n, blt_pool *pool);

/* Updates those rows, and no others: the moments of a row rest while no
 * token looks it up. */
void
blt__sparse_update(blt__sparse *s, float *w, float *m, float *v,
                   const blt__adamw *a, blt_pool *pool);

double
blt__sparse_memory(size_t tables, size_t vocab, size_t width, size_t room);

/* ---- params.c -------------------------------------------------------------- */

#define BLT__APART SIZE_MAX     /* the hash table's place */

/* All parameters, float32.  Those of a stage lie together, so that the
 * optimiser sees one run of numbers; the hash table lies apart. */
typedef struct blt__params {
    blt__weights w;
    blt__tensor *table;
    size_t count;
    size_t *place;              /* [count] in the run of its stage; each
                                   tensor starts at a multiple of 16 */
    float *run[2];              /* by stage */
    size_t n[2];
    float *hash;
    size_t n_hash;
} blt__params;

/* Fresh weights, by the recipe's seed. */
blt_status
blt__params_new(blt__params *p, const blt__recipe *r, blt_error *err);
void
blt__params_free(blt__params *p);

static inline size_t
blt__params_size(const blt__params *p, size_t i)
{
    return p->table[i].mat->rows * p->table[i].mat->cols;
}

/* How many parameters the products use per token and per patch. */
void
blt__params_uses(double per_token[2], double *per_patch,
                 const blt__params *p, const blt_config *c);

/* Rounds a stage's parameters to what a file of this type will hold, as
 * blt__model_write understands it. */
void
blt__params_round(blt__params *p, int stage, blt__type type);

/* ---- ranks.c -------------------------------------------------------------- */

/* NULL is one rank, and so is everything where MPI is not built in. */
size_t
blt__ranks_count(const blt_ranks *r);

/* Can the ranks share so many shards, a subtree each, and so many items? */
blt_status
blt__ranks_fit(const blt_ranks *r, size_t shards, size_t items,
               blt_error *err);

/* All of these are for all ranks to call, in the same order.
 *
 * gather: items upto[i] .. upto[i + 1] - 1 of x, `size` bytes each, are rank
 * i's; [ranks + 1].  share: n bytes of rank `from`.  sum: of each rank's x,
 * by blt__sum_tree in the order of ranks. */
void
blt__ranks_gather(const blt_ranks *r, void *x, size_t size,
                  const size_t *upto);
void
blt__ranks_share(const blt_ranks *r, int from, void *x, size_t n);
void
blt__ranks_sum(const blt_ranks *r, float *x, size_t n);

/* The status and the message of the first rank that failed, on all. */
blt_status
blt__ranks_agree(const blt_ranks *r, blt_status s, blt_error *err);

/* Fails on all when a rank's text is not rank 0's, with the first line that
 * differs. */
blt_status
blt__ranks_same(const blt_ranks *r, const char *what, const char *text,
                blt_error *err);

/* ---- muon.c --------------------------------------------------------------- */

typedef struct blt__muon blt__muon;

typedef struct blt__muon_rule {
    float beta;                 /* of the momentum */
    float step, keep, clip;     /* as in blt__adamw */
} blt__muon_rule;

/* For the matrices of a stage; which they are. */
blt_status
blt__muon_new(blt__muon **u, const blt__params *p, int stage, int threads,
              blt_error *err);
void
blt__muon_free(blt__muon *u);
int
blt__muon_takes(const blt__tensor *t);

/* Updates them: w, m and g are the stage's runs.  The ranks share the work,
 * which does not shrink with a rank's part of the batch. */
void
blt__muon_update(blt__muon *u, float *w, float *m, const float *g,
                 const blt__muon_rule *rule, blt_pool *pool,
                 const blt_ranks *ranks);

/* out [rows, cols] has the singular vectors of in and singular values of
 * about 1 (0.7 to 1.3 where in's are not below a thousandth of its norm);
 * out may be in.  room: 2 (rows cols + a^2) floats, a the shorter side. */
void
blt__muon_orthogonal(float *out, const float *in, size_t rows, size_t cols,
                     float *room);

/* ---- from.c ---------------------------------------------------------------- */

/* Makes the parameters those of a model.  BLT_EDATA, naming the tensor and
 * both shapes, when it is not what the recipe's c describes; where is the
 * model's name in messages. */
blt_status
blt__params_take(blt__params *p, const blt_config *c, const blt_model *m,
                 const char *where, blt_error *err);

/* ---- stage.c, valid.c ------------------------------------------------------- */

typedef struct blt__moments {   /* of the optimiser */
    float *m, *v, *hash_m, *hash_v;     /* the last two NULL in stage 0 */
} blt__moments;

/* One thread's memory. */
typedef struct blt__hand {
    blt__tape *tape;            /* of what is trained */
    blt__tape *scout;           /* the frozen entropy model, or NULL */
    int32_t *ids;               /* [length + 1] */
    float *entropy;             /* [length] */
    int64_t *len;               /* [length + 1] */
} blt__hand;

/* One sequence of a batch or of validation text. */
typedef struct blt__piece {
    size_t n, at;               /* inputs; tokens of the batch before it */
    size_t lang;
    int64_t patches;            /* without BOS's own */
    double nats;
    blt_error err;
} blt__piece;

typedef struct blt__slice {     /* of a run, inside one tensor */
    size_t at, n;
    int decay, muon;            /* decays; Muon's, not AdamW's */
    double squares;
} blt__slice;

typedef struct blt__stage {
    int which;                  /* 0 entropy, 1 main */
    const blt__recipe *recipe;
    const blt__schedule *plan;
    blt__params *params;
    const blt__corpus *data, *valid;
    blt_pool *pool;
    const blt_ranks *ranks;
    size_t length, batch;
    size_t first_shard, shards; /* this rank's, of all_shards */
    size_t all_shards;
    size_t *upto;               /* [ranks + 1] who has which items */

    blt__hand *hand;            /* [threads] */
    int hands;
    int32_t *ids;               /* [batch, length + 1] */
    blt__piece *piece;          /* [batch] */
    blt__piece *valid_piece;    /* [valid_room] */
    size_t valid_room, valid_n;
    size_t valid_first;         /* of the pieces that run now */
    blt__monitor monitor;       /* the trainer sets it */

    blt__weights *grad;         /* [shards] */
    float *sum;                 /* [shards, params->n[which]] */
    blt__slice *slice;
    size_t slices;
    blt__sparse *sparse;
    blt__muon *muon;            /* or NULL */
    blt__moments moments;

    int64_t step;               /* the step at hand */
    float scale;
    blt__adamw adamw[2];        /* without and with decay */
    float *entropies;           /* [valid_n, length] while a threshold is
                                   looked for */
} blt__stage;

blt_status
blt__stage_new(blt__stage **s, int which, const blt__recipe *r,
               blt__params *p, const blt__corpus *data,
               const blt__corpus *valid, blt_pool *pool,
               const blt_ranks *ranks, blt_error *err);
void
blt__stage_free(blt__stage *s);
double
blt__stage_memory(int which, const blt__recipe *r, const blt__params *p,
                  const blt_ranks *ranks);

/* The patches of a sequence, left in the hand. */
blt_status
blt__stage_patches(const blt__stage *s, blt__hand *h, size_t *count,
                   const int32_t *ids, size_t n, blt_error *err);

typedef struct blt__step_result {
    double nats;                /* summed over targets */
    int64_t targets, patches;
    double rate, norm, flops;
} blt__step_result;

/* Step number `step`, counted from 0. */
blt_status
blt__stage_step(blt__stage *s, blt__step_result *out, int64_t step,
                blt_error *err);

typedef struct blt__valid_result {
    double nats;
    int64_t bytes, patches;
} blt__valid_result;

/* All languages together, and by language when by_lang [langs] is not
 * NULL. */
blt_status
blt__stage_validate(blt__stage *s, blt__valid_result *all,
                    blt__valid_result *by_lang, int64_t bytes,
                    blt_error *err);

/* The threshold that cuts validation text into patches of the wanted mean
 * size, and the size it reaches (first stage). */
blt_status
blt__stage_threshold(blt__stage *s, float *threshold, double *reached,
                     blt_error *err);

/* ---- checkpoint.c ---------------------------------------------------------- */

typedef struct blt__progress {
    blt_train_stage stage;      /* BLT_TRAIN_ALL: done */
    int64_t step, bytes;
    float threshold;
    double nats;                /* since the last line of the log */
    int64_t targets;
    double seconds;             /* of work, over all runs */
    double valid[2];            /* final bits per byte by stage, or NaN */
    double patch_size;          /* on validation text, or 0 */
    char from[17];              /* digest of the model that this began with,
                                   or "" */
} blt__progress;

/* While stage main has made no step its weights follow from the recipe,
 * unless they are those of a model. */
static inline int
blt__main_is_fresh(const blt__progress *at)
{
    return at->stage == BLT_TRAIN_MAIN && at->step == 0
        && at->from[0] == '\0';
}

blt_status
blt__checkpoint_write(const char *path, const blt__progress *at,
                      const blt__recipe *r, const char *digest,
                      const blt__params *p, const blt__moments *m,
                      blt_error *err);

/* Reads a checkpoint in two goes, because the stage it belongs to says
 * where its numbers go. */
typedef struct blt__checkpoint {
    blt__st st;
    blt__progress at;
    const char *path;
} blt__checkpoint;
blt_status
blt__checkpoint_open(blt__checkpoint *c, const char *path,
                     const blt__recipe *r, const char *digest,
                     blt_error *err);
blt_status
blt__checkpoint_load(const blt__checkpoint *c, blt__params *p,
                     const blt__moments *m, blt_error *err);
void
blt__checkpoint_close(blt__checkpoint *c);

/* ---- card.c ---------------------------------------------------------------- */

blt_status
blt__card_write(const char *dir, const blt__recipe *r,
                const blt__progress *at, const blt__params *p,
                const blt__corpus *data, const blt__corpus *valid,
                const blt__valid_result *by_lang, blt_error *err);

/* ---- log.c ----------------------------------------------------------------- */

typedef struct blt__log blt__log;

/* Opens (or starts) the table in dir and locks it: one trainer at a time. */
blt_status
blt__log_open(blt__log **log, const char *dir, blt_error *err);
void
blt__log_close(blt__log *log);

/* Forgets the rows that lie after this point: their steps will be made
 * again. */
blt_status
blt__log_rewind(blt__log *log, const blt__progress *at, blt_error *err);

typedef struct blt__log_row {
    int64_t step, bytes;
    double train, valid, rate, norm, bytes_a_second, seconds, flops_a_second;
} blt__log_row;
blt_status
blt__log_write(blt__log *log, blt_train_stage stage, const blt__log_row *row,
               blt_error *err);

/* A line of runs.log: the time, what ("begins", "ends"), stage and step. */
blt_status
blt__log_run(blt__log *log, const char *what, const blt__progress *at,
             blt_error *err);

#endif
