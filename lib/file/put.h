/* The numbers of a model that is being written. */
#ifndef BLT_FILE_PUT_H
#define BLT_FILE_PUT_H

#include <blt/pool.h>
#include "base/monitor.h"
#include "file/safetensors.h"
#include "file/weights.h"

/* Where they come from, and who is told. */
typedef struct blt__put {
    const char *dir;            /* for messages */
    int random;                 /* start values instead of data */
    uint64_t seed;
    blt_pool *pool;             /* or NULL */
    blt__monitor monitor;
    uint64_t done, total;       /* numbers */
} blt__put;

/* Writes a tensor in a type; group is that of blt__mat for I8 and I4.
 * BLT_EDATA when a number does not fit. */
blt_status
blt__put_tensor(blt__st_out *o, blt__put *p, const blt__tensor *t,
                blt__type type, size_t group, blt_error *err);

/* Reports that `more` numbers are done. */
blt_status
blt__put_progress(blt__put *p, size_t more, blt_error *err);

#endif
