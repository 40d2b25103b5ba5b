/* Real numbers as text by the C library.  None of these functions depends on
 * the locale, and any thread may call them. */
#ifndef BLT_BASE_REAL_H
#define BLT_BASE_REAL_H

#include <stdarg.h>
#include <stddef.h>

/* strtod() and snprintf() with a point for the decimal point. */
double blt__real_parse(const char *s, char **end);
int blt__real_printf(char *out, size_t size, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int blt__real_vprintf(char *out, size_t size, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

#endif
