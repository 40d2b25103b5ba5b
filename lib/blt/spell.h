/* Spelling correction in context.  Since 0.2.
 *
 * A noisy channel: P(intended | written, context) is proportional to a source
 * model (word n-grams and a cloze network, and the Byte Latent Transformer
 * for doubtful corrections) times an error model learned from misspellings
 * [Kernighan, Church, Gale 1990; Brill, Moore 2000].  The probabilities that
 * it reports are calibrated.
 *
 * A speller belongs to one thread at a time; a blt_spell_data is read-only
 * and may be shared by threads.  The threads of a pool change no result. */
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

/* ---- data --------------------------------------------------------------- */

/* What is known of some languages: lexicons, n-grams and error models, from a
 * directory as blt_words_build() writes it.  The files are mapped, not read;
 * every size in them is checked (BLT_EDATA).  dir NULL: the installed data, as
 * blt_data_find() finds them (blt/lookup.h). */
typedef struct blt_spell_data blt_spell_data;

BLT_API BLT_MUST_USE blt_status
blt_spell_data_open(blt_spell_data **d, const char *dir, blt_error *err);
BLT_API void
blt_spell_data_close(blt_spell_data *d);
/* The codes of its languages, separated by spaces: "da de en ...".  The
 * string belongs to the data. */
BLT_API const char *
blt_spell_data_languages(const blt_spell_data *d);

/* ---- spellers ----------------------------------------------------------- */

/* The format of the text, which decides what is prose and what is skipped.  Of
 * code and configuration, comments and strings of more than one word are
 * prose. */
typedef enum blt_spell_mode {
    BLT_SPELL_TEXT, BLT_SPELL_MARKDOWN, BLT_SPELL_HTML, BLT_SPELL_TEX,
    BLT_SPELL_CODE,             /* C, C++, Java, Go, Rust ... */
    BLT_SPELL_EMAIL,            /* not headers, quotes, signatures */
    BLT_SPELL_CONFIG,           /* INI, TOML, properties */
    BLT_SPELL_CODE_HASH,        /* # comments: Perl, Ruby, make, R ... */
    BLT_SPELL_CODE_DASH,        /* -- comments: SQL, Lua, Haskell, Ada */
    BLT_SPELL_CODE_LISP,        /* ; comments: Lisps */
    BLT_SPELL_CODE_SCRIPT,      /* JavaScript, TypeScript, PHP, CSS */
    BLT_SPELL_CODE_PYTHON, BLT_SPELL_CODE_SHELL,
    BLT_SPELL_BIBTEX, BLT_SPELL_RST, BLT_SPELL_ASCIIDOC, BLT_SPELL_ORG,
    BLT_SPELL_ROFF,             /* manual pages */
    BLT_SPELL_PO,               /* the translations */
    BLT_SPELL_SUBTITLES,        /* SubRip, WebVTT */
    BLT_SPELL_DIFF,             /* added lines, in the mode of their file */
    BLT_SPELL_CSV, BLT_SPELL_JSON, BLT_SPELL_YAML       /* values */
} blt_spell_mode;

/* Sets *mode to that of a file, by its name ("notes.md", "Makefile") or its
 * first line ("#!/bin/sh").  Returns 0 when neither tells: *mode is then
 * BLT_SPELL_TEXT.
 *   path  NUL-terminated; "" when there is none
 *   text  [n] the beginning of the file; its first line counts */
BLT_API int
blt_spell_mode_detect(blt_spell_mode *mode, const char *path,
                      const uint8_t *text, size_t n);

typedef struct blt_spell_options {
    size_t size;                /* set by BLT_SPELL_OPTIONS_INIT */
    const char *languages;      /* "auto", or codes separated by commas */
    blt_spell_mode mode;
    const blt_regex *ignore;    /* matches are skipped; may be NULL;
                                   borrowed */
    const blt_model *model;     /* rescores doubtful corrections; NULL: none;
                                   borrowed */
    const char *hunspell;       /* directories of .aff and .dic files,
                                   separated by ':'; NULL: none */
    int real_words;             /* 1: words of the lexicon may be wrong too */
    int alternatives;           /* per finding, at most */
    blt_pool *pool;             /* borrowed; may be NULL */
    double confidence;          /* minimum probability of a correction */
} blt_spell_options;

/* The default confidence.  Measured: fewer correct sentences are changed than
 * with 0.5, and more mistakes corrected than with 0.7 (bench/README.md). */
#define BLT_SPELL_CONFIDENCE 0.6

/* An unknown word whose probability of being wrong is at least this is worth
 * showing to the author of a text, who decides: lower than the confidence of a
 * correction.  Derived from that, not measured; blt-spell -a and
 * blt_suggestion_put() use it.  Since 0.2. */
#define BLT_SPELL_SHOWN 0.25

#define BLT_SPELL_OPTIONS_INIT { sizeof(blt_spell_options), "auto", \
    BLT_SPELL_TEXT, NULL, NULL, NULL, 1, 10, NULL, BLT_SPELL_CONFIDENCE }

typedef struct blt_speller blt_speller;

/* d is borrowed; opt may be NULL, and its strings are copied.  BLT_EINVAL
 * names a language that the data do not have. */
BLT_API BLT_MUST_USE blt_status
blt_speller_new(blt_speller **s, const blt_spell_data *d,
                const blt_spell_options *opt, blt_error *err);
BLT_API void
blt_speller_free(blt_speller *s);

/* Accepts a word (UTF-8) as correct from now on; a word in lower case is
 * accepted in any case. */
BLT_API BLT_MUST_USE blt_status
blt_speller_accept(blt_speller *s, const char *word, size_t n,
                   blt_error *err);

/* Forgets the document so far (the words it used, its rate of errors), but
 * not the accepted words: call it before the next document. */
BLT_API void
blt_speller_reset(blt_speller *s);

/* The format of the documents from now on: call it after blt_speller_reset().
 * Since 0.2. */
BLT_API void
blt_speller_set_mode(blt_speller *s, blt_spell_mode mode);

/* Learns what a piece of a document says about words of its own (identifiers,
 * names, repeated spellings), without a check, for this and all later
 * documents of the speller: the files of a repository are evidence for each
 * other's words.  Then call blt_speller_reset() and check the documents.
 * Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_speller_learn(blt_speller *s, const uint8_t *text, size_t n,
                  blt_error *err);

/* ---- findings ----------------------------------------------------------- */

typedef enum blt_spell_kind {
    BLT_SPELL_UNKNOWN,          /* not a word of the languages in use */
    BLT_SPELL_REAL,             /* a word, but probably not the intended one */
    BLT_SPELL_SPLIT,            /* two words written as one */
    BLT_SPELL_JOIN,             /* one word written as two */
    BLT_SPELL_CASE              /* letters right, case wrong */
} blt_spell_kind;

/* Figures are in bits (-log2 of a probability) unless stated; less is better.
 * Their weighted sum ranks the alternatives.  This struct does not grow. */
typedef struct blt_spell_alternative {
    const char *text;           /* with the case that it would have there;
                                   NUL-terminated */
    size_t      length;
    double      probability;    /* that it is the intended text */
    float channel;              /* P(written | this), the error model */
    float ngram;                /* the n-grams, both sides */
    float model;                /* the BLT, both sides; NAN: not computed */
    float cloze;                /* log2 of P(this | words around it) / P(this);
                                   NAN: not computed */
} blt_spell_alternative;

typedef struct blt_spell_finding {
    size_t size;                /* set by the library */
    size_t offset, length;      /* bytes of the text given */
    blt_spell_kind kind;
    const char *language;       /* "en" */
    double wrong;               /* probability that it is a misspelling */
    size_t n;                   /* alternatives; may be 0 */
    const blt_spell_alternative *alternative;   /* [n] likeliest first */
    blt_spell_alternative written;  /* the same figures for the text as it is
                                   written */
    int mistake;                /* 1: more likely wrong than right */
    const blt_spell_alternative *correction;    /* the first alternative, or
                                   NULL to leave the text as it is; see
                                   blt_speller_correct() */
} blt_spell_finding;

/* Called in the order of the text, with findings that do not overlap and are
 * valid until the callback returns.  Any status but BLT_OK ends the check
 * with that status. */
typedef blt_status (*blt_spell_fn)(void *user, const blt_spell_finding *f,
                                   blt_error *err);

/* Checks a piece of a document: whole lines, or less at its end.  Any bytes
 * are allowed; invalid UTF-8 is not a word.  The pieces of a document share
 * the words it used, its rate of errors, and the state of its markup (a
 * fence, a comment, a tag).
 * Every unknown word is reported, however likely it is to be correct, and
 * every other word whose probability of being wrong is 0.05 or more. */
BLT_API BLT_MUST_USE blt_status
blt_speller_check(blt_speller *s, const uint8_t *text, size_t n,
                  blt_spell_fn report, void *user, blt_error *err);

/* The tag of the language of a paragraph that was left alone because no lexicon
 * serves it, the last one of the document so far: "af"; "und" when it is not
 * known which; NULL: there was none.  Valid until the next call for the
 * speller.  Since 0.2. */
BLT_API const char *
blt_speller_left_alone(const blt_speller *s);

/* Suggests corrections of a single word without context.
 *   accepted  out: 1 when it is correct as it is; there are suggestions all
 *             the same */
BLT_API BLT_MUST_USE blt_status
blt_speller_suggest(blt_speller *s, const char *word, size_t n,
                    int *accepted, blt_spell_fn report, void *user,
                    blt_error *err);

/* Corrects a text, which is a document of its own: blt_speller_reset() is
 * called first.  A finding is corrected when its first alternative has at
 * least the probability `confidence` of the options and neither adds nor
 * removes a line; all other bytes stay as they are.
 *   out     [*n_out] the corrected text, NUL-terminated; the speller's, valid
 *           until the next call for the same speller
 *   report  gets every finding, corrected or not, as from
 *           blt_speller_check(); may be NULL
 * The whole text is one piece: memory grows with n, and for a text of over a
 * megabyte the result may differ from that of blt-spell(1), which reads it in
 * pieces. */
BLT_API BLT_MUST_USE blt_status
blt_speller_correct(blt_speller *s, const char *text, size_t n,
                    const char **out, size_t *n_out,
                    blt_spell_fn report, void *user, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
