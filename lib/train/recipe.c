/* The recipe: `key = value` lines under [section] lines, # for comments.
 *
 * One table names every key once, with its place in the struct, its type
 * and its range; reading, defaults and the spelling that a checkpoint keeps
 * all walk it.  The parts of a model are four sections with the same keys,
 * the two stages two more. */
#include "config.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "num/kern.h"
#include "train/train.h"

enum type { INT, INT64, REAL, SINGLE, TEXT, WORD, INTS };

typedef struct key {
    const char *name;
    enum type type;
    size_t at;                  /* offset from the section's struct */
    double low, high;           /* inclusive; a TEXT has at most high bytes */
    const char *words;          /* of a WORD: "no yes" are 0 and 1 */
    int free;                   /* may change between two runs */
} key;

#define PART(f) offsetof(blt_part, f)
#define CONF(f) offsetof(blt__recipe, config.f)
#define PLAN(f) offsetof(blt__schedule, f)
#define TOP(f)  offsetof(blt__recipe, f)

static const key part_keys[] = {
    { "hidden", INT, PART(hidden), 1, 65536, NULL, 0 },
    { "layers", INT, PART(layers), 1, 1024, NULL, 0 },
    { "heads", INT, PART(heads), 1, 1024, NULL, 0 },
    { "kv_heads", INT, PART(kv_heads), 1, 1024, NULL, 0 },
    { "inner", INT, PART(inner), 1, 1 << 20, NULL, 0 },
    { "window", INT64, PART(window), 0, 1e9, NULL, 0 },
    { "positions", INT64, PART(max_positions), 1, 1e9, NULL, 0 },
    { "theta", REAL, PART(theta), 1, 1e9, NULL, 0 },
    { "eps", SINGLE, PART(eps), 1e-12, 0.1, NULL, 0 },
    { 0 }
};
static const key model_keys[] = {
    { "name", TEXT, TOP(name), 1, 63, NULL, 0 },
    { "licence", TEXT, TOP(licence), 0, 255, NULL, 1 },
    { "about", TEXT, TOP(about), 0, 511, NULL, 1 },
    { "cross_k", INT, CONF(cross_k), 1, 64, NULL, 0 },
    { "encoder_cross_all", WORD, CONF(encoder_cross_all), 0, 0, "no yes", 0 },
    { "decoder_cross_all", WORD, CONF(decoder_cross_all), 0, 0, "no yes", 0 },
    { "hash_sizes", INTS, CONF(hash_sizes), 1, 64, NULL, 0 },
    { "hash_functions", INT, CONF(hash_functions), 1, 11, NULL, 0 },
    { "hash_vocab", INT64, CONF(hash_vocab), 1, 1e8, NULL, 0 },
    { "table_start", REAL, TOP(table_start), 0, 1000, NULL, 0 },
    { "residual_start", REAL, TOP(residual_start), 0, 1000, NULL, 0 },
    { "store", WORD, TOP(store), 0, 0, "f32 bf16 f16 int8 int4", 0 },
    { 0 }
};
static const key patch_keys[] = {
    { "scheme", WORD, CONF(patch_scheme), 0, 0,
      "entropy monotonic combined space . byte", 0 },
    { "threshold", REAL, TOP(threshold), -10, 10, NULL, 0 },
    { "target_size", REAL, TOP(target_size), 1, 1000, NULL, 0 },
    { "threshold_add", SINGLE, CONF(patch_threshold_add), -10, 10, NULL, 0 },
    { "max_length", INT64, CONF(patch_max_length), 0, 1e6, NULL, 0 },
    { "reset_newline", WORD, CONF(patch_reset_newline), 0, 0, "no yes", 0 },
    { 0 }
};
static const key data_keys[] = {
    { "language_exponent", REAL, TOP(language_exponent), 0, 2, NULL, 0 },
    { "align", WORD, TOP(align), 0, 0, "paragraph any", 0 },
    { "valid_bytes", INT64, TOP(valid_bytes), 1, 1e12, NULL, 0 },
    { "final_valid_bytes", INT64, TOP(final_valid_bytes), 1, 1e12, NULL, 0 },
    { 0 }
};
static const key stage_keys[] = {
    { "length", INT64, PLAN(length), 2, 1 << 24, NULL, 0 },
    { "batch", INT64, PLAN(batch), 1, 1 << 20, NULL, 0 },
    { "steps", INT64, PLAN(steps), 0, 1e12, NULL, 1 },
    { "warmup", INT64, PLAN(warmup), 0, 1e12, NULL, 0 },
    { "rate", REAL, PLAN(rate), 0, 1, NULL, 0 },
    { "final", REAL, PLAN(final), 0, 1, NULL, 0 },
    { "schedule", WORD, PLAN(shape), 0, 0,
      "cosine linear constant trapezoid", 0 },
    { "cooldown", INT64, PLAN(cooldown), 0, 1e12, NULL, 1 },
    { "optimizer", WORD, PLAN(optimizer), 0, 0, "adamw muon", 0 },
    { "momentum", REAL, PLAN(momentum), 0, 0.999999, NULL, 0 },
    { "matrix_rate", REAL, PLAN(matrix_rate), 0, 1000, NULL, 0 },
    { "beta1", REAL, PLAN(beta1), 0, 0.999999, NULL, 0 },
    { "beta2", REAL, PLAN(beta2), 0, 0.999999, NULL, 0 },
    { "eps", REAL, PLAN(eps), 1e-30, 1, NULL, 0 },
    { "decay", REAL, PLAN(decay), 0, 10, NULL, 0 },
    { "clip", REAL, PLAN(clip), 0, 1e30, NULL, 0 },
    { "table_rate", REAL, PLAN(table_rate), 0, 1000, NULL, 0 },
    { "validate", INT64, PLAN(validate), 1, 1e12, NULL, 1 },
    { 0 }
};
static const key train_keys[] = {
    { "seed", INT64, TOP(seed), 0, 9e15, NULL, 0 },
    { "shards", INT64, TOP(shards), 1, 1024, NULL, 0 },
    { "checkpoint_steps", INT64, TOP(checkpoint_steps), 1, 1e12, NULL, 1 },
    { "checkpoint_seconds", INT64, TOP(checkpoint_seconds), 1, 1e9, NULL, 1 },
    { 0 }
};

static const struct section {
    const char *name;
    const key *keys;
    size_t at;
} sections[] = {
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
#define SECTIONS (sizeof sections / sizeof sections[0])

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

/* ---- values ---------------------------------------------------------------- */

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

/* Decimal numbers only: strtod would also read "nan", "inf" and 0x. */
static int
real_number(double *out, const char *value)
{
    char *end;

    if (value[strspn(value, "+-.0123456789eE")] != '\0' || *value == '\0')
        return 0;
    *out = strtod(value, &end);
    return *end == '\0' && isfinite(*out);
}

static blt_status
set_ints(blt__recipe *r, const key *k, const char *value, const char *where,
         blt_error *err)
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

static blt_status
set_value(blt__recipe *r, const struct section *s, const key *k,
          const char *value, const char *where, blt_error *err)
{
    char *p = (char *)r + s->at + k->at, *end;
    int64_t i = 0;
    double d = 0;
    int good = 0, w;

    switch (k->type) {
    case TEXT:
        if (strlen(value) < k->low || strlen(value) > k->high)
            return blt__fail(err, BLT_EDATA, "%s: %s takes %g..%g bytes",
                             where, k->name, k->low, k->high);
        strcpy(p, value);
        return BLT_OK;
    case WORD:
        w = find_word(k->words, value);
        if (w < 0)
            return blt__fail(err, BLT_EDATA, "%s: %s is one of: %s; not"
                             " \"%s\"", where, k->name, k->words, value);
        *(int *)p = w;
        return BLT_OK;
    case INTS:
        return set_ints(r, k, value, where, err);
    case INT:
    case INT64:
        good = whole_number(&i, value, &end) && *end == '\0'
            && (double)i >= k->low && (double)i <= k->high;
        break;
    case REAL:
    case SINGLE:
        good = real_number(&d, value) && d >= k->low && d <= k->high;
        break;
    }
    if (!good)
        return blt__fail(err, BLT_EDATA, "%s: %s takes a %snumber in %g..%g,"
                         " not \"%s\"", where, k->name,
                         k->type == INT || k->type == INT64 ? "whole " : "",
                         k->low, k->high, value);
    if (k->type == INT)
        *(int32_t *)p = (int32_t)i;
    else if (k->type == INT64)
        *(int64_t *)p = i;
    else if (k->type == REAL)
        *(double *)p = d;
    else
        *(float *)p = (float)d;
    return BLT_OK;
}

static const char *const weight_name[] = { "weight", "late_weight" };

static blt_status
set_weight(blt__recipe *r, const char *pattern, const char *value, int late,
           const char *where, blt_error *err)
{
    double d;

    if (*pattern == '\0' || strlen(pattern) >= sizeof r->weight[0].pattern)
        return blt__fail(err, BLT_EDATA, "%s: weight takes a pattern of"
                         " file names", where);
    if (!real_number(&d, value) || d < 0 || d > 1e6)
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

/* ---- lines ----------------------------------------------------------------- */

/* `line` is ours to cut up.  *s is the section that it stands in. */
static blt_status
read_line(blt__recipe *r, char *line, const struct section **s,
          unsigned char (*seen)[32], const char *where, blt_error *err)
{
    char *equals, *value;

    /* A comment starts the line or follows a blank. */
    for (char *p = line; (p = strchr(p, '#')) != NULL; p++)
        if (p == line || p[-1] == ' ' || p[-1] == '\t') {
            *p = '\0';
            break;
        }
    line = blt__trim(line);
    if (*line == '\0')
        return BLT_OK;
    if (*line == '[') {
        size_t n = strlen(line);

        if (line[n - 1] != ']')
            return blt__fail(err, BLT_EDATA, "%s: a section ends in ]",
                             where);
        line[n - 1] = '\0';
        line = blt__trim(line + 1);
        for (size_t i = 0; i < SECTIONS; i++)
            if (strcmp(sections[i].name, line) == 0) {
                *s = &sections[i];
                seen[i][31] = 1;
                return BLT_OK;
            }
        return blt__fail(err, BLT_EDATA, "%s: there is no section [%s]",
                         where, line);
    }
    equals = strchr(line, '=');
    if (equals == NULL)
        return blt__fail(err, BLT_EDATA, "%s: neither [section] nor key ="
                         " value", where);
    *equals = '\0';
    value = blt__trim(equals + 1);
    line = blt__trim(line);
    if (*s == NULL)
        return blt__fail(err, BLT_EDATA, "%s: %s stands before any"
                         " [section]", where, line);
    if ((*s)->keys == data_keys)
        for (int late = 0; late < 2; late++) {
            size_t n = strlen(weight_name[late]);

            if (strncmp(line, weight_name[late], n) == 0
                && isspace((unsigned char)line[n]))
                return set_weight(r, blt__trim(line + n), value, late, where,
                                  err);
        }
    for (int i = 0; (*s)->keys[i].name != NULL; i++) {
        const key *k = &(*s)->keys[i];

        if (strcmp(k->name, line) != 0)
            continue;
        if (seen[*s - sections][i]++)
            return blt__fail(err, BLT_EDATA, "%s: [%s] %s is given twice",
                             where, (*s)->name, k->name);
        return set_value(r, *s, k, value, where, err);
    }
    return blt__fail(err, BLT_EDATA, "%s: [%s] has no key \"%s\"", where,
                     (*s)->name, line);
}

/* What one part leaves open follows from the rest of it. */
static void
fill_part(blt_part *p)
{
    if (p->kv_heads == 0)
        p->kv_heads = p->heads;
    if (p->inner == 0)      /* as the model's own rule, in steps of 32 */
        p->inner = (p->hidden * 8 / 3 + 31) / 32 * 32;
}

/* How many patches a sequence of stage main has, rounded up to whole blocks
 * of the cache: beyond it the global part was never trained, so a longer text
 * is seen through a window of so many. */
static int64_t
trained_patches(const blt__recipe *r)
{
    double n = (double)r->stage[1].length;

    if (blt_scheme_needs_entropy(r->config.patch_scheme)
        && isnan(r->threshold))
        n /= r->target_size;    /* elsewhere patches may be bytes */
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
    const struct section *section = NULL;
    unsigned char seen[SECTIONS][32] = { { 0 } };
    size_t line_number = 0;
    blt_status s;
    blt__buf line = { 0 }, where = { 0 };

    set_defaults(r);
    s = blt__read_whole(&r->text, path, 1 << 20, err);
    if (s == BLT_OK && memchr(r->text.p, '\0', r->text.n) != NULL)
        s = blt__fail(err, BLT_EDATA, "%s: is not text", path);
    for (char *p = r->text.p; s == BLT_OK && *p != '\0';) {
        size_t n = strcspn(p, "\n");

        line_number++;
        blt__buf_clear(&line);
        blt__buf_clear(&where);
        blt__buf_put(&line, p, n);
        blt__buf_printf(&where, "%s:%zu", path, line_number);
        s = line.failed || where.failed ? blt__fail_memory(err, path)
            : read_line(r, line.p, &section, seen, where.p, err);
        p += n + (p[n] == '\n');
    }
    r->config.has_patcher = seen[1][31];
    if (s == BLT_OK)
        s = check(r, path, err);
    blt__buf_free(&line);
    blt__buf_free(&where);
    return s;
}

void
blt__recipe_free(blt__recipe *r)
{
    blt__buf_free(&r->text);
}

static void
print_value(blt__buf *b, const blt__recipe *r, const key *k, const char *p)
{
    const char *w;

    switch (k->type) {
    case INT:    blt__buf_printf(b, "%d", (int)*(const int32_t *)p); break;
    case INT64:  blt__buf_printf(b, "%lld", (long long)*(const int64_t *)p);
                 break;
    case REAL:   blt__buf_printf(b, "%.17g", *(const double *)p); break;
    case SINGLE: blt__buf_printf(b, "%.9g", (double)*(const float *)p); break;
    case TEXT:   blt__buf_printf(b, "%s", p); break;
    case WORD:
        w = k->words;
        for (int i = *(const int *)p; i > 0; i--)
            w += strcspn(w, " ") + 1;
        blt__buf_put(b, w, strcspn(w, " "));
        break;
    case INTS:
        for (int i = 0; i < r->config.n_hash_sizes; i++)
            blt__buf_printf(b, "%s%d", i ? " " : "", ((const int *)p)[i]);
        break;
    }
}

void
blt__recipe_canon(blt__buf *b, const blt__recipe *r)
{
    for (size_t i = 0; i < SECTIONS; i++) {
        const struct section *s = &sections[i];

        if (strcmp(s->name, "patcher") == 0 && !r->config.has_patcher)
            continue;
        for (const key *k = s->keys; k->name != NULL; k++) {
            if (k->free)
                continue;
            blt__buf_printf(b, "%s.%s = ", s->name, k->name);
            print_value(b, r, k, (const char *)r + s->at + k->at);
            blt__buf_put(b, "\n", 1);
        }
    }
    for (size_t i = 0; i < r->n_weights; i++)
        blt__buf_printf(b, "data.%s %s = %.17g\n",
                        weight_name[r->weight[i].late], r->weight[i].pattern,
                        r->weight[i].weight);
}
