/* file/model.c, save.c, number.c: models are made, written and read back. */
#include "config.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <blt/build.h>
#include "file/model_file.h"
#include "file/number.h"
#include "file/weights.h"
#include "num/half.h"
#include "num/view.h"
#include "tests/lib/golden.h"
#include "tests/lib/tap.h"
#include "tests/unit/models.h"

/* ---- number types ------------------------------------------------------------ */

static void
numbers(void)
{
    static const float samples[] = { 0, 1, -1, 65504, 65519.99f, 6.1e-5f,
        5.96e-8f, 2.98e-8f, 2.99e-8f, 1e-9f, 0.333333f, 1.0009765625f,
        1.00146484375f };
    static const uint16_t want[] = { 0, 0x3c00, 0xbc00, 0x7bff, 0x7bff,
        0x03ff, 1, 0, 1, 0, 0x3555, 0x3c01, 0x3c02 };
    uint16_t h, back;
    float x;
    int good = 1;

    for (uint32_t i = 0; i < 65536; i++) {
        h = (uint16_t)i;
        blt__number_load(&x, &h, BLT__F16, 1);
        blt__number_store(&back, BLT__F16, &x, 1);
        good &= back == h || (isnan(x) && (back & 0x7c00) == 0x7c00);
        blt__number_load(&x, &h, BLT__BF16, 1);
        blt__number_store(&back, BLT__BF16, &x, 1);
        good &= back == h || isnan(x);
    }
    ok(good, "all 16-bit numbers come back");
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        blt__number_store(&h, BLT__F16, &samples[i], 1);
        ok(h == want[i], "%g as F16 is %04x", (double)samples[i], h);
    }
    x = 1.00390625f;            /* halfway between two BF16: to even */
    blt__number_store(&h, BLT__BF16, &x, 1);
    ok(h == 0x3f80, "a tie in BF16 goes to even");
    x = 1.01171875f;
    blt__number_store(&h, BLT__BF16, &x, 1);
    ok(h == 0x3f82, "up as well as down");
    x = 65520;
    ok(!blt__number_store(&h, BLT__F16, &x, 1), "65520 does not fit F16");
    x = INFINITY;
    ok(blt__number_store(&h, BLT__F16, &x, 1) && h == 0x7c00,
       "infinity does");
}

/* ---- random models ------------------------------------------------------------- */

static void
start_values(void)
{
    blt_config c = small();
    blt_write_options f32 = BLT_WRITE_OPTIONS_INIT;
    blt_model *m, *again = NULL;
    const blt__weights *w;
    double sum = 0, square = 0, top = 0;
    const float *p;
    size_t n;

    f32.type = BLT_F32;
    ok(blt_model_init(in("one"), &c, 7, &f32, &err) == BLT_OK
       && (m = open_in("one")) != NULL, "a random model %s", err.text);
    w = blt__model_weights(m);
    p = w->encoder.hash.p;
    n = w->encoder.hash.rows * w->encoder.hash.cols;
    for (size_t i = 0; i < n; i++) {
        sum += (double)p[i];
        square += (double)p[i] * (double)p[i];
        top = fmax(top, fabs((double)p[i]));
    }
    /* Cut at 3 sigma the variance is 0.9733 of sigma^2; 2400 numbers put
     * the deviation's own deviation at 1.5 %. */
    near(sqrt(square / (double)n) * sqrt(24), 0.9866, 0.06, 0,
         "hash rows deviate by H^-1/2");
    near(sum / (double)n, 0, 0.02, 0, "around 0");
    ok(top <= 3 / sqrt(24) && top > 2 / sqrt(24), "cut at 3 sigma");
    p = w->decoder.norm.p;
    ok(p[0] == 1 && p[23] == 1, "norms are 1");
    ok(blt_model_note(m, 0) == NULL, "nothing to note");

    ok(blt_model_init(in("two"), &c, 7, &f32, &err) == BLT_OK
       && (again = open_in("two")) != NULL
       && strcmp(blt_model_digest(m), blt_model_digest(again)) == 0,
       "the same seed, the same model");
    blt_model_close(again);
    ok(blt_model_init(in("two"), &c, 8, &f32, &err) == BLT_OK
       && (again = open_in("two")) != NULL
       && strcmp(blt_model_digest(m), blt_model_digest(again)) != 0,
       "another seed, another, written over the first");
    blt_model_close(again);
    blt_model_close(m);
}

/* Largest difference of all numbers of two models. */
static double
apart(const blt_model *a, const blt_model *b)
{
    static float x[100000], y[100000];
    blt_tensor_info t = BLT_TENSOR_INFO_INIT, u = t;
    double worst = 0;
    size_t i;

    for (i = 0; blt_model_tensor(a, i, &t); i++) {
        size_t n = (size_t)(t.shape[0] * t.shape[1]);
        double d;

        if (!blt_model_tensor(b, i, &u) || strcmp(t.name, u.name) != 0
            || t.shape[0] != u.shape[0] || t.shape[1] != u.shape[1]
            || n > 100000
            || blt_model_numbers(a, i, x, 0, n, &err) != BLT_OK
            || blt_model_numbers(b, i, y, 0, n, &err) != BLT_OK)
            return INFINITY;
        d = max_diff(x, y, n);
        if (d > worst)
            worst = d;
    }
    return blt_model_tensor(b, i, &u) ? INFINITY : worst;
}

static void
conversions(void)
{
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;
    blt_model *m = open_in("one"), *b = NULL;
    float x;

    ok(blt_model_write(m, in("bf16"), &o, &err) == BLT_OK
       && (b = open_in("bf16")) != NULL, "to BF16 %s", err.text);
    near(apart(m, b), 0, 1.0 / 256, 0, "changes little");
    ok(apart(m, b) > 0 && blt__model_weights(b)->encoder.proj.type
       == BLT__BF16, "but something");
    o.type = BLT_F32;
    ok(blt_model_write(b, in("f32"), &o, &err) == BLT_OK, "back to F32");
    blt_model_close(m);
    m = open_in("f32");
    ok(m != NULL && apart(m, b) == 0, "is exact");
    blt_model_close(m);
    m = open_in("one");
    o.type = BLT_F16;
    blt_model_close(b);
    ok(blt_model_write(m, in("f16"), &o, &err) == BLT_OK
       && (b = open_in("f16")) != NULL, "to F16");
    near(apart(m, b), 0, 1.0 / 2048, 0, "changes less");
    ok(blt_model_numbers(b, 0, &x, 260 * 24, 1, &err) == BLT_EINVAL, "%s",
       err.text);
    ok(blt_model_numbers(b, 0, &x, SIZE_MAX, 2, &err) == BLT_EINVAL
       && blt_model_numbers(b, 9999, &x, 0, 1, &err) == BLT_EINVAL, "%s",
       err.text);
    blt_model_close(b);
    blt_model_close(m);
}

/* The hash table as rows of whole numbers, type t. */
static void
in_rows(blt_number_type type, blt__type t, double close)
{
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;
    blt_model *m = open_in("one"), *b = NULL, *x = NULL;
    const blt__weights *w;
    blt_tensor_info info = BLT_TENSOR_INFO_INIT;
    char digest[17];
    float all[48], some[48];
    size_t i = 0;

    o.type = type;
    ok(blt_model_write(m, in("rows"), &o, &err) == BLT_OK
       && (b = open_in("rows")) != NULL && blt_model_note(b, 0) == NULL,
       "to %s %s", blt__type_name(t), err.text);
    w = blt__model_weights(b);
    ok(w->encoder.hash.type == t && w->encoder.embed.type == BLT__BF16
       && w->encoder.hash.scale_type == BLT__BF16, "only the hash table");
    near(apart(m, b), 0, close, 0, "changes little");
    ok(apart(m, b) > 0, "but something");
    while (blt_model_tensor(b, i, &info)
           && strcmp(info.type, blt__type_name(t)) != 0)
        i++;
    ok(info.shape[0] == 100 && info.shape[1] == 24
       && info.bytes == 100 * (t == BLT__I8 ? 24 : 12) + 100 * 2,
       "the table and its scales in bytes");
    ok(blt_model_numbers(b, i, all, 24, 48, &err) == BLT_OK
       && blt_model_numbers(b, i, some, 31, 30, &err) == BLT_OK
       && memcmp(all + 7, some, 30 * sizeof *some) == 0,
       "numbers from the middle of a row on");
    near(blt__whole((const char *)info.data + info.bytes / 100 - 2, t, 1)
         * blt__mat_scale(&w->encoder.hash, 1), all[1], 0, 0,
         "the same as its data and scale");
    snprintf(digest, sizeof digest, "%s", blt_model_digest(b));

    o.type = BLT_F32;
    ok(blt_model_write(b, in("wide"), &o, &err) == BLT_OK
       && (x = open_in("wide")) != NULL && apart(b, x) == 0, "to F32: exact");
    o.type = type;
    ok(blt_model_write(x, in("again"), &o, &err) == BLT_OK, "and back");
    blt_model_close(x);
    x = open_in("again");
    ok(x != NULL && strcmp(digest, blt_model_digest(x)) == 0,
       "the same file");
    ok(blt_model_write(b, in("again"), &o, &err) == BLT_OK, "as it is");
    blt_model_close(x);
    x = open_in("again");
    ok(x != NULL && strcmp(digest, blt_model_digest(x)) == 0,
       "the same file again");
    blt_model_close(x);
    o.names = BLT_NAMES_META;
    ok(blt_model_write(b, in("never"), &o, &err) == BLT_EINVAL
       && access(in("never"), F_OK) != 0, "%s", err.text);
    blt_model_close(b);
    blt_model_close(m);
}

static void
too_large(void)
{
    blt_config c = small();
    blt_model *m = open_in("one");
    blt__weights w, own;
    blt__tensor *t;
    size_t n;
    float big[24 * 24] = { [5] = 1e6f };

    ok(blt__weights_layout(&own, &t, &n, &c, &err) == BLT_OK, "a layout");
    blt__weights_view(&own, blt__model_weights(m), &c);
    w = own;
    {
        float *rows = calloc(100, 24 * sizeof *rows);

        rows[7 * 24 + 3] = INFINITY;
        w.encoder.hash.p = rows;
        own.encoder.hash.p = rows;
        ok(blt__model_write(in("big"), &c, &w, BLT__I8, NULL, &err)
           == BLT_EDATA && strstr(err.text, "hash_tok_embedding")
           && strstr(err.text, "row 7 holds a number that is not finite")
           && access(in("big/model.safetensors"), F_OK) != 0, "%s",
           err.text);
        free(rows);
        w.encoder.hash = blt__model_weights(m)->encoder.hash;
    }
    w.encoder.layer[0].o.p = big;
    ok(blt__model_write(in("big"), &c, &w, BLT__F16, NULL, &err)
       == BLT_EDATA && strstr(err.text, "layers.0.self_attn.o_proj")
       && strstr(err.text, "too large for F16"), "%s", err.text);
    ok(access(in("big/model.safetensors"), F_OK) != 0
       && access(in("big/config.json"), F_OK) != 0, "and nothing is left");
    ok(blt__model_write(in("big"), &c, &w, BLT__BF16,
                        "made_by\0test\0format\0pt\0", &err) == BLT_OK,
       "BF16 takes it");
    blt_model_close(m);
    m = open_in("big");
    ok(m != NULL && blt_model_note(m, 0) == NULL, "and opens");
    blt_model_close(m);
    blt__weights_free(&own);
    free(t);
}

/* ---- Meta's layout -------------------------------------------------------------- */

static void
meta_layout(void)
{
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;
    blt_config c = small();
    blt_model *m, *hf = NULL;
    const blt_config *d;
    char *text;
    size_t n;

    o.type = BLT_F32;
    o.names = BLT_NAMES_META;
    c.patch_scheme = BLT_SCHEME_MONOTONIC;
    c.encoder.theta = c.decoder.theta = c.global.theta = 500000;
    ok(blt_model_init(in("meta"), &c, 3, &o, &err) == BLT_OK
       && access(in("meta/entropy_model/config.json"), F_OK) == 0,
       "Meta's layout %s", err.text);
    m = open_in("meta");
    ok(m != NULL, "opens %s", err.text);
    d = blt_model_config(m);
    ok(d->has_patcher && d->patcher.hidden == 16 && d->patcher.inner == 48
       && d->patcher.window == 32 && d->encoder.window == 16
       && d->global.window == 0 && d->global.kv_heads == 2
       && d->global.inner == 112 && d->encoder.theta == 500000
       && d->patch_scheme == BLT_SCHEME_MONOTONIC && d->decoder_cross_all,
       "with the same sizes");
    ok(blt_model_note(m, 0) == NULL, "nothing to note");
    ok(blt__model_weights(m)->encoder.hash.rows == 100,
       "two tables are one");
    o.names = BLT_NAMES_HF;
    ok(blt_model_write(m, in("hf"), &o, &err) == BLT_OK
       && (hf = open_in("hf")) != NULL && apart(m, hf) == 0,
       "and converts to the other %s", err.text);
    blt_model_close(hf);
    blt_model_close(m);

    /* The entropy model beside instead of inside, and train_args.json. */
    mkdir(in("repo"), 0777);
    rename(in("meta/entropy_model"), in("repo/entropy_model"));
    rename(in("meta"), in("repo/meta"));
    put_file(in("repo/meta/train_args.json"), "{\"data\":{\"patcher_args\":"
             "{\"patching_mode\":\"entropy\",\"threshold\":2.5,"
             "\"patch_size\":4.5}}}");
    m = open_in("repo/meta");
    ok(m != NULL && blt_model_config(m)->has_patcher
       && blt_model_config(m)->patch_scheme == BLT_SCHEME_ENTROPY
       && blt_model_config(m)->patch_threshold == 2.5f,
       "an entropy model beside, train_args.json %s", err.text);
    blt_model_close(m);

    /* Sizes in the other spelling, the entropy model apart all the same. */
    rename(in("repo/meta/config.json"), in("repo/meta/args"));
    {
        char *json = get_file(in("hf/config.json"), &n);

        put_file(in("repo/meta/config.json"), json);
        free(json);
    }
    m = open_in("repo/meta");
    hf = open_in("hf");
    ok(m != NULL && hf != NULL && apart(m, hf) == 0
       && blt_model_note(m, 0) == NULL,
       "the other config.json over Meta's tensors %s", err.text);
    blt_model_close(hf);
    blt_model_close(m);
    rename(in("repo/meta/args"), in("repo/meta/config.json"));

    unlink(in("repo/entropy_model/model.safetensors"));
    put_file(in("repo/entropy_model/consolidated.pth"), "x");
    m = open_in("repo/meta");
    ok(m == NULL && strstr(err.text, "is not a zip archive") != NULL,
       "an entropy model that cannot be read is an error");
    unlink(in("repo/entropy_model/consolidated.pth"));
    m = open_in("repo/meta");
    ok(m != NULL && !blt_model_config(m)->has_patcher
       && blt_model_config(m)->patch_scheme == BLT_SCHEME_ENTROPY
       && strstr(blt_model_note(m, 0), "has no entropy model") != NULL
       && blt_model_note(m, 1) == NULL, "no entropy model is noted");
    blt_model_close(m);

    /* Tables that do not lie one after another are put together. */
    text = get_file(in("repo/meta/model.safetensors"), &n);
    for (char *p = text; p + 30 < text + n; p++)
        if (memcmp(p, "encoder_hash_tok_embedding.1", 28) == 0)
            p[27] = '0';
        else if (memcmp(p, "encoder_hash_tok_embedding.0", 28) == 0)
            p[27] = '1';
    hf = open_in("hf");
    {
        FILE *f = fopen(in("repo/meta/model.safetensors"), "wb");
        const float *x, *y;

        fwrite(text, 1, n, f);
        fclose(f);
        m = open_in("repo/meta");
        ok(m != NULL, "tables in another order %s", err.text);
        x = blt__model_weights(m)->encoder.hash.p;
        y = blt__model_weights(hf)->encoder.hash.p;
        ok(memcmp(x, y + 50 * 24, 50 * 24 * 4) == 0
           && memcmp(x + 50 * 24, y, 50 * 24 * 4) == 0,
           "are put in the right one");
        blt_model_close(m);
    }
    blt_model_close(hf);
    free(text);

    c = small();
    c.global.theta = 1;
    ok(blt_model_init(in("no"), &c, 3, &(blt_write_options){
        sizeof(blt_write_options), BLT_F32, BLT_NAMES_META }, &err)
       == BLT_EINVAL && strstr(err.text, "rope_theta"), "%s", err.text);
    ok(access(in("no"), F_OK) != 0, "and no directory is made");
}

/* The digest sees config.json, names, and samples of the data. */
static void
digests(void)
{
    char before[17], file[256];
    blt_model *m;

    remake();
    snprintf(file, sizeof file, "%s", in("bad/model.safetensors"));
    m = open_in("bad");
    snprintf(before, sizeof before, "%s", blt_model_digest(m));
    ok(strcmp(blt_model_name(m), "bad") == 0, "a model is called by its "
       "directory");
    blt_model_close(m);
    edit(in("bad/config.json"), "\"max_position_embeddings\": 4096",
         "\"max_position_embeddings\": 4097");
    m = open_in("bad");
    ok(strcmp(before, blt_model_digest(m)) != 0, "a number in config.json "
       "changes the digest");
    blt_model_close(m);
    remake();
    {
        FILE *f = fopen(file, "r+b");

        fseek(f, -1, SEEK_END);
        putc(0x55, f);
        fclose(f);
    }
    m = open_in("bad");
    ok(strcmp(before, blt_model_digest(m)) != 0,
       "so does the last byte of the data");
    blt_model_close(m);
    ok(chdir(in("bad")) == 0 && blt_model_open(&m, ".", &err) == BLT_OK
       && strcmp(blt_model_name(m), "bad") == 0, "\".\" has a name too");
    blt_model_close(m);
    ok(blt_model_open(&m, "..//bad///", &err) == BLT_OK
       && strcmp(blt_model_name(m), "bad") == 0, "slashes do not count");
    blt_model_close(m);
}

static void
golden_round_trip(void)
{
    for (int i = 0; golden_models[i] != NULL; i++) {
        char *dir = golden_path(golden_models[i]);
        blt_write_options o = BLT_WRITE_OPTIONS_INIT;
        blt_model *m, *b = NULL;

        o.type = BLT_F32;
        ok(blt_model_open(&m, dir, &err) == BLT_OK
           && blt_model_write(m, in("copy"), &o, &err) == BLT_OK
           && (b = open_in("copy")) != NULL && apart(m, b) == 0
           && memcmp(blt_model_config(m), blt_model_config(b),
                     sizeof(blt_config)) == 0,
           "%s as F32 is the same model %s", golden_models[i], err.text);
        blt_model_close(m);
        blt_model_close(b);
        free(dir);
    }
}

int
main(void)
{
    if (!begin_models())
        return 1;
    numbers();
    start_values();
    conversions();
    /* Half a step, the largest of a row being 127: 3 H^-1/2 / 254; in BF16
     * the rest changes more, by 2^-9 of at most 3 * 16^-1/2. */
    in_rows(BLT_INT8, BLT__I8, 0.0030);
    /* Half a step where the largest is 7, 3 H^-1/2 / 14; or what is cut off
     * at the narrowest scale, 13/32 of 3 H^-1/2. */
    in_rows(BLT_INT4, BLT__I4, 0.25);
    too_large();
    meta_layout();
    golden_round_trip();
    digests();
    ok(end_models(), "cleared away");
    return done_testing();
}
