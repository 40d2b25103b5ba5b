/* Files of tensors in the safetensors format.              [MODEL.md 8] */
#ifndef BLT_FILE_SAFETENSORS_H
#define BLT_FILE_SAFETENSORS_H

#include "base/file.h"

typedef struct blt__st_entry {
    char *name;
    char dtype[8];              /* "F32", "BF16", "F16", "I32", "U8", ... */
    int dims;
    int64_t shape[4];
    size_t begin, end;          /* bytes of the data, counted from data_at */
    const uint8_t *data;
} blt__st_entry;

/* A mapped file of tensors whose header was checked: every tensor is within
 * the file.  Also a checkpoint of PyTorch (file/torch.h), whose tensors may
 * share data. */
typedef struct blt__st {
    blt__map map;
    blt__st_entry *entry;       /* in file order */
    const blt__st_entry **by_name;
    size_t n;
    size_t head_at, head_n;     /* what describes the tensors, in bytes of
                                   the map */
    size_t data_at;             /* where offsets count from */
    char *metadata;             /* the JSON text of __metadata__, or NULL */
} blt__st;

/* BLT_EDATA, naming the file and the tensor, when the file is not valid. */
blt_status blt__st_open(blt__st *st, const char *path, blt_error *err);
void blt__st_close(blt__st *st);
/* Sets by_name, which has room for n.  Returns an entry whose name another
 * has too, or NULL. */
const blt__st_entry *blt__st_sort(blt__st *st);
/* Bytes per number of a dtype; 0 for an unknown one. */
size_t blt__st_dtype_size(const char *name);
/* The entry with this name, which lives as long as st; NULL: none. */
const blt__st_entry *blt__st_find(const blt__st *st, const char *name);

/* Writes a file: _add the name, type and shape of every tensor, then _data
 * their data in the same order.  The first error is kept for _done, which
 * replaces the file at path as a whole.  _done and _drop free o. */
typedef struct blt__st_out blt__st_out;
blt_status blt__st_out_new(blt__st_out **o, const char *path, blt_error *err);
void blt__st_out_meta(blt__st_out *o, const char *key, const char *value);
void blt__st_out_add(blt__st_out *o, const char *name, const char *dtype,
                     int dims, const int64_t *shape);
void blt__st_out_data(blt__st_out *o, const void *p, size_t n);
blt_status blt__st_out_done(blt__st_out *o, blt_error *err);
void blt__st_out_drop(blt__st_out *o);

#endif
