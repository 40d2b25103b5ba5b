/* Number types of files to float32 and back, rounding to nearest even. */
#ifndef BLT_NUMBER_H
#define BLT_NUMBER_H

#include <stddef.h>
#include <stdint.h>
#include "num/view.h"

const char *blt__type_name(blt__type t);

/* The type of a dtype; -1 if weights cannot have it.  I4 has no dtype. */
int blt__type_parse(const char *name);

/* p may be unaligned; t is a float. */
void blt__number_load(float *out, const void *p, blt__type t, size_t n);

/* Converts n numbers of a matrix of any type, beginning at number first. */
void blt__number_take(float *out, const blt__mat *m, size_t first, size_t n);

/* Returns 0 if a finite number became infinite. */
int blt__number_store(void *out, blt__type t, const float *x, size_t n);

#endif
