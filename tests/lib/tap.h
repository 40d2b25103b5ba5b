/* TAP for C: ok(), near() and done_testing().  One test program, one idea. */
#ifndef TAP_H
#define TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused))
static int
ok(int good, const char *fmt, ...)
{
    va_list ap;

    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
    fflush(stdout);
    tap_failed += !good;
    return good;
}

/* |got - want| <= absolute + relative * |want|; NaN equals NaN only. */
__attribute__((format(printf, 5, 6), unused))
static int
near(double got, double want, double absolute, double relative,
     const char *fmt, ...)
{
    int good = (isnan(got) && isnan(want)) || got == want
        || fabs(got - want) <= absolute + relative * fabs(want);
    char name[256];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(name, sizeof name, fmt, ap);
    va_end(ap);
    ok(good, "%s", name);
    if (!good)
        printf("# got %.9g, want %.9g, off by %.3g\n", got, want,
               fabs(got - want));
    return good;
}

/* Largest |a - b| of two arrays; infinity when a NaN stands on one side. */
__attribute__((unused))
static double
max_diff(const float *a, const float *b, size_t n)
{
    double worst = 0;

    for (size_t i = 0; i < n; i++) {
        double d = fabs((double)a[i] - b[i]);

        if (isnan(a[i]) != isnan(b[i]))
            return INFINITY;
        if (d > worst)
            worst = d;
    }
    return worst;
}

__attribute__((unused))
static void
skip_all(const char *why)
{
    printf("1..0 # SKIP %s\n", why);
    exit(0);
}

__attribute__((unused))
static int
done_testing(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed != 0;
}

#endif
