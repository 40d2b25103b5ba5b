/* Spelling: what was meant, given what was written and what stands around
 * it.  Since 0.2.
 *
 * A noisy channel: P(intended | written, context) from a source model (word
 * n-grams first, then what is around the word, and the Byte Latent Transformer
 * where they hesitate) times an error model learned from what people do
 * [Kernighan, Church, Gale 1990; Brill, Moore 2000].  A decision is a
 * probability, and calibrated.
 *
 * A speller belongs to one thread at a time; blt_spell_data may be shared.
 * How many threads its pool has changes nothing. */
#ifndef BLT_SPELL_H
#define BLT_SPELL_H

#include <stddef.h>
#include <stdint.h>
#include <blt/model.h>
#include <blt/pool.h>
#include <blt/regex.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a corrector knows before it has seen a text: lexicons, n-grams and
 * error models of some languages, from a directory as `blt-train --words`
 * writes it.  The files are mapped, not read; every size in them is checked
 * (BLT_EDATA). */
typedef struct blt_spell_data blt_spell_data;

BLT_API BLT_MUST_USE blt_status
blt_spell_data_open(blt_spell_data **d, const char *dir, blt_error *err);
BLT_API void
blt_spell_data_close(blt_spell_data *d);
/* The languages in it, codes parted by blanks: "da de en ...". */
BLT_API const char *
blt_spell_data_languages(const blt_spell_data *d);

/* Makes LANG.safetensors in `dir` from dictionaries and texts, as a plan
 * says (`blt-train --words`; blt-train(1) has its keys).  The bits depend on
 * the plan and the files alone. */
typedef struct blt_words_report {
    size_t size;                /* set by BLT_WORDS_REPORT_INIT */
    char language[16];
    uint64_t tokens;            /* of the texts */
    uint64_t words, listed, seen, misspellings;     /* of the lexicon */
    uint64_t bigrams, trigrams;
    uint64_t all_bigrams, all_trigrams;     /* before pruning */
    uint64_t bytes;             /* of the file */
    uint64_t valid_tokens, valid_words;     /* of the texts to measure on */
    double perplexity;          /* there, of tokens that the n-grams know */
    double unknown;             /* share of the others */
    double strange;             /* share of words not in the lexicon */
    uint64_t around;            /* words of which is known what is around */
} blt_words_report;

#define BLT_WORDS_REPORT_INIT { sizeof(blt_words_report) }

BLT_API BLT_MUST_USE blt_status
blt_words_build(const char *plan, const char *dir, blt_words_report *r,
                blt_error *err);

/* Learns an error model (blt-channel(5), written to out) from files of pairs,
 * "written TAB meant" or "written->meant" a line, beginning with the model
 * `from`, which the new one includes by its name: both belong in one
 * directory.  A tenth of the pairs is only measured. */
typedef struct blt_channel_report {
    size_t size;                /* set by BLT_CHANNEL_REPORT_INIT */
    uint64_t pairs, held, rules;
    double before, after;       /* bits a pair of those held out */
} blt_channel_report;

#define BLT_CHANNEL_REPORT_INIT { sizeof(blt_channel_report) }

BLT_API BLT_MUST_USE blt_status
blt_channel_learn(const char *from, const char *const *pairs, size_t n,
                  const char *out, blt_channel_report *r, blt_error *err);

/* Mistakes put into a text that has none, drawn by an error model, a file as
 * blt-channel(5) says: each word of two bytes or more is written wrong with
 * probability rate.  The same seed and the same pieces give the same. */
typedef struct blt_noise blt_noise;
BLT_API BLT_MUST_USE blt_status
blt_noise_new(blt_noise **x, const char *channel, double rate, uint64_t seed,
              blt_error *err);
BLT_API void
blt_noise_free(blt_noise *x);
/* A piece of text, best a line; what *out points at stays until the next
 * call. */
BLT_API BLT_MUST_USE blt_status
blt_noise_text(blt_noise *x, const uint8_t *text, size_t n,
               const uint8_t **out, size_t *n_out, blt_error *err);

typedef enum blt_spell_mode {
    BLT_SPELL_TEXT, BLT_SPELL_MARKDOWN, BLT_SPELL_HTML, BLT_SPELL_TEX,
    BLT_SPELL_CODE,             /* comments and strings alone: C, C++, Java,
                                   JavaScript, Go, Rust ... */
    BLT_SPELL_EMAIL,            /* not headers, quotes, signatures */
    BLT_SPELL_CONFIG,           /* comments and quoted values */
    BLT_SPELL_CODE_HASH,        /* code with # comments: shell, Python, Perl,
                                   Ruby, make, R ... */
    BLT_SPELL_CODE_DASH,        /* with --: SQL, Lua, Haskell, Ada */
    BLT_SPELL_CODE_LISP         /* with ;: Lisps */
} blt_spell_mode;

typedef struct blt_spell_options {
    size_t size;                /* set by BLT_SPELL_OPTIONS_INIT */
    const char *languages;      /* "auto", or codes parted by commas */
    blt_spell_mode mode;
    const blt_regex *ignore;    /* what matches is left alone; may be NULL;
                                   borrowed */
    const blt_model *model;     /* borrowed; NULL: n-grams alone */
    const char *hunspell;       /* directories of .aff and .dic files, parted
                                   by ':'; NULL: none */
    int real_words;             /* words that exist may be wrong, too */
    int alternatives;           /* at most so many in a finding */
    blt_pool *pool;             /* borrowed; may be NULL */
    double confidence;          /* minimum probability of a correction */
} blt_spell_options;

/* The default confidence: measured, the best F0.5 over the development sets
 * of bench/README.md. */
#define BLT_SPELL_CONFIDENCE 0.6

#define BLT_SPELL_OPTIONS_INIT { sizeof(blt_spell_options), "auto", \
    BLT_SPELL_TEXT, NULL, NULL, NULL, 1, 10, NULL, BLT_SPELL_CONFIDENCE }

typedef struct blt_speller blt_speller;

/* BLT_EINVAL names a language that the data do not hold. */
BLT_API BLT_MUST_USE blt_status
blt_speller_new(blt_speller **s, const blt_spell_data *d,
                const blt_spell_options *opt, blt_error *err);
BLT_API void
blt_speller_free(blt_speller *s);

/* A word (UTF-8) that is right from now on; written all in lower case it is
 * so in any case. */
BLT_API BLT_MUST_USE blt_status
blt_speller_accept(blt_speller *s, const char *word, size_t n,
                   blt_error *err);

/* Forgets the text so far (the words it used, its rate of errors), not what
 * was accepted: before the next document. */
BLT_API void
blt_speller_reset(blt_speller *s);

typedef enum blt_spell_kind {
    BLT_SPELL_UNKNOWN,          /* not a word of the languages in use */
    BLT_SPELL_REAL,             /* a word, but hardly the one meant */
    BLT_SPELL_SPLIT,            /* two words written as one */
    BLT_SPELL_JOIN,             /* one word written as two */
    BLT_SPELL_CASE              /* letters right, case wrong */
} blt_spell_kind;

/* Bits (-log2 of a probability), less is better; their weighted sum ranks. */
typedef struct blt_spell_alternative {
    const char *text;           /* as it would stand there, case kept; a NUL
                                   follows the bytes */
    size_t      length;
    double      probability;    /* of being what was meant */
    float channel;              /* P(written | this), the error model */
    float ngram;                /* the n-grams, both sides */
    float model;                /* the BLT, both sides; NAN: not asked */
    float around;               /* log2 P(this | words around) / P(this); NAN:
                                   not asked */
} blt_spell_alternative;

typedef struct blt_spell_finding {
    size_t offset, length;      /* bytes of the text given */
    blt_spell_kind kind;
    const char *language;       /* "en" */
    double wrong;               /* probability that it is a mistake */
    size_t n;                   /* alternatives, likeliest first: may be 0 */
    const blt_spell_alternative *alternative;
    blt_spell_alternative written;  /* the same figures if it was meant so */
    int mistake;                /* 1: more likely wrong than right */
    const blt_spell_alternative *correction;    /* what to put there: the
                                   first alternative, or NULL to leave the
                                   text as it is; see blt_speller_correct() */
} blt_spell_finding;

/* Called in the order of the text, with findings that do not overlap; what
 * it points to lives until it returns.  Other than BLT_OK ends the check
 * with that status. */
typedef blt_status blt_spell_report(const blt_spell_finding *f, void *arg,
                                    blt_error *err);

/* Checks a piece of a document: whole lines, or less when it has less.  Any
 * bytes will do; what is not valid UTF-8 is no word.  Pieces of a document
 * share the words it used and its rate of errors, and markup (a fence, a
 * comment, a tag) goes on from one to the next.
 * Every word that is unknown is reported, however right it may be, and every
 * other whose probability of being wrong is 0.05 or more. */
BLT_API BLT_MUST_USE blt_status
blt_speller_check(blt_speller *s, const uint8_t *text, size_t n,
                  blt_spell_report *report, void *arg, blt_error *err);

/* A word alone, without context: what could be meant.  `accepted` gets 1
 * when it is right as it is (suggestions come all the same). */
BLT_API BLT_MUST_USE blt_status
blt_speller_suggest(blt_speller *s, const char *word, size_t n,
                    int *accepted, blt_spell_report *report, void *arg,
                    blt_error *err);

/* Corrects a text, which is a document of its own: blt_speller_reset() is
 * called first.  A finding is corrected when its first alternative has at
 * least the probability `confidence` of the options and neither adds nor
 * removes a line; all other bytes stay as they are.
 *   out     the corrected text, NUL-terminated.  It belongs to the speller
 *           and is valid until the next call for the same speller, or until
 *           blt_speller_free()
 *   n_out   its length in bytes
 *   report  gets every finding, corrected or not, as from
 *           blt_speller_check(); may be NULL
 * The whole text is one piece: memory grows with n, and for a text of over a
 * megabyte the result may differ from that of blt-spell(1), which reads it in
 * pieces. */
BLT_API BLT_MUST_USE blt_status
blt_speller_correct(blt_speller *s, const char *text, size_t n,
                    const char **out, size_t *n_out,
                    blt_spell_report *report, void *arg, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
