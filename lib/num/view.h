/* A matrix where it lies: in a mapped file or in our own memory. */
#ifndef BLT_NUM_VIEW_H
#define BLT_NUM_VIEW_H

#include <stddef.h>
#include <stdint.h>

typedef enum blt__type {
    BLT__F32, BLT__BF16, BLT__F16,
    BLT__I8, BLT__I4            /* whole numbers, and a scale a row */
} blt__type;

/* rows x cols, row-major, last index contiguous.  p may be unaligned and is
 * little-endian.  A vector has rows == 1 and is always F32: the loader
 * converts the few norms, so kernels need not.  Rows of I8 and I4 are whole
 * numbers times a scale of their own; only tables that are looked up are
 * stored so, and products do not take them.  I4 has two columns a byte, plus
 * 8 each, the even one in the low half; cols is even. */
typedef struct blt__mat {
    const void *p;
    blt__type type;
    size_t rows, cols;
    const void *scale;          /* [rows] of whole numbers, else unused */
    blt__type scale_type;       /* of floats */
} blt__mat;

static inline int
blt__type_scaled(blt__type t)
{
    return t == BLT__I8 || t == BLT__I4;
}

/* Bytes of n numbers; of I4 an even n. */
static inline size_t
blt__type_size(blt__type t, size_t n)
{
    return t == BLT__F32 ? 4 * n : t == BLT__I8 ? n
        : t == BLT__I4 ? n / 2 : 2 * n;
}

/* Number i of a row of I8 or I4. */
static inline int
blt__whole(const void *row, blt__type t, size_t i)
{
    const uint8_t *p = (const uint8_t *)row;

    return t == BLT__I8 ? (int8_t)p[i] : (p[i / 2] >> i % 2 * 4 & 15) - 8;
}

#endif
