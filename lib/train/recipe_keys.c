/* The table of a recipe's keys.
 *
 * It names every key once, with its type, its range and its offset in a
 * struct; reading, defaults and the canonical form all use it.  The parts of
 * a model are four sections with the same keys, the two stages two more.
 * Ranges only exclude values that make no sense or overflow. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/real.h"
#include "train/recipe_keys.h"

/* Offsets. */
#define PART(f) offsetof(blt_part, f)
#define CONF(f) offsetof(blt__recipe, config.f)
#define PLAN(f) offsetof(blt__schedule, f)
#define TOP(f)  offsetof(blt__recipe, f)

static const blt__recipe_key part_keys[] = {
    { "hidden", BLT__KEY_INT, PART(hidden), 1, 65536, NULL, 0 },
    { "layers", BLT__KEY_INT, PART(layers), 1, 1024, NULL, 0 },
    { "heads", BLT__KEY_INT, PART(heads), 1, 1024, NULL, 0 },
    { "kv_heads", BLT__KEY_INT, PART(kv_heads), 1, 1024, NULL, 0 },
    { "inner", BLT__KEY_INT, PART(inner), 1, 1 << 20, NULL, 0 },
    { "window", BLT__KEY_INT64, PART(window), 0, 1e9, NULL, 0 },
    { "positions", BLT__KEY_INT64, PART(max_positions), 1, 1e9, NULL, 0 },
    { "theta", BLT__KEY_DOUBLE, PART(theta), 1, 1e9, NULL, 0 },
    { "eps", BLT__KEY_FLOAT, PART(eps), 1e-12, 0.1, NULL, 0 },
    { 0 }
};
static const blt__recipe_key model_keys[] = {
    { "name", BLT__KEY_TEXT, TOP(name), 1, 63, NULL, 0 },
    { "licence", BLT__KEY_TEXT, TOP(licence), 0, 255, NULL, 1 },
    { "about", BLT__KEY_TEXT, TOP(about), 0, 511, NULL, 1 },
    { "cross_k", BLT__KEY_INT, CONF(cross_k), 1, 64, NULL, 0 },
    { "encoder_cross_all", BLT__KEY_CHOICE, CONF(encoder_cross_all), 0, 0,
      "no yes", 0 },
    { "decoder_cross_all", BLT__KEY_CHOICE, CONF(decoder_cross_all), 0, 0,
      "no yes", 0 },
    { "hash_sizes", BLT__KEY_INTS, CONF(hash_sizes), 1, 64, NULL, 0 },
    { "hash_functions", BLT__KEY_INT, CONF(hash_functions), 1, 11, NULL, 0 },
    { "hash_vocab", BLT__KEY_INT64, CONF(hash_vocab), 1, 1e8, NULL, 0 },
    { "table_start", BLT__KEY_DOUBLE, TOP(table_start), 0, 1000, NULL, 0 },
    { "residual_start", BLT__KEY_DOUBLE, TOP(residual_start), 0, 1000, NULL,
      0 },
    { "store", BLT__KEY_CHOICE, TOP(store), 0, 0, "f32 bf16 f16 int8 int4",
      0 },
    { 0 }
};
static const blt__recipe_key patch_keys[] = {
    { "scheme", BLT__KEY_CHOICE, CONF(patch_scheme), 0, 0,
      "entropy monotonic combined space . byte", 0 },
    { "threshold", BLT__KEY_DOUBLE, TOP(threshold), -10, 10, NULL, 0 },
    { "target_size", BLT__KEY_DOUBLE, TOP(target_size), 1, 1000, NULL, 0 },
    { "threshold_add", BLT__KEY_FLOAT, CONF(patch_threshold_add), -10, 10,
      NULL, 0 },
    { "max_length", BLT__KEY_INT64, CONF(patch_max_length), 0, 1e6, NULL, 0 },
    { "reset_newline", BLT__KEY_CHOICE, CONF(patch_reset_newline), 0, 0,
      "no yes", 0 },
    { 0 }
};
static const blt__recipe_key data_keys[] = {
    { "language_exponent", BLT__KEY_DOUBLE, TOP(language_exponent), 0, 2,
      NULL, 0 },
    { "align", BLT__KEY_CHOICE, TOP(align), 0, 0, "paragraph any", 0 },
    { "valid_bytes", BLT__KEY_INT64, TOP(valid_bytes), 1, 1e12, NULL, 0 },
    { "final_valid_bytes", BLT__KEY_INT64, TOP(final_valid_bytes), 1, 1e12,
      NULL, 0 },
    { 0 }
};
static const blt__recipe_key stage_keys[] = {
    { "length", BLT__KEY_INT64, PLAN(length), 2, 1 << 24, NULL, 0 },
    { "batch", BLT__KEY_INT64, PLAN(batch), 1, 1 << 20, NULL, 0 },
    { "steps", BLT__KEY_INT64, PLAN(steps), 0, 1e12, NULL, 1 },
    { "warmup", BLT__KEY_INT64, PLAN(warmup), 0, 1e12, NULL, 0 },
    { "rate", BLT__KEY_DOUBLE, PLAN(rate), 0, 1, NULL, 0 },
    { "final", BLT__KEY_DOUBLE, PLAN(final), 0, 1, NULL, 0 },
    { "schedule", BLT__KEY_CHOICE, PLAN(shape), 0, 0,
      "cosine linear constant trapezoid", 0 },
    { "cooldown", BLT__KEY_INT64, PLAN(cooldown), 0, 1e12, NULL, 1 },
    { "optimizer", BLT__KEY_CHOICE, PLAN(optimizer), 0, 0, "adamw muon", 0 },
    { "precision", BLT__KEY_CHOICE, PLAN(precision), 0, 0, "f32 bf16", 1 },
    { "momentum", BLT__KEY_DOUBLE, PLAN(momentum), 0, 0.999999, NULL, 0 },
    { "matrix_rate", BLT__KEY_DOUBLE, PLAN(matrix_rate), 0, 1000, NULL, 0 },
    { "beta1", BLT__KEY_DOUBLE, PLAN(beta1), 0, 0.999999, NULL, 0 },
    { "beta2", BLT__KEY_DOUBLE, PLAN(beta2), 0, 0.999999, NULL, 0 },
    { "eps", BLT__KEY_DOUBLE, PLAN(eps), 1e-30, 1, NULL, 0 },
    { "decay", BLT__KEY_DOUBLE, PLAN(decay), 0, 10, NULL, 0 },
    { "clip", BLT__KEY_DOUBLE, PLAN(clip), 0, 1e30, NULL, 0 },
    { "table_rate", BLT__KEY_DOUBLE, PLAN(table_rate), 0, 1000, NULL, 0 },
    { "validate", BLT__KEY_INT64, PLAN(validate), 1, 1e12, NULL, 1 },
    { 0 }
};
static const blt__recipe_key train_keys[] = {
    { "seed", BLT__KEY_INT64, TOP(seed), 0, 9e15, NULL, 0 },
    { "shards", BLT__KEY_INT64, TOP(shards), 1, 1024, NULL, 0 },
    { "checkpoint_steps", BLT__KEY_INT64, TOP(checkpoint_steps), 1, 1e12,
      NULL, 1 },
    { "checkpoint_seconds", BLT__KEY_INT64, TOP(checkpoint_seconds), 1, 1e9,
      NULL, 1 },
    { 0 }
};

const blt__recipe_section blt__recipe_sections[BLT__RECIPE_SECTIONS] = {
    { "model", model_keys, 0 },
    { "patcher", part_keys, CONF(patcher) },
    { "encoder", part_keys, CONF(encoder) },
    { "global", part_keys, CONF(global) },
    { "decoder", part_keys, CONF(decoder) },
    { "patch", patch_keys, 0 },
    { "data", data_keys, 0 },
    { "entropy", stage_keys, TOP(stage[0]) },
    { "main", stage_keys, TOP(stage[1]) },
    { "train", train_keys, 0 },
};

const blt__recipe_section *
blt__recipe_section_find(const char *name)
{
    for (size_t i = 0; i < BLT__RECIPE_SECTIONS; i++)
        if (strcmp(blt__recipe_sections[i].name, name) == 0)
            return &blt__recipe_sections[i];
    return NULL;
}

/* ---- values ------------------------------------------------------------- */

/* The index of value in words, or -1. */
static int
find_word(const char *words, const char *value)
{
    size_t n = strlen(value);
    int i = 0;

    for (const char *w = words; *w != '\0' && n > 0; i++) {
        size_t len = strcspn(w, " ");

        if (len == n && memcmp(w, value, n) == 0 && *value != '.')
            return i;
        w += len + (w[len] == ' ');
    }
    return -1;
}

static int
whole_number(int64_t *out, const char *value, char **end)
{
    errno = 0;
    *out = strtoll(value, end, 10);
    return errno == 0 && *end != value;
}

int
blt__recipe_decimal(double *out, const char *value)
{
    char *end;

    if (value[strspn(value, "+-.0123456789eE")] != '\0' || *value == '\0')
        return 0;
    *out = blt__real_parse(value, &end);
    return *end == '\0' && isfinite(*out);
}

static blt_status
set_ints(blt__recipe *r, const blt__recipe_key *k, const char *value,
         const char *where, blt_error *err)
{
    char *end = (char *)value;
    int n = 0;

    while (*end != '\0') {
        int64_t i;

        if (n == BLT_HASH_SIZES_MAX)
            return blt__fail(err, BLT_EDATA, "%s: %s has more than %d"
                             " numbers", where, k->name, BLT_HASH_SIZES_MAX);
        if (!whole_number(&i, end, &end) || i < k->low || i > k->high
            || (*end != '\0' && *end != ' '))
            return blt__fail(err, BLT_EDATA, "%s: %s takes whole numbers in"
                             " %g..%g, not \"%s\"", where, k->name, k->low,
                             k->high, value);
        r->config.hash_sizes[n++] = (int)i;
        end += strspn(end, " ");
    }
    if (n == 0)
        return blt__fail(err, BLT_EDATA, "%s: %s is empty", where, k->name);
    r->config.n_hash_sizes = n;
    return BLT_OK;
}

/* Sets a numeric key; 0 when value is not a number in its range. */
static int
set_number(void *p, const blt__recipe_key *k, const char *value)
{
    char *end;
    int64_t i;
    double d;

    if (k->type == BLT__KEY_INT || k->type == BLT__KEY_INT64) {
        if (!whole_number(&i, value, &end) || *end != '\0'
            || (double)i < k->low || (double)i > k->high)
            return 0;
        if (k->type == BLT__KEY_INT)
            *(int32_t *)p = (int32_t)i;
        else
            *(int64_t *)p = i;
        return 1;
    }
    if (!blt__recipe_decimal(&d, value) || d < k->low || d > k->high)
        return 0;
    if (k->type == BLT__KEY_DOUBLE)
        *(double *)p = d;
    else
        *(float *)p = (float)d;
    return 1;
}

blt_status
blt__recipe_key_set(blt__recipe *r, const blt__recipe_section *s,
                    const blt__recipe_key *k, const char *value,
                    const char *where, blt_error *err)
{
    char *p = (char *)r + s->at + k->at;
    int choice;

    switch (k->type) {
    case BLT__KEY_TEXT:
        if (strlen(value) < k->low || strlen(value) > k->high)
            return blt__fail(err, BLT_EDATA, "%s: %s takes %g..%g bytes",
                             where, k->name, k->low, k->high);
        strcpy(p, value);
        return BLT_OK;
    case BLT__KEY_CHOICE:
        choice = find_word(k->words, value);
        if (choice < 0)
            return blt__fail(err, BLT_EDATA, "%s: %s is one of: %s; not"
                             " \"%s\"", where, k->name, k->words, value);
        *(int *)p = choice;
        return BLT_OK;
    case BLT__KEY_INTS:
        return set_ints(r, k, value, where, err);
    default:
        break;
    }
    return set_number(p, k, value) ? BLT_OK
        : blt__fail(err, BLT_EDATA, "%s: %s takes a %snumber in %g..%g,"
                    " not \"%s\"", where, k->name, k->type == BLT__KEY_INT
                    || k->type == BLT__KEY_INT64 ? "whole " : "", k->low,
                    k->high, value);
}

void
blt__recipe_key_print(blt__buf *b, const blt__recipe *r,
                      const blt__recipe_section *s,
                      const blt__recipe_key *k)
{
    const void *p = (const char *)r + s->at + k->at;
    const char *w;

    switch (k->type) {
    case BLT__KEY_INT:
        blt__buf_printf(b, "%d", (int)*(const int32_t *)p);
        break;
    case BLT__KEY_INT64:
        blt__buf_printf(b, "%lld", (long long)*(const int64_t *)p);
        break;
    case BLT__KEY_DOUBLE:
        blt__buf_printf(b, "%.17g", *(const double *)p);
        break;
    case BLT__KEY_FLOAT:
        blt__buf_printf(b, "%.9g", (double)*(const float *)p);
        break;
    case BLT__KEY_TEXT:
        blt__buf_printf(b, "%s", (const char *)p);
        break;
    case BLT__KEY_CHOICE:
        w = k->words;
        for (int i = *(const int *)p; i > 0; i--)
            w += strcspn(w, " ") + 1;
        blt__buf_put(b, w, strcspn(w, " "));
        break;
    case BLT__KEY_INTS:
        for (int i = 0; i < r->config.n_hash_sizes; i++)
            blt__buf_printf(b, "%s%d", i ? " " : "", ((const int *)p)[i]);
        break;
    }
}
