/* AdamW on a run of numbers: the inner loops of the optimiser.
 *
 * Plain loops that compilers turn into vector code; this file has flags of
 * its own for that (sqrtf sets no errno), none of which changes a result.
 * m and v are the running means of g and g^2.  Loshchilov and Hutter:
 *     w <- keep w - rate m^ / (sqrt(v^) + eps),   keep = 1 - rate decay
 * with m^ = m / (1 - beta1^t), v^ = v / (1 - beta2^t) in `step`, `root`. */
#include "config.h"
#include <math.h>
#include "train/train.h"

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

void
blt__sum_into(float *restrict a, const float *restrict b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] += b[i];
}

void
blt__sum_tree(float *x, size_t stride, size_t count, size_t n)
{
    for (size_t step = 1; step < count; step *= 2)
        for (size_t k = 0; k + step < count; k += 2 * step)
            blt__sum_into(x + k * stride, x + (k + step) * stride, n);
}

/* Eight sums, so that the order is ours and the compiler may use vectors. */
double
blt__sum_squares(const float *a, size_t n)
{
    double s[8] = { 0 };
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++)
            s[k] += (double)a[i + k] * a[i + k];
    for (; i < n; i++)
        s[0] += (double)a[i] * a[i];
    return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
}
