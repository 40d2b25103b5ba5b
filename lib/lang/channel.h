/* The error model ("channel"): how probable it is that somebody who means one
 * word writes another.
 *
 * Given that a word of m letters is misspelt, one of m positions is chosen
 * uniformly, and there an edit: a rule such as "ph" -> "f", or a generic edit
 * such as "delete a letter".  Each has a rate r; the mean rate of all edits
 * at a position is 1, so r / m is the probability of this edit in this word,
 * and log2 m - log2 r its bits.  Another edit in the same word follows with
 * probability a.  The bits of k edits, for the cheapest alignment, are
 *
 *     sum_i (log2 m - log2 r_i)  - (k - 1) log2 a  - log2(1 - a)
 *
 * How often a word is misspelt at all is not part of the model.  Case is
 * handled apart: letters are compared in lower case, and a word whose
 * capitals are explained neither by its position in the sentence nor by a
 * headline pays once.  [Kernighan, Church, Gale 1990; Brill, Moore 2000]
 *
 * The model is used forwards (channel.c, corrupt.c), backwards by the search
 * for candidates (candidates/), and learned from pairs (langbuild/).  It is
 * read-only after channel_file.h has opened it, and may be shared by
 * threads. */
#ifndef BLT_LANG_CHANNEL_H
#define BLT_LANG_CHANNEL_H

#include "base/base.h"
#include "base/table.h"
#include "text/text.h"

#define BLT__SIDE_MAX 5         /* letters on each side of a rule */
#define BLT__WORD_LETTERS 64    /* letters of a word; longer ones have no
                                   candidates */

/* Where an edit is in the written word. */
typedef enum blt__position {
    BLT__POSITION_FIRST,        /* nothing precedes it */
    BLT__POSITION_INNER,
    BLT__POSITION_LAST,         /* nothing follows it */
    BLT__POSITIONS
} blt__position;

/* Generic edits, for what no rule of the file says; named from the intended
 * word to the written one. */
typedef enum blt__edit_kind {
    BLT__EDIT_DELETION,         /* a letter is missing */
    BLT__EDIT_UNDOUBLING,       /* one of two equal letters is missing */
    BLT__EDIT_INSERTION,        /* one letter too many */
    BLT__EDIT_DOUBLING,         /* a letter is written twice */
    BLT__EDIT_TRANSPOSITION,    /* two adjacent letters are exchanged */
    BLT__EDIT_VOWEL,            /* a vowel for another vowel */
    BLT__EDIT_SOUND,            /* a letter that sounds alike */
    BLT__EDIT_SHAPE,            /* a letter that looks alike */
    BLT__EDIT_KEY,              /* the adjacent key */
    BLT__EDIT_OTHER,            /* any other letter */
    BLT__EDIT_DIACRITIC_DELETION,       /* e for an accented e */
    BLT__EDIT_DIACRITIC_INSERTION,
    BLT__EDIT_DIACRITIC_OTHER,          /* another diacritic */
    BLT__EDIT_APOSTROPHE_DELETION,      /* or a hyphen */
    BLT__EDIT_APOSTROPHE_INSERTION,
    BLT__EDIT_SPACE_DELETION,   /* two words written as one */
    BLT__EDIT_SPACE_INSERTION,  /* one word written as two */
    BLT__EDIT_CASE,             /* unexplained capitals; once per word */
    BLT__EDIT_NEXT,             /* another edit follows: -log2 a */
    BLT__EDIT_KINDS
} blt__edit_kind;

typedef struct blt__rule {
    uint32_t from[BLT__SIDE_MAX], to[BLT__SIDE_MAX];   /* then zeros */
    float bits[BLT__POSITIONS]; /* -log2 r; INFINITY: never */
    uint8_t n_from, n_to;
    uint8_t group;              /* made from a group: its kind + 1; else 0 */
    uint8_t learned, drop;      /* of langbuild/: not in the file; to remove */
    uint32_t order;             /* of equal rules the last one counts */
} blt__rule;

/* Letters below this have their properties in a table: all of Latin, Greek
 * and Cyrillic without later additions; chosen. */
#define BLT__LETTER_TABLE 0x530

typedef struct blt__letter {
    uint16_t lower, base;       /* base: lower case without diacritic */
    uint8_t vowel;
} blt__letter;

/* A word of a group whose words are written for each other. */
typedef struct blt__confusable {
    uint32_t at, n;             /* bytes of confusable_text, lower case */
    uint32_t group;
    float bits;
} blt__confusable;

typedef struct blt__channel {
    float prior[BLT__EDIT_KINDS][BLT__POSITIONS];       /* bits */
    blt__rule *rule;            /* by what they write, then by what it was */
    size_t n_rules, cap_rules;
    blt__hash_table table;           /* of the rules, by both sides */
    uint64_t shapes;            /* bit 8 n_from + n_to: there are such rules */
    uint32_t begin[BLT__SIDE_MAX + 2][BLT__LETTER_TABLE + 1];   /* the first
                                   rule with so many letters written, the
                                   first of them this one or greater */
    uint32_t *keys;             /* letters of the keyboards, each ended by 0 */
    size_t n_keys, cap_keys;
    blt__confusable *confusable;        /* by text; a word may be in several
                                           groups */
    size_t n_confusables, cap_confusables;
    blt__buf confusable_text;
    blt__letter letter[BLT__LETTER_TABLE];
    int reversed;               /* its rules are for reversed words */
} blt__channel;

void blt__channel_free(blt__channel *c);

/* ---- letters ------------------------------------------------------------------ */

/* Lower case; ' for U+2019. */
static inline uint32_t
blt__channel_fold(const blt__channel *c, uint32_t letter)
{
    return letter < BLT__LETTER_TABLE ? c->letter[letter].lower
        : letter == 0x2019 ? '\'' : blt__char_lower(letter);
}

/* The folded letters of a word.
 *   out  [BLT__WORD_LETTERS]
 * Returns how many; 0 if the word is empty, too long, or not UTF-8. */
size_t blt__channel_letters(const blt__channel *c, uint32_t *out,
                            const char *word, size_t n);

/* 1 if a sentence start or a headline explains that a word with the intended
 * case is written in the other. */
int blt__case_fits(blt__case written, blt__case intended);

/* ---- edits --------------------------------------------------------------------- */

/* The position of an edit that writes nt letters at `at` of a written word of
 * n letters.  An edit of the whole word is at its start. */
static inline blt__position
blt__position_of(size_t at, size_t nt, size_t n)
{
    return at == 0 ? BLT__POSITION_FIRST
        : at + nt >= n ? BLT__POSITION_LAST : BLT__POSITION_INNER;
}

/* -log2 r of writing to[0 .. nt) for from[0 .. nf): of a rule, else of a
 * generic edit; INFINITY if no single edit does that. */
float blt__channel_edit_bits(const blt__channel *c, const uint32_t *from,
                             unsigned nf, const uint32_t *to, unsigned nt,
                             blt__position position);
/* The generic edit, whatever the rules say; -1: none. */
int blt__channel_edit_kind(const blt__channel *c, const uint32_t *from,
                           unsigned nf, const uint32_t *to, unsigned nt);
/* 1 + the index in rule[] of the rule with these sides; 0: there is none. */
uint32_t blt__channel_rule_number(const blt__channel *c, const uint32_t *from,
                                  unsigned nf, const uint32_t *to,
                                  unsigned nt);
/* Makes the table anew after rule[] changed.  0: out of memory. */
int blt__channel_rules_hash(blt__channel *c);
/* The rules that write to[0 .. nt): rule[*first] and those after it; returns
 * how many. */
size_t blt__channel_rules_to(const blt__channel *c, const uint32_t *to,
                             unsigned nt, size_t *first);

/* Bits that each edit in a word of m letters costs in addition to -log2 r:
 * log2 m - log2 a. */
float blt__channel_edit_penalty(const blt__channel *c, size_t m);
/* Bits that a misspelt word costs once in addition: log2 a - log2(1 - a). */
float blt__channel_word_penalty(const blt__channel *c);

/* ---- words ---------------------------------------------------------------------- */

/* -log2 P(written | intended, misspelt) by the cheapest alignment.  0 if both
 * are equal or differ in explained capitals only; INFINITY above limit, and
 * for what blt__channel_letters() refuses. */
float blt__channel_bits(const blt__channel *c, const char *written, size_t n,
                        const char *intended, size_t m, float limit);

/* A word that another may have been written for: borrowed, lower case. */
typedef struct blt__confusion {
    const char *p;
    size_t n;
    float bits;
} blt__confusion;

/* The other words of the groups of word[0 .. n), which is compared ignoring
 * case.  Writes at most max and returns how many. */
size_t blt__channel_confusions(const blt__channel *c, const char *word,
                               size_t n, blt__confusion *out, size_t max);
/* < 0, 0 or > 0: a confusable word against word[0 .. n), by bytes. */
int blt__confusable_compare(const blt__channel *c, const blt__confusable *w,
                            const char *word, size_t n);

#endif
