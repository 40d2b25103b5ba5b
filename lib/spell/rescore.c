/* Where the n-grams hesitate, the BLT is asked.  It reads what stands before
 * with the decisions made so far, and some words behind with what the n-grams
 * think of them; how far it reads depends on the text alone. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/speller.h"

#define SURE 0.92               /* of what is best: above, not asked */
#define HOPE 0.1                /* of its best alternative: below, not asked */
#define DOUBT 0.25              /* of that of a known one: above, asked */
#define LEAST 0.002             /* alternatives below are not asked about */
#define MOST 4                  /* with what is written */
#define LEFT_MOST 128           /* bytes before: from ... to ... */
#define LEFT_LEAST 48
#define RIGHT 20                /* bytes behind, and the word they end in */

/* What choice c puts in its place, given the probabilities now. */
static blt__string
decided(const blt_speller *s, const blt__choice *c)
{
    const blt__alt *a = s->choices.alt + c->alt
        + blt__choice_best(&s->choices, c);

    return (blt__string){ blt__alt_text(&s->choices, a), a->length };
}

/* Keeps the end of the left text when it has grown long, from a blank on. */
static void
shorten(blt__buf *left)
{
    size_t from;

    if (left->n <= LEFT_MOST)
        return;
    from = left->n - LEFT_LEAST;
    while (from > left->n - LEFT_MOST && left->p[from] != ' '
           && left->p[from] != '\n')
        from--;
    memmove(left->p, left->p + from, left->n - from);
    left->n -= from;
}

static void
append(blt__buf *left, const uint8_t *p, size_t n)
{
    if (n > LEFT_MOST) {
        p += n - LEFT_MOST;
        n = LEFT_MOST;
        blt__buf_clear(left);
    }
    blt__buf_put(left, p, n);
    shorten(left);
}

/* The text behind choice i, to the end of its paragraph at most. */
static void
look_right(blt_speller *s, size_t i)
{
    const blt__choices *c = &s->choices;
    size_t at = c->p[i].offset + c->p[i].length;

    blt__buf_clear(&s->right);
    for (i++; s->right.n < RIGHT && at < s->n; ) {
        if (i < c->n && c->p[i].offset == at) {
            blt__string put = decided(s, c->p + i);

            blt__buf_put(&s->right, put.p, put.n);
            at += c->p[i++].length;
        } else {
            if (s->text[at] == '\n' && at + 1 < s->n
                && s->text[at + 1] == '\n')
                break;
            blt__buf_put(&s->right, s->text + at++, 1);
        }
    }
    while (s->right.n && at < s->n && s->text[at] != ' '
           && s->text[at] != '\n' && s->right.n < RIGHT + 24)
        blt__buf_put(&s->right, s->text + at++, 1);
}

/* Whether the answer may change what is put here.  Unknown words that the
 * n-grams leave alone are not asked about: stories are full of names. */
static int
doubtful(const blt__choices *all, const blt__choice *c)
{
    const blt__alt *a = all->alt + c->alt;
    size_t best = blt__choice_best(all, c);
    double other = 0;

    for (size_t i = 1; i < c->n; i++)
        if (a[i].p > other)
            other = a[i].p;
    if (best == 0 && c->kind == BLT_SPELL_UNKNOWN)
        return 0;
    return other > HOPE && a[best].p < SURE
        && (c->kind == BLT_SPELL_UNKNOWN || other > DOUBT);
}

static blt_status
ask(blt_speller *s, blt__choice *c, blt_error *err)
{
    blt__alt *a = s->choices.alt + c->alt;
    blt__string text[MOST];
    size_t which[MOST], n = 0;
    float bits[MOST];
    blt_status st;

    for (size_t i = 0; i < c->n && n < MOST; i++)   /* sorted */
        if (i == 0 || a[i].p >= LEAST) {
            text[n] = (blt__string){ blt__alt_text(&s->choices, a + i),
                                     a[i].length };
            which[n++] = i;
        }
    st = blt__context_bits(s->context,
                           (blt__string){ s->left.p, s->left.n }, text, n,
                           (blt__string){ s->right.p, s->right.n }, bits,
                           err);
    if (st != BLT_OK)
        return st;
    for (size_t i = 0; i < c->n; i++)       /* the others: as the n-grams say */
        a[i].model = bits[0] + a[i].ngram - a[0].ngram;
    for (size_t i = 0; i < n; i++)
        a[which[i]].model = bits[i];
    blt__choice_weigh(&s->choices, c, &s->weigh, &s->levels);
    return BLT_OK;
}

blt_status
blt__speller_consult(blt_speller *s, blt_error *err)
{
    size_t at = 0;

    blt__buf_clear(&s->left);
    for (size_t i = 0; i < s->choices.n; i++) {
        blt__choice *c = s->choices.p + i;
        blt__string put;
        blt_status st;

        if (c->offset < at)         /* cannot be: choices do not overlap */
            continue;
        append(&s->left, s->text + at, c->offset - at);
        if (doubtful(&s->choices, c)) {
            look_right(s, i);
            if (s->left.failed || s->right.failed)
                return blt__fail_memory(err, "context");
            st = ask(s, c, err);
            if (st != BLT_OK)
                return st;
        }
        put = decided(s, c);
        append(&s->left, (const uint8_t *)put.p, put.n);
        at = c->offset + c->length;
    }
    return BLT_OK;
}
