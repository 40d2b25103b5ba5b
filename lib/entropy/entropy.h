/* The entropy model: a causal byte model; its entropy after each byte measures
 * how uncertain the next byte is.  [MODEL.md 3] */
#ifndef BLT_ENTROPY_H
#define BLT_ENTROPY_H

#include "file/weights.h"
#include "nn/exec.h"
#include "nn/stack.h"

typedef struct blt__entropy {
    const blt__weights *w;
    blt__stack stack;
    float *x, *logits;          /* [n, Hp] [n, 260] of the last feed */
    float *scratch;             /* per thread: a block of rows, one row of
                                   logits */
    size_t cap;                 /* rows of x and logits */
} blt__entropy;

blt_status
blt__entropy_init(blt__entropy *e, const blt_config *c, const blt__weights *w,
                  const blt__rope *rope, int64_t window, blt_pool *pool,
                  blt_error *err);
void blt__entropy_free(blt__entropy *e);
blt_status blt__entropy_copy(blt__entropy *to, const blt__entropy *from,
                             blt_error *err);

/* entropy [n]: nats after each token.  start [n]: as in blt__stack_begin.
 * Leaves the normed hidden rows in e->x and the logits in e->logits.  On
 * failure nothing has changed. */
blt_status
blt__entropy_feed(blt__entropy *e, float *entropy, const int32_t *ids,
                  const int64_t *start, size_t n, blt__probe *probe,
                  blt_error *err);

#endif
