/* UTF-8, letters and case, and the escapes of streams.  Only this folder
 * includes the headers of ICU and PCRE2. */
#ifndef BLT_TEXT_H
#define BLT_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/regex.h>
#include "base/base.h"

/* ---- utf8.c ------------------------------------------------------------ */

/* Validates UTF-8 byte by byte: returns the state after byte b, or
 * BLT__UTF8_BAD if b cannot follow.  State 0 is between characters; states are
 * below 8. */
#define BLT__UTF8_BAD 255
unsigned blt__utf8_step(unsigned state, uint8_t byte);

/* Decodes the character at p, n >= 1: returns its length, 1 to 4, and sets *c
 * to the code point; 0 if the n bytes are an incomplete character; -1 if they
 * are ill-formed. */
int blt__utf8_char(uint32_t *c, const uint8_t *p, size_t n);

/* Whether p[0 .. n) is valid UTF-8. */
int blt__utf8_valid(const uint8_t *p, size_t n);

/* The number of bytes, 0 to 3, of an incomplete character at the end of
 * p[0 .. n). */
size_t blt__utf8_tail(const uint8_t *p, size_t n);

/* Whether a code point is visible within a line: no control, format,
 * unassigned, private-use or surrogate code point and no line or paragraph
 * separator. */
int blt__char_prints(uint32_t c);

/* Writes the 1 to 4 bytes of a code point. */
size_t blt__utf8_put(uint8_t *out, uint32_t c);

/* ---- case.c ------------------------------------------------------------ */

enum {                      /* the kind of a code point; 0: none of these */
    BLT__LETTER = 1, BLT__LOWER = 2, BLT__UPPER = 4,
    BLT__ACCENT = 8,        /* a combining mark: belongs to its letter */
    BLT__DIGIT = 16
};
unsigned blt__char_class(uint32_t c);
uint32_t blt__char_lower(uint32_t c);
uint32_t blt__char_upper(uint32_t c);
/* The base letter in Unicode's decomposition of c; c itself if it has none
 * (Unicode does not decompose the Polish l with stroke). */
uint32_t blt__char_base(uint32_t c);

/* Writes a word in lower case, in upper case, or with a capital first letter,
 * and a NUL.  Returns the length, 0 if it does not fit or is not UTF-8. */
size_t blt__word_lower(char *out, size_t size, const char *word, size_t n);
size_t blt__word_upper(char *out, size_t size, const char *word, size_t n);
size_t blt__word_title(char *out, size_t size, const char *word, size_t n);

typedef enum blt__case {
    BLT__CASE_LOWER,        /* no upper-case letter */
    BLT__CASE_TITLE,        /* only the first letter is upper case */
    BLT__CASE_UPPER,        /* two or more letters, all upper case */
    BLT__CASE_MIXED
} blt__case;
blt__case blt__word_case(const char *word, size_t n);

/* ---- escape.c ---------------------------------------------------------- */

/* Appends n bytes escaped as in blt-stream(5): printable UTF-8 unchanged,
 * \t \n \r \\, all else as \xHH.  The result has no tab and no newline. */
void blt__escape(blt__buf *b, const uint8_t *p, size_t n);
/* The same into `to`, which has room for 4 n bytes; returns the end. */
char *blt__escape_to(char *out, const uint8_t *p, size_t n);

/* Unescapes p[0 .. n) in place and returns the number of bytes.  SIZE_MAX, and
 * the offset in *at, for an unknown or incomplete escape or an unescaped
 * control byte. */
size_t blt__unescape(char *p, size_t n, size_t *at);

/* ---- regex.c ----------------------------------------------------------- */

/* Searches incomplete text for a match that begins at *from or later.  Returns
 * 1 if there is one, even if more text could make it longer; 0 after moving
 * *from to where a match may still begin; -1 as blt_regex_find(). */
int blt__regex_watch(const blt_regex *re, const uint8_t *p, size_t n,
                     size_t *from);

/* The tags of all fingerprints that are about as near to a text as the nearest
 * one, which comes first, separated by spaces; otherwise as
 * blt_language_guess().  Valid until the next call. */
struct blt_language;
const char *
blt__language_near(struct blt_language *l, const uint8_t *p, size_t n);

#endif
