/* Selects the kernels for this processor. */
#include "config.h"
#include <string.h>
#include "num/kern.h"

/* Called for every row, so it must not run cpuid, which traps in virtual
 * machines; the compiler's built-in test is a load.  clang before 17 cannot
 * test for F16C, but every processor with AVX2 has it. */
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
#if defined BLT_SIMDE
    return &blt__kern_avx2;
#elif defined HAVE_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
        && HAS_F16C)
        return &blt__kern_avx2;
#endif
    return &blt__kern_ref;
}
