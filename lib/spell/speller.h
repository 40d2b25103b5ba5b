/* The speller's own state, shared by the files that make up a check. */
#ifndef BLT_SPELL_SPELLER_H
#define BLT_SPELL_SPELLER_H

#include "spell/site.h"
#include "spell/blt_score.h"
#include "spell/hunspell.h"
#include "spell/word_counts.h"
#include "candidates/search_cache.h"

#define BLT__WORD_MOST 64       /* characters; longer ones are no words */
#define BLT__WORD_BYTES (4 * BLT__WORD_MOST)

/* What a lexicon said of a word: it is asked as it is counted, before its
 * neighbour and by itself, and the same words come again. */
enum { BLT__LOOKED = 2048, BLT__LOOKED_LONGEST = 21 };
typedef struct blt__looked {
    const blt__language *language;
    uint32_t entry;
    uint8_t right, length, caseless;
    char word[BLT__LOOKED_LONGEST];
} blt__looked;

struct blt_speller {
    const blt_spell_data *data;
    blt_spell_options opt;
    const blt__language *list;  /* all that the data hold */
    size_t languages;
    blt__hunspell **dictionary; /* [languages], NULL where none is installed */
    const blt__language **use;  /* those that may be chosen */
    size_t uses;
    const blt__language *english;       /* whose words are in all texts */
    blt__weigh weigh;           /* how the evidence counts */
    int several;                /* the user named more than one */
    const blt__language *language;      /* of the paragraph before */

    blt__looked *looked;        /* [BLT__LOOKED], by a hash of the word */
    blt__known accepted, unknown;
    blt__rates rates;           /* of the pieces before */
    blt__levels levels;         /* of the piece under way */
    int alone;                  /* a word without context is asked for */

    blt__tokens tokens;
    blt__word_key *key;         /* [tokens.n], corrected as decided */
    size_t key_cap;
    blt__buf pragma;
    blt__choices choices;
    blt__recall *search;
    blt__word_key *near[2];     /* [1 + reach] before and behind a place, from
                                   the second on; the first is for a pair */
    float *around;              /* room of blt__cloze_context */
    blt__context *context;      /* NULL: no model */
    blt__markup markup;         /* where in it the document is */
    blt__buf draft;             /* the alternative under way */
    blt__buf left, right;
    blt__buf corrected;         /* output of blt_speller_correct() */
    const uint8_t *text;        /* of the check under way */
    size_t n;
};

/* ---- language.c ---------------------------------------------------------- */

/* The language of a run of tokens: the one whose words they are; the one
 * before where they do not say.  NULL: none that the data hold. */
const blt__language *
blt__speller_language(const blt_speller *s, size_t first, size_t end);

/* ---- right.c: is a word right as it is? ---------------------------------- */

/* The bytes of a word as lexicons have them (an apostrophe is '), NUL
 * behind; 0 when it is too long to be one. */
size_t
blt__speller_word(const blt_speller *s, const blt__token *t, char *out);

/* Accepted, or in the lexicon by the rules of case.  With caseless any case
 * will do.  *entry: in the lexicon of l, or BLT__NO_WORD. */
int
blt__speller_right(const blt_speller *s, const blt__language *l,
                   const char *word, size_t n, int caseless,
                   uint32_t *entry);

/* ---- propose.c: choices and their evidence ------------------------------- */

/* Adds the choices of a paragraph: unknown words with what they may stand
 * for, and words that their neighbours do not expect. */
blt_status
blt__speller_propose(blt_speller *s, const blt__language *l, size_t first,
                     size_t end, blt_error *err);

/* ---- neighbours.c -------------------------------------------------------- */

/* The key before token i, and where it is: no token begins a sentence. */
blt__word_key
blt__speller_before(const blt_speller *s, size_t i, size_t *at);

/* Whether a word may pass unasked: its neighbours expect it, or no other word
 * could be so much likelier that a mistake were likelier than none. */
int
blt__speller_expected(const blt_speller *s, const blt__language *l, size_t i);

/* Fills in or renews the n-gram bits of a choice's alternatives, given the
 * keys as they are. */
void
blt__speller_neighbours(const blt_speller *s, blt__choice *c);

/* The same for what the words around say, where the language knows. */
void
blt__speller_around(blt_speller *s, blt__choice *c);

/* ---- consult.c: asking the BLT ------------------------------------------- */

blt_status
blt__speller_consult(blt_speller *s, blt_error *err);

/* ---- correct.c ----------------------------------------------------------- */

/* Sets `mistake` and `correction` of a finding whose other members are
 * set. */
void
blt__speller_judge(const blt_speller *s, blt_spell_finding *f);

#endif
