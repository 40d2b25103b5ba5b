/* A run's start: the first stage, or the state of a checkpoint or model. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "file/digest.h"
#include "train/checkpoint.h"
#include "train/ranks.h"
#include "train/trainer.h"
#include "train/warmstart.h"

blt_status
blt__trainer_enter(blt_trainer *t, blt_error *err)
{
    blt_status s = blt__stage_new(&t->stage, t->at.stage == BLT_TRAIN_MAIN,
                                  &(blt__training){
                                      &t->recipe, &t->params, &t->data,
                                      &t->valid, t->pool, t->ranks,
                                      t->monitor }, err);

    return blt__ranks_agree(t->ranks, s, err);
}

int
blt__trainer_is_done(const blt_trainer *t)
{
    return t->at.stage == BLT_TRAIN_ALL
        || (t->end == BLT_TRAIN_ENTROPY && t->at.stage != BLT_TRAIN_ENTROPY);
}

blt_status
blt__trainer_threshold(blt_trainer *t, blt_error *err)
{
    blt_status s = blt__stage_threshold(t->stage, &t->at.threshold,
                                        &t->at.patch_size, err);

    t->recipe.config.patch_threshold = t->at.threshold;
    return s;
}

/* Finds the threshold with which the current entropy model cuts validation
 * text into patches of the target size; stage main comes next. */
static blt_status
cut_for_main(blt_trainer *t, blt_error *err)
{
    blt_status s;

    t->at.stage = BLT_TRAIN_ENTROPY;
    s = blt__trainer_enter(t, err);
    if (s == BLT_OK)
        s = blt__trainer_threshold(t, err);
    blt__stage_free(t->stage);
    t->stage = NULL;
    t->at.stage = BLT_TRAIN_MAIN;
    return s;
}

/* Fails when a checkpoint does not match the options. */
static blt_status
check_checkpoint(const blt_trainer *t, const blt__progress *at, blt_error *err)
{
    if (t->warmstart != NULL
        && strcmp(at->warmstart, blt_model_digest(t->warmstart)) != 0)
        return blt__fail(err, BLT_EDATA, "%s: was not begun from the model"
                         " %s, whose digest is %s", t->checkpoint,
                         blt_model_name(t->warmstart),
                         blt_model_digest(t->warmstart));
    if (at->stage == BLT_TRAIN_ENTROPY && !t->recipe.config.has_patcher)
        return blt__fail(err, BLT_EDATA, "%s: stage entropy, but the recipe"
                         " has no [patcher]", t->checkpoint);
    return BLT_OK;
}

static blt_status
resume(blt_trainer *t, blt_error *err)
{
    blt__moments none = { NULL, NULL, NULL, NULL };
    blt__checkpoint c = { 0 };
    blt_status s;
    int fresh;

    s = blt__checkpoint_open(&c, t->checkpoint, &t->recipe, t->digest, err);
    if (s == BLT_OK)
        s = check_checkpoint(t, &c.at, err);
    s = blt__ranks_agree(t->ranks, s, err);
    if (s != BLT_OK) {
        blt__checkpoint_close(&c);
        return s;
    }
    t->at = c.at;
    /* Before its first step, stage main may still get other patches. */
    fresh = blt__main_is_fresh(&t->at);
    if (!fresh || isnan(t->recipe.threshold))
        t->recipe.config.patch_threshold = t->at.threshold;
    if (t->at.stage != BLT_TRAIN_ALL && !fresh)
        s = blt__trainer_enter(t, err);
    if (s == BLT_OK)
        s = blt__checkpoint_load(&c, &t->params, t->stage != NULL
                                 ? &t->stage->moments : &none, err);
    blt__checkpoint_close(&c);
    s = blt__ranks_agree(t->ranks, s, err);
    if (s == BLT_OK && fresh && t->recipe.config.has_patcher)
        s = cut_for_main(t, err);
    if (s == BLT_OK && fresh)
        s = blt__trainer_enter(t, err);
    return s;
}

/* Starts from the weights and the threshold of a model: with stage main, or
 * with stage entropy if the run ends there. */
static blt_status
begin_warmstart(blt_trainer *t, const char *from, blt_error *err)
{
    const int entropy = t->end == BLT_TRAIN_ENTROPY;
    blt_status s = blt__params_warmstart(&t->params, &t->recipe.config,
                                         t->warmstart, from, err);

    s = blt__ranks_agree(t->ranks, s, err);
    if (s != BLT_OK)
        return s;
    if (!entropy)
        blt__params_round(&t->params, 0, (blt__type)t->recipe.store);
    t->at.stage = entropy ? BLT_TRAIN_ENTROPY : BLT_TRAIN_MAIN;
    t->at.threshold = blt_model_config(t->warmstart)->patch_threshold;
    t->at.valid[0] = t->at.valid[1] = NAN;
    t->recipe.config.patch_threshold = t->at.threshold;
    strcpy(t->at.warmstart, blt_model_digest(t->warmstart));
    return blt__trainer_enter(t, err);
}

static blt_status
begin(blt_trainer *t, const blt_train_options *opt, blt_error *err)
{
    const blt_config *c = &t->recipe.config;

    if (t->end == BLT_TRAIN_ENTROPY && !c->has_patcher)
        return blt__fail(err, BLT_EINVAL, "%s: has no [patcher], so no"
                         " entropy stage", opt->recipe);
    if (t->warmstart != NULL)
        return begin_warmstart(t, opt->from, err);
    t->at.stage = c->has_patcher ? BLT_TRAIN_ENTROPY : BLT_TRAIN_MAIN;
    t->at.threshold = c->patch_threshold;
    t->at.valid[0] = t->at.valid[1] = NAN;
    if (t->end == BLT_TRAIN_MAIN && c->has_patcher) {
        int64_t bytes = t->recipe.final_valid_bytes;
        blt_status s;

        if (t->dir != NULL)
            return blt__fail(err, BLT_EINVAL, "%s: no trained entropy model"
                             " here; stage entropy comes first", t->dir);
        /* Only to plan and to measure: with an untrained entropy model. */
        t->recipe.final_valid_bytes = t->recipe.valid_bytes;
        s = cut_for_main(t, err);
        t->recipe.final_valid_bytes = bytes;
        if (s != BLT_OK)
            return s;
    }
    return blt__trainer_enter(t, err);
}

/* The model's digest must not change during the run that started from it. */
static blt_status
open_warmstart(blt_trainer *t, const char *from, blt_error *err)
{
    struct stat a, b;

    if (t->model != NULL && stat(from, &a) == 0 && stat(t->model, &b) == 0
        && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return blt__fail(err, BLT_EINVAL, "%s: is where the model of this"
                         " run is written; begin from a copy of it", from);
    return blt_model_open(&t->warmstart, from, err);
}

/* ---- several ranks ------------------------------------------------------ */

/* Fails unless all ranks have the same recipe, letter by letter, the same data
 * and the same options. */
static blt_status
same_work(const blt_trainer *t, const char *recipe, blt_error *err)
{
    char valid[17];
    blt__buf b = { 0 };
    blt_status s;

    blt__corpus_digest(valid, &t->valid);
    blt__buf_printf(&b, "version = %s\nstage = %d\nout = %d\nfrom = %s\n"
                    "data = %s\nvalid = %s\n", VERSION, (int)t->end,
                    t->dir != NULL, t->warmstart != NULL
                    ? blt_model_digest(t->warmstart) : "", t->digest, valid);
    blt__buf_put(&b, t->recipe.text.p, t->recipe.text.n);
    s = blt__ranks_agree(t->ranks, b.failed ? blt__fail_memory(err, recipe)
                         : BLT_OK, err);
    if (s == BLT_OK)
        s = blt__ranks_same(t->ranks, recipe, b.p, err);
    blt__buf_free(&b);
    return s;
}

blt_status
blt__trainer_same_weights(const blt_trainer *t, blt_error *err)
{
    const blt__params *p = &t->params;
    uint64_t h = BLT__HASH_START;
    char text[64];

    if (blt__ranks_count(t->ranks) == 1)
        return BLT_OK;
    for (int i = 0; i < 2; i++)
        h = blt__hash_bytes(h, p->run[i], p->n[i] * sizeof(float));
    h = blt__hash_bytes(h, p->hash, p->n_hash * sizeof(float));
    snprintf(text, sizeof text, "stage %d, step %lld, digest %016llx",
             (int)t->at.stage, (long long)t->at.step, (unsigned long long)h);
    return blt__ranks_same(t->ranks, "weights", text, err);
}

/* What a rank does before the first exchange with the others. */
static blt_status
prepare(blt_trainer *t, const blt_train_options *opt, blt_error *err)
{
    blt_status s;

    s = blt__recipe_read(&t->recipe, opt->recipe, err);
    if (s == BLT_OK)
        s = blt__monitor_report(&t->monitor, "reading the data", 0, 0, err);
    if (s == BLT_OK)
        s = blt__corpus_open(&t->data, opt->data, opt->n_data, &t->recipe,
                             err);
    if (s == BLT_OK)
        s = opt->n_valid > 0
            ? blt__corpus_open(&t->valid, opt->valid, opt->n_valid,
                               &t->recipe, err)
            : blt__corpus_open(&t->valid, opt->data, opt->n_data,
                               &t->recipe, err);
    if (s != BLT_OK)
        return s;
    blt__corpus_digest(t->digest, &t->data);
    s = blt__params_new(&t->params, &t->recipe, err);
    if (s == BLT_OK)
        s = blt__monitor_report(&t->monitor, "initializing the weights", 0, 0,
                                err);
    if (s == BLT_OK && opt->out != NULL)
        s = blt__trainer_open_dir(t, opt->out, err);
    if (s == BLT_OK && opt->from != NULL)
        s = open_warmstart(t, opt->from, err);
    return s;
}

blt_status
blt__trainer_start(blt_trainer *t, const blt_train_options *opt,
                   blt_error *err)
{
    int found = 0;
    blt_status s = blt__ranks_agree(t->ranks, prepare(t, opt, err), err);

    if (s == BLT_OK)
        s = same_work(t, opt->recipe, err);
    if (s == BLT_OK)
        s = blt__trainer_find_checkpoint(t, &found, err);
    if (s == BLT_OK)
        s = found ? resume(t, err) : begin(t, opt, err);
    if (s == BLT_OK)
        s = blt__trainer_same_weights(t, err);
    if (s != BLT_OK)
        return s;
    if (t->log != NULL)
        s = blt__log_rewind(t->log, &t->at, err);
    if (s == BLT_OK && t->log != NULL && !blt__trainer_is_done(t)) {
        s = blt__log_run(t->log, "begins", &t->at, err);
        t->begun = s == BLT_OK;
    }
    s = blt__ranks_agree(t->ranks, s, err);
    t->saved = blt__trainer_now();
    t->started = t->saved - t->at.seconds;
    return s;
}
