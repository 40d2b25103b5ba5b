/* What is known of the words of a language, and how texts are taken apart
 * into words.
 *
 *     text --tokens--> words --lexicon, n-grams, what is around, error model-->
 *     bits */
#ifndef BLT_LANG_INTERNAL_H
#define BLT_LANG_INTERNAL_H

#include <blt/spell.h>
#include "base/base.h"

/* ---- token.c: text to words --------------------------------------------- */

typedef enum blt__token_kind {
    BLT__TOKEN_WORD,    /* letters, marks, inner ' or U+2019 between letters */
    BLT__TOKEN_NUMBER,  /* begins with a digit */
    BLT__TOKEN_PUNCT,    /* one punctuation mark or symbol */
    BLT__TOKEN_BREAK,   /* an empty line: the context ends */
    BLT__TOKEN_OTHER    /* bytes that are no UTF-8, controls */
} blt__token_kind;

typedef struct blt__token {
    size_t offset, length;      /* bytes */
    blt__token_kind kind;
    uint8_t space;              /* blanks or a line end stand before it */
    uint8_t skip;               /* markup, URL, code ...: set by skip.c */
} blt__token;

typedef struct blt__tokens {
    blt__token *p;
    size_t n, cap;
} blt__tokens;

/* The tokens of a text, appended to t (n reset first).  A hyphen is a MARK.
 * Runs at a gigabyte a few seconds on ASCII. */
blt_status
blt__tokens_find(blt__tokens *t, const uint8_t *text, size_t n,
                 blt_error *err);
void blt__tokens_free(blt__tokens *t);

/* ---- lexicon.c: the words of one language ------------------------------- */

/* A minimal acyclic automaton over the bytes of words in their own case
 * ("Monday", "the", "NATO"), each word with a number 0 .. words-1. */
typedef struct blt__lexicon blt__lexicon;

#define BLT__NO_WORD UINT32_MAX
#define BLT__NO_NODE UINT32_MAX

/* A node and how many words are numbered before those that begin here. */
typedef struct blt__dawg_state { uint32_t node, number; } blt__dawg_state;

uint32_t blt__lexicon_words(const blt__lexicon *l);      /* how many */
blt__dawg_state blt__lexicon_root(const blt__lexicon *l);
/* Where a byte leads; .node is BLT__NO_NODE when nowhere. */
blt__dawg_state blt__lexicon_step(const blt__lexicon *l, blt__dawg_state at,
                                  uint8_t byte);
/* The same; the words behind a place have the numbers from its own on to an
 * end: *end is that of `at`, and becomes that of where it leads. */
blt__dawg_state blt__lexicon_into(const blt__lexicon *l, blt__dawg_state at,
                                  uint8_t byte, uint32_t *end);
/* The bytes that lead on, ascending, with their places: at most max (256)
 * are written, their number returned. */
size_t blt__lexicon_children(const blt__lexicon *l, blt__dawg_state at,
                             uint8_t *byte, blt__dawg_state *to, size_t max);
/* The number of the word that ends here, or BLT__NO_WORD; and the bytes that
 * lead on. */
size_t blt__lexicon_labels(const blt__lexicon *l, blt__dawg_state at,
                           const uint8_t **label, uint32_t *word);
uint32_t blt__lexicon_word_at(const blt__lexicon *l, blt__dawg_state at);
uint32_t blt__lexicon_find(const blt__lexicon *l, const char *word, size_t n);
/* Calls f with every word in the order of their numbers, until it returns 0;
 * of a damaged file no more often than it has words. */
typedef int blt__word_fn(void *arg, const char *word, size_t n,
                         uint32_t number);
void blt__lexicon_each(const blt__lexicon *l, blt__word_fn *f, void *arg);
/* -log2 of its share of the language's running words, smoothed. */
float blt__lexicon_bits(const blt__lexicon *l, uint32_t word);
/* The same of all words at once, in quarters of a bit; listed, at first 0,
 * gets a bit for each word that a dictionary has. */
void blt__lexicon_quarter_bits(const blt__lexicon *l, uint8_t *out,
                               uint8_t *listed);
/* Accepted by a dictionary (1), or known from text alone (0). */
int blt__lexicon_in_dict(const blt__lexicon *l, uint32_t word);
/* A known misspelling that is in no dictionary: what it stands for is found
 * with blt__lexicon_corrections, likeliest first, each one word or two (else
 * [1] is BLT__NO_WORD); returns how many (0: none). */
size_t blt__lexicon_corrections(const blt__lexicon *l, const char *written,
                                size_t n, uint32_t (*word)[2], size_t max);

/* Whether a written word is right by the rules of case: as listed; a listed
 * lower-case word with a first capital or in capitals; a capitalised one in
 * capitals.  *word gets the entry. */
int blt__lexicon_accepts(const blt__lexicon *l, const char *word, size_t n,
                         uint32_t *entry);
/* The word without what may be put before or behind any with an apostrophe
 * ("l'", "'s"), as bytes [*from, *to): that is what to correct. */
void blt__lexicon_strip_clitics(const blt__lexicon *l, const char *word,
                                size_t n, size_t *from, size_t *to);

/* The spelling of an entry, NUL-terminated, in out[0 .. size); its length. */
size_t
blt__lexicon_spell(const blt__lexicon *l, uint32_t word, char *out,
                   size_t size);

/* ---- ngram.c: words in context ------------------------------------------ */

typedef struct blt__ngram blt__ngram;

/* Words are known by the hash of their folded form. */
typedef uint64_t blt__word_key;
#define BLT__KEY_START 1u       /* before the first word of a sentence */
#define BLT__KEY_NUMBER 2u
blt__word_key blt__word_key_of(const char *word, size_t n);   /* folds */
/* 0 for what is skipped and what is no text. */
blt__word_key blt__token_key(const uint8_t *text, const blt__token *t);
/* Whether a sentence is over behind token i: an empty line, or . ! ? before
 * a blank, unless a word in lower case goes on ("e.g. this"). */
int
blt__token_ends_sentence(const uint8_t *text, const blt__tokens *t, size_t i);
/* The keys before token i: START behind an empty line and behind . ! ? with
 * a blank when no word in lower case follows; 0 before START. */
void blt__token_context(const uint8_t *text, const blt__tokens *t, size_t i,
                        blt__word_key *u, blt__word_key *v);

/* -log2 P(w | u v); u or v 0: not known.  A word that the n-grams do not
 * know has the bits of any such word: add those of its spelling. */
float blt__ngram_bits(const blt__ngram *g, blt__word_key u, blt__word_key v,
                      blt__word_key w);
/* 3 where the language had text enough for trigrams, else 2. */
int blt__ngram_order(const blt__ngram *g);
int blt__ngram_knows(const blt__ngram *g, blt__word_key w);
/* -log2 of a spelling as that of a word never seen. */
float blt__ngram_spelling(const blt__ngram *g, const char *word, size_t n);

/* ---- around.c ------------------------------------------------------------- */

typedef struct blt__cloze blt__cloze;         /* around.h */

/* ---- channel.c: what people write when they mean a word ------------------ */

typedef struct blt__channel blt__channel;

/* The error model: rewrite rules of up to three characters on either side
 * with a cost in bits, by place in the word (first, inner, last), over
 * classes (same letter, vowel for vowel, keyboard neighbours, doubled,
 * dropped, transposed, diacritic, case, space, apostrophe), learned by
 * expectation-maximisation over pairs (written, intended). */

/* From a text file, blt-channel(5); "include NAME" in it is NAME.channel
 * beside it.  NULL: the priors that no file changed. */
blt_status blt__channel_open(blt__channel **c, const char *path,
                             blt_error *err);
void blt__channel_free(blt__channel *c);

/* -log2 P(written | intended, written otherwise): the cheapest alignment;
 * INFINITY above limit; 0 when both are the same, or differ in a capital
 * that the place in a sentence explains.  How often a word is written
 * otherwise is no part of it. */
float blt__channel_bits(const blt__channel *c, const char *written, size_t n,
                        const char *intended, size_t m, float limit);

/* Appends what somebody may write who means the word and makes a mistake:
 * drawn by the probabilities above, another word by chance. */
void blt__channel_corrupt(const blt__channel *c, blt__buf *out,
                          const char *word, size_t n, blt__rng *rng);

/* ---- all of a language -------------------------------------------------- */

typedef struct blt__language {
    char code[16];
    const blt__lexicon *lexicon;
    const blt__ngram *ngram;            /* NULL: the language has none */
    const blt__cloze *cloze;           /* the same */
    const blt__channel *channel;        /* its own, or the common one */
} blt__language;

#endif
