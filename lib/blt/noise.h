/* Noise put into clean text, for measuring a corrector or a model.  Since
 * 0.2. */
#ifndef BLT_NOISE_H
#define BLT_NOISE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Belongs to one thread at a time. */
typedef struct blt_noise blt_noise;

/* Misspellings drawn from an error model, a file in the format
 * blt-channel(5). */
/*   rate  the probability that a word of two bytes or more is misspelt
 *   seed  the same seed and the same pieces give the same bytes */
BLT_API BLT_MUST_USE blt_status
blt_noise_new(blt_noise **x, const char *channel, double rate, uint64_t seed,
              blt_error *err);

/* The noises of the BLT paper (arXiv 2412.09871, section 6.1), which change
 * characters, wherever they are; ends of lines stay.  The paper says how many
 * characters; that each is drawn by itself, and how often one is repeated (2
 * to 4 times, equally likely), is our reading. */
typedef enum blt_noise_kind {
    BLT_NOISE_ANTSPEAK,         /* upper case, a space between characters */
    BLT_NOISE_DROP,             /* 10 % of the characters are left out */
    BLT_NOISE_RANDOMCASE,       /* each in upper or lower case */
    BLT_NOISE_REPEAT,           /* 20 % of the characters come 2 to 4 times */
    BLT_NOISE_UPPERCASE
} blt_noise_kind;

/* BLT_EINVAL for another kind. */
BLT_API BLT_MUST_USE blt_status
blt_noise_new_kind(blt_noise **x, blt_noise_kind kind, uint64_t seed,
                   blt_error *err);

BLT_API void
blt_noise_free(blt_noise *x);

/* The next piece of text, preferably a line.
 *   out  [*n_out] the object's, valid until the next call */
BLT_API BLT_MUST_USE blt_status
blt_noise_text(blt_noise *x, const uint8_t *text, size_t n,
               const uint8_t **out, size_t *n_out, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
