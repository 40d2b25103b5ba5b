/* Number types of files to float32 and back, rounding to nearest even. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "file/number.h"
#include "num/half.h"
#include "num/view.h"

const char *
blt__type_name(blt__type t)
{
    return t == BLT__F32 ? "F32" : t == BLT__BF16 ? "BF16"
        : t == BLT__F16 ? "F16" : t == BLT__I8 ? "I8" : "I4";
}

int
blt__type_parse(const char *name)
{
    return strcmp(name, "F32") == 0 ? BLT__F32
        : strcmp(name, "BF16") == 0 ? BLT__BF16
        : strcmp(name, "F16") == 0 ? BLT__F16
        : strcmp(name, "I8") == 0 ? BLT__I8 : -1;
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
        out[i] = t == BLT__BF16 ? blt__bf16_to(h) : blt__f16_to(h);
    }
}

void
blt__number_take(float *out, const blt__mat *m, size_t first, size_t n)
{
    const uint8_t *p = m->p;
    const size_t per = blt__mat_per_scale(m);
    float scale = 0;

    if (!blt__type_scaled(m->type)) {
        blt__number_load(out, p + blt__type_size(m->type, first), m->type, n);
        return;
    }
    for (size_t i = first; i < first + n; i++) {
        if (i == first || i % per == 0)
            scale = blt__mat_scale(m, i / per);
        out[i - first] = scale * (float)blt__whole(p, m->type, i);
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
        uint16_t h = t == BLT__BF16 ? blt__bf16_from(x[i])
                                    : blt__f16_from(x[i]);

        fits &= !isfinite(x[i])
            || (h & 0x7fff) < (t == BLT__BF16 ? 0x7f80 : 0x7c00);
        memcpy(at, &h, 2);
    }
    return fits;
}
