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
#define BLT__SPELT_MAX 64       /* characters of a word */

/* Where a mistake is, seen from what was written: nothing stands before it,
 * nothing behind it, or something on both sides. */
typedef enum blt__spot {
    BLT__FIRST, BLT__INNER, BLT__LAST, BLT__SPOTS
} blt__spot;

/* What people do, beside the rules that a file lists. */
typedef enum blt__prior {
    BLT__LOST,              /* a letter is missing */
    BLT__SINGLE,            /* one of two equal letters is missing */
    BLT__EXTRA,             /* a letter too many */
    BLT__DOUBLE,            /* a letter written twice */
    BLT__SWAP,              /* two neighbours change places */
    BLT__VOWEL,             /* a vowel for a vowel */
    BLT__SIMILAR,           /* a letter that sounds alike */
    BLT__ALIKE,             /* a letter that looks alike */
    BLT__KEY,               /* the key beside it */
    BLT__OTHER,             /* any other letter */
    BLT__MARK_LOST,         /* accents: e for an accented e */
    BLT__MARK_EXTRA,
    BLT__MARK_OTHER,
    BLT__SIGN_LOST,         /* apostrophe or hyphen */
    BLT__SIGN_EXTRA,
    BLT__BLANK_LOST,        /* two words as one */
    BLT__BLANK_EXTRA,       /* one word as two */
    BLT__CASE,              /* capitals that nothing explains; of the word */
    BLT__AGAIN,             /* another mistake follows */
    BLT__PRIORS
} blt__prior;

typedef struct blt__rule {
    uint32_t from[BLT__SIDE_MAX], to[BLT__SIDE_MAX];   /* 0: ended */
    float bits[BLT__SPOTS];     /* -log2 r; INFINITY: never there */
    uint8_t n_from, n_to;
    uint8_t made;               /* by a group: its prior + 1; 0: listed */
    uint8_t learned, drop;      /* while learning: not of the file; useless */
    uint32_t turn;              /* of equal ones the last listed counts */
} blt__rule;

/* Letters below this have what must be known about them in a table. */
#define BLT__LETTERS 0x530

typedef struct blt__letter {
    uint16_t lower, base;       /* base: of the lower-case letter */
    uint8_t vowel;
} blt__letter;

/* A word that is taken for the others of its group. */
typedef struct blt__confused {
    uint32_t at, n;             /* in confused_text, lower case */
    uint32_t group;
    float bits;
} blt__confused;

struct blt__channel {
    float prior[BLT__PRIORS][BLT__SPOTS];
    blt__rule *rule;            /* by what they write, then by what it was */
    size_t n_rules, cap_rules;
    uint32_t *slot;             /* hash of both sides: rule + 1, or 0 */
    size_t slots;               /* a power of 2 */
    uint64_t shapes;            /* bit 8 n_from + n_to: there are such rules */
    uint32_t begin[BLT__SIDE_MAX + 2][BLT__LETTERS + 1];    /* the first rule
                                   that writes so many letters, this or a
                                   greater one before the others */
    uint32_t *keys;             /* letters of keyboards, each ended by 0 */
    size_t n_keys, cap_keys;
    blt__confused *confused;    /* by text; a word may be in several groups */
    size_t n_confused, cap_confused;
    blt__buf confused_text;
    blt__letter letter[BLT__LETTERS];
    int backwards;              /* its rules are turned round */
};

/* Lower case, one apostrophe for both, and the table for speed. */
static inline uint32_t
blt__channel_fold(const blt__channel *c, uint32_t letter)
{
    return letter < BLT__LETTERS ? c->letter[letter].lower
        : letter == 0x2019 ? '\'' : blt__char_lower(letter);
}

/* The characters of a word, folded; 0 when it is no UTF-8, empty, or longer
 * than BLT__SPELT_MAX. */
size_t blt__channel_letters(const blt__channel *c, uint32_t *out,
                            const char *word, size_t n);

/* Bits of writing to[0 .. nt) for from[0 .. nf), log2 m not in it: a rule,
 * or what the priors say; INFINITY: no single mistake does that. */
float blt__channel_piece(const blt__channel *c, const uint32_t *from,
                         unsigned nf, const uint32_t *to, unsigned nt,
                         blt__spot spot);

/* Where a rule of both sides is in slot[], or would be. */
size_t blt__channel_slot(const blt__channel *c, const uint32_t *from,
                         unsigned nf, const uint32_t *to, unsigned nt);

/* The prior of a piece, whatever rules there are; -1: none. */
int blt__channel_kind(const blt__channel *c, const uint32_t *from,
                      unsigned nf, const uint32_t *to, unsigned nt);

/* Rules that write to[0 .. nt), from *first on: how many. */
size_t blt__channel_rules(const blt__channel *c, const uint32_t *to,
                          unsigned nt, size_t *first);

/* Below, above or 0: a confused word against word[0 .. n), by bytes. */
int blt__channel_compare(const blt__channel *c, const blt__confused *w,
                         const char *word, size_t n);

/* A word that another may have been written for: borrowed, in lower case. */
typedef struct blt__meant {
    const char *p;
    size_t n;
    float bits;
} blt__meant;

/* What somebody who wrote word[0 .. n) may have taken it for: the first
 * `most`, and how many they are. */
size_t blt__channel_confused(const blt__channel *c, const char *word,
                             size_t n, blt__meant *out, size_t most);

/* Whether a place in a sentence, or a headline, explains that a word of such
 * capitals is written with such. */
int blt__case_fits(blt__case written, blt__case intended);

/* A mistake in the whole word is at its beginning. */
static inline blt__spot
blt__spot_of(size_t at, size_t nt, size_t n)
{
    return at == 0 ? BLT__FIRST : at + nt >= n ? BLT__LAST : BLT__INNER;
}

/* Bits that every mistake pays beside its rule in a word of m letters, and
 * what k mistakes pay beside that. */
float blt__channel_place(const blt__channel *c, size_t m);
float blt__channel_count(const blt__channel *c);

/* ---- corrupt.c --------------------------------------------------------- */

/* Called with every mistake that can be made in v[0 .. m), once: letters
 * i .. i + nf become to[0 .. nt).  Other than 0 ends it. */
typedef int blt__mistake_fn(void *arg, size_t i, unsigned nf,
                            const uint32_t *to, unsigned nt, blt__spot spot);
void blt__channel_each(const blt__channel *c, const uint32_t *v, size_t m,
                       blt__mistake_fn *visit, void *arg);

/* The rates of all mistakes in a word, by its letters: about 1. */
double blt__channel_sum(const blt__channel *c, const char *word, size_t n);

/* ---- channel_file.c ------------------------------------------------------ */

/* The names of priors, as files have them. */
extern const char *const blt__prior_names[BLT__PRIORS];

/* After rules were added or changed: sorts and hashes them, the last of
 * equal ones wins. */
blt_status blt__channel_settle(blt__channel *c, blt_error *err);
/* Gives rules that groups made the bits of their priors. */
void blt__channel_price(blt__channel *c);
/* Appends a rule; it counts once all are settled. */
blt_status blt__channel_add(blt__channel *c, const blt__rule *rule,
                            blt_error *err);

#endif
