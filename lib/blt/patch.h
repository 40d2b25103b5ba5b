/* Cutting bytes into patches, without a model.                  [BLT 2.3]
 * The rules are exactly those of Meta's patcher.py and of HF's
 * process_patch_lengths.  Since 0.1. */
#ifndef BLT_PATCH_H
#define BLT_PATCH_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_scheme {
    BLT_SCHEME_ENTROPY = 0, /* H > threshold                    (published) */
    BLT_SCHEME_MONOTONIC,   /* H rises by more than threshold               */
    BLT_SCHEME_COMBINED,    /* H > threshold and rises by > threshold_add   */
    BLT_SCHEME_SPACE,       /* after the first space-like byte of a run     */
    BLT_SCHEME_STATIC,      /* every patch_size tokens                      */
    BLT_SCHEME_BYTE,        /* every token                                  */
    BLT_SCHEME_BPE,         /* after each delimiter token (id 3)            */
    BLT_SCHEME_TOPK         /* the S / patch_size - 2 largest; whole texts  */
} blt_scheme;

typedef struct blt_patch_options {
    size_t     size;            /* set by BLT_PATCH_OPTIONS_INIT */
    blt_scheme scheme;
    float      threshold;       /* nats */
    float      threshold_add;   /* nats; combined only */
    int64_t    patch_size;      /* tokens; static, topk */
    int64_t    max_length;      /* longest patch in tokens; 0 and anything
                                   larger mean BLT_PATCH_LONGEST */
    int        reset_newline;   /* monotonic, combined: 1: a newline byte
                                   ends a patch and forgets the last entropy,
                                   so that the next byte cannot rise; 2: a
                                   zero byte does */
} blt_patch_options;

/* The longest patch of any scheme, because code that works on patches must
 * hold one in memory.  Meta's code has no such limit. */
#define BLT_PATCH_LONGEST (INT64_C(1) << 20)

#define BLT_THRESHOLD_DEFAULT 1.335442066192627f    /* nats; Meta's, copied */
#define BLT_PATCH_OPTIONS_INIT { sizeof(blt_patch_options), \
    BLT_SCHEME_ENTROPY, BLT_THRESHOLD_DEFAULT, 0.0f, 4, 0, 0 }

/* 1 when the scheme looks at entropies, 0 when it looks at ids. */
BLT_API int
blt_scheme_needs_entropy(blt_scheme scheme);

/* Switches the options of a model to another scheme.  Its threshold of
 * entropy would be far too high for a rise, so between MONOTONIC and the
 * others it is multiplied by BLT_MONOTONIC_SHARE or divided by it: the mean
 * patch keeps about its length.  Since 0.2. */
BLT_API void
blt_patch_switch(blt_patch_options *opt, blt_scheme scheme);

/* The threshold of a rise that cuts prose into patches as long as the model's
 * threshold of entropy does, as a share of the latter.  Measured with wren on
 * three texts of English prose (1.32, 1.35 and 1.83 of 3.70 bits); C source
 * and mark-up would want 0.14. */
#define BLT_MONOTONIC_SHARE 0.36f

/* "entropy", "monotonic" ...: a static string, NULL for any other number;
 * and back, -1 for an unknown name. */
BLT_API const char *
blt_scheme_name(blt_scheme scheme);
BLT_API int
blt_scheme_parse(const char *name);

/* The patch lengths of a whole text of n tokens, in Meta's convention.
 *   len      [n + 1] out: lengths >= 1 that sum to n + next
 *   count            out: how many were written; 0 on failure
 *   ids      [n]     NULL for the schemes that read only entropies
 *   entropy  [n]     nats; NULL for the schemes that read only ids
 *   next             1: the unknown next token is counted (generation, the
 *                    model), 0: it is not (data preparation)
 *   opt              NULL: the defaults
 * A bpe delimiter as the very last token closes nothing when next is 1; of
 * equal entropies topk takes the earlier.  Allocates and keeps nothing, so
 * threads may call it freely.  BLT_EINVAL for an invalid option; BLT_EDATA
 * when the rule cannot cut this text (topk on too few tokens, a delimiter as
 * the first token, an entropy that is not finite). */
BLT_API BLT_MUST_USE blt_status
blt_patch_find(int64_t *len, size_t *count, const int32_t *ids,
               const float *entropy, size_t n, int next,
               const blt_patch_options *opt, blt_error *err);

/* The mean length of patches, in bytes, under a threshold in nats; 0 when
 * there are no bytes.  A status other than BLT_OK ends the search with it. */
typedef blt_status (*blt_patch_mean_fn)(void *user, double *mean,
                                        float threshold, blt_error *err);

/* Finds the threshold in nats whose patches are closest to target bytes in
 * the mean: the mean grows with the threshold, in steps, so the interval is
 * halved until the target is met within 0.05 % or 40 thresholds were tried.
 *   mean  out: that of the threshold; 0 when there are no bytes, and then
 *         *threshold is left alone
 * Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_patch_target(float *threshold, double *mean, double target,
                 blt_patch_mean_fn fn, void *user, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
