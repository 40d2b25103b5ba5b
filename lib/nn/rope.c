/* Rotary positions: element pairs (2i, 2i+1) of each head turn by p * f_i.
 *                                                          [MODEL.md 2.2] */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "base/base.h"
#include "nn/rope.h"
#include "num/kern.h"

enum { LOW = 256 };

blt_status
blt__rope_init(blt__rope *r, size_t width, double theta, blt_error *err)
{
    *r = (blt__rope){ .width = width };
    r->freq = blt__alloc(width / 2, sizeof *r->freq);
    r->low = blt__alloc(LOW * width, sizeof *r->low);
    if (r->freq == NULL || r->low == NULL) {
        blt__rope_free(r);
        return blt__fail_memory(err, "rotary table");
    }
    for (size_t i = 0; i < width / 2; i++) {
        /* float32 as in the reference, so that the frequencies agree */
        float e = (float)(2 * i) / (float)width;

        r->freq[i] = 1.0f / powf((float)theta, e);
        for (int p = 0; p < LOW; p++) {
            r->low[(size_t)p * width + 2 * i] = cos(p * r->freq[i]);
            r->low[(size_t)p * width + 2 * i + 1] = sin(p * r->freq[i]);
        }
    }
    return BLT_OK;
}

void
blt__rope_free(blt__rope *r)
{
    free(r->freq);
    free(r->low);
    *r = (blt__rope){ 0 };
}

void
blt__rope_fill(float *cs, const blt__rope *r, int64_t pos, size_t n)
{
    while (n > 0) {
        size_t at = (size_t)(pos % LOW), run = LOW - at < n ? LOW - at : n;

        for (size_t i = 0; i + 1 < r->width; i += 2) {
            double a = (double)(pos - (int64_t)at) * r->freq[i / 2];
            double c = cos(a), s = sin(a);
            const double *lo = r->low + at * r->width + i;

            for (size_t t = 0; t < run; t++, lo += r->width) {
                cs[t * r->width + i] = (float)(c * lo[0] - s * lo[1]);
                cs[t * r->width + i + 1] = (float)(s * lo[0] + c * lo[1]);
            }
        }
        cs += run * r->width;
        pos += (int64_t)run;
        n -= run;
    }
}

void
blt__rope_apply(float *x, const float *cs, float sign, size_t n,
                size_t heads, size_t width)
{
    const blt__kern *kern = blt__kern_get();

    for (size_t t = 0; t < n; t++, cs += width)
        for (size_t h = 0; h < heads; h++, x += width)
            kern->rotate(x, cs, sign, width);
}
