/* Which release this is.  Since 0.2.
 *
 * A program sees two versions: that of the headers it was compiled with,
 * BLT_VERSION, and that of the library it runs with, blt_version(). */
#ifndef BLT_VERSION_H
#define BLT_VERSION_H

#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BLT_VERSION_MAJOR 0
#define BLT_VERSION_MINOR 2
#define BLT_VERSION_PATCH 0
#define BLT_VERSION "0.2.0"
/* For #if: 10000 * major + 100 * minor + patch. */
#define BLT_VERSION_NUMBER (BLT_VERSION_MAJOR * 10000 \
    + BLT_VERSION_MINOR * 100 + BLT_VERSION_PATCH)

/* "0.2.0": a static string. */
BLT_API const char *
blt_version(void);

#ifdef __cplusplus
}
#endif
#endif
