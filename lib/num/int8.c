/* Rows in eight bits: whole numbers times one scale a row.
 *
 * The scale is the largest size in the row over 127, rounded to BF16.  That
 * rounding costs nothing, since the whole numbers are found for the rounded
 * scale: it moves the largest by 1/256 at most, to 126.5 .. 127.5, which is
 * still 127.  So the scale can be told from the row that comes back, and
 * writing that row again changes no bit; and a product of scale and whole
 * number has 15 significant bits, so that as a float it is exact. */
#include "config.h"
#include <float.h>
#include <math.h>
#include "num/kern.h"

/* 0 when the row has none. */
static int
find_scale(uint16_t *scale, const float *x, size_t n)
{
    float top = 0;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            return 0;
        top = fmaxf(top, fabsf(x[i]));
    }
    *scale = blt__bf16_from(top / 127);
    if (blt__bf16_to(*scale) < FLT_MIN)
        *scale = 0;             /* too few bits for the argument above */
    return 1;
}

static int8_t
whole(float x, float scale)
{
    return scale == 0 ? 0 : (int8_t)rintf(x / scale);
}

int
blt__int8_from(int8_t *q, uint16_t *scale, const float *x, size_t n)
{
    float s;

    if (!find_scale(scale, x, n))
        return 0;
    s = blt__bf16_to(*scale);
    for (size_t i = 0; i < n; i++)
        q[i] = whole(x[i], s);
    return 1;
}

void
blt__int8_round(float *x, size_t n)
{
    uint16_t scale;
    float s;

    if (!find_scale(&scale, x, n))
        return;
    s = blt__bf16_to(scale);
    for (size_t i = 0; i < n; i++)
        x[i] = s * whole(x[i], s);
}
