/* A session's scratch arrays: the values of one piece. */
#ifndef BLT_LATENT_SCRATCH_H
#define BLT_LATENT_SCRATCH_H

#include <blt/session.h>

struct blt__scratch {
    size_t cap;                     /* rows */
    int32_t *ids;                   /* [reach + n] history, then the piece */
    int64_t *hash;                  /* [n, tables] */
    int64_t *start, *patch_start;   /* [n] start of each row's document */
    float *entropy;                 /* [n] */
    uint8_t *closed;                /* [n] */
    float *x, *enc;                 /* [n, H] decoder rows, encoder rows */
    float *pooled;                  /* [n, H] */
    float *query, *patch;           /* [n, k*H] */
    float *global;                  /* [n, G] */
    float *context;                 /* [n, k*H] */
    float *qn, *q, *att, *kn;       /* [n*k, H] */
    float *prob;
    size_t prob_cap;
    uint32_t *lo, *hi;              /* [n*k] */
};

void
blt__scratch_free(struct blt__scratch *w);

/* Makes room for the n rows of a piece, and for n more rows of the open
 * patch. */
blt_status
blt__session_reserve(blt_session *s, size_t n, blt_error *err);

#endif
