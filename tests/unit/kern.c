/* num/: fast kernels against their definition, on odd sizes, unaligned rows,
 * infinities and NaN; rows exact whatever stands beside them; 16-bit
 * numbers.  Bounds: a sum of n float32 products in another order is off by
 * at most about n * 6e-8 of the sum of their sizes. */
#include "config.h"
#include <float.h>
#include <string.h>
#include "base/base.h"
#include "num/gemm.h"
#include "num/half.h"
#include "num/kern.h"
#include "num/rows.h"
#include "tests/lib/tap.h"

static blt__rng rng;
static const blt__kern *fast, *plain = &blt__kern_ref;

static float *
numbers(size_t n, double scale)
{
    float *p = calloc(n + 16, sizeof *p);

    for (size_t i = 0; i < n; i++)
        p[i] = (float)(scale * blt__rng_normal(&rng));
    return p;
}

/* w in a type, at an odd address; *as_float what it then holds. */
static blt__mat
matrix(blt__type type, size_t rows, size_t cols, uint8_t **own)
{
    blt__mat m = { NULL, type, rows, cols };
    float *x = numbers(rows * cols, 1);
    uint8_t *p = *own = calloc(rows * cols * 4 + 8, 1);

    p += 1;
    for (size_t i = 0; i < rows * cols; i++) {
        uint16_t h = type == BLT__BF16 ? blt__bf16_from(x[i])
            : blt__f16_from(x[i]);

        if (type == BLT__F32)
            memcpy(p + 4 * i, &x[i], 4);
        else
            memcpy(p + 2 * i, &h, 2);
    }
    free(x);
    m.p = p;
    return m;
}

static void
products(void)
{
    static const size_t size[][3] = {    /* rows of x, of w, columns */
        { 1, 1, 1 }, { 1, 4, 8 }, { 2, 5, 7 }, { 3, 4, 32 }, { 5, 9, 36 },
        { 7, 3, 72 }, { 24, 352, 128 }, { 25, 260, 129 }, { 4, 2, 300 },
        { 2, 21, 1029 }, { 2, 27, 2053 }     /* long rows: see LONG_ROW */
    };
    static const char *const type_name[] = { "F32", "BF16", "F16" };

    for (int t = 0; t < 3; t++) {
        double worst = 0;
        int exact = 1;

        for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
            const size_t n = size[i][0], r = size[i][1], c = size[i][2];
            uint8_t *own;
            blt__mat w = matrix((blt__type)t, r, c, &own);
            float *x = numbers(n * c + 1, 1) + 1, *a = numbers(n * r, 0),
                  *b = numbers(n * r, 0), *one = numbers(r, 0);

            plain->matmul(a, r, x, &w, 0, r, n);
            fast->matmul(b, r, x, &w, 0, r, n);
            for (size_t k = 0; k < n * r; k++)
                worst = fmax(worst, fabs(a[k] - b[k]) / (double)c);
            for (size_t k = 0; k < n; k++) {     /* a row alone, in parts */
                size_t half = r / 2;

                fast->matmul(one, r, x + k * c, &w, 0, half, 1);
                fast->matmul(one, r, x + k * c, &w, half, r, 1);
                exact &= memcmp(one, b + k * r, r * sizeof *b) == 0;
            }
            free(x - 1);
            free(a);
            free(b);
            free(one);
            free(own);
        }
        /* |x w| has mean 0.6 a column; 300 of the 2053 are bound enough */
        near(worst, 0, 300 * 6e-8 * 0.6, 0, "products with %s weights",
             type_name[t]);
        ok(exact, "and each row is the same alone");
    }
}

/* Products with weights in groups: near the definition, and with the bits of
 * the floats that the weights stand for. */
static void
groups(blt__type type)
{
    static const size_t size[][3] = {    /* rows of x, of w, columns */
        { 1, 1, 32 }, { 1, 4, 64 }, { 2, 5, 96 }, { 3, 4, 32 },
        { 5, 11, 288 }, { 24, 65, 128 }, { 2, 9, 16416 }
    };
    double worst = 0;
    int same = 1, alone = 1;

    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        const size_t n = size[i][0], r = size[i][1], c = size[i][2],
                     all = r * c, half = r / 2;
        float *f = numbers(all, 1), *x = numbers(n * c + 1, 1) + 1,
              *a = numbers(n * r, 0), *b = numbers(n * r, 0),
              *d = numbers(n * r, 0);
        uint8_t *q = calloc(all + 1, 1), *s = calloc(all / 16 + 1, 1);
        blt__mat w = { q + 1, type, r, c, s + 1, BLT__BF16, BLT__GROUP },
                 wide = { f, BLT__F32, r, c };

        for (size_t k = 0; k < all; k += BLT__GROUP) {
            uint16_t scale;

            blt__row_pack(q + 1 + blt__type_size(type, k), &scale, f + k,
                          BLT__GROUP, type);
            memcpy(s + 1 + k / 16, &scale, 2);
        }
        for (size_t k = 0; k < r; k++)
            blt__mat_row(f + k * c, &w, k);
        plain->matmul(a, r, x, &w, 0, r, n);
        fast->matmul(b, r, x, &w, 0, r, n);
        fast->matmul(d, r, x, &wide, 0, r, n);
        same &= memcmp(b, d, n * r * sizeof *b) == 0;
        for (size_t k = 0; k < n * r; k++)
            worst = fmax(worst, fabs(a[k] - b[k]) / (double)c);
        for (size_t k = 0; k < n; k++) {
            fast->matmul(d, r, x + k * c, &w, 0, half, 1);
            fast->matmul(d, r, x + k * c, &w, half, r, 1);
            alone &= memcmp(d, b + k * r, r * sizeof *b) == 0;
        }
        free(f);
        free(x - 1);
        free(a);
        free(b);
        free(d);
        free(q);
        free(s);
    }
    near(worst, 0, 300 * 6e-8 * 0.6, 0, "products with groups of %s",
         type == BLT__I8 ? "I8" : "I4");
    ok(same, "have the bits of their floats");
    ok(alone, "and each row is the same alone");
}

struct gemm {
    size_t m, n, k;
    int ta, tb;
    float beta, alpha;
    blt__type operands;
};

/* Numbers that the type of the operands can represent. */
static float *
operands(size_t n, blt__type type)
{
    float *x = numbers(n, 1);

    for (size_t i = 0; type == BLT__BF16 && i < n; i++)
        x[i] = blt__bf16_to(blt__bf16_from(x[i]));
    return x;
}

/* c = alpha op(a) op(b) + beta c against loops in double, inside a wider c
 * whose other elements must stay.  The largest error over k + 1 and alpha;
 * infinite where beta is 0 and c was read, or what lies beside c changed. */
static double
gemm_error(blt__gemm_fn *multiply, const struct gemm *g)
{
    const size_t m = g->m, n = g->n, k = g->k, ldc = n + 7,
                 lda = (g->ta ? m : k) + 3, ldb = (g->tb ? k : n) + 5;
    float *a = operands((g->ta ? k : m) * lda + 1, g->operands) + 1,
          *b = operands((g->tb ? n : k) * ldb + 1, g->operands) + 1,
          *c = numbers(m * ldc + 1, 1) + 1, *old = numbers(m * ldc, 0);
    double worst = 0;

    for (size_t y = 0; g->beta == 0 && y < m; y++)
        c[y * ldc] = c[y * ldc + n - 1] = NAN;
    memcpy(old, c, m * ldc * sizeof *c);
    multiply(c, ldc, g->beta, g->alpha, a, lda, g->ta, b, ldb, g->tb, m, n,
             k);
    for (size_t y = 0; y < m; y++)
        for (size_t x = 0; x < ldc; x++) {
            float was = old[y * ldc + x], is = c[y * ldc + x];
            double s = 0;

            for (size_t z = 0; x < n && z < k; z++)
                s += (double)a[g->ta ? z * lda + y : y * lda + z]
                    * b[g->tb ? x * ldb + z : z * ldb + x];
            s = g->alpha * s + (g->beta == 0 ? 0 : (double)g->beta * was);
            if (x >= n ? memcmp(&was, &is, sizeof is) != 0 : !isfinite(is))
                worst = INFINITY;
            else if (x < n)
                worst = fmax(worst, fabs(s - is) / (double)(k + 1)
                             / fabs(g->alpha));
        }
    free(a - 1);
    free(b - 1);
    free(c - 1);
    free(old);
    return worst;
}

/* About the edges of tiles, panels and blocks of either width: m, n, k. */
static const size_t gemm_size[][3] = {
    { 1, 1, 1 }, { 5, 3, 2 }, { 6, 64, 16 }, { 7, 65, 17 }, { 13, 32, 33 },
    { 12, 16, 129 }, { 23, 47, 300 }, { 64, 191, 32 }, { 3, 130, 257 },
    { 2, 20, 0 }, { 97, 9, 31 }, { 101, 145, 70 }, { 196, 24, 8 },
    { 11, 7, 513 }, { 194, 257, 1 }
};
static const float gemm_factor[][2] = {      /* beta, alpha */
    { 0, 0.5f }, { -1.5f, 0.5f }, { 1, 1 }, { 0, -1 }
};

enum { GEMM_SIZES = sizeof gemm_size / sizeof *gemm_size, GEMM_KINDS = 16 };

/* Of 16 kinds: what is transposed, and the factors. */
static struct gemm
gemm_of(size_t i, int kind, blt__type operands)
{
    return (struct gemm){ gemm_size[i][0], gemm_size[i][1], gemm_size[i][2],
                          kind & 1, kind >> 1 & 1, gemm_factor[kind >> 2][0],
                          gemm_factor[kind >> 2][1], operands };
}

static void
gemms(blt__gemm_fn *multiply, blt__type operands, const char *name)
{
    double worst = 0;

    for (size_t i = 0; i < GEMM_SIZES; i++)
        for (int kind = 0; kind < GEMM_KINDS; kind++) {
            struct gemm g = gemm_of(i, kind, operands);

            worst = fmax(worst, gemm_error(multiply, &g));
        }
    near(worst, 0, 300 * 6e-8 * 0.6, 0, "general products, %s", name);
}

/* Two products of operands of all magnitudes, some below the normal range. */
static void
same_products(blt__gemm_fn *one, blt__gemm_fn *other)
{
    size_t bad = 0;

    for (size_t i = 0; i < GEMM_SIZES; i++)
        for (int kind = 0; kind < GEMM_KINDS; kind++) {
            struct gemm g = gemm_of(i, kind, BLT__F32);
            const size_t lda = g.ta ? g.m : g.k, ldb = g.tb ? g.k : g.n,
                         n = g.m * g.n;
            float *a = numbers(g.m * g.k, 1), *b = numbers(g.k * g.n, 1),
                  *c = numbers(n, 1), *d = numbers(n, 0);

            for (size_t j = 0; j < g.m * g.k; j++)
                a[j] = ldexpf(a[j], (int)(j % 7) * 9 - 27
                              - (j % 11 == 0 ? 110 : 0));
            memcpy(d, c, n * sizeof *d);
            one(c, g.n, g.beta, g.alpha, a, lda, g.ta, b, ldb, g.tb, g.m,
                g.n, g.k);
            other(d, g.n, g.beta, g.alpha, a, lda, g.ta, b, ldb, g.tb, g.m,
                  g.n, g.k);
            bad += memcmp(c, d, n * sizeof *d) != 0;
            free(a);
            free(b);
            free(c);
            free(d);
        }
    ok(bad == 0, "the instruction gives the bits of the plain definition");
}

static void
rows(void)
{
    static const size_t width[] = { 1, 6, 8, 36, 128, 131 };
    double e_norm = 0, e_bwd = 0, e_glu = 0, e_dglu = 0, e_dot = 0,
           e_rot = 0;

    for (size_t i = 0; i < sizeof width / sizeof *width; i++) {
        const size_t d = width[i], n = 3, m = n * d;
        float *x = numbers(m, 2), *w = numbers(d, 1), *dy = numbers(m, 1),
              *u = numbers(m, 3);
        float *a = numbers(m, 0), *b = numbers(m, 0), *c = numbers(m, 0),
              *e = numbers(m, 0), ra[3], rb[3];

        plain->norm(a, ra, x, w, 1e-5f, n, d);
        fast->norm(b, rb, x, w, 1e-5f, n, d);
        e_norm = fmax(e_norm, max_diff(a, b, m));
        memset(a, 0, m * sizeof *a);
        memset(b, 0, m * sizeof *b);
        plain->norm_bwd(a, c, dy, x, w, ra, n, d);
        fast->norm_bwd(b, e, dy, x, w, ra, n, d);
        e_bwd = fmax(e_bwd, fmax(max_diff(a, b, m), max_diff(c, e, d)));
        plain->swiglu(a, x, u, m);
        fast->swiglu(b, x, u, m);
        e_glu = fmax(e_glu, max_diff(a, b, m));
        plain->swiglu_bwd(a, c, dy, x, u, m);
        fast->swiglu_bwd(b, e, dy, x, u, m);
        e_dglu = fmax(e_dglu, fmax(max_diff(a, b, m), max_diff(c, e, m)));
        e_dot = fmax(e_dot, fabs(plain->dot(x, u, m) - fast->dot(x, u, m))
                     / (double)m);
        memcpy(a, x, m * sizeof *a);
        memcpy(b, x, m * sizeof *b);
        plain->axpy(a, 1.5f, u, m);
        fast->axpy(b, 1.5f, u, m);
        e_dot = fmax(e_dot, max_diff(a, b, m));
        plain->rotate(a, u, -1, d);
        fast->rotate(b, u, -1, d);
        e_rot = fmax(e_rot, max_diff(a, b, m));
        free(x);
        free(w);
        free(dy);
        free(u);
        free(a);
        free(b);
        free(c);
        free(e);
    }
    near(e_norm, 0, 2e-6, 0, "norm");
    near(e_bwd, 0, 1e-4, 0, "its backward (width 1 divides by small norms)");
    near(e_glu, 0, 2e-5, 0, "gated unit");
    near(e_dglu, 0, 2e-5, 0, "its backward");
    near(e_dot, 0, 2e-6, 0, "dot and axpy");
    near(e_rot, 0, 1e-4, 0, "rotation");
}

static void
softmaxes(void)
{
    static const size_t part[][3] = {   /* lo, hi, n */
        { 0, 1, 1 }, { 0, 7, 7 }, { 3, 4, 9 }, { 5, 64, 64 },
        { 17, 130, 200 }, { 0, 260, 260 }
    };
    double worst = 0;
    float in[4] = { 1, INFINITY, 0, 2 }, nan[9] = { 0, 1, NAN };
    float big[3] = { 1e30f, 1e30f, -1e30f };
    int zeros = 1;

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const size_t lo = part[i][0], hi = part[i][1], n = part[i][2];
        float *a = numbers(n, 20), *b = calloc(n + 16, sizeof *b);
        float za, zb;

        memcpy(b, a, n * sizeof *b);
        za = plain->softmax(a, lo, hi, n);
        zb = fast->softmax(b, lo, hi, n);
        worst = fmax(worst, fabs(za - zb) / za);
        worst = fmax(worst, max_diff(a, b, n));
        for (size_t j = 0; j < n; j++)
            zeros &= (j >= lo && j < hi) || b[j] == 0;
        free(a);
        free(b);
    }
    near(worst, 0, 1e-6, 0, "softmax");
    ok(zeros, "is 0 outside its range");
    ok(isnan(fast->softmax(in, 0, 4, 4)) == isnan(
           plain->softmax((float[]){ 1, INFINITY, 0, 2 }, 0, 4, 4)),
       "infinity: as the definition has it");
    ok(isnan(fast->softmax(nan, 0, 9, 9)), "NaN goes through");
    near(fast->softmax(big, 0, 3, 3), 2, 0, 0, "large scores do not overflow");
}

static void
attention(void)
{
    static const size_t width[] = { 6, 8, 32, 40 };
    double es = 0, em = 0;

    for (size_t i = 0; i < 4; i++) {
        const size_t w = width[i], ld = (w + 7) / 8 * 8;
        float *q = numbers(w, 1), *kt = numbers(w * BLT__BLOCK, 1),
              *v = numbers(ld * BLT__BLOCK, 1), *p = numbers(BLT__BLOCK, 1),
              a[BLT__BLOCK], b[BLT__BLOCK], oa[64] = { 0 }, ob[64] = { 0 };

        plain->attn_scores(a, 0, q, 0, kt, 0.3f, w, 1);
        fast->attn_scores(b, 0, q, 0, kt, 0.3f, w, 1);
        es = fmax(es, max_diff(a, b, BLT__BLOCK));
        for (size_t lo = 0; lo < 5; lo++)
            for (size_t hi = lo; hi <= BLT__BLOCK; hi += 13) {
                plain->attn_sum(oa, 0, p, 0, v, lo, hi, ld, 1);
                fast->attn_sum(ob, 0, p, 0, v, lo, hi, ld, 1);
            }
        em = fmax(em, max_diff(oa, ob, ld));
        free(q);
        free(kt);
        free(v);
        free(p);
    }
    near(es, 0, 1e-5, 0, "attn_scores");
    near(em, 0, 2e-4, 0, "attn_sum");
}

/* Queries together against each alone: the same bits, also where a query's
 * probabilities are 0 at the ends of the range that the call states. */
static void
together(const blt__kern *one)
{
    int same = 1, mixed = 1;

    for (size_t m = 1; m <= BLT__QUERIES + 1; m++)
        for (size_t w = 6; w <= 70; w += 16) {
            const size_t ld = (w + 7) / 8 * 8;
            float *q = numbers(m * w, 1), *kt = numbers(w * BLT__BLOCK, 1),
                  *v = numbers(BLT__BLOCK * ld, 1),
                  *p = numbers(m * BLT__BLOCK, 1),
                  *a = numbers(m * ld, 1), *b = numbers(m * ld, 0),
                  s[(BLT__QUERIES + 1) * BLT__BLOCK], t[BLT__BLOCK];

            memcpy(b, a, m * ld * sizeof *a);
            fast->attn_scores(s, BLT__BLOCK, q, w, kt, 0.3f, w, m);
            for (size_t i = 0; i < m; i++) {
                const size_t lo = 3 + 2 * i, hi = 50 + i;
                float *pi = p + i * BLT__BLOCK;

                one->attn_scores(t, 0, q + i * w, 0, kt, 0.3f, w, 1);
                same &= memcmp(t, s + i * BLT__BLOCK, sizeof t) == 0;
                for (size_t j = 0; j < BLT__BLOCK; j++)
                    if (j < lo || j >= hi)
                        pi[j] = 0;
                one->attn_sum(b + i * ld, 0, pi, 0, v, lo, hi, ld, 1);
            }
            fast->attn_sum(a, ld, p, BLT__BLOCK, v, 3, 50 + m - 1, ld, m);
            mixed &= memcmp(a, b, m * ld * sizeof *a) == 0;
            free(q);
            free(kt);
            free(v);
            free(p);
            free(a);
            free(b);
        }
    ok(same, "scores of queries together and alone (%s)", one->name);
    ok(mixed, "and their mixes");
}

/* A gated unit far out: the fast exponential must end where exp does. */
static void
extremes(void)
{
    float g[10] = { -1000, 1000, -88, 88, -0.0f, NAN, 1e-30f, INFINITY, 20,
                    -20 },
          u[10], a[10], b[10];

    for (int i = 0; i < 10; i++)
        u[i] = 1;
    plain->swiglu(a, g, u, 10);
    fast->swiglu(b, g, u, 10);
    for (int i = 0; i < 10; i++)
        near(b[i], a[i], 1e-30, 1e-6, "gated unit of %g", g[i]);
}

static void
halves(void)
{
    int good = 1;

    for (unsigned i = 0; i < 65536; i++) {
        uint16_t h = (uint16_t)i;
        float b = blt__bf16_to(h), f = blt__f16_to(h);

        good &= isnan(b) ? isnan(blt__bf16_to(blt__bf16_from(b)))
            : blt__bf16_from(b) == h;
        good &= isnan(f) ? isnan(blt__f16_to(blt__f16_from(f)))
            : blt__f16_from(f) == h;
    }
    ok(good, "every 16-bit number goes to float32 and back");
    ok(blt__bf16_from(1.00390625f) == 0x3f80, "BF16 ties to even, down");
    ok(blt__bf16_from(1.01171875f) == 0x3f82, "BF16 ties to even, up");
    ok(blt__f16_from(65519.0f) == 0x7bff, "the largest F16");
    ok(blt__f16_from(65520.0f) == 0x7c00, "and what rounds past it");
    ok(blt__f16_from(0x1p-25f) == 0, "half the smallest F16 ties to 0");
    ok(blt__f16_from(0x1.8p-24f) == 2, "one and a half of it to 2");
}

static void
axpy_rows(const blt__kern *k, float *y, float s, const void *q, size_t d,
          blt__type t)
{
    if (t == BLT__I8)
        k->axpy8(y, s, q, d);
    else
        k->axpy4(y, s, q, d);
}

/* Rows in few bits: kernels and the expanded row agree to the bit, and what
 * comes back is packed to the same bits. */
static void
few_bits(blt__type t)
{
    static const size_t width[] = { 2, 6, 8, 36, 128, 130 };
    const double low = t == BLT__I8 ? -127 : -8;
    const double high = t == BLT__I8 ? 127 : 7;
    int good = 1, exact = 1, expanded = 1, again = 1, ends = 1;
    double worst = 0;
    float bad[4] = { 1, NAN, 2, 0 }, tiny[2] = { 1e-40f, -1e-41f };
    uint8_t q[4];
    uint16_t scale;

    for (size_t i = 0; i < 6 * 40; i++) {
        const size_t d = width[i % 6] + (t == BLT__I8 && i / 6 % 2);
        const size_t size = blt__type_size(t, d);
        float *x = numbers(d, pow(10, (double)(i / 6) - 20)),
              *y = numbers(d, 1), *a = numbers(d, 0), *b = numbers(d, 0),
              *row = numbers(d, 0), s;
        uint8_t *own = calloc(size + 1, 2), *p = own + 1, *p2 = p + size;
        uint16_t scale2;
        blt__mat m = { p, t, 1, d, &scale, BLT__BF16 };
        int end = 0;

        good &= blt__row_pack(p, &scale, x, d, t);
        s = blt__bf16_to(scale);
        blt__mat_row(row, &m, 0);
        for (size_t j = 0; j < d; j++) {
            const double want = fmax(low, fmin(high, (double)x[j] / s));

            worst = fmax(worst, fabs(want - (double)row[j] / s));
            end |= blt__whole(p, t, j) == low || blt__whole(p, t, j) == high;
        }
        ends &= end;
        again &= blt__row_pack(p2, &scale2, row, d, t) && scale == scale2
            && memcmp(p, p2, size) == 0;
        blt__row_round(x, d, t);
        again &= memcmp(x, row, d * sizeof *x) == 0;

        memcpy(a, y, d * sizeof *a);
        memcpy(b, y, d * sizeof *b);
        axpy_rows(plain, a, s, p, d, t);
        fast->axpy(b, 1, row, d);
        expanded &= memcmp(a, b, d * sizeof *a) == 0;
        s *= 1.2345678f;        /* 24 bits, as a scale in F32 may have */
        memcpy(a, y, d * sizeof *a);
        axpy_rows(plain, a, s, p, d, t);
        axpy_rows(fast, y, s, p, d, t);
        exact &= memcmp(a, y, d * sizeof *a) == 0;
        free(x);
        free(y);
        free(a);
        free(b);
        free(row);
        free(own);
    }
    printf("# %s\n", t == BLT__I8 ? "int8" : "int4");
    ok(good, "rows of all sizes have a scale");
    ok(ends, "at which a number meets an end of the range");
    ok(exact, "plain and fast are the same");
    ok(expanded, "and the same as the rows in float32");
    ok(again, "packed again nothing changes");
    near(worst, 0, 0.5, 1e-6, "every number within half a step, or cut short");
    ok(!blt__row_pack(q, &scale, bad, 4, t), "NaN has no place");
    bad[1] = -INFINITY;
    ok(!blt__row_pack(q, &scale, bad, 4, t), "nor has infinity");
    q[0] = q[1] = 1;
    ok(blt__row_pack(q, &scale, tiny, 2, t) && scale == 0
       && blt__whole(q, t, 0) == 0 && blt__whole(q, t, 1) == 0,
       "numbers too small for a scale are 0");
    bad[1] = -FLT_MAX;
    ok(blt__row_pack(q, &scale, bad, 4, t) && blt__whole(q, t, 0) == 0
       && blt__whole(q, t, 1) == low
       && isfinite(blt__bf16_to(scale) * (float)low), "the largest fit");
}

static double
lost(const float *x, const float *y, size_t n)
{
    double e = 0;

    for (size_t i = 0; i < n; i++)
        e += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
    return e;
}

/* Four bits in their place, and a scale that is worth its search. */
static void
nibbles(void)
{
    const float whole[4] = { -8, 7, 0, -1 }, left[2] = { 0, -14 };
    float x[128] = { 0 }, y[128];
    uint8_t q[64];
    uint16_t scale;

    ok(blt__row_pack(q, &scale, whole, 4, BLT__I4) && scale == 0x3f80
       && q[0] == 0xf0 && q[1] == 0x78, "8 more, the even column low");
    ok(blt__row_pack(q, &scale, left, 2, BLT__I4)
       && blt__bf16_to(scale) == 1.75f && q[0] == 0x08,
       "the one largest number meets its own end");
    x[0] = 7;                   /* one far out, the rest between two wholes */
    for (int i = 1; i < 128; i++)
        x[i] = i % 2 ? 1.4f : -1.4f;
    memcpy(y, x, sizeof y);
    blt__row_round(y, 128, BLT__I4);
    ok(y[0] < 7 && lost(x, y, 128) < 127 * 0.4 * 0.4 / 2,
       "one number is cut short for the good of the others");
}

/* Two tables of kernels, the same bits: on sizes around the widths of both
 * registers. */
#ifdef HAVE_AVX512
static void
same_bits(const blt__kern *s, const blt__kern *t)
{
    static const blt__type type[] = { BLT__F32, BLT__BF16, BLT__F16 };
    int mul = 1, glu = 1, dglu = 1, soft = 1, score = 1, turn = 1;

    for (size_t m = 1; m < 40; m += m < 14 ? 1 : 5)
        for (int k = 0; k < 3; k++) {
            /* wide ones too: fewer rows at a time, at last none */
            const size_t r = 3 + m % 7, c = 1 + 7 * m + (m % 5 == 4) * 440 * m;
            uint8_t *own;
            blt__mat w = matrix(type[k], r, c, &own);
            float *x = numbers(m * c + 1, 1) + 1, *a = numbers(m * r, 0),
                  *b = numbers(m * r, 0);

            s->matmul(a, r, x, &w, 0, r, m);
            t->matmul(b, r, x, &w, 0, r, m);
            mul &= memcmp(a, b, m * r * sizeof *a) == 0;
            free(x - 1);
            free(a);
            free(b);
            free(own);
        }
    for (size_t n = 2; n < 200; n += 3) {
        float *x = numbers(n, 30), *u = numbers(n, 2), *d = numbers(n, 1),
              *kt = numbers(n * BLT__BLOCK, 1), *a = numbers(n, 0),
              *b = numbers(n, 0), *e = numbers(n, 0), *f = numbers(n, 0),
              za, zb, sa[BLT__BLOCK], sb[BLT__BLOCK];
        size_t lo = n / 3, hi = n - n / 4;

        s->swiglu(a, x, u, n);
        t->swiglu(b, x, u, n);
        glu &= memcmp(a, b, n * sizeof *a) == 0;
        s->swiglu_bwd(a, e, d, x, u, n);
        t->swiglu_bwd(b, f, d, x, u, n);
        dglu &= memcmp(a, b, n * sizeof *a) == 0
            && memcmp(e, f, n * sizeof *e) == 0;
        memcpy(a, x, n * sizeof *a);
        memcpy(b, x, n * sizeof *b);
        s->rotate(a, u, -1, n);
        t->rotate(b, u, -1, n);
        turn &= memcmp(a, b, n * sizeof *a) == 0;
        za = s->softmax(a, lo, hi, n);
        zb = t->softmax(b, lo, hi, n);
        soft &= memcmp(a, b, n * sizeof *a) == 0
            && memcmp(&za, &zb, sizeof za) == 0;
        s->attn_scores(sa, 0, x, 0, kt, 0.3f, n, 1);
        t->attn_scores(sb, 0, x, 0, kt, 0.3f, n, 1);
        score &= memcmp(sa, sb, sizeof sa) == 0;
        free(x);
        free(u);
        free(d);
        free(kt);
        free(a);
        free(b);
        free(e);
        free(f);
    }
    ok(mul, "products: %s and %s agree to the bit", s->name, t->name);
    ok(glu, "gated units do");
    ok(dglu, "and their backward");
    ok(soft, "softmax does");
    ok(score, "scores do");
    ok(turn, "rotations do");
}
#endif

static void
all(const blt__kern *kern)
{
    fast = kern;
    printf("# seed 7, kernels: %s\n", fast->name);
    products();
    groups(BLT__I8);
    groups(BLT__I4);
    rows();
    softmaxes();
    attention();
    if (fast != plain)
        together(fast);
    extremes();
    few_bits(BLT__I8);
    few_bits(BLT__I4);
    nibbles();
}

int
main(void)
{
    blt__rng_seed(&rng, 7);
    all(blt__kern_get());
#ifdef HAVE_AVX512
    if (blt__kern_get() == &blt__kern_avx512) {
        all(&blt__kern_avx2);
        fast = &blt__kern_avx512;
        together(&blt__kern_avx2);
        same_bits(&blt__kern_avx512, &blt__kern_avx2);
    }
#endif
    gemms(blt__gemm_blas, BLT__F32, "OpenBLAS");
#ifdef HAVE_AVX2
    if (blt__kern_get() != plain)
        gemms(blt__gemm_avx2, BLT__F32, "avx2");
#endif
#ifdef HAVE_AVX512
    if (blt__kern_get() == &blt__kern_avx512)
        gemms(blt__gemm_avx512, BLT__F32, "avx512");
#endif
    gemms(blt__gemm, BLT__F32, "as training takes them");
    gemms(blt__gemm_bf16_ref, BLT__BF16, "bfloat16 by definition");
    gemms(blt__gemm_bf16, BLT__BF16, "bfloat16 as training takes them");
    same_products(blt__gemm_bf16, blt__gemm_bf16_ref);
    halves();
    return done_testing();
}
