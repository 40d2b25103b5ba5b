/* Status codes and error messages.  Since 0.1.
 *
 * Every call that can fail returns a blt_status.  On failure it also writes
 * one line of text into the caller's blt_error: the thing, the place and the
 * reason, for instance
 *     m.safetensors: tensor "lm_head.weight": data ends at byte 4096 of 2048
 * The blt_error may be NULL, and then the text is lost.  There is no global
 * error state: any number of threads may fail at once. */
#ifndef BLT_ERROR_H
#define BLT_ERROR_H

#include <stddef.h>

#if defined __GNUC__
# define BLT_API __attribute__((visibility("default")))
# define BLT_MUST_USE __attribute__((warn_unused_result))
#else
# define BLT_API
# define BLT_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_status {
    BLT_OK = 0,
    BLT_EINVAL,     /* an argument or an option makes no sense */
    BLT_EDATA,      /* a file, a stream or a text is malformed */
    BLT_EIO,        /* the system failed to open, read, write, map, rename */
    BLT_ENOMEM,     /* out of memory, or a size that does not fit */
    BLT_ECANCELED,  /* a callback asked to stop.  Since 0.2 */
    BLT_ENOTFOUND   /* no such model or data are installed.  Since 0.2 */
} blt_status;

typedef struct blt_error {
    blt_status status;
    char text[480];     /* NUL-terminated, no newline, no program name */
} blt_error;

/* "BLT_EDATA"; "unknown status" for any other number.  A static string.
 * Since 0.2. */
BLT_API const char *
blt_status_name(blt_status status);

/* Text of a stranger, such as the name of a file, for a terminal or a log: what
 * would break the line, move the cursor or change the direction of the text
 * becomes \xHH, byte by byte.  These are bytes that are not UTF-8, control
 * characters (C0, DEL, C1), line and paragraph separators, and the controls of
 * bidirectional text.  All other characters stay, the backslash too, so this
 * is not meant to be undone.
 *   out   [size]  size >= 1; NUL-terminated, cut between characters
 *   text  [n]
 * Returns out.  Since 0.2. */
BLT_API const char *
blt_quote(char *out, size_t size, const char *text, size_t n);

#ifdef __cplusplus
}
#endif
#endif
