/* The state that a session keeps between feeds.  [MODEL.md 6] */
#ifndef BLT_LATENT_SESSION_H
#define BLT_LATENT_SESSION_H

#include <stdatomic.h>
#include <blt/session.h>
#include "entropy/entropy.h"
#include "nn/nn.h"

/* Shared by all copies of a session, immutable. */
struct blt__plan {
    atomic_uint refs;
    blt_config c;
    const blt__weights *w;
    const blt_model *model;
    blt_session_options opt;        /* opt.patch is not used: */
    blt_patch_options patch;        /* the caller's or the model's */
    int cuts;                       /* documents end at EOS */
    int use_patcher;
    blt__rope patcher, encoder, global, decoder;
};

/* Rows of the piece that is being fed; its size bounds the memory of a feed
 * whatever its length. */
enum { BLT__PIECE = 512 };

/* Whose work is counted apart; as in blt_flops. */
enum { BLT__N_PATCHER, BLT__N_ENCODER, BLT__N_CROSS, BLT__N_GLOBAL,
       BLT__N_DECODER, BLT__N_HEAD, BLT__NS };

struct blt__work {
    size_t cap;                     /* rows */
    int32_t *ids;                   /* [reach + n]: history, then the piece */
    int64_t *hash;                  /* [n, tables] */
    int64_t *start, *patch_start;   /* [n] of each row's document */
    float *entropy;                 /* [n] */
    uint8_t *closed;                /* [n] */
    float *x, *enc;                 /* [n, H] decoder rows, encoder rows */
    float *pooled;                  /* [n, H] */
    float *query, *patch;           /* [n, k*H] */
    float *gin, *global;            /* [n, k*H or G] [n, G] */
    float *context;                 /* [n, k*H] */
    float *qn, *q, *att, *kn;       /* [n*k, H] */
    float *prob; size_t prob_cap;
    uint32_t *lo, *hi;              /* [n*k] */
    float *logits;                  /* [260] */
};

struct blt_session {
    struct blt__plan *plan;
    blt_cutter cutter;
    blt__entropy entropy;
    blt__stack encoder, global, decoder;
    int32_t *history;               /* [reach] last ids, 0 before the start */
    int64_t tokens, patches;
    int64_t token_start, patch_start;   /* of the current document */
    int open_eos;                   /* the open patch contains EOS */

    int64_t open;                   /* tokens of the open patch */
    float *open_max;                /* [H] */
    float *open_k, *open_v;         /* [open_cap, kv] the encoder's */
    size_t open_cap;
    int crosses;                    /* decoder layers with cross-attention */
    float *ctx_k, *ctx_v;           /* [crosses, 1 + ctx_cap, k, kv] */
    size_t ctx_cap;

    struct blt__work work;
    blt__tap tap;
    blt__count count[BLT__NS];
};

static inline size_t
blt__part_kv(const blt_part *p)
{
    return (size_t)(p->hidden / p->heads * p->kv_heads);
}

/* Feeds one piece of n <= BLT__PIECE tokens.  keep_open: the last token
 * closes nothing (HF's rule for max_patch_length). */
blt_status
blt__session_piece(blt_session *s, const int32_t *ids, size_t n,
                   const uint8_t *close, blt_feed *out, int keep_open,
                   blt_error *err);

/* Computes the vectors of the open patch as if it were closed now. */
blt_status
blt__session_close(blt_session *s, float *patch_embed, float *global_out,
                   blt_error *err);

/* Room for rows n of a piece, and for n more rows of the open patch. */
blt_status
blt__session_room(blt_session *s, size_t n, blt_error *err);

#endif
