#include "config.h"
#include <math.h>
#include "score/block.h"

static const double LN_256 = 5.545177444479562475;

void
blt__block_stats(double *entropy, double *chi_square,
                 const uint32_t hist[256], int64_t n)
{
    const double all = (double)n, expected = all / 256;
    double h = 0, chi = 0;

    for (int i = 0; i < 256; i++) {
        const double k = hist[i];

        if (k > 0)
            h -= k / all * log(k / all);
        chi += (k - expected) * (k - expected) / expected;
    }
    *entropy = h > 0 ? h : 0;
    *chi_square = chi;
}

int
blt__edges_next(blt__edges *e, double entropy)
{
    const double x = entropy / LN_256;

    if ((e->last <= 0 && x > 0.85) || (e->last >= 0 && x < 0.95)
        || e->last == 0)
        e->crossed = 1;
    if (!e->crossed || (x < 0.95 && x > 0.85))
        return 0;
    e->crossed = 0;
    e->last = x >= 0.95 ? 1 : -1;
    return e->last;
}
