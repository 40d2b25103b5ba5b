/* The cursor that all lexers share: a piece of text, its tokens, and what may
 * be done to them: hide a range, trim a token, mark a range, read several
 * tokens as one word, run another lexer within a range.
 *
 * A lexer is a function over p[i .. n).  What it must remember from one piece
 * of a document to the next is in its blt__lexer_state, so that a document may
 * be read in pieces of whole lines, in bounded memory.  Every range refers to
 * the bytes of the piece: nothing is decoded or copied, so offsets survive.
 * Parser libraries do not meet these two requirements: md4c, cmark-gfm, Gumbo
 * and libxml2's HTML parser need whole documents or do not report the offset
 * of a text in the source.
 *
 * Nothing here is thread-safe; a scanner belongs to one thread. */
#ifndef BLT_MARKUP_SCAN_H
#define BLT_MARKUP_SCAN_H

#include "markup/markup.h"

/* Lexes p[i .. n). */
typedef struct blt__scanner blt__scanner;
typedef void blt__lexer(blt__scanner *s, size_t i);

struct blt__scanner {
    blt__tokens *t;
    size_t i;                   /* tokens before it end before the last range
                                   that was named */
    const uint8_t *p;           /* [n] the piece, up to the end of the range
                                   that is lexed */
    size_t n;
    size_t from;                /* where the range that is lexed begins */
    blt__lexer_state *at;       /* of the lexer that runs */
    unsigned levels;            /* states after *at */
    int gone;                   /* there are tokens of kind GONE */
    /* mode.c, for the files that a diff names: the mode by a name, and the
       lexer of a mode. */
    int (*detect)(blt_spell_mode *mode, const char *path, const uint8_t *text,
                  size_t n);
    blt__lexer *(*lexer)(blt_spell_mode mode);
};

/* Values of blt__lexer_state.in.  Other members named here are those of the
 * same struct.  0: in prose, or in the code of a program. */
enum {
    BLT__IN_TAG = 1,            /* between < and > */
    BLT__IN_VALUE,              /* an attribute's value; length: the quote */
    BLT__IN_ELEMENT,            /* script ...; mark: which */
    BLT__IN_REMARK,             /* <!-- */
    BLT__IN_FENCE,              /* code or another verbatim block; ends with
                                   `length` times mark */
    BLT__IN_FRONT,              /* front matter of Markdown; mark: its kind */
    BLT__IN_MATH,               /* mathematics; ends with mark */
    BLT__IN_ENVIRONMENT,        /* TeX; mark: which */
    BLT__IN_COMMENT,            /* code; mark: the kind of comment */
    BLT__IN_STRING,             /* code; ends with `length` times mark */
    BLT__IN_HEREDOC,            /* shell; ends with a line of this hash */
    BLT__IN_HEADER,             /* mail; mark: 1 in the subject */
    BLT__IN_SIGNATURE,          /* mail */
    BLT__IN_BLOCK,              /* an indented block; until the indentation is
                                   less than `indent` */
    BLT__IN_MACRO,              /* roff: a block of code or a picture; mark:
                                   which */
    BLT__IN_HUNK                /* diff; count[]: old and new lines to come */
};

/* ---- tokens -------------------------------------------------------------- */

/* Hides the tokens that overlap p[from .. to): markup, or code.  Fast when
 * ranges come in ascending order, or nearly so. */
void blt__hide(blt__scanner *s, size_t from, size_t to);
void blt__hide_code(blt__scanner *s, size_t from, size_t to);
/* The same with adjacent letters on either side: "bo**ld**" is one word, and
 * not one that can be read. */
void blt__hide_joined(blt__scanner *s, size_t from, size_t to);
/* Hides p[from .. to), but only the part in it of a token that goes on after
 * it: of "\nfoo" the "n".  What follows begins a word. */
void blt__hide_part(blt__scanner *s, size_t from, size_t to);
/* Marks the tokens that overlap p[from .. to) as data of a program, or as of a
 * language. */
void blt__mark_literal(blt__scanner *s, size_t from, size_t to);
void blt__mark_lang(blt__scanner *s, size_t from, size_t to, uint16_t lang);
/* Makes p[from .. to), which begins and ends with tokens, one word that reads
 * form[0 .. n).  Such a word is never rewritten, as its markup would be
 * lost. */
void blt__read_as(blt__scanner *s, size_t from, size_t to, const void *form,
                  size_t n);
/* Removes the tokens that blt__read_as() left over. */
void blt__drop_gone(blt__scanner *s);

/* ---- lexers within lexers ------------------------------------------------- */

/* Runs a lexer over p[from .. to), which continues the range that the last
 * call named, until blt__embed_reset().  For a lexer without a state to spare,
 * and for NULL, all is hidden. */
void blt__embed(blt__scanner *s, blt__lexer *lexer, size_t from, size_t to);
void blt__embed_reset(blt__scanner *s);

/* ---- bytes --------------------------------------------------------------- */

/* A letter of ASCII, or a byte of any other character. */
static inline int
blt__is_letter_byte(uint8_t c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0x80;
}

static inline int
blt__is_ascii_letter(uint8_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static inline int
blt__is_ascii_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* A byte of an identifier. */
static inline int
blt__is_name_byte(uint8_t c)
{
    return blt__is_letter_byte(c) || blt__is_ascii_digit(c) || c == '_';
}

/* p[i]; 0 at the end of the range and beyond. */
static inline uint8_t
blt__byte(const blt__scanner *s, size_t i)
{
    return i < s->n ? s->p[i] : 0;
}

/* p[i - 1]; a newline at the beginning of the range. */
static inline uint8_t
blt__before(const blt__scanner *s, size_t i)
{
    return i > s->from ? s->p[i - 1] : '\n';
}

/* ---- lines and names ------------------------------------------------------ */

typedef struct blt__lexer_line {
    size_t from, at;            /* its first byte; the first that is not a
                                   space or a tab */
    size_t end, next;           /* its end without "\r\n"; the next line */
    size_t indent;              /* columns before `at`, with tabs of 8 */
} blt__lexer_line;

blt__lexer_line blt__line_at(const blt__scanner *s, size_t i);
static inline int
blt__line_is_empty(const blt__lexer_line *l)
{
    return l->at == l->end;
}

/* The end of the line at i, its newline not included. */
size_t blt__line_end(const blt__scanner *s, size_t i);
/* How often p[i] comes in sequence before `end`. */
size_t blt__run(const blt__scanner *s, size_t i, size_t end);
/* Whether p[i .. n) begins with `what`; in any case, if that is in lower
 * case. */
int blt__starts_with(const blt__scanner *s, size_t i, const char *what);
/* Whether p[i .. n) begins with exactly `what`. */
int blt__opens(const blt__scanner *s, size_t i, const char *what);
/* The first `what` in p[i .. end), or `end`. */
size_t blt__find(const blt__scanner *s, size_t i, size_t end,
                 const char *what);
/* The end of the name (blt__is_name_byte) at i. */
size_t blt__name_end(const blt__scanner *s, size_t i, size_t end);
/* The end of a name with underscores around it (__init__) at i, or i: it would
 * be emphasis in Markdown, so only code calls this. */
size_t blt__dunder_end(const blt__scanner *s, size_t i, size_t end);
/* The index, from 1, of the name p[0 .. n) in a list separated by spaces, in
 * any case; 0 when it is not there. */
unsigned blt__list_index(const char *list, const uint8_t *p, size_t n);
/* Whether p[from .. to) has two words separated by a space: not a name. */
int blt__has_words(const blt__scanner *s, size_t from, size_t to);

#endif
