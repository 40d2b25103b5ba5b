/* The scorer: byte i is scored by the row of logits that followed byte i - 1.
 *
 * The rows of a chunk lie in one block whose first row is the last one of the
 * chunk before; the row that follows BOS predicts the first byte of a text.
 * Long feeds are divided into chunks so that the block stays small.  Every
 * prediction passes through read_byte(), where adaptation changes it. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "base/options.h"
#include "score/adapt.h"
#include "score/row.h"
#include "score/starts.h"

/* Rows of a chunk: 2 MB of logits for the entropy model, where a long chunk
 * keeps all threads at work; 0.5 MB for the full model.  Copied from the
 * loops that this one replaced, not measured. */
enum { CHUNK_ENTROPY = 2048, CHUNK_FULL = 512 };

struct blt_scorer {
    blt_scorer_options opt;     /* patch is not kept */
    blt_session *session;       /* NULL: no model, adaptation alone */
    blt__adapt *adapt;          /* NULL: none */
    int whole;                  /* adapt: whole distributions are needed */
    int begun;                  /* BOS was fed */
    int64_t offset;             /* of the next byte */
    size_t chunk;
    float *logits;              /* [1 + chunk, 260] */
    float next;                 /* nats, entropy of row 0; ENTROPY */
    int last_closed;            /* a patch closed with the byte before */
    blt__starts starts_at;      /* ENTROPY: of the model's scheme */

    size_t room;                /* bytes of the arrays that were asked for */
    float *entropy;             /* [1 + room] */
    float *adapted;             /* [room] entropies after adaptation */
    float *surprisal;
    double *nats;
    double *model;              /* nats before adaptation */
    uint8_t *starts, *closed, *rank;
    blt_guess *guess;
    float *rows;                /* [room, 260] */
    float row[BLT_VOCAB];       /* adapted */
};

static blt_status
check_options(blt_scorer *s, const blt_model *m, blt_error *err)
{
    if ((unsigned)s->opt.stage > BLT_SCORE_FULL)
        return blt__fail(err, BLT_EINVAL, "scorer: no stage has the number"
                         " %d", (int)s->opt.stage);
    if (m == NULL && (!s->opt.adapt || s->opt.stage == BLT_SCORE_FULL))
        return blt__fail(err, BLT_EINVAL, "scorer: the model is NULL");
    if (s->opt.guesses > 256)
        return blt__fail(err, BLT_EINVAL, "scorer: guesses: at most 256");
    if (s->opt.guesses == 0)
        s->opt.guesses = BLT_GUESSES;
    s->whole = !(s->opt.want & BLT_SCORE_NO_ENTROPY)
        || s->opt.want & (BLT_SCORE_RANK | BLT_SCORE_GUESSES
                          | BLT_SCORE_LOGITS)
        || (s->opt.want & BLT_SCORE_STARTS
            && (s->opt.adapted_starts || m == NULL));
    return BLT_OK;
}

static blt_status
new_session(blt_scorer *s, const blt_model *m, blt_error *err)
{
    blt_session_options opt = BLT_SESSION_OPTIONS_INIT;

    if (m == NULL)
        return BLT_OK;
    opt.window = s->opt.window;
    opt.pool = s->opt.pool;
    opt.depth = s->opt.stage == BLT_SCORE_FULL ? BLT_DEPTH_FULL
        : BLT_DEPTH_ENTROPY;
    opt.patch = s->opt.patch;
    return blt_session_new(&s->session, m, &opt, err);
}

static blt_status
allocate(blt_scorer *s, blt_error *err)
{
    s->chunk = s->opt.stage == BLT_SCORE_FULL ? CHUNK_FULL : CHUNK_ENTROPY;
    s->logits = blt__alloc((1 + s->chunk) * BLT_VOCAB, sizeof *s->logits);
    return s->logits != NULL ? BLT_OK : blt__fail_memory(err, "scorer");
}

blt_status
blt_scorer_new(blt_scorer **out, const blt_model *m,
               const blt_scorer_options *given, blt_error *err)
{
    static const blt_scorer_options init = BLT_SCORER_OPTIONS_INIT;
    blt_patch_options patch = BLT_PATCH_OPTIONS_INIT;
    blt_scorer *s;
    blt_status st;

    *out = NULL;
    s = calloc(1, sizeof *s);
    if (s == NULL)
        return blt__fail_memory(err, "scorer");
    st = blt__options_read(&s->opt, &init, given, "BLT_SCORER_OPTIONS_INIT",
                           err);
    if (st == BLT_OK)
        st = check_options(s, m, err);
    if (st == BLT_OK)
        st = new_session(s, m, err);
    if (st == BLT_OK && s->opt.adapt)
        st = blt__adapt_new(&s->adapt, m != NULL, err);
    if (st == BLT_OK)
        st = allocate(s, err);
    if (st == BLT_OK) {
        if (m != NULL)
            blt_config_patch(&patch, blt_model_config(m));
        st = blt__starts_init(&s->starts_at, s->opt.patch != NULL
                              ? s->opt.patch : &patch, err);
    }
    s->opt.patch = NULL;        /* the caller's: not looked at again */
    if (st != BLT_OK) {
        blt_scorer_free(s);
        return st;
    }
    *out = s;
    return BLT_OK;
}

static void
free_arrays(blt_scorer *s)
{
    free(s->entropy);
    free(s->adapted);
    free(s->surprisal);
    free(s->nats);
    free(s->model);
    free(s->starts);
    free(s->closed);
    free(s->rank);
    free(s->guess);
    free(s->rows);
    s->entropy = s->adapted = s->surprisal = s->rows = NULL;
    s->nats = s->model = NULL;
    s->starts = s->closed = s->rank = NULL;
    s->guess = NULL;
    s->room = 0;
}

void
blt_scorer_free(blt_scorer *s)
{
    if (s == NULL)
        return;
    blt_session_free(s->session);
    blt__adapt_free(s->adapt);
    free(s->logits);
    free_arrays(s);
    free(s);
}

blt_status
blt_scorer_copy(blt_scorer **out, const blt_scorer *from, blt_error *err)
{
    blt_scorer *s = malloc(sizeof *s);
    blt_status st;

    *out = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "scorer");
    *s = *from;
    s->session = NULL;
    s->adapt = NULL;
    s->entropy = s->adapted = s->surprisal = s->rows = s->logits = NULL;
    s->nats = s->model = NULL;
    s->starts = s->closed = s->rank = NULL;
    s->guess = NULL;
    s->room = 0;
    st = allocate(s, err);
    if (st == BLT_OK && from->session != NULL)
        st = blt_session_copy(&s->session, from->session, err);
    if (st == BLT_OK && from->adapt != NULL)
        st = blt__adapt_copy(&s->adapt, from->adapt, err);
    if (st != BLT_OK) {
        blt_scorer_free(s);
        return st;
    }
    memcpy(s->logits, from->logits, BLT_VOCAB * sizeof *s->logits);
    *out = s;
    return BLT_OK;
}

void
blt_scorer_reset(blt_scorer *s)
{
    s->begun = 0;
}

blt_status
blt_scorer_keep(blt_scorer *s, blt_error *err)
{
    if (s->adapt == NULL)
        return blt__fail(err, BLT_EINVAL, "scorer: without adaptation there"
                         " is nothing to keep");
    s->begun = 0;
    return blt__adapt_keep(s->adapt, err);
}

/* ---- feeding ------------------------------------------------------------ */

static blt_status
begin(blt_scorer *s, blt_error *err)
{
    static const int32_t bos = BLT_ID_BOS;
    blt_feed feed = BLT_FEED_INIT;
    blt_status st = BLT_OK;

    if (s->begun)
        return BLT_OK;
    if (s->adapt != NULL)
        blt__adapt_reset(s->adapt);
    if (s->session != NULL)
        blt_session_reset(s->session);
    if (s->opt.stage == BLT_SCORE_FULL) {
        feed.last_logits = s->logits;
    } else {
        feed.entropy = &s->next;
        feed.patcher_logits = s->logits;
    }
    if (s->session != NULL)
        st = blt_session_feed(s->session, &bos, 1, &feed, err);
    blt__starts_reset(&s->starts_at);
    s->offset = 0;
    s->last_closed = 1;
    s->begun = st == BLT_OK;
    return st;
}

static int
wants_model(const blt_scorer *s)
{
    return s->opt.want & BLT_SCORE_MODEL && s->adapt != NULL
        && s->session != NULL;
}

static blt_status
make_room(blt_scorer *s, size_t n, blt_error *err)
{
    const unsigned want = s->opt.want;
    const size_t room = n < 256 ? 256 : n;

    if (s->entropy != NULL && n <= s->room)
        return BLT_OK;
    free_arrays(s);
    s->entropy = blt__alloc(room + 1, sizeof *s->entropy);
    s->surprisal = blt__alloc(room, sizeof *s->surprisal);
    s->nats = blt__alloc(room, sizeof *s->nats);
    s->closed = blt__alloc(room, 1);
    if (s->adapt != NULL)
        s->adapted = blt__alloc(room, sizeof *s->adapted);
    if (wants_model(s))
        s->model = blt__alloc(room, sizeof *s->model);
    if (want & BLT_SCORE_STARTS)
        s->starts = blt__alloc(room, 1);
    if (want & BLT_SCORE_RANK)
        s->rank = blt__alloc(room, 1);
    if (want & BLT_SCORE_GUESSES)
        s->guess = blt__alloc(room, s->opt.guesses * sizeof *s->guess);
    if (want & BLT_SCORE_LOGITS)
        s->rows = blt__alloc(room, BLT_VOCAB * sizeof *s->rows);
    if (s->entropy == NULL || s->surprisal == NULL || s->nats == NULL
        || s->closed == NULL || (s->adapted == NULL && s->adapt != NULL)
        || (s->model == NULL && wants_model(s))
        || (s->starts == NULL && want & BLT_SCORE_STARTS)
        || (s->rank == NULL && want & BLT_SCORE_RANK)
        || (s->guess == NULL && want & BLT_SCORE_GUESSES)
        || (s->rows == NULL && want & BLT_SCORE_LOGITS)) {
        free_arrays(s);
        return blt__fail_memory(err, "scorer");
    }
    s->room = room;
    return BLT_OK;
}

/* Entropy and cost of byte i of the feed, which came where row [260] had been
 * predicted.  Returns what normalizes the row. */
static blt__row_norm
read_predicted(blt_scorer *s, size_t i, const float *row, uint8_t byte)
{
    blt__row_norm norm = { 0, 0 };

    if (s->opt.stage == BLT_SCORE_FULL) {
        double entropy;

        blt_score_row(&entropy, &s->nats[i], row, byte);
        s->entropy[i] = (float)entropy;
        if (s->guess != NULL)
            norm = blt__row_norm_of(row);
    } else {
        norm = blt__row_norm_of(row);
        s->nats[i] = blt__row_cost(row, norm, byte);
    }
    return norm;
}

/* Byte i of the feed came; row is the model's prediction, NULL without a
 * model.  An adapted row is normalized. */
static void
read_byte(blt_scorer *s, size_t i, const float *row, uint8_t byte)
{
    blt__row_norm norm = { 0, 0 };

    if (s->adapt != NULL) {
        if (s->model != NULL) {
            (void)read_predicted(s, i, row, byte);
            s->model[i] = s->nats[i];
        }
        blt__adapt_begin(s->adapt, row);
        if (s->whole)
            s->adapted[i] = (float)blt__adapt_row(s->adapt, s->row);
        s->nats[i] = blt__adapt_update(s->adapt, byte);
        row = s->row;
    } else {
        norm = read_predicted(s, i, row, byte);
    }
    s->surprisal[i] = (float)s->nats[i];
    if (s->rank != NULL)
        s->rank[i] = blt__row_rank(row, byte);
    if (s->guess != NULL)
        blt__row_guess(s->guess + i * s->opt.guesses, s->opt.guesses, row,
                       norm);
    if (s->rows != NULL && row != NULL)
        memcpy(s->rows + i * BLT_VOCAB, row, BLT_VOCAB * sizeof *row);
}

/* Whether patches start with bytes at .. at + n. */
static void
find_starts(blt_scorer *s, size_t at, const uint8_t *bytes, size_t n)
{
    const float *entropy = s->session == NULL || (s->adapt != NULL
        && s->opt.adapted_starts) ? s->adapted : s->entropy;

    for (size_t i = 0; i < n && s->starts != NULL; i++)
        s->starts[at + i] = (uint8_t)(s->opt.stage == BLT_SCORE_FULL
            ? (i > 0 ? s->closed[at + i - 1] : s->last_closed)
            : blt__starts_next(&s->starts_at, bytes[i], entropy[at + i]));
}

/* Bytes at .. at + n of a feed, n <= chunk. */
static blt_status
score_chunk(blt_scorer *s, size_t at, const uint8_t *bytes, size_t n,
            const uint8_t *close, blt_error *err)
{
    const int full = s->opt.stage == BLT_SCORE_FULL;
    float *following = s->logits + BLT_VOCAB;
    blt_feed feed = BLT_FEED_INIT;
    blt_status st;

    if (s->session == NULL) {
        for (size_t i = 0; i < n; i++) {
            blt__adapt_ahead(s->adapt, bytes + i, n - i);
            read_byte(s, at + i, NULL, bytes[i]);
        }
        find_starts(s, at, bytes, n);
        return BLT_OK;
    }
    feed.close = close;
    feed.closed = s->closed + at;
    if (full) {
        feed.logits = following;
    } else {
        s->entropy[at] = s->next;
        feed.entropy = s->entropy + at + 1;
        feed.patcher_logits = following;
    }
    st = blt_session_feed_bytes(s->session, bytes, n, &feed, err);
    if (st != BLT_OK)
        return st;
    for (size_t i = 0; i < n; i++) {
        if (s->adapt != NULL)
            blt__adapt_ahead(s->adapt, bytes + i, n - i);
        read_byte(s, at + i, s->logits + i * BLT_VOCAB, bytes[i]);
    }
    if (!full)
        s->next = s->entropy[at + n];
    find_starts(s, at, bytes, n);
    s->last_closed = s->closed[at + n - 1];
    memcpy(s->logits, s->logits + n * BLT_VOCAB,
           BLT_VOCAB * sizeof *s->logits);
    return BLT_OK;
}

/* The full model gives the last row alone for much less. */
static blt_status
skip(blt_scorer *s, const uint8_t *bytes, size_t n, const uint8_t *close,
     blt_error *err)
{
    blt_feed feed = BLT_FEED_INIT;
    uint8_t *closed = blt__alloc(n, 1);
    blt_status st;

    if (closed == NULL)
        return blt__fail_memory(err, "scorer");
    feed.close = close;
    feed.closed = closed;
    feed.last_logits = s->logits;
    st = blt_session_feed_bytes(s->session, bytes, n, &feed, err);
    s->last_closed = closed[n - 1];
    free(closed);
    return st;
}

/* The entropy of the prediction of the byte after the feed. */
static double
entropy_after(blt_scorer *s)
{
    double entropy = s->next, unused;

    if (s->adapt != NULL) {
        if (!s->whole)
            return NAN;
        blt__adapt_begin(s->adapt, s->logits);
        return blt__adapt_row(s->adapt, s->row);
    }
    if (s->opt.stage == BLT_SCORE_FULL)
        blt_score_row(&entropy, &unused, s->logits, 0);
    return entropy;
}

blt_status
blt_scorer_feed(blt_scorer *s, blt_scored *out, const uint8_t *bytes,
                size_t n, const uint8_t *close, blt_error *err)
{
    const int skips = out == NULL && s->opt.stage == BLT_SCORE_FULL
        && s->adapt == NULL;
    blt_scored b = BLT_SCORED_INIT;
    blt_status st = begin(s, err);

    if (st == BLT_OK && !skips)
        st = make_room(s, n, err);
    if (st == BLT_OK && skips && n > 0)
        st = skip(s, bytes, n, close, err);
    for (size_t at = 0, k; !skips && at < n && st == BLT_OK; at += k) {
        k = n - at < s->chunk ? n - at : s->chunk;
        st = score_chunk(s, at, bytes + at, k,
                         close != NULL ? close + at : NULL, err);
    }
    s->offset += (int64_t)n;
    if (st != BLT_OK || out == NULL)
        return st;
    b.offset = s->offset - (int64_t)n;
    b.n = n;
    b.bytes = bytes;
    b.entropy = s->adapt == NULL ? s->entropy : s->whole ? s->adapted : NULL;
    b.surprisal = s->surprisal;
    b.nats = s->nats;
    b.starts = s->starts;
    b.closed = s->session != NULL ? s->closed : NULL;
    b.rank = s->rank;
    b.guess = s->guess;
    b.logits = s->rows;
    b.guesses = s->opt.guesses;
    b.model = s->model;
    b.after = (float)entropy_after(s);
    return blt__result_write(out, &b, "BLT_SCORED_INIT", err);
}

/* ---- continuations ------------------------------------------------------ */

blt_status
blt_scorer_next(blt_scorer *s, float *row, blt_error *err)
{
    blt_status st = begin(s, err);

    if (st != BLT_OK)
        return st;
    if (s->adapt != NULL) {
        blt__adapt_begin(s->adapt, s->logits);
        (void)blt__adapt_row(s->adapt, row);
    } else {
        memcpy(row, s->logits, BLT_VOCAB * sizeof *row);
    }
    return BLT_OK;
}

/* The cost of bytes[1] .. bytes[n - 1] in the state that *branch and adapt
 * have after bytes[0]; adapt may be NULL. */
static blt_status
cost_rest(blt_scorer *s, double *nats, blt_session *branch, blt__adapt *adapt,
          const uint8_t *bytes, size_t n, blt_error *err)
{
    float *following = s->logits + BLT_VOCAB;
    blt_feed feed = BLT_FEED_INIT;
    blt_status st = BLT_OK;
    double entropy, cost;

    if (s->opt.stage == BLT_SCORE_FULL)
        feed.logits = following;
    else
        feed.patcher_logits = following;
    for (size_t at = 0, k; at + 1 < n && st == BLT_OK; at += k) {
        k = n - 1 - at < s->chunk ? n - 1 - at : s->chunk;
        if (branch != NULL)
            st = blt_session_feed_bytes(branch, bytes + at, k, &feed, err);
        for (size_t i = 0; i < k && st == BLT_OK; i++) {
            const float *row = following + i * BLT_VOCAB;

            if (adapt != NULL) {
                blt__adapt_begin(adapt, row);
                cost = blt__adapt_update(adapt, bytes[at + i + 1]);
            } else {
                blt_score_row(&entropy, &cost, row, bytes[at + i + 1]);
            }
            *nats += cost;
        }
    }
    return st;
}

blt_status
blt_scorer_cost(blt_scorer *s, double *nats, const uint8_t *bytes, size_t n,
                blt_error *err)
{
    blt_session *branch = NULL;
    blt__adapt *adapt = NULL;
    blt_status st = begin(s, err);
    double entropy;

    *nats = 0;
    if (st != BLT_OK || n == 0)
        return st;
    if (s->adapt != NULL) {
        blt__adapt_begin(s->adapt, s->logits);
        *nats = blt__adapt_cost(s->adapt, bytes[0]);
    } else {
        blt_score_row(&entropy, nats, s->logits, bytes[0]);
    }
    if (n > 1 && s->session != NULL)
        st = blt_session_copy(&branch, s->session, err);
    if (n > 1 && s->adapt != NULL && st == BLT_OK)
        st = blt__adapt_copy(&adapt, s->adapt, err);
    if (st == BLT_OK && adapt != NULL) {
        blt__adapt_begin(adapt, s->logits);
        (void)blt__adapt_update(adapt, bytes[0]);
    }
    if (st == BLT_OK)
        st = cost_rest(s, nats, branch, adapt, bytes, n, err);
    blt__adapt_free(adapt);
    blt_session_free(branch);
    return st;
}
