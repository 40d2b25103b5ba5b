/* The speller: the state that the steps of a check share.
 *
 *     text --tokens, markup--> words
 *       is_word.c       known or unknown
 *       find_sites.c    sites: words that may be wrong
 *       candidates.c    what else may have been intended there (A* search)
 *       ngram_score.c   bits of each candidate: n-grams, cloze network
 *       rescore.c         and the BLT, for doubtful sites
 *       rank.c          probabilities
 *       check.c         the order of these steps
 *       finding.c, correct.c   findings and corrections */
#ifndef BLT_SPELL_SPELLER_H
#define BLT_SPELL_SPELLER_H

#include <blt/language.h>
#include "spell/rank.h"
#include "spell/blt_score.h"
#include "spell/hunspell.h"
#include "spell/evidence.h"
#include "markup/markup.h"
#include "candidates/search_cache.h"

#define BLT__WORD_CHARACTERS 64     /* longer words are not checked */
#define BLT__WORD_BYTES (4 * BLT__WORD_CHARACTERS)

/* Derived: 2048 entries are 64 kB, and hold the common words of a text; longer
 * words are rare. */
enum { BLT__LOOKUP_SLOTS = 2048, BLT__LOOKUP_BYTES = 21 };

/* What the lexicon of a language said about a word, in a direct-mapped cache:
 * each word is looked up when it is counted, by its neighbour and by itself,
 * and the same words come again. */
typedef struct blt__lookup {
    const blt__language *language;
    uint32_t entry;
    uint8_t is_word, length, caseless;
    char word[BLT__LOOKUP_BYTES];
} blt__lookup;

/* What the paragraphs of a document look like: words in languages with a
 * lexicon, and in each of some others. */
enum { BLT__TALLY_LANGUAGES = 16 };
typedef struct blt__language_tally {
    uint64_t words, unknown, native;
    size_t n;
    struct { char tag[16]; uint64_t words; } other[BLT__TALLY_LANGUAGES];
} blt__language_tally;

/* Spellings, the first of two (variant.c). */
enum { BLT__BRITISH, BLT__EUROPEAN, BLT__CROATIAN, BLT__VARIETIES };

struct blt_speller {
    const blt_spell_data *data;
    blt_spell_options opt;
    const blt__language *languages;     /* [n_languages] all in the data */
    size_t n_languages;
    blt__hunspell **dictionary; /* [n_languages], NULL where none is
                                   installed */
    const blt__language **active;       /* [n_active] that may be chosen */
    size_t n_active;
    int named;                  /* the user named several languages */
    const blt__language *english;       /* its words occur in all texts */
    const blt__language *european, *brazilian;  /* Portuguese; each of these
                                   four is NULL unless it is active */
    const blt__language *croatian, *serbian;
    blt_language *fingerprints; /* NULL until they are needed */
    int no_fingerprints;        /* they could not be opened */
    blt__rank_weights weights;
    blt__lookup *lookup_cache;  /* [BLT__LOOKUP_SLOTS] by hash of the word */
    blt__word_counts accepted;
    struct { blt__word_counts unknown, named; } learned;    /* of all documents
                                   that blt_speller_learn() was given, as
                                   unknown and document.named below */

    /* of the document */
    blt__word_counts accepted_here;     /* by its pragmas */
    const blt__language *language;      /* of the paragraph before */
    blt__word_counts unknown;   /* words that no lexicon has */
    blt__document document;
    int sharp_s;                /* the document has one, U+00DF */
    char left_alone[16];        /* tag of a language without a lexicon; "":
                                   the document has none */
    int64_t habit[BLT__VARIETIES];      /* words in this spelling, less those
                                   in the other: American, Brazilian,
                                   Serbian */
    blt__language_tally tally;
    const blt__language *main;  /* of most of its words */
    uint64_t *in_language;      /* [n_languages] tokens in each, */
    uint64_t tokens_in_languages;       /* and their sum */
    uint64_t native, foreign;   /* words that look like an active language, and
                                   like one without a lexicon */
    blt__prior_counts prior_counts;     /* of the pieces before */
    blt__markup_state markup;   /* at the end of the piece before */

    /* of the piece */
    const uint8_t *text;        /* [n] */
    size_t n;
    int isolated;               /* it is a word without context */
    blt__tokens tokens;
    blt__word_key *key;         /* [tokens.n] as corrected so far */
    size_t key_cap;
    blt__buf pragma;            /* words that it accepts */
    blt__sites sites;
    blt__prior prior;

    blt__search_cache *search;
    blt__word_key *context[2];  /* [1 + reach] keys before and after a site,
                                   from the second on; the first is for the
                                   other word of a pair */
    float *cloze_scratch;       /* for blt__cloze_context() */
    blt__blt_score *blt_score;  /* NULL: no model */
    blt__buf draft;             /* text of the next candidate */
    blt__buf left, right;       /* context for the BLT */
    blt__buf corrected;         /* output of blt_speller_correct() */
};

/* ---- detect.c ------------------------------------------------------------ */

/* The language of tokens first .. end - 1; that of the paragraph before where
 * they do not tell.  NULL: none of the active ones, or one
 * without a lexicon.
 *   learn  counts the words for the document */
const blt__language *
blt__speller_detect(blt_speller *s, size_t first, size_t end, int learn);

/* ---- is_word.c ----------------------------------------------------------- */

/* The word at a token as it reads, in the spelling of lexicons
 * (lang/normal_word.h), NUL-terminated in out[BLT__WORD_BYTES].  Returns its
 * length; 0 when it is too long. */
size_t
blt__speller_normal_word(const blt_speller *s, const blt__token *t,
                         char *out);

/* Whether a word is accepted, or in a lexicon by the rules of case; with
 * caseless in any case.
 *   entry  out: in the lexicon of l, or BLT__NO_WORD */
int
blt__speller_is_word(const blt_speller *s, const blt__language *l,
                     const char *word, size_t n, int caseless,
                     uint32_t *entry);

/* ---- broken.c ------------------------------------------------------------ */

/* Makes one word of each that a hyphen at the end of a line divides. */
void
blt__speller_join_broken(blt_speller *s);

/* ---- evidence.c ---------------------------------------------------------- */

/* Whether the list of names has a word of n bytes as it is written, or in
 * lower case. */
int
blt__speller_is_name(const blt_speller *s, const char *word, size_t n);

/* How often the document, or those learned from, have an unknown word. */
uint32_t
blt__speller_count(const blt_speller *s, const char *word, size_t n);

/* The evidence for the word at token i, of a text in language l.
 *   word  [n] as blt__speller_normal_word() has it
 *   e     out: [BLT__EVIDENCE] */
void
blt__speller_evidence(const blt_speller *s, const blt__language *l, size_t i,
                      const char *word, size_t n, float *e);

/* ---- variant.c ----------------------------------------------------------- */

/* Words by which one of two spellings must lead.  Chosen by hand: texts of many
 * writers have both. */
#define BLT__HABIT 6

/* The language whose lexicon has the other spelling of l; NULL: there is none
 * among the active ones. */
const blt__language *
blt__speller_other_variety(const blt_speller *s, const blt__language *l);

/* The index of habit for language l; -1: it has one spelling. */
int
blt__speller_variety(const blt_speller *s, const blt__language *l);

/* 1: a word of language l, English in lower case, is in the first of the two
 * spellings (BLT__BRITISH and so on) and not in the other, -1: the reverse, 0:
 * neither. */
int
blt__speller_variant(const blt_speller *s, const blt__language *l,
                     const char *word, size_t n);

/* Whether a word that l does not have is one of the other spelling, and the
 * document is not clearly in that of l; or Serbian in Latin letters. */
int
blt__speller_is_variant(const blt_speller *s, const blt__language *l,
                        const char *word, size_t n);

/* ---- find_sites.c -------------------------------------------------------- */

/* Adds the sites of a paragraph with their candidates: unknown words, and
 * words that the n-grams do not expect. */
blt_status
blt__speller_find_sites(blt_speller *s, const blt__language *l, size_t first,
                        size_t end, blt_error *err);

/* ---- ngram_score.c ------------------------------------------------------- */

/* The key before token i: BLT__KEY_START at the beginning of a sentence.
 *   at  out: its token, SIZE_MAX for none */
blt__word_key
blt__speller_left_key(const blt_speller *s, size_t i, size_t *at);

/* Whether a known word needs no candidates: the n-grams expect it, or no other
 * word could be so much more likely that a mistake is the better
 * explanation. */
int
blt__speller_is_expected(const blt_speller *s, const blt__language *l,
                         size_t i);

/* Sets ngram of a site's candidates, given the keys as corrected so far. */
void
blt__speller_ngram_score(const blt_speller *s, blt__site *c);

/* The same for cloze, if the language has a cloze network. */
void
blt__speller_cloze_score(blt_speller *s, blt__site *c);

/* ---- rescore.c ----------------------------------------------------------- */

/* Sets model of the candidates of doubtful sites, and ranks those sites
 * again.  Sites are sorted. */
blt_status
blt__speller_rescore(blt_speller *s, blt_error *err);

/* ---- check.c ------------------------------------------------------------- */

/* Counts the words of s->text for the document. */
blt_status
blt__speller_count_text(blt_speller *s, blt_error *err);

/* Checks s->text, given s->isolated, and reports findings. */
blt_status
blt__speller_check_text(blt_speller *s, blt_spell_fn report, void *user,
                        blt_error *err);

/* ---- finding.c ----------------------------------------------------------- */

/* Reports the finding of a site. */
blt_status
blt__speller_report(blt_speller *s, const blt__site *c,
                    blt_spell_fn report, void *user, blt_error *err);

#endif
