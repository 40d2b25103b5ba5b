/* The cost of a text: planned from the sizes, and as counted by the session.
 * The formulas are in blt/flops.h; each line here is one of their terms.
 *                                                 [MODEL.md 10.2, BLT 4.5] */
#include "config.h"
#include <math.h>
#include <blt/flops.h>
#include "latent/session.h"

double
blt_flops_sum(const blt_flops *f)
{
    return f->patcher + f->encoder + f->cross + f->global + f->decoder
        + f->head;
}

void
blt_session_flops(const blt_session *s, blt_flops *f)
{
    const blt__count *n = s->count;

    f->patcher = (double)atomic_load(&n[BLT__N_PATCHER].flops);
    f->encoder = (double)atomic_load(&n[BLT__N_ENCODER].flops);
    f->cross = (double)atomic_load(&n[BLT__N_CROSS].flops);
    f->global = (double)atomic_load(&n[BLT__N_GLOBAL].flops);
    f->decoder = (double)atomic_load(&n[BLT__N_DECODER].flops);
    f->head = (double)atomic_load(&n[BLT__N_HEAD].flops);
}

/* Mean positions in reach of t rows. */
static double
reach(double t, const blt_part *p, int64_t window)
{
    double w = (double)p->max_positions;

    if (window > 0 && (double)window < w)
        w = (double)window;
    return t <= w ? (t + 1) / 2 : w - w * (w - 1) / (2 * t);
}

static double
layers(const blt_part *p, double rows, int64_t window)
{
    const double d = p->hidden, i = p->inner,
                 g = (double)blt__part_kv(p);

    return p->layers * rows * (2 * (2 * d * d + 2 * d * g + 3 * d * i)
                               + 4 * d * reach(rows, p, window));
}

blt_status
blt_flops_plan(blt_flops *f, const blt_config *c, double bytes,
               double patch_size, int64_t window, blt_error *err)
{
    const double h = c->encoder.hidden, d = c->decoder.hidden,
                 big = c->global.hidden, k = c->cross_k,
                 eg = (double)blt__part_kv(&c->encoder),
                 dg = (double)blt__part_kv(&c->decoder),
                 crosses = c->decoder_cross_all ? c->decoder.layers : 1;
    /* The token that begins the text closes its patch at once. */
    const double t = bytes + 1, p = bytes / patch_size + 1;
    const int own = window == BLT_WINDOW_MODEL;

    *f = (blt_flops){ 0 };
    if (!(bytes >= 1 && patch_size >= 1 && isfinite(bytes)
          && isfinite(patch_size)) || window < BLT_WINDOW_NONE)
        return blt__fail(err, BLT_EINVAL, "a text of %g bytes in patches of"
                         " %g: not a plan", bytes, patch_size);
    if (c->has_patcher && blt_scheme_needs_entropy(c->patch.scheme))
        f->patcher = layers(&c->patcher, t, own ? c->patcher.window : window)
            + t * 2 * c->patcher.hidden * BLT_VOCAB;
    f->encoder = layers(&c->encoder, t, own ? c->encoder.window : window);
    f->cross = t * (4 * h * eg + 4 * h * k) + p * (2 + 4) * k * h * h
        + p * 2 * k * d * big
        + crosses * (t * (4 * d * d + 4 * d * k) + p * 4 * k * d * dg);
    f->global = layers(&c->global, p, c->global.window)
        + (k * h != big ? p * 2 * k * h * big : 0);
    f->decoder = layers(&c->decoder, t, own ? c->decoder.window : window);
    f->head = t * 2 * d * BLT_VOCAB;
    return BLT_OK;
}
