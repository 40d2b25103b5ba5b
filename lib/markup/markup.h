/* Which parts of a text are prose.
 *
 *     text --tokens--> markup.c: a scanner of its format hides markup;
 *     ignore.c, pragma.c: what the user excludes; nonwords.c: URLs, paths and
 *     other strings that are not words in any format
 *
 * Everything is one pass: what a scanner looks ahead for, it looks for once
 * per paragraph or within a bound, so no input takes quadratic time. */
#ifndef BLT_MARKUP_MARKUP_H
#define BLT_MARKUP_MARKUP_H

#include <blt/spell.h>
#include "lang/token.h"

/* Where a document is in its markup, between two pieces of it.  All zero at
 * its beginning. */
typedef struct blt__markup_state {
    uint8_t off;            /* after blt-spell:off, before :on */
    uint8_t begun;          /* the first line is over */
    uint8_t in;             /* BLT__IN_...: a fence, a comment, a tag; 0: in
                               prose, or in the code of a program */
    uint8_t mark;           /* what ends it: a quote, a fence, an element */
    uint8_t length;         /* of the fence, of the quote */
    uint8_t after_empty;    /* the line before was empty */
    uint8_t list;           /* Markdown: in a list */
} blt__markup_state;

/* What is hidden, by the caller's choice. */
typedef struct blt__markup_options {
    blt_spell_mode mode;
    const blt_regex *ignore;    /* matches are hidden; may be NULL */
} blt__markup_options;

/* Sets `skip` of the tokens t of a text that are not prose: markup, code,
 * headers and quotations, according to the mode; in all modes URLs, e-mail
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
