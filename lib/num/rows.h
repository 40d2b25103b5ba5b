/* Quantized rows: integers times one scale per row. */
#ifndef BLT_NUM_ROWS_H
#define BLT_NUM_ROWS_H

#include <stdint.h>
#include "num/view.h"

/* Quantizes x [n] to type I8 or I4 with a BF16 scale.  Returns 0 when x has a
 * number that is not finite.  The dequantized row gives the same integers and
 * scale again. */
int
blt__row_pack(void *q, uint16_t *scale, const float *x, size_t n,
              blt__type t);

/* Quantizes and dequantizes x in place; leaves it unchanged where
 * blt__row_pack returns 0. */
void
blt__row_round(float *x, size_t n, blt__type t);

#endif
