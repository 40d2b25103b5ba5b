/* A buffer of bytes that grows.
 *
 * Running out of memory sets `failed`, which later calls keep: check it once
 * after the last append.  A zero byte follows the n bytes, so text can be
 * used as a string once anything was appended.  A buffer of zero bytes is
 * empty. */
#ifndef BLT_BASE_BUF_H
#define BLT_BASE_BUF_H

#include <stddef.h>

typedef struct blt__buf {
    char *p;
    size_t n, cap;
    int failed;             /* an append ran out of memory */
} blt__buf;

void blt__buf_free(blt__buf *b);
/* Its bytes as a string, "" while nothing was appended; valid until the next
 * call that changes it. */
const char *blt__buf_text(const blt__buf *b);
/* Removes the bytes and keeps the memory. */
void blt__buf_clear(blt__buf *b);
/* Makes room for more bytes.  Returns 0, and sets failed, if it cannot. */
int  blt__buf_reserve(blt__buf *b, size_t more);
void blt__buf_put(blt__buf *b, const void *p, size_t n);
/* Real numbers have a point, whatever the locale. */
void blt__buf_printf(blt__buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
