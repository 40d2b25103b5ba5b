/* The local encoder of a session: bytes to pooled patches. */
#ifndef BLT_LATENT_ENCODE_H
#define BLT_LATENT_ENCODE_H

#include "latent/session.h"

/* ids [n] -> scratch.enc [n, H], and the keys and values of these rows after
 * those of the open patch.  On failure nothing has changed. */
blt_status
blt__encode(blt_session *s, const int32_t *ids, size_t n, blt_error *err);

/* Pools the rows of the patches that close (scratch.closed) into
 * scratch.pooled [patches, H], with their ranges in scratch.lo, hi; returns
 * their number. */
size_t
blt__encode_pool(blt_session *s, size_t n);

/* After the closed patches were read: keeps the rows of the open one, which
 * are the last of `rows`. */
void
blt__encode_keep_open(blt_session *s, size_t rows);

#endif
