/* A matrix where it lies: in a mapped file or in our own memory. */
#ifndef BLT_VIEW_H
#define BLT_VIEW_H

#include <stddef.h>
#include <stdint.h>

typedef enum blt__type { BLT__F32, BLT__BF16, BLT__F16, BLT__I8 } blt__type;

/* rows x cols, row-major, last index contiguous.  p may be unaligned and is
 * little-endian.  A vector has rows == 1 and is always F32: the loader
 * converts the few norms, so kernels need not.  Rows of I8 are whole numbers
 * times a scale of their own; only tables that are looked up are stored so,
 * and products do not take them. */
typedef struct blt__mat {
    const void *p;
    blt__type type;
    size_t rows, cols;
    const void *scale;          /* [rows] of I8, else unused */
    blt__type scale_type;       /* not I8 */
} blt__mat;

static inline size_t
blt__type_size(blt__type t)
{
    return t == BLT__F32 ? 4 : t == BLT__I8 ? 1 : 2;
}

#endif
