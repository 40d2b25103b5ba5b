/* Numbers as text.  None of these functions depends on the locale, and any
 * thread may call them. */
#ifndef BLT_BASE_NUMBER_H
#define BLT_BASE_NUMBER_H

#include <stdint.h>
#include "base/buf.h"

#define BLT__LN2 0.693147180559945309417

/* Appends x, finite, with the fewest digits from six on that come back as
 * the same float32 through blt__number_parse.  "nats" are divided by ln 2
 * first, and come back after multiplying by it. */
void blt__number_put(blt__buf *b, float x);
void blt__number_put_nats(blt__buf *b, float nats);
void blt__number_put_int(blt__buf *b, int64_t n);       /* n >= 0 */
/* The same to a place with room for 20; returns the end. */
char *blt__number_int_to(char *out, int64_t n);

/* All of s[0 .. n) as a decimal number: -12.5e-3.  Returns 0 when it is
 * anything else or not finite. */
int blt__number_parse(double *x, const char *s, size_t n);
/* Digits only, at most INT64_MAX. */
int blt__number_parse_int(int64_t *x, const char *s, size_t n);

#endif
