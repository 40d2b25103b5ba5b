/* What the files of the bfloat16 products share. */
#ifndef BLT_GEMM_BF16_H
#define BLT_GEMM_BF16_H

#include <stddef.h>

/* A sum over k is taken in blocks of equal length, a multiple of 32 and at
 * most this. */
#define BLT__BF16_DEPTH 256

static inline size_t
blt__gemm_bf16_depth(size_t k)
{
    size_t blocks = (k + BLT__BF16_DEPTH - 1) / BLT__BF16_DEPTH;

    return blocks == 0 ? BLT__BF16_DEPTH
        : ((k + blocks - 1) / blocks + 31) / 32 * 32;
}

#endif
