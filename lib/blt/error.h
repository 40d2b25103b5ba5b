/* What can go wrong, and how the library says so.  Since 0.1.
 *
 * Every call that can fail returns a blt_status and, when it fails, writes
 * one line for a person into the caller's blt_error: the thing, the place
 * and the reason, for instance
 *     m.safetensors: tensor "lm_head.weight": data ends at byte 4096 of 2048
 * A NULL blt_error is allowed and loses only the text.  Nothing in here is
 * shared, so any number of threads may fail at once. */
#ifndef BLT_ERROR_H
#define BLT_ERROR_H

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
    BLT_EINVAL,     /* the caller asked for something that makes no sense */
    BLT_EDATA,      /* a file, a stream or a text is not what it should be */
    BLT_EIO,        /* the system refused: open, read, write, map, rename */
    BLT_ENOMEM      /* no memory, or a size that does not fit */
} blt_status;

typedef struct blt_error {
    blt_status status;
    char text[480];     /* NUL-terminated, no newline, no program name */
} blt_error;

#ifdef __cplusplus
}
#endif
#endif
