/* Golden data: numbers that the reference implementations computed. */
#include "config.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "file/safetensors.h"
#include "tests/lib/golden.h"

struct golden {
    blt__st st;
    json_t *root;
    char name[96];          /* of the last tensor asked for */
};

const char *const golden_models[] = {
    "tiny-a-default", "tiny-b-gqa", "tiny-c-proj", "tiny-d-bf16",
    "tiny-e-maxpatch", NULL
};

static void
bail(const char *path, const char *why)
{
    printf("Bail out! %s: %s\n", path, why);
    exit(1);
}

char *
golden_path(const char *name)
{
    const char *dir = getenv("BLT_GOLDEN"), *top = getenv("top_srcdir");
    size_t n;
    char *p;

    if (top == NULL)
        top = ".";
    n = strlen(dir ? dir : top) + strlen(name) + 16;
    p = malloc(n);
    if (p == NULL)
        bail(name, "out of memory");
    if (dir != NULL && *dir != '\0')
        snprintf(p, n, "%s/%s", dir, name);
    else
        snprintf(p, n, "%s/tests/golden/%s", top, name);
    return p;
}

static char *
set_path(const char *model, const char *set, const char *end)
{
    char name[128];

    snprintf(name, sizeof name, "%s/%s%s", model, set, end);
    return golden_path(name);
}

static int
readable(const char *path)
{
    FILE *f = fopen(path, "rb");

    if (f != NULL)
        fclose(f);
    return f != NULL;
}

int
golden_exists(const char *model, const char *set)
{
    char *path = set_path(model, set, ".safetensors");
    int yes = readable(path);

    free(path);
    return yes;
}

golden *
golden_open(const char *model, const char *set)
{
    golden *g = calloc(1, sizeof *g);
    char *path = set_path(model, set, ".safetensors");
    blt_error err;
    json_error_t why;

    if (g == NULL)
        bail(path, "out of memory");
    if (blt__st_open(&g->st, path, &err) != BLT_OK)
        bail(path, err.text);
    free(path);
    path = set_path(model, set, ".json");
    if (readable(path)) {
        g->root = json_load_file(path, 0, &why);
        if (g->root == NULL)
            bail(path, why.text);
    }
    free(path);
    return g;
}

void
golden_close(golden *g)
{
    blt__st_close(&g->st);
    json_decref(g->root);
    free(g);
}

size_t
golden_cases(const golden *g)
{
    return json_array_size(json_object_get(g->root, "cases"));
}

static json_t *
case_of(const golden *g, size_t i)
{
    return json_array_get(json_object_get(g->root, "cases"), i);
}

const char *
golden_name(const golden *g, size_t i)
{
    return json_string_value(json_object_get(case_of(g, i), "name"));
}

int
golden_given(const golden *g, size_t i)
{
    const char *how = json_string_value(json_object_get(case_of(g, i),
                                                        "patching"));

    return how != NULL && strcmp(how, "patcher") != 0
        && strncmp(how, "none given", 10) != 0;
}

double
golden_number(const golden *g, size_t i, const char *key, double missing)
{
    const json_t *v = json_object_get(case_of(g, i), key);

    return json_is_number(v) ? json_number_value(v) : missing;
}

int
golden_get(const golden *g, size_t i, const char *stage, golden_tensor *t)
{
    char name[160];

    snprintf(name, sizeof name, "%s/%s", golden_name(g, i), stage);
    return golden_find(g, name, t);
}

int
golden_find(const golden *g, const char *name, golden_tensor *t)
{
    const blt__st_entry *e = blt__st_find(&g->st, name);
    char thin[160];

    memset(t, 0, sizeof *t);
    t->stride = 1;
    if (e == NULL) {
        snprintf(thin, sizeof thin, "%s@17", name);
        e = blt__st_find(&g->st, thin);
        t->stride = 17;
    }
    if (e == NULL)
        return 0;
    t->rows = e->dims > 0 ? (size_t)e->shape[0] : 1;
    t->cols = 1;
    for (int k = 1; k < e->dims; k++)
        t->cols *= (size_t)e->shape[k];
    t->n = t->rows * t->cols;
    if (strcmp(e->dtype, "F32") == 0)
        t->f = (const float *)(const void *)e->data;
    else if (strcmp(e->dtype, "I32") == 0)
        t->i = (const int32_t *)(const void *)e->data;
    else
        t->u = e->data;
    return 1;
}

const char *
golden_tensor_name(const golden *g, size_t i)
{
    golden *own = (golden *)g;
    char *at;

    if (i >= g->st.n)
        return NULL;
    snprintf(own->name, sizeof own->name, "%s", g->st.entry[i].name);
    at = strchr(own->name, '@');
    if (at != NULL)
        *at = '\0';
    return own->name;
}

double
golden_diff(const golden_tensor *t, const float *got, size_t n)
{
    double worst = 0;

    if ((n + t->stride - 1) / t->stride > t->n)
        return INFINITY;
    for (size_t k = 0; k * t->stride < n; k++) {
        double d = fabs((double)t->f[k] - got[k * t->stride]);

        if (isnan(d))
            return INFINITY;
        if (d > worst)
            worst = d;
    }
    return worst;
}

int
golden_at(const golden_tensor *t, size_t k, float *x)
{
    if (k % t->stride != 0 || k / t->stride >= t->n)
        return 0;
    *x = t->f[k / t->stride];
    return 1;
}

static size_t
from_hex(uint8_t *out, size_t room, const char *hex)
{
    size_t n = 0;
    unsigned b;

    while (hex != NULL && n < room && sscanf(hex + 2 * n, "%2x", &b) == 1)
        out[n++] = (uint8_t)b;
    return n;
}

int
golden_greedy_get(const golden *g, const char *list, size_t i,
                  golden_greedy *out)
{
    const json_t *v = json_array_get(json_object_get(g->root, list), i);

    if (v == NULL)
        return 0;
    out->n_prompt = from_hex(out->prompt, sizeof out->prompt,
        json_string_value(json_object_get(v, "prompt_hex")));
    out->n_bytes = from_hex(out->bytes, sizeof out->bytes,
        json_string_value(json_object_get(v, "continuation_hex")));
    return 1;
}
