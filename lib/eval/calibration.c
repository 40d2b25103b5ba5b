/* Calibration: of the predictions with some probability, is that share
 * right? */
#include "config.h"
#include <math.h>
#include <blt/eval.h>
#include "base/base.h"

static const blt_calibration none = BLT_CALIBRATION_INIT;

static blt_calibration
read_bins(const blt_calibration *given)
{
    blt_calibration own;

    if (blt__options_read(&own, &none, given, "BLT_CALIBRATION_INIT", NULL)
        != BLT_OK)
        own = none;
    return own;
}

void
blt_calibration_put(blt_calibration *c, double probability, int right)
{
    blt_calibration own = read_bins(c);
    int bin = probability < 1 ? (int)(probability * BLT_CALIBRATION_BINS)
        : BLT_CALIBRATION_BINS - 1;

    if (!(probability >= 0))    /* NaN, and what is not a probability */
        return;
    own.count[bin]++;
    own.sum[bin] += probability;
    own.right[bin] += right;
    (void)blt__result_write(c, &own, "BLT_CALIBRATION_INIT", NULL);
}

/* The weights of the bins cancel: n_i |sum_i / n_i - right_i / n_i|. */
double
blt_calibration_error(const blt_calibration *given, int64_t *n)
{
    const blt_calibration c = read_bins(given);
    double error = 0;
    int64_t count = 0;

    for (int i = 0; i < BLT_CALIBRATION_BINS; i++) {
        count += c.count[i];
        error += fabs((double)c.right[i] - c.sum[i]);
    }
    if (n != NULL)
        *n = count;
    return count > 0 ? error / (double)count : 0;
}
