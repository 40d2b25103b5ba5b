/* Candidates: the error model run backwards over the lexicon's words.
 *
 * A state is a place among the words (a prefix of what was meant), how far
 * the written word is explained by it, and the bits that this cost.  From a
 * state the letters go on as written for as long as there are such words,
 * and at each of them a mistake may come instead: that is a new state, and
 * waits for its turn.  States are taken in the order of
 *
 *     bits so far + those of the cheapest mistake there + the fewest unigram
 *     bits of any word behind the place,
 *
 * which is never more than a candidate from here will cost, so the first k
 * words that come out are the k best [A*: Hart, Nilsson, Raphael 1968].
 * That bound is what makes it fast: behind a costly mistake only frequent
 * words are looked for.
 *
 * Several mistakes are looked for from both ends of the word.  Of the bits
 * that they cost, at most half explain the first half of the word, or at most
 * half explain the rest; so from either end the first letters have half the
 * limit, and behind them, where few words go on as they began, all of it.
 * What is found twice is one candidate.  This is a tenth of the work of one
 * search from the beginning [Mihov, Schulz 2004].
 *
 * Work is bounded by the number of states; what the bound cuts off is the
 * costliest. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "candidates/edit_costs.h"
#include "candidates/nbest.h"
#include "candidates/index.h"

enum {
    STATES = 1 << 15,           /* at most made for a word */
    BUCKETS = 1024,             /* of the queue, by bits */
    PER_BIT = 16,               /* buckets a bit */
    WIDE = 16,                  /* limits from which on it is worth looking
                                   from both ends */
    SLACK = 12,                 /* bits behind the best that nothing makes
                                   up for: no need to look there */
    LIST = 24,                  /* limits from which on it is for people, who
                                   choose for themselves: */
    LIST_SLACK = 14
};

#define ROUNDING 0.01f          /* sums of a few floats */
#define STEPS 1024.f            /* a bit: so the order of sums does not show */
#define PLACES 1.f              /* bits that a mistake may cost less or more
                                   by the letters meant: half or twice as many
                                   as were written */

/* What the capitals of a prefix were; ODD: one where none is looked for. */
enum { FIRST_UPPER = 1, LATER_UPPER = 2, LOWER = 4, SECOND_LETTER = 8,
       ODD = 16, ROUGH = 32 };

typedef struct state {
    uint32_t at;                /* the twig */
    uint32_t word;              /* the first of two, or BLT__NO_WORD */
    uint32_t next, twin;        /* in its bucket, at its twig, + 1 */
    float g;                    /* channel bits */
    float u;                    /* unigram bits of `word` */
    uint8_t j;                  /* written letters explained */
    uint8_t m;                  /* letters meant */
    uint8_t edits, flags;
} state;

struct blt__search {
    state state[STATES];
    uint32_t n_states;
    uint32_t bucket[BUCKETS];   /* state + 1, or 0 */
    int lowest;                 /* bucket that may hold a state */
    uint32_t turn;              /* of a twig that this search came to */
    blt__readings readings;
    blt__explain explain[2];    /* of the written word, from each end */

    /* of this word */
    blt__case written;
    float place, toll[2];       /* bits of a place; of any mistake, the first
                                   and others */
    float limit;
    blt__found found;           /* states above its bound are useless */

    /* of this pass over it */
    blt__trie *t;
    blt__explain *e;
    int backwards;
    size_t half;                /* so many letters, and no more than so */
    float half_limit;           /*   many bits for what explains them */
    float across[BLT__WORD_LETTERS + 1];    /* least bits of a mistake from
                                   there to behind them */
};

static float
min(float a, float b)
{
    return b < a ? b : a;
}

/* The fewest unigram bits of any word behind a twig. */
static float
least(const blt__search *s, uint32_t at)
{
    return blt__trie_least(s->t, at);
}

/* ---- the queue --------------------------------------------------------------- */

/* The same state with as few bits, if it was there.  Places are paid for by
 * the letters written until those meant are known, so of two that made another
 * number of mistakes either may turn out to be cheaper. */
static int
seen(blt__search *s, const state *x)
{
    blt__twig *t = &s->t->twig[x->at];

    if (t->turn != s->turn) {
        t->turn = s->turn;
        t->state = 0;
    }
    for (uint32_t i = t->state; i != 0; i = s->state[i - 1].twin) {
        state *y = &s->state[i - 1];

        if (y->j == x->j && y->word == x->word) {
            float more = PLACES * (float)abs(y->edits - x->edits);

            if (y->g + more <= x->g)
                return 1;
            if (x->g + more <= y->g)
                y->g = INFINITY;        /* not worth a look */
        }
    }
    return 0;
}

static int
bucket_of(const blt__search *s, float f)
{
    int b = f < BUCKETS / PER_BIT ? (int)(f * PER_BIT) : BUCKETS - 1;

    return b < s->lowest ? s->lowest : b;
}

/* 0: it was there with as few bits. */
static int
push(blt__search *s, const state *x, float f)
{
    blt__twig *t = &s->t->twig[x->at];
    int b = bucket_of(s, f);
    state *y;

    if (s->n_states == STATES)
        return 1;
    if (seen(s, x))
        return 0;
    y = &s->state[s->n_states++];
    *y = *x;
    y->flags |= ROUGH;
    y->next = s->bucket[b];
    y->twin = t->state;
    s->bucket[b] = t->state = s->n_states;
    return 1;
}

/* ---- ends -------------------------------------------------------------------- */

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

/* Bits for the capitals of the word that ends here, the second of two if
 * `second`: that is written small, unless all is in capitals. */
static float
capitals(const blt__search *s, const state *x, int second)
{
    blt__case written = !second || s->written == BLT__CASE_UPPER ? s->written
        : BLT__CASE_LOWER;

    return blt__case_fits(written, case_of(x->flags)) ? 0
        : s->e->c->prior[BLT__EDIT_CASE][BLT__POSITION_INNER];
}

static void
end_word(blt__search *s, const state *x)
{
    const blt__twig *t = &s->t->twig[x->at];
    blt__candidate r;

    if (t->word >= s->t->minima->words || x->flags & ODD)
        return;
    /* What step() finds odd, seen from the end. */
    if (s->backwards && x->edits == 0 && case_of(x->flags) == BLT__CASE_MIXED)
        return;
    r.unigram = x->u + t->bits / 4.0f;
    if (!(x->g + r.unigram < s->found.bound + 1))
        return;
    if (x->word != BLT__NO_WORD && !t->listed)
        return;
    r.word[0] = x->word == BLT__NO_WORD || s->backwards ? t->word : x->word;
    r.word[1] = s->backwards || x->word == BLT__NO_WORD ? x->word : t->word;
    r.channel = x->g + capitals(s, x, x->word != BLT__NO_WORD
                                && !s->backwards);
    /* The search paid for places by the letters written. */
    r.channel += x->edits
        * (blt__channel_edit_penalty(s->e->c, x->m) - s->place);
    r.channel = roundf(r.channel * STEPS) / STEPS;
    if (r.channel <= s->limit)
        blt__found_put(&s->found, &r);
}

/* ---- steps ------------------------------------------------------------------- */

/* What every mistake at x pays beside its own bits. */
static float
toll(const blt__search *s, const state *x)
{
    return s->toll[x->edits > 0];
}

/* Goes to a child of where x is.  From the end any letter may turn out to be
 * the first. */
static void
go(const blt__search *s, state *x, uint32_t child, unsigned written)
{
    blt__bud b = s->t->bud[child];
    unsigned how = b.upper ? s->backwards || x->m == 0 ? FIRST_UPPER
        : LATER_UPPER : b.letter != '\'' && b.letter != '-' ? LOWER : 0;

    if (s->backwards && x->flags & FIRST_UPPER) {
        x->flags &= (uint8_t)~FIRST_UPPER;
        x->flags |= LATER_UPPER;
    }
    x->at = child;
    x->j = (uint8_t)(x->j + written);
    x->flags |= (uint8_t)(how | (x->m > 0 ? SECOND_LETTER : 0));
    x->m++;
}

/* How many bits may explain j letters. */
static float
limit_at(const blt__search *s, size_t j)
{
    return j <= s->half ? s->half_limit : s->limit;
}

/* Whether any mistake at j can be paid for, g with the toll for it. */
static int
affords(const blt__search *s, size_t j, float g)
{
    return g + s->e->cheapest[j] <= limit_at(s, j)
        || (j <= s->half && g + s->across[j] <= s->limit);
}

/* What bits a mistake may have at x that leads to a word of so many unigram
 * bits, and explains `written` more letters. */
static float
room_for(const blt__search *s, const state *x, float fewest, size_t written)
{
    return min(s->found.bound - x->u - fewest, limit_at(s, x->j + written))
        - x->g - toll(s, x);
}

/* The least bits, those of the word with them, of any mistake at x, or `low`
 * when none has less. */
static float
next_mistake(blt__search *s, const state *x, float low)
{
    const blt__twig *t = blt__trie_twig(s->t, x->at);
    size_t j = x->j;

    if (j < s->e->n) {
        low = min(low, s->e->extra[j] + least(s, x->at));
        if (j > 0 && x->word == BLT__NO_WORD && t->word != BLT__NO_WORD)
            low = min(low, t->bits / 4.0f + least(s, 0)
                      + s->e->c->prior[BLT__EDIT_SPACE_DELETION]
                                      [BLT__POSITION_INNER]);
    }
    for (uint32_t i = t->child; i < t->child + t->n
         && least(s, i) + s->e->cheapest[j] < low; i++)
        low = min(low, least(s, i)
                  + blt__explain_best(s->e, s->t->bud[i].letter, j));
    return low;
}

/* Capitals are looked for where words have them: at their beginning, or
 * throughout; elsewhere only where another mistake follows. */
static int
odd_capital(const blt__search *s, const state *x, uint32_t child)
{
    return s->t->bud[child].upper && x->m > 0 && !s->backwards
        && !(x->flags & LATER_UPPER)
        && !(x->flags & FIRST_UPPER && x->m == 1);
}

/* To a child whose letter is written at x. */
static void
step(const blt__search *s, state *x, uint32_t child)
{
    unsigned odd = odd_capital(s, x, child) ? ODD : 0;

    go(s, x, child, 1);
    x->flags |= (uint8_t)odd;
}

/* Goes on as is written; wherever another mistake can be paid for, a state
 * waits for its turn.  If it was there already, so was what is behind it. */
static void
walk(blt__search *s, state x)
{
    for (;;) {
        const blt__twig *t;
        float f = x.g + x.u, p = toll(s, &x);
        float more = p + s->e->cheapest[x.j];
        uint32_t letter = s->e->w[x.j], i;

        if (affords(s, x.j, x.g + p)
            && (f += least(s, x.at) + more) < s->found.bound
            && !push(s, &x, f))
            return;
        f = x.g + x.u;
        if (x.j == s->e->n) {
            end_word(s, &x);
            return;
        }
        if (!blt__trie_leads(s->t, x.at, letter))
            return;
        t = blt__trie_twig(s->t, x.at);
        i = blt__trie_child(s->t, t, t->child, letter);
        if (i == t->child + t->n)
            return;
        for (; s->t->bud[i].twin;
             i = blt__trie_child(s->t, t, i + 1, letter))
            if (f + least(s, i) < s->found.bound + 1) {
                state y = x;

                step(s, &y, i);
                walk(s, y);
            }
        if (!(f + least(s, i) < s->found.bound + 1))
            return;
        step(s, &x, i);
    }
}

/* Whether nothing goes on from a twig with j letters explained: neither what
 * is written, nor another mistake that can be paid for. */
static int
dead(const blt__search *s, uint32_t at, size_t j, float g, float u)
{
    if (j < s->e->n ? blt__trie_leads(s->t, at, s->e->w[j])
        : s->t->bud[at].ends)
        return 0;
    return !affords(s, j, g + s->place)
        || !(g + u + least(s, at) + s->place + s->e->cheapest[j]
             < s->found.bound);
}

/* A mistake that leads from x to its own twig or a child of it. */
static void
edit(blt__search *s, const state *x, uint32_t at, unsigned written,
     float bits)
{
    float g = x->g + (bits + toll(s, x));
    state y;

    if (!(g <= limit_at(s, x->j + written))
        || dead(s, at, x->j + written, g, x->u))
        return;
    y = *x;
    if (at != x->at)
        go(s, &y, at, written);
    else
        y.j = (uint8_t)(x->j + written);
    y.g = g;
    y.edits++;
    y.flags &= (uint8_t)~ODD;
    walk(s, y);
}

/* The rest of a rule's letters from x on. */
static void
take_move(blt__search *s, const state *x, const blt__move *v, unsigned at,
          float bits)
{
    const blt__twig *t;

    if (at == v->n_from) {
        edit(s, x, x->at, v->n_to, bits);
        return;
    }
    if (!blt__trie_leads(s->t, x->at, v->from[at]))
        return;
    t = blt__trie_twig(s->t, x->at);
    for (uint32_t i = blt__trie_child(s->t, t, t->child, v->from[at]);
         i < t->child + t->n;
         i = s->t->bud[i].twin ? blt__trie_child(s->t, t, i + 1, v->from[at])
             : t->child + t->n)
        if (bits < room_for(s, x, least(s, i), v->n_to)
            && !odd_capital(s, x, i)) {
            state y = *x;

            go(s, &y, i, 0);
            take_move(s, &y, v, at + 1, bits);
        }
}

/* Rules from the list that begin with this child's letter. */
static void
take_moves(blt__search *s, const state *x, uint32_t child, size_t list)
{
    uint32_t letter = s->t->bud[child].letter;
    float fewest = least(s, child);

    for (int i = s->e->head[list][letter % BLT__HEADS]; i >= 0;
         i = s->e->move[i].next) {
        const blt__move *v = &s->e->move[i];
        float bits = v->bits[blt__explain_spot(s->e, x->j, v->n_to)];

        if (v->from[0] == letter
            && bits < room_for(s, x, fewest, v->n_to)) {
            state y = *x;

            go(s, &y, child, 0);
            take_move(s, &y, v, 1, bits);
        }
    }
}

/* Mistakes that begin with the letter of a child. */
static void
take_child(blt__search *s, const state *x, uint32_t child)
{
    uint32_t letter = s->t->bud[child].letter;
    float fewest = least(s, child), bits;
    size_t j = x->j;

    if (j < s->e->n && letter != s->e->w[j]
        && (bits = blt__explain_substitute(s->e, letter, j))
            < room_for(s, x, fewest, 1))
        edit(s, x, child, 1, bits);
    if ((bits = blt__explain_lost(s->e, letter, j))
            < room_for(s, x, fewest, 0))
        edit(s, x, child, 0, bits);
    if (!(blt__explain_rule(s->e, letter, j)
              < room_for(s, x, fewest, BLT__SIDE_MAX)))
        return;
    if (j < s->e->n)
        take_moves(s, x, child, j);
    take_moves(s, x, child, BLT__WORD_LETTERS);
}

/* A blank forgotten here: the first word is complete, another begins. */
static void
split(blt__search *s, const state *x)
{
    const blt__twig *t = &s->t->twig[x->at];
    float bits = s->e->c->prior[BLT__EDIT_SPACE_DELETION][BLT__POSITION_INNER];
    state y = *x;

    if (t->word >= s->t->minima->words || !t->listed
        || s->e->w[x->j] == ' ' || s->e->w[x->j - 1] == ' ')
        return;
    /* Nor does step() find capitals in the second of two words. */
    if (s->backwards && x->flags & (FIRST_UPPER | LATER_UPPER))
        return;
    y.u = t->bits / 4.0f;
    if (!(x->g + bits + toll(s, x) + y.u + least(s, 0) < s->found.bound))
        return;
    y.g += capitals(s, x, s->backwards);
    y.word = t->word;
    y.at = 0;
    y.flags = 0;
    y.m++;
    edit(s, &y, 0, 0, bits);
}

/* Whether two more mistakes at x or behind it can be paid for. */
static int
affords_two(const blt__search *s, const state *x)
{
    float more = toll(s, x) + s->e->cheapest[x->j] + s->place
        + s->e->later[x->j];

    return x->g + more <= s->limit
        && x->g + x->u + least(s, x->at) + more < s->found.bound;
}

/* Bits of a bud's mask for what is written at j, or at the end for that. */
static int
goes_on(const blt__search *s, blt__bud b, size_t j)
{
    return j < s->e->n ? b.mask >> s->e->w[j] % 32 & 1 : b.ends;
}

static void
expand(blt__search *s, const state *x)
{
    const blt__twig *t = blt__trie_twig(s->t, x->at);
    size_t j = x->j;
    float room = room_for(s, x, 0, BLT__SIDE_MAX);
    uint32_t begins = s->e->begins[j] | s->e->begins[BLT__WORD_LETTERS];
    int again = affords_two(s, x);

    if (j < s->e->n && s->e->extra[j] < room_for(s, x, least(s, x->at), 1))
        edit(s, x, x->at, 1, s->e->extra[j]);
    if (j > 0 && j < s->e->n && x->word == BLT__NO_WORD)
        split(s, x);
    for (uint32_t i = t->child; i < t->child + t->n; i++) {
        blt__bud b = s->t->bud[i];
        float more = s->found.bound - x->u - least(s, i) - x->g - toll(s, x);

        if (!(s->e->cheapest[j] < more))
            break;
        /* The last mistake: what is written must go on behind it. */
        if (!again && !(begins >> b.letter % 32 & 1) && !goes_on(s, b, j)
            && !(j < s->e->n && goes_on(s, b, j + 1)))
            continue;
        if (blt__explain_best(s->e, b.letter, j) < min(more, room))
            take_child(s, x, i);
    }
}

/* Whether it is the turn of a state, or when it is: it came into the queue by
 * the least that any mistake costs, which only now is worth a look at what
 * lies behind it. */
static int
is_due(blt__search *s, uint32_t i)
{
    state *x = &s->state[i - 1];
    float f = x->g + x->u + toll(s, x);
    int b;

    if (!(x->flags & ROUGH))
        return 1;
    x->flags &= (uint8_t)~ROUGH;
    f += next_mistake(s, x, s->found.bound - f);
    b = bucket_of(s, f);
    if (b == s->lowest)
        return 1;
    if (f < s->found.bound) {
        x->next = s->bucket[b];
        s->bucket[b] = i;
    }
    return 0;
}

/* All states whose turn comes before the bound. */
static void
take_turns(blt__search *s)
{
    s->n_states = 0;
    s->lowest = 0;
    memset(s->bucket, 0, sizeof s->bucket);
    if (++s->turn == 0)
        blt__trie_prune(s->t);
    walk(s, (state){ .word = BLT__NO_WORD });
    while (s->lowest < BUCKETS && (float)s->lowest / PER_BIT < s->found.bound)
        if (s->bucket[s->lowest] == 0) {
            s->lowest++;
        } else {
            uint32_t i = s->bucket[s->lowest];
            state *y = &s->state[i - 1], x = *y;

            s->bucket[s->lowest] = y->next;
            if (x.g <= s->limit && is_due(s, i))
                expand(s, &x);
        }
}

/* ---- passes ------------------------------------------------------------------ */

/* From one end, whose first `half` letters may cost half_limit. */
static void
pass(blt__search *s, blt__trie *t, int backwards, size_t half,
     float half_limit)
{
    s->t = t;
    s->e = &s->explain[backwards];
    s->backwards = backwards;
    s->half = half;
    s->half_limit = half_limit;
    for (size_t j = 0; j <= half; j++)
        s->across[j] = half - j < BLT__SIDE_MAX
            ? blt__explain_longest(s->e, j, half - j) : INFINITY;
    if (t->n > BLT__TWIGS / 2)
        blt__trie_prune(t);
    take_turns(s);
    if (t->full) {              /* of what was there before, perhaps */
        blt__trie_prune(t);
        take_turns(s);
    }
}

size_t
blt__search_run(blt__search *s, const blt__lexicon *l, const blt__channel *c,
                const char *written, size_t n, float limit,
                blt__candidate *out, size_t max)
{
    blt__reading *r = blt__readings_of(&s->readings, l, c);
    uint32_t w[BLT__WORD_LETTERS], turned[BLT__WORD_LETTERS];
    size_t bytes = n;

    n = blt__channel_letters(c, w, written, n);
    if (n == 0 || max == 0 || r == NULL || r->minima.words == 0)
        return 0;
    s->written = blt__word_case(written, bytes);
    s->place = blt__channel_edit_penalty(c, n);
    s->toll[0] = s->place + blt__channel_word_penalty(c);
    s->toll[1] = s->place;
    s->limit = limit;
    s->found = (blt__found){ out, 0, max, limit < LIST ? SLACK : LIST_SLACK,
                             INFINITY };
    blt__explain_word(&s->explain[0], c, r->made, w, n);
    if (limit < WIDE || !blt__reading_turn(r)) {
        pass(s, &r->onwards, 0, n, limit);
        return blt__found_kept(&s->found);
    }
    for (size_t i = 0; i < n; i++)
        turned[i] = w[n - 1 - i];
    blt__explain_word(&s->explain[1], r->turned, r->made, turned, n);
    /* The first mistake pays blt__channel_word_penalty once, whatever the
     * end. */
    limit = (limit + s->toll[0] - s->toll[1]) / 2 + ROUNDING;
    pass(s, &r->onwards, 0, n / 2, limit);
    pass(s, &r->backwards, 1, n - n / 2 - 1, limit);
    return blt__found_kept(&s->found);
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
    blt__readings_free(&s->readings);
    free(s);
}
