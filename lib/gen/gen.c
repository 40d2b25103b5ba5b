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
#include "score/row.h"
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
    for (size_t i = 0; i < o->ban_count; i++)
        if (o->ban_length[i] == 0 || o->ban_length[i] > BLT__TAIL)
            return blt__fail(err, BLT_EINVAL, "banned string %zu: not of 1 .."
                             " %d bytes", i + 1, BLT__TAIL);
    for (size_t i = 0; i < o->bias_count; i++) {
        if (o->bias_length[i] == 0 || o->bias_length[i] > BLT__TAIL)
            return blt__fail(err, BLT_EINVAL, "biased string %zu: not of 1 .."
                             " %d bytes", i + 1, BLT__TAIL);
        if (!isfinite(o->bias_bits[i]))
            return blt__fail(err, BLT_EINVAL, "bias %zu: not finite", i + 1);
    }
    if (o->guesses < 0 || o->guesses > 256)
        return blt__fail(err, BLT_EINVAL, "guesses %d: not in 0 .. 256",
                         o->guesses);
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
    const size_t window = (size_t)g->opt.repeat_window;
    const size_t queue = blt__stop_longest(g->stop) + 2;

    g->ring_size = window > BLT__TAIL ? window : BLT__TAIL;
    g->ring = malloc(g->ring_size);
    g->queue = blt__alloc(queue, sizeof *g->queue);
    if (g->opt.guesses > 0)
        g->guess = blt__alloc(queue,
                              (size_t)g->opt.guesses * sizeof *g->guess);
    if (g->ring == NULL || g->queue == NULL
        || (g->guess == NULL && g->opt.guesses > 0))
        return blt__fail_memory(err, "generator");
    return BLT_OK;
}

/* The pattern, and the banned strings, which limit its matches or else what
 * text there can be. */
static blt_status
set_limits(blt_gen *g, const blt_gen_options *o, blt_error *err)
{
    blt__buf all = { NULL, 0, 0, 0 };
    blt_status status = BLT_OK;

    for (size_t i = 0; i < o->ban_count; i++)
        blt__buf_put(&all, o->ban[i], o->ban_length[i]);
    if (all.failed)
        status = blt__fail_memory(err, "banned strings");
    if (status == BLT_OK && o->ban_count > 0)
        status = blt__ban_new(&g->ban, o->ban, o->ban_length, o->ban_count,
                              err);
    if (status == BLT_OK && o->match != NULL)
        status = blt__guide_new(&g->match, o->match, g->ban,
                                (const uint8_t *)all.p, all.n, o->max_bytes,
                                err);
    else if (status == BLT_OK && g->ban != NULL)
        status = blt__ban_endless(g->ban, o->utf8, err);
    blt__buf_free(&all);
    return status;
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
    if (status == BLT_OK)
        status = set_limits(g, &o, err);
    if (status == BLT_OK && o.bias_count > 0)
        status = blt__bias_new(&g->bias, o.bias, o.bias_length, o.bias_bits,
                               o.bias_count, err);
    if (status == BLT_OK)
        status = allocate(g, err);
    /* These belong to the caller and are not read again. */
    g->opt.stop = NULL;
    g->opt.stop_length = NULL;
    g->opt.until = NULL;
    g->opt.match = NULL;
    g->opt.ban = g->opt.bias = NULL;
    g->opt.ban_length = g->opt.bias_length = NULL;
    g->opt.bias_bits = NULL;
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
    copy->bias = NULL;
    copy->ban = blt__ban_share(g->ban);
    copy->ring = NULL;
    copy->queue = NULL;
    copy->guess = NULL;
    copy->own = 1;
    blt__rng_seed(&copy->rng, seed);
    status = blt_session_copy(&copy->s, g->s, err);
    if (status == BLT_OK)
        status = blt__stop_copy(&copy->stop, g->stop, err);
    if (status == BLT_OK && g->until != NULL)
        status = blt__until_copy(&copy->until, g->until, err);
    if (status == BLT_OK && g->match != NULL)
        status = blt__guide_copy(&copy->match, g->match, err);
    if (status == BLT_OK && g->bias != NULL)
        status = blt__bias_copy(&copy->bias, g->bias, err);
    if (status == BLT_OK)
        status = allocate(copy, err);
    if (status != BLT_OK) {
        blt_gen_free(copy);
        return status;
    }
    memcpy(copy->ring, g->ring, g->ring_n);
    memcpy(copy->queue, g->queue, g->queue_n * sizeof *g->queue);
    if (g->guess != NULL)
        memcpy(copy->guess, g->guess, (g->queue_n + 1)
               * (size_t)g->opt.guesses * sizeof *g->guess);
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
    blt__bias_free(g->bias);
    blt__ban_free(g->ban);
    free(g->ring);
    free(g->queue);
    free(g->guess);
    free(g);
}

void
blt_gen_seed(blt_gen *g, uint64_t seed)
{
    blt__rng_seed(&g->rng, seed);
}

/* Records the latest byte: for the repeat penalty, which depends on the bytes
 * in the window, for the position in UTF-8 and in strings. */
void
blt__gen_remember(blt_gen *g, uint8_t byte)
{
    const size_t window = (size_t)g->opt.repeat_window;

    blt__utf8_place_push(&g->place, byte);
    if (g->ban != NULL)
        g->ban_at = blt__ban_step(g->ban, g->ban_at, byte);
    if (g->bias != NULL)
        blt__bias_push(g->bias, byte);
    if (window > 0) {
        if (g->ring_n >= window)
            g->recent[g->ring[(g->ring_at + g->ring_size - window)
                              % g->ring_size]]--;
        g->recent[byte]++;
    }
    g->ring[g->ring_at] = byte;
    g->ring_at = (g->ring_at + 1) % g->ring_size;
    if (g->ring_n < g->ring_size)
        g->ring_n++;
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

/* may [256]: the bytes that can follow if `left` more are allowed.  Returns
 * their number. */
static int
mask(uint8_t *may, const blt_gen *g, uint64_t left)
{
    int count = 256;

    if (g->opt.utf8)
        count = blt__utf8_place_mask(may, &g->place, left);
    else
        memset(may, 1, 256);
    if (g->ban != NULL)
        blt__ban_mask(may, &count, g->ban, g->ban_at, &g->place);
    return count;
}

/* may [260]: what can be chosen; *count: how many of them are bytes; *end: why
 * the text ends if none is. */
static void
free_choices(uint8_t *may, int *count, blt_gen_end *end, const blt_gen *g)
{
    const int whole = !g->opt.utf8 || g->place.need == 0;
    uint8_t later[256];

    *count = g->left > 0 ? mask(may + BLT_ID_BYTE, g, g->left) : 0;
    *end = *count > 0 || g->left == 0 || mask(later, g, UINT64_MAX) > 0
        ? BLT_GEN_LIMIT : BLT_GEN_BAN;
    may[BLT_ID_EOS] = g->opt.stop_eos && whole;
}

/* The same for a text that is held to a pattern. */
static blt_status
match_choices(uint8_t *may, int *count, blt_gen_end *end, const blt_gen *g,
              blt_error *err)
{
    blt_status status;

    *end = BLT_GEN_MATCH;
    if (!is_matching(g)) {
        status = blt__guide_mask_before(may + BLT_ID_BYTE, count, g->match,
                                        g->ban_at, &g->place, g->left, err);
        if (status == BLT_OK && *count == 0)
            status = blt__fail(err, BLT_EINVAL, "pattern: completing the last"
                               " character of the prompt leaves no room for a"
                               " match");
        return status;
    }
    status = blt__guide_mask(may + BLT_ID_BYTE, count, g->match, g->ban_at,
                             g->left, err);
    may[BLT_ID_EOS] = (uint8_t)blt__guide_accepts(g->match);
    if (status == BLT_OK && *count == 0 && !may[BLT_ID_EOS])
        status = blt__fail(err, BLT_EINVAL, "pattern: after this prompt every"
                           " match within the limit has a banned string");
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

/* Row 0 is of the byte returned last, row i + 1 of byte i of the queue. */
static blt_guess *
guesses_of(const blt_gen *g, size_t row)
{
    return g->guess + row * (size_t)g->opt.guesses;
}

/* Chooses and feeds one byte, or finds the end. */
static blt_status
generate(blt_gen *g, blt_error *err)
{
    const uint32_t *recent = g->opt.repeat_penalty != 1 ? g->recent : NULL;
    uint8_t may[BLT_VOCAB] = { 0 };
    double add[256], entropy;
    blt__gen_byte *b = &g->queue[g->queue_n];
    const int matching = is_matching(g);
    blt_gen_end end;
    blt_status status = BLT_OK;
    int id, count;

    if (g->match != NULL)
        status = match_choices(may, &count, &end, g, err);
    else
        free_choices(may, &count, &end, g);
    if (status != BLT_OK)
        return status;
    if (count == 0) {
        g->end = end;
        return BLT_OK;
    }
    if (g->bias != NULL)
        blt__bias_sum(add, g->bias);
    id = blt__sample(g->logits, may, recent, g->bias != NULL ? add : NULL,
                     &g->opt, &g->rng);
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
    if (g->guess != NULL)
        blt__row_guess(guesses_of(g, g->queue_n + 1), (size_t)g->opt.guesses,
                       g->logits, blt__row_norm_of(g->logits));
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
    if (g->guess != NULL) {
        memmove(g->guess, guesses_of(g, 1), g->queue_n
                * (size_t)g->opt.guesses * sizeof *g->guess);
        step->guess = g->guess;
        step->guesses = (size_t)g->opt.guesses;
    }
    g->queue_n--;
    memmove(g->queue, g->queue + 1, g->queue_n * sizeof *g->queue);
    return blt__result_write(out, step, "BLT_GEN_STEP_INIT", err);
}
