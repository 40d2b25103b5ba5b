/* Thresholds: the one for a wanted mean length, by bisection, and the one of
 * another scheme. */
#include "config.h"
#include <math.h>
#include <blt/patch.h>

/* Nats: no entropy of 260 ids is above ln 260 = 5.6, and no rise beyond that
 * in either direction; 12 leaves room.  Derived. */
static const double HIGHEST = 12;

blt_status
blt_patch_target(float *threshold, double *mean, double target,
                 blt_patch_mean_fn fn, void *user, blt_error *err)
{
    double low = -HIGHEST, high = HIGHEST, best = HUGE_VAL;

    *mean = 0;
    for (int i = 0; i < 40 && best > 0.0005 * target; i++) {
        const float at = (float)((low + high) / 2);
        double its;
        blt_status st = fn(user, &its, at, err);

        if (st != BLT_OK || its == 0)
            return st;
        if (fabs(its - target) < best) {
            best = fabs(its - target);
            *mean = its;
            *threshold = at;
        }
        if (its < target)
            low = at;
        else
            high = at;
    }
    return BLT_OK;
}

void
blt_patch_switch(blt_patch_options *opt, blt_scheme scheme)
{
    const int was = opt->scheme == BLT_SCHEME_MONOTONIC;
    const int is = scheme == BLT_SCHEME_MONOTONIC;

    if (is && !was)
        opt->threshold *= BLT_MONOTONIC_SHARE;
    else if (was && !is)
        opt->threshold /= BLT_MONOTONIC_SHARE;
    opt->scheme = scheme;
}
