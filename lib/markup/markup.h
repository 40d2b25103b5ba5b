/* Which parts of a text are prose.
 *
 *     text --tokens--> markup.c: the lexer of its format (mode.c) hides
 *     markup; ignore.c, pragma.c: what the user excludes; nonwords.c: URLs,
 *     paths and other strings that are not words in any format
 *
 * Everything is one pass: what a scanner looks ahead for, it looks for once
 * per paragraph or within a bound, so no input takes quadratic time. */
#ifndef BLT_MARKUP_MARKUP_H
#define BLT_MARKUP_MARKUP_H

#include <blt/spell.h>
#include "lang/token.h"

/* An element of HTML that declares a language, or is not to be translated. */
typedef struct blt__html_open {
    uint32_t name;          /* hash of the element's name; 0: none */
    uint16_t lang;          /* blt__lang_pack(); 0: as outside */
    uint8_t nested;         /* elements of the same name within it */
    uint8_t off;            /* translate="no" */
} blt__html_open;

enum { BLT__HTML_OPEN = 6 };    /* derived: deeper than documents have it */

/* Where a lexer is, between two pieces of a document: all zero at the
 * beginning.  Which members a lexer uses is said in its file. */
typedef struct blt__lexer_state {
    uint8_t begun;          /* the first line is over */
    uint8_t in;             /* BLT__IN_...: a fence, a comment, a tag; 0: in
                               prose, or in the code of a program */
    uint8_t mark;           /* what ends it: a quote, a fence, an element */
    uint8_t length;         /* of the fence, of the quote */
    uint8_t after_empty;    /* the line before was empty */
    uint8_t list;           /* Markdown: in a list */
    uint8_t prose;          /* the text of this string is shown */
    uint8_t before;         /* the last byte of code that is not a space */
    uint8_t depth;          /* of nested blocks */
    uint8_t brace[4];       /* JavaScript: { open in each ${ */
    uint16_t indent;        /* of the line that began a block */
    uint16_t lang;          /* blt__lang_pack() of the document */
    uint32_t hash;          /* of the line that ends a here-document */
    uint32_t count[2];      /* diff: lines of the hunk to come, old and new */
    blt__html_open open[BLT__HTML_OPEN];
} blt__lexer_state;

/* A lexer may run others within it: diff, Python, reST. */
enum { BLT__LEXER_LEVELS = 4 };     /* derived: the deepest nesting */

typedef struct blt__markup_state {
    uint8_t off;            /* after blt-spell:off, before :on */
    blt__lexer_state level[BLT__LEXER_LEVELS];
} blt__markup_state;

/* What is hidden, by the caller's choice. */
typedef struct blt__markup_options {
    blt_spell_mode mode;
    const blt_regex *ignore;    /* matches are hidden; may be NULL */
} blt__markup_options;

/* Sets `skip` of the tokens t of a text that are not prose: markup, code,
 * headers and quotations, according to the mode; `literal` of those in strings
 * of programs; `lang` where the markup declares a language; and `form` of
 * words with markup inside.  In all modes, skipped are URLs, e-mail
 * addresses, paths, hosts, hex and base64, identifiers (snake_case,
 * camelCase, dotted, with digits), units, @names and #tags; matches of
 * `ignore`; and lines or regions switched off by a pragma (blt-spell:off ...
 * blt-spell:on, blt-spell:ignore-line).
 *   text    [n] a piece of the document: whole lines
 *   at      state at its beginning; becomes that at its end
 *   words   the words of "blt-spell:words WORD..." are appended, each with a
 *           newline
 * BLT_EDATA when a pattern takes too long. */
blt_status
blt__markup_hide(blt__tokens *t, const uint8_t *text, size_t n,
                 const blt__markup_options *opt, blt__markup_state *at,
                 blt__buf *words, blt_error *err);

#endif
