/* No answer from numbers that are not finite. */
#ifndef BLT_LATENT_FINITE_H
#define BLT_LATENT_FINITE_H

#include <blt/model.h>

/* Whether x [n] has neither a NaN nor an infinity; NULL: yes. */
int blt__is_finite(const float *x, size_t n);

/* BLT_EDATA if x [n], which the model computed, is not finite: names the first
 * tensor of the model that has such a number, or says that all are finite and
 * `what` overflowed.  x may be NULL. */
blt_status blt__check_finite(const blt_model *m, const char *what,
                             const float *x, size_t n, blt_error *err);

#endif
