/* Forward and backward pass over whole sequences, for training.
 *
 * A tape is the memory of one thread: every value that a backward pass needs,
 * allocated once for the longest sequence, so a step allocates nothing.  Its
 * matrix products run on that thread, on the rows of one sequence, so threads
 * need no barrier inside a step.  The weights are
 * float32 in memory and shared by all tapes. */
#ifndef BLT_LATENT_TAPE_H
#define BLT_LATENT_TAPE_H

#include "file/weights.h"

/* The entropy model alone, or the main model: encoder, global, decoder. */
typedef enum blt__submodel { BLT__PATCHER, BLT__MAIN } blt__submodel;

typedef struct blt__tape blt__tape;

/* max_tokens: the longest sequence.  operands: BLT__F32, or BLT__BF16 to round
 * those of the matrix products of passes with gradients; sums, all else, and
 * passes without gradients are float32. */
blt_status
blt__tape_new(blt__tape **t, const blt_config *c, blt__submodel submodel,
              size_t max_tokens, blt__type operands, blt_error *err);
void
blt__tape_free(blt__tape *t);

/* Entropy after each of n tokens, in nats; forward only.  A PATCHER tape. */
void
blt__tape_entropy(blt__tape *t, const blt__weights *w, float *entropy,
                  const int32_t *ids, size_t n);

/* One sequence.  len and count are for a MAIN tape: patch lengths of the n
 * input tokens in Meta's convention, with the next token counted (they sum to
 * n + 1; the last is at least 1), the first being 1. */
typedef struct blt__tape_input {
    const int32_t *ids;         /* [n + 1] the first n are input, the last n
                                   targets */
    size_t n;                   /* 1 .. max_tokens */
    const int64_t *len;         /* [count] */
    size_t count;
} blt__tape_input;

/* Returns the sum of -ln p(target) over the n targets.
 *
 * grad, unless NULL, gets scale * d(sum)/dw added to every tensor except the
 * fused hash table; its matrices are float32 and have the shapes of w.  The
 * hash table's gradient is sparse and stays on the tape. */
double
blt__tape_step(blt__tape *t, const blt__weights *w, const blt__weights *grad,
               float scale, const blt__tape_input *in);

/* After a step with grad != NULL on a MAIN tape: the gradient of each
 * position's embedding, already scaled, dx [n, H]; and the rows of the
 * fused table that were read, row [n, tables], global row numbers.  The
 * gradient of table row r is the sum of dx[i] over all (i, t) with
 * row[i*tables + t] == r.  Valid until the next step of this tape. */
const float *
blt__tape_hash_grad(const blt__tape *t);
const int64_t *
blt__tape_hash_rows(const blt__tape *t);

/* The logits [n, 260] of the last step or entropy pass, for tests. */
const float *
blt__tape_logits(const blt__tape *t);

#endif
