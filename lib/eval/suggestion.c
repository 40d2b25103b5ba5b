/* Suggestions for single words: is the intended word the first, or one of the
 * first five?
 *
 * A word that the speller accepts has itself as its only suggestion, so that
 * a mistake that is a word is missed. */
#include "config.h"
#include <string.h>
#include <blt/eval.h>
#include "base/base.h"

static const blt_suggestion_counts none = BLT_SUGGESTION_COUNTS_INIT;

static blt_suggestion_counts
read_counts(const blt_suggestion_counts *given)
{
    blt_suggestion_counts own;

    if (blt__options_read(&own, &none, given, "BLT_SUGGESTION_COUNTS_INIT",
                          NULL) != BLT_OK)
        own = none;
    return own;
}

void
blt_suggestion_add(blt_suggestion_counts *to, const blt_suggestion_counts *c)
{
    blt_suggestion_counts sum = read_counts(to), more = read_counts(c);

    sum.words += more.words;
    sum.accepted += more.accepted;
    sum.first += more.first;
    sum.five += more.five;
    (void)blt__result_write(to, &sum, "BLT_SUGGESTION_COUNTS_INIT", NULL);
}

typedef struct question {
    blt_slice written, intended;
    int single;                 /* one word: no space and no hyphen in it */
    int shown, whole;           /* findings; one of them is the whole word */
    int rank;                   /* of an intended word, from 0; -1: none */
} question;

/* Whether `intended`, words separated by '|', has a word. */
static int
is_intended(blt_slice intended, const void *word, size_t n)
{
    const char *p = intended.p, *end = p + intended.n, *bar;

    for (;; p = bar + 1) {
        bar = p < end ? memchr(p, '|', (size_t)(end - p)) : NULL;
        if (bar == NULL)
            bar = end;
        if ((size_t)(bar - p) == n && memcmp(p, word, n) == 0)
            return 1;
        if (bar == end)
            return 0;
    }
}

/* Counts what blt-spell -a would show: an unknown word that is likely to be
 * correct only if it is the whole text. */
static blt_status
found(void *user, const blt_spell_finding *f, blt_error *err)
{
    question *q = user;

    (void)err;
    if (!(f->kind != BLT_SPELL_UNKNOWN ? f->mistake
          : q->single || f->wrong >= BLT_SPELL_SHOWN)
        || memchr(q->written.p + f->offset, ' ', f->length) != NULL)
        return BLT_OK;
    q->shown++;
    q->whole |= f->offset == 0 && f->length == q->written.n;
    return BLT_OK;
}

static blt_status
suggested(void *user, const blt_spell_finding *f, blt_error *err)
{
    question *q = user;

    (void)err;
    for (size_t i = 0; i < f->n && q->rank < 0; i++)
        if (is_intended(q->intended, f->alternative[i].text,
                        f->alternative[i].length))
            q->rank = (int)i;
    return BLT_OK;
}

blt_status
blt_suggestion_put(blt_suggestion_counts *to, blt_speller *s,
                   blt_slice written, blt_slice intended, blt_error *err)
{
    question q = { written, intended, 0, 0, 0, -1 };
    blt_suggestion_counts c = read_counts(to);
    blt__buf line = { 0 };
    int accepted;
    blt_status st;

    blt__buf_put(&line, written.p, written.n);
    blt__buf_put(&line, "\n", 1);
    if (line.failed) {
        blt__buf_free(&line);
        return blt__fail_memory(err, "word");
    }
    q.written.p = line.p;
    q.single = memchr(line.p, ' ', written.n) == NULL
        && memchr(line.p, '-', written.n) == NULL;
    st = blt_speller_check(s, (const uint8_t *)line.p, line.n, found, &q,
                           err);
    if (q.shown == 0 && is_intended(intended, line.p, written.n))
        q.rank = 0;
    if (st == BLT_OK && q.shown == 1 && q.whole)
        st = blt_speller_suggest(s, line.p, written.n, &accepted, suggested,
                                 &q, err);
    blt__buf_free(&line);
    if (st != BLT_OK)
        return st;
    c.words++;
    c.accepted += q.shown == 0;
    c.first += q.rank == 0;
    c.five += q.rank >= 0 && q.rank < 5;
    return blt__result_write(to, &c, "BLT_SUGGESTION_COUNTS_INIT", err);
}
