/* The tables of an estimated backoff model, and their tensors. */
#ifndef BLT_LANGBUILD_NGRAM_TABLE_H
#define BLT_LANGBUILD_NGRAM_TABLE_H

#include "file/safetensors.h"
#include "langbuild/ngram_fit.h"

/* Tensors in memory, see lang/backoff.h. */
typedef struct blt__backoff_data {
    blt__backoff view;          /* of the buffers below */
    blt__buf start[BLT__GRAMS_MAX], rest[BLT__GRAMS_MAX],
        bits[BLT__GRAMS_MAX], back[BLT__GRAMS_MAX];     /* [length - 1] */
    size_t seen[BLT__GRAMS_MAX];        /* grams before pruning */
} blt__backoff_data;

/* Adds the table of the grams of `length`, and the backoff weights of their
 * contexts; lengths ascend from 1.  Spoils the `raw` of shorter grams.
 * Returns 0 if memory ran out. */
int blt__ngram_table_add(blt__backoff_data *d, const blt__ngram_fit *f,
                         int length);
void blt__backoff_data_free(blt__backoff_data *d);

/* Declare the tensors of the model NAME in a file being written; then write
 * their data, in the same order. */
void blt__backoff_declare(blt__st_out *o, const blt__backoff_data *d,
                          const char *name);
void blt__backoff_write(blt__st_out *o, const blt__backoff_data *d);

#endif
