/* Collecting rule candidates. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "langbuild/rule_candidates.h"

/* Chosen: */
#define SIDE 3                  /* letters on a side of a candidate */
#define MIN_POSTERIOR 0.02      /* of an edit that suggests a rule */

/* ---- the table ------------------------------------------------------------------ */

static uint64_t
hash(const blt__rule *r)
{
    uint64_t h = BLT__HASH_START;

    for (int k = 0; k < SIDE; k++)
        h = blt__hash_add(blt__hash_add(h, r->from[k]), r->to[k]);
    return h;
}

/* The candidate with these letters; BLT__HASH_NONE: there is none. */
static uint32_t
find(const blt__rule_candidates *t, const blt__rule *r, uint64_t h)
{
    size_t at = blt__hash_table_start(&t->table, h);
    uint32_t i;

    while ((i = blt__hash_table_next(&t->table, h, &at)) != BLT__HASH_NONE) {
        const blt__rule *x = &t->rule[i];

        if (memcmp(x->from, r->from, sizeof r->from) == 0
            && memcmp(x->to, r->to, sizeof r->to) == 0)
            break;
    }
    return i;
}

static int
grow(blt__rule_candidates *t)
{
    size_t cap = t->cap ? 2 * t->cap : 4096;
    blt__rule *rule = realloc(t->rule, cap * sizeof *rule);
    double *count;

    if (rule == NULL)
        return 0;
    t->rule = rule;
    count = realloc(t->count, cap * sizeof *count);
    if (count == NULL)
        return 0;
    t->count = count;
    t->cap = cap;
    return 1;
}

static void
add_candidate(blt__rule_candidates *t, const blt__spelling_pair *x, size_t i,
              size_t j, unsigned nf, unsigned nt, double p)
{
    blt__rule r = { .n_from = (uint8_t)nf, .n_to = (uint8_t)nt };
    uint64_t h;
    uint32_t at;

    memcpy(r.from, x->intended + i, nf * sizeof *r.from);
    memcpy(r.to, x->written + j, nt * sizeof *r.to);
    h = hash(&r);
    at = find(t, &r, h);
    if (at == BLT__HASH_NONE) {
        if (t->failed || (t->n == t->cap && !grow(t))
            || !blt__hash_table_add(&t->table, h, (uint32_t)t->n)) {
            t->failed = 1;
            return;
        }
        at = (uint32_t)t->n++;
        t->rule[at] = r;
        t->count[at] = 0;
    }
    t->count[at] += p;
}

/* ---- edits ---------------------------------------------------------------------- */

/* Suggests an edit with up to two correct letters on either side. */
static void
add_contexts(blt__rule_candidates *t, const blt__spelling_pair *x, size_t i,
             size_t j, unsigned nf, unsigned nt, double p)
{
    for (unsigned left = 0; left <= 2 && left <= i && left <= j; left++) {
        if (left > 0 && x->intended[i - left] != x->written[j - left])
            break;
        for (unsigned right = 0; right <= 2; right++) {
            unsigned f = left + nf + right, g = left + nt + right;

            if (i + nf + right > x->m || j + nt + right > x->n || f > SIDE
                || g > SIDE || (right > 0 && x->intended[i + nf + right - 1]
                                != x->written[j + nt + right - 1]))
                break;
            add_candidate(t, x, i - left, j - left, f, g, p);
        }
    }
}

/* Takes an edit of the current pair. */
static void
take_edit(void *arg, const blt__spelling_pair *x, size_t i, size_t j,
          unsigned nf, unsigned nt, double p)
{
    blt__rule_candidates *t = arg;

    if (p < MIN_POSTERIOR)
        return;
    add_contexts(t, x, i, j, nf, nt, p);
    if (t->edits < sizeof t->edit / sizeof *t->edit) {
        t->edit[t->edits].i = i;
        t->edit[t->edits].j = j;
        t->edit[t->edits].nf = nf;
        t->edit[t->edits].nt = nt;
        t->edit[t->edits++].p = p;
    }
}

/* Suggests each two adjacent edits of the current pair as one. */
static void
add_joined(blt__rule_candidates *t, const blt__spelling_pair *x)
{
    for (size_t a = 0; a < t->edits; a++)
        for (size_t b = 0; b < t->edits; b++)
            if (t->edit[a].i + t->edit[a].nf == t->edit[b].i
                && t->edit[a].j + t->edit[a].nt == t->edit[b].j)
                add_contexts(t, x, t->edit[a].i, t->edit[a].j,
                             t->edit[a].nf + t->edit[b].nf,
                             t->edit[a].nt + t->edit[b].nt,
                             fmin(t->edit[a].p, t->edit[b].p));
    t->edits = 0;
}

void
blt__rule_candidates_add(blt__rule_candidates *t, const blt__channel *c,
                         const blt__spelling_pair *x)
{
    blt__lattice_sum(c, x, take_edit, t);
    add_joined(t, x);
}

void
blt__rule_candidates_free(blt__rule_candidates *t)
{
    free(t->rule);
    free(t->count);
    blt__hash_table_free(&t->table);
    *t = (blt__rule_candidates){ 0 };
}
