/* Initial weights from an existing model. */
#ifndef BLT_TRAIN_WARMSTART_H
#define BLT_TRAIN_WARMSTART_H

#include <blt/model.h>
#include "train/params.h"

/* Copies the weights of model m into p.  BLT_EDATA, with the tensor and both
 * shapes, when the model does not match the recipe's configuration c; `where`
 * is the model's name in messages. */
blt_status
blt__params_warmstart(blt__params *p, const blt_config *c,
                      const blt_model *m, const char *where, blt_error *err);

#endif
