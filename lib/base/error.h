/* Error messages: one line of text in the caller's blt_error.
 *
 * The blt__fail macros end in the status that they report, so that a caller
 * can write `return blt__fail(err, BLT_EDATA, "%s: ...", path)` and a static
 * analyser sees that the result is not BLT_OK.  err may be NULL.  All of
 * them are safe in any thread. */
#ifndef BLT_BASE_ERROR_H
#define BLT_BASE_ERROR_H

#include <blt/error.h>

/* status is evaluated twice: pass a constant. */
#define blt__fail(err, status, ...) \
    (blt__error_set((err), (status), __VA_ARGS__), (status))
/* BLT_EIO; ": " and the text of errno are appended. */
#define blt__fail_errno(err, ...) \
    (blt__error_set_errno((err), __VA_ARGS__), BLT_EIO)
/* BLT_ENOMEM: "WHAT: out of memory". */
#define blt__fail_memory(err, what) \
    (blt__error_set((err), BLT_ENOMEM, "%s: out of memory", (what)), \
     BLT_ENOMEM)

/* The same without a value.  What blt_quote() escapes in the text is
 * escaped. */
void
blt__error_set(blt_error *err, blt_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void
blt__error_set_errno(blt_error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
