/* The model struct, for the files that fill it: model_dir.c what the directory
 * says, bind.c where each tensor is, model.c the rest. */
#ifndef BLT_FILE_MODEL_PARTS_H
#define BLT_FILE_MODEL_PARTS_H

#include <blt/model.h>
#include "base/base.h"
#include "file/shards.h"
#include "file/weights.h"

typedef struct blt__tensor_source {
    const blt__st_entry *entry;     /* NULL: assembled in memory */
    const blt__st_entry *scales;    /* of I8 and I4, else NULL */
    const void *data;
    blt__type type;
} blt__tensor_source;

struct blt_model {
    blt_config config;
    unsigned inner;                 /* BLT__*_INNER: widths that the shapes
                                       decide */
    int meta;                       /* the configuration is Meta's */
    blt__weights w;
    blt__tensor *table;
    blt__tensor_source *src;        /* [count] where each tensor came from */
    size_t count;
    blt__shards main, entropy;      /* entropy.n is 0 if main has it all */
    float *norms;
    uint8_t *hash;                  /* tables that were assembled */
    char *name, digest[17];
    char *config_path;              /* of the last configuration read */
    uint64_t sum;                   /* of all files read, for the digest */
    blt__buf notes;                 /* lines; once open separated by NULs */
};

/* model_dir.c: fills config, inner, meta, main and entropy, and adds to sum and
 * notes. */
blt_status
blt__model_dir_read(struct blt_model *m, const char *dir, blt_error *err);

/* bind.c: fills w, table, src, count, norms and hash, and adds to notes.
 * Every tensor of the configuration is there with its shape, or BLT_EDATA. */
blt_status
blt__model_bind(struct blt_model *m, blt_error *err);

#endif
