/* blt-embed --nearest and --duplicates: rows of input answered with the rows
 * that have the most similar vectors. */
#ifndef EMBED_H
#define EMBED_H

#include "bin/cli/cli.h"

/* Nearest rows of an embedding stream or a NumPy array, `most` of them. */
void nearest_in(const char *path, int most, const blt_model *m, size_t width);
/* Or the most similar earlier row of the input itself, if its cosine is at
 * least this. */
void nearest_before(double cosine, size_t width);

/* The input: documents and their rows, which are copied. */
void nearest_document(const char *name);
void nearest_row(const blt_embed_row *row);
/* Writes the answers that are still waiting. */
void nearest_answer(blt_stream_writer *w, blt_pool *pool);
/* 1: it is time to do so, for the sake of memory. */
int nearest_is_full(void);
void nearest_free(void);

#endif
