/* All parameters of a model in float32, laid out for training. */
#ifndef BLT_TRAIN_PARAMS_H
#define BLT_TRAIN_PARAMS_H

#include "file/weights.h"
#include "train/recipe.h"

#define BLT__SEPARATE SIZE_MAX  /* the offset of the hash table's tensor,
                                   which has an array of its own */

/* The parameters of a stage are contiguous, so that the optimizer sees one
 * array; the hash table is separate. */
typedef struct blt__params {
    blt__weights w;
    blt__tensor *table;
    size_t count;
    size_t *place;              /* [count] offset in the array of its stage;
                                   each tensor starts at a multiple of 16 */
    float *run[2];              /* by stage: entropy, main */
    size_t n[2];
    float *hash;
    size_t n_hash;
} blt__params;

/* The optimizer's moments, in the layout of the parameters. */
typedef struct blt__moments {
    float *m, *v, *hash_m, *hash_v;     /* the last two NULL in stage 0 */
} blt__moments;

/* Random initial weights, from the recipe's seed.  On failure *p is freed. */
blt_status
blt__params_new(blt__params *p, const blt__recipe *r, blt_error *err);
void
blt__params_free(blt__params *p);

/* Elements of tensor i. */
static inline size_t
blt__params_size(const blt__params *p, size_t i)
{
    return p->table[i].mat->rows * p->table[i].mat->cols;
}

/* Rounds a stage's parameters to the values that blt__model_write stores for
 * this type. */
void
blt__params_round(blt__params *p, int stage, blt__type type);

#endif
