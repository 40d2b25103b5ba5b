/* Word and letter n-grams of a language: probabilities smoothed as Kneser and
 * Ney do (langbuild/ngram_estimate.c). */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "file/safetensors.h"
#include "lang/ngram.h"

blt_status
blt__ngram_open(blt__ngram **out, const blt__st *st, const char *path,
                blt_error *err)
{
    blt__ngram *g;
    blt_status s;

    *out = NULL;
    if (blt__st_find(st, "ngram.words.unknown") == NULL)
        return BLT_OK;
    g = calloc(1, sizeof *g);
    if (g == NULL)
        return blt__fail_memory(err, path);
    s = blt__backoff_open(&g->words, st, "words", path, err);
    if (s == BLT_OK)
        s = blt__backoff_open(&g->letters, st, "letters", path, err);
    if (s != BLT_OK) {
        blt__ngram_free(g);
        return s;
    }
    *out = g;
    return BLT_OK;
}

void
blt__ngram_free(blt__ngram *g)
{
    free(g);
}

/* ---- probabilities --------------------------------------------------- */

float
blt__ngram_bits(const blt__ngram *g, blt__word_key u, blt__word_key v,
                blt__word_key w)
{
    blt__word_key k[3] = { u, v, w };
    size_t n = v == 0 ? 1 : u == 0 ? 2 : 3;
    int known;
    float bits;

    if (n > (size_t)g->words.order)
        n = (size_t)g->words.order;
    bits = blt__backoff_bits(&g->words, k + 3 - n, n, &known);

    if (!known) {
        k[2] = BLT__KEY_UNKNOWN;
        bits = blt__backoff_bits(&g->words, k + 3 - n, n, &known);
    }
    return bits;
}

int
blt__ngram_order(const blt__ngram *g)
{
    return g->words.order;
}

int
blt__ngram_knows(const blt__ngram *g, blt__word_key w)
{
    return blt__grams_find(&g->words.t[0], blt__gram_hash(&w, 1))
        != UINT32_MAX;
}

float
blt__ngram_spelling(const blt__ngram *g, const char *word, size_t n)
{
    size_t order = (size_t)g->letters.order, have = 1;
    blt__word_key k[BLT__GRAMS_MAX + 1] = { BLT__KEY_START };
    float bits = 0;
    int known, end = 0;

    for (size_t i = 0; !end;) {
        uint32_t c = 0;

        if (i < n)
            i += blt__fold_next(&c, (const uint8_t *)word + i, n - i);
        else
            end = 1;
        if (c == 0 && !end)
            continue;
        k[have++] = end ? BLT__KEY_END : c + BLT__KEY_RESERVED;
        if (have > order) {
            memmove(k, k + 1, order * sizeof *k);
            have = order;
        }
        bits += blt__backoff_bits(&g->letters, k, have, &known);
    }
    return bits;
}
