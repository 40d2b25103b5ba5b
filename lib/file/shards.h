/* The tensors of one directory: one file, or several with an index. */
#ifndef BLT_SHARDS_H
#define BLT_SHARDS_H

#include "file/safetensors.h"
#include "file/weights.h"

typedef struct blt__shards {
    blt__st *file;
    char **path;
    size_t n;
} blt__shards;

blt_status
blt__shards_open(blt__shards *s, const char *dir, blt_error *err);
void
blt__shards_close(blt__shards *s);

/* NULL when there is none; *path gets the file it is in. */
const blt__st_entry *
blt__shards_find(const blt__shards *s, const char *name, const char **path);

#endif
