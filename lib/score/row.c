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

void
blt__row_guess(blt_guess *guess, const float *row, blt__row_norm norm)
{
    const double log_sum = norm.log + norm.top;

    for (int k = 0; k < BLT_GUESSES; k++)
        guess[k].probability = -1;
    for (int b = 0; b < 256; b++) {
        blt_guess g = { (uint8_t)b,
                        (float)exp(row[BLT_ID_BYTE + b] - log_sum) };

        for (int k = 0; k < BLT_GUESSES; k++)
            if (g.probability > guess[k].probability) {
                blt_guess lower = guess[k];

                guess[k] = g;
                g = lower;
            }
    }
}
