/* Loss and gradients of the training pass against the reference
 * implementations' autograd, for both models that have them. */
#include "config.h"
#include "file/weights.h"
#include "latent/tape.h"
#include "num/view.h"
#include <blt/build.h>
#include "tests/lib/golden.h"
#include "tests/lib/tap.h"

/* Float copies of a model's weights in one block, and zeroed gradients. */
struct floats {
    blt__weights w;
    blt__tensor *table;
    size_t n;
    float *data;
};

static void
floats_new(struct floats *f, const blt_config *c)
{
    size_t sum = 0, at = 0;
    blt_error err;

    if (blt__weights_layout(&f->w, &f->table, &f->n, c, &err) != BLT_OK)
        exit(1);
    for (size_t i = 0; i < f->n; i++)
        sum += f->table[i].mat->rows * f->table[i].mat->cols;
    f->data = calloc(sum, sizeof *f->data);
    for (size_t i = 0; i < f->n; i++) {
        blt__mat *mat = f->table[i].mat;

        mat->p = f->data + at;
        mat->type = BLT__F32;
        at += mat->rows * mat->cols;
    }
}

static void
fill(struct floats *f, const blt_model *m)
{
    blt_tensor_info info = BLT_TENSOR_INFO_INIT;

    for (size_t i = 0; blt_model_tensor(m, i, &info); i++)
        for (size_t j = 0; j < f->n; j++)
            if (strcmp(info.name, f->table[j].name) == 0) {
                blt__mat *mat = f->table[j].mat;
                blt__mat from = *mat;

                from.p = info.data;
                from.type = strcmp(info.type, "F32") == 0 ? BLT__F32
                    : strcmp(info.type, "BF16") == 0 ? BLT__BF16 : BLT__F16;
                for (size_t r = 0; r < mat->rows; r++)
                    blt__mat_row((float *)mat->p + r * mat->cols, &from, r);
            }
}

static void
hash_gradient(const blt__tape *t, const struct floats *g, size_t n,
              const blt_config *c)
{
    const size_t h = (size_t)c->encoder.hidden,
                 tables = (size_t)(c->n_hash_sizes * c->hash_functions);
    const float *dx = blt__tape_hash_grad(t);
    const int64_t *row = blt__tape_hash_rows(t);
    float *out = (float *)g->w.encoder.hash.p;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < tables; k++)
            for (size_t j = 0; j < h; j++)
                out[(size_t)row[i * tables + k] * h + j] += dx[i * h + j];
}

static golden_tensor
tensor(const golden *g, const char *name)
{
    golden_tensor t;

    if (!golden_find(g, name, &t)) {
        printf("Bail out! golden file lacks %s\n", name);
        exit(1);
    }
    return t;
}

/* Every stored number of one gradient; returns how many are off. */
static size_t
gradient(const golden_tensor *want, const blt__mat *mat, double *worst)
{
    size_t bad = 0;

    for (size_t k = 0; k < mat->rows * mat->cols; k++) {
        double got = ((const float *)mat->p)[k], d;
        float x;

        if (!golden_at(want, k, &x))
            continue;
        d = fabs(got - x);
        bad += !(d <= 1e-5 + 1e-4 * fabs(x));
        if (d > *worst)
            *worst = d;
    }
    return bad;
}

static void
compare(const char *name, const char *set, blt__submodel submodel)
{
    char *dir = golden_path(name), full[128];
    golden *gold = golden_open(name, set);
    blt_model *m;
    blt_error err;
    struct floats w, g;
    blt__tape *t;
    golden_tensor ids = tensor(gold, "ids"), want;
    size_t n = ids.n - 1, patches = 0, tensors = 0, bad = 0;
    int64_t len[64];
    blt__tape_input in;
    double loss, worst = 0;

    if (blt_model_open(&m, dir, &err) != BLT_OK) {
        printf("Bail out! %s\n", err.text);
        exit(1);
    }
    floats_new(&w, blt_model_config(m));
    floats_new(&g, blt_model_config(m));
    fill(&w, m);
    if (submodel == BLT__MAIN) {
        want = tensor(gold, "patch_lengths");
        patches = want.n;
        for (size_t i = 0; i < patches; i++)    /* count the next token */
            len[i] = want.i[i] + (i + 1 == patches);
    }
    if (blt__tape_new(&t, blt_model_config(m), submodel, n + 3, BLT__F32, &err)
        != BLT_OK)
        exit(1);
    in = (blt__tape_input){ ids.i, n, len, patches };
    loss = blt__tape_step(t, &w.w, NULL, 0, &in);
    want = tensor(gold, "loss");
    near(loss / (double)n, want.f[0], 1e-5, 0, "%s %s: loss", name, set);
    if (submodel == BLT__MAIN) {
        want = tensor(gold, "logits");
        near(golden_diff(&want, blt__tape_logits(t), n * BLT_VOCAB), 0, 1e-4,
             0, "%s %s: logits", name, set);
    }
    blt__tape_step(t, &w.w, &g.w, 1 / (float)n, &in);
    if (submodel == BLT__MAIN)
        hash_gradient(t, &g, n, blt_model_config(m));
    for (size_t j = 0; j < g.n; j++) {
        snprintf(full, sizeof full, "grad/%s", g.table[j].name);
        if (!golden_find(gold, full, &want))
            continue;
        tensors++;
        bad += gradient(&want, g.table[j].mat, &worst);
    }
    ok(bad == 0 && tensors > 20, "%s %s: %zu gradients, worst %.2g", name,
       set, tensors, worst);
    blt__tape_free(t);
    golden_close(gold);
    blt__weights_free(&w.w);
    blt__weights_free(&g.w);
    free(w.table);
    free(g.table);
    free(w.data);
    free(g.data);
    blt_model_close(m);
    free(dir);
}

int
main(void)
{
    static const char *const name[] = { "tiny-a-default", "tiny-b-gqa" };

    for (int i = 0; i < 2; i++) {
        compare(name[i], "grads", BLT__MAIN);
        compare(name[i], "patcher_grads", BLT__PATCHER);
    }
    return done_testing();
}
