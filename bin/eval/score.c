/* Bits: each text from the token that begins it, through one session that
 * remembers all of it, byte by byte what the model had given the next byte.
 *
 * Texts are shared out among threads, largest first.  One that is larger
 * than a thread's share goes first, through all threads at once.  Sums are
 * kept by text and added up in the order of the texts, so that no digit
 * depends on the threads. */
#include "config.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

enum { CHUNK = 512 };           /* bytes a feed: half a megabyte of logits */

/* One thread's. */
typedef struct scorer {
    blt_session *session;
    float logits[(CHUNK + 1) * BLT_VOCAB];  /* row i predicts byte i */
} scorer;

typedef struct job {
    const eval_texts *texts;
    const blt_model *model;
    blt_pool *pool;             /* of the texts that are scored one by one */
    eval_score *score;
    size_t *order;              /* largest first */
    scorer **scorer;            /* [threads], made when needed */
    _Atomic int64_t done;
    atomic_flag showing;
} job;

/* A character is its script's once its last byte is known. */
typedef struct walker {
    eval_score *score;
    uint8_t byte[4];
    double nats[4];
    int closed[4], n, script;
} walker;

static void
take(walker *w, int k, int script)
{
    eval_tally *t = &w->score->script[script], *all = &w->score->all;

    for (int i = 0; i < k; i++) {
        t->bytes++;
        t->patches += w->closed[i];
        t->nats += w->nats[i];
        all->bytes++;
        all->patches += w->closed[i];
        all->nats += w->nats[i];
    }
    t->chars++;
    all->chars++;
    w->n -= k;
    memmove(w->byte, w->byte + k, (size_t)w->n);
    memmove(w->nats, w->nats + k, (size_t)w->n * sizeof *w->nats);
    memmove(w->closed, w->closed + k, (size_t)w->n * sizeof *w->closed);
}

static void
walk(walker *w, uint8_t byte, double nats, int closed)
{
    w->byte[w->n] = byte;
    w->nats[w->n] = nats;
    w->closed[w->n++] = closed;
    while (w->n > 0) {
        int k = blt_script_next(&w->script, w->byte, (size_t)w->n);

        if (k == 0)
            return;
        take(w, k < 0 ? 1 : k, k < 0 ? BLT_SCRIPT_INVALID : w->script);
    }
}

static void
check(blt_status status, const blt_error *err)
{
    if (status != BLT_OK)
        cli_die_from(err);
}

static void
ask(blt_feed *out, float *logits)
{
    if (eval.stage == EVAL_FULL)
        out->logits = logits;
    else
        out->patcher_logits = logits;
}

static void
begin(scorer *x)
{
    static const int32_t bos = BLT_ID_BOS;
    blt_feed out = BLT_FEED_INIT;
    blt_error err;

    blt_session_reset(x->session);
    ask(&out, x->logits);
    check(blt_session_feed(x->session, &bos, 1, &out, &err), &err);
}

static void
progress(job *j, size_t n)
{
    int64_t done = atomic_fetch_add(&j->done, (int64_t)n) + (int64_t)n;

    if (!atomic_flag_test_and_set(&j->showing)) {
        cli_progress("bytes", done, j->texts->bytes);
        atomic_flag_clear(&j->showing);
    }
}

static void
score_text(job *j, scorer *x, size_t at)
{
    const eval_text *t = &j->texts->text[at];
    eval_score *score = &j->score[at];
    walker w = { .score = score, .script = BLT_SCRIPT_COMMON };
    const int64_t piece = eval.length > 0 ? eval.length : INT64_MAX;
    int fd = eval_open(t);
    size_t n;

    if (fd < 0)
        return;
    for (int64_t from = 0; from < t->size; from += (int64_t)n) {
        int64_t left = t->size - from, whole = piece - from % piece;
        uint8_t byte[CHUNK], closed[CHUNK];
        blt_feed out = BLT_FEED_INIT;
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
            begin(x);
        ask(&out, x->logits + BLT_VOCAB);
        out.closed = closed;
        check(blt_session_feed_bytes(x->session, byte, n, &out, &err), &err);
        for (size_t i = 0; i < n; i++) {
            double entropy, nats;

            blt_gen_score(&entropy, &nats, x->logits + i * BLT_VOCAB,
                          byte[i]);
            walk(&w, byte[i], nats, closed[i]);
        }
        memcpy(x->logits, x->logits + n * BLT_VOCAB,
               BLT_VOCAB * sizeof *x->logits);
        progress(j, n);
    }
    while (w.n > 0)             /* the text ends inside a character */
        take(&w, 1, BLT_SCRIPT_INVALID);
    score->done = 1;
    eval_close(t, fd);
}

static scorer *
scorer_new(const job *j, blt_pool *pool)
{
    blt_session_options opt = BLT_SESSION_OPTIONS_INIT;
    scorer *x = malloc(sizeof *x);
    blt_error err;

    if (x == NULL)
        cli_die_memory();
    opt.window = cli.window;
    opt.pool = pool;
    opt.depth = eval.stage == EVAL_FULL ? BLT_DEPTH_FULL : BLT_DEPTH_ENTROPY;
    check(blt_session_new(&x->session, j->model, &opt, &err), &err);
    return x;
}

static void
scorer_free(scorer *x)
{
    if (x != NULL)
        blt_session_free(x->session);
    free(x);
}

static void
score_item(void *arg, size_t i, int worker)
{
    job *j = arg;
    scorer **x = &j->scorer[worker];

    if (*x == NULL)
        *x = scorer_new(j, NULL);
    score_text(j, *x, j->order[i]);
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

    j.order = calloc(t->n + 1, sizeof *j.order);
    j.scorer = calloc((size_t)threads, sizeof *j.scorer);
    if (j.order == NULL || j.scorer == NULL)
        cli_die_memory();
    sort(&j);
    if (threads > 1 && t->n > 0 && size_at(&j, 0) > share) {
        scorer *x = scorer_new(&j, pool);

        for (; large < t->n && size_at(&j, large) > share; large++)
            score_text(&j, x, j.order[large]);
        scorer_free(x);
    }
    memmove(j.order, j.order + large, (t->n - large) * sizeof *j.order);
    blt_pool_run(pool, t->n - large, score_item, &j);
    for (int i = 0; i < threads; i++)
        scorer_free(j.scorer[i]);
    free(j.scorer);
    free(j.order);
    cli_progress_wipe();
}
