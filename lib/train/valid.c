/* Measuring on validation text, and the threshold for a wanted patch size.
 *
 * Bits per byte is the sum of -log2 p over the bytes of a fixed sample of
 * sequences, each beginning with BOS and knowing nothing of what stood
 * before it, divided by their number.  BOS is no target, EOS does not
 * occur. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "train/train.h"

#define BATCH 16                /* pieces per thread between two reports */

static void
choose(blt__stage *s, int64_t bytes)
{
    size_t n = (size_t)(bytes - 1) / s->length + 1;

    s->valid_n = n < s->valid_room ? n : s->valid_room;
}

/* Runs fn on this rank's pieces, and gathers everyone's.  A canceled rank
 * runs no more pieces but takes part in the gathering, so that the ranks stay
 * in step; all then fail. */
static blt_status
run_pieces(blt__stage *s, const char *task,
           void (*fn)(void *arg, size_t i, int worker), blt_error *err)
{
    size_t ranks = blt__ranks_count(s->ranks);
    size_t me = (size_t)blt_ranks_number(s->ranks);
    size_t batch = BATCH * (size_t)blt_pool_threads(s->pool), first, end;
    blt_status status = BLT_OK;

    for (size_t i = 0; i <= ranks; i++)
        s->upto[i] = s->valid_n * i / ranks;
    first = s->upto[me];
    end = s->upto[me + 1];
    for (size_t at = first; status == BLT_OK && at < end; at += batch) {
        s->valid_first = at;
        blt_pool_run(s->pool, end - at < batch ? end - at : batch, fn, s);
        status = blt__monitor_report(&s->monitor, task, at - first,
                                     end - first, err);
    }
    blt__ranks_gather(s->ranks, s->valid_piece, sizeof *s->valid_piece,
                      s->upto);
    return blt__ranks_agree(s->ranks, status, err);
}

static void
measure(void *arg, size_t k, int worker)
{
    blt__stage *s = arg;
    size_t i = s->valid_first + k;
    blt__hand *h = &s->hand[worker];
    blt__piece *p = &s->valid_piece[i];
    size_t count = 1;

    p->err.status = BLT_OK;
    p->n = blt__corpus_sample(s->valid, h->ids, s->length, i, s->valid_n,
                              &p->lang);
    if (s->which && blt__stage_patches(s, h, &count, h->ids, p->n, &p->err)
                    != BLT_OK)
        return;
    p->patches = (int64_t)count - 1;
    p->nats = blt__tape_step(h->tape, &s->params->w, NULL, 0, h->ids, p->n,
                             h->len, count);
}

static void
add(blt__valid_result *r, const blt__piece *p)
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
        memset(by_lang, 0, s->valid->langs * sizeof *by_lang);
    choose(s, bytes);
    status = run_pieces(s, "validating", measure, err);
    if (status != BLT_OK)
        return status;
    for (size_t i = 0; i < s->valid_n; i++) {
        const blt__piece *p = &s->valid_piece[i];

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
    blt__hand *h = &s->hand[worker];
    blt__piece *p = &s->valid_piece[i];

    p->n = blt__corpus_sample(s->valid, h->ids, s->length, i, s->valid_n,
                              &p->lang);
    blt__tape_entropy(h->tape, &s->params->w, s->entropies + i * s->length,
                      h->ids, p->n);
}

/* Bytes per patch under a threshold; BOS, a patch of its own, not counted. */
static blt_status
mean_size(blt__stage *s, double *size, float threshold, blt_error *err)
{
    blt_patch_options opt = blt__config_patch(&s->recipe->config);
    double bytes = 0, patches = 0;

    *size = 0;
    opt.threshold = threshold;
    for (size_t i = 0; i < s->valid_n; i++) {
        blt__piece *p = &s->valid_piece[i];
        size_t count;
        blt_status status;

        blt__corpus_sample(s->valid, s->hand->ids, s->length, i, s->valid_n,
                           &p->lang);
        status = blt_patch_find(s->hand->len, &count, s->hand->ids,
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
    float low = -6, high = 6;   /* ln 260 = 5.56, and so differ entropies */
    int search = isnan(s->recipe->threshold)
        && blt_scheme_needs_entropy(s->recipe->config.patch_scheme);
    blt_status status;

    *threshold = s->recipe->config.patch_threshold;
    choose(s, s->recipe->final_valid_bytes);
    s->entropies = blt__alloc(s->valid_n * s->length, sizeof(float));
    status = blt__ranks_agree(s->ranks, s->entropies != NULL ? BLT_OK
                              : blt__fail_memory(err, "entropies"), err);
    if (status != BLT_OK) {
        free(s->entropies);
        s->entropies = NULL;
        return status;
    }
    status = run_pieces(s, "finding the threshold", entropies, err);
    blt__ranks_gather(s->ranks, s->entropies, s->length * sizeof(float),
                      s->upto);
    for (int i = 0; search && status == BLT_OK && i < 32; i++) {
        float mid = low + (high - low) / 2;

        status = mean_size(s, reached, mid, err);
        if (*reached < s->recipe->target_size)
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
