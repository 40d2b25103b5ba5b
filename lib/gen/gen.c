/* The generator: the logits of a session give one byte, which is fed back.
 *
 * Every byte passes through a short queue.  Its tail, the bytes that may be
 * the beginning of a stop string, is held until that is decided. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/score.h>
#include "gen/gen.h"
#include "text/text.h"

#define WINDOW_MAX (1 << 20)    /* of repeat_window; a limit on memory, not
                                   measured */

static blt_status
check_options(const blt_gen_options *o, blt_error *err)
{
    if (!(o->temperature >= 0) || isinf(o->temperature))
        return blt__fail(err, BLT_EINVAL, "temperature %g: not 0 or more",
                         o->temperature);
    if (o->top_k < 0)
        return blt__fail(err, BLT_EINVAL, "top-k %d: not 0 or more", o->top_k);
    if (!(o->top_p > 0 && o->top_p <= 1))
        return blt__fail(err, BLT_EINVAL,
                         "top-p %g: not above 0 and at most 1", o->top_p);
    if (!(o->min_p >= 0 && o->min_p <= 1))
        return blt__fail(err, BLT_EINVAL, "min-p %g: not in 0 .. 1", o->min_p);
    if (!(o->repeat_penalty > 0) || isinf(o->repeat_penalty))
        return blt__fail(err, BLT_EINVAL, "repeat penalty %g: not above 0",
                         o->repeat_penalty);
    if (o->repeat_window < 0 || o->repeat_window > WINDOW_MAX)
        return blt__fail(err, BLT_EINVAL, "repeat window %d: not in 0 .. %d",
                         o->repeat_window, WINDOW_MAX);
    if (o->match != NULL && (o->stop_count > 0 || o->until != NULL))
        return blt__fail(err, BLT_EINVAL, "a text that matches a pattern "
                         "cannot also end at a string or another pattern");
    for (size_t i = 0; i < o->stop_count; i++) {
        if (o->stop_length[i] == 0)
            return blt__fail(err, BLT_EINVAL, "empty stop string");
        /* Such a string would end the text inside a character. */
        if (o->utf8 && !blt__utf8_valid(o->stop[i], o->stop_length[i]))
            return blt__fail(err, BLT_EINVAL, "stop string %zu: is not UTF-8,"
                             " so UTF-8 text never has it", i + 1);
    }
    return BLT_OK;
}

/* Buffers that each copy owns; the rest of g is plain data. */
static blt_status
allocate(blt_gen *g, blt_error *err)
{
    g->ring = malloc((size_t)g->opt.repeat_window + 1);
    g->queue = blt__alloc(blt__stop_longest(g->stop) + 1, sizeof *g->queue);
    if (g->ring == NULL || g->queue == NULL)
        return blt__fail_memory(err, "generator");
    return BLT_OK;
}

blt_status
blt_gen_new(blt_gen **out, blt_session *s, const blt_gen_options *opt,
            blt_error *err)
{
    static const blt_gen_options usual = BLT_GEN_OPTIONS_INIT;
    blt_gen_options o;
    blt_status status;
    blt_gen *g;

    *out = NULL;
    if (s == NULL || blt_session_tokens(s) != 0)
        return blt__fail(err, BLT_EINVAL, "generator: the session is not"
                         " empty");
    status = blt__options_read(&o, &usual, opt, "BLT_GEN_OPTIONS_INIT", err);
    if (status == BLT_OK)
        status = check_options(&o, err);
    if (status != BLT_OK)
        return status;
    g = calloc(1, sizeof *g);
    if (g == NULL)
        return blt__fail_memory(err, "generator");
    g->s = s;
    g->opt = o;
    g->left = o.max_bytes;
    blt__rng_seed(&g->rng, o.seed);
    status = blt__stop_new(&g->stop, o.stop, o.stop_length, o.stop_count, err);
    if (status == BLT_OK && o.until != NULL)
        status = blt__until_new(&g->until, o.until, err);
    if (status == BLT_OK && o.match != NULL)
        status = blt__guide_new(&g->match, o.match, o.max_bytes, err);
    if (status == BLT_OK)
        status = allocate(g, err);
    /* These belong to the caller and are not read again. */
    g->opt.stop = NULL;
    g->opt.stop_length = NULL;
    g->opt.until = NULL;
    g->opt.match = NULL;
    if (status != BLT_OK) {
        blt_gen_free(g);
        return status;
    }
    *out = g;
    return BLT_OK;
}

blt_status
blt_gen_copy(blt_gen **out, const blt_gen *g, uint64_t seed, blt_error *err)
{
    blt_gen *copy = malloc(sizeof *copy);
    blt_status status;

    *out = NULL;
    if (copy == NULL)
        return blt__fail_memory(err, "generator");
    *copy = *g;
    copy->s = NULL;
    copy->stop = NULL;
    copy->until = NULL;
    copy->match = NULL;
    copy->ring = NULL;
    copy->queue = NULL;
    copy->own = 1;
    blt__rng_seed(&copy->rng, seed);
    status = blt_session_copy(&copy->s, g->s, err);
    if (status == BLT_OK)
        status = blt__stop_copy(&copy->stop, g->stop, err);
    if (status == BLT_OK && g->until != NULL)
        status = blt__until_copy(&copy->until, g->until, err);
    if (status == BLT_OK && g->match != NULL)
        status = blt__guide_copy(&copy->match, g->match, err);
    if (status == BLT_OK)
        status = allocate(copy, err);
    if (status != BLT_OK) {
        blt_gen_free(copy);
        return status;
    }
    memcpy(copy->ring, g->ring, g->ring_n);
    memcpy(copy->queue, g->queue, g->queue_n * sizeof *g->queue);
    *out = copy;
    return BLT_OK;
}

void
blt_gen_free(blt_gen *g)
{
    if (g == NULL)
        return;
    if (g->own)
        blt_session_free(g->s);
    blt__stop_free(g->stop);
    blt__until_free(g->until);
    blt__guide_free(g->match);
    free(g->ring);
    free(g->queue);
    free(g);
}

void
blt_gen_seed(blt_gen *g, uint64_t seed)
{
    blt__rng_seed(&g->rng, seed);
}

/* Records the latest byte: for the repeat penalty, which depends on the bytes
 * in the window, and for the position in UTF-8. */
void
blt__gen_remember(blt_gen *g, uint8_t byte)
{
    size_t window = (size_t)g->opt.repeat_window;

    blt__utf8_place_push(&g->place, byte);
    if (window == 0)
        return;
    if (g->ring_n == window)
        g->recent[g->ring[g->ring_at]]--;
    else
        g->ring_n++;
    g->ring[g->ring_at] = byte;
    g->ring_at = (g->ring_at + 1) % window;
    g->recent[byte]++;
}

static blt_status
feed(blt_gen *g, const int32_t *id, const uint8_t *bytes, size_t n,
     const uint8_t *close, uint8_t *closed, blt_error *err)
{
    blt_feed out = BLT_FEED_INIT;
    float logits[BLT_VOCAB];
    blt_status status;

    out.close = close;
    out.closed = closed;
    out.last_logits = logits;
    status = id != NULL ? blt_session_feed(g->s, id, n, &out, err)
                        : blt_session_feed_bytes(g->s, bytes, n, &out, err);
    if (status == BLT_OK)
        memcpy(g->logits, logits, sizeof logits);
    return status;
}

static blt_status
begin(blt_gen *g, blt_error *err)
{
    static const int32_t bos = BLT_ID_BOS;

    if (blt_session_tokens(g->s) > 0)
        return BLT_OK;
    return feed(g, &bos, NULL, 1, NULL, NULL, err);
}

blt_status
blt_gen_feed(blt_gen *g, const uint8_t *bytes, size_t n,
             const uint8_t *close, uint8_t *closed, blt_error *err)
{
    blt_status status = begin(g, err);

    if (status != BLT_OK || n == 0)
        return status;
    status = feed(g, NULL, bytes, n, close, closed, err);
    for (size_t i = 0; status == BLT_OK && i < n; i++)
        blt__gen_remember(g, bytes[i]);
    return status;
}

/* The bytes of the prompt's last character come before the match. */
static int
is_matching(const blt_gen *g)
{
    return g->match != NULL && (g->matching || g->place.need == 0);
}

/* may [260]: what can be chosen; *count: how many of them are bytes. */
static blt_status
choices(uint8_t *may, int *count, blt_gen *g, blt_error *err)
{
    const int whole = !g->opt.utf8 || g->place.need == 0;
    blt_status status = BLT_OK;

    memset(may, 0, BLT_VOCAB);
    *count = 256;
    if (is_matching(g))
        status = blt__guide_mask(may + BLT_ID_BYTE, count, g->match, g->left,
                                 err);
    else if (g->opt.utf8 || g->match != NULL)
        *count = blt__utf8_place_mask(may + BLT_ID_BYTE, &g->place, g->left);
    else
        memset(may + BLT_ID_BYTE, 1, 256);
    may[BLT_ID_EOS] = g->match != NULL
        ? is_matching(g) && blt__guide_accepts(g->match)
        : g->opt.stop_eos && whole;
    return status;
}

/* Whether the text ends with the byte that was chosen. */
static blt_status
find_end(blt_gen *g, uint8_t byte, blt_error *err)
{
    blt_status status;
    size_t hit;
    int matched = 0;

    hit = blt__stop_push(g->stop, byte);
    if (hit > 0) {
        g->queue_n -= hit;
        g->end = BLT_GEN_STOP;
        return BLT_OK;
    }
    if (g->until == NULL)
        return BLT_OK;
    blt__until_put(g->until, byte);
    /* Not inside a character, where the text cannot end. */
    if (g->opt.utf8 && g->place.need > 0)
        return BLT_OK;
    status = blt__until_check(&matched, g->until, err);
    if (matched)
        g->end = BLT_GEN_UNTIL;
    return status;
}

/* Chooses and feeds one byte, or finds the end. */
static blt_status
generate(blt_gen *g, blt_error *err)
{
    const uint32_t *recent = g->opt.repeat_penalty != 1 ? g->recent : NULL;
    uint8_t may[BLT_VOCAB];
    blt__gen_byte *b = &g->queue[g->queue_n];
    const int matching = is_matching(g);
    blt_status status;
    double entropy;
    int id, count = 0;

    if (g->left > 0 || matching) {
        status = choices(may, &count, g, err);
        if (status != BLT_OK)
            return status;
    }
    if (count == 0 && matching && !blt__guide_accepts(g->match))
        return blt__fail(err, BLT_EINVAL, "pattern: completing the last "
                         "character of the prompt leaves no room for a "
                         "match");
    if (count == 0) {
        g->end = matching ? BLT_GEN_MATCH : BLT_GEN_LIMIT;
        return BLT_OK;
    }
    id = blt__sample(g->logits, may, recent, &g->opt, &g->rng);
    if (id < 0)
        return blt__fail(err, BLT_EDATA,
                         "token %lld: the model's logits are not numbers",
                         (long long)blt_session_tokens(g->s));
    if (id == BLT_ID_EOS) {
        g->end = g->match != NULL ? BLT_GEN_MATCH : BLT_GEN_EOS;
        return BLT_OK;
    }
    b->byte = (uint8_t)(id - BLT_ID_BYTE);
    blt_score_row(&entropy, &b->nats, g->logits, b->byte);
    status = feed(g, NULL, &b->byte, 1, NULL, &b->closed, err);
    if (status == BLT_OK && matching) {
        g->matching = 1;
        status = blt__guide_push(g->match, b->byte, err);
    }
    if (status != BLT_OK)
        return status;
    blt__gen_remember(g, b->byte);
    g->queue_n++;
    g->left--;
    return find_end(g, b->byte, err);
}

blt_status
blt_gen_next(blt_gen *g, blt_gen_step *out, blt_error *err)
{
    blt_gen_step own = BLT_GEN_STEP_INIT, *step = &own;
    blt_status status = begin(g, err);

    while (status == BLT_OK && g->end == BLT_GEN_GOES_ON
           && g->queue_n <= blt__stop_held(g->stop))
        status = generate(g, err);
    if (status != BLT_OK)
        return status;
    if (g->queue_n == 0) {
        step->end = g->end;
        return blt__result_write(out, step, "BLT_GEN_STEP_INIT", err);
    }
    step->byte = g->queue[0].byte;
    step->closed = g->queue[0].closed;
    step->nats = g->queue[0].nats;
    g->queue_n--;
    memmove(g->queue, g->queue + 1, g->queue_n * sizeof *g->queue);
    return blt__result_write(out, step, "BLT_GEN_STEP_INIT", err);
}
