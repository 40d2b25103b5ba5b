/* Normalisation forms: a check of a text for form C, character by character,
 * and the forms of words. */
#ifndef BLT_NORMAL_H
#define BLT_NORMAL_H

#include "text/text.h"

/* The characters since the last boundary of normalisation.  Plain data; { 0 }
 * at the start of a text and after an ill-formed sequence.  A segment that is
 * too long (many combining marks) is checked in parts. */
typedef struct blt__normal {
    uint16_t piece[128];        /* UTF-16 */
    int n;
    int64_t bytes;
} blt__normal;

/* Adds the next character, of `bytes` bytes.  If a segment that is not in NFC
 * ends before it, returns the length of that segment in bytes, else 0. */
int64_t blt__normal_next(blt__normal *s, uint32_t c, size_t bytes);

/* The same for the last segment; resets the state. */
int64_t blt__normal_end(blt__normal *s);

/* The canonical composition of two characters; 0 when they do not compose. */
uint32_t blt__char_compose(uint32_t a, uint32_t b);

/* Writes the canonical decomposition (NFD) of a word, and a NUL.  Returns the
 * length; 0 if it does not fit or is not UTF-8. */
size_t blt__word_decompose(char *out, size_t size, const char *word, size_t n);

#endif
