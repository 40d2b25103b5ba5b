/* Candidates: the error model run backwards over the lexicon's automaton.
 *
 * A state is a place in the automaton (a prefix of what was meant), how far
 * the written word is explained by it, and the bits that this cost.  States
 * are taken in the order of
 *
 *     bits so far + the fewest unigram bits of any word behind the place,
 *
 * which is never more than a candidate from here will cost, so the first k
 * words that come out are the k best [A*: Hart, Nilsson, Raphael 1968].  The
 * words behind a place have consecutive numbers; a table of minima over
 * ranges answers for all places at once.  That bound is what makes it fast:
 * behind a costly mistake only frequent words are looked for.
 *
 * Work is bounded by the number of states; what the bound cuts off is the
 * costliest. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "spell/explain.h"
#include "spell/minima.h"

enum {
    STATES = 1 << 15,           /* at most made for a word */
    SLOTS = 2 * STATES,         /* of the table of states seen */
    BUCKETS = 1024,             /* of the queue, by bits */
    PER_BIT = 16,               /* buckets a bit */
    CHILDREN = 1024,            /* letters that may follow a place */
    CACHE = 8,                  /* lexicons whose minima are kept */
    SLACK = 14                  /* bits behind the best that nothing makes
                                   up for: no need to look there */
};

/* What the capitals of a prefix were. */
enum { FIRST_UPPER = 1, LATER_UPPER = 2, LOWER = 4, SECOND_LETTER = 8 };

typedef struct state {
    blt__place at;
    uint32_t end;               /* words at.number .. end - 1 lie behind */
    uint32_t word;              /* the first of two, or BLT__NO_WORD */
    uint32_t next;              /* in its bucket, + 1 */
    float g;                    /* channel bits */
    float u;                    /* unigram bits of `word` */
    uint8_t j;                  /* written letters explained */
    uint8_t m;                  /* letters meant */
    uint8_t edits, flags;
} state;

typedef struct child {
    uint32_t letter;            /* folded */
    uint32_t end;
    blt__place at;
    uint8_t upper, lower;
} child;

struct blt__search {
    state state[STATES];
    uint32_t n_states;
    uint32_t bucket[BUCKETS];   /* state + 1, or 0 */
    uint32_t seen[SLOTS];       /* state + 1 when epoch fits */
    uint32_t epoch[SLOTS], now;
    blt__minima minima[CACHE];
    uint64_t clock;

    /* of this word */
    const blt__lexicon *l;
    const blt__minima *least;
    blt__case written;
    float place, first;         /* bits that each mistake costs, and the first
                                   beside that */
    float limit, bound;         /* bound: states above it are useless */
    blt__candidate *out;
    size_t count, max;
    blt__explain e;             /* of the written word */

    child child[CHILDREN];      /* of the state at hand */
    uint8_t byte[4][256];
    blt__place to[4][256];
};

static float
min(float a, float b)
{
    return b < a ? b : a;
}

/* ---- minima ------------------------------------------------------------------ */

/* Those of a lexicon, made when it is met; the one longest unused makes
 * room. */
static const blt__minima *
minima_of(blt__search *s, const blt__lexicon *l)
{
    blt__minima *old = &s->minima[0];

    s->clock++;
    for (int i = 0; i < CACHE; i++) {
        blt__minima *t = &s->minima[i];

        if (t->l == l) {
            t->used = s->clock;
            return t;
        }
        if (t->used < old->used)
            old = t;
    }
    blt__minima_free(old);
    old->used = s->clock;
    return blt__minima_make(old, l) ? old : NULL;
}

static float
least(const blt__search *s, uint32_t from, uint32_t to)
{
    return blt__minima_least(s->least, from, to);
}

/* ---- the queue --------------------------------------------------------------- */

/* Whether the same state was there with as few bits; takes note of this. */
static int
seen(blt__search *s, const state *x, uint32_t index)
{
    uint64_t h = ((uint64_t)x->at.node << 32 | x->at.number)
        * 0x9e3779b97f4a7c15u;
    size_t i;

    h ^= (uint64_t)x->word * 0xc2b2ae3d27d4eb4fu + x->j;
    h *= 0xff51afd7ed558ccdu;
    for (i = (size_t)(h >> 40) & (SLOTS - 1); s->epoch[i] == s->now;
         i = (i + 1) & (SLOTS - 1)) {
        const state *y = &s->state[s->seen[i]];

        if (y->at.node == x->at.node && y->at.number == x->at.number
            && y->j == x->j && y->word == x->word) {
            if (y->g <= x->g)
                return 1;
            s->state[s->seen[i]].g = INFINITY;      /* not worth a look */
            break;
        }
    }
    s->epoch[i] = s->now;
    s->seen[i] = index;
    return 0;
}

/* 0: it was there with as few bits. */
static int
push(blt__search *s, const state *x, float f)
{
    uint32_t i = s->n_states, *bucket;
    state *y;

    if (i == STATES)
        return 1;
    if (seen(s, x, i))
        return 0;
    y = &s->state[s->n_states++];
    *y = *x;
    bucket = &s->bucket[f < BUCKETS / PER_BIT ? f < 0 ? 0
                        : (int)(f * PER_BIT) : BUCKETS - 1];
    y->next = *bucket;
    *bucket = i + 1;
    return 1;
}

/* ---- results ----------------------------------------------------------------- */

/* By all bits; equal ones by number, so that nothing depends on the way. */
static int
better(const blt__candidate *a, const blt__candidate *b)
{
    float x = a->channel + a->unigram, y = b->channel + b->unigram;

    if (x != y)
        return x < y;
    return a->word[0] != b->word[0] ? a->word[0] < b->word[0]
        : a->word[1] < b->word[1];
}

static void
insert(blt__search *s, const blt__candidate *x)
{
    size_t i;

    for (i = 0; i < s->count; i++)
        if (s->out[i].word[0] == x->word[0] && s->out[i].word[1]
            == x->word[1])
            break;
    if (i < s->count && !better(x, &s->out[i]))
        return;
    if (i == s->count) {
        if (i == s->max && !better(x, &s->out[i - 1]))
            return;
        if (i < s->max)
            s->count++;
        else
            i--;
    }
    for (; i > 0 && better(x, &s->out[i - 1]); i--)
        s->out[i] = s->out[i - 1];
    s->out[i] = *x;
    s->bound = s->out[0].channel + s->out[0].unigram + SLACK;
    if (s->count == s->max)
        s->bound = min(s->bound, s->out[s->max - 1].channel
                                   + s->out[s->max - 1].unigram);
}

static blt__case
case_of(unsigned flags)
{
    if (!(flags & (FIRST_UPPER | LATER_UPPER)))
        return BLT__CASE_LOWER;
    if (flags & FIRST_UPPER && !(flags & LATER_UPPER))
        return BLT__CASE_TITLE;
    return flags & FIRST_UPPER && !(flags & LOWER) && flags & SECOND_LETTER
        ? BLT__CASE_UPPER : BLT__CASE_MIXED;
}

/* Bits for the capitals of the word that ends here.  The second of two is
 * written small, unless all is in capitals. */
static float
capitals(const blt__search *s, const state *x)
{
    blt__case written = x->word == BLT__NO_WORD || s->written
        == BLT__CASE_UPPER ? s->written : BLT__CASE_LOWER;

    return blt__case_fits(written, case_of(x->flags)) ? 0
        : s->e.c->prior[BLT__CASE][BLT__INNER];
}

/* As blt__lexicon_bits, which has to look further. */
static float
unigram(const blt__search *s, uint32_t word)
{
    return s->least->bits[word] / 4.0f;
}

static void
end_word(blt__search *s, const state *x)
{
    uint32_t word = blt__lexicon_end(s->l, x->at);
    blt__candidate r;

    if (word >= s->least->words)
        return;
    r.unigram = x->u + unigram(s, word);
    if (!(x->g + r.unigram < s->bound + 1))
        return;
    r.word[0] = x->word == BLT__NO_WORD ? word : x->word;
    r.word[1] = x->word == BLT__NO_WORD ? BLT__NO_WORD : word;
    if (r.word[1] != BLT__NO_WORD && !blt__lexicon_listed(s->l, word))
        return;
    r.channel = x->g + capitals(s, x);
    /* The search paid for places by the letters written. */
    r.channel += x->edits * (blt__channel_place(s->e.c, x->m) - s->place);
    if (r.channel <= s->limit)
        insert(s, &r);
}

/* ---- steps ------------------------------------------------------------------- */

/* The letters that may follow a place, folded: those that stand written at
 * j, and those whose mistakes may cost less than room. */
static size_t
follow(blt__search *s, size_t j, float room, blt__place at, uint32_t end,
       unsigned deep, uint32_t lead, unsigned more, size_t n)
{
    child *out = s->child;
    size_t k = blt__lexicon_children(s->l, at, s->byte[deep], s->to[deep],
                                     256);

    for (size_t i = 0; i < k && n < CHILDREN; i++) {
        uint8_t b = s->byte[deep][i];
        blt__place to = s->to[deep][i];
        uint32_t last = i + 1 < k ? s->to[deep][i + 1].number : end;

        if (deep == 0 && b >= 0xc0) {
            unsigned rest = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;

            n = follow(s, j, room, to, last, 1, b & (0x3f >> rest), rest,
                       n);
        } else if (deep > 0 && deep < more) {
            n = follow(s, j, room, to, last, deep + 1,
                       lead << 6 | (b & 63), more, n);
        } else {
            uint32_t letter = deep ? lead << 6 | (b & 63) : b;
            uint32_t low = blt__channel_fold(s->e.c, letter);
            int upper = low != letter && letter != 0x2019;

            if ((j < s->e.n && low == s->e.w[j])
                || blt__explain_best(&s->e, low, j) < room)
                out[n++] = (child){ low, last, to, (uint8_t)upper, !upper
                    && letter != '\'' && letter != '-' };
        }
    }
    return n;
}

static state
after(const state *x, const child *k, unsigned written)
{
    state y = *x;

    y.at = k->at;
    y.end = k->end;
    y.j = (uint8_t)(x->j + written);
    y.flags |= k->upper ? x->flags & SECOND_LETTER || x->m > 0
        ? LATER_UPPER : FIRST_UPPER : 0;
    y.flags |= k->lower ? LOWER : 0;
    y.flags |= x->m > 0 ? SECOND_LETTER : 0;
    y.m++;
    return y;
}

static float
price(const blt__search *s, const state *x, float bits)
{
    return bits + s->place + (x->edits == 0 ? s->first : 0);
}

/* Where a letter leads, small or as a capital. */
static int
into(const blt__search *s, child *k, const state *x, uint32_t letter,
     int upper)
{
    uint32_t c = upper ? blt__char_upper(letter) : letter;
    uint8_t byte[4];
    size_t n = blt__utf8_put(byte, c);

    *k = (child){ letter, x->end, x->at, (uint8_t)upper, (uint8_t)!upper };
    for (size_t i = 0; i < n && k->at.node != BLT__NO_NODE; i++)
        k->at = blt__lexicon_into(s->l, k->at, byte[i], &k->end);
    return k->at.node != BLT__NO_NODE && (!upper || c != letter);
}

/* Capitals are looked for where words have them: at their beginning, or
 * throughout. */
static int
may_be_upper(const state *x)
{
    return x->m == 0 || x->flags & LATER_UPPER
        || (x->flags & FIRST_UPPER && x->m == 1);
}

/* Where the letters of the written word from j on lead as they are. */
static void
finish(blt__search *s, const state *x)
{
    state y = *x;

    for (; y.j < s->e.n; y.j++, y.m++) {
        const uint8_t *byte = s->e.spelt[y.j];
        blt__place at = y.at;
        child k;

        for (; *byte != 0 && at.node != BLT__NO_NODE; byte++)
            at = blt__lexicon_step(s->l, at, *byte);
        if (may_be_upper(&y) && into(s, &k, &y, s->e.w[y.j], 1)) {
            state z = after(&y, &k, 1);

            finish(s, &z);
        }
        if (at.node == BLT__NO_NODE)
            return;
        y.at = at;
        y.flags |= LOWER | (y.m > 0 ? SECOND_LETTER : 0);
    }
    end_word(s, &y);
}

/* A state that has its bits, fewest those of the words behind it.  If the
 * rest is as written it has come to its end, which is seen at once (and was
 * seen, where only a letter as written has been added); whatever else may
 * come of it has another mistake to pay for, and waits for its turn. */
static void
arrive(blt__search *s, const state *x, float fewest, int walked)
{
    float f = x->g + x->u + fewest, more = price(s, x, s->e.cheapest[x->j]);

    if (x->g > s->limit || !(f < s->bound))
        return;
    if (x->g + more <= s->limit && f + more < s->bound
        && !push(s, x, f + more))
        return;
    if (!walked)
        finish(s, x);
}

static void
edit(blt__search *s, state y, float bits, float fewest)
{
    y.g += price(s, &y, bits);
    y.edits++;
    arrive(s, &y, fewest, 0);
}

/* The rest of a rule's letters from x on. */
static void
take_move(blt__search *s, const state *x, const blt__move *v, unsigned at,
          float bits, float fewest)
{
    if (at == v->n_from) {
        state y = *x;

        y.j = (uint8_t)(x->j + v->n_to);
        edit(s, y, bits, fewest);
        return;
    }
    for (int upper = 0; upper <= may_be_upper(x); upper++) {
        child k;
        state y;

        if (!into(s, &k, x, v->from[at], upper))
            continue;
        fewest = least(s, k.at.number, k.end);
        if (!(price(s, x, bits) + x->g + x->u + fewest < s->bound))
            continue;
        y = after(x, &k, 0);
        take_move(s, &y, v, at + 1, bits, fewest);
    }
}

/* Rules from the list that begin with this child's letter; room: what bits a
 * rule may have. */
static void
take_moves(blt__search *s, const state *x, const child *k, size_t list,
           float room, float fewest)
{
    for (int i = s->e.head[list][k->letter % BLT__HEADS]; i >= 0;
         i = s->e.move[i].next) {
        const blt__move *v = &s->e.move[i];
        float bits = v->bits[blt__spot_of(x->j, v->n_to, s->e.n)];
        state y;

        if (v->from[0] != k->letter || !(bits < room))
            continue;
        y = after(x, k, 0);
        take_move(s, &y, v, 1, bits, fewest);
    }
}

static void
take_child(blt__search *s, const state *x, const child *k)
{
    size_t j = x->j;
    float fewest = least(s, k->at.number, k->end);
    float room = min(s->bound - x->u - fewest, s->limit) - x->g
        - price(s, x, 0), bits;
    state y;

    if (!(x->g + x->u + fewest < s->bound))
        return;
    if (j < s->e.n && k->letter == s->e.w[j]) {
        y = after(x, k, 1);
        arrive(s, &y, fewest, 1);
    }
    if (room <= s->e.cheapest[j])
        return;
    if (j < s->e.n && k->letter != s->e.w[j]
        && (bits = blt__explain_substitute(&s->e, k->letter, j)) < room)
        edit(s, after(x, k, 1), bits, fewest);
    if ((bits = blt__explain_lost(&s->e, k->letter, j)) < room)
        edit(s, after(x, k, 0), bits, fewest);
    if (j < s->e.n)
        take_moves(s, x, k, j, room, fewest);
    take_moves(s, x, k, BLT__SPELT_MAX, room, fewest);
}

/* A blank forgotten here: the first word is complete, another begins. */
static void
split(blt__search *s, const state *x)
{
    uint32_t word = blt__lexicon_end(s->l, x->at);
    state y = *x;

    if (word >= s->least->words || s->e.w[x->j] == ' '
        || s->e.w[x->j - 1] == ' ')
        return;
    y.u = unigram(s, word);
    if (!(price(s, x, x->g + s->e.c->prior[BLT__BLANK_LOST][BLT__INNER]) + y.u
          + least(s, 0, s->least->words) < s->bound)
        || !blt__lexicon_listed(s->l, word))
        return;
    y.g += capitals(s, x);
    y.word = word;
    y.at = blt__lexicon_root(s->l);
    y.end = s->least->words;
    y.flags = 0;
    y.m++;
    edit(s, y, s->e.c->prior[BLT__BLANK_LOST][BLT__INNER],
         least(s, 0, y.end));
}

static void
expand(blt__search *s, const state *x)
{
    size_t n, j = x->j;
    float fewest = least(s, x->at.number, x->end), room;

    if (j < s->e.n)
        edit(s, (state){ x->at, x->end, x->word, 0, x->g, x->u,
                         (uint8_t)(j + 1), x->m, x->edits, x->flags },
             blt__channel_piece(s->e.c, NULL, 0, s->e.w + j, 1,
                                blt__spot_of(j, 1, s->e.n)),
             fewest);
    if (j > 0 && j < s->e.n && x->word == BLT__NO_WORD)
        split(s, x);
    room = min(s->bound - x->u - fewest, s->limit) - x->g - price(s, x, 0);
    n = follow(s, j, room, x->at, x->end, 0, 0, 0, 0);
    for (size_t i = 0; i < n; i++)
        take_child(s, x, &s->child[i]);
}

size_t
blt__search_run(blt__search *s, const blt__lexicon *l, const blt__channel *c,
                const char *written, size_t n, float limit,
                blt__candidate *out, size_t max)
{
    state x = { .word = BLT__NO_WORD };

    blt__explain_word(&s->e, c, written, n);
    s->least = minima_of(s, l);
    if (s->e.n == 0 || max == 0 || s->least == NULL || s->least->words == 0)
        return 0;
    s->l = l;
    s->written = blt__word_case(written, n);
    s->place = blt__channel_place(c, s->e.n);
    s->first = blt__channel_count(c);
    s->limit = limit;
    s->bound = INFINITY;
    s->out = out;
    s->max = max;
    s->count = 0;
    s->n_states = 0;
    memset(s->bucket, 0, sizeof s->bucket);
    if (++s->now == 0) {
        memset(s->epoch, 0, sizeof s->epoch);
        s->now = 1;
    }
    x.at = blt__lexicon_root(l);
    x.end = s->least->words;
    arrive(s, &x, least(s, 0, x.end), 0);
    for (int b = 0; b < BUCKETS && (float)b / PER_BIT < s->bound;)
        if (s->bucket[b] == 0) {
            b++;
        } else {
            state *y = &s->state[s->bucket[b] - 1];

            s->bucket[b] = y->next;
            x = *y;
            if (x.g <= limit)
                expand(s, &x);
        }
    return s->count;
}

blt_status
blt__search_new(blt__search **s, blt_error *err)
{
    *s = calloc(1, sizeof **s);
    return *s ? BLT_OK : blt__fail_memory(err, "candidates");
}

void
blt__search_free(blt__search *s)
{
    if (s == NULL)
        return;
    for (int i = 0; i < CACHE; i++)
        blt__minima_free(&s->minima[i]);
    free(s);
}
