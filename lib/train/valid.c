/* Validation, and the threshold for a wanted patch size.
 *
 * Bits per byte is the sum of -log2 p over the bytes of a fixed sample of
 * sequences, divided by the number of bytes.  Each sequence starts with BOS,
 * without the text before it as context.  BOS is not a target, and EOS does
 * not occur. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/pool.h"
#include "file/config_file.h"
#include "train/ranks.h"
#include "train/valid.h"

#define BATCH 16                /* sequences per thread between two reports */

static void
select_size(blt__stage *s, int64_t bytes)
{
    size_t n = (size_t)(bytes - 1) / s->length + 1;

    s->valid_n = n < s->valid_max ? n : s->valid_max;
}

/* Runs fn on this rank's sequences, and gathers those of all ranks.  A
 * canceled rank runs no more sequences but takes part in the gathering, so
 * that the ranks stay in step; all then fail. */
static blt_status
run_sequences(blt__stage *s, const char *task,
              void (*fn)(void *arg, size_t i, int worker), blt_error *err)
{
    size_t ranks = blt__ranks_count(s->in.ranks);
    size_t me = (size_t)blt_ranks_number(s->in.ranks);
    size_t batch = BATCH * (size_t)s->workers, first, end;
    blt_status status = BLT_OK;

    for (size_t i = 0; i <= ranks; i++)
        s->offsets[i] = s->valid_n * i / ranks;
    first = s->offsets[me];
    end = s->offsets[me + 1];
    for (size_t at = first; status == BLT_OK && at < end; at += batch) {
        s->valid_first = at;
        blt__pool_run(s->in.pool, end - at < batch ? end - at : batch, fn, s);
        status = blt__monitor_report(&s->in.monitor, task, at - first,
                                     end - first, err);
    }
    blt__ranks_gather(s->in.ranks, s->valid_sequence,
                      sizeof *s->valid_sequence, s->offsets);
    return blt__ranks_agree(s->in.ranks, status, err);
}

static void
measure(void *arg, size_t k, int worker)
{
    blt__stage *s = arg;
    size_t i = s->valid_first + k;
    blt__worker *h = &s->worker[worker];
    blt__sequence *p = &s->valid_sequence[i];
    size_t count = 1;

    p->err.status = BLT_OK;
    p->n = blt__corpus_sample(s->in.valid, h->ids, s->length, i, s->valid_n,
                              &p->lang);
    if (s->stage && blt__stage_patches(s, h, &count, h->ids, p->n, &p->err)
                    != BLT_OK)
        return;
    p->patches = (int64_t)count - 1;
    p->nats = blt__tape_step(h->tape, &s->in.params->w, NULL, 0,
                             &(blt__tape_input){ h->ids, p->n, h->len,
                                                 count });
}

static void
add(blt__valid_result *r, const blt__sequence *p)
{
    r->nats += p->nats;
    r->bytes += (int64_t)p->n;
    r->patches += p->patches;
}

blt_status
blt__stage_validate(blt__stage *s, blt__valid_result *all,
                    blt__valid_result *by_lang, int64_t bytes,
                    blt_error *err)
{
    blt_status status;

    memset(all, 0, sizeof *all);
    if (by_lang != NULL)
        memset(by_lang, 0, s->in.valid->langs * sizeof *by_lang);
    select_size(s, bytes);
    status = run_sequences(s, "validating", measure, err);
    if (status != BLT_OK)
        return status;
    for (size_t i = 0; i < s->valid_n; i++) {
        const blt__sequence *p = &s->valid_sequence[i];

        if (p->err.status != BLT_OK) {
            if (err != NULL)
                *err = p->err;
            return p->err.status;
        }
        add(all, p);
        if (by_lang != NULL)
            add(&by_lang[p->lang], p);
    }
    return BLT_OK;
}

static void
entropies(void *arg, size_t k, int worker)
{
    blt__stage *s = arg;
    size_t i = s->valid_first + k;
    blt__worker *h = &s->worker[worker];
    blt__sequence *p = &s->valid_sequence[i];

    p->n = blt__corpus_sample(s->in.valid, h->ids, s->length, i, s->valid_n,
                              &p->lang);
    blt__tape_entropy(h->tape, &s->in.params->w, s->entropies + i * s->length,
                      h->ids, p->n);
}

/* Mean bytes per patch with this threshold; BOS, a patch of its own, is not
 * counted. */
static blt_status
mean_size(blt__stage *s, double *size, float threshold, blt_error *err)
{
    blt_patch_options opt = blt__config_patch(&s->in.recipe->config);
    double bytes = 0, patches = 0;

    *size = 0;
    opt.threshold = threshold;
    for (size_t i = 0; i < s->valid_n; i++) {
        blt__sequence *p = &s->valid_sequence[i];
        size_t count;
        blt_status status;

        blt__corpus_sample(s->in.valid, s->worker->ids, s->length, i,
                           s->valid_n, &p->lang);
        status = blt_patch_find(s->worker->len, &count, s->worker->ids,
                                s->entropies + i * s->length, p->n, 1, &opt,
                                err);
        if (status != BLT_OK)
            return status;
        bytes += (double)p->n;
        patches += (double)count - 1;
    }
    *size = bytes / patches;
    return BLT_OK;
}

blt_status
blt__stage_threshold(blt__stage *s, float *threshold, double *reached,
                     blt_error *err)
{
    /* Entropies lie in 0..ln 260 = 5.56, their differences in +-5.56. */
    float low = -6, high = 6;
    int search = isnan(s->in.recipe->threshold)
        && blt_scheme_needs_entropy(s->in.recipe->config.patch_scheme);
    blt_status status;

    *threshold = s->in.recipe->config.patch_threshold;
    select_size(s, s->in.recipe->final_valid_bytes);
    s->entropies = blt__alloc(s->valid_n * s->length, sizeof(float));
    status = blt__ranks_agree(s->in.ranks, s->entropies != NULL ? BLT_OK
                              : blt__fail_memory(err, "entropies"), err);
    if (status != BLT_OK) {
        free(s->entropies);
        s->entropies = NULL;
        return status;
    }
    status = run_sequences(s, "finding the threshold", entropies, err);
    blt__ranks_gather(s->in.ranks, s->entropies, s->length * sizeof(float),
                      s->offsets);
    for (int i = 0; search && status == BLT_OK && i < 32; i++) {
        float mid = low + (high - low) / 2;

        status = mean_size(s, reached, mid, err);
        if (*reached < s->in.recipe->target_size)
            low = mid;
        else
            high = mid;
        *threshold = high;
    }
    if (status == BLT_OK)
        status = mean_size(s, reached, *threshold, err);
    free(s->entropies);
    s->entropies = NULL;
    return status;
}
