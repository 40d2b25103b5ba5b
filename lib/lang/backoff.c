/* Look-up in backoff models: a bucket of a few entries per gram. */
#include "config.h"
#include <stdio.h>
#include <string.h>
#include "file/safetensors.h"
#include "lang/backoff.h"
#include "lang/le.h"

/* ---- look-up ------------------------------------------------------------ */

uint32_t
blt__grams_find(const blt__grams *t, uint64_t hash)
{
    uint64_t bucket = (hash >> 32) * t->buckets >> 32;
    uint16_t rest = (uint16_t)hash;
    const uint8_t *p = t->start + 4 * bucket;
    uint32_t i = blt__le32(p), end = blt__le32(p + 4);

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

/* ---- opening ------------------------------------------------------------ */

/* The file and the model that are opened. */
typedef struct backoff_source {
    const blt__st *st;
    const char *path, *model;
} backoff_source;

static blt_status
bad(blt_error *err, const backoff_source *in, const char *name,
    const char *why)
{
    return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": %s", in->path, name,
                     why);
}

/* The data of ngram.MODEL.LENGTH.WHAT; length 0: of ngram.MODEL.WHAT.
 *   bits  of an element, which is unsigned
 *   n     in: the length that is expected, SIZE_MAX: any; out: the length */
static blt_status
open_tensor(const uint8_t **p, size_t *n, const backoff_source *in,
            int length, const char *what, unsigned bits, blt_error *err)
{
    char name[64], dtype[8];
    const blt__st_entry *e;
    size_t have;

    snprintf(dtype, sizeof dtype, "U%u", bits);
    if (length > 0)
        snprintf(name, sizeof name, "ngram.%s.%d.%s", in->model, length,
                 what);
    else
        snprintf(name, sizeof name, "ngram.%s.%s", in->model, what);
    e = blt__st_find(in->st, name);
    if (e == NULL)
        return bad(err, in, name, "is missing");
    if (strcmp(e->dtype, dtype) != 0)
        return bad(err, in, name, "is of another type");
    have = (e->end - e->begin) / (bits / 8);
    if (*n != SIZE_MAX && have != *n)
        return bad(err, in, name, "is of another length");
    *p = e->data;
    *n = have;
    return BLT_OK;
}

static blt_status
open_grams(blt__grams *t, const backoff_source *in, int length, int last,
           blt_error *err)
{
    size_t buckets = SIZE_MAX, n = SIZE_MAX;
    blt_status s;

    s = open_tensor(&t->start, &buckets, in, length, "start", 32, err);
    if (s != BLT_OK)
        return s;
    if (buckets < 2 || buckets > UINT32_MAX)
        return bad(err, in, in->model, "has no buckets");
    t->buckets = (uint32_t)(buckets - 1);
    s = open_tensor(&t->rest, &n, in, length, "rest", 16, err);
    if (s == BLT_OK && n >= UINT32_MAX)
        s = bad(err, in, in->model, "has too many grams");
    if (s == BLT_OK)
        s = open_tensor(&t->bits, &n, in, length, "bits", 8, err);
    if (s == BLT_OK && !last)
        s = open_tensor(&t->back, &n, in, length, "back", 8, err);
    t->n = (uint32_t)n;
    return s;
}

blt_status
blt__backoff_open(blt__backoff *m, const blt__st *st, const char *model,
                  const char *path, blt_error *err)
{
    char name[64];
    const uint8_t *p;
    size_t one = 1;
    const backoff_source in = { st, path, model };
    blt_status s = open_tensor(&p, &one, &in, 0, "unknown", 32, err);

    if (s != BLT_OK)
        return s;
    m->unknown = (float)blt__le32(p) / BLT__GRAM_STEPS;
    do {
        m->order++;
        snprintf(name, sizeof name, "ngram.%s.%d.start", model, m->order + 1);
    } while (m->order < BLT__GRAMS_MAX && blt__st_find(st, name) != NULL);
    for (int i = 0; s == BLT_OK && i < m->order; i++)
        s = open_grams(&m->t[i], &in, i + 1, i + 1 == m->order, err);
    return s;
}
