/* What the words around a site say about its candidates: word n-grams, and the
 * cloze network. */
#include "config.h"
#include "spell/speller.h"

/* Measured (bench/README.md): with EXPECTED at -2.5 the corrector is 15 %
 * faster, and loses 0.2 of F0.5 on JFLEG and 1.1 on Holbrook. */
#define LIKELY 24.f             /* bits of a word and the next one up to which
                                   they are expected */
#define EXPECTED -1.5f          /* bits that the context must save on a word,
                                   so negative: may cost */

#define NO_TOKEN SIZE_MAX

blt__word_key
blt__speller_left_key(const blt_speller *s, size_t i, size_t *at)
{
    *at = NO_TOKEN;
    if (i == 0 || blt__token_ends_sentence(s->text, &s->tokens, i - 1))
        return BLT__KEY_START;
    *at = i - 1;
    return s->key[i - 1];
}

/* The key of token i; 0 after the end of the text or of the paragraph. */
static blt__word_key
right_key(const blt_speller *s, size_t i)
{
    return i < s->tokens.n && s->tokens.p[i].kind != BLT__TOKEN_BREAK
        ? s->key[i] : 0;
}

int
blt__speller_is_expected(const blt_speller *s, const blt__language *l,
                         size_t i)
{
    size_t at, before;
    blt__word_key w = s->key[i], r = right_key(s, i + 1),
        v = blt__speller_left_key(s, i, &at),
        u = at == NO_TOKEN ? 0 : blt__speller_left_key(s, at, &before);
    float bits, saved;

    if (!l->ngram)
        return 1;
    bits = blt__ngram_bits(l->ngram, u, v, w);
    if (r)
        bits += blt__ngram_bits(l->ngram, v, w, r);
    if (bits < LIKELY)
        return 1;
    saved = blt__ngram_bits(l->ngram, 0, 0, w) - bits;
    if (r)
        saved += blt__ngram_bits(l->ngram, 0, 0, r);
    return saved >= EXPECTED;
}

void
blt__speller_ngram_score(const blt_speller *s, blt__site *c)
{
    const blt__ngram *g = c->language->ngram;
    size_t at, before, end = c->token + c->tokens;
    blt__word_key left1 = blt__speller_left_key(s, c->token, &at),
        left2 = at == NO_TOKEN ? 0 : blt__speller_left_key(s, at, &before),
        right[2] = { right_key(s, end), 0 };

    if (s->isolated)            /* does not begin a sentence */
        left1 = left2 = 0;
    if (right[0] && !blt__token_ends_sentence(s->text, &s->tokens, end))
        right[1] = right_key(s, end + 1);
    for (size_t i = 0; i < c->n; i++) {
        blt__candidate *a = s->sites.candidate + c->first + i;
        blt__word_key u = left2, v = left1;
        int unigram = s->isolated && !a->key[1];
        float bits = 0;

        for (int k = 0; k < 2 && a->key[k]; k++) {
            bits += a->unknown[k] || unigram || !g ? a->unigram[k]
                : blt__ngram_bits(g, u, v, a->key[k]) + a->rare[k];
            u = v;
            v = a->key[k];
        }
        for (int k = 0; k < 2 && right[k] && g; k++) {
            bits += blt__ngram_bits(g, u, v, right[k]);
            u = v;
            v = right[k];
        }
        a->ngram = bits;
    }
}

/* ---- the cloze network ------------------------------------------------------- */

/* The keys before a site or, with `right`, after it, the nearest one first, up
 * to the end of the paragraph.  Returns how many. */
static size_t
context_keys(const blt_speller *s, const blt__site *c, int right,
             blt__word_key *key, size_t max)
{
    size_t n = 0;

    if (right) {
        for (size_t i = c->token + c->tokens; i < s->tokens.n && n < max
             && s->tokens.p[i].kind != BLT__TOKEN_BREAK; i++)
            key[n++] = s->key[i];
    } else {
        for (size_t i = c->token; i-- > 0 && n < max
             && s->tokens.p[i].kind != BLT__TOKEN_BREAK;)
            key[n++] = s->key[i];
    }
    return n;
}

/* The score of two words: half the sum of both, each with the other one in its
 * context.
 *   n  how many keys there are before and after the site */
static float
pair_score(blt_speller *s, const blt__cloze *z, const blt__candidate *a,
           const size_t *n)
{
    blt__word_key *left = s->context[0], *right = s->context[1];
    float bits = 0;

    right[0] = a->key[1];
    blt__cloze_context(z, s->cloze_scratch, left + 1, n[0], right, n[1] + 1);
    bits += a->unknown[0] ? 0
        : blt__cloze_bits(z, s->cloze_scratch, a->key[0]);
    left[0] = a->key[0];
    blt__cloze_context(z, s->cloze_scratch, left, n[0] + 1, right + 1, n[1]);
    bits += a->unknown[1] ? 0
        : blt__cloze_bits(z, s->cloze_scratch, a->key[1]);
    return bits / 2;
}

void
blt__speller_cloze_score(blt_speller *s, blt__site *c)
{
    const blt__cloze *z = c->language->cloze;
    blt__candidate *a = s->sites.candidate + c->first;
    size_t n[2];

    if (z == NULL || s->isolated)
        return;
    for (int right = 0; right < 2; right++)
        n[right] = context_keys(s, c, right, s->context[right] + 1,
                                blt__cloze_reach(z));
    blt__cloze_context(z, s->cloze_scratch, s->context[0] + 1, n[0],
                       s->context[1] + 1, n[1]);
    for (size_t i = 0; i < c->n; i++)
        if (!a[i].key[1])
            a[i].cloze = a[i].unknown[0] ? 0
                : blt__cloze_bits(z, s->cloze_scratch, a[i].key[0]);
    for (size_t i = 0; i < c->n; i++)
        if (a[i].key[1])
            a[i].cloze = pair_score(s, z, a + i, n);
}
