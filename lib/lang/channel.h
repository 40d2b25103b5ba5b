/* The inside of the error model, for the files that run it: forwards
 * (channel.c, corrupt.c), backwards (search.c), and to learn it (learn.c).
 *
 * Who means a word of m letters and makes a mistake chooses a place and
 * there one of the rules, "ph" to "f" or "any letter" to "nothing", each
 * with a rate r: the mean rate of all rules at a place is 1, so r / m is the
 * probability of this mistake in this word, and log2(m) - log2(r) its bits.
 * Another mistake in the same word follows with probability a.  Bits of k
 * mistakes, by the rule that costs least for each:
 *
 *     sum_i (log2 m - log2 r_i)  - (k - 1) log2 a  - log2(1 - a)
 *
 * Capitals stand apart: letters are compared in lower case, and a word whose
 * capitals no place in a sentence explains pays for that once. */
#ifndef BLT_LANG_CHANNEL_H
#define BLT_LANG_CHANNEL_H

#include "lang/lang.h"
#include "text/text.h"

#define BLT__SIDE_MAX 5         /* characters on either side of a rule */
#define BLT__WORD_LETTERS 64       /* characters of a word */

/* Where a mistake is, seen from what was written: nothing stands before it,
 * nothing behind it, or something on both sides. */
typedef enum blt__position {
    BLT__POSITION_FIRST, BLT__POSITION_INNER, BLT__POSITION_LAST, BLT__POSITIONS
} blt__position;

/* What people do, beside the rules that a file lists. */
typedef enum blt__edit_kind {
    BLT__EDIT_DELETION,           /* a letter is missing */
    BLT__EDIT_UNDOUBLING,         /* one of two equal letters is missing */
    BLT__EDIT_INSERTION,          /* a letter too many */
    BLT__EDIT_DOUBLING,           /* a letter written twice */
    BLT__EDIT_TRANSPOSITION,      /* two neighbours change places */
    BLT__EDIT_VOWEL,              /* a vowel for a vowel */
    BLT__EDIT_SOUND,              /* a letter that sounds alike */
    BLT__EDIT_SHAPE,              /* a letter that looks alike */
    BLT__EDIT_KEY,                /* the key beside it */
    BLT__EDIT_OTHER,              /* any other letter */
    BLT__EDIT_DIACRITIC_DELETION, /* accents: e for an accented e */
    BLT__EDIT_DIACRITIC_INSERTION,
    BLT__EDIT_DIACRITIC_OTHER,
    BLT__EDIT_APOSTROPHE_DELETION, /* apostrophe or hyphen */
    BLT__EDIT_APOSTROPHE_INSERTION,
    BLT__EDIT_SPACE_DELETION,  /* two words as one */
    BLT__EDIT_SPACE_INSERTION, /* one word as two */
    BLT__EDIT_CASE, /* capitals that nothing explains; of the word */
    BLT__EDIT_NEXT, /* another mistake follows */
    BLT__EDIT_KINDS
} blt__edit_kind;

typedef struct blt__rule {
    uint32_t from[BLT__SIDE_MAX], to[BLT__SIDE_MAX];   /* 0: ended */
    float bits[BLT__POSITIONS];     /* -log2 r; INFINITY: never there */
    uint8_t n_from, n_to;
    uint8_t made;               /* by a group: its prior + 1; 0: listed */
    uint8_t learned, drop;      /* while learning: not of the file; useless */
    uint32_t turn;              /* of equal ones the last listed counts */
} blt__rule;

/* Letters below this have what must be known about them in a table. */
#define BLT__LETTER_TABLE 0x530

typedef struct blt__letter {
    uint16_t lower, base;       /* base: of the lower-case letter */
    uint8_t vowel;
} blt__letter;

/* A word that is taken for the others of its group. */
typedef struct blt__confusable {
    uint32_t at, n;             /* in confused_text, lower case */
    uint32_t group;
    float bits;
} blt__confusable;

struct blt__channel {
    float prior[BLT__EDIT_KINDS][BLT__POSITIONS];
    blt__rule *rule;            /* by what they write, then by what it was */
    size_t n_rules, cap_rules;
    uint32_t *slot;             /* hash of both sides: rule + 1, or 0 */
    size_t slots;               /* a power of 2 */
    uint64_t shapes;            /* bit 8 n_from + n_to: there are such rules */
    uint32_t begin[BLT__SIDE_MAX + 2]
                  [BLT__LETTER_TABLE + 1]; /* the first rule
                                   that writes so many letters, this or a
                                   greater one before the others */
    uint32_t *keys;             /* letters of keyboards, each ended by 0 */
    size_t n_keys, cap_keys;
    blt__confusable *confused;    /* by text; a word may be in several groups */
    size_t n_confused, cap_confused;
    blt__buf confused_text;
    blt__letter letter[BLT__LETTER_TABLE];
    int reversed;               /* its rules are turned round */
};

/* Lower case, one apostrophe for both, and the table for speed. */
static inline uint32_t
blt__channel_fold(const blt__channel *c, uint32_t letter)
{
    return letter < BLT__LETTER_TABLE ? c->letter[letter].lower
        : letter == 0x2019 ? '\'' : blt__char_lower(letter);
}

/* The characters of a word, folded; 0 when it is no UTF-8, empty, or longer
 * than BLT__WORD_LETTERS. */
size_t blt__channel_letters(const blt__channel *c, uint32_t *out,
                            const char *word, size_t n);

/* Bits of writing to[0 .. nt) for from[0 .. nf), log2 m not in it: a rule,
 * or what the priors say; INFINITY: no single mistake does that. */
float blt__channel_edit_bits(const blt__channel *c, const uint32_t *from,
                             unsigned nf, const uint32_t *to, unsigned nt,
                             blt__position spot);

/* Where a rule of both sides is in slot[], or would be. */
size_t blt__channel_rule_slot(const blt__channel *c, const uint32_t *from,
                              unsigned nf, const uint32_t *to, unsigned nt);

/* The prior of a piece, whatever rules there are; -1: none. */
int blt__channel_edit_kind(const blt__channel *c, const uint32_t *from,
                           unsigned nf, const uint32_t *to, unsigned nt);

/* Rules that write to[0 .. nt), from *first on: how many. */
size_t blt__channel_rules_to(const blt__channel *c, const uint32_t *to,
                             unsigned nt, size_t *first);

/* Below, above or 0: a confused word against word[0 .. n), by bytes. */
int blt__confusable_compare(const blt__channel *c, const blt__confusable *w,
                            const char *word, size_t n);

/* A word that another may have been written for: borrowed, in lower case. */
typedef struct blt__confusion {
    const char *p;
    size_t n;
    float bits;
} blt__confusion;

/* What somebody who wrote word[0 .. n) may have taken it for: the first
 * `most`, and how many they are. */
size_t blt__channel_confusions(const blt__channel *c, const char *word,
                               size_t n, blt__confusion *out, size_t most);

/* Whether a place in a sentence, or a headline, explains that a word of such
 * capitals is written with such. */
int blt__case_fits(blt__case written, blt__case intended);

/* A mistake in the whole word is at its beginning. */
static inline blt__position
blt__position_of(size_t at, size_t nt, size_t n)
{
    return at == 0     ? BLT__POSITION_FIRST
        : at + nt >= n ? BLT__POSITION_LAST
                       : BLT__POSITION_INNER;
}

/* Bits that every mistake pays beside its rule in a word of m letters, and
 * what k mistakes pay beside that. */
float blt__channel_edit_penalty(const blt__channel *c, size_t m);
float blt__channel_word_penalty(const blt__channel *c);

/* ---- corrupt.c --------------------------------------------------------- */

/* Called with every mistake that can be made in v[0 .. m), once: letters
 * i .. i + nf become to[0 .. nt).  Other than 0 ends it. */
typedef int blt__edit_fn(void *arg, size_t i, unsigned nf,
                         const uint32_t *to, unsigned nt, blt__position spot);
void blt__channel_each_edit(const blt__channel *c, const uint32_t *v, size_t m,
                            blt__edit_fn *visit, void *arg);

/* The rates of all mistakes in a word, by its letters: about 1. */
double blt__channel_rate_sum(const blt__channel *c, const char *word, size_t n);

/* ---- channel_file.c ------------------------------------------------------ */

/* The names of priors, as files have them. */
extern const char *const blt__edit_kind_names[BLT__EDIT_KINDS];

/* After rules were added or changed: sorts and hashes them, the last of
 * equal ones wins. */
blt_status blt__channel_index(blt__channel *c, blt_error *err);
/* Gives rules that groups made the bits of their priors. */
void blt__channel_price_groups(blt__channel *c);
/* Appends a rule; it counts once all are settled. */
blt_status blt__channel_add_rule(blt__channel *c, const blt__rule *rule,
                                 blt_error *err);

#endif
