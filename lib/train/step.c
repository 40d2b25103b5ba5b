/* One training step.
 *
 * A batch is divided into a number of shards that the recipe fixes.  A shard
 * adds the gradients of its sequences in order, the shards are added as a
 * tree, and sums of squares are taken over fixed chunks.  So neither the
 * number of threads nor their order changes a bit, and neither does the
 * number of ranks, each of which has a subtree of the shards.  A step
 * allocates nothing. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "base/pool.h"
#include "latent/flops.h"
#include "train/ranks.h"
#include "train/step.h"
#include "train/sum.h"

#define BLOCK 2048              /* floats, 8 kB: several shards of them fit in
                                   the first-level cache (derived) */

/* The step at which the cooldown begins; only a trapezoid has one. */
static int64_t
cooldown_start(const blt__schedule *p)
{
    return p->shape == BLT__TRAPEZOID ? p->steps - p->cooldown : INT64_MAX;
}

static void
draw(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;

    (void)worker;
    s->sequence[i].n
        = blt__corpus_draw(s->in.data, s->ids + i * (s->length + 1),
                           s->length, &(blt__draw){
                               .seed = (uint64_t)s->in.recipe->seed,
                               .stage = s->stage, .step = s->step, .index = i,
                               .late = s->step
                                   >= cooldown_start(s->schedule) });
}

static void
run_shard(void *arg, size_t shard, int worker)
{
    blt__stage *s = arg;
    const blt__weights *w = &s->in.params->w;
    blt__worker *h = &s->worker[worker];
    size_t first = s->batch * (s->first_shard + shard) / s->all_shards;
    size_t last = s->batch * (s->first_shard + shard + 1) / s->all_shards;
    size_t n = s->in.params->n[s->stage];

    memset(s->sum + shard * n, 0, n * sizeof *s->sum);
    for (size_t i = first; i < last; i++) {
        blt__sequence *p = &s->sequence[i];
        const int32_t *ids = s->ids + i * (s->length + 1);
        size_t count = 1;

        p->err.status = BLT_OK;
        if (s->stage && blt__stage_patches(s, h, &count, ids, p->n, &p->err)
                        != BLT_OK)
            continue;
        p->patches = (int64_t)count - 1;
        p->nats = blt__tape_step(h->tape, w, &s->grad[shard], s->scale,
                                 &(blt__tape_input){ ids, p->n, h->len,
                                                     count });
        if (s->stage)
            blt__sparse_put(s->sparse, p->at, blt__tape_hash_grad(h->tape),
                            blt__tape_hash_rows(h->tape), p->n);
    }
}

/* Gathers the results of all ranks' sequences and their part of the hash
 * table's gradient. */
static void
exchange(blt__stage *s, size_t tokens)
{
    size_t ranks = blt__ranks_count(s->in.ranks);

    for (size_t i = 0; i <= ranks; i++)
        s->offsets[i] = s->batch * (s->shards * i) / s->all_shards;
    blt__ranks_gather(s->in.ranks, s->sequence, sizeof *s->sequence,
                      s->offsets);
    if (s->sparse == NULL)
        return;
    for (size_t i = 0; i <= ranks; i++)
        s->offsets[i] = s->offsets[i] < s->batch
            ? s->sequence[s->offsets[i]].at : tokens;
    blt__sparse_exchange(s->sparse, s->in.ranks, s->offsets);
}

/* Adds the shards into the first, block by block so that the sum stays in
 * the cache. */
static void
reduce(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;
    const blt__chunk *l = &s->chunk[i];

    (void)worker;
    for (size_t at = 0; at < l->n; at += BLOCK)
        blt__sum_tree(s->sum + l->at + at, s->in.params->n[s->stage],
                      s->shards, l->n - at < BLOCK ? l->n - at : BLOCK);
}

static void
square(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;
    blt__chunk *l = &s->chunk[i];

    (void)worker;
    l->squares = blt__sum_squares(s->sum + l->at, l->n);
}

static void
update(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;
    const blt__chunk *l = &s->chunk[i];

    (void)worker;
    if (l->muon)
        return;
    blt__adamw_run(s->in.params->run[s->stage] + l->at, s->moments.m + l->at,
                   s->moments.v + l->at, s->sum + l->at, l->n,
                   &s->adamw[l->decay]);
}

static double
rate_at(const blt__schedule *p, int64_t step)
{
    double x, steps = (double)(p->steps - p->warmup);

    if (step < p->warmup)
        return p->rate * (double)(step + 1) / (double)p->warmup;
    if (p->shape == BLT__TRAPEZOID)
        return step < cooldown_start(p) ? p->rate : p->rate
            * (1 - (1 - p->final) * (double)(step - cooldown_start(p) + 1)
                   / (double)p->cooldown);
    x = (double)(step - p->warmup) / (steps > 1 ? steps : 1);
    if (p->shape == BLT__COSINE)
        x = (1 - cos(M_PI * x)) / 2;
    else if (p->shape == BLT__CONSTANT)
        x = 0;
    return p->rate * (1 - x * (1 - p->final));
}

static void
set_adamw(blt__stage *s, double rate, double norm)
{
    const blt__schedule *p = s->schedule;
    double t = (double)s->step + 1;
    blt__adamw a = {
        .beta1 = (float)p->beta1, .beta2 = (float)p->beta2,
        .eps = (float)p->eps,
        .step = (float)(rate / (1 - pow(p->beta1, t))),
        .root = (float)(1 / sqrt(1 - pow(p->beta2, t))),
        .keep = 1,
        .clip = p->clip > 0 && norm > p->clip ? (float)(p->clip / norm) : 1
    };

    s->adamw[0] = s->adamw[1] = a;
    s->adamw[1].keep = (float)(1 - rate * p->decay);
}

/* The forward and backward passes of the batch, on all ranks.  Leaves the sum
 * of each of this rank's shards. */
static blt_status
run_batch(blt__stage *s, blt__step_result *out, blt_error *err)
{
    size_t tokens = 0;

    blt__pool_run(s->in.pool, s->batch, draw, s);
    for (size_t i = 0; i < s->batch; i++) {
        s->sequence[i].at = tokens;
        tokens += s->sequence[i].n;
    }
    s->scale = (float)(1 / (double)tokens);
    blt__pool_run(s->in.pool, s->shards, run_shard, s);
    exchange(s, tokens);
    for (size_t i = 0; i < s->batch; i++) {
        const blt__sequence *q = &s->sequence[i];

        if (q->err.status != BLT_OK)
            return blt__fail(err, q->err.status, "step %lld: %s",
                             (long long)s->step, q->err.text);
        out->nats += q->nats;
        out->patches += q->patches;
    }
    out->targets = (int64_t)tokens;
    return BLT_OK;
}

/* Adds the gradients of all shards and ranks; out->norm is their length. */
static blt_status
sum_gradients(blt__stage *s, blt__step_result *out, blt_error *err)
{
    double squares = 0;

    blt__pool_run(s->in.pool, s->chunks, reduce, s);
    blt__ranks_sum(s->in.ranks, s->sum, s->in.params->n[s->stage]);
    blt__pool_run(s->in.pool, s->chunks, square, s);
    for (size_t i = 0; i < s->chunks; i++)
        squares += s->chunk[i].squares;
    if (s->sparse != NULL)
        squares += blt__sparse_gather(s->sparse, (size_t)out->targets,
                                      s->in.pool);
    out->norm = sqrt(squares);
    if (!isfinite(out->norm) || !isfinite(out->nats))
        return blt__fail(err, BLT_EDATA, "step %lld: the loss (%g) or its"
                         " gradient (%g) is not finite; a lower rate or"
                         " clip may help", (long long)s->step, out->nats,
                         out->norm);
    return BLT_OK;
}

static void
update_weights(blt__stage *s, const blt__step_result *out)
{
    blt__params *p = s->in.params;

    set_adamw(s, out->rate, out->norm);
    blt__pool_run(s->in.pool, s->chunks, update, s);
    if (s->muon != NULL)
        blt__muon_update(s->muon, p->run[s->stage], s->moments.m, s->sum,
                         &(blt__muon_rule){
                             .beta = (float)s->schedule->momentum,
                             .step = (float)(out->rate
                                             * s->schedule->matrix_rate),
                             .keep = s->adamw[1].keep,
                             .clip = s->adamw[1].clip,
                             .multiply = s->schedule->precision
                                 == BLT__PRECISION_BF16 ? blt__gemm_bf16
                                                        : blt__gemm },
                         s->in.pool,
                         s->in.ranks);
    if (s->sparse != NULL) {
        blt__adamw a = s->adamw[0];

        a.step *= (float)s->schedule->table_rate;
        blt__sparse_update(s->sparse, p->hash, s->moments.hash_m,
                           s->moments.hash_v, &a, s->in.pool);
    }
}

/* The model's FLOPs: 6 per weight and use, 2 in the frozen part.
 *                                                        [MODEL.md 10.2] */
static double
flops(const blt__stage *s, const blt__step_result *out)
{
    double per_token[2], per_patch, sum;

    blt__weight_uses_sum(per_token, &per_patch, &s->in.recipe->config);
    sum = 6 * (per_token[s->stage] * (double)out->targets
               + (s->stage ? per_patch * (double)out->patches : 0));
    if (s->worker[0].patcher_tape != NULL)
        sum += 2 * per_token[0] * (double)out->targets;
    return sum;
}

blt_status
blt__stage_step(blt__stage *s, blt__step_result *out, int64_t step,
                blt_error *err)
{
    blt_status status;

    memset(out, 0, sizeof *out);
    s->step = step;
    status = run_batch(s, out, err);
    if (status == BLT_OK)
        status = sum_gradients(s, out, err);
    if (status != BLT_OK)
        return status;
    out->rate = rate_at(s->schedule, step);
    update_weights(s, out);
    out->flops = flops(s, out);
    return BLT_OK;
}
