/* Scoring a text: what a model expected at each byte.  Since 0.2.
 *
 * A scorer reads a text in chunks.  For each byte it gives the entropy of the
 * model's prediction before the byte was seen and the surprisal of the byte,
 * and on request where patches start, the rank of the byte, the likeliest
 * bytes, and the whole predicted distribution.  A patcher turns bytes or
 * entropies into patches.  Neither the size of the chunks nor the number of
 * threads changes a bit of any result.
 *
 *     blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
 *     blt_scored b = BLT_SCORED_INIT;
 *     double nats = 0;
 *
 *     if (blt_scorer_new(&s, model, &opt, &err) != BLT_OK
 *         || blt_scorer_feed(s, &b, text, n, NULL, &err) != BLT_OK)
 *         ...
 *     for (size_t i = 0; i < b.n; i++)
 *         nats += b.nats[i];
 *     printf("%g bits per byte\n", nats / log(2) / (double)n);
 *
 * Entropies and surprisals are in nats, over all 260 ids of the vocabulary;
 * divide by ln 2 for bits. */
#ifndef BLT_SCORE_H
#define BLT_SCORE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/regex.h>
#include <blt/session.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BLT_GUESSES 3           /* per byte */

/* Consecutive bytes of one text and what is known of each.  The result of a
 * scorer, and the input of patchers, units, tallies, views and reports.  An
 * array that is unknown or was not asked for is NULL; a single number that is
 * unknown is NaN. */
typedef struct blt_scored {
    size_t  size;               /* set by BLT_SCORED_INIT */
    int64_t offset;             /* of the first byte, in the text */
    size_t  n;
    const uint8_t *bytes;       /* [n] */
    const float   *entropy;     /* [n] nats, of the prediction of each byte */
    const float   *surprisal;   /* [n] nats, -ln P(byte) */
    const double  *nats;        /* [n] surprisal before it was rounded to
                                   float32: for sums over long texts */
    const float   *reference;   /* [n] nats, surprisal under another model,
                                   which units subtract */
    const uint8_t *starts;      /* [n] 1: a patch starts with this byte.  Where
                                   schemes are compared bit k is scheme k */
    const uint8_t *closed;      /* [n] 1: a patch of the session closed with
                                   this byte */
    const uint8_t *rank;        /* [n] how many of the 256 bytes were
                                   likelier; of equals the smaller byte is */
    const blt_guess *guess;     /* [n, guesses] likeliest first */
    const float   *logits;      /* [n, 260] the prediction of each byte: ln P
                                   plus a constant for each row */
    float   after;              /* nats, entropy of the prediction of the byte
                                   after these */
    size_t  guesses;            /* K of guess [n, K]; 0: BLT_GUESSES.  Views
                                   need BLT_GUESSES */
    const double  *model;       /* [n] nats, surprisal under the model alone,
                                   next to adapted ones */
} blt_scored;

#define BLT_SCORED_INIT { sizeof(blt_scored), 0, 0, NULL, NULL, NULL, NULL, \
    NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL }

/* ---- scorer ------------------------------------------------------------- */

typedef enum blt_score_stage {
    BLT_SCORE_ENTROPY,          /* the entropy model: fast, no patches */
    BLT_SCORE_FULL              /* the full model */
} blt_score_stage;

/* What is computed besides entropy, surprisal, nats and closed. */
#define BLT_SCORE_STARTS  1u
#define BLT_SCORE_RANK    2u
#define BLT_SCORE_GUESSES 4u
#define BLT_SCORE_LOGITS  8u    /* 1040 bytes of memory per byte of a chunk */
/* Entropies are not needed: entropy is NULL and after NaN in adapted scores,
 * which are made several times faster.  Without adaptation it does nothing. */
#define BLT_SCORE_NO_ENTROPY 16u
#define BLT_SCORE_MODEL 32u     /* with opt.adapt and a model: fills model */

typedef struct blt_scorer_options {
    size_t   size;              /* set by BLT_SCORER_OPTIONS_INIT */
    blt_score_stage stage;
    unsigned want;              /* BLT_SCORE_STARTS | ... */
    int64_t  window;            /* as in blt_session_options */
    const blt_patch_options *patch;     /* how patches are found, copied;
                                   NULL: as the model's config says */
    blt_pool *pool;             /* borrowed; NULL: this thread alone */
    int      adapt;             /* 1: predictions are mixed with what the text
                                   so far has shown */
    int      adapted_starts;    /* 1: with adapt, patches are found by the
                                   adapted entropies (BLT_SCORE_ENTROPY); 0:
                                   by those of the model */
    size_t   guesses;           /* per byte, 1 .. 256; 0: BLT_GUESSES */
} blt_scorer_options;

#define BLT_SCORER_OPTIONS_INIT { sizeof(blt_scorer_options), \
    BLT_SCORE_ENTROPY, 0, BLT_WINDOW_MODEL, NULL, NULL, 0, 0, 0 }

/* Adaptation is context mixing, as compressors do it: statistics of the bytes
 * that followed the last 1 to 8 bytes, the word and the longest repetition are
 * mixed with the model's prediction, by weights that are learned as the text
 * is read.  Each prediction is a distribution over the 256 bytes, sums to 1,
 * and depends only on the bytes before.  It is as exact as the rest: the same
 * bits however the text is divided.  A text starts with nothing learned,
 * unless blt_scorer_keep() was called.  An adapted scorer needs 40 MB, and 24
 * without a model. */

typedef struct blt_scorer blt_scorer;

/* A scorer belongs to one thread at a time; it borrows the model, which
 * threads may share.  opt may be NULL.  m may be NULL with opt->adapt and
 * BLT_SCORE_ENTROPY: then the text's own statistics are all there is, in a
 * smaller and faster set.  BLT_EINVAL when the model lacks the part that is
 * needed or the options are invalid. */
BLT_API BLT_MUST_USE blt_status
blt_scorer_new(blt_scorer **s, const blt_model *m,
               const blt_scorer_options *opt, blt_error *err);
BLT_API void
blt_scorer_free(blt_scorer *s);

/* Another scorer at the same place of the same text.  Cheap: caches are
 * shared until one of the two writes.  What was adapted is copied, up to the
 * 40 MB. */
BLT_API BLT_MUST_USE blt_status
blt_scorer_copy(blt_scorer **copy, const blt_scorer *s, blt_error *err);

/* Starts a new text, keeping the memory. */
BLT_API void
blt_scorer_reset(blt_scorer *s);

/* Starts a new text; it and all later ones begin with what adaptation has
 * learned up to now, from this text and those kept before.  For texts of the
 * kind that is to be scored: yesterday's log, the rest of a source tree.
 * BLT_EINVAL without opt->adapt. */
BLT_API BLT_MUST_USE blt_status
blt_scorer_keep(blt_scorer *s, blt_error *err);

/* The next n bytes of the text.
 *   out    set by BLT_SCORED_INIT; its arrays belong to the scorer and last
 *          until the next call on it.  NULL: the bytes are context only,
 *          which costs the full model much less
 *   bytes  [n]; out->bytes points here
 *   close  [n] 1: a patch ends with this byte (BLT_SCORE_FULL, patch scheme
 *          BYTE).  NULL: found by the scheme
 * After a failure only reset and free are allowed. */
BLT_API BLT_MUST_USE blt_status
blt_scorer_feed(blt_scorer *s, blt_scored *out, const uint8_t *bytes,
                size_t n, const uint8_t *close, blt_error *err);

/* The prediction of the byte that comes next; the scorer stays where it is.
 *   row  [260] ln P of each id, plus a constant; the bits that logits will
 *        have for that byte */
BLT_API BLT_MUST_USE blt_status
blt_scorer_next(blt_scorer *s, float *row, blt_error *err);

/* -ln P(bytes | the text so far), in nats; the scorer stays where it is.  For
 * comparing continuations: n bytes cost n - 1 steps of the model, and with
 * adaptation a copy of what was adapted. */
BLT_API BLT_MUST_USE blt_status
blt_scorer_cost(blt_scorer *s, double *nats, const uint8_t *bytes, size_t n,
                blt_error *err);

/* What one row of logits [260] says of the byte that came, in nats, computed
 * in double:
 *   entropy  of the prediction
 *   nats     -ln of the byte's probability */
BLT_API void
blt_score_row(double *entropy, double *nats, const float *logits,
              uint8_t byte);

/* ---- patcher ------------------------------------------------------------ */

/* Takes a patch.  patch->bytes lasts until it returns; a status other than
 * BLT_OK ends the call that the patch came from, with that status. */
typedef blt_status (*blt_patch_fn)(void *user, const blt_record *patch,
                                   blt_error *err);

typedef struct blt_patcher blt_patcher;

/* Cuts texts by a scheme, or by a regular expression: then each match, and
 * what lies between two matches, is a patch.  Of a text's bytes the first
 * always starts a patch; static counts from it.
 *   opt    copied; NULL: the defaults of BLT_PATCH_OPTIONS_INIT
 *   regex  borrowed; NULL: by opt->scheme.  opt->max_length holds for both
 *   fn     NULL: only blt_patcher_starts is called
 * BLT_EINVAL for options that make no sense and for BLT_SCHEME_TOPK.  A
 * patcher belongs to one thread at a time. */
BLT_API BLT_MUST_USE blt_status
blt_patcher_new(blt_patcher **p, const blt_patch_options *opt,
                const blt_regex *regex, blt_patch_fn fn, void *user,
                blt_error *err);
BLT_API void
blt_patcher_free(blt_patcher *p);

/* The next bytes; fn gets each patch as soon as it is complete.  b->entropy
 * is needed when the scheme looks at entropies (else BLT_EINVAL; a NaN never
 * starts a patch); with b->after a patch that ends with the chunk is given at
 * once. */
BLT_API BLT_MUST_USE blt_status
blt_patcher_feed(blt_patcher *p, const blt_scored *b, blt_error *err);
/* The text ends: fn gets the last patch, and the next feed starts another
 * text. */
BLT_API BLT_MUST_USE blt_status
blt_patcher_end(blt_patcher *p, blt_error *err);

/* Whether a patch starts with each byte, for callers that want no patches:
 * call it instead of blt_patcher_feed, for schemes only (not a regular
 * expression: BLT_EINVAL).
 *   starts  [b->n] 1: a patch starts with this byte */
BLT_API BLT_MUST_USE blt_status
blt_patcher_starts(blt_patcher *p, uint8_t *starts, const blt_scored *b,
                   blt_error *err);

/* ---- several schemes side by side --------------------------------------- */

#define BLT_COMPARE_MOST 8      /* schemes */

/* Takes bytes that all schemes have cut: starts has bit k for scheme k.  What
 * b points at lasts until it returns. */
typedef blt_status (*blt_scored_fn)(void *user, const blt_scored *b,
                                    blt_error *err);

typedef struct blt_compare blt_compare;

/* Schemes decide at different times where patches start; bytes wait until
 * all have.  opt and regex are [schemes], as for blt_patcher_new; fn is given
 * bytes, entropy and starts. */
BLT_API BLT_MUST_USE blt_status
blt_compare_new(blt_compare **c, const blt_patch_options *opt,
                const blt_regex *const *regex, size_t schemes,
                blt_scored_fn fn, void *user, blt_error *err);
BLT_API void
blt_compare_free(blt_compare *c);
BLT_API BLT_MUST_USE blt_status
blt_compare_feed(blt_compare *c, const blt_scored *b, blt_error *err);
/* The text ends, and the next feed starts another one. */
BLT_API BLT_MUST_USE blt_status
blt_compare_end(blt_compare *c, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
