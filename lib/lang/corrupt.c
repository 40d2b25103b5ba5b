/* Drawing misspellings of a word.
 *
 * The edits of a word are enumerated twice: to add up their rates, and to
 * stop at the edit where a random fraction of the sum is reached. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "lang/corrupt.h"

/* ---- enumerating edits ----------------------------------------------------------- */

typedef struct walk {
    const blt__channel *c;
    const uint32_t *v;
    size_t m;
    blt__edit_fn *visit;
    void *arg;
    uint32_t key[BLT__WORD_LETTERS + 1];    /* of the keyboard, and a space */
    size_t keys;
} walk;

/* Takes the letters of the keyboard that has most of the word's letters; of
 * several such the last. */
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
has_key(const walk *d, uint32_t letter)
{
    for (size_t k = 0; k < d->keys; k++)
        if (d->key[k] == letter)
            return 1;
    return 0;
}

/* Visits one edit, unless it changes nothing or leaves no letters. */
static int
offer(const walk *d, size_t i, unsigned nf, const uint32_t *to, unsigned nt)
{
    blt__position position = i == 0 ? BLT__POSITION_FIRST
        : i + nf >= d->m ? BLT__POSITION_LAST : BLT__POSITION_INNER;

    if ((nf == nt && memcmp(d->v + i, to, nf * sizeof *to) == 0)
        || d->m + nt <= nf)
        return 0;
    return d->visit(d->arg, i, nf, to, nt, position);
}

/* 1 for the rules whose edits offer_generic() covers: of single letters,
 * doublings and transpositions. */
static int
is_generic(const blt__rule *r)
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

        if (is_generic(r))
            continue;
        for (size_t i = 0; i + r->n_from <= d->m; i++)
            if (memcmp(d->v + i, r->from, r->n_from * sizeof *d->v) == 0
                && offer(d, i, r->n_from, r->to, r->n_to))
                return 1;
    }
    return 0;
}

/* Visits the generic edits at position i. */
static int
offer_generic(const walk *d, size_t i)
{
    uint32_t c = i < d->m ? d->v[i] : 0, base = blt__char_base(c);
    uint32_t twice[2] = { c, c };
    int stop = 0;

    for (size_t k = 0; k < d->keys && !stop; k++) {
        int space = d->key[k] == ' ';

        if (!space || (i > 0 && i < d->m))
            stop = offer(d, i, 0, d->key + k, 1);
        if (!stop && i < d->m && !space)
            stop = offer(d, i, 1, d->key + k, 1);
    }
    if (stop || i == d->m)
        return stop;
    if ((!has_key(d, base) && offer(d, i, 1, &base, 1))
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
        if (offer_generic(&d, i))
            return;
    (void)offer_rules(&d);
}

/* ---- drawing ----------------------------------------------------------- */

typedef struct draw {
    const blt__channel *c;
    uint32_t v[2 * BLT__WORD_LETTERS];     /* the word so far, folded */
    size_t m;
    double sum, stop;           /* of rates: so far; where to stop */
} draw;

/* Adds the rate of an edit; applies the edit where the sum passes `stop`. */
static int
add_rate(void *arg, size_t i, unsigned nf, const uint32_t *to, unsigned nt,
       blt__position position)
{
    draw *d = arg;
    float bits = blt__channel_edit_bits(d->c, d->v + i, nf, to, nt, position);

    if (!isfinite(bits))
        return 0;
    d->sum += exp2(-(double)bits);
    if (d->sum <= d->stop)
        return 0;
    memmove(d->v + i + nt, d->v + i + nf, (d->m - i - nf) * sizeof *d->v);
    if (nt)                     /* `to` may be NULL */
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
    blt__channel_each_edit(c, d.v, d.m, add_rate, &d);
    return d.sum / (double)d.m;
}

/* Applies one edit drawn by its rate. */
static void
draw_edit(draw *d, blt__rng *rng)
{
    d->sum = 0;
    d->stop = INFINITY;
    blt__channel_each_edit(d->c, d->v, d->m, add_rate, d);
    d->stop = d->sum * blt__rng_unit(rng);
    d->sum = 0;
    blt__channel_each_edit(d->c, d->v, d->m, add_rate, d);
}

/* Appends the letters in a case. */
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
    double lost = exp2(-(double)c->prior[BLT__EDIT_CASE][BLT__POSITION_INNER]);
    draw d = { .c = c }, was;
    blt__case how = blt__word_case(word, n);

    d.m = blt__channel_letters(c, d.v, word, n);
    if (d.m == 0) {
        blt__buf_put(out, word, n);
        return;
    }
    was = d;
    if (how == BLT__CASE_TITLE && blt__rng_unit(rng) < lost)
        how = BLT__CASE_LOWER;
    if (how == BLT__CASE_MIXED)
        how = blt__char_lower(d.v[0]) == d.v[0] ? how : BLT__CASE_TITLE;
    /* Two edits may cancel each other; then draw again.  8 is chosen. */
    for (int turn = 0; turn < 8; turn++) {
        d = was;
        do
            draw_edit(&d, rng);
        while (blt__rng_unit(rng) < again && d.m < BLT__WORD_LETTERS);
        if (d.m != was.m || memcmp(d.v, was.v, d.m * sizeof *d.v) != 0)
            break;
    }
    put(out, &d, how);
}
