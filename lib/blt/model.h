/* A model: its sizes and its weights, read-only and shared.  Since 0.1.
 *
 * The directory is in the layout of Hugging Face's BltForCausalLM, or in
 * Meta's native one.  Weights stay where they are, mapped, in the type that
 * the file has (F32, BF16, F16; the hash table also I8 and I4, with a scale
 * a row); only what is used is read. */
#ifndef BLT_MODEL_H
#define BLT_MODEL_H

#include <stddef.h>
#include <stdint.h>
#include <blt/config.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_model blt_model;

/* Opens the directory; *m is NULL on failure.  Every size, offset, name and
 * number in its files is checked.  The model may be used by any number of
 * threads at once and must outlive every session on it. */
BLT_API BLT_MUST_USE blt_status
blt_model_open(blt_model **m, const char *dir, blt_error *err);
BLT_API void
blt_model_free(blt_model *m);

BLT_API const blt_config *
blt_model_config(const blt_model *m);

/* The directory's last component, and 16 hexadecimal digits that change
 * with config.json, with any tensor's name, type, shape or place, and with
 * a sample of the data (not all: a 15 GB file must open at once). */
BLT_API const char *
blt_model_name(const blt_model *m);
BLT_API const char *
blt_model_digest(const blt_model *m);

/* Things worth a warning that do not stop the model from loading, one line
 * each (a norm_eps that differs from rms_norm_eps, unknown tensors); NULL
 * after the last. */
BLT_API const char *
blt_model_note(const blt_model *m, size_t i);

/* The tensors in the order of the model's table; returns 0 past the end.
 * name is the Hugging Face name; type is "F32", "BF16", "F16", "I8" or "I4",
 * whose data are as blt-model(5) says; shape is that of the numbers. */
typedef struct blt_tensor_info {
    const char *name, *type;
    int     dims;
    int64_t shape[2];
    const void *data;           /* little-endian, row-major, unaligned */
    int64_t bytes;              /* in the file, with the scales */
} blt_tensor_info;
BLT_API int
blt_model_tensor(const blt_model *m, size_t i, blt_tensor_info *info);

/* count numbers of tensor i from number first on, as float32.  BLT_EINVAL
 * when it has not that many. */
BLT_API BLT_MUST_USE blt_status
blt_model_numbers(const blt_model *m, size_t i, float *out, size_t first,
                  size_t count, blt_error *err);

/* ---- writing ---- */

typedef enum blt_number_type {
    BLT_F32, BLT_BF16, BLT_F16,
    BLT_INT8,           /* the hash table as whole numbers in -127 .. 127 and
                           a scale a row, all else as BLT_BF16 */
    BLT_INT4            /* the same in -8 .. 7 */
} blt_number_type;
typedef enum blt_names {
    BLT_NAMES_HF,       /* one directory, as BltForCausalLM reads it */
    BLT_NAMES_META      /* Meta's names; the entropy model inside, in
                           entropy_model/ */
} blt_names;

typedef struct blt_write_options {
    size_t size;        /* set by BLT_WRITE_OPTIONS_INIT */
    blt_number_type type;
    blt_names names;
} blt_write_options;
#define BLT_WRITE_OPTIONS_INIT { sizeof(blt_write_options), BLT_BF16, \
    BLT_NAMES_HF }

/* Writes a model to a directory, which is made if missing.  Each file
 * appears whole or not at all, and config.json last.  BLT_EDATA when a
 * number is too large for the type, BLT_EINVAL when Meta's layout has no
 * words for the configuration, for BLT_INT8 or BLT_INT4.  opt may be NULL. */
BLT_API BLT_MUST_USE blt_status
blt_model_write(const blt_model *m, const char *dir,
                const blt_write_options *opt, blt_error *err);

/* Writes a new model with random weights: normal, cut at 3 sigma, sigma
 * 1/sqrt(inputs); norms 1.  The same seed gives the same numbers. */
BLT_API BLT_MUST_USE blt_status
blt_model_init(const char *dir, const blt_config *c, uint64_t seed,
               const blt_write_options *opt, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
