/* Learning an error model from pairs of what was written and what was meant.
 *
 * Which mistakes lead from one to the other is not known, so each way counts
 * by its probability [expectation-maximisation: Dempster, Laird, Rubin 1977;
 * of edits: Ristad, Yianilos 1998].  A rate is
 *
 *     how often a mistake was made / how often it could have been,
 *
 * both plus what was believed before: rules of more letters start from what
 * the shorter ones say of them, and priors share what is too rare for a rule
 * of its own.  Rules that do not save their keep are dropped. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "langbuild/learn.h"

enum {
    ROUNDS = 4,                 /* of EM, before and after choosing rules */
    SIDE = 3,                   /* letters on a side of a learned rule */
    BAND = 6                    /* letters that a way may be off the diagonal */
};

/* Copied from no source, and chosen on held-out pairs: */
#define BELIEF 4.0              /* places' worth of what was believed before */
#define OCCASIONS 6.0           /* expected uses that make a rule worth a try */
#define EAGER 5.0f              /* bits */
#define KEEP 12.0               /* bits that a rule must save in all */

/* ---- ways through the grid ---------------------------------------------------- */

typedef double grid[BLT__WORD_LETTERS + 1][BLT__WORD_LETTERS + 1];

typedef struct ways {
    const blt__channel *c;
    const blt__spelling_pair *x;
    double place;               /* probability that each mistake pays */
    int whole;                  /* 0: the piece as a whole is no way */
    grid a, b;                  /* to a place from the start, to the end */
} ways;

static double
piece(const ways *w, size_t i, size_t j, unsigned nf, unsigned nt)
{
    const blt__spelling_pair *x = w->x;
    float bits;

    if (!w->whole && nf == x->m && nt == x->n)
        return 0;
    bits = blt__channel_edit_bits(w->c, x->meant + i, nf, x->written + j, nt,
                                  blt__position_of(j, nt, x->n));
    return isfinite(bits) ? exp2(-(double)bits) * w->place : 0;
}

static int
inside(const blt__spelling_pair *x, size_t i, size_t j)
{
    long d = (long)(i * x->n) - (long)(j * x->m);
    long wide = BAND * (long)(x->n > x->m ? x->n : x->m);

    return d <= wide && -d <= wide;
}

/* Adds up all ways; the probability of the whole. */
static double
forward(ways *w)
{
    const blt__spelling_pair *x = w->x;

    for (size_t i = 0; i <= x->m; i++)
        memset(w->a[i], 0, (x->n + 1u) * sizeof w->a[i][0]);
    w->a[0][0] = 1;
    for (size_t i = 0; i <= x->m; i++)
        for (size_t j = 0; j <= x->n; j++) {
            double a = w->a[i][j];

            if (a == 0 || !inside(x, i, j))
                continue;
            if (i < x->m && j < x->n && x->meant[i] == x->written[j])
                w->a[i + 1][j + 1] += a;
            for (unsigned nf = 0; nf <= BLT__SIDE_MAX && i + nf <= x->m; nf++)
                for (unsigned nt = nf == 0; nt <= BLT__SIDE_MAX
                     && j + nt <= x->n; nt++)
                    w->a[i + nf][j + nt] += a * piece(w, i, j, nf, nt);
        }
    return w->a[x->m][x->n];
}

/* The other half, and for each piece that somebody may have written the
 * probability that he did. */
static void
backward(ways *w, double all, blt__posterior_fn *used, void *arg)
{
    const blt__spelling_pair *x = w->x;

    for (size_t i = 0; i <= x->m; i++)
        memset(w->b[i], 0, (x->n + 1u) * sizeof w->b[i][0]);
    w->b[x->m][x->n] = 1;
    for (size_t i = x->m + 1u; i-- > 0;)
        for (size_t j = x->n + 1u; j-- > 0;) {
            double a = w->a[i][j];

            if (a == 0 || !inside(x, i, j))
                continue;
            if (i < x->m && j < x->n && x->meant[i] == x->written[j])
                w->b[i][j] += w->b[i + 1][j + 1];
            for (unsigned nf = 0; nf <= BLT__SIDE_MAX && i + nf <= x->m; nf++)
                for (unsigned nt = nf == 0; nt <= BLT__SIDE_MAX
                     && j + nt <= x->n; nt++) {
                    double b = w->b[i + nf][j + nt], p;

                    if (b == 0 || (p = piece(w, i, j, nf, nt)) == 0)
                        continue;
                    w->b[i][j] += p * b;
                    used(arg, x, i, j, nf, nt, a * p * b / all);
                }
        }
}

double
blt__lattice_sum(const blt__channel *c, const blt__spelling_pair *x, int whole,
                 blt__posterior_fn *used, void *arg)
{
    ways w;
    double all;

    w.c = c;
    w.x = x;
    w.place = exp2(-(double)blt__channel_edit_penalty(c, x->m));
    w.whole = whole;
    all = forward(&w);
    if (all > 0 && used != NULL)
        backward(&w, all, used, arg);
    return all;
}

/* ---- counts ------------------------------------------------------------------- */

typedef struct count {
    double made[BLT__POSITIONS], could[BLT__POSITIONS];
} count;

typedef struct learning {
    blt__channel *c;
    const blt__spelling_pair *pair;
    size_t n;
    count *rule, prior[BLT__EDIT_KINDS];    /* rule [c->n_rules] */
    double place;               /* 1 / m of the pair */
    const uint32_t *v;
    double mistakes;            /* in all */
} learning;

/* Where a piece is counted: with its rule, or with its prior. */
static count *
counted(learning *l, const uint32_t *from, unsigned nf, const uint32_t *to,
        unsigned nt)
{
    const blt__channel *c = l->c;
    uint32_t r = c->slot[blt__channel_rule_slot(c, from, nf, to, nt)];
    int kind;

    if (r != 0 && !c->rule[r - 1].made)
        return &l->rule[r - 1];
    kind = blt__channel_edit_kind(c, from, nf, to, nt);
    if (r != 0 && kind != BLT__EDIT_VOWEL)
        kind = c->rule[r - 1].made - 1;
    return kind < 0 ? NULL : &l->prior[kind];
}

static void
use(void *arg, const blt__spelling_pair *x, size_t i, size_t j, unsigned nf,
    unsigned nt, double p)
{
    learning *l = arg;
    count *k = counted(l, x->meant + i, nf, x->written + j, nt);

    if (k != NULL)
        k->made[blt__position_of(j, nt, x->n)] += p;
    l->mistakes += p;
}

static int
could(void *arg, size_t i, unsigned nf, const uint32_t *to, unsigned nt,
      blt__position spot)
{
    learning *l = arg;
    count *k = counted(l, l->v + i, nf, to, nt);

    if (k != NULL)
        k->could[spot] += l->place;
    return 0;
}

/* All pairs through the model as it is. */
static void
expect(learning *l)
{
    memset(l->rule, 0, l->c->n_rules * sizeof *l->rule);
    memset(l->prior, 0, sizeof l->prior);
    l->mistakes = 0;
    for (size_t i = 0; i < l->n; i++) {
        const blt__spelling_pair *x = &l->pair[i];

        if (blt__lattice_sum(l->c, x, 1, use, l) == 0)
            continue;
        l->v = x->meant;
        l->place = 1.0 / x->m;
        blt__channel_each_edit(l->c, x->meant, x->m, could, l);
    }
}

static float
bits_of(double rate)
{
    double bits = -log2(rate);

    return (float)(bits < -2 ? -2 : bits > 20 ? 20 : bits);
}

/* Rates from counts and what was believed: `bits` go from that to this.  A
 * spot without evidence goes where the others went. */
static void
settle(float *bits, const count *k, double scale, double belief)
{
    double made = 0, fair = 0, shift;

    for (int s = 0; s < BLT__POSITIONS; s++) {
        if (!isfinite(bits[s]))
            continue;
        made += k->made[s] * scale;
        fair += k->could[s] * exp2(-(double)bits[s]);
    }
    shift = (made + belief) / (fair + belief);
    for (int s = 0; s < BLT__POSITIONS; s++) {
        double rate = exp2(-(double)bits[s]) * shift;

        if (!isfinite(bits[s]))
            continue;
        /* `belief` mistakes of this kind at this spot went as the others. */
        bits[s] = bits_of((k->made[s] * scale + belief)
                          / (k->could[s] + belief / rate));
    }
}

/* Accents, apostrophes, blanks, capitals and how often another mistake
 * follows are not learned: lists of misspellings have few of them, or were
 * made for them. */
static void
maximise(learning *l, const float believed[][BLT__POSITIONS],
         const float (*prior)[BLT__POSITIONS])
{
    blt__channel *c = l->c;
    /* The mean of all mistakes at a place is one. */
    double scale = (double)l->n / (l->mistakes > 0 ? l->mistakes : 1);

    for (size_t r = 0; r < c->n_rules; r++)
        if (!c->rule[r].made) {
            memcpy(c->rule[r].bits, believed[r], sizeof c->rule[r].bits);
            settle(c->rule[r].bits, &l->rule[r], scale, BELIEF);
        }
    for (int i = 0; i < BLT__EDIT_KINDS; i++) {
        if (i >= BLT__EDIT_DIACRITIC_DELETION)
            continue;
        memcpy(c->prior[i], prior[i], sizeof c->prior[i]);
        settle(c->prior[i], &l->prior[i], scale, 10 * BELIEF);
    }
}

/* ---- rules worth a try -------------------------------------------------------- */

/* Pieces around a probable mistake, in a table that grows. */
typedef struct tries {
    blt__rule *rule;
    double *made;
    size_t n, cap;
    uint32_t *slot;
    size_t slots;
    int failed;
    struct { size_t i, j; unsigned nf, nt; double p; } last[64];
    size_t lasts;               /* pieces of the pair at hand */
} tries;

static size_t
slot_of(const tries *t, const blt__rule *r)
{
    uint64_t h = 0xcbf29ce484222325u;
    size_t i;

    for (int k = 0; k < SIDE; k++)
        h = ((h ^ r->from[k]) * 0x100000001b3u ^ r->to[k]) * 0x100000001b3u;
    for (i = (size_t)(h >> 20) & (t->slots - 1); t->slot[i] != 0;
         i = (i + 1) & (t->slots - 1)) {
        const blt__rule *x = &t->rule[t->slot[i] - 1];

        if (memcmp(x->from, r->from, sizeof r->from) == 0
            && memcmp(x->to, r->to, sizeof r->to) == 0)
            break;
    }
    return i;
}

static int
grow(tries *t)
{
    size_t cap = t->cap ? 2 * t->cap : 4096;
    blt__rule *rule = realloc(t->rule, cap * sizeof *rule);
    double *made;

    if (rule == NULL)
        return 0;
    t->rule = rule;
    made = realloc(t->made, cap * sizeof *made);
    if (made == NULL)
        return 0;
    t->made = made;
    t->cap = cap;
    free(t->slot);
    t->slots = 4 * cap;
    t->slot = calloc(t->slots, sizeof *t->slot);
    for (size_t i = 0; t->slot != NULL && i < t->n; i++)
        t->slot[slot_of(t, &t->rule[i])] = (uint32_t)i + 1;
    return t->slot != NULL;
}

static void
try_rule(tries *t, const blt__spelling_pair *x, size_t i, size_t j, unsigned nf,
         unsigned nt, double p)
{
    blt__rule r = { .n_from = (uint8_t)nf, .n_to = (uint8_t)nt };
    size_t at;

    if (t->failed || (t->n == t->cap && !grow(t))) {
        t->failed = 1;
        return;
    }
    memcpy(r.from, x->meant + i, nf * sizeof *r.from);
    memcpy(r.to, x->written + j, nt * sizeof *r.to);
    at = slot_of(t, &r);
    if (t->slot[at] == 0) {
        t->rule[t->n] = r;
        t->made[t->n++] = 0;
        t->slot[at] = (uint32_t)t->n;
    }
    t->made[t->slot[at] - 1] += p;
}

/* A mistake with the letters that stand unharmed around it. */
static void
widen(tries *t, const blt__spelling_pair *x, size_t i, size_t j, unsigned nf,
      unsigned nt, double p)
{
    for (unsigned left = 0; left <= 2 && left <= i && left <= j; left++) {
        if (left > 0 && x->meant[i - left] != x->written[j - left])
            break;
        for (unsigned right = 0; right <= 2; right++) {
            unsigned f = left + nf + right, g = left + nt + right;

            if (i + nf + right > x->m || j + nt + right > x->n || f > SIDE
                || g > SIDE || (right > 0 && x->meant[i + nf + right - 1]
                                != x->written[j + nt + right - 1]))
                break;
            try_rule(t, x, i - left, j - left, f, g, p);
        }
    }
}

static void
note(void *arg, const blt__spelling_pair *x, size_t i, size_t j, unsigned nf,
     unsigned nt, double p)
{
    tries *t = arg;

    if (p < 0.02)
        return;
    widen(t, x, i, j, nf, nt, p);
    if (t->lasts < sizeof t->last / sizeof *t->last) {
        t->last[t->lasts].i = i;
        t->last[t->lasts].j = j;
        t->last[t->lasts].nf = nf;
        t->last[t->lasts].nt = nt;
        t->last[t->lasts++].p = p;
    }
}

/* Two mistakes side by side may be one. */
static void
join(tries *t, const blt__spelling_pair *x)
{
    for (size_t a = 0; a < t->lasts; a++)
        for (size_t b = 0; b < t->lasts; b++)
            if (t->last[a].i + t->last[a].nf == t->last[b].i
                && t->last[a].j + t->last[a].nt == t->last[b].j)
                widen(t, x, t->last[a].i, t->last[a].j,
                      t->last[a].nf + t->last[b].nf,
                      t->last[a].nt + t->last[b].nt,
                      fmin(t->last[a].p, t->last[b].p));
    t->lasts = 0;
}

/* What the channel says of a piece without a rule for it: bits beside those
 * of one place. */
static double
composed(const blt__channel *c, const blt__rule *r)
{
    blt__spelling_pair x = { .n = r->n_to, .m = r->n_from };
    double place = blt__channel_edit_penalty(c, 8), p;
    ways w;

    if (x.m == 0 || x.n == 0)
        return 0;
    memcpy(x.meant, r->from, sizeof r->from);
    memcpy(x.written, r->to, sizeof r->to);
    w.c = c;
    w.x = &x;
    w.whole = 0;
    w.place = exp2(-place);
    p = forward(&w);
    return p > 0 ? -log2(p) - place : 20;
}

static int
has_sign(const blt__rule *r)
{
    for (int i = 0; i < SIDE; i++)
        if (r->from[i] == '\'' || r->to[i] == '\'' || r->from[i] == '-'
            || r->to[i] == '-')
            return 1;
    return 0;
}

static blt_status
add_tries(learning *l, blt_error *err)
{
    blt__channel *c = l->c;
    tries t = { 0 };
    blt_status s = BLT_OK;

    for (size_t i = 0; i < l->n; i++) {
        blt__lattice_sum(c, &l->pair[i], 1, note, &t);
        join(&t, &l->pair[i]);
    }
    for (size_t i = 0; i < t.n && s == BLT_OK && !t.failed; i++) {
        blt__rule *r = &t.rule[i];
        uint32_t has = c->slot[blt__channel_rule_slot(c, r->from, r->n_from,
                                                      r->to, r->n_to)];
        double bits;

        if (t.made[i] < OCCASIONS || has_sign(r)
            || (has != 0 && !c->rule[has - 1].made))
            continue;
        bits = r->n_from + r->n_to > 2 ? composed(c, r)
            : blt__channel_edit_bits(c, r->from, r->n_from, r->to, r->n_to,
                                     BLT__POSITION_INNER);
        for (int k = 0; k < BLT__POSITIONS; k++)
            r->bits[k] = (float)bits;
        if (r->n_from + r->n_to <= 2)
            for (int k = 0; k < BLT__POSITIONS; k++)
                r->bits[k] =
                    blt__channel_edit_bits(c, r->from, r->n_from, r->to,
                                           r->n_to, (blt__position)k);
        else
            r->bits[BLT__POSITION_FIRST] +=
                c->prior[BLT__EDIT_OTHER][BLT__POSITION_FIRST]
                - c->prior[BLT__EDIT_OTHER][BLT__POSITION_INNER];
        r->learned = 1;
        s = blt__channel_add_rule(c, r, err);
    }
    if (t.failed)
        s = blt__fail_memory(err, "rules");
    free(t.rule);
    free(t.made);
    free(t.slot);
    return s == BLT_OK ? blt__channel_index(c, err) : s;
}

/* Those that save less than they must are marked, then left out. */
static blt_status
drop_tries(learning *l, blt_error *err)
{
    blt__channel *c = l->c;
    size_t n = 0;

    for (size_t i = 0; i < c->n_rules; i++) {
        blt__rule *r = &c->rule[i];
        double saved = 0;

        for (int s = 0; s < BLT__POSITIONS && r->learned; s++) {
            double bits = r->n_from + r->n_to > 2 ? composed(c, r)
                : c->prior[blt__channel_edit_kind(c, r->from, r->n_from, r->to,
                                                  r->n_to)][s];

            saved += l->rule[i].made[s] * (bits - r->bits[s]);
            /* A single letter's rule may also say that it is rare. */
            if (r->n_from + r->n_to <= 2)
                saved += l->rule[i].could[s]
                    * (exp2(-bits) - exp2(-(double)r->bits[s])) / log(2);
        }
        r->drop = r->learned && saved < KEEP;
    }
    for (size_t i = 0; i < c->n_rules; i++)
        if (!c->rule[i].drop)
            c->rule[n++] = c->rule[i];
    c->n_rules = n;
    return blt__channel_index(c, err);
}

/* ---- the whole ---------------------------------------------------------------- */

/* New rules begin with `eager` bits less than is believed of them, lest they
 * never get a chance beside the short ones that together say the same. */
static blt_status
rounds(learning *l, int n, float eager, blt_error *err)
{
    blt__channel *c = l->c;
    float(*believed)[BLT__POSITIONS] =
        calloc(c->n_rules + 1, sizeof *believed);
    float prior[BLT__EDIT_KINDS][BLT__POSITIONS];
    blt_status s = BLT_OK;

    free(l->rule);
    l->rule = calloc(c->n_rules + 1, sizeof *l->rule);
    if (believed == NULL || l->rule == NULL)
        s = blt__fail_memory(err, "rules");
    for (size_t i = 0; s == BLT_OK && i < c->n_rules; i++) {
        memcpy(believed[i], c->rule[i].bits, sizeof believed[i]);
        for (int k = 0; k < BLT__POSITIONS && c->rule[i].learned; k++)
            c->rule[i].bits[k] -= eager;
    }
    memcpy(prior, c->prior, sizeof prior);
    for (int i = 0; i < n && s == BLT_OK; i++) {
        expect(l);
        maximise(l, (const float (*)[BLT__POSITIONS])believed,
                 (const float (*)[BLT__POSITIONS])prior);
        blt__channel_price_groups(c);
    }
    free(believed);
    return s;
}

blt_status
blt__channel_learn(blt__channel *c, const blt__spelling_pair *pair, size_t n,
                   blt_error *err)
{
    learning l = { .c = c, .pair = pair, .n = n };
    blt_status s = rounds(&l, 2, 0, err);

    if (s == BLT_OK)
        s = add_tries(&l, err);
    if (s == BLT_OK)
        s = rounds(&l, ROUNDS, EAGER, err);
    if (s == BLT_OK)
        s = drop_tries(&l, err);
    if (s == BLT_OK)
        s = rounds(&l, ROUNDS, 0, err);
    free(l.rule);
    return s;
}
