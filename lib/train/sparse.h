/* The sparse gradient of the hash table, and its update. */
#ifndef BLT_TRAIN_SPARSE_H
#define BLT_TRAIN_SPARSE_H

#include <blt/pool.h>
#include <blt/train.h>
#include "train/adamw.h"

typedef struct blt__sparse blt__sparse;

/* For a table of tables * vocab rows of width floats, and at most max_tokens
 * tokens per step. */
blt_status
blt__sparse_new(blt__sparse **s, size_t tables, size_t vocab, size_t width,
                size_t max_tokens, blt_error *err);
void
blt__sparse_free(blt__sparse *s);

/* Stores the gradients dx [n, width] of tokens at .. at + n - 1 and the rows
 * [n, tables] that they looked up.  Threads may store different tokens at the
 * same time. */
void
blt__sparse_put(blt__sparse *s, size_t at, const float *dx,
                const int64_t *row, size_t n);

/* Gathers what the ranks stored: rank i has tokens offsets[i] ..
 * offsets[i + 1] - 1.  All ranks then make the same update. */
void
blt__sparse_exchange(blt__sparse *s, const blt_ranks *ranks,
                     const size_t *offsets);

/* Sums the gradient of each row that the first n tokens looked up, always in
 * the order of the tokens; returns the sum of its squares. */
double
blt__sparse_gather(blt__sparse *s, size_t n, blt_pool *pool);

/* Updates those rows only: the moments of a row do not change while no token
 * looks it up.  w, m, v: [tables * vocab, width]. */
void
blt__sparse_update(blt__sparse *s, float *w, float *m, float *v,
                   const blt__adamw *a, blt_pool *pool);

/* Bytes that blt__sparse_new would allocate. */
double
blt__sparse_memory(size_t tables, size_t vocab, size_t width,
                   size_t max_tokens);

#endif
