/* Number types of files to float32 and back, rounding to nearest even.
 *
 * BF16 is the upper half of a float32.  F16 has 5 bits of exponent (bias
 * 15) and 10 of fraction, with subnormals below 2^-14. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "file/number.h"

const char *
blt__type_name(blt__type t)
{
    return t == BLT__F32 ? "F32" : t == BLT__BF16 ? "BF16" : "F16";
}

int
blt__type_parse(const char *name)
{
    return strcmp(name, "F32") == 0 ? BLT__F32
        : strcmp(name, "BF16") == 0 ? BLT__BF16
        : strcmp(name, "F16") == 0 ? BLT__F16 : -1;
}

static float
from_bits(uint32_t b)
{
    float x;

    memcpy(&x, &b, 4);
    return x;
}

static float
from_f16(uint16_t h)
{
    uint32_t sign = (uint32_t)(h & 0x8000) << 16;
    uint32_t e = h >> 10 & 31, f = h & 1023;

    if (e == 31)
        return from_bits(sign | 0x7f800000 | f << 13);
    if (e == 0) {                       /* zero, or f * 2^-24 */
        float x = (float)f * 0x1p-24f;

        return sign ? -x : x;
    }
    return from_bits(sign | (e + 112) << 23 | f << 13);
}

static uint16_t
to_bf16(uint32_t b)
{
    if ((b & 0x7fffffff) > 0x7f800000)
        return (uint16_t)(b >> 16 | 0x40);      /* NaN stays one */
    return (uint16_t)((b + 0x7fff + (b >> 16 & 1)) >> 16);
}

static uint16_t
to_f16(uint32_t b)
{
    uint16_t sign = (uint16_t)(b >> 16 & 0x8000);
    uint32_t a = b & 0x7fffffff, f, drop, half;
    int shift;

    if (a > 0x7f800000)
        return sign | 0x7e00;
    if (a >= 0x477ff000)                /* 65520 and up round to infinity */
        return sign | 0x7c00;
    if (a >= 0x38800000) {              /* normal: 2^-14 and up */
        f = a - (112u << 23);
        shift = 13;
    } else if (a >= 0x33000000) {       /* 2^-25 and up: f * 2^-24 */
        f = (a & 0x7fffff) | 0x800000;
        shift = 126 - (int)(a >> 23);
    } else {
        return sign;
    }
    drop = f & ((1u << shift) - 1);
    half = 1u << (shift - 1);
    f >>= shift;
    f += drop > half || (drop == half && (f & 1));
    return (uint16_t)(sign | f);
}

void
blt__number_load(float *out, const void *p, blt__type t, size_t n)
{
    const uint8_t *at = p;
    uint16_t h;

    if (t == BLT__F32) {
        memcpy(out, p, n * 4);
        return;
    }
    for (size_t i = 0; i < n; i++, at += 2) {
        memcpy(&h, at, 2);
        out[i] = t == BLT__BF16 ? from_bits((uint32_t)h << 16) : from_f16(h);
    }
}

int
blt__number_store(void *out, blt__type t, const float *x, size_t n)
{
    uint8_t *at = out;
    int fits = 1;

    if (t == BLT__F32) {
        memcpy(out, x, n * 4);
        return 1;
    }
    for (size_t i = 0; i < n; i++, at += 2) {
        uint32_t b;
        uint16_t h;

        memcpy(&b, x + i, 4);
        h = t == BLT__BF16 ? to_bf16(b) : to_f16(b);
        fits &= !isfinite(x[i])
            || (h & 0x7fff) < (t == BLT__BF16 ? 0x7f80 : 0x7c00);
        memcpy(at, &h, 2);
    }
    return fits;
}
