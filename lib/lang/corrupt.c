/* The error model run forwards: what somebody may write, drawn by its
 * probabilities, in one word and in a text.
 *
 * All mistakes that could be made in a word are gone through twice: to add
 * up their rates, and to stop where a random part of the sum is reached. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/noise.h>
#include "lang/channel.h"

/* ---- every mistake ----------------------------------------------------------- */

typedef struct walk {
    const blt__channel *c;
    const uint32_t *v;
    size_t m;
    blt__edit_fn *visit;
    void *arg;
    uint32_t key[BLT__WORD_LETTERS + 1];   /* letters at hand, and a blank */
    size_t keys;
} walk;

/* The letters of the keyboard that has the most of the word's; of two such
 * the last. */
static void
choose_keyboard(walk *d)
{
    const blt__channel *c = d->c;
    size_t best = 0;

    for (size_t from = 0, to; from < c->n_keys; from = to + 1) {
        size_t has = 0;

        for (to = from; c->keys[to] != 0; to++)
            for (size_t i = 0; i < d->m; i++)
                has += c->keys[to] == d->v[i];
        if (has < best || has == 0)
            continue;
        best = has;
        d->keys = to - from < BLT__WORD_LETTERS ? to - from : BLT__WORD_LETTERS;
        memcpy(d->key, c->keys + from, d->keys * sizeof *d->key);
    }
    d->key[d->keys++] = ' ';
}

static int
at_hand(const walk *d, uint32_t letter)
{
    for (size_t k = 0; k < d->keys; k++)
        if (d->key[k] == letter)
            return 1;
    return 0;
}

/* Letters i .. i + nf become to[0 .. nt). */
static int
offer(const walk *d, size_t i, unsigned nf, const uint32_t *to, unsigned nt)
{
    blt__position spot = i == 0 ? BLT__POSITION_FIRST
        : i + nf >= d->m ? BLT__POSITION_LAST : BLT__POSITION_INNER;

    if ((nf == nt && memcmp(d->v + i, to, nf * sizeof *to) == 0)
        || d->m + nt <= nf)
        return 0;
    return d->visit(d->arg, i, nf, to, nt, spot);
}

/* Letters doubled, or single of two, or exchanged have their turn beside the
 * rules. */
static int
is_plain(const blt__rule *r)
{
    if (r->n_from + r->n_to < 3)
        return 1;
    if (r->n_from == 1 && r->n_to == 2)
        return r->to[0] == r->to[1] && r->from[0] == r->to[0];
    if (r->n_from == 2 && r->n_to == 1)
        return r->from[0] == r->from[1] && r->from[0] == r->to[0];
    return r->n_from == 2 && r->n_to == 2 && r->from[0] == r->to[1]
        && r->from[1] == r->to[0];
}

static int
offer_rules(const walk *d)
{
    for (size_t k = 0; k < d->c->n_rules; k++) {
        const blt__rule *r = &d->c->rule[k];

        if (is_plain(r))
            continue;
        for (size_t i = 0; i + r->n_from <= d->m; i++)
            if (memcmp(d->v + i, r->from, r->n_from * sizeof *d->v) == 0
                && offer(d, i, r->n_from, r->to, r->n_to))
                return 1;
    }
    return 0;
}

static int
offer_place(const walk *d, size_t i)
{
    uint32_t c = i < d->m ? d->v[i] : 0, base = blt__char_base(c);
    uint32_t twice[2] = { c, c };
    int stop = 0;

    for (size_t k = 0; k < d->keys && !stop; k++) {
        int blank = d->key[k] == ' ';

        if (!blank || (i > 0 && i < d->m))
            stop = offer(d, i, 0, d->key + k, 1);
        if (!stop && i < d->m && !blank)
            stop = offer(d, i, 1, d->key + k, 1);
    }
    if (stop || i == d->m)
        return stop;
    if ((!at_hand(d, base) && offer(d, i, 1, &base, 1))
        || offer(d, i, 1, NULL, 0) || offer(d, i, 1, twice, 2))
        return 1;
    if (i + 1 < d->m && c == d->v[i + 1])
        return offer(d, i, 2, twice, 1);
    if (i + 1 < d->m) {
        uint32_t swapped[2] = { d->v[i + 1], c };

        return offer(d, i, 2, swapped, 2);
    }
    return 0;
}

void
blt__channel_each_edit(const blt__channel *c, const uint32_t *v, size_t m,
                       blt__edit_fn *visit, void *arg)
{
    walk d = { .c = c, .v = v, .m = m, .visit = visit, .arg = arg };

    choose_keyboard(&d);
    for (size_t i = 0; i <= m; i++)
        if (offer_place(&d, i))
            return;
    (void)offer_rules(&d);
}

/* ---- one by chance ----------------------------------------------------------- */

typedef struct draw {
    const blt__channel *c;
    uint32_t v[2 * BLT__WORD_LETTERS];     /* the word so far, folded */
    size_t m;
    double sum, stop;           /* rates so far; where to stop */
} draw;

static int
add_up(void *arg, size_t i, unsigned nf, const uint32_t *to, unsigned nt,
       blt__position spot)
{
    draw *d = arg;
    float bits = blt__channel_edit_bits(d->c, d->v + i, nf, to, nt, spot);

    if (!isfinite(bits))
        return 0;
    d->sum += exp2(-(double)bits);
    if (d->sum <= d->stop)
        return 0;
    memmove(d->v + i + nt, d->v + i + nf, (d->m - i - nf) * sizeof *d->v);
    if (nt)                     /* nothing may be from nowhere */
        memcpy(d->v + i, to, nt * sizeof *to);
    d->m += nt;
    d->m -= nf;
    return 1;
}

double
blt__channel_rate_sum(const blt__channel *c, const char *word, size_t n)
{
    draw d = { .c = c, .stop = INFINITY };

    d.m = blt__channel_letters(c, d.v, word, n);
    if (d.m == 0)
        return 0;
    blt__channel_each_edit(c, d.v, d.m, add_up, &d);
    return d.sum / (double)d.m;
}

static void
mistake(draw *d, blt__rng *rng)
{
    d->sum = 0;
    d->stop = INFINITY;
    blt__channel_each_edit(d->c, d->v, d->m, add_up, d);
    d->stop = d->sum * blt__rng_unit(rng);
    d->sum = 0;
    blt__channel_each_edit(d->c, d->v, d->m, add_up, d);
}

/* Capitals as the word had them, or lost. */
static void
put(blt__buf *out, const draw *d, blt__case how)
{
    for (size_t i = 0; i < d->m; i++) {
        uint32_t c = how == BLT__CASE_UPPER || (how == BLT__CASE_TITLE
            && i == 0) ? blt__char_upper(d->v[i]) : d->v[i];
        uint8_t byte[4];

        blt__buf_put(out, byte, blt__utf8_put(byte, c));
    }
}

void
blt__channel_corrupt(const blt__channel *c, blt__buf *out, const char *word,
                     size_t n, blt__rng *rng)
{
    double again = exp2(-(double)c->prior[BLT__EDIT_NEXT][BLT__POSITION_INNER]);
    double small = exp2(-(double)c->prior[BLT__EDIT_CASE][BLT__POSITION_INNER]);
    draw d = { .c = c }, was;
    blt__case how = blt__word_case(word, n);

    d.m = blt__channel_letters(c, d.v, word, n);
    if (d.m == 0) {
        blt__buf_put(out, word, n);
        return;
    }
    was = d;
    if (how == BLT__CASE_TITLE && blt__rng_unit(rng) < small)
        how = BLT__CASE_LOWER;
    if (how == BLT__CASE_MIXED)
        how = blt__char_lower(d.v[0]) == d.v[0] ? how : BLT__CASE_TITLE;
    /* Two mistakes may cancel each other; then others are made. */
    for (int turn = 0; turn < 8; turn++) {
        d = was;
        do
            mistake(&d, rng);
        while (blt__rng_unit(rng) < again && d.m < BLT__WORD_LETTERS);
        if (d.m != was.m || memcmp(d.v, was.v, d.m * sizeof *d.v) != 0)
            break;
    }
    put(out, &d, how);
}

/* ---- a text ------------------------------------------------------------------ */

struct blt_noise {
    blt__channel *c;
    double rate;
    blt__rng rng;
    blt__tokens tokens;
    blt__buf out;
};

blt_status
blt_noise_new(blt_noise **out, const char *channel, double rate,
              uint64_t seed, blt_error *err)
{
    blt_noise *x;
    blt_status s;

    *out = NULL;
    if (!(rate >= 0 && rate <= 1))
        return blt__fail(err, BLT_EINVAL, "a rate is 0 to 1");
    x = calloc(1, sizeof *x);
    if (x == NULL)
        return blt__fail_memory(err, "noise");
    x->rate = rate;
    blt__rng_seed(&x->rng, seed);
    s = blt__channel_open(&x->c, channel, err);
    if (s != BLT_OK) {
        blt_noise_free(x);
        return s;
    }
    *out = x;
    return BLT_OK;
}

void
blt_noise_free(blt_noise *x)
{
    if (x == NULL)
        return;
    blt__channel_free(x->c);
    blt__tokens_free(&x->tokens);
    blt__buf_free(&x->out);
    free(x);
}

/* Whether the blank before the next word may be forgotten. */
static int
single_blank(const blt_noise *x, const uint8_t *text, size_t i)
{
    const blt__token *t = x->tokens.p + i;
    size_t end = t->offset + t->length;

    return i + 1 < x->tokens.n && t[1].kind == BLT__TOKEN_WORD
        && t[1].offset == end + 1 && text[end] == ' ';
}

blt_status
blt_noise_text(blt_noise *x, const uint8_t *text, size_t n,
               const uint8_t **out, size_t *n_out, blt_error *err)
{
    double joined = exp2(
        -(double)x->c->prior[BLT__EDIT_SPACE_DELETION][BLT__POSITION_INNER]);
    blt_status s = blt__tokens_find(&x->tokens, text, n, err);
    size_t at = 0;

    if (s != BLT_OK)
        return s;
    blt__buf_clear(&x->out);
    for (size_t i = 0; i < x->tokens.n; i++) {
        const blt__token *t = x->tokens.p + i;
        size_t end = t->offset + t->length;

        if (t->kind != BLT__TOKEN_WORD || t->length < 2
            || blt__rng_unit(&x->rng) >= x->rate)
            continue;
        blt__buf_put(&x->out, text + at, t->offset - at);
        at = end;
        /* A blank is one of the letters at whose place a mistake can be. */
        if (single_blank(x, text, i) && blt__rng_unit(&x->rng)
            * (double)t->length < joined) {
            blt__buf_put(&x->out, text + t->offset, t->length);
            at++;
        } else {
            blt__channel_corrupt(x->c, &x->out, (const char *)text
                                 + t->offset, t->length, &x->rng);
        }
    }
    blt__buf_put(&x->out, text + at, n - at);
    if (x->out.failed)
        return blt__fail_memory(err, "noise");
    *out = (const uint8_t *)x->out.p;
    *n_out = x->out.n;
    return BLT_OK;
}
