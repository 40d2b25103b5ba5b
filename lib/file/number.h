/* Number types of files to float32 and back, rounding to nearest even. */
#ifndef BLT_NUMBER_H
#define BLT_NUMBER_H

#include <stddef.h>
#include <stdint.h>
#include "num/view.h"

const char *blt__type_name(blt__type t);

/* Of a file's dtype; -1 for one that weights do not have.  I4 has none. */
int blt__type_parse(const char *name);

/* p may be unaligned; t is a float. */
void blt__number_load(float *out, const void *p, blt__type t, size_t n);

/* n numbers of a matrix of any type, from number first on. */
void blt__number_take(float *out, const blt__mat *m, size_t first, size_t n);

/* Returns 0 when a finite number does not fit (it becomes infinite). */
int blt__number_store(void *out, blt__type t, const float *x, size_t n);

#endif
