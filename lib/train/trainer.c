/* The trainer: the stages in order, and everything that lasts longer than a
 * step.
 *
 * The state is blt__progress and the weights; a checkpoint has both.  The work
 * at the end of a stage is done before the checkpoint that records it, so a
 * run killed at any point does the same work again and gets the same bits.
 *
 * All ranks have the same progress and the same weights; rank 0 writes the
 * files, and all read them.  Calls that can fail on one rank alone end in
 * blt__ranks_agree() before the next exchange. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "latent/flops.h"
#include "train/ranks.h"
#include "train/step.h"
#include "train/trainer.h"

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
    s = blt__trainer_start(t, opt, err);
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
    if (t->begun)               /* a failure could not be reported */
        (void)blt__log_run(t->log, "ends", &t->at, NULL);
    blt__stage_free(t->stage);
    blt_model_close(t->warmstart);
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

blt_status
blt_trainer_save(blt_trainer *t, blt_error *err)
{
    return blt__ranks_agree(t->ranks, blt__trainer_keep(t, err), err);
}

/* ---- steps -------------------------------------------------------------- */

static blt_status
one_step(blt_trainer *t, blt_train_report *r, blt_error *err)
{
    const blt__schedule *schedule = t->stage->schedule;
    blt__step_result out;
    blt__valid_result v;
    double began = blt__trainer_now();
    blt_status s;

    s = blt__stage_step(t->stage, &out, t->at.step, err);
    if (s != BLT_OK)
        return s;
    t->span += blt__trainer_now() - began;
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
    if (t->stage->stage)
        r->patch_size = (double)out.targets / (double)out.patches;
    if (t->at.step % schedule->validate == 0 && t->at.step < schedule->steps) {
        s = blt__stage_validate(t->stage, &v, NULL, t->recipe.valid_bytes,
                                err);
        if (s == BLT_OK)
            s = blt__trainer_same_weights(t, err);
        if (s != BLT_OK)
            return s;
        r->valid = blt__valid_bits(&v);
        s = blt__trainer_write_log(t, out.rate, out.norm, r->valid, err);
    }
    if (s == BLT_OK && (t->at.step % t->recipe.checkpoint_steps == 0
                        || blt__trainer_now() - t->saved
                           > (double)t->recipe.checkpoint_seconds))
        s = blt__trainer_keep(t, err);
    return blt__ranks_agree(t->ranks, s, err);
}

/* The end of a stage; the checkpoint of the next one comes last. */
static blt_status
finish(blt_trainer *t, blt_train_report *r, blt_error *err)
{
    blt__valid_result v, *by_lang = calloc(t->valid.langs, sizeof *by_lang);
    int stage = t->stage->stage;
    blt_status s = BLT_OK;

    if (by_lang == NULL)
        s = blt__fail_memory(err, "validation");
    s = blt__ranks_agree(t->ranks, s, err);
    if (s == BLT_OK)
        s = blt__trainer_same_weights(t, err);
    /* The final figures, and the training of stage main, are those of the
     * values that the file will have. */
    blt__params_round(&t->params, stage, (blt__type)t->recipe.store);
    if (s == BLT_OK && stage == 0)
        s = blt__trainer_threshold(t, err);
    if (s == BLT_OK)
        s = blt__stage_validate(t->stage, &v, by_lang,
                                t->recipe.final_valid_bytes, err);
    if (s == BLT_OK) {
        r->valid = t->at.valid[stage] = blt__valid_bits(&v);
        if (stage)
            t->at.patch_size = (double)v.bytes / (double)v.patches;
        s = blt__trainer_write_log(t, NAN, NAN, r->valid, err);
        s = blt__ranks_agree(t->ranks, s, err);
    }
    if (s == BLT_OK) {
        blt__stage_free(t->stage);
        t->stage = NULL;
        t->at.stage = stage ? BLT_TRAIN_ALL : BLT_TRAIN_MAIN;
        if (!stage)
            t->at.step = t->at.bytes = 0;
        s = blt__trainer_write_model(t, by_lang, err);
        s = blt__ranks_agree(t->ranks, s, err);
    }
    if (s == BLT_OK && !blt__trainer_is_done(t))
        s = blt__trainer_enter(t, err);
    if (s == BLT_OK)
        s = blt__ranks_agree(t->ranks, blt__trainer_write_checkpoint(t, err),
                             err);
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
    if (blt__trainer_is_done(t)) {
        r->done = 1;
        return blt__result_write(report, r, "BLT_TRAIN_REPORT_INIT", err);
    }
    r->steps = t->stage->schedule->steps;
    r->step = t->at.step + (t->at.step < r->steps);
    s = t->at.step < r->steps ? one_step(t, r, err) : finish(t, r, err);
    r->bytes = t->at.bytes;
    return s != BLT_OK ? s
        : blt__result_write(report, r, "BLT_TRAIN_REPORT_INIT", err);
}

/* ---- plan --------------------------------------------------------------- */

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
        *(p->place[i] == BLT__SEPARATE ? &plan->table : p->table[i].patcher
          ? &plan->patcher : &plan->dense) += (double)blt__params_size(p, i);
    blt__weight_uses_sum(token, &patch, c);
    plan->active = token[1] + patch / t->recipe.target_size;
    plan->flops[0] = 6 * token[0];
    plan->flops[1] = 6 * plan->active + 2 * token[0];
    for (int i = c->has_patcher && t->at.warmstart[0] == '\0' ? 0 : 1; i < 2;
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
