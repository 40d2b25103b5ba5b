/* train/: errors in recipes, sequences, and the optimizers and the sparse
 * gradient against plain definitions. */
#include "config.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <blt/build.h>
#include <blt/model.h>
#include "file/model_file.h"
#include "latent/flops.h"
#include "num/kern.h"
#include "train/corpus.h"
#include "train/muon.h"
#include "train/params.h"
#include "train/sparse.h"
#include "train/sum.h"
#include "tests/lib/tap.h"

static char dir[64];

static const char *
file(const char *name, const char *text)
{
    static char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "w");
    if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
        exit(99);
    return path;
}

/* ---- recipe ---------------------------------------------------------------- */

#define GOOD "# a comment\n[patcher]\nhidden = 16 # wide\nheads=2\n" \
    "[encoder]\nhidden = 16\n[decoder]\nhidden = 16\n" \
    "[global]\nhidden = 32\n[data]\nweight en.* = 2.5\n"

static void
refused(const char *more, const char *where, const char *why)
{
    char text[1024];
    blt__recipe r;
    blt_error err = { 0 };
    blt_status s;

    snprintf(text, sizeof text, "%s%s", GOOD, more);
    s = blt__recipe_read(&r, file("bad.recipe", text), &err);
    ok(s == BLT_EDATA && strstr(err.text, where) && strstr(err.text, why),
       "refused: %s", err.text);
    blt__recipe_free(&r);
}

static void
test_recipe(void)
{
    blt__recipe r, again;
    blt_error err = { 0 };
    blt__buf a = { 0 }, b = { 0 };

    ok(blt__recipe_read(&r, file("good.recipe", GOOD), &err) == BLT_OK,
       "a recipe is read: %s", err.text);
    ok(r.config.patcher.hidden == 16 && r.config.patcher.heads == 2
       && r.config.has_patcher && r.config.patcher.kv_heads == 2
       && r.n_weights == 1 && r.weight[0].weight == 2.5, "its values");
    ok(r.config.patcher.inner == 64, "what is left open is filled in");
    /* 512 bytes in patches of 4.5 are 114; blocks are of 64. */
    ok(r.config.global.max_positions == 128
       && r.config.encoder.max_positions == 1 << 20,
       "the global part reaches as far as it is trained");
    ok(blt__recipe_read(&again, file("again.recipe", GOOD
       "\n[train]\ncheckpoint_steps = 7\n"), &err) == BLT_OK, "once more");
    blt__recipe_canon(&a, &r);
    blt__recipe_canon(&b, &again);
    ok(a.n == b.n && memcmp(a.p, b.p, a.n) == 0,
       "a checkpoint's interval does not matter to the weights");
    ok(strstr(a.p, "data.weight en.* = 2.5\n") != NULL
       && strstr(a.p, "model.hash_sizes = 3 4 5 6 7 8\n") != NULL,
       "one spelling");
    blt__recipe_free(&again);
    ok(blt__recipe_read(&again, file("far.recipe", GOOD "\n[main]\nlength ="
       " 2000\n[patch]\nthreshold = 2\n"), &err) == BLT_OK
       && again.config.global.max_positions == 2048,
       "with a threshold, a patch may be a byte");
    blt__recipe_free(&again);
    ok(blt__recipe_read(&again, file("far.recipe", GOOD "\n[global]\n"
       "positions = 77\n"), &err) == BLT_OK
       && again.config.global.max_positions == 77, "or as far as is said");
    blt__recipe_free(&again);
    blt__recipe_free(&r);
    blt__buf_free(&a);
    blt__buf_free(&b);

    refused("[nothing]\n", "bad.recipe:13", "no section [nothing]");
    refused("[train\n", ":13", "ends with ]");
    refused("colour = red\n", ":13", "no key \"colour\"");
    refused("just words\n", ":13", "key =");
    refused("[train]\nseed = -1\n", ":14", "seed takes");
    refused("[train]\nseed = 1x\n", ":14", "seed takes");
    refused("[train]\nseed = 1\nseed = 2\n", ":15", "twice");
    refused("[main]\nrate = nan\n", ":14", "rate takes");
    refused("[main]\nrate = 2\n", ":14", "0..1");
    refused("[main]\nschedule = cosin\n", ":14", "cosine linear");
    refused("[patch]\nscheme = .\n", ":14", "scheme");
    refused("[model]\nhash_sizes = 3,4\n", ":14", "hash_sizes");
    refused("[model]\nhash_sizes = \n", ":14", "empty");
    refused("[model]\nhash_sizes = 1 2 3 4 5 6 7 8 1 2 3 4 5 6 7 8 9\n",
            ":14", "more than 16");
    refused("weight x = -1\n", ":13", "weight");
    refused("[main]\nlength = 16777216\nbatch = 1048576\n", "bad.recipe",
            "too large");
    refused("[global]\nhidden = 33\n", "hidden", "twice");
    ok(blt__recipe_read(&r, dir, &err) == BLT_EIO, "%s", err.text);
    blt__recipe_free(&r);
    ok(blt__recipe_read(&r, file("x.recipe", "hidden = 3\n"), &err)
       == BLT_EDATA && strstr(err.text, "before any"), "%s", err.text);
    blt__recipe_free(&r);
    ok(blt__recipe_read(&r, file("x.recipe", "[encoder]\nhidden = 16\n"
       "[decoder]\nhidden=16\n[global]\nhidden=32\n"), &err) == BLT_EDATA
       && strstr(err.text, "needs a [patcher]"), "%s", err.text);
    blt__recipe_free(&r);
}

/* ---- corpus ---------------------------------------------------------------- */

static size_t
draw(const blt__corpus *c, int32_t *ids, size_t i)
{
    return blt__corpus_draw(c, ids, 32, &(blt__draw){ .seed = 1, .step = 5,
                                                      .index = i });
}

static void
test_corpus(void)
{
    blt__recipe r = { .language_exponent = 0 };
    blt__corpus c, d;
    blt_error err = { 0 };
    const char *path[] = { dir };
    char digest[17], other[17];
    int32_t ids[33], twin[33];
    size_t n, lang, starts[3] = { 0 }, en = 0, same = 1, last = 0;

    file("en.a.txt", "First one.\n\nSecond paragraph.\n\n\n\nThird");
    file("de.b.txt", "Ein einziger Absatz ohne Leerzeile.");
    file("de.c.txt", "");
    file("de.notes", "not a text");
    ok(blt__corpus_open(&c, path, 1, &r, &err) == BLT_OK && c.n == 2
       && c.langs == 2, "a directory's texts: %s", err.text);
    ok(strcmp(c.text[0].name, "de.b.txt") == 0, "in the order of names");
    for (size_t i = 0; i < 2000; i++) {
        n = draw(&c, ids, i);
        same &= n == draw(&c, twin, i)
            && memcmp(ids, twin, (n + 1) * sizeof ids[0]) == 0
            && ids[0] == BLT_ID_BOS && n <= 32;
        starts[0] += ids[1] == 'F' + BLT_ID_BYTE;
        starts[1] += ids[1] == 'S' + BLT_ID_BYTE;
        starts[2] += ids[1] == 'T' + BLT_ID_BYTE;
        en += ids[1] != 'E' + BLT_ID_BYTE;
        last += ids[n] == BLT_ID_EOS;
    }
    ok(same, "a sequence is a function of seed, stage, step and index");
    ok(starts[0] + starts[1] + starts[2] == en && starts[0] && starts[1]
       && starts[2], "sequences start where paragraphs do");
    near((double)en, 1000, 150, 0, "exponent 0: languages alike");
    ok(last >= starts[2] && last > 0 && last < 2000, "EOS ends a file");
    blt__corpus_digest(digest, &c);
    blt__corpus_close(&c);

    r.language_exponent = 1;
    r.n_weights = 1;
    strcpy(r.weight[0].pattern, "en.*");
    r.weight[0].weight = 0;
    file("de.b.txt", "Ein einziger Absatz ohne Leerzeile");
    ok(blt__corpus_open(&c, path, 1, &r, &err) == BLT_OK, "again");
    for (size_t i = en = 0; i < 200; i++) {
        n = draw(&c, ids, i);
        en += ids[1] != 'E' + BLT_ID_BYTE;
    }
    ok(en == 0, "weight 0 leaves a file out");
    blt__corpus_digest(other, &c);
    ok(strcmp(digest, other) != 0, "the digest sees a shorter file");
    for (size_t i = last = 0; i < 3; i++) {
        n = blt__corpus_sample(&c, ids, 32, i, 3, &lang);
        last += ids[n] == BLT_ID_EOS || lang >= c.langs;
    }
    ok(last == 0, "validation has bytes as targets only");
    blt__corpus_close(&c);

    path[0] = "/nowhere/at/all";
    ok(blt__corpus_open(&d, path, 1, &r, &err) == BLT_EIO, "%s", err.text);
    path[0] = file("de.c.txt", "");
    ok(blt__corpus_open(&d, path, 1, &r, &err) == BLT_EDATA, "%s", err.text);
}

/* ---- optimiser ------------------------------------------------------------- */

static void
test_adamw(void)
{
    enum { N = 37 };
    float w[N], m[N], v[N], g[N];
    double x[N], p[N] = { 0 }, q[N] = { 0 }, worst = 0;
    blt__rng r;

    blt__rng_seed(&r, 3);
    for (int i = 0; i < N; i++) {
        x[i] = w[i] = (float)blt__rng_normal(&r);
        m[i] = v[i] = 0;
    }
    for (int t = 1; t <= 20; t++) {
        blt__adamw a = { 0.9f, 0.95f, 1e-8f,
            (float)(0.01 / (1 - pow(0.9, t))),
            (float)(1 / sqrt(1 - pow(0.95, t))), 1 - 0.01f * 0.1f, 0.5f };

        for (int i = 0; i < N; i++) {
            double d = g[i] = (float)blt__rng_normal(&r);

            d *= 0.5;
            p[i] = 0.9 * p[i] + 0.1 * d;
            q[i] = 0.95 * q[i] + 0.05 * d * d;
            x[i] -= 0.01 * 0.1 * x[i] + 0.01 * (p[i] / (1 - pow(0.9, t)))
                / (sqrt(q[i] / (1 - pow(0.95, t))) + 1e-8);
        }
        blt__adamw_run(w, m, v, g, N, &a);
    }
    for (int i = 0; i < N; i++)
        worst = fmax(worst, fabs(w[i] - x[i]));
    near(worst, 0, 2e-6, 0, "AdamW is its definition in double");
    for (int i = 0; i < N; i++)
        g[i] = (float)i;
    near(blt__sum_squares(g, N), 16206, 0, 0, "a sum of squares");
}

/* 1 + e + ... with e below what 1 shows: what is left of the small numbers
 * tells who was added to whom first. */
static void
test_tree(void)
{
    enum { S = 3, N = 16 };     /* numbers; their stride */
    static float x[12 * N], y[12 * N];
    const float e = 0x1p-24f;

    for (int k = 0; k < 8; k++)
        for (int i = 0; i < S; i++)
            x[k * N + i] = k == 0 ? 1 : e * (float)(i + 1);
    memcpy(y, x, sizeof y);
    blt__sum_tree(x, N, 4, S);
    ok(x[0] == 1 + 2 * e && x[1] == 1 + 6 * e, "pairs, then pairs of pairs");
    memcpy(x, y, sizeof x);
    blt__sum_tree(x, N, 8, S);
    for (int part = 2; part <= 8; part *= 2) {  /* ranks */
        static float z[12 * N];

        memcpy(z, y, sizeof z);
        for (int k = 0; k < part; k++)
            blt__sum_tree(z + k * (8 / part) * N, N, (size_t)(8 / part), S);
        blt__sum_tree(z, (size_t)(8 / part) * N, (size_t)part, S);
        ok(memcmp(x, z, S * sizeof *z) == 0, "eight shards in %d parts", part);
    }
    for (int i = 0; i < 12 * N; i++)
        x[i] = 1;
    blt__sum_tree(x, N, 12, S);
    ok(x[0] == 12 && x[S] == 1, "twelve are added up, and no more");
    blt__sum_tree(x + N, N, 1, S);
    ok(x[2 * N + S] == 1, "one is its own sum");
}

static void
test_sparse(void)
{
    enum { T = 3, V = 11, H = 5, N = 40 };
    static float dx[N * H], w[T * V * H], m[T * V * H], v[T * V * H];
    static float w2[T * V * H];
    static double g[T * V][H];
    static int64_t row[N * T];
    static int hit[T * V];
    blt__adamw a = { 0, 0, 1, 1, 1, 1, 1 };     /* w -= g / (|g| + 1) */
    blt__sparse *s;
    blt_pool *pool;
    blt_error err;
    blt__rng r;
    double squares = 0, got, worst = 0;
    int rest = 1;

    blt__rng_seed(&r, 4);
    if (blt_pool_new(&pool, 3, &err) != BLT_OK
        || blt__sparse_new(&s, T, V, H, N + 4, &err) != BLT_OK)
        exit(99);
    for (int i = 0; i < N * H; i++)
        dx[i] = (float)blt__rng_normal(&r);
    for (int i = 0; i < N; i++)
        for (int t = 0; t < T; t++) {
            int64_t k = t * V + (int64_t)blt__rng_below(&r, V - 2);

            row[i * T + t] = k;
            hit[k] = 1;
            for (int h = 0; h < H; h++)
                g[k][h] += dx[i * H + h];
        }
    for (int i = 0; i < T * V * H; i++)
        w[i] = w2[i] = m[i] = v[i] = 7;
    for (int k = 0; k < T * V; k++)
        for (int h = 0; h < H; h++)
            squares += g[k][h] * g[k][h];
    blt__sparse_put(s, 16, dx + 16 * H, row + 16 * T, N - 16);
    blt__sparse_put(s, 0, dx, row, 16);
    got = blt__sparse_gather(s, N, pool);
    near(got, squares, 0, 1e-6, "the squares of the sparse gradient");
    blt__sparse_update(s, w, m, v, &a, pool);
    for (int k = 0; k < T * V; k++)
        for (int h = 0; h < H; h++) {
            int i = k * H + h;

            if (!hit[k])
                rest &= w[i] == 7 && m[i] == 7 && v[i] == 7;
            else
                worst = fmax(worst, fabs(w[i] - (7 - g[k][h]
                                                 / (fabs(g[k][h]) + 1))));
        }
    near(worst, 0, 2e-6, 0, "touched rows move by their gradient");
    ok(rest, "the others rest");
    near(blt__sparse_gather(s, N, NULL), got, 0, 0, "whoever adds it up");
    near(blt__sparse_gather(s, 0, pool), 0, 0, 0, "no tokens, no gradient");
    blt__sparse_free(s);
    blt_pool_free(pool);
}

/* Singular values by what they do to X X' of the shorter side: all close to
 * 1 when its diagonal is and the rest is small. */
static void
test_muon(blt__gemm_fn *multiply, double rounding)
{
    enum { R = 24, C = 40, A = 24 };
    static float g[R * C], o[R * C], p[R * C], q[R * C];
    static float room[2 * (R * C + A * A)];
    double most = 0, least = 9, off = 0, twist = 0;
    blt__rng rng;

    blt__rng_seed(&rng, 7);
    for (int i = 0; i < R * C; i++)
        g[i] = (float)blt__rng_normal(&rng) * (i % C < 4 ? 30 : 1);
    blt__muon_orthogonal(o, g, R, C, room, multiply);
    for (int i = 0; i < R; i++)
        for (int j = 0; j <= i; j++) {
            double sum = 0;

            for (int k = 0; k < C; k++)
                sum += (double)o[i * C + k] * o[j * C + k];
            if (i == j) {
                most = fmax(most, sum);
                least = fmin(least, sum);
            } else
                off = fmax(off, fabs(sum));
        }
    ok(least > 0.75 && most < 1.25, "rows of length 1: squares %.3f..%.3f",
       least, most);
    ok(off < 0.2, "at right angles: %.3f", off);

    for (int i = 0; i < R; i++)
        for (int k = 0; k < C; k++)
            p[k * R + i] = g[i * C + k];
    blt__muon_orthogonal(p, p, C, R, room, multiply);
    for (int i = 0; i < R; i++)
        for (int k = 0; k < C; k++)
            twist = fmax(twist, fabs((double)p[k * R + i] - o[i * C + k]));
    ok(twist < rounding, "the transpose gives the transpose, in place too");

    for (int i = 0; i < R * C; i++)
        q[i] = g[i] * 1000;
    blt__muon_orthogonal(q, q, R, C, room, multiply);
    twist = 0;
    for (int i = 0; i < R * C; i++)
        twist = fmax(twist, fabs((double)q[i] - o[i]));
    ok(twist < 10 * rounding, "whatever the scale");
    memset(q, 0, sizeof q);
    blt__muon_orthogonal(q, q, R, C, room, multiply);
    for (int i = 0; i < R * C; i++)
        twist += fabs(q[i]);
    ok(twist < 1e-4, "nothing from nothing");
}

/* Rounded parameters are those of the model that is written from them. */
static void
written(blt__params *p, const blt__recipe *r, blt__type type)
{
    char path[128];
    blt_error err = { 0 };
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;
    blt_model *m;
    int same = 1;

    snprintf(path, sizeof path, "%s/model", dir);
    blt__params_round(p, 0, type);
    blt__params_round(p, 1, type);
    if (blt__model_write(path, &r->config, &p->w, type, NULL, &err) != BLT_OK
        || blt_model_open(&m, path, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        return;
    }
    for (size_t i = 0; blt_model_tensor(m, i, &t); i++) {
        size_t n = blt__params_size(p, i);
        float *x = calloc(n, sizeof *x);

        same &= blt_model_numbers(m, i, x, 0, n, &err) == BLT_OK
            && memcmp(x, p->table[i].mat->p, n * sizeof *x) == 0;
        free(x);
    }
    ok(same, "rounded to type %d they are what a file of it holds",
       (int)type);
    blt_model_close(m);
}

static void
test_params(void)
{
    blt__recipe r;
    blt__params p, q;
    blt_error err = { 0 };
    double token[2], patch, top = 0, sum = 0;
    const float *f;

    if (blt__recipe_read(&r, file("good.recipe", GOOD), &err) != BLT_OK
        || blt__params_new(&p, &r, &err) != BLT_OK
        || blt__params_new(&q, &r, &err) != BLT_OK)
        exit(99);
    ok(memcmp(p.run[1], q.run[1], p.n[1] * sizeof(float)) == 0
       && memcmp(p.hash, q.hash, p.n_hash * sizeof(float)) == 0,
       "one seed, one start");
    ok(p.n_hash == 6 * 16384 * 16, "the table apart");
    f = p.w.decoder.norm.p;
    ok(f[0] == 1 && f[15] == 1, "norms start at 1");
    f = p.w.decoder.head.p;
    for (int i = 0; i < 260 * 16; i++) {
        sum += (double)f[i] * f[i];
        top = fmax(top, fabs(f[i]));
    }
    near(sqrt(sum / (260 * 16)), 0.25, 0.015, 0, "sigma of the head");
    ok(top <= 0.75, "cut at three sigma");
    /* By hand: layers 4 h h + 3 h i; width 16, inner 64; global 32, 96. */
    blt__weight_uses_sum(token, &patch, &r.config);
    near(token[0], 4 * 256 + 3 * 16 * 64 + 260 * 16, 0, 0,
         "uses per token of the entropy model");
    near(token[1], 2 * (4 * 256 + 3 * 16 * 64) + 4 * 256 + 260 * 16, 0, 0,
         "of the rest");
    near(patch, 2 * (2 * 256 + 2 * 256) + 32 * 16 + 32 * 32
         + 4 * 1024 + 3 * 32 * 96, 0, 0, "per patch");
    written(&q, &r, BLT__BF16);
    written(&q, &r, BLT__I8);
    written(&q, &r, BLT__I4);
    written(&p, &r, BLT__F16);
    blt__params_free(&p);
    blt__params_free(&q);
    blt__recipe_free(&r);
}

int
main(void)
{
    char command[128];

    snprintf(dir, sizeof dir, "train-test.%ld", (long)getpid());
    mkdir(dir, 0777);
    test_recipe();
    test_corpus();
    test_adamw();
    test_tree();
    test_sparse();
    test_muon(blt__gemm, 1e-5);
    test_muon(blt__gemm_bf16, 4e-3);
    test_params();
    snprintf(command, sizeof command, "rm -r %s", dir);
    (void)!system(command);
    return done_testing();
}
