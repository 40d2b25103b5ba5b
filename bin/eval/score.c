/* Bits of texts: each is scored from its start, by one scorer, and tallied.
 *
 * Texts are distributed over the threads, largest first.  Texts larger than a
 * thread's share come before the others, each on all threads at once.  Sums
 * are kept per text and added up in the order of the texts, so that no digit
 * depends on the threads. */
#include "config.h"
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

enum { CHUNK = 512 };           /* bytes per feed */

/* Those of one thread. */
typedef struct scorer {
    blt_scorer *scorer;
    blt_tally *tally;
} scorer;

typedef struct job {
    const eval_texts *texts;
    const blt_model *model;
    eval_score *score;
    size_t *order;              /* largest first */
    scorer *scorer;             /* [threads], created when needed */
    _Atomic int64_t done;
    atomic_flag showing;
} job;

static void
progress(job *j, size_t n)
{
    int64_t done = atomic_fetch_add(&j->done, (int64_t)n) + (int64_t)n;

    if (!atomic_flag_test_and_set(&j->showing)) {
        cli_progress("bytes", done, j->texts->bytes);
        atomic_flag_clear(&j->showing);
    }
}

/* Bytes that are not UTF-8 count as a character each. */
static eval_tally
tally_of(const blt_sum *sum)
{
    return (eval_tally){ .bytes = sum->bytes,
                         .chars = sum->chars + sum->invalid,
                         .patches = sum->closed,
                         .nats = sum->unscored > 0 ? NAN : sum->nats };
}

static void
take_sums(eval_score *score, const blt_tally *t)
{
    blt_sum sum = BLT_SUM_INIT;

    if (blt_tally_sum(&sum, t, BLT_TALLY_ALL, 0))
        score->all = tally_of(&sum);
    for (size_t i = 0; blt_tally_sum(&sum, t, BLT_TALLY_SCRIPT, i); i++)
        score->script[sum.script] = tally_of(&sum);
}

static void
score_text(job *j, const scorer *x, size_t at)
{
    const eval_text *t = &j->texts->text[at];
    eval_score *score = &j->score[at];
    const int64_t piece = eval.length > 0 ? eval.length : INT64_MAX;
    int fd = eval_open(t);
    size_t n;

    if (fd < 0)
        return;
    blt_tally_reset(x->tally);
    for (int64_t from = 0; from < t->size; from += (int64_t)n) {
        int64_t left = t->size - from, whole = piece - from % piece;
        blt_scored b = BLT_SCORED_INIT;
        uint8_t byte[CHUNK];
        blt_error err;

        n = CHUNK;
        if ((int64_t)n > left)
            n = (size_t)left;
        if ((int64_t)n > whole)
            n = (size_t)whole;
        if (!eval_read(t, fd, byte, n, from)) {
            eval_close(t, fd);
            return;
        }
        if (from % piece == 0)
            blt_scorer_reset(x->scorer);
        cli_check(blt_scorer_feed(x->scorer, &b, byte, n, NULL, &err), &err);
        cli_check(blt_tally_feed(x->tally, &b, &err), &err);
        progress(j, n);
    }
    blt_tally_end(x->tally);
    take_sums(score, x->tally);
    score->done = 1;
    eval_close(t, fd);
}

blt_model *
eval_model(void)
{
    return cli_model_is_none() ? NULL : cli_model();
}

char *
eval_model_label(const blt_model *m)
{
    char *none;

    if (m != NULL)
        return cli_model_label(m);
    none = strdup("none");
    if (none == NULL)
        cli_die_memory();
    return none;
}

blt_scorer_options
eval_scorer_options(const blt_model *m)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;

    opt.window = cli.window;
    opt.adapt = eval.adapt || m == NULL;
    opt.stage = eval.stage == EVAL_FULL && m != NULL ? BLT_SCORE_FULL
        : BLT_SCORE_ENTROPY;
    return opt;
}

static scorer
scorer_new(const job *j, blt_pool *pool)
{
    blt_scorer_options opt = eval_scorer_options(j->model);
    scorer x;
    blt_error err;

    opt.pool = pool;
    opt.want = BLT_SCORE_NO_ENTROPY;
    cli_check(blt_scorer_new(&x.scorer, j->model, &opt, &err), &err);
    cli_check(blt_tally_new(&x.tally, '\n', NULL, &err), &err);
    return x;
}

static void
scorer_free(scorer *x)
{
    blt_scorer_free(x->scorer);
    blt_tally_free(x->tally);
}

static blt_status
score_item(void *user, size_t i, int worker, blt_error *err)
{
    job *j = user;
    scorer *x = &j->scorer[worker];

    (void)err;
    if (x->scorer == NULL)
        *x = scorer_new(j, NULL);
    score_text(j, x, j->order[i]);
    return BLT_OK;
}

static int64_t
size_at(const job *j, size_t i)
{
    return j->texts->text[j->order[i]].size;
}

static void
sort(job *j)
{
    for (size_t i = 0; i < j->texts->n; i++) {
        size_t k = i;

        j->order[i] = i;
        for (; k > 0 && size_at(j, k - 1) < j->texts->text[i].size; k--)
            j->order[k] = j->order[k - 1];
        j->order[k] = i;
    }
}

void
eval_score_texts(eval_score *score, const eval_texts *t, const blt_model *m,
                 blt_pool *pool)
{
    const int threads = blt_pool_threads(pool);
    job j = { .texts = t, .model = m, .score = score,
              .showing = ATOMIC_FLAG_INIT };
    int64_t share = t->bytes / threads;
    size_t large = 0;
    blt_error err;

    j.order = calloc(t->n + 1, sizeof *j.order);
    j.scorer = calloc((size_t)threads, sizeof *j.scorer);
    if (j.order == NULL || j.scorer == NULL)
        cli_die_memory();
    sort(&j);
    if (threads > 1 && t->n > 0 && size_at(&j, 0) > share) {
        scorer x = scorer_new(&j, pool);

        for (; large < t->n && size_at(&j, large) > share; large++)
            score_text(&j, &x, j.order[large]);
        scorer_free(&x);
    }
    memmove(j.order, j.order + large, (t->n - large) * sizeof *j.order);
    if (blt_pool_run(pool, t->n - large, score_item, &j, &err) != BLT_OK)
        cli_die_from(&err);
    for (int i = 0; i < threads; i++)
        scorer_free(&j.scorer[i]);
    free(j.scorer);
    free(j.order);
    cli_progress_wipe();
}
