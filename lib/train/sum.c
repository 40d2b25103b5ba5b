/* Sums of arrays in a fixed order: plain loops that compilers vectorize.
 * The order is written out, so vectors change no bit. */
#include "config.h"
#include "train/sum.h"

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

/* Eight partial sums, so that the compiler may use vectors. */
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
