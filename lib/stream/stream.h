/* Shared by the files of stream/. */
#ifndef BLT_STREAM_INSIDE_H
#define BLT_STREAM_INSIDE_H

#include <blt/stream.h>
#include "base/base.h"
#include "base/number.h"

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

#endif
