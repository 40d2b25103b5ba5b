/* Validation, and the threshold for a wanted patch size. */
#ifndef BLT_TRAIN_VALID_H
#define BLT_TRAIN_VALID_H

#include <math.h>
#include "train/stage.h"

typedef struct blt__valid_result {
    double nats;
    int64_t bytes, patches;
} blt__valid_result;

/* Bits per byte. */
static inline double
blt__valid_bits(const blt__valid_result *v)
{
    return v->nats / (double)v->bytes / M_LN2;
}

/* Measures about `bytes` bytes of validation text: all languages together,
 * and each language when by_lang [langs] is not NULL. */
blt_status
blt__stage_validate(blt__stage *s, blt__valid_result *all,
                    blt__valid_result *by_lang, int64_t bytes,
                    blt_error *err);

/* Stage 0: the threshold, in nats, that cuts validation text into patches of
 * the target size, and the mean size in bytes that it reaches. */
blt_status
blt__stage_threshold(blt__stage *s, float *threshold, double *reached,
                     blt_error *err);

#endif
