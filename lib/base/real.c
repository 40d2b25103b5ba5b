/* The C library's conversions of real numbers, whatever the locale of the
 * program that uses the library: the only file that calls strtod() or lets
 * printf() write a real number.  uselocale() sets the locale "C" for this
 * thread. */
#include "config.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif
#include "base/real.h"

/* ---- the C library in the locale "C" ----------------------------------------- */

/* What a thread had before.  `ours` is 0 when it has the locale "C" already,
 * or there was no memory for another; glibc needs none. */
typedef struct previous { locale_t ours, was; } previous;

static previous
enter_c(void)
{
    previous p = { newlocale(LC_ALL_MASK, "C", (locale_t)0), (locale_t)0 };

    if (p.ours != (locale_t)0)
        p.was = uselocale(p.ours);
    return p;
}

static void
leave_c(previous p)
{
    if (p.ours == (locale_t)0)
        return;
    uselocale(p.was);
    freelocale(p.ours);
}

double
blt__real_parse(const char *s, char **end)
{
    previous p = enter_c();
    double x = strtod(s, end);

    leave_c(p);
    return x;
}

int
blt__real_vprintf(char *out, size_t size, const char *fmt, va_list ap)
{
    previous p = enter_c();
    int n = vsnprintf(out, size, fmt, ap);

    leave_c(p);
    return n;
}

int
blt__real_printf(char *out, size_t size, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = blt__real_vprintf(out, size, fmt, ap);
    va_end(ap);
    return n;
}
