/* Where each tensor of the table is in the files.           [MODEL.md 8, 9]
 *
 * Every tensor must be there with its shape, under Hugging Face's name or
 * Meta's.  Data stay in the mapping; only norms are copied, and Meta's hash
 * tables if they are not contiguous.
 * Extension: the hash table and matrices may be I8, or I4 in a U8 tensor
 * NAME_packed, with scales in NAME_scale: one per row of the table, one per
 * BLT__GROUP columns of a matrix.                             [MODEL.md 8.2] */
#include "config.h"
#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "file/config_file.h"
#include "file/model_parts.h"
#include "file/number.h"
#include "file/reading.h"
#include "num/view.h"

#define META_TABLE "encoder_hash_tok_embedding."

static blt_status
layout(blt_model *m, blt_error *err)
{
    blt_status s = blt__config_check(&m->config, m->config_path, err);

    blt__weights_free(&m->w);
    free(m->table);
    m->table = NULL;
    m->count = 0;
    return s != BLT_OK ? s : blt__weights_layout(&m->w, &m->table, &m->count,
                                                 &m->config, err);
}

/* The files that have a tensor. */
static const blt__shards *
files_of(const blt_model *m, const blt__tensor *t)
{
    return t->patcher && m->entropy.n ? &m->entropy : &m->main;
}

/* By either name. */
static const blt__st_entry *
find(const blt_model *m, const blt__tensor *t, const char **path)
{
    const blt__shards *s = files_of(m, t);
    const blt__st_entry *e = blt__shards_find(s, t->name, path);

    return e != NULL || t->meta[0] == '\0' ? e
        : blt__shards_find(s, t->meta, path);
}

static const blt__tensor *
tensor_of(const blt_model *m, const blt__mat *mat)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->table[i].mat == mat)
            return &m->table[i];
    return NULL;
}

/* Takes feed-forward widths that the file does not state from the shapes. */
static blt_status
correct_inner(blt_model *m, blt_error *err)
{
    const struct { unsigned flag; blt_part *part; blt__layer_w *layer; }
    parts[] = {
        { BLT__PATCHER_INNER, &m->config.patcher, m->w.patcher.layer },
        { BLT__ENCODER_INNER, &m->config.encoder, m->w.encoder.layer },
        { BLT__GLOBAL_INNER, &m->config.global, m->w.global.layer },
        { BLT__DECODER_INNER, &m->config.decoder, m->w.decoder.layer }
    };
    int changed = 0;

    for (int i = 0; i < 4; i++) {
        const blt__tensor *t = tensor_of(m, &parts[i].layer->gate);
        const blt__st_entry *e;
        const char *in;

        if (t == NULL || !(m->inner & parts[i].flag))
            continue;
        e = find(m, t, &in);
        if (e == NULL || e->dims != 2 || e->shape[0] < 1
            || e->shape[0] > BLT__WIDTH_MAX)
            continue;
        changed |= parts[i].part->inner != e->shape[0];
        parts[i].part->inner = (int32_t)e->shape[0];
    }
    return changed ? layout(m, err) : BLT_OK;
}

enum dtypes { FLOATS, FLOATS_OR_I8, PACKED };

/* -1 if the type is not allowed. */
static int
type_of(const blt__st_entry *e, enum dtypes may)
{
    int type = blt__type_parse(e->dtype);

    if (may == PACKED)
        return strcmp(e->dtype, "U8") == 0 ? BLT__I4 : -1;
    return type == BLT__I8 && may == FLOATS ? -1 : type;
}

static blt_status
check_entry(const blt__st_entry *e, const char *path, int dims,
            size_t rows, size_t cols, enum dtypes may, blt_error *err)
{
    static const char *const types[] = {
        "weights are F32, BF16 or F16",
        "weights are F32, BF16, F16 or I8", "packed rows are U8"
    };
    char got[96] = "", want[48];

    if (type_of(e, may) < 0)
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%.120s\": dtype %s, "
                         "%s", path, e->name, e->dtype, types[may]);
    if (e->dims == dims && (uint64_t)e->shape[dims - 1] == cols
        && (dims == 1 || (uint64_t)e->shape[0] == rows))
        return BLT_OK;
    for (int i = 0, n = 0; i < e->dims; i++)
        n += snprintf(got + n, sizeof got - (size_t)n, "%s%" PRId64,
                      i ? ", " : "", e->shape[i]);
    if (dims == 1)
        snprintf(want, sizeof want, "%zu", cols);
    else
        snprintf(want, sizeof want, "%zu, %zu", rows, cols);
    return blt__fail(err, BLT_EDATA, "%s: tensor \"%.120s\": shape [%s], the "
                     "configuration needs [%s]", path, e->name, got, want);
}

/* Meta's separate tables as one: a view if they are contiguous in the file,
 * else a copy. */
static blt_status
bind_tables(blt_model *m, const blt__tensor *t, blt__tensor_source *src,
            blt_error *err)
{
    size_t rows = (size_t)m->config.hash_vocab, cols = t->mat->cols;
    size_t tables = t->mat->rows / rows, size = 0;
    const blt__st_entry *first = NULL;
    const char *path;
    char name[64];
    int apart = 0;

    for (int copy = 0; copy < 2; copy++) {
        for (size_t i = 0; i < tables; i++) {
            const blt__st_entry *e;
            blt_status s;

            snprintf(name, sizeof name,
                     META_TABLE "%zu.weight", i);
            e = blt__shards_find(&m->main, name, &path);
            if (e == NULL)
                return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\" is "
                                 "missing", m->main.path[0],
                                 i == 0 ? t->name : name);
            if (copy) {
                memcpy(m->hash + i * size, e->data, size);
                continue;
            }
            s = check_entry(e, path, 2, rows, cols, FLOATS, err);
            if (s != BLT_OK)
                return s;
            if (i == 0) {
                first = e;
                size = e->end - e->begin;
            } else if (strcmp(e->dtype, first->dtype) != 0) {
                return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": dtype "
                                 "%s, the first table's is %s", path, name,
                                 e->dtype, first->dtype);
            }
            apart |= e->data != first->data + i * size;
        }
        if (!apart)
            break;
        if (!copy) {
            /* All tables were seen in the file, so their sum fits. */
            m->hash = malloc(tables * size + 1);
            if (m->hash == NULL)
                return blt__fail_memory(err, t->name);
        }
    }
    assert(first != NULL);          /* tables >= 1: blt__config_check() */
    src->entry = apart ? NULL : first;
    src->data = apart ? m->hash : first->data;
    src->type = (blt__type)blt__type_parse(first->dtype);
    return BLT_OK;
}

/* The number of scales in a row: of the hash table, or of a matrix; 0 if the
 * tensor has none in any type. */
static size_t
scales_of(const blt_model *m, const blt__tensor *t)
{
    if (t->mat == &m->w.encoder.hash)
        return 1;
    return t->kind == BLT__KIND_NORM || t->kind == BLT__KIND_EMBED
        || t->mat->cols % BLT__GROUP != 0 ? 0 : t->mat->cols / BLT__GROUP;
}

/* Those of rows are few and checked.  Those of groups are not: they are as
 * many bytes as a 17th or 9th of a model that must open at once, and what is
 * not finite is found where it has an effect. */
static blt_status
check_scales(const blt__st_entry *e, const char *path, size_t rows,
             blt_error *err)
{
    const blt__mat scales = { .p = e->data, .rows = rows, .cols = 1,
        .type = (blt__type)blt__type_parse(e->dtype) };

    for (size_t i = 0; i < rows; i++) {
        float x;

        blt__mat_row(&x, &scales, i);
        if (!(x >= 0 && x <= FLT_MAX))
            return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": number %zu "
                             "is %g, no scale", path, e->name, i, (double)x);
    }
    return BLT_OK;
}

/* Integers need their scales; other numbers must have none, because they would
 * mean something else. */
static blt_status
find_scales(blt_model *m, const blt__tensor *t, blt__tensor_source *src,
            const char *path, blt_error *err)
{
    const size_t cols = scales_of(m, t);
    const blt__st_entry *e;
    char name[sizeof t->name + 8];
    blt_status s;

    snprintf(name, sizeof name, "%s" BLT__SCALES, t->name);
    e = blt__shards_find(files_of(m, t), name, &path);
    if (e == NULL && !blt__type_scaled(src->type))
        return BLT_OK;
    if (e == NULL)
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\" is missing, the "
                         "scales of rows in %s", path, name,
                         blt__type_name(src->type));
    if (!blt__type_scaled(src->type))
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": scales of a "
                         "tensor in %s, which takes none", path, name,
                         blt__type_name(src->type));
    src->scales = e;
    s = check_entry(e, path, 2, t->mat->rows, cols, FLOATS, err);
    if (s != BLT_OK)
        return s;
    if (t->mat == &m->w.encoder.hash)
        return check_scales(e, path, t->mat->rows, err);
    return strcmp(e->dtype, "BF16") == 0 ? BLT_OK
        : blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": dtype %s, scales of "
                    "groups are BF16", path, name, e->dtype);
}

/* A tensor that may be integers. */
static blt_status
bind_scaled(blt_model *m, const blt__tensor *t, blt__tensor_source *src,
            blt_error *err)
{
    const blt__shards *files = files_of(m, t);
    const char *path = files->path[0], *in;
    const blt__st_entry *e = find(m, t, &path), *packed;
    enum dtypes may = FLOATS_OR_I8;
    size_t cols = t->mat->cols;
    char name[sizeof t->name + 8];
    blt_status s;

    snprintf(name, sizeof name, "%s" BLT__PACKED, t->name);
    packed = blt__shards_find(files, name, &in);
    if (e == NULL && packed == NULL)
        return t->mat == &m->w.encoder.hash ? bind_tables(m, t, src, err)
            : blt__fail(err, BLT_EDATA, "%s: tensor \"%s\" is missing",
                        files->path[0], t->name);
    if (e != NULL && packed != NULL)
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": is there in "
                         "another type, as \"%s\"", in, name, t->name);
    if (packed != NULL) {
        e = packed;
        path = in;
        may = PACKED;
        cols /= 2;
    }
    s = check_entry(e, path, 2, t->mat->rows, cols, may, err);
    if (s != BLT_OK)
        return s;
    *src = (blt__tensor_source){ e, NULL, e->data, (blt__type)type_of(e, may) };
    return find_scales(m, t, src, path, err);
}

static blt_status
bind_one(blt_model *m, const blt__tensor *t, blt__tensor_source *src,
         blt_error *err)
{
    const char *path;
    const blt__st_entry *e;

    if (scales_of(m, t) != 0)
        return bind_scaled(m, t, src, err);
    e = find(m, t, &path);
    if (e == NULL)
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\" is missing",
                         files_of(m, t)->path[0], t->name);
    *src = (blt__tensor_source){ e, NULL, e->data,
        (blt__type)blt__type_parse(e->dtype) };
    return check_entry(e, path, t->dims, t->mat->rows, t->mat->cols, FLOATS,
                       err);
}

static blt_status
bind_all(blt_model *m, blt_error *err)
{
    size_t norms = 0;
    float *norm;

    m->src = blt__alloc(m->count, sizeof m->src[0]);
    if (m->src == NULL)
        return blt__fail_memory(err, "tensors");
    for (size_t i = 0; i < m->count; i++) {
        const blt__tensor *t = &m->table[i];
        blt_status s = bind_one(m, t, &m->src[i], err);

        if (s != BLT_OK)
            return s;
        if (t->kind == BLT__KIND_NORM)
            norms += t->mat->cols;
    }
    /* Only now the sizes are known to be backed by the file. */
    norm = m->norms = blt__alloc(norms, sizeof *norm);
    if (norm == NULL)
        return blt__fail_memory(err, "norms");
    for (size_t i = 0; i < m->count; i++) {
        blt__mat *mat = m->table[i].mat;

        mat->p = m->src[i].data;
        mat->type = m->src[i].type;
        if (m->src[i].scales != NULL) {
            mat->scale = m->src[i].scales->data;
            mat->scale_type = (blt__type)blt__type_parse(
                m->src[i].scales->dtype);
            mat->group = mat == &m->w.encoder.hash ? 0 : BLT__GROUP;
        }
        if (m->table[i].kind != BLT__KIND_NORM)
            continue;
        blt__number_load(norm, mat->p, mat->type, mat->cols);
        mat->p = norm;
        mat->type = BLT__F32;
        norm += mat->cols;
    }
    return BLT_OK;
}

static int
by_address(const void *a, const void *b)
{
    const blt__st_entry *x = *(const blt__st_entry *const *)a;
    const blt__st_entry *y = *(const blt__st_entry *const *)b;

    return (x > y) - (x < y);
}

/* One of Meta's hash tables, of which only the first is a source. */
static int
is_meta_table(const blt__st_entry *e)
{
    const char *p = strstr(e->name, META_TABLE);

    return p != NULL && p[sizeof META_TABLE - 1] >= '0'
        && p[sizeof META_TABLE - 1] <= '9';
}

/* Notes tensors that the model does not use. */
static blt_status
note_unknown(blt_model *m, blt_error *err)
{
    const blt__shards *groups[] = { &m->main, &m->entropy };
    const blt__st_entry **used;
    size_t n = 0, unknown = 0;

    used = blt__alloc(2 * m->count + 1, sizeof used[0]);
    if (used == NULL)
        return blt__fail_memory(err, "tensors");
    for (size_t i = 0; i < m->count; i++) {
        if (m->src[i].entry != NULL)
            used[n++] = m->src[i].entry;
        if (m->src[i].scales != NULL)
            used[n++] = m->src[i].scales;
    }
    qsort(used, n, sizeof used[0], by_address);
    for (size_t i = 0; i < 2; i++)
        for (size_t f = 0; f < groups[i]->n; f++)
            for (size_t k = 0; k < groups[i]->file[f].n; k++) {
                const blt__st_entry *e = &groups[i]->file[f].entry[k];

                if (bsearch(&e, used, n, sizeof used[0], by_address) != NULL
                    || is_meta_table(e))
                    continue;
                if (unknown++ == 0)
                    blt__buf_printf(&m->notes, "%s: tensor \"%.200s\" is "
                                    "unknown and not used\n",
                                    groups[i]->path[f], e->name);
            }
    if (unknown > 1)
        blt__buf_printf(&m->notes, "%zu more unknown tensors\n",
                        unknown - 1);
    free(used);
    return BLT_OK;
}

blt_status
blt__model_bind(blt_model *m, blt_error *err)
{
    blt_status s = layout(m, err);

    if (s == BLT_OK)
        s = correct_inner(m, err);
    if (s == BLT_OK)
        s = bind_all(m, err);
    return s != BLT_OK ? s : note_unknown(m, err);
}
