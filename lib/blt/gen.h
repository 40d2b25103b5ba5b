/* Writing on: a model's logits turned into bytes, one at a time.  Since 0.1.
 *
 * The same model, prompt, options and seed give the same bytes on every
 * run, with any number of threads, however the prompt was divided. */
#ifndef BLT_GEN_H
#define BLT_GEN_H

#include <stddef.h>
#include <stdint.h>
#include <blt/session.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_gen blt_gen;

/* How the next byte is chosen.  Special ids are never chosen.  In order:
 * the penalty, then temperature, top_k, top_p and min_p, each on what the
 * one before left, renormalised; then a draw. */
typedef struct blt_gen_options {
    size_t   size;              /* set by BLT_GEN_OPTIONS_INIT */
    double   temperature;       /* divides the logits; 0: the likeliest */
    int      top_k;             /* the k likeliest; 0: all */
    double   top_p;             /* the fewest that together reach p; 1: all */
    double   min_p;             /* those with at least min_p times the
                                   likeliest one's probability; 0: all */
    double   repeat_penalty;    /* logits of recent bytes are divided by it,
                                   or multiplied if negative; 1: none */
    int      repeat_window;     /* how many bytes are recent, prompt too */
    uint64_t seed;
    uint64_t max_bytes;         /* stop after so many */
    int      utf8;              /* 1: what is generated completes the prompt's
                                   last character if that was cut off, and is
                                   UTF-8 from there, the last character whole */
    int      stop_eos;          /* 1: the EOS id may be chosen and ends */
    const uint8_t *const *stop; /* [stop_count] strings that end the text; */
    const size_t *stop_length;  /* their lengths, each >= 1 */
    size_t   stop_count;
    const char *until;          /* a regular expression that ends the text as
                                   soon as what was generated matches; NULL:
                                   none */
} blt_gen_options;

#define BLT_GEN_OPTIONS_INIT { sizeof(blt_gen_options), \
    1.0, 0, 1.0, 0.0, 1.0, 64, 0, 256, 1, 0, NULL, NULL, 0, NULL }

typedef enum blt_gen_end {
    BLT_GEN_GOES_ON = 0,        /* a byte was given */
    BLT_GEN_LIMIT,              /* max_bytes, or no room for a character */
    BLT_GEN_STOP,               /* a stop string came; it is not given */
    BLT_GEN_UNTIL,              /* the expression matched */
    BLT_GEN_EOS
} blt_gen_end;

typedef struct blt_gen_step {
    blt_gen_end end;
    uint8_t byte;               /* the rest is set only while it goes on */
    uint8_t closed;             /* a patch closed with this byte */
    double  nats;               /* -ln of the byte's probability under the
                                   model itself: no temperature, no masks */
} blt_gen_step;

/* A generator over a session of full depth, which it borrows and which must
 * be empty (or be filled by blt_gen_load).  Options are copied.
 * BLT_EINVAL for an option that makes no sense. */
BLT_API BLT_MUST_USE blt_status
blt_gen_new(blt_gen **g, blt_session *s, const blt_gen_options *opt,
            blt_error *err);
BLT_API void
blt_gen_free(blt_gen *g);

/* Feeds prompt bytes, any number of times before the first blt_gen_next;
 * BOS is put in front of the first.
 *   close   [n] in: boundaries as in blt_feed, or NULL: found by the session
 *   closed  [n] out: where patches closed, or NULL */
BLT_API BLT_MUST_USE blt_status
blt_gen_feed(blt_gen *g, const uint8_t *bytes, size_t n,
             const uint8_t *close, uint8_t *closed, blt_error *err);

/* The next byte, or why there is none; after the end it keeps saying so.
 * Bytes that may turn out to begin a stop string are held back until that
 * is decided.  The session has then been fed everything generated, held
 * back or not, the stop string included. */
BLT_API BLT_MUST_USE blt_status
blt_gen_next(blt_gen *g, blt_gen_step *step, blt_error *err);

/* Another generator at the same place with its own seed and its own copy of
 * the session (which is cheap, see blt_session_copy), freed with it. */
BLT_API BLT_MUST_USE blt_status
blt_gen_copy(blt_gen **copy, const blt_gen *g, uint64_t seed,
             blt_error *err);

/* The exact state as bytes, the session's included, and back: a generator
 * new on the same model and options goes on as this one would, its random
 * numbers too; max_bytes and the search for stops begin anew.  *data is
 * malloc'ed and the caller's.  BLT_EDATA for bytes that are no such state,
 * or that of another model; g is then fit only to be freed. */
BLT_API BLT_MUST_USE blt_status
blt_gen_save(const blt_gen *g, uint8_t **data, size_t *n, blt_error *err);
BLT_API BLT_MUST_USE blt_status
blt_gen_load(blt_gen *g, const uint8_t *data, size_t n, blt_error *err);

/* The same with a file, which appears whole or not at all. */
BLT_API BLT_MUST_USE blt_status
blt_gen_save_file(const blt_gen *g, const char *path, blt_error *err);
BLT_API BLT_MUST_USE blt_status
blt_gen_load_file(blt_gen *g, const char *path, blt_error *err);

/* Starts the random numbers anew, for instance after blt_gen_load. */
BLT_API void
blt_gen_seed(blt_gen *g, uint64_t seed);

/* What a row of logits [260] said about the byte that then came: both in
 * nats, over all 260 ids, computed in double.
 *   entropy  of the prediction
 *   nats     -ln of the byte's probability, as in blt_gen_step */
BLT_API void
blt_gen_score(double *entropy, double *nats, const float *logits,
              uint8_t byte);

#ifdef __cplusplus
}
#endif
#endif
