/* UTF-8 and the escapes of streams.  ICU and PCRE2 live in this folder and
 * show nowhere else. */
#ifndef BLT_TEXT_H
#define BLT_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/regex.h>
#include "base/base.h"

/* ---- utf8.c ------------------------------------------------------------ */

/* UTF-8 byte by byte: state 0 lies between characters; the next state, or
 * BLT__UTF8_BAD when this byte cannot come here.  States are below 8. */
#define BLT__UTF8_BAD 255
unsigned blt__utf8_step(unsigned state, uint8_t byte);

/* The character at the start of p[0 .. n): its length, 1 to 4, and in *c
 * the code point; 0 when the bytes are the start of one that goes on behind
 * n; -1 when no character starts so.  n >= 1. */
int blt__utf8_char(uint32_t *c, const uint8_t *p, size_t n);

/* Whether all of it is UTF-8. */
int blt__utf8_valid(const uint8_t *p, size_t n);

/* How many bytes at the end of p[0 .. n) are the start of a character that
 * is not complete: 0 to 3. */
size_t blt__utf8_tail(const uint8_t *p, size_t n);

/* Shows as something in one line: no control, format, unassigned, private
 * or surrogate code point, no line or paragraph separator. */
int blt__char_prints(uint32_t c);

/* Writes the 1 to 4 bytes of a code point. */
size_t blt__utf8_put(uint8_t *out, uint32_t c);

/* ---- case.c ------------------------------------------------------------ */

enum {                      /* what a code point is; 0: none of these */
    BLT__LETTER = 1, BLT__LOWER = 2, BLT__UPPER = 4,
    BLT__ACCENT = 8,        /* a combining mark: belongs to its letter */
    BLT__DIGIT = 16
};
unsigned blt__char_class(uint32_t c);
uint32_t blt__char_lower(uint32_t c);
uint32_t blt__char_upper(uint32_t c);
/* The letter without its accents, as Unicode decomposes it; c itself when it
 * has none (the stroke of a Polish l is no accent to Unicode). */
uint32_t blt__char_base(uint32_t c);

/* A word in lower case, in capitals, with its first letter a capital: NUL
 * behind it, the length returned; 0 when it does not fit or is no UTF-8. */
size_t blt__word_lower(char *out, size_t size, const char *word, size_t n);
size_t blt__word_upper(char *out, size_t size, const char *word, size_t n);
size_t blt__word_title(char *out, size_t size, const char *word, size_t n);

typedef enum blt__case {
    BLT__CASE_LOWER,        /* no capital */
    BLT__CASE_TITLE,        /* the first letter alone, of one or more */
    BLT__CASE_UPPER,        /* two letters or more, capitals all */
    BLT__CASE_MIXED
} blt__case;
blt__case blt__word_case(const char *word, size_t n);

/* ---- escape.c ---------------------------------------------------------- */

/* Appends n bytes as blt-stream(5) writes them: printable UTF-8 as it is,
 * \t \n \r \\, everything else as \xHH.  Never a tab or a newline. */
void blt__escape(blt__buf *b, const uint8_t *p, size_t n);
/* The same to a place with room for 4 n; returns the end. */
char *blt__escape_to(char *out, const uint8_t *p, size_t n);

/* The opposite, in place: p[0 .. n) gets the bytes, their number returned.
 * SIZE_MAX when it is not what blt__escape could mean: an unknown or
 * unfinished escape or a raw control byte; *at says where. */
size_t blt__unescape(char *p, size_t n, size_t *at);

/* ---- regex.c ----------------------------------------------------------- */

/* Whether the pattern matches in a text that is still coming, beginning at
 * *from or later: 1 as soon as it does, even if more text would make the
 * match longer; 0 after moving *from to where one may yet begin; -1 as
 * blt_regex_find. */
int blt__regex_watch(const blt_regex *re, const uint8_t *p, size_t n,
                     size_t *from);

#endif
