/* What the files tape*.c share: the memory of a tape, and the passes through
 * one part. */
#ifndef BLT_LATENT_TAPE_PARTS_H
#define BLT_LATENT_TAPE_PARTS_H

#include "latent/tape.h"
#include "nn/cross.h"
#include "nn/layer.h"

/* A part with the values of its layers; x[l] is the input of layer l,
 * x[layers] the output. */
typedef struct blt__tape_part {
    blt_part p;                     /* window: the effective one */
    float *cs;                      /* [n, head width] */
    float **x;                      /* [layers + 1] of [n, d] */
    blt__layer_acts *acts;          /* [layers] */
} blt__tape_part;

struct blt__tape {
    blt_config c;
    blt__submodel submodel;
    size_t max;
    char *arena;
    blt__exec exec;                 /* of the current pass */
    blt__type operands;

    blt__tape_part patcher, encoder, global, decoder;
    int crosses;
    int32_t *ids;                   /* [reach + n] */
    int64_t *hash;                  /* [n, tables] */
    float *pooled;                  /* [p, H] */
    int32_t *argmax;                /* [p, H] row that won */
    float *query, *patch;           /* [p, k*H] */
    float *context;                 /* [p, k*H] */
    uint32_t *elo, *ehi, *dlo, *dhi;
    blt__cross_acts ecross, *dcross;
    float **dx_in;                  /* decoder rows before each cross */
    float *xn, *xr, *logits;        /* [n, d] [n] [n, 260] */

    float *dx, *dy, *denc;          /* [n, d] */
    float *dglobal, *dpatch, *dcontext, *dpooled, *dquery;
    float *scratch, *row;           /* [260] */
};

/* ---- tape_parts.c ------------------------------------------------------- */

/* Whether a forward pass keeps the attention probabilities that a backward
 * pass needs. */
typedef enum blt__tape_keep { BLT__KEEP, BLT__DISCARD } blt__tape_keep;

/* x[l] -> x[l + 1] for the n rows of layer l of a part of t. */
void
blt__tape_layer_fwd(blt__tape *t, blt__tape_part *s, const blt__layer_w *w,
                    int l, size_t n, blt__tape_keep keep);

/* dx [n, d] in place; dw[l] is added to. */
void
blt__tape_layer_bwd(float *dx, blt__tape *t, blt__tape_part *s,
                    const blt__layer_w *dw, const blt__layer_w *w, int l,
                    size_t n);

/* The same for all layers of a part. */
void
blt__tape_layers_fwd(blt__tape *t, blt__tape_part *s, const blt__layer_w *w,
                     size_t n, blt__tape_keep keep);
void
blt__tape_layers_bwd(float *dx, blt__tape *t, blt__tape_part *s,
                     const blt__layer_w *dw, const blt__layer_w *w, size_t n);

/* The final norm and the head of a part, or their gradients. */
typedef struct blt__tape_head {
    const blt__mat *norm, *head;
} blt__tape_head;

/* x [n, d] -> t->logits [n, 260] */
void
blt__tape_head_fwd(blt__tape *t, const float *x, const blt_part *p,
                   blt__tape_head w, size_t n);

/* t->logits hold their gradient; leaves t->dx [n, d].  dw is added to. */
void
blt__tape_head_bwd(blt__tape *t, const float *x, const blt_part *p,
                   blt__tape_head dw, blt__tape_head w, size_t n);

/* Adds dx [n, d] to the rows of the embedding that ids [n] read. */
void
blt__tape_embed_bwd(const blt__mat *dembed, const float *dx,
                    const int32_t *ids, size_t n);

/* ---- tape_patcher.c, tape_main.c ---------------------------------------- */

/* blt__tape_step for each submodel. */
double
blt__tape_patcher_step(blt__tape *t, const blt__weights *w,
                       const blt__weights *grad, float scale,
                       const blt__tape_input *in);
double
blt__tape_main_step(blt__tape *t, const blt__weights *w,
                    const blt__weights *grad, float scale,
                    const blt__tape_input *in);

#endif
