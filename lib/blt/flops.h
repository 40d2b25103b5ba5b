/* What a text costs a model: floating-point operations, by part.  Since 0.1.
 *
 * Counted are products with weights, and attention over the positions that
 * a row really sees, causally and in its window; a multiplication and an
 * addition are two operations.  Look-ups, norms, rotations, softmax and
 * activations are not counted, as in the paper.                  [BLT 4.5]
 *
 * A layer of width d, key/value width g and inner width i costs a row
 *     2 (2 d d + 2 d g + 3 d i) + 4 d r
 * where r positions are in its reach, which in a text of t rows in a window
 * w is (t + 1) / 2 in the mean if t <= w, else w - w (w - 1) / (2 t).  The
 * entropy model and the local parts have a row a byte, the global part one a
 * patch, and the token that begins a text is a row and a patch of its own.
 * With k vectors a patch, H and G the local and the global width, v = 260:
 *     patcher   its layers; 2 d v a byte
 *     encoder   its layers
 *     cross     encoder: 4 H g + 4 H k a byte; 2 k H H + 4 k H H a patch
 *               decoder: 2 k H G a patch; and for each of its layers with
 *               cross-attention 4 H H + 4 H k a byte, 4 k H g a patch
 *     global    its layers, and 2 k H G a patch where k H and G differ
 *     decoder   its layers
 *     head      2 H v a byte */
#ifndef BLT_FLOPS_H
#define BLT_FLOPS_H

#include <blt/config.h>
#include <blt/session.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_flops {
    double patcher;     /* the entropy model, its output head included */
    double encoder, cross, global, decoder, head;
} blt_flops;

BLT_API double
blt_flops_sum(const blt_flops *f);

/* Planned: what a text of so many bytes comes to in a session that gives the
 * logits of every byte, cut into patches of patch_size bytes in the mean.
 *   f       out: of the whole text
 *   window  as in blt_session_options
 * The entropy model counts if c->patch.scheme needs it.  BLT_EINVAL unless
 * bytes and patch_size are 1 and more, finite, and the window is one. */
BLT_API BLT_MUST_USE blt_status
blt_flops_plan(blt_flops *f, const blt_config *c, double bytes,
               double patch_size, int64_t window, blt_error *err);

/* Counted: what the kernels have done for this session's text since it was
 * made, copied or reset, whatever the outputs that were asked for. */
BLT_API void
blt_session_flops(const blt_session *s, blt_flops *f);

#ifdef __cplusplus
}
#endif
#endif
