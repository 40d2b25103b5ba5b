/* Rows of a matrix of any type as floats. */
#include "config.h"
#include <assert.h>
#include <string.h>
#include "num/half.h"
#include "num/view.h"

void
blt__mat_row(float *out, const blt__mat *m, size_t row)
{
    const uint8_t *p = (const uint8_t *)m->p
        + row * blt__type_size(m->type, m->cols);

    assert(m->p != NULL);
    if (m->type == BLT__F32) {
        memcpy(out, p, m->cols * sizeof *out);
        return;
    }
    if (blt__type_scaled(m->type)) {
        const size_t per = blt__mat_per_scale(m);
        float s = 0;

        for (size_t i = 0; i < m->cols; i++) {
            if (i % per == 0)
                s = blt__mat_scale(m, (row * m->cols + i) / per);
            out[i] = s * (float)blt__whole(p, m->type, i);
        }
        return;
    }
    for (size_t i = 0; i < m->cols; i++) {
        uint16_t h;

        memcpy(&h, p + 2 * i, 2);
        out[i] = m->type == BLT__BF16 ? blt__bf16_to(h) : blt__f16_to(h);
    }
}

float
blt__mat_scale(const blt__mat *m, size_t i)
{
    const blt__mat scales = { .p = m->scale, .type = m->scale_type,
                              .rows = i + 1, .cols = 1 };
    float s;

    blt__mat_row(&s, &scales, i);
    return s;
}
