/* The tensors of one directory: one file, or several with an index.
 *
 * model.safetensors comes first; without it, model.safetensors.index.json maps
 * names to files in the same directory.                      [MODEL.md 8.1] */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "file/json.h"
#include "file/safetensors.h"
#include "file/shards.h"

#define INDEX_MAX 100000000u
#define SHARDS_MAX 4096

static int
exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

/* Opens the file unless it is open already; takes path. */
static blt_status
open_file(blt__shards *s, char *path, blt_error *err)
{
    blt_status status;

    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->path[i], path) == 0) {
            free(path);
            return BLT_OK;
        }
    status = blt__st_open(&s->file[s->n], path, err);
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
    const char *file = json_string_value(v), *in;
    char *path;
    blt_status status;

    if (file == NULL || *file == '\0' || strchr(file, '/') != NULL
        || file[0] == '.')
        return blt__fail(err, BLT_EDATA, "%s: tensor \"%.150s\": \"%.150s\" "
                         "is not the name of a file beside it", index,
                         tensor, file ? file : "");
    if (s->n == SHARDS_MAX)
        return blt__fail(err, BLT_EDATA, "%s: more than %d files", index,
                         SHARDS_MAX);
    path = blt__path_join(dir, file);
    if (path == NULL)
        return blt__fail_memory(err, index);
    status = open_file(s, path, err);
    if (status != BLT_OK)
        return status;
    if (blt__shards_find(s, tensor, &in) == NULL)
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

blt_status
blt__shards_open(blt__shards *s, const char *dir, blt_error *err)
{
    char *one = blt__path_join(dir, "model.safetensors");
    char *index = blt__path_join(dir, "model.safetensors.index.json");
    char *pickle = blt__path_join(dir, "consolidated.pth");
    blt_status status;

    memset(s, 0, sizeof *s);
    s->file = blt__alloc(SHARDS_MAX, sizeof s->file[0]);
    s->path = blt__alloc(SHARDS_MAX, sizeof s->path[0]);
    if (one == NULL || index == NULL || pickle == NULL || s->file == NULL
        || s->path == NULL) {
        status = blt__fail_memory(err, dir);
    } else if (exists(one)) {
        status = open_file(s, one, err);
        one = NULL;
    } else if (exists(index)) {
        status = open_index(s, dir, index, err);
    } else if (exists(pickle)) {
        status = blt__fail(err, BLT_EDATA, "%s: is a pickle, which is a "
                           "program; convert it to model.safetensors",
                           pickle);
    } else {
        status = blt__fail(err, BLT_EIO, "%s: holds no model.safetensors "
                           "and no model.safetensors.index.json", dir);
    }
    free(one);
    free(index);
    free(pickle);
    if (status != BLT_OK)
        blt__shards_close(s);
    return status;
}

void
blt__shards_close(blt__shards *s)
{
    for (size_t i = 0; i < s->n; i++) {
        blt__st_close(&s->file[i]);
        free(s->path[i]);
    }
    free(s->file);
    free(s->path);
    memset(s, 0, sizeof *s);
}

const blt__st_entry *
blt__shards_find(const blt__shards *s, const char *name, const char **path)
{
    for (size_t i = 0; i < s->n; i++) {
        const blt__st_entry *e = blt__st_find(&s->file[i], name);

        if (e != NULL) {
            *path = s->path[i];
            return e;
        }
    }
    return NULL;
}
