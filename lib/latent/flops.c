/* The FLOPs of a text: predicted from the sizes, and as a session counted
 * them.  The formulas are in blt/flops.h; each line here is one term.
 *                                                 [MODEL.md 10.2, BLT 4.5] */
#include "config.h"
#include <math.h>
#include <blt/flops.h>
#include "latent/flops.h"
#include "latent/session.h"

double
blt_flops_sum(const blt_flops *f)
{
    return f->patcher + f->encoder + f->cross + f->global + f->decoder
        + f->head;
}

void
blt_session_flops(const blt_session *s, blt_flops *out)
{
    const blt__count *n = s->count;
    blt_flops own = BLT_FLOPS_INIT, *f = &own;

    f->patcher = (double)atomic_load(&n[BLT__N_PATCHER].flops);
    f->encoder = (double)atomic_load(&n[BLT__N_ENCODER].flops);
    f->cross = (double)atomic_load(&n[BLT__N_CROSS].flops);
    f->global = (double)atomic_load(&n[BLT__N_GLOBAL].flops);
    f->decoder = (double)atomic_load(&n[BLT__N_DECODER].flops);
    f->head = (double)atomic_load(&n[BLT__N_HEAD].flops);
    (void)blt__result_write(out, &own, "BLT_FLOPS_INIT", NULL);
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

/* Weights of a part's layers, per row. */
static double
layers(const blt_part *p)
{
    const double d = p->hidden, i = p->inner, g = (double)blt__part_kv(p);

    return p->layers * (2 * d * d + 2 * d * g + 3 * d * i);
}

/* Scores and weighted sums of a part's attention over all rows. */
static double
attention(const blt_part *p, double rows, int64_t window)
{
    return p->layers * rows * 4 * (double)p->hidden * reach(rows, p, window);
}

void
blt__weight_uses_of(blt__weight_uses *w, const blt_config *c)
{
    const double h = c->encoder.hidden, d = c->decoder.hidden,
                 big = c->global.hidden, k = c->cross_k,
                 eg = (double)blt__part_kv(&c->encoder),
                 dg = (double)blt__part_kv(&c->decoder),
                 crosses = c->decoder_cross_all ? c->decoder.layers : 1;

    w->patcher = c->has_patcher ? layers(&c->patcher)
        + c->patcher.hidden * (double)BLT_VOCAB : 0;
    w->encoder = layers(&c->encoder);
    w->decoder = layers(&c->decoder);
    w->head = d * BLT_VOCAB;
    /* In the encoder patches ask and bytes answer, in the decoder bytes ask;
     * of the encoder's only the last cross-attention has an effect. */
    w->cross = 2 * h * eg + crosses * 2 * d * d;
    w->patch_cross = k * h * h + 2 * k * h * h + k * d * big
        + crosses * 2 * k * d * dg;
    w->patch_global = layers(&c->global) + (k * h != big ? k * h * big : 0);
}

void
blt__weight_uses_sum(double per_token[2], double *per_patch,
                     const blt_config *c)
{
    blt__weight_uses w;

    blt__weight_uses_of(&w, c);
    per_token[0] = w.patcher;
    per_token[1] = w.encoder + w.cross + w.decoder + w.head;
    *per_patch = w.patch_cross + w.patch_global;
}

static void
plan(blt_flops *f, const blt_config *c, double bytes, double patch_size,
     int64_t window)
{
    /* BOS is a row, and its patch closes at once. */
    const double t = bytes + 1, p = bytes / patch_size + 1;
    const double crosses = c->decoder_cross_all ? c->decoder.layers : 1;
    const int own = window == BLT_WINDOW_MODEL;
    blt__weight_uses w;

    blt__weight_uses_of(&w, c);
    if (c->has_patcher && blt_scheme_needs_entropy(c->patch_scheme))
        f->patcher = 2 * t * w.patcher
            + attention(&c->patcher, t, own ? c->patcher.window : window);
    f->encoder = 2 * t * w.encoder
        + attention(&c->encoder, t, own ? c->encoder.window : window);
    f->cross = 2 * t * w.cross + 2 * p * w.patch_cross
        + t * 4 * c->cross_k * (c->encoder.hidden
                                + crosses * c->decoder.hidden);
    f->global = 2 * p * w.patch_global
        + attention(&c->global, p, c->global.window);
    f->decoder = 2 * t * w.decoder
        + attention(&c->decoder, t, own ? c->decoder.window : window);
    f->head = 2 * t * w.head;
}

blt_status
blt_flops_plan(blt_flops *f, const blt_config *given, double bytes,
               double patch_size, int64_t window, blt_error *err)
{
    static const blt_config none = BLT_CONFIG_INIT;
    blt_flops own = BLT_FLOPS_INIT;
    blt_config c;
    blt_status s = blt__options_read(&c, &none, given, "BLT_CONFIG_INIT",
                                     err);

    if (s != BLT_OK)
        return s;
    if (c.patcher_only)
        return blt__fail(err, BLT_EINVAL, "flops: an entropy model alone: "
                         "take a whole model");
    if (!(bytes >= 1 && isfinite(bytes)))
        return blt__fail(err, BLT_EINVAL, "flops: a text of %g bytes: not 1"
                         " or more", bytes);
    if (!(patch_size >= 1 && isfinite(patch_size)))
        return blt__fail(err, BLT_EINVAL, "flops: patches of %g bytes: not 1"
                         " or more", patch_size);
    if (window < BLT_WINDOW_NONE)
        return blt__fail(err, BLT_EINVAL, "flops: window %lld: not -1 or"
                         " more", (long long)window);
    plan(&own, &c, bytes, patch_size, window);
    return blt__result_write(f, &own, "BLT_FLOPS_INIT", err);
}
