/* Causal self-attention in a window: some queries against the cache, and a
 * whole sequence with its gradients. */
#include "config.h"
#include <assert.h>
#include <math.h>
#include <string.h>
#include "nn/attention.h"
#include "num/gemm.h"
#include "num/kern.h"

/* The range of each following query ends one position later. */
size_t
blt__attend_scratch(int64_t range, size_t width)
{
    return BLT__QUERIES * ((size_t)((range + BLT__QUERIES) / BLT__BLOCK + 2)
                           * BLT__BLOCK + width + 8);
}

/* Each block is read once for all queries.  Where their ranges differ a
 * probability is 0, which adds nothing, so a row does not depend on the
 * others. */
void
blt__attend(float *out, const float *q, const blt__cache *c, size_t heads,
            const int64_t *lo, int64_t hi, size_t m, float *s)
{
    const blt__kern *kern = blt__kern_get();
    const int64_t end = hi + (int64_t)m - 1, b0 = lo[0] / BLT__BLOCK,
                  b1 = (end - 1) / BLT__BLOCK, base = b0 * BLT__BLOCK;
    const size_t n = (size_t)(b1 - b0 + 1) * BLT__BLOCK, w = c->width,
                 d = heads * w;
    const float scale = 1 / sqrtf((float)w);
    float *sum = s + m * n, z[BLT__QUERIES];

    assert(m <= BLT__QUERIES);
    for (size_t h = 0; h < heads; h++, q += w, out += w) {
        size_t g = h / (heads / c->heads);

        for (int64_t b = b0; b <= b1; b++)
            kern->attn_scores(s + (b - b0) * BLT__BLOCK, n, q, d,
                              blt__cache_keys(c, b, g), scale, w, m);
        for (size_t i = 0; i < m; i++) {
            assert(lo[i] >= lo[0]);
            z[i] = kern->softmax(s + i * n, (size_t)(lo[i] - base),
                                 (size_t)(hi - base) + i, n);
        }
        memset(sum, 0, m * c->ld * sizeof *sum);
        for (int64_t b = b0; b <= b1; b++) {
            int64_t at = b * BLT__BLOCK;

            kern->attn_sum(sum, c->ld, s + (b - b0) * BLT__BLOCK, n,
                           blt__cache_values(c, b, g),
                           (size_t)(lo[0] > at ? lo[0] - at : 0),
                           (size_t)(end - at < BLT__BLOCK ? end - at
                                                          : BLT__BLOCK),
                           c->ld, m);
        }
        for (size_t i = 0; i < m; i++)
            for (size_t x = 0; x < w; x++)
                out[i * d + x] = sum[i * c->ld + x] / z[i];
    }
}

/* ---- a whole sequence --------------------------------------------------- */

enum { TILE = 64 };         /* queries that share one product */

/* Queries t0 .. t0 + m - 1 see keys j0 .. t0 + m - 1. */
struct tile { size_t t0, m, j0, keys; };

static struct tile
tile_at(size_t t0, size_t n, size_t window)
{
    struct tile t = { .t0 = t0 };

    t.m = n - t0 < TILE ? n - t0 : TILE;
    t.j0 = window != 0 && t0 + 1 > window ? t0 + 1 - window : 0;
    t.keys = t0 + t.m - t.j0;
    return t;
}

size_t
blt__band_size(size_t n, size_t window)
{
    size_t sum = 0;

    for (size_t t0 = 0; t0 < n; t0 += TILE) {
        struct tile t = tile_at(t0, n, window);

        sum += t.m * t.keys;
    }
    return sum;
}

size_t
blt__band_row(size_t n, size_t window)
{
    return window != 0 && window + TILE < n ? window + TILE : n;
}

void
blt__band_fwd(float *att, float *prob, const float *q, const float *k,
              const float *v, const blt__band *b)
{
    const blt__kern *kern = blt__kern_get();
    const size_t w = b->width, ldq = b->heads * w, ldk = b->kv * w;
    const float scale = 1 / sqrtf((float)w);
    blt__gemm_fn *multiply = blt__exec_gemm(b->exec);

    for (size_t t0 = 0; t0 < b->n; t0 += TILE) {
        struct tile t = tile_at(t0, b->n, b->window);

        for (size_t h = 0; h < b->heads; h++) {
            size_t g = h / (b->heads / b->kv);

            multiply(prob, t.keys, 0, scale, q + t0 * ldq + h * w, ldq, 0,
                     k + t.j0 * ldk + g * w, ldk, 1, t.m, t.keys, w);
            for (size_t i = 0; i < t.m; i++) {
                size_t at = t0 + i, lo = 0;
                float *row = prob + i * t.keys, z;

                if (b->window != 0 && at + 1 > b->window)
                    lo = at + 1 - b->window;
                z = kern->softmax(row, lo - t.j0, at + 1 - t.j0, t.keys);
                z = 1 / z;
                for (size_t j = lo - t.j0; j <= at - t.j0; j++)
                    row[j] *= z;
            }
            multiply(att + t0 * ldq + h * w, ldq, 0, 1, prob, t.keys, 0,
                     v + t.j0 * ldk + g * w, ldk, 0, t.m, w, t.keys);
            if (!b->discard)
                prob += t.m * t.keys;
        }
    }
}

/* dP = dO V^T, dS = P (dP - sum_j P dP) scale, dQ = dS K, dK += dS^T Q,
 * dV += P^T dO. */
void
blt__band_bwd(float *dq, float *dk, float *dv, float *ds, const float *datt,
              const float *prob, const float *q, const float *k,
              const float *v, const blt__band *b)
{
    const blt__kern *kern = blt__kern_get();
    const size_t w = b->width, ldq = b->heads * w, ldk = b->kv * w;
    const float scale = 1 / sqrtf((float)w);
    blt__gemm_fn *multiply = blt__exec_gemm(b->exec);

    memset(dk, 0, b->n * ldk * sizeof *dk);
    memset(dv, 0, b->n * ldk * sizeof *dv);
    for (size_t t0 = 0; t0 < b->n; t0 += TILE) {
        struct tile t = tile_at(t0, b->n, b->window);

        for (size_t h = 0; h < b->heads; h++, prob += t.m * t.keys) {
            size_t g = h / (b->heads / b->kv);
            size_t qo = t0 * ldq + h * w, ko = t.j0 * ldk + g * w;

            multiply(ds, t.keys, 0, 1, datt + qo, ldq, 0, v + ko, ldk, 1,
                     t.m, t.keys, w);
            for (size_t i = 0; i < t.m; i++) {
                const float *p = prob + i * t.keys;
                float *s = ds + i * t.keys;
                float mean = kern->dot(p, s, t.keys);

                for (size_t j = 0; j < t.keys; j++)
                    s[j] = p[j] * (s[j] - mean) * scale;
            }
            multiply(dq + qo, ldq, 0, 1, ds, t.keys, 0, k + ko, ldk, 0, t.m,
                     w, t.keys);
            multiply(dk + ko, ldk, 1, 1, ds, t.keys, 1, q + qo, ldq, 0,
                     t.keys, w, t.m);
            multiply(dv + ko, ldk, 1, 1, prob, t.keys, 1, datt + qo, ldq, 0,
                     t.keys, w, t.m);
        }
    }
}
