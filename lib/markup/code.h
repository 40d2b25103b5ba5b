/* Shared by the lexers of programming languages. */
#ifndef BLT_MARKUP_CODE_H
#define BLT_MARKUP_CODE_H

#include "markup/lexers.h"

enum {                          /* what a family of languages has */
    BLT__SLASHES = 1,           /* comments // and / * */
    BLT__HASH = 2, BLT__DASHES = 4, BLT__SEMICOLON = 8,     /* comments */
    BLT__TRIPLE = 16,           /* three quotes open a string */
    BLT__LONG = 32,             /* "..." may span lines */
    BLT__TICK = 64,             /* `...` is a string that may span lines */
    BLT__APOSTROPHE = 128,      /* '...' is a string */
    BLT__CHARACTER = 256,       /* '.' is a character */
    BLT__REGEX = 512,           /* /.../ is a regular expression, and strings
                                   in ` have ${...} */
    BLT__PREFIX = 1024,         /* letters before a quote: r"", b"" */
    BLT__DOCSTRING = 2048,      /* a string that is a statement is prose */
    BLT__HEREDOC = 4096,        /* <<WORD */
    BLT__RAW = 8192,            /* R"x(...)x", r#"..."# */
    BLT__VALUES = 16384         /* key = value */
};

typedef struct blt__code {
    blt__scanner *s;
    unsigned family;
    size_t code;                /* code from here on is not hidden yet */
} blt__code;

/* code.c: p[from .. to) is a comment with its opening mark, or the content of a
 * string.  Code before it is hidden. */
void blt__code_comment(blt__code *c, size_t from, size_t to);
void blt__code_string(blt__code *c, size_t from, size_t to);
/* The end of a "..." or '...' within its line whose opening quote is at i:
 * after the closing one; 0 when it does not close there. */
size_t blt__code_short_end(const blt__code *c, size_t i);

/* script.c: JavaScript.  What begins at i: the end of a regular expression, or
 * of a brace that belongs to a template string; 0 for nothing. */
size_t blt__code_regex(blt__code *c, size_t i);
size_t blt__code_brace(blt__code *c, size_t i);
/* The end, or the next ${, of a template string that continues at i. */
size_t blt__code_template(blt__code *c, size_t i);

/* heredoc.c: a here-document <<WORD at i begins after its line: returns the end
 * of the word; 0 when there is none. */
size_t blt__code_heredoc(blt__code *c, size_t i);
/* Continues at the line i with a here-document that is open. */
size_t blt__code_heredoc_line(blt__code *c, size_t i);

#endif
