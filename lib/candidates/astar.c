/* A* search for the intended words of a misspelling.
 *
 * A state is a node of the lexicon's trie (a prefix of the intended word)
 * with the number of written letters that it explains, and the bits of the
 * edits so far, g.  From a state the search follows the trie with the letters
 * as they are written, for as long as there are such words; at each letter an
 * edit may come instead, and a state is queued there.  States leave the queue
 * in the order of
 *
 *     f = g + bits of the cheapest edit there + lowest unigram bits below
 *
 * The last two terms are the heuristic h.  It is admissible: a queued state
 * still needs an edit, which costs no less than the cheapest, and a word below
 * the node, which costs no less than the most frequent one.  So f never
 * exceeds the cost of a match that comes from the state, and the first k
 * matches found are the k best [A*: Hart, Nilsson, Raphael 1968].  The bound
 * on f also makes the search fast: after a costly edit only frequent words are
 * considered.
 *
 * Several edits are searched from both ends of the word.  Of the bits that
 * they cost, either the first half of the word has at most half, or the second
 * half has.  So a forward pass gives the first half of the letters half the
 * limit, a reversed pass the others, and beyond them, where few words are
 * left, all of it.  A match found twice counts once.  This takes a tenth of
 * the work of one forward search [Mihov, Schulz 2004].
 *
 * The work is bounded by the number of states; what that cuts off is the
 * costliest. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "candidates/astar_state.h"

#define BOTH_ENDS 16.f          /* searches with limits from here on run from
                                   both ends.  Measured: for a single edit,
                                   which is below it, that gains nothing */
#define SLACK 12.f              /* bits above the best match beyond which none
                                   is wanted.  Measured: 14 corrects fewer
                                   sentences, in more time; 10 a few more, but
                                   gives shorter lists (bench/README.md) */
#define LIST_LIMIT 24.f         /* derived: searches with limits from here on
                                   are those for lists of suggestions; a */
#define LIST_SLACK 14.f         /*   wider slack.  Measured: it loses one match
                                   in a thousand, for half the time */
#define ROUNDING 0.01f          /* derived: above the error of a sum of a few
                                   floats */

/* ---- the queue --------------------------------------------------------------- */

/* Whether state i - 1 is due now.  It was queued under the cheapest edit of
 * its written letter, whatever the intended one; here, where it matters, the
 * estimate is refined by the letters below it, and the state queued again if
 * it rose. */
static int
is_due(blt__astar *s, uint32_t i)
{
    blt__state *x = &s->state[i - 1];
    float f = x->g + x->u + blt__state_edit_penalty(s, x);
    int b;

    if (!(x->flags & BLT__ESTIMATED))
        return 1;
    x->flags &= (uint8_t)~BLT__ESTIMATED;
    f += blt__astar_next_edit(s, x, s->nbest.bound - f);
    b = blt__state_bucket(s, f);
    if (b == s->lowest)
        return 1;
    if (f < s->nbest.bound) {
        x->next = s->bucket[b];
        s->bucket[b] = i;
    }
    return 0;
}

/* Takes states from the queue until their estimate reaches the bound. */
static void
run_queue(blt__astar *s)
{
    s->n_states = 0;
    s->lowest = 0;
    memset(s->bucket, 0, sizeof s->bucket);
    if (++s->search == 0)
        blt__trie_reset(s->t);
    blt__astar_follow(s, (blt__state){ .first_word = BLT__NO_WORD });
    while (s->lowest < BLT__BUCKETS
           && (float)s->lowest / BLT__BUCKETS_PER_BIT < s->nbest.bound)
        if (s->bucket[s->lowest] == 0) {
            s->lowest++;
        } else {
            uint32_t i = s->bucket[s->lowest];
            blt__state *y = &s->state[i - 1], x = *y;

            s->bucket[s->lowest] = y->next;
            if (x.g <= s->limit && is_due(s, i))
                blt__astar_expand(s, &x);
        }
}

/* ---- passes ------------------------------------------------------------------ */

/* One pass in a direction, whose first `half` letters may cost half_limit. */
static void
run_pass(blt__astar *s, blt__trie *t, int reversed, size_t half,
         float half_limit)
{
    s->t = t;
    s->e = &s->costs[reversed];
    s->reversed = reversed;
    s->half = half;
    s->half_limit = half_limit;
    for (size_t j = 0; j <= half; j++)
        s->crossing[j] = half - j < BLT__SIDE_MAX
            ? blt__edit_costs_longer(s->e, j, half - j) : INFINITY;
    if (t->n > BLT__TRIE_NODES / 2)
        blt__trie_reset(t);
    run_queue(s);
    if (t->full) {              /* perhaps of nodes that other words left */
        blt__trie_reset(t);
        run_queue(s);
    }
}

blt_status
blt__astar_run(blt__astar *s, const blt__language *l, const char *written,
               size_t n, float limit, blt__matches *out, blt_error *err)
{
    const blt__channel *c = l->channel;
    blt__index *x;
    uint32_t w[BLT__WORD_LETTERS], reversed[BLT__WORD_LETTERS];
    size_t bytes = n;
    blt_status st = blt__index_cache_get(&x, &s->index, l->lexicon, c, err);

    out->n = 0;
    n = blt__channel_letters(c, w, written, n);
    if (st != BLT_OK || n == 0 || out->max == 0 || x->range_min.words == 0)
        return st;
    if (limit >= BOTH_ENDS
        && (st = blt__index_add_reverse(x, err)) != BLT_OK)
        return st;
    s->written = blt__word_case(written, bytes);
    s->edit_penalty[1] = blt__channel_edit_penalty(c, n);
    s->edit_penalty[0] = s->edit_penalty[1] + blt__channel_word_penalty(c);
    s->limit = limit;
    s->nbest = (blt__nbest){ out->p, 0, out->max, limit < LIST_LIMIT ? SLACK
                             : LIST_SLACK, INFINITY };
    blt__edit_costs_set(&s->costs[0], c, x->id, w, n);
    if (limit < BOTH_ENDS) {
        run_pass(s, &x->forward, 0, n, limit);
        out->n = blt__nbest_count(&s->nbest);
        return BLT_OK;
    }
    for (size_t i = 0; i < n; i++)
        reversed[i] = w[n - 1 - i];
    blt__edit_costs_set(&s->costs[1], x->reverse_channel, x->id, reversed, n);
    /* The word penalty is paid once, by the first edit of either pass. */
    limit = (limit + s->edit_penalty[0] - s->edit_penalty[1]) / 2 + ROUNDING;
    run_pass(s, &x->forward, 0, n / 2, limit);
    run_pass(s, &x->reverse, 1, n - n / 2 - 1, limit);
    out->n = blt__nbest_count(&s->nbest);
    return BLT_OK;
}

blt_status
blt__astar_new(blt__astar **s, blt_error *err)
{
    *s = calloc(1, sizeof **s);
    return *s ? BLT_OK : blt__fail_memory(err, "candidates");
}

void
blt__astar_free(blt__astar *s)
{
    if (s == NULL)
        return;
    blt__index_cache_free(&s->index);
    free(s);
}
