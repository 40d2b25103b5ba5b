/* Every kind of layer against central differences.
 *
 * f(x) = sum_i c_i y_i for a fixed random c, so that df/dx is what the
 * backward pass gives for dy = c.  Differences are taken in the float32
 * forward: with a step of 1e-2 of values around 1 the truncation is near
 * 1e-4 and the rounding below it, which sets the bound. */
#include "config.h"
#include "base/base.h"
#include "latent/tape.h"
#include "nn/attention.h"
#include "nn/cross.h"
#include "nn/layer.h"
#include "nn/linear.h"
#include "nn/loss.h"
#include "nn/rope.h"
#include "num/gemm.h"
#include "num/kern.h"
#include "tests/lib/tap.h"

static const blt__exec training = { BLT__BLAS, NULL, NULL };
static blt__rng rng;

/* Everything is freed at the end, together. */
static float *taken[1000];
static size_t n_taken;

static float *
numbers(size_t n, double scale)
{
    float *p = calloc(n ? n : 1, sizeof *p);

    taken[n_taken++] = p;
    for (size_t i = 0; i < n; i++)
        p[i] = (float)(scale * blt__rng_normal(&rng));
    return p;
}

static blt__mat
mat(size_t rows, size_t cols, double scale)
{
    return (blt__mat){ numbers(rows * cols, scale), BLT__F32, rows, cols };
}

static blt__mat
norm_mat(size_t d)
{
    blt__mat m = mat(1, d, 0.2);

    for (size_t i = 0; i < d; i++)
        ((float *)m.p)[i] += 1;
    return m;
}

static double
weighed(const float *y, const float *c, size_t n)
{
    double s = 0;

    for (size_t i = 0; i < n; i++)
        s += (double)y[i] * c[i];
    return s;
}

/* Error of one derivative over the bound 2e-3 + 1e-2 |want|. */
static double
difference(double (*f)(void *), void *arg, float *x, float dx, float h)
{
    const float keep = *x;
    double up, down, want;

    *x = keep + h;
    up = f(arg);
    *x = keep - h;
    down = f(arg);
    *x = keep;
    want = (up - down) / ((double)(keep + h) - (double)(keep - h));
    return fabs(dx - want) / (2e-3 + 1e-2 * fabs(want));
}

/* Some numbers of x are moved and f is run again for each; the worst error.
 * Pooling has corners, which a step may cross: a smaller one then decides. */
static double
differences(double (*f)(void *), void *arg, float *x, const float *dx,
            size_t n)
{
    double worst = 0;
    size_t step = n / 23 + 1;

    for (size_t i = 0; i < n; i += step) {
        double e = difference(f, arg, &x[i], dx[i], 1e-2f);

        if (!(e < 1))
            e = fmin(e, difference(f, arg, &x[i], dx[i], 1e-3f));
        worst = fmax(worst, e);
    }
    return worst;
}

/* ---- linear, norm, gated unit, rotation, loss --------------------------------------- */

struct simple { float *x, *y, *c; blt__mat w; size_t n; float *r;
                const float *cs; const int32_t *target; };

static double
f_linear(void *arg)
{
    struct simple *s = arg;

    blt__linear_fwd(s->y, s->x, &s->w, s->n, training);
    return weighed(s->y, s->c, s->n * s->w.rows);
}

static double
f_norm(void *arg)
{
    struct simple *s = arg;

    blt__kern_get()->norm(s->y, s->r, s->x, s->w.p, 1e-5f, s->n, s->w.cols);
    return weighed(s->y, s->c, s->n * s->w.cols);
}

static double
f_glu(void *arg)
{
    struct simple *s = arg;

    blt__kern_get()->swiglu(s->y, s->x, s->r, s->n);
    return weighed(s->y, s->c, s->n);
}

static double
f_rope(void *arg)
{
    struct simple *s = arg;

    memcpy(s->y, s->x, s->n * 24 * sizeof *s->y);
    blt__rope_apply(s->y, s->cs, 1, s->n, 3, 8);
    return weighed(s->y, s->c, s->n * 24);
}

static double
f_loss(void *arg)
{
    struct simple *s = arg;
    float row[BLT_VOCAB];

    memcpy(s->y, s->x, s->n * BLT_VOCAB * sizeof *s->y);
    return blt__loss(s->y, s->target, 0, s->n, BLT_VOCAB, row);
}

static void
simple_layers(void)
{
    struct simple s = { .x = numbers(5 * 260, 1), .y = numbers(5 * 260, 0),
                        .c = numbers(5 * 260, 1), .n = 5,
                        .r = numbers(64, 1) };
    float *dx = numbers(5 * 260, 0), *dw = numbers(260 * 40, 0),
          *dr = numbers(64, 0), row[BLT_VOCAB];
    blt__mat d;
    blt__rope rope;
    float *cs = numbers(5 * 8, 0);
    static const int32_t target[5] = { 0, 259, 4, 100, 7 };
    blt_error err;

    s.w = mat(13, 17, 1);
    d = (blt__mat){ dw, BLT__F32, 13, 17 };
    blt__linear_bwd(dx, 0, &d, s.c, s.x, &s.w, s.n, training);
    ok(differences(f_linear, &s, s.x, dx, 5 * 17) < 1, "linear: input");
    ok(differences(f_linear, &s, (float *)s.w.p, dw, 13 * 17) < 1,
       "linear: weights");

    s.w = norm_mat(17);
    memset(dx, 0, 5 * 17 * sizeof *dx);
    memset(dw, 0, 17 * sizeof *dw);
    f_norm(&s);
    blt__kern_get()->norm_bwd(dx, dw, s.c, s.x, s.w.p, s.r, 5, 17);
    ok(differences(f_norm, &s, s.x, dx, 5 * 17) < 1, "norm: input");
    ok(differences(f_norm, &s, (float *)s.w.p, dw, 17) < 1, "norm: weights");

    s.n = 50;
    blt__kern_get()->swiglu_bwd(dx, dr, s.c, s.x, s.r, s.n);
    ok(differences(f_glu, &s, s.x, dx, 50) < 1, "gated unit: gate");
    ok(differences(f_glu, &s, s.r, dr, 50) < 1, "gated unit: up");

    s.n = 5;
    if (blt__rope_init(&rope, 8, 10000, &err) != BLT_OK)
        exit(1);
    blt__rope_fill(cs, &rope, 300, 5);
    s.cs = cs;
    memcpy(dx, s.c, 5 * 24 * sizeof *dx);
    blt__rope_apply(dx, cs, -1, 5, 3, 8);
    ok(differences(f_rope, &s, s.x, dx, 5 * 24) < 1, "rotation");

    s.target = target;
    memcpy(dx, s.x, 5 * 260 * sizeof *dx);
    blt__loss(dx, target, 1, 5, BLT_VOCAB, row);
    ok(differences(f_loss, &s, s.x, dx, 5 * 260) < 1, "loss");
    blt__rope_free(&rope);
}

/* ---- self-attention, with and without a window ------------------------------------------ */

struct attention { float *q, *k, *v, *att, *prob, *c; blt__band b; };

static double
f_attention(void *arg)
{
    struct attention *s = arg;

    blt__band_fwd(s->att, s->prob, s->q, s->k, s->v, &s->b);
    return weighed(s->att, s->c, s->b.n * s->b.heads * s->b.width);
}

static void
self_attention(size_t n, size_t window)
{
    struct attention s = { .b = { n, 4, 2, 8, window } };
    const size_t nq = n * 32, nk = n * 16;
    float *dq = numbers(nq, 0), *dk = numbers(nk, 0), *dv = numbers(nk, 0),
          *ds = numbers(64 * blt__band_row(n, window), 0);

    s.q = numbers(nq, 1);
    s.k = numbers(nk, 1);
    s.v = numbers(nk, 1);
    s.c = numbers(nq, 0.3);
    s.att = numbers(nq, 0);
    s.prob = numbers(4 * blt__band_size(n, window), 0);
    f_attention(&s);
    blt__band_bwd(dq, dk, dv, ds, s.c, s.prob, s.q, s.k, s.v, &s.b);
    ok(differences(f_attention, &s, s.q, dq, nq) < 1,
       "attention over %zu, window %zu: queries", n, window);
    ok(differences(f_attention, &s, s.k, dk, nk) < 1, "keys");
    ok(differences(f_attention, &s, s.v, dv, nk) < 1, "values");
}

/* ---- a whole layer --------------------------------------------------------------------------- */

struct layer { blt_part p; blt__layer_w w; blt__layer_acts a; float *x, *y,
               *c, *cs; size_t n; };

static double
f_layer(void *arg)
{
    struct layer *s = arg;
    const blt__band b = { s->n, 4, 2, 6, 3 };

    blt__layer_in(&s->a, &s->w, s->x, s->cs, &s->p, s->n, training);
    blt__band_fwd(s->a.att, s->a.prob, s->a.q, s->a.k, s->a.v, &b);
    blt__layer_out(s->y, &s->a, &s->w, s->x, &s->p, s->n, training);
    return weighed(s->y, s->c, s->n * 24);
}

static blt__layer_w
layer_weights(double scale, double norm)
{
    blt__layer_w w = { mat(24, 24, scale), mat(12, 24, scale),
                       mat(12, 24, scale), mat(24, 24, scale),
                       mat(20, 24, scale), mat(20, 24, scale),
                       mat(24, 20, scale), mat(1, 24, 0), mat(1, 24, 0) };

    if (norm != 0) {
        w.norm1 = norm_mat(24);
        w.norm2 = norm_mat(24);
    }
    return w;
}

static void
layer(void)
{
    enum { N = 7 };
    struct layer s = { .n = N };
    blt__layer_w d = layer_weights(0, 0);
    const blt__mat *w, *dw;
    static const char *const name[] = { "q", "k", "v", "o", "gate", "up",
                                        "down", "norm1", "norm2" };
    blt__rope rope;
    float *dx, *scratch;
    blt_error err;

    s.p = (blt_part){ .hidden = 24, .layers = 1, .heads = 4, .kv_heads = 2,
                      .inner = 20, .max_positions = 99, .window = 3,
                      .theta = 1e4, .eps = 1e-5f };
    s.w = layer_weights(0.3, 1);
    s.x = numbers(N * 24, 1);
    s.y = numbers(N * 24, 0);
    s.c = numbers(N * 24, 0.5);
    s.cs = numbers(N * 6, 0);
    s.a = (blt__layer_acts){
        numbers(N * 24, 0), numbers(N, 0), numbers(N * 24, 0),
        numbers(N * 12, 0), numbers(N * 12, 0), numbers(N * 24, 0),
        numbers(N * 24, 0), numbers(N * 24, 0), numbers(N, 0),
        numbers(N * 20, 0), numbers(N * 20, 0), numbers(N * 20, 0),
        numbers(4 * blt__band_size(N, 3), 0) };
    if (blt__rope_init(&rope, 6, 1e4, &err) != BLT_OK)
        exit(1);
    blt__rope_fill(s.cs, &rope, 0, N);
    scratch = numbers(blt__layer_scratch(&s.p, N), 0);
    dx = numbers(N * 24, 0);
    f_layer(&s);
    memcpy(dx, s.c, N * 24 * sizeof *dx);
    blt__layer_bwd(dx, &d, &s.a, &s.w, s.x, s.cs, &s.p, N, scratch,
                   training);
    ok(differences(f_layer, &s, s.x, dx, N * 24) < 1, "layer: input");
    w = &s.w.q;
    dw = &d.q;
    for (int i = 0; i < 9; i++)
        ok(differences(f_layer, &s, (float *)w[i].p, dw[i].p,
                       w[i].rows * w[i].cols) < 1, "layer: %s", name[i]);
    blt__rope_free(&rope);
}

/* ---- cross-attention ----------------------------------------------------------------------------- */

struct cross { blt_part p; blt__cross_w w; blt__cross_acts a; float *x, *u,
               *c, *context; const uint32_t *lo, *hi; size_t nq, nk; };

static double
f_cross(void *arg)
{
    struct cross *s = arg;

    blt__cross_keys(&s->a, &s->w, s->context, s->p.eps, s->nk, training);
    blt__cross_fwd(s->u, &s->a, &s->w, s->x, s->lo, s->hi, &s->p, s->nq,
                   training);
    return weighed(s->u, s->c, s->nq * 24);
}

static void
cross(void)
{
    enum { Q = 6, K = 9 };
    /* the fourth query sees nothing */
    static const uint32_t lo[Q] = { 0, 0, 3, 4, 4, 8 },
                          hi[Q] = { 3, 3, 4, 4, 9, 9 };
    struct cross s = { .lo = lo, .hi = hi, .nq = Q, .nk = K };
    blt__cross_w d = { mat(24, 24, 0), mat(12, 24, 0), mat(12, 24, 0),
                       mat(24, 24, 0), mat(1, 24, 0), mat(1, 24, 0) };
    const blt__mat *w, *dw;
    static const char *const name[] = { "q", "k", "v", "o", "qnorm",
                                        "knorm" };
    float *dx = numbers(Q * 24, 0), *dc = numbers(K * 24, 0),
          *scratch = numbers((4 * Q + 3 * K) * 24, 0);

    s.p = (blt_part){ .hidden = 24, .layers = 1, .heads = 4, .kv_heads = 2,
                      .inner = 20, .eps = 1e-5f };
    s.w = (blt__cross_w){ mat(24, 24, 0.3), mat(12, 24, 0.3),
                          mat(12, 24, 0.3), mat(24, 24, 0.3), norm_mat(24),
                          norm_mat(24) };
    s.a = (blt__cross_acts){ numbers(Q * 24, 0), numbers(Q, 0),
                             numbers(Q * 24, 0), numbers(K * 24, 0),
                             numbers(K, 0), numbers(K * 12, 0),
                             numbers(K * 12, 0), numbers(Q * 24, 0),
                             numbers(4 * Q * K, 0) };
    s.x = numbers(Q * 24, 1);
    s.context = numbers(K * 24, 1);
    s.u = numbers(Q * 24, 0);
    s.c = numbers(Q * 24, 0.5);
    f_cross(&s);
    blt__cross_bwd(dx, dc, &d, s.c, &s.a, &s.w, s.x, s.context, lo, hi, &s.p,
                   Q, K, scratch, training);
    ok(differences(f_cross, &s, s.x, dx, Q * 24) < 1, "cross: queries");
    ok(differences(f_cross, &s, s.context, dc, K * 24) < 1,
       "cross: context");
    w = &s.w.q;
    dw = &d.q;
    for (int i = 0; i < 6; i++)
        ok(differences(f_cross, &s, (float *)w[i].p, dw[i].p,
                       w[i].rows * w[i].cols) < 1, "cross: %s", name[i]);
}

/* ---- the whole model: embedding, hashes, pooling, projections -------------------------------------- */

struct model { blt_config c; blt__weights w; blt__tape *t;
               const int32_t *ids; size_t n; const int64_t *len;
               size_t count; };

static double
f_model(void *arg)
{
    struct model *s = arg;

    return blt__tape_step(s->t, &s->w, NULL, 0,
                          &(blt__tape_input){ s->ids, s->n, s->len,
                                              s->count });
}

static blt_part
small_part(int hidden, int layers)
{
    return (blt_part){ .hidden = hidden, .layers = layers, .heads = 2,
                       .kv_heads = 2, .inner = 20, .max_positions = 64,
                       .window = 8, .theta = 1e4, .eps = 1e-5f };
}

static void
take_model(blt_config *c, int k, int global)
{
    *c = (blt_config){ .encoder = small_part(16, 2),
                       .global = small_part(global, 2),
                       .decoder = small_part(16, 2), .cross_k = k,
                       .decoder_cross_all = 1, .hash_sizes = { 3, 5 },
                       .n_hash_sizes = 2, .hash_functions = 1,
                       .hash_vocab = 11 };
    c->size = sizeof *c;
    c->patch_threshold = BLT_THRESHOLD_DEFAULT;
    c->patch_size = 4;
}

static void
fill_weights(blt__tensor *table, blt__tensor *gradient, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        blt__mat *m = table[i].mat;

        *m = table[i].kind == BLT__KIND_NORM ? norm_mat(m->cols)
            : mat(m->rows, m->cols, 0.25);
        *gradient[i].mat = mat(m->rows, m->cols, 0);
    }
}

static void
fill_ids(int32_t ids[31])
{
    for (int i = 0; i < 31; i++)
        ids[i] = i == 0 ? BLT_ID_BOS : 4 + (i * 7) % 9;
}

static void
bail(const blt_error *err)
{
    printf("Bail out! %s\n", err->text);
    exit(1);
}

static void
whole(int k, int global)
{
    struct model s = { 0 };
    blt__weights g;
    blt__tensor *table, *gtable;
    size_t count, bad = 0;
    static int32_t ids[31];
    static const int64_t len[] = { 1, 1, 5, 3, 9, 1, 4, 7 };    /* 30 + 1 */
    blt_error err;

    take_model(&s.c, k, global);
    if (blt__weights_layout(&s.w, &table, &count, &s.c, &err) != BLT_OK
        || blt__weights_layout(&g, &gtable, &count, &s.c, &err) != BLT_OK
        || blt__tape_new(&s.t, &s.c, BLT__MAIN, 32, BLT__F32, &err)
           != BLT_OK)
        bail(&err);
    fill_weights(table, gtable, count);
    fill_ids(ids);
    s.ids = ids;
    s.n = 30;
    s.len = len;
    s.count = sizeof len / sizeof *len;
    blt__tape_step(s.t, &s.w, &g, 1,
                   &(blt__tape_input){ ids, s.n, len, s.count });
    for (size_t i = 0; i < s.n * 2; i++)
        blt__add((float *)g.encoder.hash.p
                 + (size_t)blt__tape_hash_rows(s.t)[i] * 16,
                 blt__tape_hash_grad(s.t) + i / 2 * 16, 16);
    for (size_t i = 0; i < count; i++) {
        double worst = differences(f_model, &s, (float *)table[i].mat->p,
                                   gtable[i].mat->p, table[i].mat->rows
                                   * table[i].mat->cols);

        if (!(worst < 4)) {
            bad++;
            printf("# %s: %.1f times the bound\n", table[i].name, worst);
        }
    }
    ok(bad == 0, "all %zu tensors of a model with k %d, global width %d",
       count, k, global);
    blt__tape_free(s.t);
    blt__weights_free(&s.w);
    blt__weights_free(&g);
    free(table);
    free(gtable);
}

/* The same step with products of float32 and of bfloat16: the gradients differ
 * by the rounding, and do differ. */
static void
rounded(void)
{
    struct model s = { 0 };
    blt__weights g;
    blt__tensor *table, *gtable;
    size_t count, bad = 0;
    double most = 0;
    float **kept;
    int32_t ids[31];
    static const int64_t len[] = { 1, 1, 5, 3, 9, 1, 4, 7 };
    blt_error err;

    take_model(&s.c, 2, 24);
    if (blt__weights_layout(&s.w, &table, &count, &s.c, &err) != BLT_OK
        || blt__weights_layout(&g, &gtable, &count, &s.c, &err) != BLT_OK)
        bail(&err);
    fill_weights(table, gtable, count);
    fill_ids(ids);
    kept = calloc(count, sizeof *kept);
    for (int half = 0; half < 2; half++) {
        blt__tape *t;

        if (kept == NULL || blt__tape_new(&t, &s.c, BLT__MAIN, 32, half
                                          ? BLT__BF16 : BLT__F32, &err)
                            != BLT_OK)
            bail(&err);
        blt__tape_step(t, &s.w, &g, 1, &(blt__tape_input){ ids, 30, len,
                       sizeof len / sizeof *len });
        for (size_t i = 0; i < count; i++) {
            size_t n = gtable[i].mat->rows * gtable[i].mat->cols;
            float *x = (float *)gtable[i].mat->p;
            double off = 0, all = 0;

            if (half == 0) {
                kept[i] = numbers(n, 0);
                memcpy(kept[i], x, n * sizeof *x);
            }
            for (size_t k = 0; k < n; k++) {
                off += pow((double)x[k] - kept[i][k], 2);
                all += pow(kept[i][k], 2);
            }
            memset(x, 0, n * sizeof *x);
            off = all > 0 ? sqrt(off / all) : off;
            most = fmax(most, off);
            if (off > 0.03) {
                bad++;
                printf("# %s: %.3f of the gradient\n", table[i].name, off);
            }
        }
        blt__tape_free(t);
    }
    ok(bad == 0 && most > 1e-4, "products of bfloat16: gradients differ by"
       " %.4f of their length at most", most);
    free(kept);
    blt__weights_free(&s.w);
    blt__weights_free(&g);
    free(table);
    free(gtable);
}

int
main(void)
{
    blt__rng_seed(&rng, 11);
    printf("# seed 11\n");
    blt__gemm_init();
    simple_layers();
    self_attention(7, 0);
    self_attention(70, 0);
    self_attention(150, 9);
    layer();
    cross();
    whole(2, 32);
    whole(3, 24);
    rounded();
    while (n_taken > 0)
        free(taken[--n_taken]);
    return done_testing();
}
