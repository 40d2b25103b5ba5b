/* A view of a matrix, in a mapped file or in memory. */
#ifndef BLT_NUM_VIEW_H
#define BLT_NUM_VIEW_H

#include <stddef.h>
#include <stdint.h>

typedef enum blt__type {
    BLT__F32, BLT__BF16, BLT__F16,
    BLT__I8, BLT__I4            /* integers, and scales */
} blt__type;

/* Adjacent columns of a matrix of I8 or I4 that share a scale. */
#define BLT__GROUP 32

/* rows x cols, row-major, last index contiguous.  p may be unaligned and is
 * little-endian.  A vector has rows == 1 and is always F32: the loader
 * converts norms, which are small, so kernels need not.  I8 and I4 are integers
 * times a scale.  A look-up table has a scale per row, and matrix products do
 * not accept it; a matrix has a BF16 scale per BLT__GROUP columns of a row,
 * and cols is a multiple of that.  I4 has two columns per byte, each plus 8,
 * the even one in the low half; cols is even. */
typedef struct blt__mat {
    const void *p;
    blt__type type;
    size_t rows, cols;
    const void *scale;          /* of I8 and I4: [rows], or [rows,
                                   cols / group]; else unused */
    blt__type scale_type;       /* BF16, F16 or F32 */
    size_t group;               /* BLT__GROUP, or 0: a scale per row */
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

/* Integer i of a row of I8 or I4. */
static inline int
blt__whole(const void *row, blt__type t, size_t i)
{
    const uint8_t *p = (const uint8_t *)row;

    return t == BLT__I8 ? (int8_t)p[i] : (p[i / 2] >> i % 2 * 4 & 15) - 8;
}

/* Writes row `row` of m, of any type, to out [cols] as floats. */
void
blt__mat_row(float *out, const blt__mat *m, size_t row);

/* Scale i of I8 or I4: of row i, or of group i in the order of the numbers. */
float
blt__mat_scale(const blt__mat *m, size_t i);

/* Adjacent numbers that share a scale. */
static inline size_t
blt__mat_per_scale(const blt__mat *m)
{
    return m->group != 0 ? m->group : m->cols;
}

#endif
