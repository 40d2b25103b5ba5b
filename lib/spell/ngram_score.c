/* What the words around a place say of the words that may stand there. */
#include "config.h"
#include "lang/cloze.h"
#include "spell/speller.h"

#define LIKELY 24.f             /* bits of a word and the next that are few */
#define EXPECTED -1.5f          /* bits that neighbours save on a word */

/* The place of no token. */
#define NOWHERE SIZE_MAX

blt__word_key
blt__speller_before(const blt_speller *s, size_t i, size_t *at)
{
    *at = NOWHERE;
    if (i == 0 || blt__token_ends_sentence(s->text, &s->tokens, i - 1))
        return BLT__KEY_START;
    *at = i - 1;
    return s->key[i - 1];
}

/* The key of token i, 0 where the text or its sentence ended. */
static blt__word_key
after(const blt_speller *s, size_t i)
{
    return i < s->tokens.n && s->tokens.p[i].kind != BLT__TOKEN_BREAK
        ? s->key[i] : 0;
}

int
blt__speller_expected(const blt_speller *s, const blt__language *l, size_t i)
{
    size_t at, far;
    blt__word_key w = s->key[i], r = after(s, i + 1),
        v = blt__speller_before(s, i, &at),
        u = at == NOWHERE ? 0 : blt__speller_before(s, at, &far);
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
blt__speller_neighbours(const blt_speller *s, blt__choice *c)
{
    const blt__ngram *g = c->language->ngram;
    size_t at, far, end = c->token + c->tokens;
    blt__word_key left1 = blt__speller_before(s, c->token, &at),
        left2 = at == NOWHERE ? 0 : blt__speller_before(s, at, &far),
        right[2] = { after(s, end), 0 };

    if (s->alone)               /* a word of a list begins no sentence */
        left1 = left2 = 0;
    if (right[0] && !blt__token_ends_sentence(s->text, &s->tokens, end))
        right[1] = after(s, end + 1);
    for (size_t i = 0; i < c->n; i++) {
        blt__alt *a = s->choices.alt + c->alt + i;
        blt__word_key u = left2, v = left1;
        int listed = s->alone && !a->key[1];    /* as often as it is said */
        float bits = 0;

        for (int k = 0; k < 2 && a->key[k]; k++) {
            bits += a->unknown[k] || listed || !g ? a->bits[k]
                : blt__ngram_bits(g, u, v, a->key[k]) + a->among[k];
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

/* The keys on one side of a choice, the next one first, to the end of the
 * paragraph; how many. */
static size_t
look(const blt_speller *s, const blt__choice *c, int right,
     blt__word_key *key, size_t most)
{
    size_t n = 0;

    if (right) {
        for (size_t i = c->token + c->tokens; i < s->tokens.n && n < most
             && s->tokens.p[i].kind != BLT__TOKEN_BREAK; i++)
            key[n++] = s->key[i];
    } else {
        for (size_t i = c->token; i-- > 0 && n < most
             && s->tokens.p[i].kind != BLT__TOKEN_BREAK;)
            key[n++] = s->key[i];
    }
    return n;
}

/* Of two words what each says of the other counts as well, half of both. */
static float
fit_pair(blt_speller *s, const blt__cloze *a, const blt__alt *x,
         const size_t *n)
{
    float bits = 0;

    s->near[1][0] = x->key[1];
    blt__cloze_context(a, s->around, s->near[0] + 1, n[0],
                       s->near[1], n[1] + 1);
    bits += x->unknown[0] ? 0 : blt__cloze_bits(a, s->around, x->key[0]);
    s->near[0][0] = x->key[0];
    blt__cloze_context(a, s->around, s->near[0], n[0] + 1,
                       s->near[1] + 1, n[1]);
    bits += x->unknown[1] ? 0 : blt__cloze_bits(a, s->around, x->key[1]);
    return bits / 2;
}

void
blt__speller_around(blt_speller *s, blt__choice *c)
{
    const blt__cloze *a = c->language->cloze;
    blt__alt *x = s->choices.alt + c->alt;
    size_t n[2];

    if (a == NULL || s->alone)
        return;
    for (int right = 0; right < 2; right++)
        n[right] = look(s, c, right, s->near[right] + 1,
                        blt__cloze_reach(a));
    blt__cloze_context(a, s->around, s->near[0] + 1, n[0],
                       s->near[1] + 1, n[1]);
    for (size_t i = 0; i < c->n; i++)
        if (!x[i].key[1])
            x[i].around = x[i].unknown[0] ? 0
                : blt__cloze_bits(a, s->around, x[i].key[0]);
    for (size_t i = 0; i < c->n; i++)
        if (x[i].key[1])
            x[i].around = fit_pair(s, a, x + i, n);
}
