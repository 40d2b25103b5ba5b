/* The local decoder of a session: closed patches and bytes to logits. */
#ifndef BLT_LATENT_DECODE_H
#define BLT_LATENT_DECODE_H

#include "latent/session.h"

/* scratch.global [patches, G] -> keys and values of their k vectors, for each
 * layer with cross-attention. */
void
blt__decode_context(blt_session *s, size_t patches);

/* scratch.enc [n, H] -> the logits that `out` asks for.  Each byte sees the
 * latest patch that has closed. */
blt_status
blt__decode(blt_session *s, size_t n, blt_feed *out, blt_error *err);

/* Moves the context of the latest closed patch to where the next piece reads
 * it. */
void
blt__decode_carry(blt_session *s, size_t patches);

#endif
