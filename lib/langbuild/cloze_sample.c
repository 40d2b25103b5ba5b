/* Drawing batches for the cloze network.
 *
 * Frequent words are targets less often than they occur, and noise words are
 * drawn from the distribution of the targets, so that a word of which nothing
 * is known scores 0. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "langbuild/cloze_trainer.h"

/* Short names for the shape of the network. */
enum {
    ADJACENT = BLT__CLOZE_ADJACENT, WINDOW = BLT__CLOZE_WINDOW,
    BATCH = BLT__CLOZE_BATCH, NOISE = BLT__CLOZE_NOISE
};

/* All chosen: */
#define TABLE (1 << 22)         /* elements of the noise distribution */
#define FREQUENT 1e-3           /* share above which a word is thinned out */
#define MIN_KEEP 0.3f           /* but no further than to this fraction */
#define WINDOW_SHARE 8.2e-3     /* more frequent words say nothing in the
                                   window */

/* ---- targets and noise ------------------------------------------------------ */

/* Counts the words; sets keep[], in_window[] and draw[]. */
static blt_status
count_words(blt__cloze_trainer *t, blt_error *err)
{
    const blt__cloze_corpus *p = t->p;
    double *n = blt__alloc(p->words, sizeof *n), all = 0, sum = 0, below = 0;
    size_t k = 0;

    t->keep = blt__alloc(p->words, sizeof *t->keep);
    t->in_window = blt__alloc(p->words, sizeof *t->in_window);
    t->draw = blt__alloc(TABLE, sizeof *t->draw);
    if (!n || !t->keep || !t->in_window || !t->draw) {
        free(n);
        return blt__fail_memory(err, "cloze network");
    }
    for (size_t i = 0; i < p->n; i++)
        if (p->text[i] != BLT__CLOZE_BREAK) {
            n[p->text[i]]++;
            all++;
        }
    for (uint32_t w = 0; w < p->words; w++) {
        double share = n[w] / (all + 1);
        int unknown = w == BLT__CLOZE_UNKNOWN;

        t->in_window[w] = p->is_word[w] && !unknown && share < WINDOW_SHARE;
        t->keep[w] = unknown ? MIN_KEEP
            : !p->is_word[w] ? 0
            : share > FREQUENT
            ? fmaxf((float)sqrt(FREQUENT / share), MIN_KEEP)
            : 1;
        sum += n[w] * t->keep[w];
    }
    for (uint32_t w = 0; w < p->words && sum > 0; w++) {
        below += n[w] * t->keep[w] / sum;
        while (k < TABLE && (double)k < below * TABLE)
            t->draw[k++] = w;
    }
    while (k < TABLE)
        t->draw[k++] = BLT__CLOZE_UNKNOWN;
    t->expected = (size_t)sum;
    free(n);
    return BLT_OK;
}

/* Lists the positions of the text that may be targets. */
static blt_status
find_places(blt__cloze_trainer *t, blt_error *err)
{
    const blt__cloze_corpus *p = t->p;
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        n += p->text[i] != BLT__CLOZE_BREAK && t->keep[p->text[i]] > 0;
    t->place = blt__alloc(n + 1, sizeof *t->place);
    if (!t->place)
        return blt__fail_memory(err, "cloze network");
    for (size_t i = 0; i < p->n; i++)
        if (p->text[i] != BLT__CLOZE_BREAK && t->keep[p->text[i]] > 0)
            t->place[t->places++] = (uint32_t)i;
    t->at = t->places;
    return BLT_OK;
}

/* Puts the targets into a new order, for the next pass. */
static void
shuffle(blt__cloze_trainer *t)
{
    for (size_t i = t->places; i > 1; i--) {
        size_t j = (size_t)blt__rng_below(&t->rng, i);
        uint32_t x = t->place[i - 1];

        t->place[i - 1] = t->place[j];
        t->place[j] = x;
    }
    t->at = 0;
}

/* ---- batches ------------------------------------------------------------------- */

/* Collects the context of position i of the text as blt__cloze_context()
 * reads it. */
static void
gather_context(blt__cloze_trainer *t, size_t b, size_t i)
{
    const uint32_t *text = t->p->text;
    size_t n = 0;

    for (int right = 0; right < 2; right++) {
        size_t seen = 0, j = i;
        int ended = 0;

        for (size_t q = 0; q < ADJACENT + 2 * WINDOW && seen < WINDOW; q++) {
            uint32_t w = BLT__CLOZE_PAD;

            ended |= right ? j + 1 >= t->p->n : j == 0;
            if (!ended) {
                j = right ? j + 1 : j - 1;
                ended = text[j] == BLT__CLOZE_BREAK;
            }
            if (!ended)
                w = text[j];
            else if (q >= ADJACENT)
                break;
            if (q < ADJACENT)
                t->adjacent[b][right ? ADJACENT + q : ADJACENT - 1 - q] = w;
            else if (t->in_window[w]) {
                t->window[b][n++] = w;
                seen++;
            }
        }
    }
    t->n_window[b] = n;
}

blt_status
blt__cloze_sample_init(blt__cloze_trainer *t, blt_error *err)
{
    blt_status s = count_words(t, err);

    return s == BLT_OK ? find_places(t, err) : s;
}

void
blt__cloze_sample(blt__cloze_trainer *t)
{
    for (size_t b = 0; b < BATCH;) {
        size_t i;

        if (t->at == t->places)
            shuffle(t);
        i = t->place[t->at++];
        if (blt__rng_unit(&t->rng) >= t->keep[t->p->text[i]])
            continue;
        t->target[b] = t->p->text[i];
        gather_context(t, b++, i);
    }
    for (size_t k = 0; k < NOISE; k++)
        t->noise[k] = t->draw[blt__rng_below(&t->rng, TABLE)];
}
