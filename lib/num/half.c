/* Conversion of 16-bit floats.  Reading is exact; writing rounds to nearest,
 * ties to even; NaN stays NaN. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "num/half.h"

static uint32_t
bits_of(float x)
{
    uint32_t u;

    memcpy(&u, &x, 4);
    return u;
}

static float
float_of(uint32_t u)
{
    float x;

    memcpy(&x, &u, 4);
    return x;
}

float
blt__bf16_to(uint16_t x)
{
    return float_of((uint32_t)x << 16);
}

uint16_t
blt__bf16_from(float x)
{
    uint32_t u = bits_of(x);

    if (isnan(x))
        return (uint16_t)(u >> 16 | 0x40);      /* quiet, never infinity */
    return (uint16_t)((u + 0x7fff + (u >> 16 & 1)) >> 16);
}

float
blt__f16_to(uint16_t h)
{
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, e = h >> 10 & 31,
             m = h & 1023;

    if (e == 31)
        return float_of(sign | 0x7f800000 | m << 13);
    if (e == 0)                                 /* zero or subnormal */
        return float_of(sign | bits_of((float)m * 0x1p-24f));
    return float_of(sign | (e + 112) << 23 | m << 13);
}

uint16_t
blt__f16_from(float x)
{
    uint32_t u = bits_of(x);
    uint16_t sign = (uint16_t)(u >> 16 & 0x8000);
    float a = fabsf(x);

    if (isnan(x))
        return sign | 0x7e00;
    if (a >= 65520.0f)                          /* rounds past the largest */
        return sign | 0x7c00;
    if (a < 0x1p-14f)                           /* rint is to even */
        return sign | (uint16_t)rintf(a * 0x1p24f);
    u &= 0x7fffffff;
    u += 0xfff + (u >> 13 & 1);
    return sign | (uint16_t)((u >> 13) - (112u << 10));
}
