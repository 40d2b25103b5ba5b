/* AdamW on an array: the inner loop of the optimizer.
 *
 * A plain loop that compilers vectorize; this file has its own flags for that
 * (sqrtf sets no errno), none of which changes a result.  m and v are the
 * running means of g and g^2.  [Loshchilov and Hutter 2019]
 *
 *     w <- keep w - rate m^ / (sqrt(v^) + eps),   keep = 1 - rate decay
 * with m^ = m / (1 - beta1^t), v^ = v / (1 - beta2^t) in `step`, `root`. */
#include "config.h"
#include <math.h>
#include "train/adamw.h"

void
blt__adamw_run(float *restrict w, float *restrict m, float *restrict v,
               const float *restrict g, size_t n, const blt__adamw *a)
{
    const float b1 = a->beta1, b2 = a->beta2, c1 = 1 - b1, c2 = 1 - b2;
    const float step = a->step, root = a->root, eps = a->eps;
    const float keep = a->keep, clip = a->clip;

    for (size_t i = 0; i < n; i++) {
        float d = g[i] * clip;

        m[i] = b1 * m[i] + c1 * d;
        v[i] = b2 * v[i] + c2 * d * d;
        w[i] = keep * w[i] - step * m[i] / (sqrtf(v[i]) * root + eps);
    }
}
