/* How surprising a unit is for where it stands.  The first units of a text
 * have little to adapt to and cost most, so an adapted cost is compared with
 * those before it. */
#ifndef BLT_SCORE_RANK_H
#define BLT_SCORE_RANK_H

#include <math.h>

/* Bytes that cost nothing in a rank, and what the mean begins with; see
 * blt/unit.h. */
enum { BLT__RANK_MORE = 4, BLT__RANK_UNITS = 100 };
#define BLT__RANK_FIRST (5 * 0.693147180559945309417)

typedef struct blt__ranks {
    double mean;
    int units;                  /* that it is of, at most BLT__RANK_UNITS */
} blt__ranks;

#define BLT__RANKS_INIT { BLT__RANK_FIRST, 1 }

static inline double
blt__rank(double nats, double bytes)
{
    return nats / (bytes + BLT__RANK_MORE);
}

/* rank minus the mean of those before it, which it then joins. */
static inline double
blt__rank_relative(blt__ranks *r, double rank)
{
    const double mean = r->mean;

    if (isnan(rank))
        return rank;
    r->units += r->units < BLT__RANK_UNITS;
    r->mean += (rank - mean) / r->units;
    return rank - mean;
}

#endif
