/* Sums of arrays in a fixed order, so that threads and ranks change no bit. */
#ifndef BLT_TRAIN_SUM_H
#define BLT_TRAIN_SUM_H

#include <stddef.h>

/* a += b, n floats */
void
blt__sum_into(float *restrict a, const float *restrict b, size_t n);

/* Adds x + stride, ... , x + (count - 1) stride to x, n floats each, as a
 * tree: pairs, then pairs of pairs.  2^k neighbours that start at a multiple
 * of 2^k form a subtree, so one rank or several give the same bits. */
void
blt__sum_tree(float *x, size_t stride, size_t count, size_t n);

double
blt__sum_squares(const float *a, size_t n);

#endif
