/* The state that a session keeps between feeds.  [MODEL.md 6] */
#ifndef BLT_LATENT_SESSION_H
#define BLT_LATENT_SESSION_H

#include <stdatomic.h>
#include <string.h>
#include <blt/session.h>
#include "entropy/entropy.h"
#include "latent/scratch.h"
#include "nn/exec.h"
#include "nn/layer.h"
#include "nn/stack.h"
#include "patch/patch.h"

/* What a session and its copies share: immutable, with a reference count. */
struct blt__shared {
    atomic_uint refs;
    blt_config c;
    const blt__weights *w;
    const blt_model *model;
    blt_session_options opt;        /* opt.patch is NULL: see patch */
    blt_patch_options patch;        /* the caller's or the model's */
    int cuts;                       /* documents end at EOS */
    int use_patcher;
    blt__rope patcher, encoder, global, decoder;
};

/* Maximum rows of a piece: bounds the memory of a feed of any length (not
 * tuned). */
enum { BLT__PIECE = 512 };

/* The parts whose FLOPs are counted separately, as in blt_flops. */
enum { BLT__N_PATCHER, BLT__N_ENCODER, BLT__N_CROSS, BLT__N_GLOBAL,
       BLT__N_DECODER, BLT__N_HEAD, BLT__NS };

struct blt_session {
    struct blt__shared *shared;
    blt__cutter cutter;
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

    struct blt__scratch scratch;
    blt__probe probe;
    blt__count count[BLT__NS];
};

/* The encoder's cross-attention: only the last layer's has an effect. */
static inline const blt__cross_w *
blt__encoder_cross(const struct blt__shared *p)
{
    return &p->w->encoder.cross[p->c.encoder_cross_all
                                ? p->c.encoder.layers - 1 : 0];
}

/* Exact products, counted for a part; a pool where there are few rows. */
static inline blt__exec
blt__session_exact(blt_session *s, int part, blt_pool *pool)
{
    return (blt__exec){ BLT__EXACT, pool, &s->count[part] };
}

/* Copies n floats to an output, unless the caller does not want it. */
static inline void
blt__copy_out(float *to, const float *from, size_t n)
{
    if (to != NULL)
        memcpy(to, from, n * sizeof *to);
}

#endif
