/* Cross-attention over short ranges of rows: the vectors of a patch attend to
 * its bytes, a byte attends to the vectors of a patch.  No rotary positions;
 * keys and values share a norm; the residual of the module and that of its
 * caller add up to 2 x.
 *                                                 [MODEL.md 2.5, BLT 3.2] */
#include "config.h"
#include <math.h>
#include <string.h>
#include "nn/cross.h"
#include "nn/linear.h"
#include "num/kern.h"

void
blt__cross_keys(blt__cross_acts *a, const blt__cross_w *w, const float *c,
                float eps, size_t nk, blt__exec exec)
{
    blt__kern_get()->norm(a->kn, a->rk, c, w->knorm.p, eps, nk,
                          w->knorm.cols);
    blt__linear_each((blt__product[]){ { a->k, &w->k }, { a->v, &w->v } }, 2,
                     a->kn, nk, exec);
}

/* One query row: att, q [h*w]; prob [h * (hi - lo)].  With no rows att is 0,
 * as in Meta's implementation. */
static void
attend_row(float *att, float *prob, const float *q, const float *k,
           const float *v, size_t lo, size_t hi, const blt_part *p)
{
    const blt__kern *kern = blt__kern_get();
    const size_t heads = (size_t)p->heads, m = hi - lo,
                 w = (size_t)p->hidden / heads,
                 ld = (size_t)p->kv_heads * w;
    const float scale = 1 / sqrtf((float)w);

    memset(att, 0, heads * w * sizeof *att);
    if (m == 0)
        return;
    for (size_t h = 0; h < heads; h++, q += w, att += w, prob += m) {
        size_t g = h / (heads / (size_t)p->kv_heads);
        float z;

        for (size_t j = 0; j < m; j++)
            prob[j] = scale * kern->dot(q, k + (lo + j) * ld + g * w, w);
        z = 1 / kern->softmax(prob, 0, m, m);
        for (size_t j = 0; j < m; j++) {
            prob[j] *= z;
            kern->axpy(att, prob[j], v + (lo + j) * ld + g * w, w);
        }
    }
}

void
blt__cross_fwd(float *u, blt__cross_acts *a, const blt__cross_w *w,
               const float *x, const uint32_t *lo, const uint32_t *hi,
               const blt_part *p, size_t nq, blt__exec exec)
{
    const size_t d = (size_t)p->hidden;
    size_t seen = 0;
    float *prob = a->prob;

    blt__kern_get()->norm(a->qn, a->rq, x, w->qnorm.p, p->eps, nq, d);
    blt__linear_fwd(a->q, a->qn, &w->q, nq, exec);
    for (size_t i = 0; i < nq; i++) {
        attend_row(a->att + i * d, prob, a->q + i * d, a->k, a->v, lo[i],
                       hi[i], p);
        prob += (size_t)p->heads * (hi[i] - lo[i]);
        seen += hi[i] - lo[i];
    }
    blt__count_add(exec.count, 4 * d * seen);
    blt__linear_fwd(u, a->att, &w->o, nq, exec);
    blt__kern_get()->axpy(u, 2, x, nq * d);
}

static void
row_bwd(float *dq, float *dk, float *dv, const float *datt,
        const float *prob, const float *q, const float *k, const float *v,
        size_t lo, size_t hi, const blt_part *p)
{
    const blt__kern *kern = blt__kern_get();
    const size_t heads = (size_t)p->heads, m = hi - lo,
                 w = (size_t)p->hidden / heads,
                 ld = (size_t)p->kv_heads * w;
    const float scale = 1 / sqrtf((float)w);

    memset(dq, 0, heads * w * sizeof *dq);
    for (size_t h = 0; h < heads; h++) {
        size_t g = h / (heads / (size_t)p->kv_heads);
        float mean = 0;

        for (size_t j = 0; j < m; j++)
            mean += prob[j] * kern->dot(datt, v + (lo + j) * ld + g * w, w);
        for (size_t j = 0; j < m; j++) {
            size_t at = (lo + j) * ld + g * w;
            float ds = prob[j] * (kern->dot(datt, v + at, w) - mean) * scale;

            kern->axpy(dq, ds, k + at, w);
            kern->axpy(dk + at, ds, q, w);
            kern->axpy(dv + at, prob[j], datt, w);
        }
        q += w;
        dq += w;
        datt += w;
        prob += m;
    }
}

void
blt__cross_bwd(float *dx, float *dc, const blt__cross_w *dw, const float *du,
               const blt__cross_acts *a, const blt__cross_w *w,
               const float *x, const float *c, const uint32_t *lo,
               const uint32_t *hi, const blt_part *p, size_t nq, size_t nk,
               float *scratch, blt__exec exec)
{
    const blt__kern *kern = blt__kern_get();
    const size_t d = (size_t)p->hidden,
                 kv = d / (size_t)p->heads * (size_t)p->kv_heads;
    float *datt = scratch, *dq = datt + nq * d, *dqn = dq + nq * d,
          *dk = dqn + nq * d, *dv = dk + nk * kv, *dkn = dv + nk * kv;
    const float *prob = a->prob;

    blt__linear_bwd(datt, 0, &dw->o, du, a->att, &w->o, nq, exec);
    memset(dk, 0, nk * kv * sizeof *dk);
    memset(dv, 0, nk * kv * sizeof *dv);
    for (size_t i = 0; i < nq; i++) {
        row_bwd(dq + i * d, dk, dv, datt + i * d, prob, a->q + i * d, a->k,
                a->v, lo[i], hi[i], p);
        prob += (size_t)p->heads * (hi[i] - lo[i]);
    }
    blt__linear_bwd(dqn, 0, &dw->q, dq, a->qn, &w->q, nq, exec);
    blt__linear_bwd(dkn, 0, &dw->k, dk, a->kn, &w->k, nk, exec);
    blt__linear_bwd(dkn, 1, &dw->v, dv, a->kn, &w->v, nk, exec);
    for (size_t i = 0; i < nq * d; i++)
        dx[i] = 2 * du[i];
    kern->norm_bwd(dx, (float *)dw->qnorm.p, dqn, x, w->qnorm.p, a->rq, nq,
                   d);
    kern->norm_bwd(dc, (float *)dw->knorm.p, dkn, c, w->knorm.p, a->rk, nk,
                   d);
}
