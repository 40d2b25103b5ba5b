/* What a model directory holds.                        [MODEL.md 7, 8, 9]
 *
 *   DIR/config.json           Hugging Face's keys, or Meta's "args"
 *   DIR/params.json           Meta's arguments, read without a config.json
 *   DIR/train_args.json       Meta: the patching used in training
 *   DIR/model.safetensors ... the weights: file/shards.h
 *   DIR/entropy_model/        Meta has a separate entropy model; or
 *   DIR/../entropy_model/     DIR/../blt-entropy/ */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/hash.h"
#include "file/config_file.h"
#include "file/model_parts.h"
#include "file/reading.h"

/* Reads DIR/NAME into text and the digest; m->config_path is for messages. */
static blt_status
read_json(blt_model *m, blt__buf *text, const char *dir, const char *name,
          blt_error *err)
{
    blt_status s;

    free(m->config_path);
    m->config_path = blt__path_join(dir, name);
    if (m->config_path == NULL)
        return blt__fail_memory(err, dir);
    s = blt__read_whole(text, m->config_path, BLT__CONFIG_MAX, err);
    if (s == BLT_OK)
        m->sum = blt__hash_bytes(m->sum, text->p, text->n);
    return s;
}

static const char *
config_name(const char *dir)
{
    return !blt__file_exists(dir, "config.json")
        && blt__file_exists(dir, "params.json") ? "params.json"
                                                : "config.json";
}

static blt_status
read_config(blt_model *m, const char *dir, blt_error *err)
{
    blt__buf text = { 0 };
    struct stat st;
    blt_status s;

    if (stat(dir, &st) != 0)
        return blt__fail_errno(err, "%s", dir);
    if (!S_ISDIR(st.st_mode))
        return blt__fail(err, BLT_EIO, "%s: is not a directory", dir);
    s = read_json(m, &text, dir, config_name(dir), err);
    if (s == BLT_OK) {
        blt__reader r = { m->config_path, &m->notes, err, BLT_OK };

        s = blt__config_read(&m->config, &m->inner, &m->meta, &r, text.p,
                             text.n);
    }
    if (s == BLT_OK)
        s = blt__config_check(&m->config, m->config_path, err);
    if (s == BLT_OK && m->meta && blt__file_exists(dir, "train_args.json")) {
        s = read_json(m, &text, dir, "train_args.json", err);
        if (s == BLT_OK)
            s = blt__config_read_train(&m->config, text.p, text.n,
                                       m->config_path, &m->notes, err);
    }
    blt__buf_free(&text);
    return s;
}

static blt_status
open_entropy(blt_model *m, const char *dir, blt_error *err)
{
    blt__buf text = { 0 };
    blt_status s = BLT_OK;

    if (m->meta) {      /* else the main config.json has its sizes */
        s = read_json(m, &text, dir, config_name(dir), err);
        if (s == BLT_OK)
            s = blt__config_read_patcher(&m->config, &m->inner, text.p,
                                         text.n, m->config_path, &m->notes,
                                         err);
    }
    if (s == BLT_OK)
        s = blt__shards_open(&m->entropy, dir, err);
    blt__buf_free(&text);
    return s;
}

static int
main_has(const blt_model *m, const char *name)
{
    const char *path;

    return blt__shards_find(&m->main, name, &path) != NULL;
}

/* If the main files have no entropy model: looks for its directory.  If there
 * is none, Meta's layout gets a note, and a session that needs entropies will
 * be refused; in the other layout the missing tensors are reported. */
static blt_status
find_entropy(blt_model *m, const char *dir, blt_error *err)
{
    static const char *const places[] = { "entropy_model",
                                          "../entropy_model",
                                          "../blt-entropy" };

    if (m->config.patcher_only || (!m->meta && !m->config.has_patcher)
        || (!m->meta && (main_has(m, "model.patcher.embed_tokens.weight")
                         || main_has(m, "tok_embeddings.weight"))))
        return BLT_OK;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char *path = blt__path_join(dir, places[i]);
        blt_status s;
        int there;

        if (path == NULL)
            return blt__fail_memory(err, dir);
        there = blt__shards_exist(path);
        s = there ? open_entropy(m, path, err) : BLT_OK;
        free(path);
        if (there)
            return s;
    }
    if (m->meta)
        blt__buf_printf(&m->notes, "%s: has no entropy model; "
                        "blt-model(5) says where to put it\n", dir);
    return BLT_OK;
}

/* A saved BltModel is BltForCausalLM without the head, and its names lack the
 * prefix that the latter puts before the former's. */
static int
is_headless(const blt_model *m)
{
    const char *path;
    const blt__st_entry *e = blt__shards_find(
        &m->main, "local_encoder.embed_tokens.weight", &path);

    return e != NULL && strstr(e->name, "model.") == NULL
        && !main_has(m, "lm_head.weight");
}

blt_status
blt__model_dir_read(blt_model *m, const char *dir, blt_error *err)
{
    blt_status s = read_config(m, dir, err);

    if (s == BLT_OK)
        s = blt__shards_open(&m->main, dir, err);
    if (s == BLT_OK)
        s = find_entropy(m, dir, err);
    if (s == BLT_OK && !m->meta)
        m->config.no_head = is_headless(m);
    /* Single bytes are what the reference makes of a model that says it has
     * no entropy model.  Meta's has one, which was not found. */
    if (s == BLT_OK && !m->meta)
        blt__config_settle(&m->config, dir, &m->notes);
    return s;
}
