/* What the files that find what is not prose share.
 *
 * Each kind of markup is a scanner over the bytes of a piece, state kept in
 * blt__markup, that hides ranges; hidden is every token that such a range
 * touches.  All are one pass: what they look ahead for is looked for at most
 * once a paragraph, or within a bound. */
#ifndef BLT_MARKUP_SKIP_H
#define BLT_MARKUP_SKIP_H

#include "lang/lang.h"

/* Where in its markup a document is between two pieces of it.  All zero:
 * at its beginning. */
typedef struct blt__markup {
    uint8_t off;            /* blt-spell:off, and no :on yet */
    uint8_t begun;          /* the first line is over */
    uint8_t in;             /* fence, comment, tag ...: see markup.c */
    uint8_t mark;           /* what ends it: a quote, a fence, an element */
    uint8_t length;         /* of the fence; depth of nested comments */
    uint8_t blank, list;    /* Markdown: the line before, the block around */
} blt__markup;

/* Sets skip of the tokens in URLs, e-mail addresses, paths, hosts, hex and
 * base64, identifiers (snake_case, camelCase, dotted, with digits), units,
 * @names and #tags, what mode calls no prose (markup, code, headers,
 * quotations), what `ignore` matches, and lines or regions switched off by
 * a pragma: blt-spell:off ... blt-spell:on, blt-spell:ignore-line,
 * "blt-spell:words WORD..." (those are accepted: each is appended to words,
 * a newline behind it).  The text is whole lines; *at goes from piece to
 * piece. */
blt_status
blt__tokens_skip(blt__tokens *t, const uint8_t *text, size_t n,
                 blt_spell_mode mode, blt__markup *at,
                 const blt_regex *ignore, blt__buf *words, blt_error *err);

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
