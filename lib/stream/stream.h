/* Shared by the files of stream/. */
#ifndef BLT_STREAM_INSIDE_H
#define BLT_STREAM_INSIDE_H

#include <blt/stream.h>
#include "base/base.h"

#define BLT__LN2 0.693147180559945309417

/* The line after "#columns " of a kind. */
const char *blt__stream_columns(blt_stream_kind kind);

/* ---- clip.c ------------------------------------------------------------- */

/* Appends n bytes escaped, as at most `width` characters (an escape of k
 * characters counts as one), the last of which is an ellipsis if the text is
 * clipped; 0: whole. */
void blt__escape_clipped(blt__buf *b, const uint8_t *p, size_t n,
                         size_t width);

/* Appends "FILE:LINE: bits: text\n", as grep -Hn does, clipped to width. */
void blt__put_grep(blt__buf *b, const char *file, size_t file_n,
                   const blt_record *r, size_t width);

/* ---- number.c ----------------------------------------------------------- */

/* Appends x, finite, with the fewest digits from six on that come back as
 * the same float32 through blt__number_parse.  "nats" are divided by ln 2
 * first, and come back after multiplying by it. */
void blt__number_put(blt__buf *b, float x);
void blt__number_put_nats(blt__buf *b, float nats);
void blt__number_put_int(blt__buf *b, int64_t n);       /* n >= 0 */
/* The same to a place with room for 20; returns the end. */
char *blt__number_int_to(char *out, int64_t n);

/* All of s[0 .. n) as a decimal number: -12.5e-3.  Returns 0 when it is
 * anything else or not finite.  Knows no locale. */
int blt__number_parse(double *x, const char *s, size_t n);
/* Digits only, at most INT64_MAX. */
int blt__number_parse_int(int64_t *x, const char *s, size_t n);

#endif
