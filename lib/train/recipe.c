/* Reads a recipe: `key = value` lines below [section] lines, # for
 * comments. */
#include "config.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "file/config_file.h"
#include "file/weights.h"
#include "num/kern.h"
#include "train/recipe.h"
#include "train/recipe_keys.h"

enum { PATCHER = 1 };           /* its section's index */

#define RECIPE_MAX ((size_t)1 << 20)    /* bytes; far beyond any real one */

/* Defaults for a small model.  Copied from the BLT paper and its code: eps,
 * theta, the n-gram sizes, the shapes of cross-attention, a patch size of 4.5.
 * Copied from common practice: betas, weight decay, clipping, a cosine to a
 * tenth of the rate.  The rest is chosen for models that train on a few
 * cores, and not tuned. */
static void
set_defaults(blt__recipe *r)
{
    static const blt_part part = { 128, 1, 4, 0, 0, 1 << 20, 128, 500000,
                                   1e-5f };
    static const blt__schedule stage = { 512, 32, 0, 100, 500, 2e-3, 0.1,
        BLT__COSINE, 0.9, 0.95, 1e-8, 0.1, 1, 1, 0, BLT__ADAMW, 0.95, 1 };
    static const int sizes[] = { 3, 4, 5, 6, 7, 8 };
    static const blt_patch_options patch = BLT_PATCH_OPTIONS_INIT;
    blt_config *c = &r->config;

    memset(r, 0, sizeof *r);
    strcpy(r->name, "model");
    c->patcher = c->encoder = c->global = c->decoder = part;
    c->patcher.theta = 10000;
    c->global.window = 0;
    c->global.max_positions = 0;        /* see trained_patches */
    c->cross_k = 2;
    c->decoder_cross_all = 1;
    memcpy(c->hash_sizes, sizes, sizeof sizes);
    c->n_hash_sizes = 6;
    c->hash_functions = 1;
    c->hash_vocab = 16384;
    blt__config_set_patch(c, &patch);
    c->size = sizeof *c;
    r->threshold = NAN;
    r->target_size = 4.5;
    r->language_exponent = 1;
    r->table_start = r->residual_start = 1;
    r->valid_bytes = 1 << 18;
    r->final_valid_bytes = 1 << 21;
    r->stage[0] = r->stage[1] = stage;
    r->seed = 1;
    r->shards = 8;
    r->checkpoint_steps = 1000;
    r->checkpoint_seconds = 600;
    r->store = BLT__BF16;
}

/* ---- lines -------------------------------------------------------------- */

/* The state of the reader. */
typedef struct reader {
    blt__recipe *recipe;
    const blt__recipe_section *section; /* of the current line, or NULL */
    unsigned char seen[BLT__RECIPE_SECTIONS][32];       /* keys, by index */
    unsigned char has_section[BLT__RECIPE_SECTIONS];
    const char *where;          /* FILE:LINE */
} reader;

static const char *const weight_name[] = { "weight", "late_weight" };

static blt_status
set_weight(blt__recipe *r, const char *pattern, const char *value, int late,
           const char *where, blt_error *err)
{
    double d;

    if (*pattern == '\0' || strlen(pattern) >= sizeof r->weight[0].pattern)
        return blt__fail(err, BLT_EDATA, "%s: weight takes a pattern of"
                         " file names", where);
    if (!blt__recipe_decimal(&d, value) || d < 0 || d > 1e6)
        return blt__fail(err, BLT_EDATA, "%s: a weight is a number in"
                         " 0..1e6, not \"%s\"", where, value);
    if (r->n_weights == BLT__WEIGHTS_MAX)
        return blt__fail(err, BLT_EDATA, "%s: more than %d weights", where,
                         BLT__WEIGHTS_MAX);
    strcpy(r->weight[r->n_weights].pattern, pattern);
    r->weight[r->n_weights].late = late;
    r->weight[r->n_weights++].weight = d;
    return BLT_OK;
}

static blt_status
begin_section(reader *r, const char *name, blt_error *err)
{
    r->section = blt__recipe_section_find(name);
    if (r->section == NULL)
        return blt__fail(err, BLT_EDATA, "%s: there is no section [%s]",
                         r->where, name);
    r->has_section[r->section - blt__recipe_sections] = 1;
    return BLT_OK;
}

/* 1 if a key is "weight PATTERN" (*late 0) or "late_weight PATTERN". */
static int
is_weight(const char *key, int *late)
{
    for (*late = 0; *late < 2; ++*late) {
        size_t n = strlen(weight_name[*late]);

        if (strncmp(key, weight_name[*late], n) == 0
            && isspace((unsigned char)key[n]))
            return 1;
    }
    return 0;
}

static blt_status
read_key(reader *r, char *key, const char *value, blt_error *err)
{
    const blt__recipe_section *s = r->section;
    int late;

    if (s == NULL)
        return blt__fail(err, BLT_EDATA, "%s: %s comes before any"
                         " [section]", r->where, key);
    if (strcmp(s->name, "data") == 0 && is_weight(key, &late))
        return set_weight(r->recipe,
                          blt__trim(key + strlen(weight_name[late])), value,
                          late, r->where, err);
    for (int i = 0; s->keys[i].name != NULL; i++) {
        if (strcmp(s->keys[i].name, key) != 0)
            continue;
        if (r->seen[s - blt__recipe_sections][i]++)
            return blt__fail(err, BLT_EDATA, "%s: [%s] %s is given twice",
                             r->where, s->name, key);
        return blt__recipe_key_set(r->recipe, s, &s->keys[i], value,
                                   r->where, err);
    }
    return blt__fail(err, BLT_EDATA, "%s: [%s] has no key \"%s\"", r->where,
                     s->name, key);
}

/* A blt__keyvalue_fn. */
static blt_status
read_line(void *user, const char *where, char *key, char *value,
          blt_error *err)
{
    reader *r = user;

    r->where = where;
    return value == NULL ? begin_section(r, key, err)
        : read_key(r, key, value, err);
}

/* ---- the whole recipe --------------------------------------------------- */

/* Fills in the settings of a part that follow from the others. */
static void
fill_part(blt_part *p)
{
    if (p->kv_heads == 0)
        p->kv_heads = p->heads;
    if (p->inner == 0)      /* Llama's rule, in multiples of 32 (copied) */
        p->inner = (p->hidden * 8 / 3 + 31) / 32 * 32;
}

/* The number of patches in a sequence of stage main, rounded up to whole
 * blocks of the cache.  The global transformer is not trained on longer
 * contexts, so in a longer text it uses a window of this many patches. */
static int64_t
trained_patches(const blt__recipe *r)
{
    double n = (double)r->stage[1].length;

    if (blt_scheme_needs_entropy(r->config.patch_scheme)
        && isnan(r->threshold))
        n /= r->target_size;    /* otherwise a patch may be one byte */
    return ((int64_t)ceil(n) + BLT__BLOCK - 1) / BLT__BLOCK * BLT__BLOCK;
}

static blt_status
check(blt__recipe *r, const char *path, blt_error *err)
{
    blt_config *c = &r->config;

    fill_part(&c->patcher);
    fill_part(&c->encoder);
    fill_part(&c->global);
    fill_part(&c->decoder);
    if (c->global.max_positions == 0)
        c->global.max_positions = trained_patches(r);
    if (!c->has_patcher && blt_scheme_needs_entropy(c->patch_scheme))
        return blt__fail(err, BLT_EDATA, "%s: scheme %s needs a [patcher]",
                         path, blt_scheme_name(c->patch_scheme));
    for (int i = 0; i < 2; i++)
        if (r->stage[i].length > UINT32_MAX / r->stage[i].batch)
            return blt__fail(err, BLT_EDATA, "%s: [%s] length * batch is too"
                             " large", path, i ? "main" : "entropy");
    if (!isnan(r->threshold))
        c->patch_threshold = (float)r->threshold;
    return blt__config_check(c, path, err);
}

blt_status
blt__recipe_read(blt__recipe *r, const char *path, blt_error *err)
{
    reader in = { .recipe = r };
    blt_status s;

    set_defaults(r);
    s = blt__read_whole(&r->text, path, RECIPE_MAX, err);
    if (s == BLT_OK)
        s = blt__keyvalue_parse(r->text.p, r->text.n, path,
                                BLT__KEYVALUE_SECTIONS
                                | BLT__KEYVALUE_COMMENTS, read_line, &in,
                                err);
    r->config.has_patcher = in.has_section[PATCHER];
    if (s == BLT_OK)
        s = check(r, path, err);
    return s;
}

void
blt__recipe_free(blt__recipe *r)
{
    blt__buf_free(&r->text);
}

void
blt__recipe_canon(blt__buf *b, const blt__recipe *r)
{
    for (size_t i = 0; i < BLT__RECIPE_SECTIONS; i++) {
        const blt__recipe_section *s = &blt__recipe_sections[i];

        if (i == PATCHER && !r->config.has_patcher)
            continue;
        for (const blt__recipe_key *k = s->keys; k->name != NULL; k++) {
            if (k->free)
                continue;
            blt__buf_printf(b, "%s.%s = ", s->name, k->name);
            blt__recipe_key_print(b, r, s, k);
            blt__buf_put(b, "\n", 1);
        }
    }
    for (size_t i = 0; i < r->n_weights; i++)
        blt__buf_printf(b, "data.%s %s = %.17g\n",
                        weight_name[r->weight[i].late], r->weight[i].pattern,
                        r->weight[i].weight);
}
