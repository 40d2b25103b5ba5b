/* Which kernels this processor runs. */
#include "config.h"
#include <string.h>
#include "num/kern.h"

#ifdef HAVE_AVX2
# include <cpuid.h>

/* clang's __builtin_cpu_supports has no word for it before version 17. */
static int
has_f16c(void)
{
    unsigned a, b, c, d;

    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C) != 0;
}
#endif

const blt__kern *
blt__kern_get(void)
{
#ifdef HAVE_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
        && has_f16c())
        return &blt__kern_avx2;
#endif
    return &blt__kern_ref;
}

void
blt__mat_row(float *out, const blt__mat *m, size_t row)
{
    const uint8_t *p = (const uint8_t *)m->p
        + row * m->cols * blt__type_size(m->type);

    if (m->type == BLT__F32) {
        memcpy(out, p, m->cols * sizeof *out);
        return;
    }
    for (size_t i = 0; i < m->cols; i++) {
        uint16_t h;

        memcpy(&h, p + 2 * i, 2);
        out[i] = m->type == BLT__BF16 ? blt__bf16_to(h) : blt__f16_to(h);
    }
}
