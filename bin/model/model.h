/* Shared by the files of blt-model. */
#ifndef BIN_MODEL_H
#define BIN_MODEL_H

#include <blt/model.h>
#include <blt/pool.h>
#include "bin/cli/cli.h"

enum { HASH, ENCODER, GLOBAL, DECODER, HEAD, PATCHER, PARTS };
enum { TYPES = 5 };             /* F32, BF16, F16, I8, I4 */

/* Numbers of each part, tensors of each type. */
typedef struct model_counts {
    int64_t part[PARTS], total, bytes, of_type[TYPES];
    size_t tensors;
} model_counts;

void
model_count(model_counts *c, const blt_model *m);

/* info.c; tensors: list them, too. */
void
model_text(const blt_model *m, int tensors);
void
model_json(const blt_model *m, int tensors);

/* compare.c.  Reads a text to measure on, or ends the program. */
void
model_read_text(cli_buf *text, const char *file);

/* A table of two models of the same sizes: their bytes and, unless file is
 * NULL, the bits per byte of its text. */
void
model_compare(const blt_model *was, const blt_model *is, const char *name,
              const cli_buf *text, const char *file, blt_pool *pool);

#endif
