/* Exchanges between the processes of one training run.  With ranks NULL, or
 * without MPI, there is one rank and every exchange does nothing.  All ranks
 * must make these calls in the same order. */
#ifndef BLT_TRAIN_RANKS_H
#define BLT_TRAIN_RANKS_H

#include <blt/train.h>

size_t
blt__ranks_count(const blt_ranks *r);

/* BLT_EINVAL unless the ranks can divide so many shards into equal subtrees
 * and exchange so many items. */
blt_status
blt__ranks_fit(const blt_ranks *r, size_t shards, size_t items,
               blt_error *err);

/* Every rank gets all items of x, `size` bytes each; rank i has items
 * offsets[i] .. offsets[i + 1] - 1.  offsets: [ranks + 1]. */
void
blt__ranks_gather(const blt_ranks *r, void *x, size_t size,
                  const size_t *offsets);

/* Every rank gets the n bytes at x of rank `from`. */
void
blt__ranks_share(const blt_ranks *r, int from, void *x, size_t n);

/* x [n] becomes the sum of all ranks' x, by blt__sum_tree in the order of
 * the ranks. */
void
blt__ranks_sum(const blt_ranks *r, float *x, size_t n);

/* Every rank gets the status and the message of the first rank that
 * failed. */
blt_status
blt__ranks_agree(const blt_ranks *r, blt_status s, blt_error *err);

/* Fails on every rank when one rank's text differs from rank 0's; the message
 * has the first line that differs. */
blt_status
blt__ranks_same(const blt_ranks *r, const char *what, const char *text,
                blt_error *err);

#endif
