/* Queueing the states of a search. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "candidates/astar_state.h"

#define LENGTH_BITS 1.f         /* by how much the position penalty of one
                                   edit may change when the intended length
                                   is known.  Derived: half or twice as many
                                   letters as were written */

/* Whether a state with the same future was reached for as few bits.  The
 * position penalty uses the written length until the intended length is known,
 * so of two states with unequal numbers of edits either may turn out to be
 * the cheaper one. */
static int
is_dominated(blt__astar *s, const blt__state *x)
{
    blt__trie_node *t = &s->t->node[x->node];

    if (t->search != s->search) {
        t->search = s->search;
        t->state = 0;
    }
    for (uint32_t i = t->state; i != 0; i = s->state[i - 1].sibling) {
        blt__state *y = &s->state[i - 1];

        if (y->j == x->j && y->first_word == x->first_word) {
            float more = LENGTH_BITS * (float)abs(y->edits - x->edits);

            if (y->g + more <= x->g)
                return 1;
            if (x->g + more <= y->g)
                y->g = INFINITY;        /* x replaces it */
        }
    }
    return 0;
}

int
blt__astar_push(blt__astar *s, const blt__state *x, float f)
{
    blt__trie_node *t = &s->t->node[x->node];
    int b = blt__state_bucket(s, f);
    blt__state *y;

    if (s->n_states == BLT__STATES)
        return 1;
    if (is_dominated(s, x))
        return 0;
    y = &s->state[s->n_states++];
    *y = *x;
    y->flags |= BLT__ESTIMATED;
    y->next = s->bucket[b];
    y->sibling = t->state;
    s->bucket[b] = t->state = s->n_states;
    return 1;
}
