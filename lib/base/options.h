/* Public structs that may grow at their end.
 *
 * Such a struct begins with `size_t size`, which the caller's _INIT macro
 * sets to sizeof the struct in the header it was compiled with.  A program
 * that was compiled against another release may pass a shorter or a longer
 * struct; these two functions are the only code that reads or writes it. */
#ifndef BLT_BASE_OPTIONS_H
#define BLT_BASE_OPTIONS_H

#include <stddef.h>
#include "base/error.h"

/* Copies the members that both sides know:
 *   out       [*(size_t *)defaults] bytes: first the defaults, then
 *             min(size, that) bytes of given on top; out->size is the
 *             library's own
 *   defaults  what the _INIT macro gives
 *   given     the caller's struct; NULL: the defaults
 *   name      of the struct's macro, for the message
 * BLT_EINVAL when given->size cannot be one (smaller than a size_t), which
 * means that the macro was not used. */
blt_status
blt__options_read(void *out, const void *defaults, const void *given,
                  const char *name, blt_error *err);

/* Fills a result struct of the caller's, out->size bytes of it at most, from
 * one of the library's.  out->size stays.  BLT_EINVAL as above. */
blt_status
blt__result_write(void *out, const void *result, const char *name,
                  blt_error *err);

#endif
