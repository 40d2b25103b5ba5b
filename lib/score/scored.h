/* Reading the scored bytes that a caller passes. */
#ifndef BLT_SCORE_SCORED_H
#define BLT_SCORE_SCORED_H

#include <math.h>
#include <blt/score.h>
#include "base/options.h"

/* The caller's struct, of whatever release, as this one's.  BLT_EINVAL when
 * it was not initialized. */
static inline blt_status
blt__scored_read(blt_scored *b, const blt_scored *given, blt_error *err)
{
    static const blt_scored none = BLT_SCORED_INIT;

    return blt__options_read(b, &none, given, "BLT_SCORED_INIT", err);
}

/* What byte i costs, in nats: its surprisal, in double where it is known so,
 * minus that under the reference model; NaN when unknown. */
static inline double
blt__cost(const blt_scored *b, size_t i)
{
    double nats = b->nats != NULL ? b->nats[i]
        : b->surprisal != NULL ? b->surprisal[i] : NAN;

    return b->reference != NULL ? nats - b->reference[i] : nats;
}

#endif
