/* Loss and gradients of the training pass against the reference
 * implementations' autograd, for both models that have them. */
#include "config.h"
#include "file/weights.h"
#include "latent/tape.h"
#include "num/kern.h"
#include <blt/model.h>
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
    blt_tensor_info info;

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

static const void *
tensor(const blt__st *st, const char *name, size_t *n)
{
    const blt__st_entry *e = blt__st_find(st, name);

    if (e == NULL) {
        printf("Bail out! golden file lacks %s\n", name);
        exit(1);
    }
    *n = (e->end - e->begin) / 4;
    return e->data;
}

static void
compare(const char *dir, const char *file, blt__which which)
{
    char path[600];
    blt_model *m;
    blt_error err;
    blt__st st;
    struct floats w, g;
    blt__tape *t;
    size_t n, patches = 0, tensors = 0, bad = 0;
    const int32_t *ids, *hf;
    int64_t len[64];
    double loss, worst = 0;

    if (blt_model_open(&m, dir, &err) != BLT_OK) {
        printf("Bail out! %s\n", err.text);
        exit(1);
    }
    snprintf(path, sizeof path, "%s/%s", dir, file);
    if (blt__st_open(&st, path, &err) != BLT_OK) {
        printf("Bail out! %s\n", err.text);
        exit(1);
    }
    floats_new(&w, blt_model_config(m));
    floats_new(&g, blt_model_config(m));
    fill(&w, m);
    ids = tensor(&st, "ids", &n);
    n--;
    if (which == BLT__MAIN) {
        hf = tensor(&st, "patch_lengths", &patches);
        for (size_t i = 0; i < patches; i++)
            len[i] = hf[i] + (i + 1 == patches);    /* count the next token */
    }
    if (blt__tape_new(&t, blt_model_config(m), which, n + 3, &err) != BLT_OK)
        exit(1);
    loss = blt__tape_step(t, &w.w, NULL, 0, ids, n, len, patches);
    near(loss / (double)n, *(const float *)tensor(&st, "loss", &(size_t){ 0 }),
         1e-5, 0, "%s: loss", dir);
    if (which == BLT__MAIN) {
        size_t k;
        const float *want = tensor(&st, "logits", &k);

        near(max_diff(blt__tape_logits(t), want, k), 0, 1e-4, 0,
             "%s: logits", dir);
    }
    blt__tape_step(t, &w.w, &g.w, 1 / (float)n, ids, n, len, patches);
    if (which == BLT__MAIN)
        hash_gradient(t, &g, n, blt_model_config(m));
    for (size_t i = 0; i < st.n; i++) {
        const char *name = st.entry[i].name;
        const float *want = (const float *)st.entry[i].data;

        if (strncmp(name, "grad/", 5) != 0)
            continue;
        for (size_t j = 0; j < g.n; j++) {
            const blt__mat *mat = g.table[j].mat;
            const float *got = mat->p;

            if (strcmp(g.table[j].name, name + 5) != 0)
                continue;
            tensors++;
            for (size_t k = 0; k < mat->rows * mat->cols; k++) {
                double d = fabs((double)got[k] - want[k]);

                if (!(d <= 1e-5 + 1e-4 * fabs(want[k]))) {
                    if (bad++ == 0)
                        printf("# %s[%zu]: %g, want %g\n", name, k, got[k],
                               want[k]);
                }
                if (d > worst)
                    worst = d;
            }
        }
    }
    ok(bad == 0 && tensors > 10, "%s: %zu gradients of %s, worst %.2g", dir,
       tensors, file, worst);
    blt__tape_free(t);
    blt__st_close(&st);
    blt__weights_free(&w.w);
    blt__weights_free(&g.w);
    free(w.table);
    free(g.table);
    free(w.data);
    free(g.data);
    blt_model_free(m);
}

int
main(void)
{
    static const char *const name[] = { "tiny-a-default", "tiny-b-gqa" };
    const char *top = getenv("top_srcdir"), *own = getenv("BLT_GOLDEN");
    char dir[512];

    for (int i = 0; i < 2; i++) {
        if (own != NULL)
            snprintf(dir, sizeof dir, "%s/%s", own, name[i]);
        else
            snprintf(dir, sizeof dir, "%s/tests/golden/%s", top ? top : ".",
                     name[i]);
        compare(dir, "grads.safetensors", BLT__MAIN);
        compare(dir, "patcher_grads.safetensors", BLT__PATCHER);
    }
    return done_testing();
}
