/* Model directories. */
#ifndef BLT_FILE_MODEL_FILE_H
#define BLT_FILE_MODEL_FILE_H

#include "file/weights.h"

struct blt_model;
const blt__weights *blt__model_weights(const struct blt_model *m);

/* Writes config.json and model.safetensors into dir, which is made if it
 * does not exist.  Each file is replaced as a whole.
 *   type  of the stored numbers; with I8 and I4 only the hash table has it
 *         and the rest is BF16.  The matrices of w may have any type.
 *   meta  further pairs of __metadata__, "key\0value\0...\0", or NULL
 * BLT_EDATA when a number is too large for the type. */
blt_status
blt__model_write(const char *dir, const blt_config *c, const blt__weights *w,
                 blt__type type, const char *meta, blt_error *err);

#endif
