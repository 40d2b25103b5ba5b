/* Successors of a state: following the letters as written, and the edits that
 * may come instead. */
#include "config.h"
#include <math.h>
#include "candidates/astar_state.h"

#define STEPS 1024.f            /* per bit: costs are rounded so that the order
                                   of their sums does not show.  Derived: far
                                   below what matters, far above the error */

static float
min(float a, float b)
{
    return b < a ? b : a;
}

/* ---- ends of words ----------------------------------------------------------- */

static blt__case
case_of(unsigned flags)
{
    if (!(flags & (BLT__FIRST_UPPER | BLT__LATER_UPPER)))
        return BLT__CASE_LOWER;
    if (flags & BLT__FIRST_UPPER && !(flags & BLT__LATER_UPPER))
        return BLT__CASE_TITLE;
    return flags & BLT__FIRST_UPPER && !(flags & BLT__ANY_LOWER)
        && flags & BLT__SECOND_LETTER ? BLT__CASE_UPPER : BLT__CASE_MIXED;
}

/* Bits for the capitals of the word that ends at x.  The second of two words
 * is written in lower case, unless all is in capitals. */
static float
case_bits(const blt__astar *s, const blt__state *x, int second)
{
    blt__case written = !second || s->written == BLT__CASE_UPPER ? s->written
        : BLT__CASE_LOWER;

    return blt__case_fits(written, case_of(x->flags)) ? 0
        : s->e->c->prior[BLT__EDIT_CASE][BLT__POSITION_INNER];
}

/* Records the word that ends at x, if there is one. */
static void
end_word(blt__astar *s, const blt__state *x)
{
    const blt__trie_node *t = &s->t->node[x->node];
    blt__match r;

    if (t->word >= s->t->range_min->words || x->flags & BLT__ODD_CAPITAL)
        return;
    /* What is_odd_capital() refuses, seen from the end of the word. */
    if (s->reversed && x->edits == 0
        && case_of(x->flags) == BLT__CASE_MIXED)
        return;
    r.unigram = x->u + t->bits / 4.0f;
    if (!(x->g + r.unigram < s->nbest.bound + 1))
        return;
    if (x->first_word != BLT__NO_WORD && !t->in_dict)
        return;
    r.word[0] = x->first_word == BLT__NO_WORD || s->reversed ? t->word
        : x->first_word;
    r.word[1] = s->reversed || x->first_word == BLT__NO_WORD ? x->first_word
        : t->word;
    r.channel = x->g + case_bits(s, x, x->first_word != BLT__NO_WORD
                                 && !s->reversed);
    /* The penalty of each edit used the written length. */
    r.channel += x->edits * (blt__channel_edit_penalty(s->e->c, x->m)
                             - s->edit_penalty[1]);
    r.channel = roundf(r.channel * STEPS) / STEPS;
    if (r.channel <= s->limit)
        blt__nbest_put(&s->nbest, &r);
}

/* ---- budgets ----------------------------------------------------------------- */

/* How many channel bits may explain the first j letters. */
static float
budget_at(const blt__astar *s, size_t j)
{
    return j <= s->half ? s->half_limit : s->limit;
}

/* Whether any edit at j can be afforded; g includes its penalty. */
static int
budget_allows(const blt__astar *s, size_t j, float g)
{
    return g + s->e->cheapest[j] <= budget_at(s, j)
        || (j <= s->half && g + s->crossing[j] <= s->limit);
}

/* How many bits an edit may have at x that leads to words of at least so many
 * unigram bits and explains `written` more letters. */
static float
budget_left(const blt__astar *s, const blt__state *x, float unigram,
            size_t written)
{
    return min(s->nbest.bound - x->u - unigram,
               budget_at(s, x->j + written))
        - x->g - blt__state_edit_penalty(s, x);
}

/* Whether two more edits, one at x and one there or later, can be
 * afforded. */
static int
budget_allows_two(const blt__astar *s, const blt__state *x)
{
    float more = blt__state_edit_penalty(s, x) + s->e->cheapest[x->j]
        + s->edit_penalty[1] + s->e->cheapest_from[x->j];

    return x->g + more <= s->limit
        && x->g + x->u + blt__state_min_bits(s, x->node) + more
            < s->nbest.bound;
}

float
blt__astar_next_edit(blt__astar *s, const blt__state *x, float low)
{
    const blt__trie_node *t = blt__trie_expanded(s->t, x->node);
    size_t j = x->j;

    if (j < s->e->n) {
        low = min(low, s->e->insertion[j] + blt__state_min_bits(s, x->node));
        if (j > 0 && x->first_word == BLT__NO_WORD && t->word != BLT__NO_WORD)
            low = min(low, t->bits / 4.0f + blt__state_min_bits(s, 0)
                      + s->e->c->prior[BLT__EDIT_SPACE_DELETION]
                                      [BLT__POSITION_INNER]);
    }
    for (uint32_t i = t->child; i < t->child + t->n
         && blt__state_min_bits(s, i) + s->e->cheapest[j] < low; i++)
        low = min(low, blt__state_min_bits(s, i)
                  + blt__edit_cost_any(s->e, s->t->key[i].letter, j));
    return low;
}

/* ---- letters as written ------------------------------------------------------ */

/* Moves x to a child, which explains `written` letters.  In a reversed pass
 * any letter may turn out to be the first. */
static void
descend(const blt__astar *s, blt__state *x, uint32_t child, unsigned written)
{
    blt__node_key b = s->t->key[child];
    unsigned flags = b.upper ? s->reversed || x->m == 0 ? BLT__FIRST_UPPER
        : BLT__LATER_UPPER
        : b.letter != '\'' && b.letter != '-' ? BLT__ANY_LOWER : 0;

    if (s->reversed && x->flags & BLT__FIRST_UPPER) {
        x->flags &= (uint8_t)~BLT__FIRST_UPPER;
        x->flags |= BLT__LATER_UPPER;
    }
    x->node = child;
    x->j = (uint8_t)(x->j + written);
    x->flags |= (uint8_t)(flags | (x->m > 0 ? BLT__SECOND_LETTER : 0));
    x->m++;
}

/* Capitals are tried where words have them, at the beginning or throughout;
 * elsewhere only if another edit follows. */
static int
is_odd_capital(const blt__astar *s, const blt__state *x, uint32_t child)
{
    return s->t->key[child].upper && x->m > 0 && !s->reversed
        && !(x->flags & BLT__LATER_UPPER)
        && !(x->flags & BLT__FIRST_UPPER && x->m == 1);
}

/* Moves x to a child with the letter that is written. */
static void
match_letter(const blt__astar *s, blt__state *x, uint32_t child)
{
    unsigned odd = is_odd_capital(s, x, child) ? BLT__ODD_CAPITAL : 0;

    descend(s, x, child, 1);
    x->flags |= (uint8_t)odd;
}

void
blt__astar_follow(blt__astar *s, blt__state x)
{
    for (;;) {
        const blt__trie_node *t;
        float f = x.g + x.u, p = blt__state_edit_penalty(s, &x);
        float more = p + s->e->cheapest[x.j];
        uint32_t letter = s->e->w[x.j], i;

        if (budget_allows(s, x.j, x.g + p)
            && (f += blt__state_min_bits(s, x.node) + more) < s->nbest.bound
            && !blt__astar_push(s, &x, f))
            return;
        f = x.g + x.u;
        if (x.j == s->e->n) {
            end_word(s, &x);
            return;
        }
        if (!blt__trie_may_lead(s->t, x.node, letter))
            return;
        t = blt__trie_expanded(s->t, x.node);
        i = blt__trie_child(s->t, t, t->child, letter);
        if (i == t->child + t->n)
            return;
        for (; s->t->key[i].twin;
             i = blt__trie_child(s->t, t, i + 1, letter))
            if (f + blt__state_min_bits(s, i) < s->nbest.bound + 1) {
                blt__state y = x;

                match_letter(s, &y, i);
                blt__astar_follow(s, y);
            }
        if (!(f + blt__state_min_bits(s, i) < s->nbest.bound + 1))
            return;
        match_letter(s, &x, i);
    }
}

/* ---- edits ------------------------------------------------------------------- */

/* Whether nothing follows from a node with j letters explained: neither the
 * letter as written nor an edit that can be afforded. */
static int
is_dead_end(const blt__astar *s, uint32_t node, size_t j, float g, float u)
{
    if (j < s->e->n ? blt__trie_may_lead(s->t, node, s->e->w[j])
        : s->t->key[node].ends)
        return 0;
    return !budget_allows(s, j, g + s->edit_penalty[1])
        || !(g + u + blt__state_min_bits(s, node) + s->edit_penalty[1]
             + s->e->cheapest[j] < s->nbest.bound);
}

/* Makes an edit of so many bits that leads from x to `node`, its own or a
 * child, and explains `written` letters. */
static void
apply_edit(blt__astar *s, const blt__state *x, uint32_t node,
           unsigned written, float bits)
{
    float g = x->g + (bits + blt__state_edit_penalty(s, x));
    blt__state y;

    if (!(g <= budget_at(s, x->j + written))
        || is_dead_end(s, node, x->j + written, g, x->u))
        return;
    y = *x;
    if (node != x->node)
        descend(s, &y, node, written);
    else
        y.j = (uint8_t)(x->j + written);
    y.g = g;
    y.edits++;
    y.flags &= (uint8_t)~BLT__ODD_CAPITAL;
    blt__astar_follow(s, y);
}

/* Applies a rule of which the first k intended letters led to x. */
static void
apply_rule(blt__astar *s, const blt__state *x, const blt__placed_rule *r,
           unsigned k, float bits)
{
    const blt__trie_node *t;

    if (k == r->n_from) {
        apply_edit(s, x, x->node, r->n_to, bits);
        return;
    }
    if (!blt__trie_may_lead(s->t, x->node, r->from[k]))
        return;
    t = blt__trie_expanded(s->t, x->node);
    for (uint32_t i = blt__trie_child(s->t, t, t->child, r->from[k]);
         i < t->child + t->n;
         i = s->t->key[i].twin ? blt__trie_child(s->t, t, i + 1, r->from[k])
             : t->child + t->n)
        if (bits < budget_left(s, x, blt__state_min_bits(s, i), r->n_to)
            && !is_odd_capital(s, x, i)) {
            blt__state y = *x;

            descend(s, &y, i, 0);
            apply_rule(s, &y, r, k + 1, bits);
        }
}

/* Applies the rules of a list that begin with the letter of a child. */
static void
apply_rules(blt__astar *s, const blt__state *x, uint32_t child, size_t list)
{
    uint32_t letter = s->t->key[child].letter;
    float unigram = blt__state_min_bits(s, child);

    for (int i = s->e->head[list][letter % BLT__RULE_LISTS]; i >= 0;
         i = s->e->rule[i].next) {
        const blt__placed_rule *r = &s->e->rule[i];
        float bits = r->bits[blt__edit_costs_position(s->e, x->j, r->n_to)];

        if (r->from[0] == letter
            && bits < budget_left(s, x, unigram, r->n_to)) {
            blt__state y = *x;

            descend(s, &y, child, 0);
            apply_rule(s, &y, r, 1, bits);
        }
    }
}

/* Makes the edits whose intended letters begin with that of a child. */
static void
edit_child(blt__astar *s, const blt__state *x, uint32_t child)
{
    uint32_t letter = s->t->key[child].letter;
    float unigram = blt__state_min_bits(s, child), bits;
    size_t j = x->j;

    if (j < s->e->n && letter != s->e->w[j]
        && (bits = blt__edit_cost_substitution(s->e, letter, j))
            < budget_left(s, x, unigram, 1))
        apply_edit(s, x, child, 1, bits);
    if ((bits = blt__edit_cost_deletion(s->e, letter, j))
            < budget_left(s, x, unigram, 0))
        apply_edit(s, x, child, 0, bits);
    if (!(blt__edit_cost_rule(s->e, letter, j)
              < budget_left(s, x, unigram, BLT__SIDE_MAX)))
        return;
    if (j < s->e->n)
        apply_rules(s, x, child, j);
    apply_rules(s, x, child, BLT__WORD_LETTERS);
}

/* Inserts a space that was left out: the first word ends at x, another
 * begins. */
static void
split_word(blt__astar *s, const blt__state *x)
{
    const blt__trie_node *t = &s->t->node[x->node];
    float bits =
        s->e->c->prior[BLT__EDIT_SPACE_DELETION][BLT__POSITION_INNER];
    blt__state y = *x;

    if (t->word >= s->t->range_min->words || !t->in_dict
        || s->e->w[x->j] == ' ' || s->e->w[x->j - 1] == ' ')
        return;
    /* Nor does a forward pass accept capitals in the second word. */
    if (s->reversed && x->flags & (BLT__FIRST_UPPER | BLT__LATER_UPPER))
        return;
    y.u = t->bits / 4.0f;
    if (!(x->g + bits + blt__state_edit_penalty(s, x) + y.u
          + blt__state_min_bits(s, 0) < s->nbest.bound))
        return;
    y.g += case_bits(s, x, s->reversed);
    y.first_word = t->word;
    y.node = 0;
    y.flags = 0;
    y.m++;
    apply_edit(s, &y, 0, 0, bits);
}

/* Whether a node continues with written letter j, or a word ends there at the
 * end of the written one. */
static int
continues(const blt__astar *s, blt__node_key b, size_t j)
{
    return j < s->e->n ? b.mask >> s->e->w[j] % 32 & 1 : b.ends;
}

void
blt__astar_expand(blt__astar *s, const blt__state *x)
{
    const blt__trie_node *t = blt__trie_expanded(s->t, x->node);
    size_t j = x->j;
    float budget = budget_left(s, x, 0, BLT__SIDE_MAX);
    uint32_t first_letters = s->e->first_letters[j]
        | s->e->first_letters[BLT__WORD_LETTERS];
    int again = budget_allows_two(s, x);

    if (j < s->e->n && s->e->insertion[j]
        < budget_left(s, x, blt__state_min_bits(s, x->node), 1))
        apply_edit(s, x, x->node, 1, s->e->insertion[j]);
    if (j > 0 && j < s->e->n && x->first_word == BLT__NO_WORD)
        split_word(s, x);
    for (uint32_t i = t->child; i < t->child + t->n; i++) {
        blt__node_key b = s->t->key[i];
        float more = s->nbest.bound - x->u - blt__state_min_bits(s, i) - x->g
            - blt__state_edit_penalty(s, x);

        if (!(s->e->cheapest[j] < more))
            break;              /* siblings are in the order of min_bits */
        /* After the last edit the word must continue as it is written. */
        if (!again && !(first_letters >> b.letter % 32 & 1)
            && !continues(s, b, j)
            && !(j < s->e->n && continues(s, b, j + 1)))
            continue;
        if (blt__edit_cost_any(s->e, b.letter, j) < min(more, budget))
            edit_child(s, x, i);
    }
}
