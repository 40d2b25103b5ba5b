/* Writes a model directory: config.json and model.safetensors, each complete
 * or not at all.  The numbers are those of a mapped file, of the arrays of a
 * trainer, or of a random generator (put.c). */
#include "config.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <blt/build.h>
#include "file/config_file.h"
#include "file/model_file.h"
#include "file/number.h"
#include "file/put.h"
#include "file/reading.h"

typedef struct saving {
    const char *dir;
    const blt_config *c;
    blt__tensor *table;
    size_t count;
    blt__type type;
    blt_matrices matrices;
    const char *meta;           /* pairs for __metadata__, or NULL */
    blt_names names;
    blt__put *put;              /* where the numbers come from */
} saving;

/* A directory that is being written, so that a failure can undo it. */
typedef struct written {
    char *tensors;              /* the path of model.safetensors */
    int made;                   /* the directory did not exist before */
    int replaced;               /* model.safetensors did */
} written;

_Static_assert((int)BLT_F32 == BLT__F32 && (int)BLT_BF16 == BLT__BF16
               && (int)BLT_F16 == BLT__F16 && (int)BLT_INT8 == BLT__I8
               && (int)BLT_INT4 == BLT__I4,
               "one order of number types");

static int
is_hash_table(const blt__tensor *t)
{
    return t->meta[0] == '\0';
}

/* The matrices that can be quantised: not norms, and not the embeddings, which
 * are looked up and small. */
static int
is_matrix(const blt__tensor *t)
{
    return t->kind != BLT__KIND_NORM && t->kind != BLT__KIND_EMBED
        && t->mat->cols % BLT__GROUP == 0;
}

/* The global transformer has most of the weights, and stands for the least of
 * the loss per bit (measured, bench/README.md). */
static blt__type
matrix_type(const saving *s, const blt__tensor *t)
{
    if (s->matrices == BLT_MATRICES_MIXED)
        return strstr(t->name, "global_transformer") != NULL ? BLT__I4
                                                             : BLT__I8;
    return s->matrices == BLT_MATRICES_INT8 ? BLT__I8 : BLT__I4;
}

static blt__type
type_of(const saving *s, const blt__tensor *t)
{
    if (s->matrices != BLT_MATRICES_FLOAT && is_matrix(t))
        return matrix_type(s, t);
    if (!blt__type_scaled(s->type))
        return s->type;
    if (!is_hash_table(t))
        return BLT__BF16;
    /* Quantising the matrices does not give the table more bits. */
    return s->matrices != BLT_MATRICES_FLOAT && t->mat->type == BLT__I4
        ? BLT__I4 : s->type;
}

/* The scale of a hash table is that of a whole row. */
static size_t
group_of(const blt__tensor *t)
{
    return is_hash_table(t) ? 0 : BLT__GROUP;
}

/* ---- files ------------------------------------------------------------------------ */

typedef enum which { ALL, MAIN, PATCHER } which;

static int
is_in(const blt__tensor *t, which w)
{
    return w == ALL || t->patcher == (w == PATCHER);
}

/* A tensor of integers and its scales. */
static void
announce_scaled(blt__st_out *o, const blt__tensor *t, blt__type type)
{
    const int packed = type == BLT__I4;
    int64_t shape[2] = { (int64_t)t->mat->rows,
                         (int64_t)blt__type_size(type, t->mat->cols) };
    char name[sizeof t->name + 8];

    snprintf(name, sizeof name, "%s%s", t->name, packed ? BLT__PACKED : "");
    blt__st_out_add(o, name, packed ? "U8" : blt__type_name(type), 2, shape);
    snprintf(name, sizeof name, "%s" BLT__SCALES, t->name);
    shape[1] = group_of(t) == 0 ? 1
        : (int64_t)(t->mat->cols / group_of(t));
    blt__st_out_add(o, name, blt__type_name(BLT__BF16), 2, shape);
}

/* Meta's names unless w is ALL; the fused table is separate ones there. */
static void
announce(blt__st_out *o, const saving *s, const blt__tensor *t, which w)
{
    const char *type = blt__type_name(type_of(s, t));
    int64_t shape[2] = { (int64_t)t->mat->rows, (int64_t)t->mat->cols };
    const int64_t *from = t->dims == 1 ? shape + 1 : shape;
    char name[sizeof t->name + 8];

    if (blt__type_scaled(type_of(s, t))) {
        announce_scaled(o, t, type_of(s, t));
    } else if (w == ALL) {
        blt__st_out_add(o, t->name, type, t->dims, from);
    } else if (t->meta[0] != '\0') {
        blt__st_out_add(o, t->meta, type, t->dims, from);
    } else {
        int64_t tables = shape[0] / s->c->hash_vocab;

        shape[0] = s->c->hash_vocab;
        for (int64_t i = 0; i < tables; i++) {
            snprintf(name, sizeof name,
                     "encoder_hash_tok_embedding.%lld.weight", (long long)i);
            blt__st_out_add(o, name, type, 2, shape);
        }
    }
}

static blt_status
write_tensors(const saving *s, const char *path, which w, blt_error *err)
{
    blt__st_out *o = NULL;
    blt_status status = blt__st_out_new(&o, path, err);

    if (status != BLT_OK)
        return status;
    for (const char *p = s->meta; p != NULL && *p != '\0';) {
        const char *value = p + strlen(p) + 1;

        blt__st_out_meta(o, p, value);
        p = value + strlen(value) + 1;
    }
    for (size_t i = 0; i < s->count; i++)
        if (is_in(&s->table[i], w))
            announce(o, s, &s->table[i], w);
    for (size_t i = 0; i < s->count; i++) {
        if (!is_in(&s->table[i], w))
            continue;
        status = blt__put_tensor(o, s->put, &s->table[i],
                                 type_of(s, &s->table[i]),
                                 group_of(&s->table[i]), err);
        if (status != BLT_OK) {
            blt__st_out_drop(o);
            return status;
        }
    }
    return blt__st_out_done(o, err);
}

static blt_status
write_text(const char *dir, const blt__buf *text, blt_error *err)
{
    char *path = blt__path_join(dir, "config.json");
    blt__save *f = NULL;
    blt_status s = path == NULL ? blt__fail_memory(err, dir)
                                : blt__save_new(&f, path, err);

    free(path);
    if (s != BLT_OK)
        return s;
    blt__save_put(f, text->p, text->n);
    return blt__save_done(f, err);
}

static blt_status
make_dir(written *made, const char *dir, blt_error *err)
{
    struct stat st;

    made->tensors = blt__path_join(dir, "model.safetensors");
    if (made->tensors == NULL)
        return blt__fail_memory(err, dir);
    made->replaced = stat(made->tensors, &st) == 0;
    made->made = mkdir(dir, 0777) == 0;
    return made->made || errno == EEXIST ? BLT_OK
        : blt__fail_errno(err, "%s", dir);
}

/* Removes what a failed or canceled call made and nothing that existed. */
static void
undo(const written *made, const char *dir)
{
    if (made->tensors != NULL && !made->replaced)
        unlink(made->tensors);
    if (made->made)
        rmdir(dir);
}

/* config says how the sizes are spelt; the tensors come first, so that a
 * directory with config.json is a whole model. */
static blt_status
write_dir(const saving *s, const char *dir, which w,
          blt_status (*config)(blt__buf *, const blt_config *, blt_error *),
          blt_error *err)
{
    blt__buf text = { 0 };
    written made = { 0 };
    blt_status status = config(&text, s->c, err);

    if (status == BLT_OK)
        status = make_dir(&made, dir, err);
    if (status == BLT_OK)
        status = write_tensors(s, made.tensors, w, err);
    if (status == BLT_OK)
        status = blt__put_progress(s->put, 0, err);
    if (status == BLT_OK)
        status = write_text(dir, &text, err);
    if (status != BLT_OK)
        undo(&made, dir);
    free(made.tensors);
    blt__buf_free(&text);
    return status;
}

/* The first directory of Meta's two, when the second one failed. */
static void
remove_main(const char *dir)
{
    static const char *const names[] = { "config.json", "model.safetensors" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = blt__path_join(dir, names[i]);

        if (path != NULL)
            unlink(path);
        free(path);
    }
    rmdir(dir);
}

static blt_status
write_model(const saving *s, blt_error *err)
{
    struct stat st;
    const int there = stat(s->dir, &st) == 0;
    blt_status status;
    char *inside;

    if (s->names == BLT_NAMES_HF)
        return write_dir(s, s->dir, ALL, blt__config_write, err);
    if (s->c->patcher_only)
        return write_dir(s, s->dir, PATCHER, blt__config_write_patcher, err);
    status = write_dir(s, s->dir, MAIN, blt__config_write_meta, err);
    if (status != BLT_OK || !s->c->has_patcher)
        return status;
    inside = blt__path_join(s->dir, "entropy_model");
    status = inside == NULL ? blt__fail_memory(err, s->dir)
        : write_dir(s, inside, PATCHER, blt__config_write_patcher, err);
    free(inside);
    if (status != BLT_OK && !there)
        remove_main(s->dir);
    return status;
}

/* ---- the ways to call it ------------------------------------------------------------- */

/* w is NULL for a random model. */
static blt_status
save(saving *s, const blt__weights *w, blt_error *err)
{
    blt__weights own;
    blt_status status = blt__config_check(s->c, s->dir, err);

    if (status != BLT_OK)
        return status;
    status = blt__weights_layout(&own, &s->table, &s->count, s->c, err);
    if (status != BLT_OK)
        return status;
    s->put->dir = s->dir;
    s->put->random = w == NULL;
    if (w != NULL)
        blt__weights_view(&own, w, s->c);
    for (size_t i = 0; i < s->count; i++)
        s->put->total += s->table[i].mat->rows * s->table[i].mat->cols;
    status = write_model(s, err);
    blt__weights_free(&own);
    free(s->table);
    return status;
}

blt_status
blt__model_write(const char *dir, const blt_config *c, const blt__weights *w,
                 blt__type type, const char *meta, blt_error *err)
{
    blt__put put = { 0 };
    saving s = { .dir = dir, .c = c, .type = type, .meta = meta,
                 .put = &put };

    return save(&s, w, err);
}

static blt_status
take_options(saving *s, const blt_write_options *given, blt_error *err)
{
    static const blt_write_options usual = BLT_WRITE_OPTIONS_INIT;
    blt_write_options o;
    blt_status status = blt__options_read(&o, &usual, given,
                                          "BLT_WRITE_OPTIONS_INIT", err);

    if (status != BLT_OK)
        return status;
    if ((unsigned)o.type > BLT_INT4)
        return blt__fail(err, BLT_EINVAL, "write options: no number type has"
                         " the number %d", (int)o.type);
    if ((unsigned)o.names > BLT_NAMES_META)
        return blt__fail(err, BLT_EINVAL, "write options: no layout has the"
                         " number %d", (int)o.names);
    if ((unsigned)o.matrices > BLT_MATRICES_MIXED)
        return blt__fail(err, BLT_EINVAL, "write options: no type of matrices"
                         " has the number %d", (int)o.matrices);
    if ((o.type >= BLT_INT8 || o.matrices != BLT_MATRICES_FLOAT)
        && o.names == BLT_NAMES_META)
        return blt__fail(err, BLT_EINVAL, "Meta's layout has no place for "
                         "the scales of int8 and int4 rows");
    s->type = (blt__type)o.type;
    s->matrices = o.matrices;
    s->meta = "format\0pt\0";
    s->names = o.names;
    s->put->monitor = (blt__monitor){ o.progress, o.user };
    s->put->pool = o.pool;
    return BLT_OK;
}

/* What a copy would lack silently. */
static blt_status
check_whole(const saving *s, const char *name, blt_error *err)
{
    const blt_config *c = s->c;

    if (c->no_head)
        return blt__fail(err, BLT_EINVAL, "%s: has no lm_head, so a copy "
                         "would predict no bytes: save BltForCausalLM, not "
                         "its BltModel", name);
    if (!c->has_patcher && blt_scheme_needs_entropy(c->patch_scheme))
        return blt__fail(err, BLT_EINVAL, "%s: has no entropy model, which "
                         "its patching needs: put one into its directory as "
                         "entropy_model", name);
    return BLT_OK;
}

blt_status
blt_model_write(const blt_model *m, const char *dir,
                const blt_write_options *opt, blt_error *err)
{
    blt__put put = { 0 };
    saving s = { .dir = dir, .c = blt_model_config(m), .put = &put };
    blt_status status = take_options(&s, opt, err);

    if (status == BLT_OK)
        status = check_whole(&s, blt_model_name(m), err);
    return status != BLT_OK ? status
                            : save(&s, blt__model_weights(m), err);
}

blt_status
blt_model_init(const char *dir, const blt_config *c, uint64_t seed,
               const blt_write_options *opt, blt_error *err)
{
    static const blt_config none = BLT_CONFIG_INIT;
    blt_config own;
    blt__put put = { .seed = seed };
    saving s = { .dir = dir, .c = &own, .put = &put };
    blt_status status = blt__options_read(&own, &none, c, "BLT_CONFIG_INIT",
                                          err);

    if (status == BLT_OK)
        status = take_options(&s, opt, err);
    return status != BLT_OK ? status : save(&s, NULL, err);
}
