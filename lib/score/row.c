/* Readings of one predicted distribution. */
#include "config.h"
#include <math.h>
#include "score/row.h"

blt__row_norm
blt__row_norm_of(const float *row)
{
    double top = -INFINITY, sum = 0;

    for (int i = 0; i < BLT_VOCAB; i++)
        if (row[i] > top)
            top = row[i];
    for (int i = 0; i < BLT_VOCAB; i++)
        sum += exp(row[i] - top);
    return (blt__row_norm){ top, log(sum) };
}

double
blt__row_cost(const float *row, blt__row_norm norm, uint8_t byte)
{
    return norm.log + (norm.top - row[BLT_ID_BYTE + byte]);
}

void
blt_score_row(double *entropy, double *nats, const float *logits,
              uint8_t byte)
{
    double top = -INFINITY, sum = 0, mean = 0;

    for (int i = 0; i < BLT_VOCAB; i++)
        if (logits[i] > top)
            top = logits[i];
    for (int i = 0; i < BLT_VOCAB; i++) {
        double e = exp(logits[i] - top);

        sum += e;
        mean += e == 0 ? 0 : e * (logits[i] - top);     /* 0 * -inf is NaN */
    }
    *entropy = log(sum) - mean / sum;
    *nats = log(sum) + (top - logits[BLT_ID_BYTE + byte]);
}

uint8_t
blt__row_rank(const float *row, uint8_t byte)
{
    const float x = row[BLT_ID_BYTE + byte];
    int rank = 0;

    for (int b = 0; b < 256; b++)
        rank += row[BLT_ID_BYTE + b] > x
            || (row[BLT_ID_BYTE + b] == x && b < byte);
    return (uint8_t)rank;
}

/* Insertion into the sorted list of the best so far: most bytes fail the
 * comparison with its last. */
void
blt__row_guess(blt_guess *guess, size_t n, const float *row,
               blt__row_norm norm)
{
    const double log_sum = norm.log + norm.top;
    size_t have = 0;

    for (int b = 0; b < 256; b++) {
        const float p = (float)exp(row[BLT_ID_BYTE + b] - log_sum);
        size_t k = have < n ? have++ : n;

        while (k > 0 && p > guess[k - 1].probability) {
            if (k < n)
                guess[k] = guess[k - 1];
            k--;
        }
        if (k < n)
            guess[k] = (blt_guess){ (uint8_t)b, p };
    }
}
