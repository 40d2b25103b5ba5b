/* The definition of every kernel: plain loops, sums in double. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "num/half.h"
#include "num/kern.h"

static float
element(const blt__mat *w, size_t j, size_t k)
{
    const uint8_t *p = (const uint8_t *)w->p
        + blt__type_size(w->type, j * w->cols + k);
    uint16_t h;
    float x;

    if (blt__type_scaled(w->type))
        return blt__mat_scale(w, (j * w->cols + k) / BLT__GROUP)
            * (float)blt__whole(w->p, w->type, j * w->cols + k);
    if (w->type == BLT__F32) {
        memcpy(&x, p, 4);
        return x;
    }
    memcpy(&h, p, 2);
    return w->type == BLT__BF16 ? blt__bf16_to(h) : blt__f16_to(h);
}

static void
matmul(float *restrict y, size_t ldy, const float *restrict x,
       const blt__mat *w, size_t j0, size_t j1, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = j0; j < j1; j++) {
            double s = 0;

            for (size_t k = 0; k < w->cols; k++)
                s += (double)x[i * w->cols + k] * element(w, j, k);
            y[i * ldy + j] = (float)s;
        }
}

static float
dot(const float *a, const float *b, size_t n)
{
    double s = 0;

    for (size_t i = 0; i < n; i++)
        s += (double)a[i] * b[i];
    return (float)s;
}

static void
axpy(float *restrict y, float s, const float *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] += s * x[i];
}

static void
axpy8(float *restrict y, float s, const int8_t *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float t = s * x[i];

        y[i] += t;
    }
}

static void
axpy4(float *restrict y, float s, const uint8_t *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float t = s * (float)blt__whole(x, BLT__I4, i);

        y[i] += t;
    }
}

static void
norm(float *restrict y, float *restrict r, const float *restrict x,
     const float *restrict w, float eps, size_t n, size_t d)
{
    for (size_t i = 0; i < n; i++, x += d, y += d) {
        double s = 0;
        float q;

        for (size_t c = 0; c < d; c++)
            s += (double)x[c] * x[c];
        q = (float)(1 / sqrt(s / (double)d + eps));
        for (size_t c = 0; c < d; c++)
            y[c] = x[c] * q * w[c];
        if (r != NULL)
            r[i] = q;
    }
}

/* With y_c = x_c r w_c and r = (mean(x^2) + eps)^-1/2,
 * dx_c = r (g_c - x_c r^2 mean(g x)),  g = dy w. */
static void
norm_bwd(float *restrict dx, float *restrict dw, const float *restrict dy,
         const float *restrict x, const float *restrict w,
         const float *restrict r, size_t n, size_t d)
{
    for (size_t i = 0; i < n; i++, dx += d, dy += d, x += d) {
        double s = 0;
        float q = r[i], t;

        for (size_t c = 0; c < d; c++)
            s += (double)dy[c] * w[c] * x[c];
        t = (float)(s / (double)d) * q * q;
        for (size_t c = 0; c < d; c++) {
            dx[c] += q * (dy[c] * w[c] - x[c] * t);
            dw[c] += dy[c] * x[c] * q;
        }
    }
}

static void
swiglu(float *y, const float *gate, const float *up, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] = (float)(gate[i] / (1 + exp(-(double)gate[i]))) * up[i];
}

static void
swiglu_bwd(float *dgate, float *dup, const float *dy, const float *gate,
           const float *up, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double g = gate[i], s = 1 / (1 + exp(-g)), u = up[i];

        dgate[i] = (float)(dy[i] * u * s * (1 + g * (1 - s)));
        dup[i] = (float)(dy[i] * g * s);
    }
}

static float
softmax(float *s, size_t lo, size_t hi, size_t n)
{
    float m = s[lo];
    double z = 0;

    for (size_t j = lo; j < hi; j++)
        if (s[j] > m)
            m = s[j];
    for (size_t j = 0; j < n; j++) {
        s[j] = j < lo || j >= hi ? 0 : (float)exp((double)s[j] - m);
        z += s[j];
    }
    return (float)z;
}

static void
attn_scores(float *restrict s, size_t lds, const float *restrict q, size_t ldq,
            const float *restrict kt, float scale, size_t width, size_t m)
{
    for (size_t i = 0; i < m; i++, s += lds, q += ldq)
        for (size_t j = 0; j < BLT__BLOCK; j++) {
            double t = 0;

            for (size_t c = 0; c < width; c++)
                t += (double)q[c] * kt[c * BLT__BLOCK + j];
            s[j] = (float)t * scale;
        }
}

static void
attn_sum(float *restrict out, size_t ldo, const float *restrict p, size_t ldp,
         const float *restrict v, size_t lo, size_t hi, size_t ld, size_t m)
{
    for (size_t i = 0; i < m; i++, out += ldo, p += ldp)
        for (size_t c = 0; c < ld; c++) {
            double t = 0;

            for (size_t j = lo; j < hi; j++)
                t += (double)p[j] * v[j * ld + c];
            out[c] += (float)t;
        }
}

static void
rotate(float *restrict x, const float *restrict cs, float sign, size_t width)
{
    for (size_t i = 0; i + 1 < width; i += 2) {
        float a = x[i], b = x[i + 1], c = cs[i], s = sign * cs[i + 1];

        x[i] = a * c - b * s;
        x[i + 1] = b * c + a * s;
    }
}

const blt__kern blt__kern_ref = {
    "plain", matmul, dot, axpy, axpy8, axpy4, norm, norm_bwd, swiglu,
    swiglu_bwd, softmax, attn_scores, attn_sum, rotate
};
