/* Patch vectors and the global transformer.            [MODEL.md 5.3, 5.4] */
#include "config.h"
#include <string.h>
#include "latent/cross_rows.h"
#include "latent/patches.h"
#include "nn/linear.h"

/* pooled [patches, H] with their ranges -> patch [patches, k*H].  Only the
 * last layer's cross-attention counts: Hugging Face's port pools again after
 * each layer.  [MODEL.md 5.3] */
static void
patch_vectors(blt_session *s, size_t patches)
{
    const struct blt__shared *p = s->shared;
    const blt_config *c = &p->c;
    struct blt__scratch *w = &s->scratch;
    const size_t k = (size_t)c->cross_k, h = (size_t)c->encoder.hidden;
    blt__cross_rows r = { .s = s, .cross = blt__encoder_cross(p),
                          .x = w->query, .y = w->patch, .ck = s->open_k,
                          .cv = s->open_v, .part = &c->encoder,
                          .queries = (int)k };

    blt__linear_fwd(w->query, w->pooled, &p->w->encoder.proj, patches,
                    blt__session_exact(s, BLT__N_CROSS, p->opt.pool));
    blt__cross_rows_run(&r, patches * k);
    blt__probe_call(&s->probe, "patch_embeds", -1, w->patch, patches * k, h);
}

/* patch [patches, k*H] -> global [patches, G]. */
static blt_status
global_vectors(blt_session *s, size_t patches, blt_error *err)
{
    const struct blt__shared *p = s->shared;
    const blt_config *c = &p->c;
    struct blt__scratch *w = &s->scratch;
    const size_t g = (size_t)c->global.hidden,
                 kh = (size_t)(c->cross_k * c->encoder.hidden);
    blt_status st = blt__stack_begin(&s->global, w->patch_start, patches,
                                     err);

    if (st != BLT_OK)
        return st;
    if (p->w->global.proj.rows != 0)
        blt__linear_fwd(w->global, w->patch, &p->w->global.proj, patches,
                        blt__session_exact(s, BLT__N_GLOBAL, p->opt.pool));
    else
        memcpy(w->global, w->patch, patches * kh * sizeof *w->patch);
    blt__probe_call(&s->probe, "global_in", -1, w->global, patches, g);
    for (int l = 0; l < c->global.layers; l++) {
        blt__stack_layer(&s->global, l, w->global, patches);
        blt__probe_call(&s->probe, "global_transformer.layers", l, w->global,
                        patches, g);
    }
    blt__stack_end(&s->global, patches);
    blt__probe_call(&s->probe, "global_out", -1, w->global, patches, g);
    return BLT_OK;
}

blt_status
blt__patches_run(blt_session *s, size_t patches, blt_feed *out,
                 blt_error *err)
{
    const blt_config *c = &s->shared->c;
    const size_t kh = (size_t)(c->cross_k * c->encoder.hidden),
                 g = (size_t)c->global.hidden;
    blt_status st;

    patch_vectors(s, patches);
    blt__copy_out(out->patch_embed, s->scratch.patch, patches * kh);
    if (s->shared->opt.depth < BLT_DEPTH_GLOBAL)
        return BLT_OK;
    st = global_vectors(s, patches, err);
    if (st == BLT_OK)
        blt__copy_out(out->global_out, s->scratch.global, patches * g);
    return st;
}
