/* AdamW: the update of an array of parameters. */
#ifndef BLT_TRAIN_ADAMW_H
#define BLT_TRAIN_ADAMW_H

#include <stddef.h>

typedef struct blt__adamw {
    float beta1, beta2, eps;
    float step;                 /* rate / (1 - beta1^t) */
    float root;                 /* 1 / sqrt(1 - beta2^t) */
    float keep;                 /* 1 - rate * decay */
    float clip;                 /* factor on the gradient */
} blt__adamw;

/* Updates the weights w and the moments m and v by the gradient g, all
 * [n]. */
void
blt__adamw_run(float *restrict w, float *restrict m, float *restrict v,
               const float *restrict g, size_t n, const blt__adamw *a);

#endif
