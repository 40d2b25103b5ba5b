/* Exact and fast conversion of numbers to text and back.
 *
 * A decimal of up to 15 digits is q / 10^k with q and 10^k exact in double,
 * so one division gives the correctly rounded double (Clinger's fast path).
 * Writing and reading use it; other numbers go through the C library. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "base/number.h"
#include "base/real.h"

static const double power[] = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
    1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

char *
blt__number_int_to(char *out, int64_t n)
{
    char text[20], *p = text + sizeof text;
    uint64_t u = (uint64_t)n;

    do
        *--p = (char)('0' + u % 10);
    while ((u /= 10) != 0);
    while (p < text + sizeof text)
        *out++ = *p++;
    return out;
}

void
blt__number_put_int(blt__buf *b, int64_t n)
{
    char text[20];

    blt__buf_put(b, text, (size_t)(blt__number_int_to(text, n) - text));
}

/* Whether v, the value of a decimal, reads back as x. */
static int
comes_back(double v, float x, int nats)
{
    return (nats ? (float)(v * BLT__LN2) : (float)v) == x;
}

/* q / 10^k as digits, without zeros at the end of the fraction. */
static void
put_fixed(blt__buf *b, uint64_t q, int k)
{
    char text[32], *p = text + sizeof text;

    for (; k > 0 && q % 10 == 0; k--)
        q /= 10;
    for (int i = 0; i < k; i++, q /= 10)
        *--p = (char)('0' + q % 10);
    if (k > 0)
        *--p = '.';
    do
        *--p = (char)('0' + q % 10);
    while ((q /= 10) != 0);
    blt__buf_put(b, p, (size_t)(text + sizeof text - p));
}

static void
put_slow(blt__buf *b, double v, float x, int nats)
{
    char text[40];
    double back;

    for (int digits = 6; digits <= 17; digits++) {
        blt__real_printf(text, sizeof text, "%.*g", digits, v);
        if (blt__number_parse(&back, text, strlen(text))
            && comes_back(back, x, nats))
            break;
    }
    blt__buf_put(b, text, strlen(text));
}

static void
put(blt__buf *b, float x, int nats)
{
    double v = nats ? x / BLT__LN2 : (double)x;
    int lead = 0;

    if (x < 0) {
        blt__buf_put(b, "-", 1);
        v = -v;
        x = -x;
    }
    if (x == 0) {
        blt__buf_put(b, "0", 1);
        return;
    }
    if (v < 1e-4 || v >= 1e9) {
        put_slow(b, v, x, nats);
        return;
    }
    while (v >= power[lead + 1])        /* digits before the point, less 1 */
        lead++;
    if (v < 1)
        lead = v >= 0.1 ? -1 : v >= 0.01 ? -2 : v >= 0.001 ? -3 : -4;
    for (int digits = 6; digits <= 9; digits++) {
        int k = digits - 1 - lead > 0 ? digits - 1 - lead : 0;
        uint64_t q = (uint64_t)(v * power[k] + 0.5);

        if (comes_back((double)q / power[k], x, nats)) {
            put_fixed(b, q, k);
            return;
        }
    }
    put_slow(b, v, x, nats);
}

void
blt__number_put(blt__buf *b, float x)
{
    put(b, x, 0);
}

void
blt__number_put_nats(blt__buf *b, float nats)
{
    put(b, nats, 1);
}

int
blt__number_parse_int(int64_t *x, const char *s, size_t n)
{
    int64_t v = 0;

    if (n == 0 || n > 19)
        return 0;
    for (size_t i = 0; i < n; i++) {
        int d = s[i] - '0';

        if (d < 0 || d > 9 || v > (INT64_MAX - d) / 10)
            return 0;
        v = v * 10 + d;
    }
    *x = v;
    return 1;
}

/* Converts text that has the form of a number by the C library. */
static int
parse_slow(double *x, const char *s, size_t n)
{
    char text[64], *end;

    if (n >= sizeof text)
        return 0;
    memcpy(text, s, n);
    text[n] = '\0';
    *x = blt__real_parse(text, &end);
    return *end == '\0' && isfinite(*x);
}

/* Leading zeros do not count.  With more than 15 digits only their number
 * matters, because the C library converts them. */
static void
take_digit(uint64_t *q, int *digits, char c)
{
    if (*digits <= 15)
        *q = *q * 10 + (uint64_t)(c - '0');
    if (*q != 0)
        ++*digits;
}

int
blt__number_parse(double *x, const char *s, size_t n)
{
    const char *p = s, *end = s + n;
    uint64_t q = 0;
    int digits = 0, any = 0, k = 0, e = 0, minus = 0, down = 0, seen = 0;

    if (p < end && *p == '-') {
        minus = 1;
        p++;
    }
    for (; p < end && *p >= '0' && *p <= '9'; p++, any = 1)
        take_digit(&q, &digits, *p);
    if (p < end && *p == '.') {
        p++;
        if (p == end || *p < '0' || *p > '9')
            return 0;
        for (; p < end && *p >= '0' && *p <= '9'; p++, any = 1, k++)
            take_digit(&q, &digits, *p);
    }
    if (!any)
        return 0;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '-' || *p == '+'))
            down = *p++ == '-';
        for (; p < end && *p >= '0' && *p <= '9' && e < 10000; p++, seen = 1)
            e = e * 10 + (*p - '0');
        if (!seen)
            return 0;
        if (down)
            e = -e;
    }
    if (p != end)
        return 0;
    e -= k;
    if (digits > 15 || e < -22 || e > 22)
        return parse_slow(x, s, n);
    *x = e < 0 ? (double)q / power[-e] : (double)q * power[e];
    if (minus)
        *x = -*x;
    return 1;
}
