/* safetensors: a length, a JSON header with the place of each tensor, data.
 *
 *   8 bytes   header length N, little-endian
 *   N bytes   {"NAME": {"dtype", "shape", "data_offsets": [begin, end)}, ...,
 *              "__metadata__": {"key": "value"}}, may end in spaces
 *   the rest  data, little-endian, row-major; offsets count from here
 *
 * Files are untrusted, so opening one checks everything that later code
 * relies on: known types, sizes that multiply without overflow and match the
 * offsets, and tensors that cover the data without overlap or gap, as the
 * format's own reader demands.  Only the header is read.  [MODEL.md 8.1] */
#include "config.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "base/size.h"
#include "file/safetensors.h"

#if defined __BYTE_ORDER__ && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
# error "Weights are mapped as they lie in the file, little-endian."
#endif

#define HEADER_MAX 8000000u     /* bytes.  Derived: 60,000 tensors; the largest
                                   models have a tenth of that in a file.  The
                                   parsed text takes twenty times as much
                                   memory.  The format's own reader takes
                                   100 MB */
#define DIMS_MAX 4

static const struct { char name[8]; size_t size; } dtypes[] = {
    { "F32", 4 }, { "BF16", 2 }, { "F16", 2 }, { "I32", 4 }, { "U8", 1 },
    { "F64", 8 }, { "I64", 8 }, { "U64", 8 }, { "U32", 4 }, { "I16", 2 },
    { "U16", 2 }, { "I8", 1 }, { "BOOL", 1 }, { "F8_E5M2", 1 },
    { "F8_E4M3", 1 }
};

size_t
blt__st_dtype_size(const char *name)
{
    for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; i++)
        if (strcmp(name, dtypes[i].name) == 0)
            return dtypes[i].size;
    return 0;
}

/* ---- reading --------------------------------------------------------------- */

static blt_status
bad(blt_error *err, const char *path, const char *tensor, const char *why)
{
    return blt__fail(err, BLT_EDATA, "%s: tensor \"%.200s\": %s", path,
                     tensor, why);
}

/* Fills e from the JSON of one tensor; n is the size of the file's data. */
static blt_status
read_entry(blt__st_entry *e, const char *path, const char *name,
           const json_t *v, size_t n, blt_error *err)
{
    const json_t *dtype = json_object_get(v, "dtype");
    const json_t *shape = json_object_get(v, "shape");
    const json_t *offsets = json_object_get(v, "data_offsets");
    json_int_t begin, end;
    size_t size;

    if (!json_is_string(dtype))
        return bad(err, path, name, "has no dtype");
    size = blt__st_dtype_size(json_string_value(dtype));
    if (size == 0)
        return blt__fail(err, BLT_EDATA,
                         "%s: tensor \"%.200s\": unknown dtype \"%.40s\"",
                         path, name, json_string_value(dtype));
    strcpy(e->dtype, json_string_value(dtype));

    if (!json_is_array(shape))
        return bad(err, path, name, "has no shape");
    if (json_array_size(shape) > DIMS_MAX)
        return bad(err, path, name, "has more than 4 dimensions");
    e->dims = (int)json_array_size(shape);
    for (int i = 0; i < e->dims; i++) {
        const json_t *d = json_array_get(shape, (size_t)i);

        if (!json_is_integer(d) || json_integer_value(d) < 0)
            return bad(err, path, name,
                       "a size in its shape is not a whole number");
        e->shape[i] = json_integer_value(d);
        if (!blt__size_mul(&size, size, (size_t)e->shape[i]))
            return bad(err, path, name, "its shape overflows");
    }

    if (!json_is_array(offsets) || json_array_size(offsets) != 2
        || !json_is_integer(json_array_get(offsets, 0))
        || !json_is_integer(json_array_get(offsets, 1)))
        return bad(err, path, name, "data_offsets are not two whole numbers");
    begin = json_integer_value(json_array_get(offsets, 0));
    end = json_integer_value(json_array_get(offsets, 1));
    if (begin < 0 || end < begin)
        return bad(err, path, name, "its data ends before it begins");
    if ((uintmax_t)end > n)
        return blt__fail(err, BLT_EDATA,
                         "%s: tensor \"%.200s\": data ends at byte %lld of "
                         "%zu", path, name, (long long)end, n);
    if ((size_t)(end - begin) != size)
        return blt__fail(err, BLT_EDATA,
                         "%s: tensor \"%.200s\": dtype and shape take %zu "
                         "bytes, data_offsets give %lld", path, name, size,
                         (long long)(end - begin));
    e->begin = (size_t)begin;
    e->end = (size_t)end;
    e->name = strdup(name);
    return e->name != NULL ? BLT_OK : blt__fail_memory(err, path);
}

/* Keeps __metadata__ as text after checking that it maps strings to
 * strings. */
static blt_status
read_metadata(blt__st *st, const char *path, json_t *v, blt_error *err)
{
    const char *key;
    json_t *value;

    if (!json_is_object(v))
        return blt__fail(err, BLT_EDATA,
                         "%s: __metadata__ is not an object", path);
    json_object_foreach(v, key, value)
        if (!json_is_string(value))
            return blt__fail(err, BLT_EDATA,
                             "%s: __metadata__: \"%.200s\" is not a string",
                             path, key);
    st->metadata = json_dumps(v, JSON_COMPACT);
    return st->metadata != NULL ? BLT_OK : blt__fail_memory(err, path);
}

/* By offset; an empty tensor comes before another one at the same offset. */
static int
by_place(const void *a, const void *b)
{
    const blt__st_entry *x = a, *y = b;

    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp((*(blt__st_entry *const *)a)->name,
                  (*(blt__st_entry *const *)b)->name);
}

const blt__st_entry *
blt__st_sort(blt__st *st)
{
    for (size_t i = 0; i < st->n; i++)
        st->by_name[i] = &st->entry[i];
    if (st->n > 0)
        qsort(st->by_name, st->n, sizeof st->by_name[0], by_name);
    for (size_t i = 1; i < st->n; i++)
        if (strcmp(st->by_name[i - 1]->name, st->by_name[i]->name) == 0)
            return st->by_name[i];
    return NULL;
}

/* Sorts the tensors and checks that they cover the data without gaps. */
static blt_status
check_tiling(blt__st *st, const char *path, const uint8_t *data, size_t n,
             blt_error *err)
{
    size_t at = 0;

    if (st->n > 0)
        qsort(st->entry, st->n, sizeof st->entry[0], by_place);
    for (size_t i = 0; i < st->n; i++) {
        blt__st_entry *e = &st->entry[i];

        if (e->begin < at)
            return blt__fail(err, BLT_EDATA,
                             "%s: tensor \"%.150s\": data overlaps that of "
                             "\"%.150s\"", path, e->name, e[-1].name);
        if (e->begin > at)
            return blt__fail(err, BLT_EDATA,
                             "%s: tensor \"%.200s\": bytes %zu to %zu before "
                             "it belong to no tensor", path, e->name, at,
                             e->begin);
        at = e->end;
        e->data = data + e->begin;
    }
    if (at != n)
        return blt__fail(err, BLT_EDATA,
                         "%s: the last %zu bytes belong to no tensor", path,
                         n - at);
    (void)blt__st_sort(st);             /* JSON refuses a name twice */
    return BLT_OK;
}

static blt_status
read_header(blt__st *st, const char *path, json_t *root, size_t header,
            blt_error *err)
{
    size_t n = st->map.n - 8 - header;
    const char *name;
    json_t *v;
    blt_status s;

    st->entry = blt__alloc(json_object_size(root), sizeof st->entry[0]);
    st->by_name = blt__alloc(json_object_size(root), sizeof st->by_name[0]);
    if (st->entry == NULL || st->by_name == NULL)
        return blt__fail_memory(err, path);
    json_object_foreach(root, name, v) {
        if (strcmp(name, "__metadata__") == 0)
            s = read_metadata(st, path, v, err);
        else
            s = read_entry(&st->entry[st->n++], path, name, v, n, err);
        if (s != BLT_OK)
            return s;
    }
    return check_tiling(st, path, st->map.p + 8 + header, n, err);
}

blt_status
blt__st_open(blt__st *st, const char *path, blt_error *err)
{
    uint64_t header = 0;
    json_error_t why;
    json_t *root = NULL;
    blt_status s;

    memset(st, 0, sizeof *st);
    s = blt__map_open(&st->map, path, err);
    if (s != BLT_OK)
        goto done;
    if (st->map.n < 8) {
        s = blt__fail(err, BLT_EDATA, "%s: %zu bytes are too short for a "
                      "safetensors file", path, st->map.n);
        goto done;
    }
    for (int i = 7; i >= 0; i--)
        header = header << 8 | st->map.p[i];
    if (header > HEADER_MAX) {
        s = blt__fail(err, BLT_EDATA, "%s: header of %llu bytes is over the "
                      "limit of %u", path, (unsigned long long)header,
                      HEADER_MAX);
        goto done;
    }
    if (header > st->map.n - 8) {
        s = blt__fail(err, BLT_EDATA, "%s: header of %llu bytes in a file of "
                      "%zu", path, (unsigned long long)header, st->map.n);
        goto done;
    }
    st->head_n = st->data_at = 8 + (size_t)header;
    root = json_loadb((const char *)st->map.p + 8, (size_t)header,
                      JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(root)) {
        s = blt__fail(err, BLT_EDATA, "%s: header: %s", path,
                      root ? "is not a JSON object" : why.text);
        goto done;
    }
    s = read_header(st, path, root, (size_t)header, err);
done:
    json_decref(root);
    if (s != BLT_OK)
        blt__st_close(st);
    return s;
}

void
blt__st_close(blt__st *st)
{
    for (size_t i = 0; i < st->n; i++)
        free(st->entry[i].name);
    free(st->entry);
    free(st->by_name);
    free(st->metadata);
    if (st->map.p != NULL)
        blt__map_close(&st->map);
    memset(st, 0, sizeof *st);
}

const blt__st_entry *
blt__st_find(const blt__st *st, const char *name)
{
    size_t lo = 0, hi = st->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = strcmp(name, st->by_name[mid]->name);

        if (c == 0)
            return st->by_name[mid];
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

/* ---- writing ---------------------------------------------------------------- */

struct blt__st_out {
    blt__save *save;
    char *path;
    json_t *meta, *tensors;
    size_t total, put;      /* bytes of data announced, and given */
    int started;            /* the header was written */
    blt_error err;          /* the first failure */
};

blt_status
blt__st_out_new(blt__st_out **out, const char *path, blt_error *err)
{
    blt__st_out *o = calloc(1, sizeof *o);
    blt_status s;

    *out = NULL;
    if (o == NULL)
        return blt__fail_memory(err, path);
    s = blt__save_new(&o->save, path, err);
    if (s != BLT_OK) {
        free(o);
        return s;
    }
    o->path = strdup(path);
    o->meta = json_object();
    o->tensors = json_object();
    if (o->path == NULL || o->meta == NULL || o->tensors == NULL) {
        blt__st_out_drop(o);
        return blt__fail_memory(err, path);
    }
    *out = o;
    return BLT_OK;
}

void
blt__st_out_meta(blt__st_out *o, const char *key, const char *value)
{
    if (json_object_set_new(o->meta, key, json_string(value)) != 0
        && o->err.status == BLT_OK)
        blt__error_set(&o->err, BLT_EINVAL,
                       "%s: __metadata__: \"%.200s\" is not UTF-8", o->path,
                       key);
}

void
blt__st_out_add(blt__st_out *o, const char *name, const char *dtype,
                int dims, const int64_t *shape)
{
    size_t size = blt__st_dtype_size(dtype), end;
    json_t *sizes = json_array(), *v;
    int memory = sizes != NULL;

    for (int i = 0; i < dims; i++) {
        memory &= json_array_append_new(sizes, json_integer(shape[i])) == 0;
        if (shape[i] < 0 || !blt__size_mul(&size, size, (size_t)shape[i]))
            size = SIZE_MAX;        /* too much for the sum below */
    }
    if (o->err.status == BLT_OK && !memory)
        (void)blt__fail_memory(&o->err, o->path);
    if (o->err.status != BLT_OK) {
        json_decref(sizes);
        return;
    }
    if (o->started || blt__st_dtype_size(dtype) == 0 || dims > DIMS_MAX
        || json_object_get(o->tensors, name) != NULL
        || !blt__size_add(&end, o->total, size) || end > INT64_MAX) {
        json_decref(sizes);
        blt__error_set(&o->err, BLT_EINVAL,
                       "%s: tensor \"%.200s\": cannot be written so",
                       o->path, name);
        return;
    }
    v = json_pack("{s:s, s:o, s:[I, I]}", "dtype", dtype, "shape", sizes,
                  "data_offsets", (json_int_t)o->total, (json_int_t)end);
    if (json_object_set_new(o->tensors, name, v) != 0)
        (void)blt__fail_memory(&o->err, o->path);
    o->total = end;
}

/* The header, padded with spaces so that the data are aligned to 8. */
static void
start(blt__st_out *o)
{
    json_t *root = json_object();
    char *text = NULL;
    uint8_t length[8];
    size_t n, pad;

    o->started = 1;
    if (root != NULL
        && (json_object_size(o->meta) == 0
            || json_object_set(root, "__metadata__", o->meta) == 0)
        && json_object_update(root, o->tensors) == 0)
        text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    if (text == NULL) {
        if (o->err.status == BLT_OK)
            (void)blt__fail_memory(&o->err, o->path);
        return;
    }
    n = strlen(text);
    pad = (8 - n % 8) % 8;
    for (int i = 0; i < 8; i++)
        length[i] = (uint8_t)((uint64_t)(n + pad) >> 8 * i);
    blt__save_put(o->save, length, 8);
    blt__save_put(o->save, text, n);
    blt__save_put(o->save, "        ", pad);
    free(text);
}

void
blt__st_out_data(blt__st_out *o, const void *p, size_t n)
{
    if (o->err.status != BLT_OK)
        return;
    if (!o->started)
        start(o);
    blt__save_put(o->save, p, n);
    o->put += n;
}

blt_status
blt__st_out_done(blt__st_out *o, blt_error *err)
{
    blt_status s;

    if (o->err.status == BLT_OK && !o->started)
        start(o);
    if (o->err.status == BLT_OK && o->put != o->total)
        blt__error_set(&o->err, BLT_EINVAL, "%s: %zu bytes of data given,"
                       " %zu announced", o->path, o->put, o->total);
    s = o->err.status;
    if (s == BLT_OK) {
        s = blt__save_done(o->save, err);
        o->save = NULL;
    } else if (err != NULL) {
        *err = o->err;
    }
    blt__st_out_drop(o);
    return s;
}

void
blt__st_out_drop(blt__st_out *o)
{
    if (o == NULL)
        return;
    blt__save_drop(o->save);
    json_decref(o->meta);
    json_decref(o->tensors);
    free(o->path);
    free(o);
}
