/* Tokens: a text cut into words, numbers and punctuation.
 *
 * All functions are thread-safe as long as each thread has its own
 * blt__tokens. */
#ifndef BLT_LANG_TOKEN_H
#define BLT_LANG_TOKEN_H

#include "base/base.h"
#include "lang/word_key.h"

typedef enum blt__token_kind {
    BLT__TOKEN_WORD,    /* letters, combining marks, ' or U+2019 between */
    BLT__TOKEN_NUMBER,  /* starts with a digit */
    BLT__TOKEN_PUNCT,   /* one punctuation mark or symbol; a hyphen, too */
    BLT__TOKEN_BREAK,   /* an empty line: a paragraph ends */
    BLT__TOKEN_OTHER,   /* control characters, bytes that are not UTF-8 */
    BLT__TOKEN_GONE     /* part of the word before it; only within markup/ */
} blt__token_kind;

/* Why a token is skipped; set by markup/. */
enum {
    BLT__SKIP_NONE,
    BLT__SKIP_MARKUP,           /* markup, a URL, a quotation ... */
    BLT__SKIP_CODE,             /* code: its words are names in this text */
    BLT__SKIP_NONWORD           /* an identifier, a path ..., in any format */
};

typedef struct blt__token {
    size_t offset, length;      /* bytes */
    blt__token_kind kind;
    uint32_t form;              /* offset in `forms` of how the word reads,
                                   NUL-terminated; 0: as its bytes do */
    uint16_t lang;              /* blt__lang_pack() of the language that the
                                   markup declares; 0: none */
    uint8_t space;              /* white space or a line end precedes it */
    uint8_t skip;               /* BLT__SKIP_... */
    uint8_t literal;            /* in a string of a program: data, perhaps */
    uint8_t unknown;            /* no lexicon has it; set by spell/ */
    uint8_t technical;          /* in an identifier, a path, a command ...;
                                   set by spell/ */
} blt__token;

typedef struct blt__tokens {
    blt__token *p;              /* [n], owned */
    size_t n, cap;
    blt__buf forms;             /* begins with a NUL once it is used */
} blt__tokens;

/* Replaces the contents of t by the tokens of text[0 .. n).  Fails with
 * BLT_ENOMEM only.  ASCII runs at several hundred MB/s. */
blt_status
blt__tokens_find(blt__tokens *t, const uint8_t *text, size_t n,
                 blt_error *err);
void blt__tokens_free(blt__tokens *t);

/* A language code of two or three ASCII letters, in any case, as a number; a
 * region or script after it ("en-GB", "sr_Latn") is ignored.  0: not a
 * code. */
uint16_t blt__lang_pack(const uint8_t *code, size_t n);

/* 1 if a sentence ends with token i: at an empty line, or at . ! ? followed
 * by white space, unless the next word is in lower case ("e.g. this"). */
int blt__token_ends_sentence(const uint8_t *text, const blt__tokens *t,
                             size_t i);

/* The word at a token of t as it reads, in the spelling of lexicons
 * (normal_word.h), and a NUL.  Returns its length; 0 if it does not fit in
 * out[size]. */
size_t blt__token_word(char *out, size_t size, const uint8_t *text,
                       const blt__tokens *t, const blt__token *at);

/* The key of a token, by its bytes; 0 for skipped text and for
 * BLT__TOKEN_OTHER. */
blt__word_key blt__token_key(const uint8_t *text, const blt__token *t);

/* The keys of the two tokens before token i, *u before *v.  BLT__KEY_START
 * stands for the start of the sentence; before that, *u is 0. */
void blt__token_context(const uint8_t *text, const blt__tokens *t, size_t i,
                        blt__word_key *u, blt__word_key *v);

#endif
