/* Rescoring doubtful sites with the Byte Latent Transformer.  It reads the
 * text before a site with the corrections made so far, and some words after it
 * with those that the n-grams prefer.  How far it reads depends on the text
 * alone. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/speller.h"

/* Which sites are doubtful, and what is asked about them.  Chosen by hand with
 * the weights of the model (rank_weights.c); not measured one by one. */
#define SURE 0.92               /* not if the best candidate has more */
#define HOPE 0.1                /* not if the best other has less */
#define HOPE_REAL 0.25          /* the same for known words */
#define MIN_P 0.002             /* candidates with less are left out */
#define MAX_CANDIDATES 4        /* with the text as it is written */

/* Context in bytes.  Measured: as long as it pays, when the model was first
 * used. */
#define LEFT_MAX 128            /* of text before, when it is cut to */
#define LEFT_MIN 48             /*   this many and the rest of a word */
#define RIGHT 20                /* of text after, and */
#define RIGHT_WORD 24           /*   at most the rest of a word */

/* What the ranking puts at a site. */
static blt__string
best_text(const blt_speller *s, const blt__site *c)
{
    const blt__candidate *a = s->sites.candidate + c->first
        + blt__site_best(&s->sites, c);

    return (blt__string){ blt__candidate_text(&s->sites, a), a->length };
}

/* Cuts the left context when it has grown long, at a space. */
static void
shorten(blt__buf *left)
{
    size_t from;

    if (left->n <= LEFT_MAX)
        return;
    from = left->n - LEFT_MIN;
    while (from > left->n - LEFT_MAX && left->p[from] != ' '
           && left->p[from] != '\n')
        from--;
    memmove(left->p, left->p + from, left->n - from);
    left->n -= from;
}

static void
append(blt__buf *left, const uint8_t *p, size_t n)
{
    if (n > LEFT_MAX) {
        p += n - LEFT_MAX;
        n = LEFT_MAX;
        blt__buf_clear(left);
    }
    blt__buf_put(left, p, n);
    shorten(left);
}

/* Sets s->right to the text after site i, up to the end of its paragraph. */
static void
set_right(blt_speller *s, size_t i)
{
    const blt__sites *c = &s->sites;
    size_t at = c->p[i].offset + c->p[i].length;

    blt__buf_clear(&s->right);
    for (i++; s->right.n < RIGHT && at < s->n; ) {
        if (i < c->n && c->p[i].offset == at) {
            blt__string best = best_text(s, c->p + i);

            blt__buf_put(&s->right, best.p, best.n);
            at += c->p[i++].length;
        } else {
            if (s->text[at] == '\n' && at + 1 < s->n
                && s->text[at + 1] == '\n')
                break;
            blt__buf_put(&s->right, s->text + at++, 1);
        }
    }
    while (s->right.n && at < s->n && s->text[at] != ' '
           && s->text[at] != '\n' && s->right.n < RIGHT + RIGHT_WORD)
        blt__buf_put(&s->right, s->text + at++, 1);
}

/* Whether the BLT may change what is put at a site.  Unknown words that the
 * n-grams keep are not asked about: many texts are full of names. */
static int
is_doubtful(const blt__sites *all, const blt__site *c)
{
    const blt__candidate *a = all->candidate + c->first;
    size_t best = blt__site_best(all, c);
    double other = 0;

    for (size_t i = 1; i < c->n; i++)
        if (a[i].p > other)
            other = a[i].p;
    if (best == 0 && c->kind == BLT_SPELL_UNKNOWN)
        return 0;
    return other > HOPE && a[best].p < SURE
        && (c->kind == BLT_SPELL_UNKNOWN || other > HOPE_REAL);
}

static blt_status
rescore_site(blt_speller *s, blt__site *c, blt_error *err)
{
    blt__candidate *a = s->sites.candidate + c->first;
    blt__string text[MAX_CANDIDATES];
    size_t which[MAX_CANDIDATES], n = 0;
    float bits[MAX_CANDIDATES];
    blt_status st;

    for (size_t i = 0; i < c->n && n < MAX_CANDIDATES; i++)     /* sorted */
        if (i == 0 || a[i].p >= MIN_P) {
            text[n] = (blt__string){ blt__candidate_text(&s->sites, a + i),
                                     a[i].length };
            which[n++] = i;
        }
    st = blt__blt_score_bits(s->blt_score,
                             (blt__string){ s->left.p, s->left.n }, text, n,
                             (blt__string){ s->right.p, s->right.n }, bits,
                             err);
    if (st != BLT_OK)
        return st;
    for (size_t i = 0; i < c->n; i++)   /* the others, relative to a[0] */
        a[i].model = bits[0] + a[i].ngram - a[0].ngram;
    for (size_t i = 0; i < n; i++)
        a[which[i]].model = bits[i];
    blt__site_rank(&s->sites, c, &s->weights, &s->prior);
    return BLT_OK;
}

blt_status
blt__speller_rescore(blt_speller *s, blt_error *err)
{
    size_t at = 0;

    blt__buf_clear(&s->left);
    for (size_t i = 0; i < s->sites.n; i++) {
        blt__site *c = s->sites.p + i;
        blt__string best;
        blt_status st;

        if (c->offset < at)         /* cannot be: sites do not overlap */
            continue;
        append(&s->left, s->text + at, c->offset - at);
        if (is_doubtful(&s->sites, c)) {
            set_right(s, i);
            if (s->left.failed || s->right.failed)
                return blt__fail_memory(err, "context");
            st = rescore_site(s, c, err);
            if (st != BLT_OK)
                return st;
        }
        best = best_text(s, c);
        append(&s->left, (const uint8_t *)best.p, best.n);
        at = c->offset + c->length;
    }
    return BLT_OK;
}
