/* How a word reads, whatever characters it is written with. */
#ifndef BLT_LANG_NORMAL_WORD_H
#define BLT_LANG_NORMAL_WORD_H

#include <stddef.h>

/* Writes the word as lexicons spell it, and a NUL: in form C; every apostrophe
 * (U+2018, U+2019, U+02BC, U+00B4, `) as '; ligatures as letters; the micro
 * sign as mu; without soft hyphens, variation selectors and stress marks, which
 * are accents on Cyrillic letters that Unicode has no composition for.
 *   out  [size] > n; bytes that are not UTF-8 stay
 * Returns the length; 0 if it does not fit. */
size_t blt__normal_word(char *out, size_t size, const char *word, size_t n);

#endif
