/* Pooling of several vectors into one. */
#ifndef BLT__EMBED_H
#define BLT__EMBED_H

#include <blt/embed.h>
#include "base/base.h"

/* The mean, maximum or last of the vectors of width d added so far. */
typedef struct blt__pooled {
    blt_embed_pool kind;
    size_t d, n;                /* n vectors so far */
    double *x;                  /* [d] their sum or maximum, or the last */
} blt__pooled;

blt_status
blt__pooled_init(blt__pooled *p, blt_embed_pool kind, size_t d,
                 blt_error *err);
void
blt__pooled_free(blt__pooled *p);
void
blt__pooled_add(blt__pooled *p, const float *v);
/* Writes the result, zeros if no vector was added, and starts again. */
void
blt__pooled_take(float *out, blt__pooled *p);

/* Scales a vector to Euclidean length 1; zeros stay zeros. */
void
blt__normalize(float *v, size_t d);

#endif
