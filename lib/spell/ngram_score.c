/* What the words around a site say about its candidates: word n-grams, and the
 * cloze network. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/speller.h"

/* Measured (bench/README.md): with EXPECTED at -2.5 the corrector is 15 %
 * faster, and loses 0.2 of F0.5 on JFLEG and 1.1 on Holbrook. */
#define LIKELY 24.f             /* bits of a word and the next one up to which
                                   they are expected */
#define EXPECTED -1.5f          /* bits that the context must save on a word,
                                   so negative: may cost */
/* The same for n-grams of words alone.  Measured: 24 and 20 bits lose 0.7 of
 * F0.5 on Holbrook and 0.4 on BEA-60K; -1.5 loses 0.5 on Holbrook. */
#define LIKELY_PLAIN 22.f
#define EXPECTED_PLAIN 0.f

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

/* ---- n-grams of words alone -------------------------------------------------- */

/* The words around a place: keys that are 0 end the context. */
typedef struct plain_context {
    blt__word_key left[2];      /* the farther one first */
    blt__word_key right[2];
} plain_context;

/* The key of a token for the n-grams of words alone; 0: they do not know it. */
static blt__word_key
plain_key(const blt_speller *s, const blt__backoff *m, size_t i)
{
    blt__word_key k = s->key[i];

    return s->tokens.p[i].kind == BLT__TOKEN_WORD && k >= BLT__KEY_RESERVED
        && blt__grams_find(&m->t[0], blt__gram_hash(&k, 1)) != UINT32_MAX
        ? k : 0;
}

static void
find_plain_context(const blt_speller *s, const blt__backoff *m, size_t first,
                   size_t tokens, plain_context *x)
{
    size_t i = first, end = first + tokens;
    int k = 2;

    memset(x, 0, sizeof *x);
    while (k > 0) {
        if (i == 0 || blt__token_ends_sentence(s->text, &s->tokens, i - 1)) {
            x->left[--k] = BLT__KEY_START;
            break;
        }
        if (s->tokens.p[--i].kind == BLT__TOKEN_PUNCT && !s->tokens.p[i].skip)
            continue;
        x->left[--k] = plain_key(s, m, i);
        if (x->left[k] == 0)
            break;
    }
    for (k = 0, i = end; k < 2 && i < s->tokens.n
         && (i == 0 || !blt__token_ends_sentence(s->text, &s->tokens, i - 1))
         && s->tokens.p[i].kind != BLT__TOKEN_BREAK; i++) {
        if (s->tokens.p[i].kind == BLT__TOKEN_PUNCT && !s->tokens.p[i].skip)
            continue;
        x->right[k] = plain_key(s, m, i);
        if (x->right[k++] == 0)
            break;
    }
}

/* The bits of w after u and v; 0 ends the context. */
static float
plain_bits(const blt__backoff *m, blt__word_key u, blt__word_key v,
           blt__word_key w, int *known)
{
    blt__word_key k[3] = { u, v, w };
    size_t n = v == 0 ? 1 : u == 0 ? 2 : 3;

    if (n > (size_t)m->order)
        n = (size_t)m->order;
    return blt__backoff_bits(m, k + 3 - n, n, known);
}

/* How many bits the context saves on a word and the next one; INFINITY: both
 * are likely, or the n-grams cannot tell. */
static float
saved_plain(const blt_speller *s, const blt__backoff *m, size_t i)
{
    blt__word_key w = plain_key(s, m, i);
    plain_context x;
    float bits, saved;
    int known;

    if (w == 0)
        return INFINITY;
    find_plain_context(s, m, i, 1, &x);
    bits = plain_bits(m, x.left[0], x.left[1], w, &known);
    saved = plain_bits(m, 0, 0, w, &known) - bits;
    if (x.right[0]) {
        float next = plain_bits(m, x.left[1], w, x.right[0], &known);

        bits += next;
        saved += plain_bits(m, 0, 0, x.right[0], &known) - next;
    }
    return bits < LIKELY_PLAIN ? INFINITY : saved;
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

    if (l->plain != NULL)
        return saved_plain(s, l->plain, i) >= EXPECTED_PLAIN;
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

/* ---- scores -------------------------------------------------------------------- */

static void
plain_score(const blt_speller *s, blt__site *c)
{
    const blt__backoff *m = c->language->plain;
    plain_context x;

    if (s->isolated)            /* does not begin a sentence */
        memset(&x, 0, sizeof x);
    else
        find_plain_context(s, m, c->token, c->tokens, &x);
    for (size_t i = 0; i < c->n; i++) {
        blt__candidate *a = s->sites.candidate + c->first + i;
        blt__word_key u = x.left[0], v = x.left[1];
        float bits = 0;
        int known;

        for (int k = 0; k < 2 && a->key[k]; k++) {
            float b = plain_bits(m, u, v, a->key[k], &known);

            /* A word that only the lexicon has may be common in what is
             * written about. */
            bits += known ? b : fmaxf(a->unigram[k], m->unknown);
            u = known ? v : 0;
            v = known ? a->key[k] : 0;
        }
        for (int k = 0; k < 2 && x.right[k]; k++) {
            bits += plain_bits(m, u, v, x.right[k], &known);
            u = v;
            v = x.right[k];
        }
        a->plain = bits;
    }
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
    if (c->language->plain != NULL)
        plain_score(s, c);
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
