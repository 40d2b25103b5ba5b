/* The layers of one part, fed piece by piece. */
#ifndef BLT_NN_STACK_H
#define BLT_NN_STACK_H

#include <blt/config.h>
#include <blt/pool.h>
#include "file/weights.h"
#include "nn/cache.h"
#include "nn/rope.h"
#include "num/count.h"

typedef struct blt__stack {
    blt_part part;
    const blt__layer_w *w;
    const blt__rope *rope;
    blt_pool *pool;
    int64_t window;         /* effective, at least 1 */
    int64_t pos;            /* of the next row */
    blt__cache *cache;      /* one a layer */
    int64_t *lo;            /* [n] first position that each row sees */
    float *cs, *q;          /* [n, width] [n, d] */
    float *scratch;         /* one part a thread */
    size_t rows_cap, scratch_cap, scratch_one;
    blt__count *count;      /* set by the owner; NULL after init and copy */
} blt__stack;

/* window: as in blt_session_options, BLT_WINDOW_MODEL excluded. */
blt_status
blt__stack_init(blt__stack *s, const blt_part *p, const blt__layer_w *w,
                const blt__rope *rope, int64_t window, blt_pool *pool,
                blt_error *err);
void blt__stack_free(blt__stack *s);
void blt__stack_reset(blt__stack *s);
blt_status blt__stack_copy(blt__stack *to, const blt__stack *from,
                           blt_error *err);

/* Feeds n rows: begin, each layer in turn on x [n, d] in place, end.  Only
 * begin can fail; nothing has then changed.  start [n]: the first position of
 * each row's document. */
blt_status
blt__stack_begin(blt__stack *s, const int64_t *start, size_t n,
                 blt_error *err);
void blt__stack_layer(blt__stack *s, int layer, float *x, size_t n);
void blt__stack_end(blt__stack *s, size_t n);

#endif
