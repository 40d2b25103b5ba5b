/* The output directory of a run: checkpoint, model, log. */
#include "config.h"
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file/model_file.h"
#include "train/card.h"
#include "train/checkpoint.h"
#include "train/ranks.h"
#include "train/trainer.h"

#define CHECKPOINT "checkpoint.safetensors"

/* Removes the files NAME.XXXXXX that a killed run left.  Safe while we have
 * the lock. */
static void
remove_temporary(const char *dir)
{
    static const char *const name[] = { CHECKPOINT, "model.safetensors",
                                        "config.json", "README.md" };
    DIR *d = opendir(dir);
    struct dirent *e;

    while (d != NULL && (e = readdir(d)) != NULL)
        for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
            size_t n = strlen(name[i]);
            char *path;

            if (strncmp(e->d_name, name[i], n) != 0 || e->d_name[n] != '.'
                || strlen(e->d_name) != n + 7)
                continue;
            path = blt__path_join(dir, e->d_name);
            if (path != NULL)
                unlink(path);
            free(path);
        }
    if (d != NULL)
        closedir(d);
}

blt_status
blt__trainer_open_dir(blt_trainer *t, const char *dir, blt_error *err)
{
    blt_status s;

    t->dir = strdup(dir);
    t->model = blt__path_join(dir, "model");
    t->checkpoint = blt__path_join(dir, CHECKPOINT);
    if (t->dir == NULL || t->model == NULL || t->checkpoint == NULL)
        return blt__fail_memory(err, dir);
    if (blt_ranks_number(t->ranks) > 0)
        return BLT_OK;
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return blt__fail_errno(err, "%s: cannot make", dir);
    s = blt__log_open(&t->log, dir, err);
    if (s == BLT_OK) {
        remove_temporary(t->dir);
        remove_temporary(t->model);
    }
    return s;
}

blt_status
blt__trainer_find_checkpoint(const blt_trainer *t, int *found, blt_error *err)
{
    struct stat st;
    int first;
    blt_status s = BLT_OK;

    *found = t->dir != NULL && stat(t->checkpoint, &st) == 0;
    first = *found;
    blt__ranks_share(t->ranks, 0, &first, sizeof first);
    if (*found != first)
        s = blt__fail(err, BLT_EDATA, "%s: is %s here, but not on rank 0:"
                      " ranks need one directory, on a shared file system",
                      t->checkpoint, *found ? "there" : "missing");
    return blt__ranks_agree(t->ranks, s, err);
}

blt_status
blt__trainer_write_checkpoint(blt_trainer *t, blt_error *err)
{
    blt__moments none = { NULL, NULL, NULL, NULL };

    if (t->log == NULL)
        return BLT_OK;
    t->at.seconds = blt__trainer_now() - t->started;
    t->saved = blt__trainer_now();
    return blt__checkpoint_write(t->checkpoint, &t->at, &t->recipe,
                                 t->digest, &t->params, t->stage != NULL
                                 ? &t->stage->moments : &none, err);
}

blt_status
blt__trainer_write_model(blt_trainer *t, const blt__valid_result *by_lang,
                         blt_error *err)
{
    blt__buf meta = { 0 };
    blt_status s;

    if (t->log == NULL || t->at.stage == BLT_TRAIN_ENTROPY)
        return BLT_OK;
    blt__buf_printf(&meta, "format%cpt%cmade_by%cblt-train%crecipe%c%s%c"
                    "seed%c%lld%c", 0, 0, 0, 0, 0, t->recipe.name, 0, 0,
                    (long long)t->recipe.seed, 0);
    s = meta.failed ? blt__fail_memory(err, t->model)
        : blt__model_write(t->model, &t->recipe.config, &t->params.w,
                           (blt__type)t->recipe.store, meta.p, err);
    blt__buf_free(&meta);
    if (s == BLT_OK)
        s = blt__card_write(t->model, &(blt__card){
                                &t->recipe, &t->at, &t->params, &t->data,
                                &t->valid, by_lang }, err);
    return s;
}

blt_status
blt__trainer_keep(blt_trainer *t, blt_error *err)
{
    blt_status s = BLT_OK;

    if (t->at.stage != BLT_TRAIN_ALL)
        s = blt__trainer_write_checkpoint(t, err);
    if (s == BLT_OK && t->at.stage != BLT_TRAIN_ALL)
        s = blt__trainer_write_model(t, NULL, err);
    return s;
}

blt_status
blt__trainer_write_log(blt_trainer *t, double rate, double norm, double valid,
          blt_error *err)
{
    blt__log_row row = {
        .step = t->at.step, .bytes = t->at.bytes,
        .train = t->at.nats / (double)t->at.targets / M_LN2,
        .valid = valid, .rate = rate, .norm = norm,
        .bytes_per_second = (double)t->bytes / t->span,
        .seconds = blt__trainer_now() - t->started,
        .flops_per_second = t->flops / t->span
    };

    t->at.nats = t->span = t->flops = 0;
    t->at.targets = t->bytes = 0;
    return t->log == NULL ? BLT_OK
        : blt__log_write(t->log, t->at.stage, &row, err);
}
