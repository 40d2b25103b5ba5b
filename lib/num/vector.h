/* The vectors of the AVX2 files.  Where the processor has other vectors with
 * a fused multiply-add, SIMDe builds the same files from those: every lane
 * does the same operations in the same order, so the bits are the same.
 * [SIMDe 0.7, simde-everywhere.github.io] */
#ifndef BLT_VECTOR_H
#define BLT_VECTOR_H

#ifdef BLT_SIMDE
# define SIMDE_ENABLE_NATIVE_ALIASES
# include <simde/x86/avx2.h>
# include <simde/x86/fma.h>
# include <simde/x86/f16c.h>
# ifndef _MM_FROUND_NO_EXC          /* SIMDe before 0.8 has no such alias */
#  define _MM_FROUND_NO_EXC SIMDE_MM_FROUND_NO_EXC
# endif
#else
# include <immintrin.h>
#endif

#endif
