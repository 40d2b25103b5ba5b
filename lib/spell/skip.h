/* What the files that find what is not prose share.
 *
 * Each kind of markup is a scanner over the bytes of a piece, state kept in
 * blt__markup, that hides ranges; hidden is every token that such a range
 * touches.  All are one pass: what they look ahead for is looked for at most
 * once a paragraph, or within a bound. */
#ifndef BLT_SPELL_SKIP_H
#define BLT_SPELL_SKIP_H

#include "spell/spell.h"

typedef struct blt__skipper {
    blt__tokens *t;
    size_t i;                   /* tokens before it end before the last range */
    const uint8_t *p;           /* the piece */
    size_t n;
    blt__markup *at;
} blt__skipper;

/* Values of blt__markup.in; 0 is prose, or in code code. */
enum {
    BLT__IN_TAG = 1,            /* between < and > */
    BLT__IN_VALUE,              /* an attribute's; length is the quote */
    BLT__IN_ELEMENT,            /* script ...: mark says which */
    BLT__IN_REMARK,             /* <!-- */
    BLT__IN_FENCE,              /* mark so many times: length */
    BLT__IN_FRONT,              /* --- at the top of Markdown */
    BLT__IN_MATH,               /* TeX: ends with mark */
    BLT__IN_ENVIRONMENT,        /* TeX: number mark */
    BLT__IN_COMMENT,            /* code: a kind of comment, mark */
    BLT__IN_STRING,             /* code: ends with mark, length times */
    BLT__IN_HEADER,             /* mail: mark 1 in the subject */
    BLT__IN_SIGNATURE           /* mail */
};

/* Hides the tokens that touch p[from .. to).  Ranges come in ascending
 * order, or nearly so. */
void blt__skip_bytes(blt__skipper *s, size_t from, size_t to);
/* The same with the letters that stand directly at either side: "f&uuml;r"
 * is one word, and not one that we could read. */
void blt__skip_within(blt__skipper *s, size_t from, size_t to);

/* The end of the line at i, its newline not counted. */
size_t blt__line_end(const blt__skipper *s, size_t i);
/* p[i .. n) begins with these letters, in any case. */
int blt__begins(const blt__skipper *s, size_t i, const char *word);
/* The place of a name in a list of names parted by blanks, from 1 on; 0 when
 * it is not there. */
unsigned blt__name_in(const char *list, const uint8_t *p, size_t n);

/* html.c: from i, where a tag, an entity or what at->in says begins, to
 * where text goes on; i + 1 when it was nothing of the kind. */
size_t blt__skip_tag(blt__skipper *s, size_t i);
void blt__skip_html(blt__skipper *s);
void blt__skip_markdown(blt__skipper *s);       /* markdown.c */
void blt__skip_tex(blt__skipper *s);            /* tex.c */
void blt__skip_code(blt__skipper *s, blt_spell_mode mode);      /* code.c */
void blt__skip_mail(blt__skipper *s);           /* mail.c */
/* chunk.c: what is no word by its look, in any mode. */
void blt__skip_chunks(blt__skipper *s);

#endif
