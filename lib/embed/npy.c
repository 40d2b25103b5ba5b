/* The header of NumPy's format, version 1.0: magic, version, length, and a
 * Python dictionary padded with spaces so that the data are aligned.  Two
 * numbers of 20 digits fit, so the length never changes. */
#include "config.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <blt/embed.h>

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
