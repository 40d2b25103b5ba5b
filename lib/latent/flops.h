/* The weights that the products of a model use: the part of its FLOPs that
 * depends on its sizes alone. */
#ifndef BLT_LATENT_FLOPS_H
#define BLT_LATENT_FLOPS_H

#include <blt/config.h>

/* How many weights each row is multiplied by; a forward pass takes 2 FLOPs
 * per weight, a training step 6.  Look-ups (embeddings, hash tables) and norms
 * do not count.  The members of blt_flops, and what of them is per patch: */
typedef struct blt__weight_uses {
    double patcher;             /* per byte, its head included; 0 if the model
                                   has no entropy model */
    double encoder, cross, decoder, head;       /* per byte */
    double patch_cross, patch_global;           /* per patch */
} blt__weight_uses;

void
blt__weight_uses_of(blt__weight_uses *w, const blt_config *c);

/* Sums for a training step: per_token of the entropy model [0] and of the rest
 * [1], and per_patch. */
void
blt__weight_uses_sum(double per_token[2], double *per_patch,
                     const blt_config *c);

#endif
