/* Parts of context mixing: adaptive probabilities, and a gated logistic mixer.
 *
 * An estimate is the probability of "yes" in one situation, learned from the
 * answers seen there: a 22-bit probability above a 10-bit count of them, as in
 * the indirect models of PAQ (M. Mahoney, "Adaptive weighing of context models
 * for lossless data compression", 2005).  The first answers move it far, later
 * ones by 1/n.
 *
 * The mixer adds stretched probabilities, ln(p / (1 - p)), with weights from
 * several sets, each set chosen by a different fact of the situation, and
 * squashes the sum.  Weights follow the gradient of the coding cost.
 *
 * Only + - * / and integer operations in a fixed order: the results have the
 * same bits wherever floats are IEEE 754 and expressions are not contracted,
 * which -std=c11 guarantees with GCC and the source's explicit lanes with
 * vectors. */
#ifndef BLT_SCORE_MIXER_H
#define BLT_SCORE_MIXER_H

#include <stdint.h>
#include <string.h>

/* ---- functions ---------------------------------------------------------- */

/* e^x within 1e-4 relative, by the first terms of its series, since what
 * follows normalizes or learns; x is limited to what a float can hold. */
static inline float
blt__mix_exp(float x)
{
    union { uint32_t i; float f; } scale;
    int whole;

    x *= 1.44269504f;
    x = x < -126.0f ? -126.0f : x > 126.0f ? 126.0f : x;
    whole = (int)(x + 256.0f) - 256;            /* floor, for |x| < 256 */
    x -= (float)whole;
    scale.i = (uint32_t)(whole + 127) << 23;
    return scale.f * (1.0f + x * (0.69314718f + x * (0.24022651f
        + x * (0.05550411f + x * (0.00961813f + x * 0.00133336f)))));
}

/* The same for x <= 0, with the same bits, in integer operations where
 * comparisons of floats would keep loops from being vectorized. */
static inline float
blt__mix_exp_negative(float x)
{
    union { uint32_t i; float f; } u, scale;
    int32_t least = 0x42fc0000, size;           /* 126 */
    int whole;

    u.f = x * 1.44269504f;
    size = (int32_t)(u.i & 0x7fffffff);
    u.i = (uint32_t)(size < least ? size : least) | 0x80000000u;
    x = u.f;
    whole = (int)(x + 256.0f) - 256;
    x -= (float)whole;
    scale.i = (uint32_t)(whole + 127) << 23;
    return scale.f * (1.0f + x * (0.69314718f + x * (0.24022651f
        + x * (0.05550411f + x * (0.00961813f + x * 0.00133336f)))));
}

/* ln x for normal positive x, absolute error below 2e-7 plus rounding: with
 * x = 2^e m, m in [sqrt(1/2), sqrt(2)), and t = (m - 1) / (m + 1), the series
 * 2 t (1 + t^2 / 3 + t^4 / 5 + ...). */
static inline float
blt__mix_log(float x)
{
    union { uint32_t i; float f; } u;
    int32_t e;
    float t, s;

    u.f = x;
    e = (int32_t)(u.i - 0x3f3504f3u) >> 23;
    u.i -= (uint32_t)e << 23;
    t = (u.f - 1.0f) / (u.f + 1.0f);
    s = t * t;
    return (float)e * 0.69314718f + 2.0f * t * (1.0f + s * (0.33333334f
        + s * (0.2f + s * (0.14285715f + s * 0.11111111f))));
}

static inline float
blt__mix_squash(float x)
{
    return 1.0f / (1.0f + blt__mix_exp(-x));
}

/* ---- estimates ---------------------------------------------------------- */

typedef uint32_t blt__estimate;

/* Tables that all estimates use. */
typedef struct blt__mix_tables {
    float    stretch[4096];     /* of (i + 1/2) / 4096 */
    uint32_t rate[1024];        /* 65536 / (n + 1.6) */
} blt__mix_tables;

void blt__mix_tables_fill(blt__mix_tables *t);

/* p in 0 .. 1, as if n answers had been seen. */
blt__estimate blt__estimate_of(float p, unsigned n);

static inline float
blt__estimate_stretch(const blt__mix_tables *t, blt__estimate c)
{
    return t->stretch[c >> 20];
}

static inline float
blt__estimate_p(blt__estimate c)
{
    return ((float)(c >> 10) + 0.5f) * (1.0f / 4194304.0f);
}

/* The answer was yes (1) or no (0); limit: answers after which the rate of
 * learning stays, at most 1023. */
static inline void
blt__estimate_update(const blt__mix_tables *t, blt__estimate *c, int yes,
                 unsigned limit)
{
    const unsigned n = *c & 1023;
    const int32_t p = (int32_t)(*c >> 10);
    const int32_t to = yes ? 4194303 : 0;
    const int32_t now = p + (int32_t)((int64_t)(to - p)
                                      * (int32_t)t->rate[n] >> 16);

    *c = (uint32_t)(now < 0 ? 0 : now) << 10 | (n < limit ? n + 1 : n);
}

/* ---- mixer -------------------------------------------------------------- */

enum { BLT__MIX_INPUTS = 16, BLT__MIX_SETS = 4 };

typedef float blt__mix_weights[BLT__MIX_INPUTS];

/* sum over j < n of x_j times the sum of the sets' weights; n is a multiple
 * of 4, four lanes that are added last. */
static inline float
blt__mix_dot(float *const w[BLT__MIX_SETS], const float *x, int n)
{
    float lane[4] = { 0, 0, 0, 0 };

    for (int j = 0; j < n; j += 4)
        for (int l = 0; l < 4; l++)
            lane[l] += ((w[0][j + l] + w[1][j + l])
                        + (w[2][j + l] + w[3][j + l])) * x[j + l];
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* step: learning rate times (answer - p). */
static inline void
blt__mix_learn(float *const w[BLT__MIX_SETS], const float *restrict x, int n,
               float step)
{
    for (int k = 0; k < BLT__MIX_SETS; k++) {
        float *restrict to = w[k];

        for (int j = 0; j < n; j += 4)
            for (int l = 0; l < 4; l++)
                to[j + l] += step * x[j + l];
    }
}

#endif
