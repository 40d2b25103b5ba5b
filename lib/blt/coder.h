/* Lossless coding by predictions: a range coder for bytes.  Since 0.2.
 *
 * Each byte takes as many bits as its surprisal, within some millionths and 8
 * bytes in all: the size of the code proves the scores.  Both sides must have
 * the same predictions to the last bit, from blt_scored.logits or
 * blt_scorer_next().
 *
 *     if (blt_coder_new(&c, NULL, 0, &err) != BLT_OK)
 *         ...
 *     for (size_t i = 0; i < b.n; i++)
 *         blt_coder_encode(c, b.logits + i * BLT_VOCAB, b.bytes[i]);
 *     if (blt_coder_end(c, &code, &n, &err) != BLT_OK)
 *         ...
 */
#ifndef BLT_CODER_H
#define BLT_CODER_H

#include <stddef.h>
#include <stdint.h>
#include <blt/config.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_coder blt_coder;

/* A coder that encodes; or that decodes code [n], which is borrowed. */
BLT_API BLT_MUST_USE blt_status
blt_coder_new(blt_coder **c, const uint8_t *code, size_t n, blt_error *err);
BLT_API void
blt_coder_free(blt_coder *c);

/* The next byte.
 *   row  [260] its prediction: ln P plus a constant, finite or -inf */
BLT_API void
blt_coder_encode(blt_coder *c, const float *row, uint8_t byte);
/* Whatever the code, some byte comes out: blt_coder_end() and a checksum of
 * the text tell whether it is the right one. */
BLT_API uint8_t
blt_coder_decode(blt_coder *c, const float *row);
/* Did a decoder read beyond the end of its code? */
BLT_API int
blt_coder_is_over(const blt_coder *c);

/* The text ends.
 *   code, n  of an encoder, its own until it is freed; of a decoder NULL, 0
 * BLT_EDATA when a decoder has not read exactly its code. */
BLT_API BLT_MUST_USE blt_status
blt_coder_end(blt_coder *c, const uint8_t **code, size_t *n, blt_error *err);

/* 64 bits for detecting damage, not forgery: FNV-1a, as in the states and
 * checkpoints of the library. */
BLT_API uint64_t
blt_checksum(const void *bytes, size_t n);

#ifdef __cplusplus
}
#endif
#endif
