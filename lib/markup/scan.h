/* Primitives of the scanners: hiding a range of bytes, and looking at the
 * text. */
#ifndef BLT_MARKUP_SCAN_H
#define BLT_MARKUP_SCAN_H

#include "markup/markup.h"

typedef struct blt__scanner {
    blt__tokens *t;
    size_t i;                   /* tokens before it end before the last range
                                   that was hidden */
    const uint8_t *p;           /* [n] the piece */
    size_t n;
    blt__markup_state *at;
} blt__scanner;

/* Values of blt__markup_state.in.  mark and length are those of the same
 * struct. */
enum {
    BLT__IN_TAG = 1,            /* between < and > */
    BLT__IN_VALUE,              /* an attribute's value; length: the quote */
    BLT__IN_ELEMENT,            /* script ...; mark: which */
    BLT__IN_REMARK,             /* <!-- */
    BLT__IN_FENCE,              /* Markdown code; ends with `length` times
                                   mark */
    BLT__IN_FRONT,              /* --- at the top of Markdown */
    BLT__IN_MATH,               /* TeX; ends with mark */
    BLT__IN_ENVIRONMENT,        /* TeX; mark: which */
    BLT__IN_COMMENT,            /* code; mark: the kind of comment */
    BLT__IN_STRING,             /* code; ends with `length` times mark */
    BLT__IN_HEADER,             /* mail; mark: 1 in the subject */
    BLT__IN_SIGNATURE           /* mail */
};

/* Hides the tokens that overlap p[from .. to).  Fast when ranges come in
 * ascending order, or nearly so. */
void blt__hide(blt__scanner *s, size_t from, size_t to);
/* The same with adjacent letters on either side: "f&uuml;r" is one word, and
 * not one that can be read. */
void blt__hide_joined(blt__scanner *s, size_t from, size_t to);

/* A letter of ASCII, or a byte of any other character. */
static inline int
blt__is_letter_byte(uint8_t c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0x80;
}

/* The end of the line at i, its newline not included. */
size_t blt__line_end(const blt__scanner *s, size_t i);
/* Whether p[i .. n) begins with the lower-case letters, in any case. */
int blt__starts_with(const blt__scanner *s, size_t i, const char *word);
/* The index, from 1, of the name p[0 .. n) in a list separated by spaces, in
 * any case; 0 when it is not there. */
unsigned blt__list_index(const char *list, const uint8_t *p, size_t n);

#endif
