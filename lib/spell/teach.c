/* Lessons from clean text: words are misspelled by the error model, the
 * speller looks at the result, and what stood there is the right answer. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "spell/fit.h"
#include "spell/speller.h"

#define PIECE 16384             /* bytes of clean text at a time */

typedef struct truth { size_t offset, length, clean, clean_length; } truth;

/* Misspells words of text[0 .. n) at a rate.  truth gets each word of the
 * result and what it was. */
static blt_status
misspell(const blt__channel *channel, const uint8_t *text,
         size_t n, double rate, blt__rng *rng, blt__buf *out, truth **truths,
         size_t *count, blt_error *err)
{
    blt__tokens t = { 0 };
    blt_status st = blt__tokens_find(&t, text, n, err);
    size_t at = 0;

    blt__buf_clear(out);
    *count = 0;
    *truths = st == BLT_OK ? blt__alloc(t.n + 1, sizeof **truths) : NULL;
    if (st == BLT_OK && !*truths)
        st = blt__fail_memory(err, "lessons");
    for (size_t i = 0; i < t.n && st == BLT_OK; i++) {
        const blt__token *w = t.p + i;
        truth *x = *truths + *count;

        if (w->kind != BLT__TOKEN_WORD || w->length < 2)
            continue;
        blt__buf_put(out, text + at, w->offset - at);
        *x = (truth){ out->n, 0, w->offset, w->length };
        if (blt__rng_unit(rng) < rate)
            blt__channel_corrupt(channel, out,
                                 (const char *)text + w->offset, w->length,
                                 rng);
        else
            blt__buf_put(out, text + w->offset, w->length);
        x->length = out->n - x->offset;
        at = w->offset + w->length;
        ++*count;
    }
    blt__buf_put(out, text + at, n - at);
    if (st == BLT_OK && out->failed)
        st = blt__fail_memory(err, "lessons");
    blt__tokens_free(&t);
    return st;
}

/* The alternative that puts back what stood there, or SIZE_MAX. */
static size_t
answer(const blt_speller *s, const blt__choice *c, const truth *x, size_t n,
       const uint8_t *clean)
{
    size_t first, last;

    for (first = 0; first < n
         && x[first].offset + x[first].length <= c->offset; first++)
        ;
    if (first == n || x[first].offset != c->offset)
        return SIZE_MAX;
    for (last = first; last + 1 < n && x[last].offset + x[last].length
         < c->offset + c->length; last++)
        ;
    if (x[last].offset + x[last].length != c->offset + c->length)
        return SIZE_MAX;
    for (size_t i = 0; i < c->n; i++) {
        const blt__alt *a = s->choices.alt + c->alt + i;
        size_t m = x[last].clean + x[last].clean_length - x[first].clean;

        if (a->length == m && !memcmp(blt__alt_text(&s->choices, a),
                                      clean + x[first].clean, m))
            return i;
    }
    return SIZE_MAX;
}

static blt_status
ignore(const blt_spell_finding *f, void *arg, blt_error *err)
{
    (void)f;
    (void)arg;
    (void)err;
    return BLT_OK;
}

blt_status
blt__speller_teach(blt_speller *s, blt__lessons *l,
                   const blt__language *language, const uint8_t *text,
                   size_t n, double rate, uint64_t seed, blt_error *err)
{
    blt__buf noisy = { 0 };
    blt__rng rng;
    blt_status st = BLT_OK;

    blt__rng_seed(&rng, seed);
    blt_speller_reset(s);
    for (size_t at = 0, end; at < n && st == BLT_OK; at = end) {
        truth *x = NULL;
        size_t count = 0, from = 0;

        end = n - at > PIECE ? at + PIECE : n;
        while (end < n && text[end - 1] != '\n')
            end++;
        st = misspell(language->channel, text + at, end - at, rate, &rng,
                      &noisy, &x, &count, err);
        if (st == BLT_OK)
            st = blt_speller_check(s, (const uint8_t *)noisy.p, noisy.n,
                                   ignore, NULL, err);
        for (size_t i = 0; i < s->choices.n && st == BLT_OK; i++) {
            const blt__choice *c = s->choices.p + i;
            size_t gold;

            while (from < count
                   && x[from].offset + x[from].length <= c->offset)
                from++;
            gold = answer(s, c, x + from, count - from, text + at);
            if (gold != SIZE_MAX)
                st = blt__lessons_add(l, &s->choices, c, gold, &s->levels,
                                      err);
        }
        free(x);
    }
    blt__buf_free(&noisy);
    return st;
}
