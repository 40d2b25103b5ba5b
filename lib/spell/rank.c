/* The decision.  For a place of the text the hypotheses are what is written
 * and its alternatives a; with e the text's rate of errors,
 *
 *     P(a)       ~ e     P(context with a) P(written | a, error)
 *     P(written) ~ (1-e) P(context with what is written)
 *
 * and where what is written is in no lexicon, the n-gram's guess of how often
 * new words come is replaced by the text's own rate of them.  Both rates are
 * estimated from the text by expectation-maximisation, with a prior worth some
 * words, so that a page of names is left alone and a page of mistakes is not.
 * Logarithms of each factor are weighted, as the parts are not independent and
 * n-grams are surer than they should be. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "spell/site.h"
#include "stream/stream.h"

const char *const blt__feature_names[BLT__FEATURES] = {
    "channel", "channel_around", "channel_model", "channel_both",
    "ngram", "ngram_around", "ngram_model", "ngram_both",
    "around", "around_both", "model", "model_both",
    "unknown", "real", "case", "join", "split", "short", "capital", "poor",
    "poor_split", "seen", "misspelling", "unlisted", "new_with_model"
};

const blt__weigh blt__weigh_default = { {
    [BLT__F_CHANNEL] = 0.9, [BLT__F_CHANNEL_AROUND] = 0.8,
    [BLT__F_CHANNEL_MODEL] = 0.9, [BLT__F_CHANNEL_BOTH] = 0.9,
    [BLT__F_NGRAM] = 0.8, [BLT__F_NGRAM_AROUND] = 0.6,
    [BLT__F_NGRAM_MODEL] = 0.8, [BLT__F_NGRAM_BOTH] = 0.6,
    [BLT__F_AROUND] = 0.8, [BLT__F_AROUND_BOTH] = 0.85,
    [BLT__F_MODEL] = 0.3, [BLT__F_MODEL_BOTH] = 0.25,
    [BLT__F_UNKNOWN] = 1, [BLT__F_REAL] = -1,
    [BLT__F_CASE] = -4, [BLT__F_JOIN] = -2, [BLT__F_SPLIT] = -5,
    [BLT__F_SHORT] = 1, [BLT__F_CAPITAL] = -1, [BLT__F_POOR] = -5.5,
    [BLT__F_POOR_SPLIT] = -8, [BLT__F_SEEN] = 0.1,
    [BLT__F_MISSPELLING] = -8, [BLT__F_UNLISTED] = -1.5,
    [BLT__F_NEW_MODEL] = 7
} };

/* The prior: rates in a text nobody has seen, and their worth in words. */
#define WORDS 100.
#define ERRORS (0.02 * WORDS)
#define FRESH (0.004 * WORDS)
#define FRESH_CAPITAL (0.008 * WORDS)
#define LETTER 4.7              /* bits of a letter by chance */
#define CALM 0.6                /* surer than this the parts have no right
                                   to be, as they are not independent */
#define GARBLED 8.              /* bits more of there being no better guess */

void
blt__choices_clear(blt__choices *c)
{
    c->n = c->alts = 0;
    blt__buf_clear(&c->text);
}

void
blt__choices_free(blt__choices *c)
{
    free(c->p);
    free(c->alt);
    blt__buf_free(&c->text);
    memset(c, 0, sizeof *c);
}

static void *
more(void *p, size_t n, size_t *cap, size_t size)
{
    size_t want = *cap ? 2 * *cap : 64, bytes;
    void *q;

    if (n < *cap)
        return p;
    if (!blt__size_mul(&bytes, want, size) || !(q = realloc(p, bytes)))
        return NULL;
    *cap = want;
    return q;
}

blt__choice *
blt__choices_add(blt__choices *c)
{
    blt__choice *p = more(c->p, c->n, &c->cap, sizeof *p);

    if (!p)
        return NULL;
    c->p = p;
    p += c->n++;
    memset(p, 0, sizeof *p);
    p->alt = c->alts;
    return p;
}

blt__alt *
blt__choices_add_alt(blt__choices *c, const char *text, size_t n)
{
    blt__alt *a = more(c->alt, c->alts, &c->alt_cap, sizeof *a);

    if (!a)
        return NULL;
    c->alt = a;
    a += c->alts;
    memset(a, 0, sizeof *a);
    a->text = c->text.n;
    a->length = n;
    a->around = a->model = NAN;
    blt__buf_put(&c->text, text, n);
    blt__buf_put(&c->text, "", 1);
    if (c->text.failed)
        return NULL;
    c->alts++;
    c->p[c->n - 1].n++;
    return a;
}

/* Who was asked beside the n-grams: bit 0 the words around, bit 1 the BLT. */
static int
asked(const blt__alt *a)
{
    return (isnan(a->around) ? 0 : 1) + (isnan(a->model) ? 0 : 2);
}

/* The features of alternative i of a choice. */
static void
features(double *f, const blt__choices *all, const blt__choice *c, size_t i)
{
    const blt__alt *a = all->alt + c->alt + i;
    int split = c->tokens == 1 && a->key[1] && !a->listed, who = asked(a);

    memset(f, 0, BLT__FEATURES * sizeof *f);
    f[BLT__F_NGRAM + who] = -a->ngram;
    if (who & 1)
        f[BLT__F_AROUND + (who >> 1)] = a->around;
    if (who & 2)
        f[BLT__F_MODEL + (who & 1)] = -a->model;
    if (i == 0) {
        if (c->kind != BLT_SPELL_UNKNOWN)
            return;
        f[BLT__F_SEEN] = c->seen > 1 ? log2(c->seen) : 0;
        f[BLT__F_MISSPELLING] = c->misspelling;
        f[BLT__F_NEW_MODEL] = who >> 1;
        return;
    }
    f[BLT__F_CHANNEL + who] = -a->channel;
    f[BLT__F_UNLISTED] = c->misspelling && !a->listed;
    f[BLT__F_CAPITAL] = c->capital;
    f[BLT__F_POOR] = c->poor;
    f[BLT__F_POOR_SPLIT] = c->poor && split;
    f[BLT__F_SHORT] = all->alt[c->alt].length < 4;
    f[c->kind == BLT_SPELL_REAL ? BLT__F_REAL
      : c->kind == BLT_SPELL_CASE ? BLT__F_CASE
      : c->tokens == 2 && !a->key[1] ? BLT__F_JOIN
      : split ? BLT__F_SPLIT : BLT__F_UNKNOWN] = 1;
}

/* What nobody can guess: a mistake that left letters as chance has them, in
 * the place of what the parts think of the written word by itself. */
static double
garbled(const blt__choices *all, const blt__choice *c, const blt__weigh *w)
{
    const blt__alt *a = all->alt + c->alt;
    const char *text = blt__alt_text(all, a);
    double bits = GARBLED - a->bits[0];
    int who = asked(a);

    if (c->kind != BLT_SPELL_UNKNOWN || !a->unknown[0] || c->tokens > 1)
        return -INFINITY;
    for (size_t i = 0; i < a->length; i++)
        bits += ((uint8_t)text[i] & 0xc0) != 0x80 ? LETTER : 0;
    return -w->w[BLT__F_NGRAM + who] * (a->ngram + bits)
        - (who & 2 ? w->w[BLT__F_MODEL + (who & 1)] * (a->model + bits) : 0);
}

static void
score(blt__choices *all, blt__choice *c, const blt__weigh *w)
{
    c->garbled = garbled(all, c, w);
    for (size_t i = 0; i < c->n; i++) {
        double f[BLT__FEATURES], sum = 0;

        features(f, all, c, i);
        for (int k = 0; k < BLT__FEATURES; k++)
            sum += w->w[k] * f[k];
        all->alt[c->alt + i].score = sum;
    }
}

/* Sets p, given the scores and what the rates add. */
static void
share(blt__choices *all, const blt__choice *c, const blt__levels *at)
{
    blt__alt *a = all->alt + c->alt;
    double error = log2(at->errors), best = c->garbled + error, sum,
        other = best;

    for (size_t i = 0; i < c->n; i++) {
        a[i].p = a[i].score + (i > 0 ? error : log2(1 - at->errors)
            + (c->kind == BLT_SPELL_UNKNOWN ? log2(at->fresh[c->capital])
               : 0));
        if (a[i].p > best)
            best = a[i].p;
    }
    sum = exp2(other - best);
    for (size_t i = 0; i < c->n; i++)
        sum += a[i].p = exp2(a[i].p - best);
    for (size_t i = 0; i < c->n; i++)
        a[i].p /= sum;
}

void
blt__choice_weigh(blt__choices *all, blt__choice *c, const blt__weigh *w,
                  const blt__levels *at)
{
    score(all, c, w);
    share(all, c, at);
}

size_t
blt__choice_best(const blt__choices *all, const blt__choice *c)
{
    const blt__alt *a = all->alt + c->alt;
    size_t best = 0;

    for (size_t i = 1; i < c->n; i++)
        if (a[i].p > a[best].p)
            best = i;
    return best;
}

/* Likeliest first; what is written stays in its place. */
static void
sort(blt__alt *a, size_t n)
{
    for (size_t i = 2; i < n; i++)
        for (size_t j = i; j > 1 && a[j].p > a[j - 1].p; j--) {
            blt__alt t = a[j];

            a[j] = a[j - 1];
            a[j - 1] = t;
        }
}

void
blt__choices_decide(blt__choices *c, size_t words, const blt__weigh *w,
                    const blt__rates *before, blt__levels *at,
                    blt__rates *after)
{
    blt__rates r = *before;

    for (size_t i = 0; i < c->n; i++)
        score(c, c->p + i, w);
    for (int round = 0; round < 6; round++) {
        double n = r.words + WORDS;

        at->errors = fmin((r.errors + ERRORS) / n, 0.5);
        at->fresh[0] = (r.fresh[0] + FRESH) / n;
        at->fresh[1] = (r.fresh[1] + FRESH_CAPITAL) / n;
        r = *before;
        r.words += (double)words;
        for (size_t i = 0; i < c->n; i++) {
            const blt__choice *p = c->p + i;
            double right;

            share(c, p, at);
            right = c->alt[p->alt].p;
            r.errors += 1 - right;
            if (p->kind == BLT_SPELL_UNKNOWN)
                r.fresh[p->capital] += right;
        }
    }
    if (after)
        *after = r;
}

void
blt__choices_calm(blt__choices *c)
{
    for (size_t i = 0; i < c->n; i++) {
        blt__alt *a = c->alt + c->p[i].alt;
        double sum = 0, rest = 1;

        for (size_t k = 0; k < c->p[i].n; k++) {
            rest -= a[k].p;
            sum += a[k].p = pow(a[k].p, CALM);
        }
        sum += rest > 0 ? pow(rest, CALM) : 0;
        for (size_t k = 0; k < c->p[i].n; k++)
            a[k].p /= sum;
    }
}

void
blt__choices_sort(blt__choices *c)
{
    for (size_t i = 0; i < c->n; i++)
        sort(c->alt + c->p[i].alt, c->p[i].n);
}

/* ---- the file ------------------------------------------------------------ */

static int
feature_named(const char *name, size_t n)
{
    for (int k = 0; k < BLT__FEATURES; k++)
        if (strlen(blt__feature_names[k]) == n
            && !memcmp(blt__feature_names[k], name, n))
            return k;
    return -1;
}

blt_status
blt__weigh_read(blt__weigh *w, const char *path, blt_error *err)
{
    blt__buf text = { 0 };
    size_t line = 1;
    blt_status st = blt__read_whole(&text, path, 65536, err);

    *w = blt__weigh_default;
    if (st != BLT_OK)
        return st;
    for (char *p = text.p; *p && st == BLT_OK; line++) {
        size_t n = strcspn(p, "\n"), name = strcspn(p, " \n");
        int k = feature_named(p, name);
        double x;

        if (n && *p != '#') {
            if (k < 0 || name + 1 >= n
                || !blt__number_parse(&x, p + name + 1, n - name - 1))
                st = blt__fail(err, BLT_EDATA,
                               "%s:%zu: not \"FEATURE NUMBER\"", path, line);
            else
                w->w[k] = x;
        }
        p += n + (p[n] == '\n');
    }
    blt__buf_free(&text);
    return st;
}
