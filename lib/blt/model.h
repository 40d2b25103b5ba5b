/* A model: its sizes and its weights, read-only and shared.  Since 0.1.
 *
 * The directory is in the layout of Hugging Face's BltForCausalLM, or in
 * Meta's native one; the weights are safetensors or a PyTorch checkpoint
 * (blt-model(5)).  Weights are mapped and stay in the type that the file
 * has (F32, BF16, F16; the hash table also I8 and I4, with a scale per row);
 * only what is used is read. */
#ifndef BLT_MODEL_H
#define BLT_MODEL_H

#include <stddef.h>
#include <stdint.h>
#include <blt/config.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_model blt_model;

/* Opens a model directory; *m is NULL on failure.  Every size, offset, name
 * and number in its files is checked.  Any number of threads may use the
 * model at once; it must outlive every session on it. */
BLT_API BLT_MUST_USE blt_status
blt_model_open(blt_model **m, const char *dir, blt_error *err);
/* The same for the default model, which blt_model_find() finds (blt/lookup.h).
 * BLT_ENOTFOUND when there is none.  Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_model_open_default(blt_model **m, blt_error *err);
BLT_API void
blt_model_close(blt_model *m);

/* What the calls below return belongs to the model and lives as long. */
BLT_API const blt_config *
blt_model_config(const blt_model *m);

/* The directory's last component. */
BLT_API const char *
blt_model_name(const blt_model *m);
/* 16 hexadecimal digits that change with config.json, with any tensor's
 * name, type, shape or place, and with a sample of the data (not all of it:
 * a 15 GB file must open at once). */
BLT_API const char *
blt_model_digest(const blt_model *m);

/* Things worth a warning that do not stop the model from loading, one line
 * each (a norm_eps that differs from rms_norm_eps, unknown tensors); NULL
 * after the last. */
BLT_API const char *
blt_model_note(const blt_model *m, size_t i);

typedef struct blt_tensor_info {
    size_t  size;               /* set by BLT_TENSOR_INFO_INIT */
    const char *name;           /* the Hugging Face name */
    const char *type;           /* "F32", "BF16", "F16", "I8" or "I4"; the
                                   data are as blt-model(5) says */
    int     dims;
    int64_t shape[2];           /* of the numbers */
    const void *data;           /* little-endian, row-major, unaligned */
    int64_t bytes;              /* in the file, with the scales */
} blt_tensor_info;

#define BLT_TENSOR_INFO_INIT { sizeof(blt_tensor_info), NULL, NULL, 0, \
    { 0, 0 }, NULL, 0 }

/* Tensor i in the order of the model's table; 0 past the end. */
BLT_API int
blt_model_tensor(const blt_model *m, size_t i, blt_tensor_info *info);

/* Numbers first .. first + count - 1 of tensor i as float32.
 *   out  [count]
 * BLT_EINVAL when the tensor has fewer. */
BLT_API BLT_MUST_USE blt_status
blt_model_numbers(const blt_model *m, size_t i, float *out, size_t first,
                  size_t count, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
