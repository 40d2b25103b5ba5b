/* Tensors of a checkpoint that torch.save() wrote.
 *
 *   NAME/data.pkl    a pickle: what was saved, each tensor as a call of
 *                    _rebuild_tensor_v2(storage, offset, size, stride, ...)
 *                    with the storage as a persistent id ("storage", type,
 *                    key, device, numbers)
 *   NAME/data/KEY    the numbers of a storage, in the byte order of
 *   NAME/byteorder   "little" or "big"; missing before PyTorch 2.1
 *
 * Several tensors may be views of one storage.  Offsets, sizes and strides
 * count numbers, not bytes. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "file/pickle.h"
#include "file/torch.h"
#include "file/zip.h"

#define DIMS_MAX 4

/* Everything that a checkpoint may mention: two functions, whose arguments are
 * read here, the dictionary of pickle.c, and types of storages. */
enum { TENSOR, PARAMETER, DICT, STORAGES };
static const char *const names[] = {
    "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter",
    "collections.OrderedDict",
    "torch.FloatStorage", "torch.BFloat16Storage", "torch.HalfStorage",
    "torch.DoubleStorage", "torch.LongStorage", "torch.IntStorage",
    "torch.ShortStorage", "torch.CharStorage", "torch.ByteStorage",
    "torch.BoolStorage", NULL
};
static const char dtypes[][8] = {       /* of names[STORAGES ...] */
    "F32", "BF16", "F16", "F64", "I64", "I32", "I16", "I8", "U8", "BOOL"
};

_Static_assert(sizeof names / sizeof names[0] - STORAGES - 1
               == sizeof dtypes / sizeof dtypes[0], "a dtype per storage");

typedef struct checkpoint {
    blt__st *st;
    blt__zip zip;
    blt__pickle pickle;
    const char *root;           /* "NAME/" [root_n], not terminated */
    size_t root_n;
    const char *path;
    blt_error *err;
} checkpoint;

typedef const blt__pickle_value value;

/* ---- the archive ----------------------------------------------------------- */

static const blt__zip_member *
member(const checkpoint *c, const char *name, size_t n)
{
    char full[512];

    if (c->root_n + n > sizeof full)
        return NULL;
    memcpy(full, c->root, c->root_n);
    memcpy(full + c->root_n, name, n);
    return blt__zip_find(&c->zip, full, c->root_n + n);
}

/* Finds NAME/data.pkl and so NAME, and reads it. */
static blt_status
read_pickle(checkpoint *c)
{
    static const char end[] = "/data.pkl";
    const size_t k = sizeof end - 1;
    const blt__zip_member *found = NULL, *order;

    for (size_t i = 0; i < c->zip.n; i++) {
        const blt__zip_member *m = &c->zip.member[i];

        if (m->name_n <= k || memcmp(m->name + m->name_n - k, end, k) != 0
            || memchr(m->name, '/', m->name_n - k) != NULL)
            continue;
        if (found != NULL)
            return blt__fail(c->err, BLT_EDATA, "%s: has two data.pkl",
                             c->path);
        found = m;
    }
    if (found == NULL)
        return blt__fail(c->err, BLT_EDATA, "%s: has no data.pkl, so it is "
                         "not a checkpoint of torch.save", c->path);
    c->root = found->name;
    c->root_n = found->name_n - k + 1;
    c->st->head_at = (size_t)(found->data - c->st->map.p);
    c->st->head_n = found->n;
    order = member(c, "byteorder", 9);
    if (order != NULL
        && (order->n != 6 || memcmp(order->data, "little", 6) != 0))
        return blt__fail(c->err, BLT_EDATA, "%s: its numbers are not "
                         "little-endian", c->path);
    return blt__pickle_read(&c->pickle, found->data, found->n, names,
                            c->path, c->err);
}

/* ---- values ----------------------------------------------------------------- */

static value *
at(const checkpoint *c, uint32_t i)
{
    return &c->pickle.value[i];
}

/* Item i of a tuple that has it. */
static value *
item(const checkpoint *c, value *tuple, uint32_t i)
{
    return at(c, c->pickle.item[tuple->first + i]);
}

static int
is(value *v, blt__pickle_kind kind, uint32_t n)
{
    return v->kind == kind && v->n >= n;
}

static int
is_text(const checkpoint *c, value *v, const char *text)
{
    return v->kind == BLT__PICKLE_TEXT && v->n == strlen(text)
        && memcmp(c->pickle.text + v->first, text, v->n) == 0;
}

static int
is_call(value *v, uint32_t name)
{
    return v->kind == BLT__PICKLE_CALL && v->name == name;
}

static blt_status
bad(const checkpoint *c, const blt__st_entry *e, const char *why)
{
    return blt__fail(c->err, BLT_EDATA, "%s: tensor \"%.200s\": %s", c->path,
                     e->name, why);
}

/* ---- one tensor ---------------------------------------------------------------- */

/* The storage of a persistent id: its dtype, its numbers and their count. */
static blt_status
read_storage(const checkpoint *c, blt__st_entry *e, value *v,
             const uint8_t **data, size_t *count)
{
    const blt__zip_member *m;
    value *id, *type, *key, *numbers;
    char name[64] = "data/";
    size_t size, bytes;

    if (v->kind != BLT__PICKLE_PERSISTENT)
        return bad(c, e, "has no storage");
    id = at(c, v->first);
    if (id->kind != BLT__PICKLE_TUPLE || id->n != 5
        || !is_text(c, item(c, id, 0), "storage"))
        return bad(c, e, "its storage is of an unknown kind");
    type = item(c, id, 1);
    key = item(c, id, 2);
    numbers = item(c, id, 4);
    if (type->kind != BLT__PICKLE_NAME || type->name < STORAGES
        || key->kind != BLT__PICKLE_TEXT || key->n > sizeof name - 6
        || numbers->kind != BLT__PICKLE_INT || numbers->number < 0)
        return bad(c, e, "its storage is of an unknown kind");
    memcpy(name + 5, c->pickle.text + key->first, key->n);
    m = member(c, name, 5 + key->n);
    if (m == NULL)
        return bad(c, e, "its storage is not in the archive");
    strcpy(e->dtype, dtypes[type->name - STORAGES]);
    size = blt__st_dtype_size(e->dtype);
    if (!blt__size_mul(&bytes, (size_t)numbers->number, size)
        || bytes != m->n)
        return bad(c, e, "its storage has another size than stated");
    *data = m->data;
    *count = (size_t)numbers->number;
    return BLT_OK;
}

/* Size and stride.  A stride does not matter where the size is 1, nor any if
 * there are no numbers.  *n is the number of numbers. */
static blt_status
read_shape(const checkpoint *c, blt__st_entry *e, value *size, value *stride,
           size_t *n)
{
    int contiguous = 1;

    if (size->kind != BLT__PICKLE_TUPLE || stride->kind != BLT__PICKLE_TUPLE
        || size->n != stride->n)
        return bad(c, e, "has no shape");
    if (size->n > DIMS_MAX)
        return bad(c, e, "has more than 4 dimensions");
    e->dims = (int)size->n;
    *n = 1;
    for (uint32_t i = size->n; i-- > 0;) {
        value *k = item(c, size, i), *s = item(c, stride, i);

        if (k->kind != BLT__PICKLE_INT || k->number < 0
            || s->kind != BLT__PICKLE_INT)
            return bad(c, e, "a size in its shape is not a whole number");
        e->shape[i] = k->number;
        contiguous &= k->number == 1
            || (s->number >= 0 && (uint64_t)s->number == *n);
        if (!blt__size_mul(n, *n, (size_t)k->number))
            return bad(c, e, "its shape overflows");
    }
    return contiguous || *n == 0 ? BLT_OK
        : bad(c, e, "is not contiguous (a view or a transposed matrix); "
              "save it after .contiguous()");
}

/* Fills e, which has its name, from the call that makes the tensor. */
static blt_status
read_tensor(const checkpoint *c, blt__st_entry *e, value *v)
{
    value *args, *offset;
    const uint8_t *data;
    size_t count, n, size, begin;
    blt_status s;

    if (is_call(v, PARAMETER) && is(at(c, v->first), BLT__PICKLE_TUPLE, 1))
        v = item(c, at(c, v->first), 0);
    if (!is_call(v, TENSOR))
        return bad(c, e, "is not a tensor");
    args = at(c, v->first);
    if (args->n < 6 || args->n > 7)
        return bad(c, e, "has an unknown number of arguments");
    if (args->n == 7 && item(c, args, 6)->kind != BLT__PICKLE_NONE
        && !(item(c, args, 6)->kind == BLT__PICKLE_DICT
             && item(c, args, 6)->first == 0))
        return bad(c, e, "is negated or conjugated when read");
    s = read_storage(c, e, item(c, args, 0), &data, &count);
    if (s == BLT_OK)
        s = read_shape(c, e, item(c, args, 2), item(c, args, 3), &n);
    if (s != BLT_OK)
        return s;
    offset = item(c, args, 1);
    if (offset->kind != BLT__PICKLE_INT || offset->number < 0
        || (uint64_t)offset->number > count
        || n > count - (size_t)offset->number)
        return bad(c, e, "its data are outside its storage");
    /* No product overflows: each is at most the size of the storage. */
    size = blt__st_dtype_size(e->dtype);
    begin = (size_t)(data - c->st->map.p) + (size_t)offset->number * size;
    e->begin = begin;
    e->end = begin + n * size;
    e->data = c->st->map.p + begin;
    return BLT_OK;
}

/* ---- the dictionary ----------------------------------------------------------- */

/* The dictionary of tensors; NULL after an error. */
static value *
find_state(const checkpoint *c)
{
    value *root = at(c, c->pickle.root);

    if (root->kind != BLT__PICKLE_DICT || root->first == 0) {
        (void)blt__fail(c->err, BLT_EDATA, "%s: is not a dictionary of "
                        "tensors", c->path);
        return NULL;
    }
    for (uint32_t i = root->first; i != 0; i = c->pickle.pair[i - 1].next) {
        const blt__pickle_pair *p = &c->pickle.pair[i - 1];

        if (is_text(c, at(c, p->key), "model")
            && at(c, p->value)->kind == BLT__PICKLE_DICT)
            return at(c, p->value);
    }
    return root;
}

static blt_status
read_state(checkpoint *c)
{
    blt__st *st = c->st;
    const blt__st_entry *twice;
    blt_status s = BLT_OK;
    value *state = find_state(c);

    if (state == NULL)
        return BLT_EDATA;
    st->entry = blt__alloc((size_t)c->pickle.pairs + 1, sizeof st->entry[0]);
    st->by_name = blt__alloc((size_t)c->pickle.pairs + 1,
                             sizeof st->by_name[0]);
    if (st->entry == NULL || st->by_name == NULL)
        return blt__fail_memory(c->err, c->path);
    for (uint32_t i = state->first; s == BLT_OK && i != 0;
         i = c->pickle.pair[i - 1].next) {
        value *key = at(c, c->pickle.pair[i - 1].key);
        blt__st_entry *e = &st->entry[st->n];

        if (key->kind != BLT__PICKLE_TEXT)
            return blt__fail(c->err, BLT_EDATA, "%s: a key of its dictionary "
                             "is not a name", c->path);
        e->name = strndup((const char *)c->pickle.text + key->first, key->n);
        if (e->name == NULL)
            return blt__fail_memory(c->err, c->path);
        st->n++;
        s = read_tensor(c, e, at(c, c->pickle.pair[i - 1].value));
    }
    if (s != BLT_OK)
        return s;
    twice = blt__st_sort(st);
    return twice == NULL ? BLT_OK : bad(c, twice, "is there twice");
}

blt_status
blt__torch_open(blt__st *st, const char *path, blt_error *err)
{
    checkpoint c = { .st = st, .path = path, .err = err };
    blt_status s;

    memset(st, 0, sizeof *st);
    s = blt__map_open(&st->map, path, err);
    if (s == BLT_OK)
        s = blt__zip_read(&c.zip, st->map.p, st->map.n, path, err);
    if (s == BLT_OK)
        s = read_pickle(&c);
    if (s == BLT_OK)
        s = read_state(&c);
    blt__pickle_free(&c.pickle);
    blt__zip_free(&c.zip);
    if (s != BLT_OK)
        blt__st_close(st);
    return s;
}
