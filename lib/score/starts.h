/* Whether a patch starts with a byte, decided from the bytes before it and
 * the entropy before it.
 *
 * The cutter of patch/ works on tokens: it says after each token whether the
 * next one starts a patch.  Here a text of bytes is seen as the model sees
 * it, after a BOS token that is a patch of its own; only static, which counts
 * bytes, does not count BOS. */
#ifndef BLT_SCORE_STARTS_H
#define BLT_SCORE_STARTS_H

#include <blt/config.h>
#include "patch/patch.h"

/* Plain data: copy it freely. */
typedef struct blt__starts {
    blt__cutter cutter;
    int last;                   /* id of the token before the next byte */
    int decided;                /* the cutter was asked about the next byte
                                   already, by blt__starts_early */
} blt__starts;

/* Ready for a text.  BLT_EINVAL as blt__cutter_init. */
blt_status blt__starts_init(blt__starts *s, const blt_patch_options *opt,
                            blt_error *err);
/* Ready for the next text by the same options. */
void blt__starts_reset(blt__starts *s);

/* Takes the next byte.  1: it starts a patch.  entropy in nats, of the
 * prediction of this byte; not read by schemes that look at bytes. */
int blt__starts_next(blt__starts *s, uint8_t byte, float entropy);

/* Will the byte that comes next start a patch?  Given its entropy; then
 * blt__starts_next() for it must be called, and returns 0. */
int blt__starts_early(blt__starts *s, float entropy);

#endif
