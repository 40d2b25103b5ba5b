/* Entropies of logits, and the cross-entropy with its gradient. */
#ifndef BLT_NN_LOSS_H
#define BLT_NN_LOSS_H

#include <stddef.h>
#include <stdint.h>

/* Entropy of each row of logits [n, v], in nats; scratch [v]. */
void
blt__entropy_rows(float *out, const float *logits, size_t n, size_t v,
                  float *scratch);

/* Sum over rows of -ln softmax(logits)[target]; in place the logits become
 * the gradient times scale, or stay when scale is 0 (scratch [v]). */
double
blt__loss(float *logits, const int32_t *target, float scale, size_t n,
          size_t v, float *scratch);

#endif
