/* The header of NumPy's format, version 1.0: magic, version, length, and a
 * Python dictionary padded with spaces so that the data are aligned.  Two
 * numbers of 20 digits fit, so the length never changes. */
#include "config.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <blt/embed.h>
#include "base/base.h"

void
blt_npy_header(char header[BLT_NPY_HEADER], uint64_t rows, uint64_t width)
{
    int n;

    memset(header, ' ', BLT_NPY_HEADER);
    memcpy(header, "\x93NUMPY\1\0", 8);
    header[8] = (char)(BLT_NPY_HEADER - 10);
    header[9] = 0;
    n = snprintf(header + 10, BLT_NPY_HEADER - 10, "{'descr': '<f4', "
                 "'fortran_order': False, 'shape': (%" PRIu64 ", %" PRIu64
                 "), }", rows, width);
    header[10 + n] = ' ';       /* snprintf's NUL */
    header[BLT_NPY_HEADER - 1] = '\n';
}

/* After `key`, spaces and a colon; NULL if that is not there. */
static const char *
value_of(const char *text, const char *key)
{
    const char *p = strstr(text, key);

    if (p == NULL)
        return NULL;
    p += strlen(key);
    p += strspn(p, " ");
    if (*p != ':')
        return NULL;
    return p + 1 + strspn(p + 1, " ");
}

static int
take_number(uint64_t *x, const char **p)
{
    const char *s = *p;

    *x = 0;
    if (*s < '0' || *s > '9')
        return 0;
    for (; *s >= '0' && *s <= '9'; s++) {
        if (*x > (UINT64_MAX - 9) / 10)
            return 0;
        *x = *x * 10 + (uint64_t)(*s - '0');
    }
    *p = s + strspn(s, " ");
    return 1;
}

/* "(rows, width)" */
static int
take_shape(const char *p, uint64_t *rows, uint64_t *width)
{
    if (*p++ != '(' || !take_number(rows, &p) || *p++ != ',')
        return 0;
    p += strspn(p, " ");
    return take_number(width, &p) && *p == ')';
}

blt_status
blt_npy_parse(const uint8_t *p, size_t n, size_t *start, uint64_t *rows,
              uint64_t *width, blt_error *err)
{
    char text[4096];
    const char *descr, *order, *shape;
    size_t from, length;

    if (n < 12 || memcmp(p, "\x93NUMPY", 6) != 0 || p[6] < 1 || p[6] > 3)
        return blt__fail(err, BLT_EDATA, "not a NumPy array");
    from = p[6] == 1 ? 10 : 12;
    length = p[6] == 1 ? (size_t)p[8] | (size_t)p[9] << 8
        : (size_t)p[8] | (size_t)p[9] << 8 | (size_t)p[10] << 16
          | (size_t)p[11] << 24;
    if (length >= sizeof text || length > n - from)
        return blt__fail(err, BLT_EDATA, "a header of %zu bytes", length);
    memcpy(text, p + from, length);
    text[length] = '\0';
    descr = value_of(text, "'descr'");
    order = value_of(text, "'fortran_order'");
    shape = value_of(text, "'shape'");
    if (descr == NULL || order == NULL || shape == NULL)
        return blt__fail(err, BLT_EDATA, "a header without descr,"
                         " fortran_order or shape");
    if (strncmp(descr, "'<f4'", 5) != 0)
        return blt__fail(err, BLT_EDATA, "numbers of type %.12s, not '<f4'",
                         descr);
    if (strncmp(order, "False", 5) != 0)
        return blt__fail(err, BLT_EDATA, "columns first (fortran_order)");
    if (!take_shape(shape, rows, width) || *width == 0)
        return blt__fail(err, BLT_EDATA, "not a table of rows and columns:"
                         " shape %.24s", shape);
    *start = from + length;
    return BLT_OK;
}
