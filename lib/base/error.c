/* Error messages: one line of text in the caller's own struct. */
#include "config.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <blt/version.h>
#include "base/error.h"
#include "base/real.h"

void
blt__error_set(blt_error *err, blt_status status, const char *fmt, ...)
{
    char text[sizeof err->text];
    va_list ap;

    if (err == NULL)
        return;
    va_start(ap, fmt);
    blt__real_vprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    /* File and tensor names are untrusted: nothing in them may break the line
     * or move the cursor of a terminal. */
    blt_quote(err->text, sizeof err->text, text, strlen(text));
    err->status = status;
}

void
blt__error_set_errno(blt_error *err, const char *fmt, ...)
{
    int why = errno;
    char text[sizeof err->text], reason[128];
    va_list ap;

    va_start(ap, fmt);
    blt__real_vprintf(text, sizeof text, fmt, ap);
    va_end(ap);
#if defined __GLIBC__ && defined _GNU_SOURCE
    const char *r = strerror_r(why, reason, sizeof reason);
#else
    const char *r = strerror_r(why, reason, sizeof reason) ? "?" : reason;
#endif
    blt__error_set(err, BLT_EIO, "%s: %s", text, r);
}

const char *
blt_status_name(blt_status status)
{
    switch (status) {
    case BLT_OK: return "BLT_OK";
    case BLT_EINVAL: return "BLT_EINVAL";
    case BLT_EDATA: return "BLT_EDATA";
    case BLT_EIO: return "BLT_EIO";
    case BLT_ENOMEM: return "BLT_ENOMEM";
    case BLT_ECANCELED: return "BLT_ECANCELED";
    case BLT_ENOTFOUND: return "BLT_ENOTFOUND";
    }
    return "unknown status";
}

const char *
blt_version(void)
{
    return BLT_VERSION;
}
