/* Quantized rows: integers times one scale per row.
 *
 * BLT__I8 has integers in -127 .. 127, BLT__I4 in -8 .. 7.  The largest scale
 * is the one at which the first number of the row reaches its end of the
 * range, rounded to BF16.  The rounding loses nothing, because the integers
 * are computed for the rounded scale: it moves the number at the end of the
 * range by at most 1/256, which still rounds to that end.  In four bits a
 * smaller scale is better, which clips the largest numbers and is finer for
 * all others: the one with the least squared error is used.
 *
 * With any of these scales some number is at an end of the range.  For the
 * dequantized row this scale is therefore the largest one, and exact, and a
 * smaller one would clip that number: quantizing it again changes no bit.
 * A product of scale and integer has 15 significant bits, so it is exact as a
 * float. */
#include "config.h"
#include <float.h>
#include <math.h>
#include "num/half.h"
#include "num/rows.h"

typedef struct range {
    float low, high;
    int scales;                 /* tried: the widest, less 0, 1, .. 32nds */
} range;

static range
range_of(blt__type t)
{
    return t == BLT__I8 ? (range){ -127, 127, 1 } : (range){ -8, 7, 14 };
}

static float
whole(float x, float scale, const range *r)
{
    const float w = scale == 0 ? 0 : rintf(x / scale);

    return w < r->low ? r->low : w > r->high ? r->high : w;
}

/* The squared error of the dequantized row, or, once it is at least `best`,
 * any number that is at least `best`. */
static double
squared_error(const float *x, size_t n, float scale, const range *r,
              double best)
{
    double sum = 0;

    for (size_t i = 0; i < n && sum < best; i++) {
        double e = (double)x[i] - (double)(scale * whole(x[i], scale, r));

        sum += e * e;
    }
    return sum;
}

/* 0 when the row has none. */
static int
find_scale(uint16_t *scale, const float *x, size_t n, const range *r)
{
    float widest = 0;
    double best = INFINITY;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            return 0;
        widest = fmaxf(widest, x[i] / (x[i] < 0 ? r->low : r->high));
    }
    *scale = 0;
    for (int k = 0; k < r->scales; k++) {
        uint16_t s = blt__bf16_from(widest * ((float)(32 - k) / 32));
        double e;

        if (blt__bf16_to(s) < FLT_MIN)
            break;              /* too few bits for the argument above */
        e = squared_error(x, n, blt__bf16_to(s), r, best);
        if (e < best) {
            best = e;
            *scale = s;
        }
    }
    return 1;
}

static void
put(uint8_t *q, size_t i, int w, blt__type t)
{
    if (t == BLT__I8)
        q[i] = (uint8_t)w;
    else if (i % 2 == 0)
        q[i / 2] = (uint8_t)(w + 8);
    else
        q[i / 2] |= (uint8_t)((w + 8) << 4);
}

int
blt__row_pack(void *q, uint16_t *scale, const float *x, size_t n,
              blt__type t)
{
    const range r = range_of(t);
    float s;

    if (!find_scale(scale, x, n, &r))
        return 0;
    s = blt__bf16_to(*scale);
    for (size_t i = 0; i < n; i++)
        put(q, i, (int)whole(x[i], s, &r), t);
    return 1;
}

void
blt__row_round(float *x, size_t n, blt__type t)
{
    const range r = range_of(t);
    uint16_t scale;
    float s;

    if (!find_scale(&scale, x, n, &r))
        return;
    s = blt__bf16_to(scale);
    for (size_t i = 0; i < n; i++)
        x[i] = s * (float)(int)whole(x[i], s, &r);      /* no -0 */
}
