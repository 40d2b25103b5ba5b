/* Hashed n-gram embedding.  [MODEL.md 5.1] */
#ifndef BLT_NN_HASH_H
#define BLT_NN_HASH_H

#include <blt/config.h>
#include "num/view.h"

/* Rows of the fused table for n positions: row [n, tables].  ids[0 .. n-1]
 * with the blt__hash_reach(c) ids before them, which are 0 before the start
 * of a text. */
void
blt__hash_rows(int64_t *row, const int32_t *ids, size_t n,
               const blt_config *c);
size_t
blt__hash_tables(const blt_config *c);
size_t
blt__hash_reach(const blt_config *c);

/* x [n, H] = embed[id] + sum over tables, in their order. */
void
blt__embed_fwd(float *x, const int64_t *row, const int32_t *ids, size_t n,
               const blt_config *c, const blt__mat *embed,
               const blt__mat *hash);

#endif
