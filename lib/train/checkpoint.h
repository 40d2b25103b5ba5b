/* Checkpoints: everything that a resumed run needs. */
#ifndef BLT_TRAIN_CHECKPOINT_H
#define BLT_TRAIN_CHECKPOINT_H

#include "file/safetensors.h"
#include "train/params.h"
#include "train/progress.h"

/* Writes the file at path, atomically.  digest: of the training data. */
blt_status
blt__checkpoint_write(const char *path, const blt__progress *at,
                      const blt__recipe *r, const char *digest,
                      const blt__params *p, const blt__moments *m,
                      blt_error *err);

/* An open checkpoint.  Reading takes two calls because the stage that the
 * first one finds decides where the numbers go. */
typedef struct blt__checkpoint {
    blt__st st;
    blt__progress at;
    const char *path;           /* borrowed */
} blt__checkpoint;

/* BLT_EDATA when the file is not a checkpoint, or was made by another recipe
 * or from other data. */
blt_status
blt__checkpoint_open(blt__checkpoint *c, const char *path,
                     const blt__recipe *r, const char *digest,
                     blt_error *err);

/* Copies weights and moments to p and m. */
blt_status
blt__checkpoint_load(const blt__checkpoint *c, blt__params *p,
                     const blt__moments *m, blt_error *err);
void
blt__checkpoint_close(blt__checkpoint *c);

#endif
