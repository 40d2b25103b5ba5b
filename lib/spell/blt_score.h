/* The Byte Latent Transformer as a source model: how likely each of several
 * continuations of one text is. */
#ifndef BLT_SPELL_BLT_SCORE_H
#define BLT_SPELL_BLT_SCORE_H

#include <blt/model.h>
#include <blt/pool.h>
#include "base/base.h"

typedef struct blt__context blt__context;

/* The model and the pool (may be NULL) are borrowed. */
blt_status
blt__context_new(blt__context **c, const blt_model *m, blt_pool *pool,
                 blt_error *err);
void
blt__context_free(blt__context *c);

typedef struct blt__string { const char *p; size_t n; } blt__string;

/* bits[i] = -log2 P(alternative[i] right | left).  A left text that goes on
 * where that of the call before ended costs only what is new: the state
 * stays.  What the bits are depends on the three texts alone. */
blt_status
blt__context_bits(blt__context *c, blt__string left,
                  const blt__string *alternative, size_t n,
                  blt__string right, float *bits, blt_error *err);

#endif
