/* The trainer: stages in order, and all that lasts longer than a step.
 *
 * Progress is a small struct and the weights; a checkpoint holds both.  The
 * work at the end of a stage is done before the checkpoint that says so, so
 * a kill anywhere leads to the same work being done again, to the same
 * bits.
 *
 * Of several ranks all hold the same progress and the same weights; the
 * first writes what is kept, and all read it.  What can fail on one alone
 * ends in blt__ranks_agree(), before the next exchange. */
#include "config.h"
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "file/digest.h"
#include "train/train.h"

#define CHECKPOINT "checkpoint.safetensors"

struct blt_trainer {
    blt__recipe recipe;
    blt__corpus data, valid;
    char digest[17];
    blt__params params;
    blt__stage *stage;          /* the one at work; NULL when done */
    blt__progress at;
    blt_train_stage end;
    blt_pool *pool;
    const blt_ranks *ranks;
    blt__monitor monitor;

    blt_model *from;            /* to begin with, or NULL */
    char *dir, *model, *checkpoint;     /* NULL: keep nothing */
    blt__log *log;
    int begun;                  /* runs.log has a line of this run */
    double started;             /* of this run, with at.seconds taken off */
    double saved;               /* when the last checkpoint was written */
    double span, flops;         /* of the steps since the last row of the */
    int64_t bytes;              /* log, validation apart */
};

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the directory ----------------------------------------------------------- */

/* A killed writer leaves NAME.XXXXXX behind; under the lock those are ours
 * to remove. */
static void
sweep(const char *dir)
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

static blt_status
open_dir(blt_trainer *t, const char *dir, blt_error *err)
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
        sweep(t->dir);
        sweep(t->model);
    }
    return s;
}

/* Is there a checkpoint to take up?  All ranks must see the same. */
static blt_status
find_checkpoint(const blt_trainer *t, int *found, blt_error *err)
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

/* ---- beginning ----------------------------------------------------------------- */

static blt_status
enter_stage(blt_trainer *t, blt_error *err)
{
    blt_status s = blt__stage_new(&t->stage, t->at.stage == BLT_TRAIN_MAIN,
                                  &t->recipe, &t->params, &t->data,
                                  &t->valid, t->pool, t->ranks, err);

    if (s == BLT_OK)
        t->stage->monitor = t->monitor;
    return blt__ranks_agree(t->ranks, s, err);
}

static int
is_done(const blt_trainer *t)
{
    return t->at.stage == BLT_TRAIN_ALL
        || (t->end == BLT_TRAIN_ENTROPY && t->at.stage != BLT_TRAIN_ENTROPY);
}

static blt_status
find_threshold(blt_trainer *t, blt_error *err)
{
    blt_status s = blt__stage_threshold(t->stage, &t->at.threshold,
                                        &t->at.patch_size, err);

    t->recipe.config.patch_threshold = t->at.threshold;
    return s;
}

/* The threshold under which the entropy model that we have cuts validation
 * text into patches of the wanted size; the main stage comes next. */
static blt_status
cut_for_main(blt_trainer *t, blt_error *err)
{
    blt_status s;

    t->at.stage = BLT_TRAIN_ENTROPY;
    s = enter_stage(t, err);
    if (s == BLT_OK)
        s = find_threshold(t, err);
    blt__stage_free(t->stage);
    t->stage = NULL;
    t->at.stage = BLT_TRAIN_MAIN;
    return s;
}

/* Does a checkpoint go with what we were asked for? */
static blt_status
suits(const blt_trainer *t, const blt__progress *at, blt_error *err)
{
    if (t->from != NULL && strcmp(at->from, blt_model_digest(t->from)) != 0)
        return blt__fail(err, BLT_EDATA, "%s: was not begun from the model"
                         " %s, whose digest is %s", t->checkpoint,
                         blt_model_name(t->from), blt_model_digest(t->from));
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
        s = suits(t, &c.at, err);
    s = blt__ranks_agree(t->ranks, s, err);
    if (s != BLT_OK) {
        blt__checkpoint_close(&c);
        return s;
    }
    t->at = c.at;
    /* Before its first step stage main may still be given other patches. */
    fresh = blt__main_is_fresh(&t->at);
    if (!fresh || isnan(t->recipe.threshold))
        t->recipe.config.patch_threshold = t->at.threshold;
    if (t->at.stage != BLT_TRAIN_ALL && !fresh)
        s = enter_stage(t, err);
    if (s == BLT_OK)
        s = blt__checkpoint_load(&c, &t->params, t->stage != NULL
                                 ? &t->stage->moments : &none, err);
    blt__checkpoint_close(&c);
    s = blt__ranks_agree(t->ranks, s, err);
    if (s == BLT_OK && fresh && t->recipe.config.has_patcher)
        s = cut_for_main(t, err);
    if (s == BLT_OK && fresh)
        s = enter_stage(t, err);
    return s;
}

/* Stage main, with the weights and the threshold of a model. */
static blt_status
begin_from(blt_trainer *t, const char *from, blt_error *err)
{
    blt_status s;

    if (t->end == BLT_TRAIN_ENTROPY)
        return blt__fail(err, BLT_EINVAL, "%s: brings its entropy model, so"
                         " there is no stage entropy", from);
    s = blt__ranks_agree(t->ranks,
                         blt__params_take(&t->params, &t->recipe.config,
                                          t->from, from, err), err);
    if (s != BLT_OK)
        return s;
    blt__params_round(&t->params, 0, (blt__type)t->recipe.store);
    t->at.stage = BLT_TRAIN_MAIN;
    t->at.threshold = blt_model_config(t->from)->patch_threshold;
    t->at.valid[0] = t->at.valid[1] = NAN;
    t->recipe.config.patch_threshold = t->at.threshold;
    strcpy(t->at.from, blt_model_digest(t->from));
    return enter_stage(t, err);
}

static blt_status
begin(blt_trainer *t, const blt_train_options *opt, blt_error *err)
{
    const blt_config *c = &t->recipe.config;

    if (t->from != NULL)
        return begin_from(t, opt->from, err);
    t->at.stage = c->has_patcher ? BLT_TRAIN_ENTROPY : BLT_TRAIN_MAIN;
    t->at.threshold = c->patch_threshold;
    t->at.valid[0] = t->at.valid[1] = NAN;
    if (t->end == BLT_TRAIN_ENTROPY && !c->has_patcher)
        return blt__fail(err, BLT_EINVAL, "%s: has no [patcher], so no"
                         " entropy stage", opt->recipe);
    if (t->end == BLT_TRAIN_MAIN && c->has_patcher) {
        int64_t bytes = t->recipe.final_valid_bytes;
        blt_status s;

        if (t->dir != NULL)
            return blt__fail(err, BLT_EINVAL, "%s: no trained entropy model"
                             " here; stage entropy comes first", t->dir);
        /* Only to plan and to measure: behind a fresh entropy model. */
        t->recipe.final_valid_bytes = t->recipe.valid_bytes;
        s = cut_for_main(t, err);
        t->recipe.final_valid_bytes = bytes;
        if (s != BLT_OK)
            return s;
    }
    return enter_stage(t, err);
}

/* Its digest must not change under the run that began with it. */
static blt_status
open_from(blt_trainer *t, const char *from, blt_error *err)
{
    struct stat a, b;

    if (t->model != NULL && stat(from, &a) == 0 && stat(t->model, &b) == 0
        && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return blt__fail(err, BLT_EINVAL, "%s: is where the model of this"
                         " run is written; begin from a copy of it", from);
    return blt_model_open(&t->from, from, err);
}

/* ---- several ranks --------------------------------------------------------------- */

/* The same recipe to the letter, the same texts, the same end? */
static blt_status
same_work(const blt_trainer *t, const char *recipe, blt_error *err)
{
    char valid[17];
    blt__buf b = { 0 };
    blt_status s;

    blt__corpus_digest(valid, &t->valid);
    blt__buf_printf(&b, "version = %s\nstage = %d\nout = %d\nfrom = %s\n"
                    "data = %s\nvalid = %s\n", VERSION, (int)t->end,
                    t->dir != NULL, t->from != NULL
                    ? blt_model_digest(t->from) : "", t->digest, valid);
    blt__buf_put(&b, t->recipe.text.p, t->recipe.text.n);
    s = blt__ranks_agree(t->ranks, b.failed ? blt__fail_memory(err, recipe)
                         : BLT_OK, err);
    if (s == BLT_OK)
        s = blt__ranks_same(t->ranks, recipe, b.p, err);
    blt__buf_free(&b);
    return s;
}

/* The same weights?  They should be, as all make the same updates; but the
 * ranks may run on processors, or with libraries, that differ. */
static blt_status
same_weights(const blt_trainer *t, blt_error *err)
{
    const blt__params *p = &t->params;
    uint64_t h = BLT__DIGEST_START;
    char text[64];

    if (blt__ranks_count(t->ranks) == 1)
        return BLT_OK;
    for (int i = 0; i < 2; i++)
        h = blt__digest_bytes(h, p->run[i], p->n[i] * sizeof(float));
    h = blt__digest_bytes(h, p->hash, p->n_hash * sizeof(float));
    snprintf(text, sizeof text, "stage %d, step %lld, digest %016llx",
             (int)t->at.stage, (long long)t->at.step, (unsigned long long)h);
    return blt__ranks_same(t->ranks, "weights", text, err);
}

/* What this rank needs before the first word with the others. */
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
        s = open_dir(t, opt->out, err);
    if (s == BLT_OK && opt->from != NULL)
        s = open_from(t, opt->from, err);
    return s;
}

static blt_status
start(blt_trainer *t, const blt_train_options *opt, blt_error *err)
{
    int found = 0;
    blt_status s = blt__ranks_agree(t->ranks, prepare(t, opt, err), err);

    if (s == BLT_OK)
        s = same_work(t, opt->recipe, err);
    if (s == BLT_OK)
        s = find_checkpoint(t, &found, err);
    if (s == BLT_OK)
        s = found ? resume(t, err) : begin(t, opt, err);
    if (s == BLT_OK)
        s = same_weights(t, err);
    if (s != BLT_OK)
        return s;
    if (t->log != NULL)
        s = blt__log_rewind(t->log, &t->at, err);
    if (s == BLT_OK && t->log != NULL && !is_done(t)) {
        s = blt__log_run(t->log, "begins", &t->at, err);
        t->begun = s == BLT_OK;
    }
    s = blt__ranks_agree(t->ranks, s, err);
    t->saved = now();
    t->started = t->saved - t->at.seconds;
    return s;
}

blt_status
blt_trainer_new(blt_trainer **out, const blt_train_options *given,
                blt_error *err)
{
    static const blt_train_options usual = BLT_TRAIN_OPTIONS_INIT;
    blt_train_options o, *opt = &o;
    blt_trainer *t;
    blt_status s;

    *out = NULL;
    s = blt__options_read(&o, &usual, given, "BLT_TRAIN_OPTIONS_INIT", err);
    if (s != BLT_OK)
        return s;
    if (o.recipe == NULL || o.n_data == 0)
        return blt__fail(err, BLT_EINVAL, "training: no %s",
                         o.recipe == NULL ? "recipe" : "data");
    if ((unsigned)o.stage > BLT_TRAIN_ALL)
        return blt__fail(err, BLT_EINVAL, "training: no stage has the number"
                         " %d", (int)o.stage);
    t = calloc(1, sizeof *t);
    if (t == NULL)
        return blt__fail_memory(err, "training");
    t->end = opt->stage;
    t->pool = opt->pool;
    t->ranks = opt->ranks;
    t->monitor = (blt__monitor){ opt->progress, opt->user };
    s = start(t, opt, err);
    if (s != BLT_OK) {
        blt_trainer_free(t);
        return s;
    }
    *out = t;
    return BLT_OK;
}

void
blt_trainer_free(blt_trainer *t)
{
    if (t == NULL)
        return;
    if (t->begun)               /* nobody is left to hear that it failed */
        (void)blt__log_run(t->log, "ends", &t->at, NULL);
    blt__stage_free(t->stage);
    blt_model_close(t->from);
    blt__params_free(&t->params);
    blt__corpus_close(&t->data);
    blt__corpus_close(&t->valid);
    blt__recipe_free(&t->recipe);
    blt__log_close(t->log);
    free(t->dir);
    free(t->model);
    free(t->checkpoint);
    free(t);
}

/* ---- what is kept -------------------------------------------------------------- */

static blt_status
write_checkpoint(blt_trainer *t, blt_error *err)
{
    blt__moments none = { NULL, NULL, NULL, NULL };

    if (t->log == NULL)
        return BLT_OK;
    t->at.seconds = now() - t->started;
    t->saved = now();
    return blt__checkpoint_write(t->checkpoint, &t->at, &t->recipe,
                                 t->digest, &t->params, t->stage != NULL
                                 ? &t->stage->moments : &none, err);
}

/* The model of this moment, once its threshold is known. */
static blt_status
write_model(blt_trainer *t, const blt__valid_result *by_lang, blt_error *err)
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
        s = blt__card_write(t->model, &t->recipe, &t->at, &t->params,
                            &t->data, &t->valid, by_lang, err);
    return s;
}

static blt_status
save(blt_trainer *t, blt_error *err)
{
    blt_status s = BLT_OK;

    if (t->at.stage != BLT_TRAIN_ALL)   /* else both were just written */
        s = write_checkpoint(t, err);
    if (s == BLT_OK && t->at.stage != BLT_TRAIN_ALL)
        s = write_model(t, NULL, err);
    return s;
}

blt_status
blt_trainer_save(blt_trainer *t, blt_error *err)
{
    return blt__ranks_agree(t->ranks, save(t, err), err);
}

static blt_status
write_log(blt_trainer *t, double rate, double norm, double valid,
          blt_error *err)
{
    blt__log_row row = {
        .step = t->at.step, .bytes = t->at.bytes,
        .train = t->at.nats / (double)t->at.targets / M_LN2,
        .valid = valid, .rate = rate, .norm = norm,
        .bytes_a_second = (double)t->bytes / t->span,
        .seconds = now() - t->started, .flops_a_second = t->flops / t->span
    };

    t->at.nats = t->span = t->flops = 0;
    t->at.targets = t->bytes = 0;
    return t->log == NULL ? BLT_OK
        : blt__log_write(t->log, t->at.stage, &row, err);
}

/* ---- steps ----------------------------------------------------------------------- */

static double
bits(const blt__valid_result *v)
{
    return v->nats / (double)v->bytes / M_LN2;
}

static blt_status
one_step(blt_trainer *t, blt_train_report *r, blt_error *err)
{
    const blt__schedule *plan = t->stage->plan;
    blt__step_result out;
    blt__valid_result v;
    double began = now();
    blt_status s;

    s = blt__stage_step(t->stage, &out, t->at.step, err);
    if (s != BLT_OK)
        return s;
    t->span += now() - began;
    t->bytes += out.targets;
    t->at.step++;
    t->at.bytes += out.targets;
    t->at.nats += out.nats;
    t->at.targets += out.targets;
    t->flops += out.flops;
    r->step_bytes = out.targets;
    r->loss = out.nats / (double)out.targets / M_LN2;
    r->rate = out.rate;
    r->norm = out.norm;
    r->flops = out.flops;
    if (t->stage->which)
        r->patch_size = (double)out.targets / (double)out.patches;
    if (t->at.step % plan->validate == 0 && t->at.step < plan->steps) {
        s = blt__stage_validate(t->stage, &v, NULL, t->recipe.valid_bytes,
                                err);
        if (s == BLT_OK)
            s = same_weights(t, err);
        if (s != BLT_OK)
            return s;
        r->valid = bits(&v);
        s = write_log(t, out.rate, out.norm, r->valid, err);
    }
    if (s == BLT_OK && (t->at.step % t->recipe.checkpoint_steps == 0
        || now() - t->saved > (double)t->recipe.checkpoint_seconds))
        s = save(t, err);
    return blt__ranks_agree(t->ranks, s, err);
}

/* The end of a stage.  Its last act is the checkpoint of the next. */
static blt_status
finish(blt_trainer *t, blt_train_report *r, blt_error *err)
{
    blt__valid_result v, *by_lang = calloc(t->valid.langs, sizeof *by_lang);
    int which = t->stage->which;
    blt_status s = BLT_OK;

    if (by_lang == NULL)
        s = blt__fail_memory(err, "validation");
    s = blt__ranks_agree(t->ranks, s, err);
    if (s == BLT_OK)
        s = same_weights(t, err);
    /* What the rest trains with, and what the last figures are of, is what
     * the file will hold. */
    blt__params_round(&t->params, which, (blt__type)t->recipe.store);
    if (s == BLT_OK && which == 0)
        s = find_threshold(t, err);
    if (s == BLT_OK)
        s = blt__stage_validate(t->stage, &v, by_lang,
                                t->recipe.final_valid_bytes, err);
    if (s == BLT_OK) {
        r->valid = t->at.valid[which] = bits(&v);
        if (which)
            t->at.patch_size = (double)v.bytes / (double)v.patches;
        s = blt__ranks_agree(t->ranks, write_log(t, NAN, NAN, r->valid, err),
                             err);
    }
    if (s == BLT_OK) {
        blt__stage_free(t->stage);
        t->stage = NULL;
        t->at.stage = which ? BLT_TRAIN_ALL : BLT_TRAIN_MAIN;
        if (!which)
            t->at.step = t->at.bytes = 0;
        s = blt__ranks_agree(t->ranks, write_model(t, by_lang, err), err);
    }
    if (s == BLT_OK && !is_done(t))
        s = enter_stage(t, err);
    if (s == BLT_OK)
        s = blt__ranks_agree(t->ranks, write_checkpoint(t, err), err);
    free(by_lang);
    return s;
}

blt_status
blt_trainer_step(blt_trainer *t, blt_train_report *report, blt_error *err)
{
    blt_train_report own = BLT_TRAIN_REPORT_INIT, *r = &own;
    blt_status s;

    r->loss = r->valid = NAN;
    r->stage = t->at.stage;
    if (is_done(t)) {
        r->done = 1;
        return blt__result_write(report, r, "BLT_TRAIN_REPORT_INIT", err);
    }
    r->steps = t->stage->plan->steps;
    r->step = t->at.step + (t->at.step < r->steps);
    s = t->at.step < r->steps ? one_step(t, r, err) : finish(t, r, err);
    r->bytes = t->at.bytes;
    return s != BLT_OK ? s
        : blt__result_write(report, r, "BLT_TRAIN_REPORT_INIT", err);
}

/* ---- plan ------------------------------------------------------------------------ */

void
blt_trainer_plan(const blt_trainer *t, blt_train_plan *out)
{
    blt_train_plan own = BLT_TRAIN_PLAN_INIT, *plan = &own;
    const blt__params *p = &t->params;
    const blt_config *c = &t->recipe.config;
    double token[2], patch;

    plan->stage = t->at.stage;
    plan->step = t->at.step;
    for (size_t i = 0; i < p->count; i++)
        *(p->place[i] == BLT__APART ? &plan->table : p->table[i].patcher
          ? &plan->patcher : &plan->dense) += (double)blt__params_size(p, i);
    blt__params_uses(token, &patch, p, c);
    plan->active = token[1] + patch / t->recipe.target_size;
    plan->flops[0] = 6 * token[0];
    plan->flops[1] = 6 * plan->active + 2 * token[0];
    for (int i = c->has_patcher && t->at.from[0] == '\0' ? 0 : 1; i < 2;
         i++) {
        const blt__schedule *s = &t->recipe.stage[i];

        plan->steps[i] = s->steps;
        plan->step_bytes[i] = (double)s->batch * (double)s->length;
        plan->memory[i] = blt__stage_memory(i, &t->recipe, p, t->ranks);
    }
    plan->files = (int64_t)t->data.n;
    plan->bytes = (int64_t)t->data.bytes;
    plan->languages = (int64_t)t->data.langs;
    plan->valid_bytes = (int64_t)t->valid.bytes;
    (void)blt__result_write(out, plan, "BLT_TRAIN_PLAN_INIT", NULL);
}
