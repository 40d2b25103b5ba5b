/* Cross-attention of a session, divided over the rows and the threads of the
 * pool.                                                      [MODEL.md 5.3] */
#ifndef BLT_LATENT_CROSS_ROWS_H
#define BLT_LATENT_CROSS_ROWS_H

#include "latent/session.h"

typedef struct blt__cross_rows {
    blt_session *s;
    const blt__cross_w *cross;
    const float *x;             /* rows in */
    float *y, *k, *v;           /* rows out */
    const float *ck, *cv;       /* keys and values of the context */
    const blt_part *part;
    int queries;                /* rows that share one range of bytes; 0:
                                   every row sees cross_k rows */
    blt_pool *columns;          /* set by the calls below */
} blt__cross_rows;

/* x [n, hidden] -> k, v [n, kv]: the keys and values of bytes, or of context
 * vectors. */
void
blt__cross_rows_keys(blt__cross_rows *r, size_t n);

/* x [n, hidden] -> y [n, hidden]; row i sees rows lo[i] .. hi[i] - 1 of the
 * scratch. */
void
blt__cross_rows_run(blt__cross_rows *r, size_t n);

#endif
