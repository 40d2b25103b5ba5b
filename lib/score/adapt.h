/* Adaptation: a model's predictions mixed with what the text so far has shown.
 *
 * Context mixing as compressors do it (PAQ, lpaq, PPMd), on whole bytes.  A
 * hash table holds which bytes followed the last 1 .. 8 bytes, the word, and
 * other contexts (context.h); a match model follows the longest repetition.
 * The bytes that they name are asked one after another, likeliest first: "is
 * it this one?"  Each answer is predicted by logistic mixing (mixer.h) of what
 * each context, the match, and the model say of it, given that it is none of
 * those asked before, with weights chosen by the number of known contexts and
 * the length of the match, the number of the question, the byte asked and the
 * byte before, and refined by a table of what came of such predictions
 * (secondary estimation).  If all answers are no, the byte is one of the rest,
 * by a mixture of the model, counts after the previous byte, counts of bytes,
 * and all bytes alike.
 *
 *     P(byte k) = q_k (1 - q_1) ... (1 - q_{k-1})
 *
 * so the whole is a distribution over 256 bytes whatever the q are, and the
 * probability of one byte needs only the questions up to it.  All of it is
 * learned from the bytes before, in order: causal, and independent of how the
 * text is divided.  Without a model the counts are all there is.
 *
 * Memory is bounded: 32 MB of contexts with a model, 16 MB without, 8 MB of
 * history and matches; old contexts make room for new ones. */
#ifndef BLT_SCORE_ADAPT_H
#define BLT_SCORE_ADAPT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

typedef struct blt__adapt blt__adapt;

/* with_model: predictions of a model will be given. */
blt_status blt__adapt_new(blt__adapt **a, int with_model, blt_error *err);
void blt__adapt_free(blt__adapt *a);
/* Another one in the same state. */
blt_status blt__adapt_copy(blt__adapt **copy, const blt__adapt *a,
                           blt_error *err);

/* A new text: back to nothing learned, or to what was kept. */
void blt__adapt_reset(blt__adapt *a);
/* What has been learned so far is where later texts start from. */
blt_status blt__adapt_keep(blt__adapt *a, blt_error *err);

/* For speed alone, before blt__adapt_begin(): the text continues with next
 * [n].  Fetches into the cache what later predictions will look up. */
void blt__adapt_ahead(const blt__adapt *a, const uint8_t *next, size_t n);

/* The prediction of the next byte begins; a second call before
 * blt__adapt_update() does nothing.
 *   logits  [260] the model's, finite or -inf; NULL: no model */
void blt__adapt_begin(blt__adapt *a, const float *logits);
/* The whole distribution.
 *   row  [260] ln P of each id; -inf for those that are not bytes
 * Returns its entropy in nats. */
double blt__adapt_row(blt__adapt *a, float *row);
/* -ln P(byte), in nats. */
double blt__adapt_cost(blt__adapt *a, uint8_t byte);
/* The same, and the byte is what came: learns from it. */
double blt__adapt_update(blt__adapt *a, uint8_t byte);

#endif
