/* The tensors of one directory: model.safetensors, else the files of
 * model.safetensors.index.json, else consolidated.pth or pytorch_model.bin. */
#ifndef BLT_SHARDS_H
#define BLT_SHARDS_H

#include "file/safetensors.h"
#include "file/weights.h"

typedef struct blt__shards_name {
    char *name;                 /* without prefixes and wrappers */
    const blt__st_entry *entry;
    size_t file;
} blt__shards_name;

typedef struct blt__shards {
    blt__st *file;              /* [n] */
    char **path;                /* [n] */
    size_t n;
    blt__shards_name *name;     /* [names] sorted */
    size_t names;
} blt__shards;

/* Whether the directory has weights in any of these forms, or in that of a
 * distributed checkpoint, which _open refuses with what to do. */
int blt__shards_exist(const char *dir);

/* BLT_EIO if there are no weights, BLT_EDATA if they are not valid. */
blt_status
blt__shards_open(blt__shards *s, const char *dir, blt_error *err);
void
blt__shards_close(blt__shards *s);

/* The tensor with this name, whatever prefixes it has in the file ("model.",
 * "module.", "_orig_mod."); NULL if there is none.  *path gets its file. */
const blt__st_entry *
blt__shards_find(const blt__shards *s, const char *name, const char **path);

#endif
