/* The tensors of one directory: one file, or several with an index.
 *
 * Names are looked up without what wrappers of PyTorch put into them: a
 * BltForCausalLM saves "model.X" where a BltModel saves "X", torch.compile
 * inserts "_orig_mod.", data parallelism "module.".    [MODEL.md 8.1, 9.1] */
#include "config.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include "file/json.h"
#include "file/safetensors.h"
#include "file/shards.h"
#include "file/torch.h"

#define INDEX_MAX 100000000u
#define SHARDS_MAX 4096

/* In this order the first is read. */
static const char one_file[] = "model.safetensors",
                  index_file[] = "model.safetensors.index.json";
static const char *const torch_files[] = { "consolidated.pth",
                                           "pytorch_model.bin" };
enum { TORCH_FILES = sizeof torch_files / sizeof torch_files[0] };

/* ---- opening ----------------------------------------------------------------- */

static int
is_torch(const char *path)
{
    const char *end = strrchr(path, '.');

    return end != NULL && (strcmp(end, ".pth") == 0
                           || strcmp(end, ".bin") == 0);
}

/* Opens DIR/NAME unless it is open already; *at is its number. */
static blt_status
open_file(blt__shards *s, size_t *at, const char *dir, const char *name,
          blt_error *err)
{
    char *path = blt__path_join(dir, name);
    blt_status status;

    if (path == NULL)
        return blt__fail_memory(err, dir);
    for (*at = 0; *at < s->n; ++*at)
        if (strcmp(s->path[*at], path) == 0) {
            free(path);
            return BLT_OK;
        }
    status = is_torch(path) ? blt__torch_open(&s->file[s->n], path, err)
                            : blt__st_open(&s->file[s->n], path, err);
    if (status != BLT_OK) {
        free(path);
        return status;
    }
    s->path[s->n++] = path;
    return BLT_OK;
}

/* One line of weight_map. */
static blt_status
open_mapped(blt__shards *s, const char *dir, const char *index,
            const char *tensor, const json_t *v, blt_error *err)
{
    const char *file = json_string_value(v);
    size_t at;
    blt_status status;

    if (file == NULL || *file == '\0' || strchr(file, '/') != NULL
        || file[0] == '.')
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%.150s\": \"%.150s\" "
                         "is not the name of a file in its directory", index,
                         tensor, file ? file : "");
    if (s->n == SHARDS_MAX)
        return blt__fail(err, BLT_EDATA, "%s: more than %d files", index,
                         SHARDS_MAX);
    status = open_file(s, &at, dir, file, err);
    if (status != BLT_OK)
        return status;
    if (blt__st_find(&s->file[at], tensor) == NULL)
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%.150s\" is not in "
                         "%.100s, where this says it is", index, tensor,
                         file);
    return BLT_OK;
}

static blt_status
open_index(blt__shards *s, const char *dir, const char *index,
           blt_error *err)
{
    blt__reader r = { index, NULL, err, BLT_OK };
    blt__buf text = { 0 };
    json_t *root = NULL, *v;
    const json_t *map;
    const char *tensor;
    blt_status status = blt__read_whole(&text, index, INDEX_MAX, err);

    if (status != BLT_OK)
        goto done;
    root = blt__reader_load(&r, text.p, text.n);
    map = blt__reader_object(&r, root, "", "weight_map");
    if (r.status == BLT_OK && map == NULL)
        blt__reader_fail(&r, "", "weight_map", "is missing");
    status = r.status;
    if (status != BLT_OK)
        goto done;
    json_object_foreach((json_t *)map, tensor, v) {
        status = open_mapped(s, dir, index, tensor, v, err);
        if (status != BLT_OK)
            break;
    }
    if (status == BLT_OK && s->n == 0)
        status = blt__fail(err, BLT_EDATA, "%s: weight_map: is empty",
                           index);
done:
    json_decref(root);
    blt__buf_free(&text);
    return status;
}

/* PyTorch's distributed checkpoints are directories of files .distcp. */
static int
is_distributed(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    int found = 0;

    while (d != NULL && !found && (e = readdir(d)) != NULL) {
        const char *end = strrchr(e->d_name, '.');

        found = end != NULL && strcmp(end, ".distcp") == 0;
    }
    if (d != NULL)
        closedir(d);
    return found;
}

static blt_status
open_any(blt__shards *s, const char *dir, blt_error *err)
{
    char *index = blt__path_join(dir, index_file);
    blt_status status = BLT_OK;
    size_t at;
    int i = 0;

    if (index == NULL)
        return blt__fail_memory(err, dir);
    while (i < TORCH_FILES && !blt__file_exists(dir, torch_files[i]))
        i++;
    if (blt__file_exists(dir, one_file))
        status = open_file(s, &at, dir, one_file, err);
    else if (blt__file_exists(dir, index_file))
        status = open_index(s, dir, index, err);
    else if (i < TORCH_FILES)
        status = open_file(s, &at, dir, torch_files[i], err);
    else if (is_distributed(dir))
        status = blt__fail(err, BLT_EDATA, "%s: is a distributed checkpoint;"
                           " convert it first: python3 -m "
                           "torch.distributed.checkpoint.format_utils "
                           "dcp_to_torch %s %s/%s", dir, dir, dir,
                           torch_files[0]);
    else
        status = blt__fail(err, BLT_EIO, "%s: holds no %s, %s or %s", dir,
                           one_file, index_file, torch_files[0]);
    free(index);
    return status;
}

/* ---- names ---------------------------------------------------------------------- */

static const char *
without_prefix(const char *name)
{
    static const char *const prefixes[] = { "model.", "module." };

    for (size_t i = 0; i < 2;) {
        const size_t n = strlen(prefixes[i]);

        if (strncmp(name, prefixes[i], n) != 0) {
            i++;
        } else {
            name += n;
            i = 0;
        }
    }
    return name;
}

/* The name without prefixes and wrappers, for free(). */
static char *
plain_name(const char *name)
{
    static const char *const wrappers[] = { "_orig_mod.",
                                            "_checkpoint_wrapped_module." };
    char *all = malloc(strlen(name) + 1), *to = all, *plain;
    int begins = 1;                     /* after a point, or the start */

    if (all == NULL)
        return NULL;
    while (*name != '\0') {
        size_t i = 0, n = 0;

        for (; begins && n == 0 && i < 2; i++)
            if (strncmp(name, wrappers[i], strlen(wrappers[i])) == 0)
                n = strlen(wrappers[i]);
        name += n;
        if (n > 0)
            continue;
        begins = *name == '.';
        *to++ = *name++;
    }
    *to = '\0';
    plain = strdup(without_prefix(all));
    free(all);
    return plain;
}

static int
by_name(const void *a, const void *b)
{
    const blt__shards_name *x = a, *y = b;
    int c = strcmp(x->name, y->name);

    return c != 0 ? c : (x->file > y->file) - (x->file < y->file);
}

/* Of one name in several files the first counts; two names that differ only in
 * prefixes are an error. */
static blt_status
index_names(blt__shards *s, const char *dir, blt_error *err)
{
    size_t total = 0;

    for (size_t f = 0; f < s->n; f++)
        total += s->file[f].n;
    s->name = blt__alloc(total + 1, sizeof s->name[0]);
    if (s->name == NULL)
        return blt__fail_memory(err, dir);
    for (size_t f = 0; f < s->n; f++)
        for (size_t i = 0; i < s->file[f].n; i++) {
            const blt__st_entry *e = &s->file[f].entry[i];

            s->name[s->names] = (blt__shards_name){ plain_name(e->name), e,
                                                    f };
            if (s->name[s->names].name == NULL)
                return blt__fail_memory(err, dir);
            s->names++;
        }
    qsort(s->name, s->names, sizeof s->name[0], by_name);
    for (size_t i = 1; i < s->names; i++) {
        const blt__shards_name *a = &s->name[i - 1], *b = &s->name[i];

        if (strcmp(a->name, b->name) == 0
            && strcmp(a->entry->name, b->entry->name) != 0)
            return blt__fail(err, BLT_EDATA, "%s: tensors \"%.150s\" and "
                             "\"%.150s\": differ only in a prefix",
                             s->path[b->file], a->entry->name,
                             b->entry->name);
    }
    return BLT_OK;
}

/* ---- public ---------------------------------------------------------------------- */

int
blt__shards_exist(const char *dir)
{
    int there = blt__file_exists(dir, one_file)
        || blt__file_exists(dir, index_file);

    for (int i = 0; i < TORCH_FILES; i++)
        there |= blt__file_exists(dir, torch_files[i]);
    return there || is_distributed(dir);
}

blt_status
blt__shards_open(blt__shards *s, const char *dir, blt_error *err)
{
    blt_status status;

    memset(s, 0, sizeof *s);
    s->file = blt__alloc(SHARDS_MAX, sizeof s->file[0]);
    s->path = blt__alloc(SHARDS_MAX, sizeof s->path[0]);
    status = s->file == NULL || s->path == NULL
        ? blt__fail_memory(err, dir) : open_any(s, dir, err);
    if (status == BLT_OK)
        status = index_names(s, dir, err);
    if (status != BLT_OK)
        blt__shards_close(s);
    return status;
}

void
blt__shards_close(blt__shards *s)
{
    for (size_t i = 0; i < s->names; i++)
        free(s->name[i].name);
    free(s->name);
    for (size_t i = 0; i < s->n; i++) {
        blt__st_close(&s->file[i]);
        free(s->path[i]);
    }
    free(s->file);
    free(s->path);
    memset(s, 0, sizeof *s);
}

/* The first of equal names. */
const blt__st_entry *
blt__shards_find(const blt__shards *s, const char *name, const char **path)
{
    size_t lo = 0, hi = s->names;

    name = without_prefix(name);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (strcmp(s->name[mid].name, name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == s->names || strcmp(s->name[lo].name, name) != 0)
        return NULL;
    *path = s->path[s->name[lo].file];
    return s->name[lo].entry;
}
