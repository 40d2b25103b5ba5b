/* The floating-point operations that a text takes, by part of the model.
 * Since 0.1.
 *
 * Counted are products with weights, and attention over the positions that
 * a row really sees, causally and within its window; a multiplication and an
 * addition are two operations.  Look-ups, norms, rotations, softmax and
 * activations are not counted, as in the paper.                  [BLT 4.5]
 *
 * In a layer of width d, key/value width g and inner width i, a row takes
 *     2 (2 d d + 2 d g + 3 d i) + 4 d r
 * where r is the number of positions that it attends to.  In a text of t rows
 * with a window of w the mean of r is (t + 1) / 2 if t <= w, else
 * w - w (w - 1) / (2 t).  The entropy model and the local parts have one row
 * per byte, the global part one per patch, and the token that begins a text
 * is a row and a patch of its own.  With k vectors per patch, local width H,
 * global width G and v = 260:
 *     patcher   its layers; 2 d v per byte
 *     encoder   its layers
 *     cross     encoder: 4 H g + 4 H k per byte; 2 k H H + 4 k H H per patch
 *               decoder: 2 k H G per patch; and for each of its layers with
 *               cross-attention 4 H H + 4 H k per byte, 4 k H g per patch
 *     global    its layers, and 2 k H G per patch where k H and G differ
 *     decoder   its layers
 *     head      2 H v per byte */
#ifndef BLT_FLOPS_H
#define BLT_FLOPS_H

#include <blt/config.h>
#include <blt/session.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_flops {
    size_t size;        /* set by BLT_FLOPS_INIT */
    double patcher;     /* the entropy model, its output head included */
    double encoder, cross, global, decoder, head;
} blt_flops;

#define BLT_FLOPS_INIT { sizeof(blt_flops), 0, 0, 0, 0, 0, 0 }

/* The sum over all parts. */
BLT_API double
blt_flops_sum(const blt_flops *f);

/* Predicted: a text of `bytes` bytes in a session that gives the logits of
 * every byte, cut into patches of patch_size bytes on average.
 *   f       out: for the whole text
 *   window  as in blt_session_options
 * The entropy model is counted if c->patch_scheme needs it.  BLT_EINVAL
 * unless bytes and patch_size are finite and at least 1, and the window is
 * valid. */
BLT_API BLT_MUST_USE blt_status
blt_flops_plan(blt_flops *f, const blt_config *c, double bytes,
               double patch_size, int64_t window, blt_error *err);

/* Measured: the work of the kernels for this session's text since the
 * session was made, copied or reset, whichever outputs were asked for. */
BLT_API void
blt_session_flops(const blt_session *s, blt_flops *f);

#ifdef __cplusplus
}
#endif
#endif
