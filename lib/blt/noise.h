/* Artificial misspellings, for measuring a corrector.  Since 0.2. */
#ifndef BLT_NOISE_H
#define BLT_NOISE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Draws misspellings from an error model (a file in the format
 * blt-channel(5)) and puts them into clean text.  Belongs to one thread at a
 * time. */
typedef struct blt_noise blt_noise;

/*   rate  the probability that a word of two bytes or more is misspelt
 *   seed  the same seed and the same pieces give the same bytes */
BLT_API BLT_MUST_USE blt_status
blt_noise_new(blt_noise **x, const char *channel, double rate, uint64_t seed,
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
