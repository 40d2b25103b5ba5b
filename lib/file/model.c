/* Models: opening, closing and what they tell. */
#include "config.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <blt/lookup.h>
#include "file/digest.h"
#include "file/model_file.h"
#include "file/model_parts.h"
#include "file/number.h"

/* The last component of the path; "." and ".." are resolved. */
static char *
base_name(const char *dir)
{
    size_t n = strlen(dir), i;
    char *real, *name;

    while (n > 1 && dir[n - 1] == '/')
        n--;
    for (i = n; i > 0 && dir[i - 1] != '/'; i--)
        continue;
    if (n > i && dir[i] != '.')
        return strndup(dir + i, n - i);
    real = realpath(dir, NULL);
    name = real != NULL ? strrchr(real, '/') : NULL;
    name = strdup(name != NULL && name[1] != '\0' ? name + 1 : "model");
    free(real);
    return name;
}

static blt_status
finish(blt_model *m, blt_error *err)
{
    const blt__shards *groups[] = { &m->main, &m->entropy };

    for (size_t i = 0; i < 2; i++)
        for (size_t f = 0; f < groups[i]->n; f++)
            m->sum = blt__digest_file(m->sum, &groups[i]->file[f]);
    snprintf(m->digest, sizeof m->digest, "%016" PRIx64, m->sum);
    if (m->notes.failed)
        return blt__fail_memory(err, "notes");
    for (size_t i = 0; i < m->notes.n; i++)
        if (m->notes.p[i] == '\n')
            m->notes.p[i] = '\0';
        else if ((uint8_t)m->notes.p[i] < 0x20 || m->notes.p[i] == 0x7f)
            m->notes.p[i] = '?';
    return BLT_OK;
}

blt_status
blt_model_open(blt_model **out, const char *dir, blt_error *err)
{
    blt_model *m = calloc(1, sizeof *m);
    blt_status s;

    *out = NULL;
    if (m == NULL)
        return blt__fail_memory(err, dir);
    m->sum = BLT__HASH_START;
    m->name = base_name(dir);
    s = m->name != NULL ? blt__model_dir_read(m, dir, err)
                        : blt__fail_memory(err, dir);
    if (s == BLT_OK)
        s = blt__model_bind(m, err);
    if (s == BLT_OK)
        s = finish(m, err);
    if (s != BLT_OK) {
        blt_model_close(m);
        return s;
    }
    *out = m;
    return BLT_OK;
}

blt_status
blt_model_open_default(blt_model **m, blt_error *err)
{
    char *dir;
    blt_status status = blt_model_find(&dir, NULL, err);

    *m = NULL;
    if (status == BLT_OK)
        status = blt_model_open(m, dir, err);
    free(dir);
    return status;
}

void
blt_model_close(blt_model *m)
{
    if (m == NULL)
        return;
    blt__weights_free(&m->w);
    blt__shards_close(&m->main);
    blt__shards_close(&m->entropy);
    blt__buf_free(&m->notes);
    free(m->table);
    free(m->src);
    free(m->norms);
    free(m->hash);
    free(m->name);
    free(m->config_path);
    free(m);
}

const blt_config *
blt_model_config(const blt_model *m)
{
    return &m->config;
}

const blt__weights *
blt__model_weights(const blt_model *m)
{
    return &m->w;
}

const char *
blt_model_name(const blt_model *m)
{
    return m->name;
}

const char *
blt_model_digest(const blt_model *m)
{
    return m->digest;
}

const char *
blt_model_note(const blt_model *m, size_t i)
{
    const char *p = m->notes.p;

    for (size_t at = 0; at < m->notes.n; at += strlen(p + at) + 1)
        if (i-- == 0)
            return p + at;
    return NULL;
}

int
blt_model_tensor(const blt_model *m, size_t i, blt_tensor_info *out)
{
    blt_tensor_info own = BLT_TENSOR_INFO_INIT, *info = &own;
    const blt__tensor *t;

    if (i >= m->count)
        return 0;
    t = &m->table[i];
    info->name = t->name;
    info->type = blt__type_name(m->src[i].type);
    info->dims = t->dims;
    info->shape[0] = (int64_t)(t->dims == 1 ? t->mat->cols : t->mat->rows);
    info->shape[1] = t->dims == 1 ? 1 : (int64_t)t->mat->cols;
    info->data = m->src[i].data;
    info->bytes = (int64_t)blt__type_size(m->src[i].type,
                                          t->mat->rows * t->mat->cols);
    if (m->src[i].scales != NULL)
        info->bytes += (int64_t)(m->src[i].scales->end
                                 - m->src[i].scales->begin);
    return blt__result_write(out, &own, "BLT_TENSOR_INFO_INIT", NULL)
        == BLT_OK;
}

blt_status
blt_model_numbers(const blt_model *m, size_t i, float *out, size_t first,
                  size_t count, blt_error *err)
{
    const blt__mat *mat;
    size_t n;

    if (i >= m->count)
        return blt__fail(err, BLT_EINVAL, "%s: has no tensor %zu", m->name,
                         i);
    mat = m->table[i].mat;
    n = mat->rows * mat->cols;
    if (first > n || count > n - first)
        return blt__fail(err, BLT_EINVAL, "%s: tensor \"%s\": has no number "
                         "%zu", m->name, m->table[i].name, n);
    blt__number_take(out, mat, first, count);
    return BLT_OK;
}
