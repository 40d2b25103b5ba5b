/* Normalisation form C, looked for in a text that is still coming. */
#ifndef BLT_NORMAL_H
#define BLT_NORMAL_H

#include "text/text.h"

/* The characters since the last place where what stands before and what
 * stands behind cannot change each other.  Plain data; { 0 } at the start of
 * a text, and where something interrupts it that is no character.  A piece
 * that goes on without end (marks upon marks) is looked at in parts. */
typedef struct blt__normal {
    uint16_t piece[128];        /* UTF-16 */
    int n;
    int64_t bytes;
} blt__normal;

/* The next character, of so many bytes.  Where a piece ends before it that
 * is not in NFC, returns the bytes of that piece, else 0. */
int64_t blt__normal_next(blt__normal *s, uint32_t c, size_t bytes);

/* The same for the last piece; ready for another text. */
int64_t blt__normal_end(blt__normal *s);

#endif
