/* Closed patches: patch vectors and the global transformer. */
#ifndef BLT_LATENT_PATCHES_H
#define BLT_LATENT_PATCHES_H

#include "latent/session.h"

/* Takes the pooled patches as far as the session's depth goes; copies the
 * vectors that `out` asks for. */
blt_status
blt__patches_run(blt_session *s, size_t patches, blt_feed *out,
                 blt_error *err);

#endif
