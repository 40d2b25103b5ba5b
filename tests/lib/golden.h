/* Golden data: numbers that the reference implementations computed.
 *
 * From $BLT_GOLDEN, a full directory, or else tests/golden, where large
 * tensors keep only every stride-th number; golden_diff() compares what is
 * there, so a test need not know.  tests/golden/README.md describes both.
 * Any trouble with the files ends the test program with "Bail out!". */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <stddef.h>
#include <stdint.h>

/* NULL after the last: "tiny-a-default", ... */
extern const char *const golden_models[];

/* The path of a file or directory in the golden directory; the caller
 * frees it. */
char *golden_path(const char *name);

/* "tiny-a-default", "cases": cases.json and cases.safetensors.  The other
 * sets are "meta_native", "grads" and "patcher_grads" (no cases in those
 * two; the last has no JSON either). */
typedef struct golden golden;
golden *golden_open(const char *model, const char *set);
int     golden_exists(const char *model, const char *set);
void    golden_close(golden *g);

size_t      golden_cases(const golden *g);
const char *golden_name(const golden *g, size_t i);
/* 1 when the patch lengths were given to the reference, 0 when the model
 * found them itself. */
int         golden_given(const golden *g, size_t i);
/* A number of the case's JSON: "window", "logits_from", "entropy_margin". */
double      golden_number(const golden *g, size_t i, const char *key,
                          double missing);

/* A tensor.  n numbers are stored: all when stride is 1, else those with
 * index 0, stride, 2 stride, ... in row-major order.  rows and cols are of
 * what is stored: sizes of the tensor itself when stride is 1. */
typedef struct golden_tensor {
    const float   *f;       /* by type, the others NULL */
    const int32_t *i;
    const uint8_t *u;
    size_t n, stride, rows, cols;
} golden_tensor;

/* "ids", "patch_lengths", "logits", ... of case i; 0 when it has none. */
int golden_get(const golden *g, size_t i, const char *stage,
               golden_tensor *t);
/* A tensor by its whole name: "grad/lm_head.weight". */
int golden_find(const golden *g, const char *name, golden_tensor *t);
/* Name of tensor i in the file, without "@17"; NULL past the end. */
const char *golden_tensor_name(const golden *g, size_t i);

/* The largest |difference| to the first n numbers of the whole tensor
 * (fewer than it has: leave out the last rows); infinity when there are
 * not that many, or a NaN stands on one side. */
double golden_diff(const golden_tensor *t, const float *got, size_t n);
/* Number k of the whole tensor if it is stored; 0 when not. */
int    golden_at(const golden_tensor *t, size_t k, float *x);

/* Greedy continuations: list is "greedy" or "greedy_meta".  0 past the
 * last. */
typedef struct golden_greedy {
    uint8_t prompt[64], bytes[128];
    size_t n_prompt, n_bytes;
} golden_greedy;
int golden_greedy_get(const golden *g, const char *list, size_t i,
                      golden_greedy *out);

#endif
