/* Precision, recall and error rates of corrections: counts over sentences, as
 * written, as intended and as corrected. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "eval/align.h"

static const blt_correction_counts none = BLT_CORRECTION_COUNTS_INIT;

/* ---- counts ------------------------------------------------------------- */

/* As far as the caller's struct goes; the rest is 0. */
static blt_correction_counts
read_counts(const blt_correction_counts *given)
{
    blt_correction_counts own;

    if (blt__options_read(&own, &none, given, "BLT_CORRECTION_COUNTS_INIT",
                          NULL) != BLT_OK)
        own = none;
    return own;
}

void
blt_correction_add(blt_correction_counts *to, const blt_correction_counts *c)
{
    blt_correction_counts sum = read_counts(to), more = read_counts(c);

    sum.sentences += more.sentences;
    sum.mistakes += more.mistakes;
    sum.changes += more.changes;
    sum.hits += more.hits;
    sum.tokens += more.tokens;
    sum.before += more.before;
    sum.after += more.after;
    sum.right += more.right;
    sum.spoiled += more.spoiled;
    sum.words += more.words;
    sum.altered += more.altered;
    (void)blt__result_write(to, &sum, "BLT_CORRECTION_COUNTS_INIT", NULL);
}

static double
percent(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : NAN;
}

double
blt_correction_percent(const blt_correction_counts *given,
                       blt_correction_measure measure)
{
    const blt_correction_counts c = read_counts(given);
    const double mistakes = (double)c.mistakes, hits = (double)c.hits,
                 changes = (double)c.changes, tokens = (double)c.tokens;

    switch (measure) {
    case BLT_CORRECTION_WER_BEFORE:
        return percent((double)c.before, tokens);
    case BLT_CORRECTION_WER_AFTER:
        return percent((double)c.after, tokens);
    case BLT_CORRECTION_PRECISION:
        return percent(hits, changes);
    case BLT_CORRECTION_RECALL:
        return percent(hits, mistakes);
    case BLT_CORRECTION_F05:
        /* (1 + b b) P R / (b b P + R) with b = 0.5 */
        return percent(1.25 * hits, 0.25 * mistakes + changes);
    case BLT_CORRECTION_SPOILED:
        return percent((double)c.spoiled, (double)c.right);
    case BLT_CORRECTION_FALSE:
        return percent((double)c.altered, (double)c.words);
    }
    return NAN;
}

/* ---- sentences ---------------------------------------------------------- */

struct blt_aligner {
    blt__sentence written, intended, corrected;
    blt__token_edits gold;      /* written to intended */
    blt__token_edits done;      /* written (or intended) to corrected */
    blt__align_scratch scratch;
};

blt_status
blt_aligner_new(blt_aligner **out, blt_error *err)
{
    blt_aligner *a = calloc(1, sizeof *a);
    blt_status st;

    *out = NULL;
    if (a == NULL)
        return blt__fail_memory(err, "aligner");
    st = blt__sentence_init(&a->written, err);
    if (st == BLT_OK)
        st = blt__sentence_init(&a->intended, err);
    if (st == BLT_OK)
        st = blt__sentence_init(&a->corrected, err);
    if (st != BLT_OK) {
        blt_aligner_free(a);
        return st;
    }
    *out = a;
    return BLT_OK;
}

void
blt_aligner_free(blt_aligner *a)
{
    if (a == NULL)
        return;
    blt__sentence_free(&a->written);
    blt__sentence_free(&a->intended);
    blt__sentence_free(&a->corrected);
    blt__align_free(&a->scratch);
    free(a);
}

/* touched [a->n] 1: an edit changes the token */
static void
mark(uint8_t *touched, const blt__sentence *a, const blt__token_edits *e)
{
    memset(touched, 0, a->n);
    for (size_t i = 0; i < e->n; i++)
        memset(touched + e->edit[i].from, 1,
               e->edit[i].to - e->edit[i].from);
}

static blt_status
read_sentences(blt_aligner *a, blt_slice written, blt_slice intended,
               blt_slice corrected, blt_error *err)
{
    blt_status st = blt__sentence_read(&a->written, written, err);

    if (st == BLT_OK)
        st = blt__sentence_read(&a->intended, intended, err);
    return st != BLT_OK ? st
        : blt__sentence_read(&a->corrected, corrected, err);
}

static blt_status
distances(blt_aligner *a, blt_correction_counts *c, blt_error *err)
{
    size_t before, after = 0;
    blt_status st = blt__align_distance(&a->scratch, &before, &a->intended,
                                        &a->written, err);

    if (st == BLT_OK)
        st = blt__align_distance(&a->scratch, &after, &a->intended,
                                 &a->corrected, err);
    if (st != BLT_OK)
        return st;
    c->tokens += (int64_t)a->intended.n;
    c->before += (int64_t)before;
    c->after += (int64_t)after;
    return BLT_OK;
}

blt_status
blt_aligner_written(blt_aligner *a, blt_correction_counts *to,
                    blt_slice written, blt_slice intended,
                    blt_slice corrected, blt_error *err)
{
    uint8_t wrong[BLT_ALIGNER_TOKENS], changed[BLT_ALIGNER_TOKENS];
    blt_correction_counts c = read_counts(to);
    blt_status st = read_sentences(a, written, intended, corrected, err);

    if (st == BLT_OK)
        st = blt__align(&a->scratch, &a->gold, &a->written, &a->intended,
                        err);
    if (st == BLT_OK)
        st = blt__align(&a->scratch, &a->done, &a->written, &a->corrected,
                        err);
    if (st == BLT_OK)
        st = distances(a, &c, err);
    if (st != BLT_OK)
        return st;
    c.sentences++;
    c.mistakes += (int64_t)a->gold.n;
    c.changes += (int64_t)a->done.n;
    for (size_t i = 0; i < a->done.n; i++)
        c.hits += blt__align_has(&a->gold, &a->done, &a->done.edit[i]);
    mark(wrong, &a->written, &a->gold);
    mark(changed, &a->written, &a->done);
    for (size_t i = 0; i < a->written.n; i++)
        if (a->written.word[i] && !wrong[i]) {
            c.right++;
            c.spoiled += changed[i];
        }
    return blt__result_write(to, &c, "BLT_CORRECTION_COUNTS_INIT", err);
}

blt_status
blt_aligner_intended(blt_aligner *a, blt_correction_counts *to,
                     blt_slice intended, blt_slice corrected, blt_error *err)
{
    uint8_t changed[BLT_ALIGNER_TOKENS];
    blt_correction_counts c = read_counts(to);
    blt_status st = blt__sentence_read(&a->intended, intended, err);

    if (st == BLT_OK)
        st = blt__sentence_read(&a->corrected, corrected, err);
    if (st == BLT_OK)
        st = blt__align(&a->scratch, &a->done, &a->intended, &a->corrected,
                        err);
    if (st != BLT_OK)
        return st;
    mark(changed, &a->intended, &a->done);
    for (size_t i = 0; i < a->intended.n; i++)
        if (a->intended.word[i]) {
            c.words++;
            c.altered += changed[i];
        }
    return blt__result_write(to, &c, "BLT_CORRECTION_COUNTS_INIT", err);
}

blt_status
blt_aligner_is_right(blt_aligner *a, int *right, blt_slice changed,
                     blt_error *err)
{
    blt_status st = blt__sentence_read(&a->corrected, changed, err);
    size_t k = 0;

    *right = 0;
    if (st == BLT_OK)
        st = blt__align(&a->scratch, &a->done, &a->written, &a->corrected,
                        err);
    if (st != BLT_OK)
        return st;
    while (k < a->done.n
           && blt__align_has(&a->gold, &a->done, &a->done.edit[k]))
        k++;
    *right = a->done.n > 0 && k == a->done.n;
    return BLT_OK;
}
