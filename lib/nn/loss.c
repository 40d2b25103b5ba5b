/* Entropies of logits, and the cross-entropy with its gradient. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "nn/loss.h"
#include "num/kern.h"

/* e [v] = exp(x - max); returns their sum and the maximum. */
static double
exponentials(float *e, float *max, const float *x, size_t v)
{
    memcpy(e, x, v * sizeof *e);
    *max = x[0];
    for (size_t j = 1; j < v; j++)
        if (x[j] > *max)
            *max = x[j];
    return blt__kern_get()->softmax(e, 0, v, v);
}

/* log Z - sum e_j (x_j - m) / Z never takes the logarithm of a p near 0. */
void
blt__entropy_rows(float *out, const float *logits, size_t n, size_t v,
                  float *scratch)
{
    for (size_t i = 0; i < n; i++, logits += v) {
        float m;
        double z = exponentials(scratch, &m, logits, v), s = 0;

        for (size_t j = 0; j < v; j++)
            if (scratch[j] != 0)            /* 0 * -inf would be NaN */
                s += (double)scratch[j] * (logits[j] - m);
        out[i] = (float)(log(z) - s / z);
    }
}

double
blt__loss(float *logits, const int32_t *target, float scale, size_t n,
          size_t v, float *scratch)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++, logits += v) {
        float m, q;
        double z = exponentials(scratch, &m, logits, v);

        sum += log(z) + m - logits[target[i]];
        if (scale == 0)
            continue;
        q = (float)(scale / z);
        for (size_t j = 0; j < v; j++)
            logits[j] = scratch[j] * q;
        logits[target[i]] -= scale;
    }
    return sum;
}
