/* One pre-norm transformer layer without its attention, which the caller
 * computes: from a cache (sessions) or over a whole sequence (training). */
#include "config.h"
#include <string.h>
#include "nn/attention.h"
#include "nn/layer.h"
#include "nn/linear.h"
#include "nn/rope.h"
#include "num/kern.h"

void
blt__layer_in(blt__layer_acts *a, const blt__layer_w *w, const float *x,
              const float *cs, const blt_part *p, size_t n, blt__exec exec)
{
    const size_t d = (size_t)p->hidden, width = d / (size_t)p->heads;

    blt__kern_get()->norm(a->n1, a->r1, x, w->norm1.p, p->eps, n, d);
    blt__linear_each((blt__product[]){ { a->q, &w->q }, { a->k, &w->k },
                                       { a->v, &w->v } }, 3, a->n1, n, exec);
    blt__rope_apply(a->q, cs, 1, n, (size_t)p->heads, width);
    blt__rope_apply(a->k, cs, 1, n, (size_t)p->kv_heads, width);
}

void
blt__layer_out(float *y, blt__layer_acts *a, const blt__layer_w *w,
               const float *x, const blt_part *p, size_t n, blt__exec exec)
{
    const blt__kern *kern = blt__kern_get();
    const size_t d = (size_t)p->hidden, inner = (size_t)p->inner;

    blt__linear_fwd(a->mid, a->att, &w->o, n, exec);
    blt__add(a->mid, x, n * d);
    kern->norm(a->n2, a->r2, a->mid, w->norm2.p, p->eps, n, d);
    blt__linear_each((blt__product[]){ { a->gate, &w->gate },
                                       { a->up, &w->up } }, 2, a->n2, n,
                     exec);
    kern->swiglu(a->act, a->gate, a->up, n * inner);
    blt__linear_fwd(y, a->act, &w->down, n, exec);
    blt__add(y, a->mid, n * d);
}

size_t
blt__layer_scratch(const blt_part *p, size_t n)
{
    const size_t d = (size_t)p->hidden, inner = (size_t)p->inner;
    size_t ffn = n * (2 * inner + d);
    size_t att = n * 5 * d + 64 * blt__band_row(n, (size_t)p->window);

    return ffn > att ? ffn : att;
}

/* The backward passes of layer_out and then of layer_in. */
void
blt__layer_bwd(float *dx, const blt__layer_w *dw, const blt__layer_acts *a,
               const blt__layer_w *w, const float *x, const float *cs,
               const blt_part *p, size_t n, float *scratch, blt__exec exec)
{
    const blt__kern *kern = blt__kern_get();
    const size_t d = (size_t)p->hidden, inner = (size_t)p->inner,
                 width = d / (size_t)p->heads;
    const blt__band band = { n, (size_t)p->heads, (size_t)p->kv_heads, width,
                             (size_t)p->window, 0, exec };
    float *dgate = scratch, *dup = dgate + n * inner, *dn2 = dup + n * inner;
    float *datt = scratch, *dq = datt + n * d, *dk = dq + n * d,
          *dv = dk + n * d, *dn1 = dv + n * d, *ds = dn1 + n * d;

    /* dx holds dy, which is also the gradient of mid through the residual */
    blt__linear_bwd(dgate, 0, &dw->down, dx, a->act, &w->down, n, exec);
    kern->swiglu_bwd(dgate, dup, dgate, a->gate, a->up, n * inner);
    blt__linear_bwd(dn2, 0, &dw->gate, dgate, a->n2, &w->gate, n, exec);
    blt__linear_bwd(dn2, 1, &dw->up, dup, a->n2, &w->up, n, exec);
    kern->norm_bwd(dx, (float *)dw->norm2.p, dn2, a->mid, w->norm2.p, a->r2,
                   n, d);

    blt__linear_bwd(datt, 0, &dw->o, dx, a->att, &w->o, n, exec);
    blt__band_bwd(dq, dk, dv, ds, datt, a->prob, a->q, a->k, a->v, &band);
    blt__rope_apply(dq, cs, -1, n, (size_t)p->heads, width);
    blt__rope_apply(dk, cs, -1, n, (size_t)p->kv_heads, width);
    blt__linear_bwd(dn1, 0, &dw->q, dq, a->n1, &w->q, n, exec);
    blt__linear_bwd(dn1, 1, &dw->k, dk, a->n1, &w->k, n, exec);
    blt__linear_bwd(dn1, 1, &dw->v, dv, a->n1, &w->v, n, exec);
    kern->norm_bwd(dx, (float *)dw->norm1.p, dn1, x, w->norm1.p, a->r1, n, d);
}
