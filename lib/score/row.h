/* One row of logits: the predicted distribution of the next byte.  All
 * functions are pure; sums run over the 260 ids in order, in double. */
#ifndef BLT_SCORE_ROW_H
#define BLT_SCORE_ROW_H

#include <blt/config.h>
#include <blt/score.h>

/* ln of the sum of exp(row[i]), split so that no digit is lost: it is
 * top + log, where top is the largest logit. */
typedef struct blt__row_norm { double top, log; } blt__row_norm;

blt__row_norm blt__row_norm_of(const float *row);

/* -ln P(byte), nats. */
double blt__row_cost(const float *row, blt__row_norm norm, uint8_t byte);

/* How many of the 256 bytes are likelier; of equals the smaller byte is. */
uint8_t blt__row_rank(const float *row, uint8_t byte);

/* guess [n]: the n likeliest bytes, likeliest first, of equals the smaller
 * byte; 1 <= n <= 256. */
void blt__row_guess(blt_guess *guess, size_t n, const float *row,
                    blt__row_norm norm);

#endif
