/* One stage of training: its memory, allocated once. */
#include "config.h"
#include <stdlib.h>
#include "file/config_file.h"
#include "train/ranks.h"
#include "train/stage.h"

#define CHUNK 16384             /* floats: 64 kB, several chunks for each
                                   core (not tuned) */

static int
make_chunks(blt__stage *s)
{
    const blt__params *p = s->in.params;
    size_t most = s->in.params->n[s->stage] / CHUNK + p->count;

    s->chunk = calloc(most, sizeof *s->chunk);
    if (s->chunk == NULL)
        return 0;
    for (size_t i = 0; i < p->count; i++) {
        size_t n = blt__params_size(p, i);

        if (p->place[i] == BLT__SEPARATE || p->table[i].patcher == s->stage)
            continue;
        for (size_t at = 0; at < n; at += CHUNK)
            s->chunk[s->chunks++] = (blt__chunk){
                p->place[i] + at, n - at < CHUNK ? n - at : CHUNK,
                p->table[i].kind == BLT__KIND_HEAD
                    || blt__muon_applies(&p->table[i]),
                s->muon != NULL && blt__muon_applies(&p->table[i]), 0 };
    }
    return 1;
}

/* Gives a shard's gradient the shape of the weights; tensors that this stage
 * does not train have none. */
static blt_status
make_grad(blt__stage *s, size_t shard, blt_error *err)
{
    const blt__params *p = s->in.params;
    float *sum = s->sum + shard * p->n[s->stage];
    blt__tensor *table;
    size_t count;
    blt_status status = blt__weights_layout(&s->grad[shard], &table, &count,
                                            &s->in.recipe->config, err);

    if (status != BLT_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        table[i].mat->type = BLT__F32;
        table[i].mat->p = p->place[i] == BLT__SEPARATE
            || table[i].patcher == s->stage ? NULL : sum + p->place[i];
    }
    free(table);
    return BLT_OK;
}

static blt_status
make_worker(blt__stage *s, blt__worker *h, blt_error *err)
{
    const blt_config *c = &s->in.recipe->config;
    const blt__type operands = s->schedule->precision == BLT__PRECISION_BF16
        ? BLT__BF16 : BLT__F32;
    blt_status status;

    h->ids = calloc(s->length + 1, sizeof *h->ids);
    h->entropy = calloc(s->length, sizeof *h->entropy);
    h->len = calloc(s->length + 1, sizeof *h->len);
    if (h->ids == NULL || h->entropy == NULL || h->len == NULL)
        return blt__fail_memory(err, "sequences");
    status = blt__tape_new(&h->tape, c, s->stage ? BLT__MAIN : BLT__PATCHER,
                           s->length, operands, err);
    if (status == BLT_OK && s->stage
        && blt_scheme_needs_entropy(c->patch_scheme))
        status = blt__tape_new(&h->patcher_tape, c, BLT__PATCHER, s->length,
                               BLT__F32, err);
    return status;
}

static blt_status
make_table(blt__stage *s, blt_error *err)
{
    const blt_config *c = &s->in.recipe->config;
    const blt__params *p = s->in.params;

    s->moments.hash_m = blt__alloc(p->n_hash, sizeof(float));
    s->moments.hash_v = blt__alloc(p->n_hash, sizeof(float));
    if (s->moments.hash_m == NULL || s->moments.hash_v == NULL)
        return blt__fail_memory(err, "hash table's moments");
    return blt__sparse_new(&s->sparse,
                           (size_t)c->n_hash_sizes * (size_t)c->hash_functions,
                           (size_t)c->hash_vocab, p->w.encoder.hash.cols,
                           s->batch * s->length, err);
}

/* This rank's part of the work. */
static blt_status
divide(blt__stage *s, blt_error *err)
{
    const blt__recipe *r = s->in.recipe;
    size_t ranks = blt__ranks_count(s->in.ranks), items;
    int64_t most = r->valid_bytes > r->final_valid_bytes
        ? r->valid_bytes : r->final_valid_bytes;

    s->schedule = &r->stage[s->stage];
    s->length = (size_t)s->schedule->length;
    s->batch = (size_t)s->schedule->batch;
    s->all_shards = (size_t)r->shards < s->batch ? (size_t)r->shards
                                                 : s->batch;
    s->shards = s->all_shards / ranks;
    s->first_shard = s->shards * (size_t)blt_ranks_number(s->in.ranks);
    s->workers = blt_pool_threads(s->in.pool);
    if ((uint64_t)most > s->in.valid->bytes)
        most = (int64_t)s->in.valid->bytes;
    s->valid_max = (size_t)most / s->length + 1;
    items = s->batch * s->length;
    return blt__ranks_fit(s->in.ranks, s->all_shards, items > s->valid_max
                          ? items : s->valid_max, err);
}

static blt_status
allocate(blt__stage *s, blt_error *err)
{
    const size_t n = s->in.params->n[s->stage];
    size_t all;
    blt_status status = BLT_OK;

    s->ids = blt__alloc(s->batch * (s->length + 1), sizeof *s->ids);
    s->sequence = calloc(s->batch, sizeof *s->sequence);
    s->valid_sequence = calloc(s->valid_max, sizeof *s->valid_sequence);
    s->worker = calloc((size_t)s->workers, sizeof *s->worker);
    s->offsets = calloc(blt__ranks_count(s->in.ranks) + 1,
                        sizeof *s->offsets);
    s->grad = calloc(s->shards, sizeof *s->grad);
    s->sum = blt__size_mul(&all, s->shards, n)
        ? blt__alloc(all, sizeof *s->sum) : NULL;
    s->moments.m = blt__alloc(n, sizeof(float));
    s->moments.v = blt__alloc(n, sizeof(float));
    if (s->schedule->optimizer == BLT__MUON)
        status = blt__muon_new(&s->muon, s->in.params, s->stage, s->workers,
                               err);
    if (s->ids == NULL || s->sequence == NULL || s->valid_sequence == NULL
        || s->worker == NULL || s->offsets == NULL || s->grad == NULL
        || s->sum == NULL || s->moments.m == NULL || s->moments.v == NULL
        || !make_chunks(s))
        status = blt__fail_memory(err, "training");
    for (size_t i = 0; status == BLT_OK && i < s->shards; i++)
        status = make_grad(s, i, err);
    for (int i = 0; status == BLT_OK && i < s->workers; i++)
        status = make_worker(s, &s->worker[i], err);
    if (status == BLT_OK && s->stage)
        status = make_table(s, err);
    return status;
}

blt_status
blt__stage_new(blt__stage **out, int stage, const blt__training *in,
               blt_error *err)
{
    blt__stage *s = calloc(1, sizeof *s);
    blt_status status;

    *out = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "training");
    s->stage = stage;
    s->in = *in;
    status = divide(s, err);
    if (status == BLT_OK)
        status = allocate(s, err);
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
    for (int i = 0; s->worker != NULL && i < s->workers; i++) {
        blt__tape_free(s->worker[i].tape);
        blt__tape_free(s->worker[i].patcher_tape);
        free(s->worker[i].ids);
        free(s->worker[i].entropy);
        free(s->worker[i].len);
    }
    for (size_t i = 0; s->grad != NULL && i < s->shards; i++)
        blt__weights_free(&s->grad[i]);
    free(s->worker);
    free(s->ids);
    free(s->sequence);
    free(s->offsets);
    free(s->valid_sequence);
    free(s->grad);
    free(s->sum);
    free(s->chunk);
    free(s->moments.m);
    free(s->moments.v);
    free(s->moments.hash_m);
    free(s->moments.hash_v);
    blt__sparse_free(s->sparse);
    blt__muon_free(s->muon);
    free(s);
}

double
blt__stage_memory(int stage, const blt__recipe *r, const blt__params *p,
                  const blt_ranks *ranks)
{
    const blt__schedule *schedule = &r->stage[stage];
    const blt_config *c = &r->config;
    double n = (double)p->n[stage];
    double tokens = (double)schedule->batch * schedule->length;
    double bytes = 4 * ((double)p->n[0] + p->n[1] + p->n_hash)
        + 4 * n * (2 + (double)r->shards / (double)blt__ranks_count(ranks))
        + 4 * tokens;

    if (stage)
        bytes += 8 * (double)p->n_hash
            + blt__sparse_memory((size_t)c->n_hash_sizes * c->hash_functions,
                                 (size_t)c->hash_vocab,
                                 p->w.encoder.hash.cols, (size_t)tokens);
    return bytes;
}

blt_status
blt__stage_patches(const blt__stage *s, blt__worker *h, size_t *count,
                   const int32_t *ids, size_t n, blt_error *err)
{
    const blt_patch_options opt = blt__config_patch(&s->in.recipe->config);
    const float *entropy = NULL;

    if (h->patcher_tape != NULL) {
        blt__tape_entropy(h->patcher_tape, &s->in.params->w, h->entropy,
                          ids, n);
        entropy = h->entropy;
    }
    return blt_patch_find(h->len, count, ids, entropy, n, 1, &opt, err);
}
