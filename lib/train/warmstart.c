/* Initial weights from an existing model instead of random ones: to train a
 * model further on other text, or to continue a run whose checkpoint is lost.
 *
 * The recipe must describe the model: the same tensors with the same shapes,
 * and the same values of the settings that give weights their meaning without
 * showing in a shape.  Windows, positions and limits of patches may differ;
 * training adapts to them.  Hash tables may be larger by an integer
 * factor. */
#include "config.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "nn/hash.h"
#include "train/warmstart.h"

static void
shape_text(char out[64], int dims, int64_t rows, int64_t cols)
{
    if (dims == 1)
        snprintf(out, 64, "[%" PRId64 "]", cols);
    else
        snprintf(out, 64, "[%" PRId64 ", %" PRId64 "]", rows, cols);
}

/* Finds the model's tensor of this name; *at is its number. */
static int
find(blt_tensor_info *info, size_t *at, const blt_model *m, const char *name)
{
    for (*at = 0; blt_model_tensor(m, *at, info); ++*at)
        if (strcmp(info->name, name) == 0)
            return 1;
    return 0;
}

/* Hash tables may grow by an integer factor k: (h mod km) mod m is h mod m, so
 * rows repeated k times are the same model, in which more n-grams have a row
 * of their own. */
static blt_status
grow_tables(blt__mat *table, const blt_config *c, const blt_model *m,
            size_t at, blt_error *err)
{
    const size_t some = (size_t)blt_model_config(m)->hash_vocab * table->cols;
    const size_t all = (size_t)c->hash_vocab * table->cols;
    blt_status s = BLT_OK;

    for (size_t t = 0; s == BLT_OK && t < blt__hash_tables(c); t++) {
        float *to = (float *)table->p + t * all;

        s = blt_model_numbers(m, at, to, t * some, some, err);
        for (size_t k = some; s == BLT_OK && k < all; k += some)
            memcpy(to + k, to, some * sizeof *to);
    }
    return s;
}

static blt_status
copy_tensor(blt__params *p, size_t i, const blt_config *c, const blt_model *m,
            const char *where, blt_error *err)
{
    const int64_t vocab = blt_model_config(m)->hash_vocab;
    const blt__tensor *t = &p->table[i];
    char want[64], have[64];
    blt_tensor_info info = BLT_TENSOR_INFO_INIT;
    size_t at;

    shape_text(want, t->dims, (int64_t)t->mat->rows, (int64_t)t->mat->cols);
    if (!find(&info, &at, m, t->name))
        return blt__fail(err, BLT_EDATA, "%s: has no tensor \"%s\", which is"
                         " %s in the recipe", where, t->name, want);
    if (t->mat == &p->w.encoder.hash && info.shape[1] == (int64_t)t->mat->cols
        && vocab > 0 && c->hash_vocab > vocab && c->hash_vocab % vocab == 0
        && info.shape[0] == (int64_t)blt__hash_tables(c) * vocab)
        return grow_tables(t->mat, c, m, at, err);
    /* Of a vector shape[0] is the length, and shape[1] is 1. */
    shape_text(have, info.dims, info.shape[0],
               info.shape[info.dims == 1 ? 0 : 1]);
    if (strcmp(want, have) != 0)
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": is %s, in the"
                         " recipe %s", where, t->name, have, want);
    return blt_model_numbers(m, at, (float *)t->mat->p, 0,
                             blt__params_size(p, i), err);
}

/* Fails when the model has a tensor that the recipe does not describe. */
static blt_status
check_rest(const blt__params *p, const blt_model *m, const char *where,
           blt_error *err)
{
    blt_tensor_info info = BLT_TENSOR_INFO_INIT;
    char have[64];

    for (size_t at = 0; blt_model_tensor(m, at, &info); at++) {
        size_t i = 0;

        while (i < p->count && strcmp(p->table[i].name, info.name) != 0)
            i++;
        if (i < p->count)
            continue;
        shape_text(have, info.dims, info.shape[0],
                   info.shape[info.dims == 1 ? 0 : 1]);
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": is %s, and the"
                         " recipe has none", where, info.name, have);
    }
    return BLT_OK;
}

static blt_status
differ(blt_error *err, const char *where, const char *part, const char *key,
       double have, double want)
{
    return have == want ? BLT_OK
        : blt__fail(err, BLT_EDATA, "%s: %s%s is %.9g, in the recipe %.9g",
                    where, part, key, have, want);
}

static blt_status
check_part(const blt_part *have, const blt_part *want, const char *part,
           const char *where, blt_error *err)
{
    blt_status s = differ(err, where, part, "heads", have->heads,
                          want->heads);

    if (s == BLT_OK)
        s = differ(err, where, part, "theta", have->theta, want->theta);
    return s != BLT_OK ? s
        : differ(err, where, part, "eps", (double)have->eps,
                 (double)want->eps);
}

static blt_status
check_rules(const blt_config *have, const blt_config *want,
            const char *where, blt_error *err)
{
    blt_status s = BLT_OK;

    if (want->has_patcher)
        s = check_part(&have->patcher, &want->patcher, "patcher.", where,
                       err);
    if (s == BLT_OK)
        s = check_part(&have->encoder, &want->encoder, "encoder.", where,
                       err);
    if (s == BLT_OK)
        s = check_part(&have->global, &want->global, "global.", where, err);
    if (s == BLT_OK)
        s = check_part(&have->decoder, &want->decoder, "decoder.", where,
                       err);
    if (s == BLT_OK)
        s = differ(err, where, "", "hash_functions", have->hash_functions,
                   want->hash_functions);
    for (int i = 0; s == BLT_OK && i < want->n_hash_sizes; i++)
        s = differ(err, where, "", "one of hash_sizes", have->hash_sizes[i],
                   want->hash_sizes[i]);
    if (s == BLT_OK && have->patch_scheme != want->patch_scheme)
        s = blt__fail(err, BLT_EDATA, "%s: scheme is %s, in the recipe %s",
                      where, blt_scheme_name(have->patch_scheme),
                      blt_scheme_name(want->patch_scheme));
    return s;
}

blt_status
blt__params_warmstart(blt__params *p, const blt_config *c, const blt_model *m,
                 const char *where, blt_error *err)
{
    blt_status s = BLT_OK;

    for (size_t i = 0; s == BLT_OK && i < p->count; i++)
        s = copy_tensor(p, i, c, m, where, err);
    if (s == BLT_OK)
        s = check_rest(p, m, where, err);
    return s != BLT_OK ? s
        : check_rules(blt_model_config(m), c, where, err);
}
