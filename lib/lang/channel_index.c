/* Sorting and hashing the rules of an error model. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "lang/channel_index.h"

blt_status
blt__channel_add_rule(blt__channel *c, const blt__rule *rule, blt_error *err)
{
    if (c->n_rules == c->cap_rules) {
        size_t cap = c->cap_rules ? 2 * c->cap_rules : 1024;
        blt__rule *p = cap > 2 * BLT__RULES_MAX ? NULL
            : realloc(c->rule, cap * sizeof *p);

        if (p == NULL)
            return blt__fail_memory(err, "rules");
        c->rule = p;
        c->cap_rules = cap;
    }
    c->rule[c->n_rules] = *rule;
    c->rule[c->n_rules].order = (uint32_t)c->n_rules;
    c->n_rules++;
    return BLT_OK;
}

/* ---- order -------------------------------------------------------------- */

static int
compare_sides(const void *pa, const void *pb)
{
    const blt__rule *a = pa, *b = pb;
    int d = (int)a->n_to - b->n_to;

    for (int i = 0; d == 0 && i < BLT__SIDE_MAX; i++)
        d = (a->to[i] > b->to[i]) - (a->to[i] < b->to[i]);
    if (d == 0)
        d = (int)a->n_from - b->n_from;
    for (int i = 0; d == 0 && i < BLT__SIDE_MAX; i++)
        d = (a->from[i] > b->from[i]) - (a->from[i] < b->from[i]);
    return d;
}

/* As compare_sides(); of equal rules the one to keep comes first. */
static int
compare_rules(const void *pa, const void *pb)
{
    const blt__rule *a = pa, *b = pb;
    int d = compare_sides(pa, pb);

    if (d == 0)
        d = (a->group != 0) - (b->group != 0);
    if (d == 0 && a->group)
        d = (a->bits[BLT__POSITION_INNER] > b->bits[BLT__POSITION_INNER])
            - (a->bits[BLT__POSITION_INNER] < b->bits[BLT__POSITION_INNER]);
    return d ? d : a->order > b->order ? -1 : 1;
}

/* Sorts by text.  Insertion sort, because qsort() has no argument for the
 * comparison and few words are out of order. */
static void
sort_confused(blt__channel *c)
{
    for (size_t i = 1; i < c->n_confusables; i++) {
        blt__confusable w = c->confusable[i];
        size_t k = i;

        while (k > 0 && blt__confusable_compare(c, &c->confusable[k - 1],
                            c->confusable_text.p + w.at, w.n) > 0) {
            c->confusable[k] = c->confusable[k - 1];
            k--;
        }
        c->confusable[k] = w;
    }
}

/* Two vowels on adjacent keys count as a vowel for another. */
void
blt__channel_price_groups(blt__channel *c)
{
    for (size_t i = 0; i < c->n_rules; i++) {
        blt__rule *r = &c->rule[i];
        int vowels = r->group && blt__channel_edit_kind(c, r->from, 1, r->to, 1)
            == BLT__EDIT_VOWEL;

        for (int s = 0; r->group && s < BLT__POSITIONS; s++)
            r->bits[s] = vowels ? c->prior[BLT__EDIT_VOWEL][s]
                : c->prior[r->group - 1][s];
    }
}

/* Fills begin[], rules being sorted. */
static void
fill_begin(blt__channel *c)
{
    size_t i = 0;

    for (unsigned nt = 0; nt <= BLT__SIDE_MAX + 1; nt++)
        for (uint32_t x = 0; x <= BLT__LETTER_TABLE; x++) {
            while (i < c->n_rules
                   && (c->rule[i].n_to < nt
                       || (c->rule[i].n_to == nt && nt > 0
                           && c->rule[i].to[0] < x)))
                i++;
            c->begin[nt][x] = (uint32_t)i;
        }
}

blt_status
blt__channel_index(blt__channel *c, blt_error *err)
{
    size_t n = 0;

    blt__channel_price_groups(c);
    sort_confused(c);
    if (c->n_rules > 0)
        qsort(c->rule, c->n_rules, sizeof *c->rule, compare_rules);
    for (size_t i = 0; i < c->n_rules; i++)
        if (n == 0 || compare_sides(&c->rule[n - 1], &c->rule[i]) != 0)
            c->rule[n++] = c->rule[i];
    c->n_rules = n;
    fill_begin(c);
    if (!blt__channel_rules_hash(c))
        return blt__fail_memory(err, "rules");
    c->shapes = 0;
    for (size_t i = 0; i < n; i++) {
        const blt__rule *r = &c->rule[i];

        c->shapes |= (uint64_t)1 << (8 * r->n_from + r->n_to);
    }
    return BLT_OK;
}
