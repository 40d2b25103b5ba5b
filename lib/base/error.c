/* Messages: one line for a person, in the caller's own struct. */
#include "config.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "base/base.h"

blt_status
blt__fail(blt_error *err, blt_status status, const char *fmt, ...)
{
    va_list ap;

    if (err == NULL)
        return status;
    va_start(ap, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    /* Names come from strangers: nothing in them may break the line or
     * reach the terminal as a command. */
    for (char *p = err->text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    err->status = status;
    return status;
}

blt_status
blt__fail_errno(blt_error *err, const char *fmt, ...)
{
    int why = errno;
    char text[sizeof err->text], reason[128];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
#if defined __GLIBC__ && defined _GNU_SOURCE
    const char *r = strerror_r(why, reason, sizeof reason);
#else
    const char *r = strerror_r(why, reason, sizeof reason) ? "?" : reason;
#endif
    return blt__fail(err, BLT_EIO, "%s: %s", text, r);
}

blt_status
blt__fail_memory(blt_error *err, const char *what)
{
    return blt__fail(err, BLT_ENOMEM, "%s: out of memory", what);
}
