/* One stage of training: its memory, sized once, and its step.
 *
 * A batch is divided over a number of shards that the recipe fixes.  A
 * shard adds up the gradients of its sequences in order, the shards are
 * added as a tree, and the sums of squares are taken over fixed slices; so
 * which thread does what, and how many there are, changes no bit, nor does
 * it when several ranks share the shards, a branch of the tree each.  A step
 * allocates nothing. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "train/train.h"

#define SLICE 16384             /* floats: 64 kB, a few for each core */
#define BLOCK 2048              /* floats that stay in the first cache */

/* ---- memory ---------------------------------------------------------------- */

static int
make_slices(blt__stage *s)
{
    const blt__params *p = s->params;
    size_t room = s->params->n[s->which] / SLICE + p->count;

    s->slice = calloc(room, sizeof *s->slice);
    if (s->slice == NULL)
        return 0;
    for (size_t i = 0; i < p->count; i++) {
        size_t n = blt__params_size(p, i);

        if (p->place[i] == BLT__APART || p->table[i].patcher == s->which)
            continue;
        for (size_t at = 0; at < n; at += SLICE)
            s->slice[s->slices++] = (blt__slice){
                p->place[i] + at, n - at < SLICE ? n - at : SLICE,
                p->table[i].kind == BLT__KIND_HEAD
                    || blt__muon_takes(&p->table[i]),
                s->muon != NULL && blt__muon_takes(&p->table[i]), 0 };
    }
    return 1;
}

/* Gives a shard's gradient the shape of the weights; what this stage does
 * not train has no place. */
static blt_status
make_grad(blt__stage *s, size_t shard, blt_error *err)
{
    const blt__params *p = s->params;
    float *sum = s->sum + shard * p->n[s->which];
    blt__tensor *table;
    size_t count;
    blt_status status = blt__weights_layout(&s->grad[shard], &table, &count,
                                            &s->recipe->config, err);

    if (status != BLT_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        table[i].mat->type = BLT__F32;
        table[i].mat->p = p->place[i] == BLT__APART
            || table[i].patcher == s->which ? NULL : sum + p->place[i];
    }
    free(table);
    return BLT_OK;
}

static blt_status
make_hand(blt__stage *s, blt__hand *h, blt_error *err)
{
    const blt_config *c = &s->recipe->config;
    blt_status status;

    h->ids = calloc(s->length + 1, sizeof *h->ids);
    h->entropy = calloc(s->length, sizeof *h->entropy);
    h->len = calloc(s->length + 1, sizeof *h->len);
    if (h->ids == NULL || h->entropy == NULL || h->len == NULL)
        return blt__fail_memory(err, "sequences");
    status = blt__tape_new(&h->tape, c, s->which ? BLT__MAIN : BLT__PATCHER,
                           s->length, err);
    if (status == BLT_OK && s->which
        && blt_scheme_needs_entropy(c->patch_scheme))
        status = blt__tape_new(&h->scout, c, BLT__PATCHER, s->length, err);
    return status;
}

static blt_status
make_table(blt__stage *s, blt_error *err)
{
    const blt_config *c = &s->recipe->config;
    const blt__params *p = s->params;

    s->moments.hash_m = blt__alloc(p->n_hash, sizeof(float));
    s->moments.hash_v = blt__alloc(p->n_hash, sizeof(float));
    if (s->moments.hash_m == NULL || s->moments.hash_v == NULL)
        return blt__fail_memory(err, "hash table's moments");
    return blt__sparse_new(&s->sparse,
                           (size_t)c->n_hash_sizes * (size_t)c->hash_functions,
                           (size_t)c->hash_vocab, p->w.encoder.hash.cols,
                           s->batch * s->length, err);
}

blt_status
blt__stage_new(blt__stage **out, int which, const blt__recipe *r,
               blt__params *p, const blt__corpus *data,
               const blt__corpus *valid, blt_pool *pool,
               const blt_ranks *ranks, blt_error *err)
{
    blt__stage *s = calloc(1, sizeof *s);
    int64_t most = r->valid_bytes > r->final_valid_bytes ? r->valid_bytes
                                                         : r->final_valid_bytes;
    size_t n = p->n[which], all, count = blt__ranks_count(ranks), items;
    blt_status status = BLT_OK;

    *out = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "training");
    s->which = which;
    s->recipe = r;
    s->plan = &r->stage[which];
    s->params = p;
    s->data = data;
    s->valid = valid;
    s->pool = pool;
    s->ranks = ranks;
    s->length = (size_t)s->plan->length;
    s->batch = (size_t)s->plan->batch;
    s->all_shards = (size_t)r->shards < s->batch ? (size_t)r->shards
                                                 : s->batch;
    s->shards = s->all_shards / count;
    s->first_shard = s->shards * (size_t)blt_ranks_number(ranks);
    s->hands = blt_pool_threads(pool);
    if ((uint64_t)most > valid->bytes)
        most = (int64_t)valid->bytes;
    s->valid_room = (size_t)most / s->length + 1;
    items = s->batch * s->length;
    status = blt__ranks_fit(ranks, s->all_shards, items > s->valid_room
                            ? items : s->valid_room, err);
    if (status != BLT_OK) {
        blt__stage_free(s);
        return status;
    }

    s->ids = blt__alloc(s->batch * (s->length + 1), sizeof *s->ids);
    s->piece = calloc(s->batch, sizeof *s->piece);
    s->valid_piece = calloc(s->valid_room, sizeof *s->valid_piece);
    s->hand = calloc((size_t)s->hands, sizeof *s->hand);
    s->upto = calloc(count + 1, sizeof *s->upto);
    s->grad = calloc(s->shards, sizeof *s->grad);
    s->sum = blt__size_mul(&all, s->shards, n)
        ? blt__alloc(all, sizeof *s->sum) : NULL;
    s->moments.m = blt__alloc(n, sizeof(float));
    s->moments.v = blt__alloc(n, sizeof(float));
    if (s->plan->optimizer == BLT__MUON)
        status = blt__muon_new(&s->muon, p, which, s->hands, err);
    if (s->ids == NULL || s->piece == NULL || s->valid_piece == NULL
        || s->hand == NULL || s->upto == NULL || s->grad == NULL
        || s->sum == NULL
        || s->moments.m == NULL || s->moments.v == NULL || !make_slices(s))
        status = blt__fail_memory(err, "training");
    for (size_t i = 0; status == BLT_OK && i < s->shards; i++)
        status = make_grad(s, i, err);
    for (int i = 0; status == BLT_OK && i < s->hands; i++)
        status = make_hand(s, &s->hand[i], err);
    if (status == BLT_OK && which)
        status = make_table(s, err);
    if (status != BLT_OK) {
        blt__stage_free(s);
        return status;
    }
    *out = s;
    return BLT_OK;
}

void
blt__stage_free(blt__stage *s)
{
    if (s == NULL)
        return;
    for (int i = 0; s->hand != NULL && i < s->hands; i++) {
        blt__tape_free(s->hand[i].tape);
        blt__tape_free(s->hand[i].scout);
        free(s->hand[i].ids);
        free(s->hand[i].entropy);
        free(s->hand[i].len);
    }
    for (size_t i = 0; s->grad != NULL && i < s->shards; i++)
        blt__weights_free(&s->grad[i]);
    free(s->hand);
    free(s->ids);
    free(s->piece);
    free(s->upto);
    free(s->valid_piece);
    free(s->grad);
    free(s->sum);
    free(s->slice);
    free(s->moments.m);
    free(s->moments.v);
    free(s->moments.hash_m);
    free(s->moments.hash_v);
    blt__sparse_free(s->sparse);
    blt__muon_free(s->muon);
    free(s);
}

double
blt__stage_memory(int which, const blt__recipe *r, const blt__params *p,
                  const blt_ranks *ranks)
{
    const blt__schedule *plan = &r->stage[which];
    const blt_config *c = &r->config;
    double n = (double)p->n[which], tokens = (double)plan->batch * plan->length;
    double bytes = 4 * ((double)p->n[0] + p->n[1] + p->n_hash)
        + 4 * n * (2 + (double)r->shards / (double)blt__ranks_count(ranks))
        + 4 * tokens;

    if (which)
        bytes += 8 * (double)p->n_hash
            + blt__sparse_memory((size_t)c->n_hash_sizes * c->hash_functions,
                                 (size_t)c->hash_vocab,
                                 p->w.encoder.hash.cols, (size_t)tokens);
    return bytes;
}

/* ---- a step ---------------------------------------------------------------- */

blt_status
blt__stage_patches(const blt__stage *s, blt__hand *h, size_t *count,
                   const int32_t *ids, size_t n, blt_error *err)
{
    const blt_patch_options opt = blt__config_patch(&s->recipe->config);
    const float *entropy = NULL;

    if (h->scout != NULL) {
        blt__tape_entropy(h->scout, &s->params->w, h->entropy, ids, n);
        entropy = h->entropy;
    }
    return blt_patch_find(h->len, count, ids, entropy, n, 1, &opt, err);
}

/* The step at which the cooldown begins: never, for other shapes. */
static int64_t
cooldown_from(const blt__schedule *p)
{
    return p->shape == BLT__TRAPEZOID ? p->steps - p->cooldown : INT64_MAX;
}

static void
draw(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;

    (void)worker;
    s->piece[i].n = blt__corpus_draw(s->data, s->ids + i * (s->length + 1),
                                     s->length, (uint64_t)s->recipe->seed,
                                     s->which, s->step, i,
                                     s->step >= cooldown_from(s->plan));
}

static void
run_shard(void *arg, size_t shard, int worker)
{
    blt__stage *s = arg;
    const blt__weights *w = &s->params->w;
    blt__hand *h = &s->hand[worker];
    size_t first = s->batch * (s->first_shard + shard) / s->all_shards;
    size_t last = s->batch * (s->first_shard + shard + 1) / s->all_shards;
    size_t n = s->params->n[s->which];

    memset(s->sum + shard * n, 0, n * sizeof *s->sum);
    for (size_t i = first; i < last; i++) {
        blt__piece *p = &s->piece[i];
        const int32_t *ids = s->ids + i * (s->length + 1);
        size_t count = 1;

        p->err.status = BLT_OK;
        if (s->which && blt__stage_patches(s, h, &count, ids, p->n, &p->err)
                        != BLT_OK)
            continue;
        p->patches = (int64_t)count - 1;
        p->nats = blt__tape_step(h->tape, w, &s->grad[shard], s->scale, ids,
                                 p->n, h->len, count);
        if (s->which)
            blt__sparse_put(s->sparse, p->at, blt__tape_hash_grad(h->tape),
                            blt__tape_hash_rows(h->tape), p->n);
    }
}

/* Gathers what each rank knows of its sequences, and of the hash table. */
static void
exchange(blt__stage *s, size_t tokens)
{
    size_t ranks = blt__ranks_count(s->ranks);

    for (size_t i = 0; i <= ranks; i++)
        s->upto[i] = s->batch * (s->shards * i) / s->all_shards;
    blt__ranks_gather(s->ranks, s->piece, sizeof *s->piece, s->upto);
    if (s->sparse == NULL)
        return;
    for (size_t i = 0; i <= ranks; i++)
        s->upto[i] = s->upto[i] < s->batch ? s->piece[s->upto[i]].at : tokens;
    blt__sparse_exchange(s->sparse, s->ranks, s->upto);
}

/* Adds the shards up into the first, block by block so that the sum stays
 * in the cache. */
static void
reduce(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;
    const blt__slice *l = &s->slice[i];

    (void)worker;
    for (size_t at = 0; at < l->n; at += BLOCK)
        blt__sum_tree(s->sum + l->at + at, s->params->n[s->which], s->shards,
                      l->n - at < BLOCK ? l->n - at : BLOCK);
}

static void
square(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;
    blt__slice *l = &s->slice[i];

    (void)worker;
    l->squares = blt__sum_squares(s->sum + l->at, l->n);
}

static void
update(void *arg, size_t i, int worker)
{
    blt__stage *s = arg;
    const blt__slice *l = &s->slice[i];

    (void)worker;
    if (l->muon)
        return;
    blt__adamw_run(s->params->run[s->which] + l->at, s->moments.m + l->at,
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
        return step < cooldown_from(p) ? p->rate : p->rate
            * (1 - (1 - p->final) * (double)(step - cooldown_from(p) + 1)
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
    const blt__schedule *p = s->plan;
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

blt_status
blt__stage_step(blt__stage *s, blt__step_result *out, int64_t step,
                blt_error *err)
{
    double squares = 0, per_token[2], per_patch;
    size_t tokens = 0;

    memset(out, 0, sizeof *out);
    s->step = step;
    blt_pool_run(s->pool, s->batch, draw, s);
    for (size_t i = 0; i < s->batch; i++) {
        s->piece[i].at = tokens;
        tokens += s->piece[i].n;
    }
    s->scale = (float)(1 / (double)tokens);
    blt_pool_run(s->pool, s->shards, run_shard, s);
    exchange(s, tokens);
    for (size_t i = 0; i < s->batch; i++) {
        if (s->piece[i].err.status != BLT_OK)
            return blt__fail(err, s->piece[i].err.status, "step %lld: %s",
                             (long long)step, s->piece[i].err.text);
        out->nats += s->piece[i].nats;
        out->patches += s->piece[i].patches;
    }
    out->targets = (int64_t)tokens;

    blt_pool_run(s->pool, s->slices, reduce, s);
    blt__ranks_sum(s->ranks, s->sum, s->params->n[s->which]);
    blt_pool_run(s->pool, s->slices, square, s);
    for (size_t i = 0; i < s->slices; i++)
        squares += s->slice[i].squares;
    if (s->sparse != NULL)
        squares += blt__sparse_gather(s->sparse, tokens, s->pool);
    out->norm = sqrt(squares);
    if (!isfinite(out->norm) || !isfinite(out->nats))
        return blt__fail(err, BLT_EDATA, "step %lld: the loss (%g) or its"
                         " gradient (%g) is not finite; a lower rate or"
                         " clip may help", (long long)step, out->nats,
                         out->norm);

    out->rate = rate_at(s->plan, step);
    set_adamw(s, out->rate, out->norm);
    blt_pool_run(s->pool, s->slices, update, s);
    if (s->muon != NULL)
        blt__muon_update(s->muon, s->params->run[s->which], s->moments.m,
                         s->sum, &(blt__muon_rule){
                             .beta = (float)s->plan->momentum,
                             .step = (float)(out->rate * s->plan->matrix_rate),
                             .keep = s->adamw[1].keep,
                             .clip = s->adamw[1].clip }, s->pool,
                         s->ranks);
    if (s->sparse != NULL) {
        blt__adamw a = s->adamw[0];

        a.step *= (float)s->plan->table_rate;
        blt__sparse_update(s->sparse, s->params->hash, s->moments.hash_m,
                           s->moments.hash_v, &a, s->pool);
    }
    blt__params_uses(per_token, &per_patch, s->params, &s->recipe->config);
    out->flops = 6 * (per_token[s->which] * (double)tokens
                      + (s->which ? per_patch * (double)out->patches : 0));
    if (s->hand[0].scout != NULL)
        out->flops += 2 * per_token[0] * (double)tokens;
    return BLT_OK;
}
