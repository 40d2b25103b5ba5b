/* One piece of text through the model. */
#ifndef BLT_LATENT_PIECE_H
#define BLT_LATENT_PIECE_H

#include "latent/session.h"

/* Feeds one piece of n <= BLT__PIECE tokens.  close [n] sets the boundaries,
 * NULL: the session's scheme.  keep_open: 1 if the last token closes nothing
 * (Hugging Face's rule for max_patch_length).  out->patches: the patches that
 * closed. */
blt_status
blt__session_piece(blt_session *s, const int32_t *ids, size_t n,
                   const uint8_t *close, blt_feed *out, int keep_open,
                   blt_error *err);

/* Computes the vectors of the open patch as if it were closed now. */
blt_status
blt__session_close(blt_session *s, float *patch_embed, float *global_out,
                   blt_error *err);

#endif
