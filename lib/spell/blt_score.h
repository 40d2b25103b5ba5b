/* The Byte Latent Transformer as a source model: how likely each of several
 * continuations of a text is. */
#ifndef BLT_SPELL_BLT_SCORE_H
#define BLT_SPELL_BLT_SCORE_H

#include <blt/model.h>
#include <blt/pool.h>
#include "base/base.h"

/* Belongs to one thread at a time. */
typedef struct blt__blt_score blt__blt_score;

/* The model and the pool (may be NULL) are borrowed. */
blt_status
blt__blt_score_new(blt__blt_score **c, const blt_model *m, blt_pool *pool,
                   blt_error *err);
void
blt__blt_score_free(blt__blt_score *c);

typedef struct blt__string { const char *p; size_t n; } blt__string;

/* Scores n alternatives between two texts:
 *
 *     bits[i] = -log2 P(alternative[i] right | left)
 *
 * A left text that continues the one of the call before costs only what is
 * new, as the scorer keeps its state; the bits depend on the three texts
 * alone.  bits is [n], undefined on failure. */
blt_status
blt__blt_score_bits(blt__blt_score *c, blt__string left,
                    const blt__string *alternative, size_t n,
                    blt__string right, float *bits, blt_error *err);

#endif
