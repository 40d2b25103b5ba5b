/* Forward and backward pass over whole sequences.
 *
 * The forward pass stores every value that the backward pass needs in one
 * arena; the backward pass goes through the same steps in reverse order.
 * Only patches that close inside the sequence are computed: no token reads
 * the last one, which holds the unknown next token.    [MODEL.md 5.2, 11] */
#include "config.h"
#include <assert.h>
#include "latent/tape_parts.h"

double
blt__tape_step(blt__tape *t, const blt__weights *w, const blt__weights *grad,
               float scale, const blt__tape_input *in)
{
    assert(in->n >= 1 && in->n <= t->max);
    t->exec.math = grad != NULL && t->operands == BLT__BF16 ? BLT__BLAS_BF16
                                                            : BLT__BLAS;
    return t->submodel == BLT__PATCHER
        ? blt__tape_patcher_step(t, w, grad, scale, in)
        : blt__tape_main_step(t, w, grad, scale, in);
}

const float *
blt__tape_hash_grad(const blt__tape *t)
{
    return t->denc;
}

const int64_t *
blt__tape_hash_rows(const blt__tape *t)
{
    return t->hash;
}

const float *
blt__tape_logits(const blt__tape *t)
{
    return t->logits;
}
