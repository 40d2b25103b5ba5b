/* Selects the kernels for this processor. */
#include "config.h"
#include <string.h>
#include "num/kern.h"

/* Asked for every row, so it must not run cpuid, which traps in virtual
 * machines; the compiler's own answer is a load.  clang before 17 has no
 * word for F16C, and no processor has AVX2 without it. */
#if defined __clang__
# define HAS_F16C 1
#else
# define HAS_F16C __builtin_cpu_supports("f16c")
#endif

const blt__kern *
blt__kern_get(void)
{
#ifdef HAVE_AVX512
    if (__builtin_cpu_supports("avx512f")
        && __builtin_cpu_supports("avx512bw"))
        return &blt__kern_avx512;
#endif
#ifdef HAVE_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
        && HAS_F16C)
        return &blt__kern_avx2;
#endif
    return &blt__kern_ref;
}

void
blt__mat_row(float *out, const blt__mat *m, size_t row)
{
    const uint8_t *p = (const uint8_t *)m->p
        + row * blt__type_size(m->type, m->cols);

    if (m->type == BLT__F32) {
        memcpy(out, p, m->cols * sizeof *out);
        return;
    }
    if (blt__type_scaled(m->type)) {
        const float s = blt__mat_scale(m, row);

        for (size_t i = 0; i < m->cols; i++)
            out[i] = s * (float)blt__whole(p, m->type, i);
        return;
    }
    for (size_t i = 0; i < m->cols; i++) {
        uint16_t h;

        memcpy(&h, p + 2 * i, 2);
        out[i] = m->type == BLT__BF16 ? blt__bf16_to(h) : blt__f16_to(h);
    }
}

float
blt__mat_scale(const blt__mat *m, size_t row)
{
    const blt__mat scales = { m->scale, m->scale_type, m->rows, 1, NULL,
                              BLT__F32 };
    float s;

    blt__mat_row(&s, &scales, row);
    return s;
}
