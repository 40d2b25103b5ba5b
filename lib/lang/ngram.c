/* Words in context: a backoff model [Katz 1987] whose probabilities were
 * smoothed as Kneser and Ney have it, in tables of hashes [Talbot, Osborne
 * 2007; Guthrie, Hepple 2010].  A look-up is one bucket of a few entries;
 * a hostile table gives wrong numbers, and no more. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lang/ngram.h"
#include "text/text.h"

static uint32_t
u32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16
        | (uint32_t)p[3] << 24;
}

/* ---- keys ------------------------------------------------------------------ */

static uint64_t
mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
}

uint64_t
blt__gram_hash(const blt__word_key *k, size_t n)
{
    uint64_t h = 0;

    for (size_t i = 0; i < n; i++)
        h = mix(h ^ k[i] * 0x9e3779b97f4a7c15u);
    return h;
}

uint32_t
blt__fold_char(uint32_t c)
{
    return c == 0x131 ? 'i' : c == 0x2019 || c == 0x2bc ? '\''
        : c == 0xad ? 0 : blt__char_lower(c);
}

/* The next character of a fold and its length in the word; *c 0: none. */
static size_t
fold(uint32_t *c, const uint8_t *p, size_t n)
{
    int k = blt__utf8_char(c, p, n);

    if (k <= 0) {
        *c = *p;
        return 1;
    }
    *c = blt__fold_char(*c);
    return (size_t)k;
}

blt__word_key
blt__word_key_of(const char *word, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;
    uint8_t out[4];

    for (size_t i = 0; i < n;) {
        uint8_t b = (uint8_t)word[i];

        if (b < 0x80) {
            h = (h ^ (b >= 'A' && b <= 'Z' ? b + 32u : b)) * 0x100000001b3u;
            i++;
        } else {
            uint32_t c;
            size_t k;

            i += fold(&c, (const uint8_t *)word + i, n - i);
            k = c ? blt__utf8_put(out, c) : 0;
            for (size_t j = 0; j < k; j++)
                h = (h ^ out[j]) * 0x100000001b3u;
        }
    }
    h = mix(h);
    return h < BLT__KEY_RESERVED ? h + BLT__KEY_RESERVED : h;
}

/* ---- look-up ----------------------------------------------------------------- */

uint32_t
blt__grams_find(const blt__grams *t, uint64_t hash)
{
    uint64_t bucket = (hash >> 32) * t->buckets >> 32;
    uint16_t rest = (uint16_t)hash;
    const uint8_t *p = t->start + 4 * bucket;
    uint32_t i = u32(p), end = u32(p + 4);

    if (end > t->n || i > end || end - i > BLT__GRAM_BUCKET)
        return UINT32_MAX;
    for (p = t->rest + 2 * (size_t)i; i < end; i++, p += 2)
        if ((p[0] | p[1] << 8) == rest)
            return i;
    return UINT32_MAX;
}

float
blt__backoff_bits(const blt__backoff *m, const blt__word_key *k, size_t n,
                  int *known)
{
    float bits = 0;
    uint32_t i;

    *known = 1;
    for (; n > 0; k++, n--) {
        const blt__grams *t = &m->t[n - 1];

        i = blt__grams_find(t, blt__gram_hash(k, n));
        if (i != UINT32_MAX)
            return bits + (float)t->bits[i] / BLT__GRAM_STEPS;
        if (n == 1)
            break;
        i = blt__grams_find(t - 1, blt__gram_hash(k, n - 1));
        if (i != UINT32_MAX)
            bits += (float)t[-1].back[i] / BLT__GRAM_STEPS
                - BLT__GRAM_BACKOFF_OFFSET;
    }
    *known = 0;
    return bits + m->unknown;
}

float
blt__ngram_bits(const blt__ngram *g, blt__word_key u, blt__word_key v,
                blt__word_key w)
{
    blt__word_key k[3] = { u, v, w };
    size_t n = v == 0 ? 1 : u == 0 || g->words.order < 3 ? 2 : 3;
    int known;
    float bits = blt__backoff_bits(&g->words, k + 3 - n, n, &known);

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
            i += fold(&c, (const uint8_t *)word + i, n - i);
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

/* ---- opening --------------------------------------------------------------- */

static blt_status
bad(blt_error *err, const char *path, const char *name, const char *why)
{
    return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": %s", path, name,
                     why);
}

static blt_status
open_tensor(const uint8_t **p, size_t *n, const blt__st *st,
            const char *model, int length, const char *what,
            const char *dtype, size_t size, const char *path, blt_error *err)
{
    char name[64];
    const blt__st_entry *e;

    if (length > 0)
        snprintf(name, sizeof name, "ngram.%s.%d.%s", model, length, what);
    else
        snprintf(name, sizeof name, "ngram.%s.%s", model, what);
    e = blt__st_find(st, name);
    if (e == NULL)
        return bad(err, path, name, "is missing");
    if (strcmp(e->dtype, dtype) != 0)
        return bad(err, path, name, "is of another type");
    if (*n != SIZE_MAX && (e->end - e->begin) / size != *n)
        return bad(err, path, name, "is of another length");
    *p = e->data;
    *n = (e->end - e->begin) / size;
    return BLT_OK;
}

static blt_status
open_grams(blt__grams *t, const blt__st *st, const char *model, int length,
           int last, const char *path, blt_error *err)
{
    size_t buckets = SIZE_MAX, n = SIZE_MAX;
    blt_status s;

    s = open_tensor(&t->start, &buckets, st, model, length, "start", "U32",
                    4, path, err);
    if (s != BLT_OK)
        return s;
    if (buckets < 2 || buckets > UINT32_MAX)
        return bad(err, path, model, "has no buckets");
    t->buckets = (uint32_t)(buckets - 1);
    s = open_tensor(&t->rest, &n, st, model, length, "rest", "U16", 2, path,
                    err);
    if (s == BLT_OK && n >= UINT32_MAX)
        s = bad(err, path, model, "has too many grams");
    if (s == BLT_OK)
        s = open_tensor(&t->bits, &n, st, model, length, "bits", "U8", 1,
                        path, err);
    if (s == BLT_OK && !last)
        s = open_tensor(&t->back, &n, st, model, length, "back", "U8", 1,
                        path, err);
    t->n = (uint32_t)n;
    return s;
}

static blt_status
open_backoff(blt__backoff *m, const blt__st *st, const char *model,
             const char *path, blt_error *err)
{
    char name[64];
    const uint8_t *p;
    size_t one = 1;
    blt_status s = open_tensor(&p, &one, st, model, 0, "unknown", "U32", 4,
                               path, err);

    if (s != BLT_OK)
        return s;
    m->unknown = (float)u32(p) / BLT__GRAM_STEPS;
    do {
        m->order++;
        snprintf(name, sizeof name, "ngram.%s.%d.start", model, m->order + 1);
    } while (m->order < BLT__GRAMS_MAX && blt__st_find(st, name) != NULL);
    for (int i = 0; s == BLT_OK && i < m->order; i++)
        s = open_grams(&m->t[i], st, model, i + 1, i + 1 == m->order, path,
                       err);
    return s;
}

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
    s = open_backoff(&g->words, st, "words", path, err);
    if (s == BLT_OK)
        s = open_backoff(&g->letters, st, "letters", path, err);
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
