/* What the corrector's parts give one another.
 *
 *     text --tokens--> words --lexicon--> unknown or doubtful ones
 *     --candidates (channel run backwards over the lexicon)--> alternatives
 *     --n-grams, what is around, the BLT--> probabilities --decision-->
 *     findings */
#ifndef BLT_SPELL_INSIDE_H
#define BLT_SPELL_INSIDE_H

#include "words/words.h"

/* ---- skip.c, markup.c: what is not prose -------------------------------- */

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

/* ---- data.c: all of it, by language -------------------------------------- */

typedef struct blt__language {
    char code[16];
    const blt__lexicon *lexicon;
    const blt__ngram *ngram;            /* NULL: the language has none */
    const blt__around *around;          /* the same */
    const blt__channel *channel;        /* its own, or the common one */
} blt__language;

size_t blt__spell_languages(const blt_spell_data *d,
                            const blt__language **list);

/* ---- search.c: the error model backwards ----------------------------------- */

typedef struct blt__candidate {
    uint32_t word[2];           /* entries; [1] BLT__NO_WORD unless split */
    float channel;              /* bits */
    float unigram;              /* bits */
} blt__candidate;

/* The entries of the lexicon that the written word could stand for, at most
 * max, by channel + unigram bits, best first, none with more channel bits
 * than limit; two entries when a blank was forgotten.  A written word may
 * hold a blank: two that were one.  An entry that is written right is among
 * them, with 0 channel bits.  scratch may be kept
 * between calls.  Deterministic; bounded work whatever the word (words
 * above 64 characters have none). */
typedef struct blt__search blt__search;
blt_status blt__search_new(blt__search **s, blt_error *err);
void blt__search_free(blt__search *s);
size_t
blt__search_run(blt__search *s, const blt__lexicon *l, const blt__channel *c,
                const char *written, size_t n, float limit,
                blt__candidate *out, size_t max);

#endif
