/* Making files: model directories, spelling data, error models.  Since 0.2.
 *
 * These calls take from seconds to hours; each reports its progress and can
 * be cancelled (blt/progress.h).  Every file appears whole or not at all, so
 * a cancelled call leaves no half-written file.  They share nothing: threads
 * may make several such calls at once. */
#ifndef BLT_BUILD_H
#define BLT_BUILD_H

#include <stddef.h>
#include <stdint.h>
#include <blt/model.h>
#include <blt/pool.h>
#include <blt/progress.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- model directories -------------------------------------------------- */

typedef enum blt_number_type {
    BLT_F32, BLT_BF16, BLT_F16,
    BLT_INT8,           /* the hash table as integers in -127 .. 127 with a
                           scale per row, all else as BLT_BF16 */
    BLT_INT4            /* the same in -8 .. 7 */
} blt_number_type;

typedef enum blt_names {
    BLT_NAMES_HF,       /* one directory, as BltForCausalLM reads it */
    BLT_NAMES_META      /* Meta's names; the entropy model inside, in
                           entropy_model/ */
} blt_names;

/* The matrices of products as integers, with a scale for every 32 columns of a
 * row.  Embeddings, norms, and matrices whose rows are not a multiple of 32
 * stay as BLT_BF16; a hash table in BLT_INT4 stays so.  Since 0.2. */
typedef enum blt_matrices {
    BLT_MATRICES_FLOAT,
    BLT_MATRICES_INT8,
    BLT_MATRICES_INT4,
    BLT_MATRICES_MIXED  /* INT4 in the global transformer, else INT8 */
} blt_matrices;

typedef struct blt_write_options {
    size_t size;        /* set by BLT_WRITE_OPTIONS_INIT */
    blt_number_type type;
    blt_names names;
    blt_progress_fn progress;   /* per tensor, in numbers; NULL: none.
                                   Since 0.2 */
    void *user;                 /* progress's first argument.  Since 0.2 */
    blt_pool *pool;             /* converts numbers; NULL: the caller's thread.
                                   Since 0.2 */
    blt_matrices matrices;      /* Since 0.2 */
} blt_write_options;

#define BLT_WRITE_OPTIONS_INIT { sizeof(blt_write_options), BLT_BF16, \
    BLT_NAMES_HF, NULL, NULL, NULL, BLT_MATRICES_FLOAT }

/* Writes a model to a directory, which is made if missing; config.json comes
 * last.  opt may be NULL.  BLT_EDATA when a number is too large for the type;
 * BLT_EINVAL when Meta's layout cannot express the configuration, and for
 * Meta's layout with integers. */
BLT_API BLT_MUST_USE blt_status
blt_model_write(const blt_model *m, const char *dir,
                const blt_write_options *opt, blt_error *err);

/* Writes a new model with random weights: normal, truncated at 3 sigma,
 * sigma = 1/sqrt(inputs); norms 1.  The same seed gives the same numbers. */
BLT_API BLT_MUST_USE blt_status
blt_model_init(const char *dir, const blt_config *c, uint64_t seed,
               const blt_write_options *opt, blt_error *err);

/* ---- spelling data ------------------------------------------------------ */

/* For blt_words_build() and blt_channel_learn(). */
typedef struct blt_build_options {
    size_t size;                /* set by BLT_BUILD_OPTIONS_INIT */
    blt_progress_fn progress;   /* NULL: none */
    void *user;                 /* its first argument */
} blt_build_options;

#define BLT_BUILD_OPTIONS_INIT { sizeof(blt_build_options), NULL, NULL }

/* What blt_words_build() did. */
typedef struct blt_words_report {
    size_t size;                /* set by BLT_WORDS_REPORT_INIT */
    char language[16];
    uint64_t tokens;            /* of the texts */
    uint64_t words, listed, seen, misspellings;     /* of the lexicon */
    uint64_t bigrams, trigrams;
    uint64_t all_bigrams, all_trigrams;     /* before pruning */
    uint64_t bytes;             /* of the file */
    uint64_t valid_tokens, valid_words;     /* of the validation texts */
    double perplexity;          /* there, of the tokens that the n-grams
                                   know */
    double unknown;             /* share of the other tokens */
    double strange;             /* share of words not in the lexicon */
    uint64_t cloze;             /* words of the cloze network */
} blt_words_report;

#define BLT_WORDS_REPORT_INIT { sizeof(blt_words_report), "", 0, 0, 0, 0, \
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Makes LANG.safetensors in `dir` from dictionaries and texts, as a plan file
 * says (`blt-train --words`; blt-train(1) describes it).  The bits depend on
 * the plan and the files alone.  opt and r may be NULL. */
BLT_API BLT_MUST_USE blt_status
blt_words_build(const char *plan, const char *dir,
                const blt_build_options *opt, blt_words_report *r,
                blt_error *err);

/* ---- error models ------------------------------------------------------- */

/* What blt_channel_learn() did. */
typedef struct blt_channel_report {
    size_t size;                /* set by BLT_CHANNEL_REPORT_INIT */
    uint64_t pairs, held, rules;
    double before, after;       /* bits per held-out pair */
} blt_channel_report;

#define BLT_CHANNEL_REPORT_INIT { sizeof(blt_channel_report), 0, 0, 0, 0, 0 }

/* Learns an error model, a file in the format blt-channel(5), from pairs of a
 * misspelling and its correction.
 *   from   the error model to begin with; the new file includes it by name,
 *          so both belong in one directory
 *   pairs  [n] files with "written TAB intended" or "written->intended" per
 *          line; a tenth of the pairs is held out to measure
 *   out    the file to write
 *   r      may be NULL */
BLT_API BLT_MUST_USE blt_status
blt_channel_learn(const char *from, const char *const *pairs, size_t n,
                  const char *out, const blt_build_options *opt,
                  blt_channel_report *r, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
