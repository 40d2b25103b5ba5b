/* From files of misspellings to a file with an error model.
 *
 * A line is "written TAB intended" or, as lists of misspellings have it,
 * "written->intended, or intended,"; of several corrections the first is
 * taken, because which one was intended is not known.  A tenth of the pairs
 * is held out for measuring.  Words that begin alike go to the same side, so
 * that no form of a held-out word is learned from. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/build.h>
#include "base/hash.h"
#include "lang/channel_file.h"
#include "langbuild/channel_learn.h"
#include "text/text.h"

#define HELD_OUT 10             /* one in so many; chosen */
#define STEM 6                  /* letters that decide; chosen */

typedef struct pairs {
    blt__spelling_pair *p;
    size_t n, cap;
} pairs;

static blt_status
add_pair(pairs *t, const blt__spelling_pair *x, blt_error *err)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 4096;
        blt__spelling_pair *p = realloc(t->p, cap * sizeof *p);

        if (p == NULL)
            return blt__fail_memory(err, "pairs");
        t->p = p;
        t->cap = cap;
    }
    t->p[t->n++] = *x;
    return BLT_OK;
}

static int
held_out(const blt__spelling_pair *x)
{
    uint64_t h = BLT__HASH_START;

    for (size_t i = 0; i < x->m && i < STEM; i++)
        h = blt__hash_add(h, x->intended[i]);
    return blt__hash_fold(h) % HELD_OUT == 0;
}

/* Reads a line without its end.  Lines that are not a pair are skipped. */
static blt_status
read_pair(const blt__channel *c, const char *p, size_t n, pairs t[2],
          blt_error *err)
{
    const char *end = p + n, *at = memchr(p, '\t', n), *intended;
    blt__spelling_pair x = { 0 };

    if (n == 0 || *p == '#')
        return BLT_OK;
    if (at != NULL) {
        intended = at + 1;
    } else {
        for (at = p; at + 1 < end && (at[0] != '-' || at[1] != '>'); at++) ;
        if (at + 1 >= end)
            return BLT_OK;
        intended = at + 2;
    }
    for (const char *q = intended; q < end; q++)
        if (*q == ',' || *q == '\t' || *q == '\r')
            end = q;
    /* Lists have only the spaces that somebody looked for: not a sample. */
    if (memchr(p, ' ', (size_t)(end - p)) != NULL)
        return BLT_OK;
    x.n = (uint8_t)blt__channel_letters(c, x.written, p, (size_t)(at - p));
    x.m = (uint8_t)blt__channel_letters(c, x.intended, intended,
                                        (size_t)(end - intended));
    if (x.n == 0 || x.m == 0 || (x.n == x.m && memcmp(x.written, x.intended,
                                    x.n * sizeof *x.written) == 0))
        return BLT_OK;
    return add_pair(&t[held_out(&x)], &x, err);
}

static blt_status
read_pairs(const blt__channel *c, const char *path, pairs t[2],
           blt_error *err)
{
    blt__map map;
    blt_status s = blt__map_open(&map, path, err);
    const char *p, *end;

    if (s != BLT_OK)
        return s;
    p = (const char *)map.p;
    for (end = p + map.n; p < end && s == BLT_OK;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));

        if (stop == NULL)
            stop = end;
        s = read_pair(c, p, (size_t)(stop - p), t, err);
        p = stop + 1;
    }
    blt__map_close(&map);
    return s;
}

/* Mean bits per pair, over all alignments; 100 for a pair that has none. */
static double
bits_per_pair(const blt__channel *c, const pairs *t)
{
    double sum = 0;

    for (size_t i = 0; i < t->n; i++) {
        double p = blt__lattice_sum(c, &t->p[i], NULL, NULL);

        sum += p > 0 ? blt__channel_word_penalty(c) - log2(p) : 100;
    }
    return t->n > 0 ? sum / (double)t->n : NAN;
}

/* ---- writing ------------------------------------------------------------------ */

static void
put_side(blt__buf *b, const uint32_t *side, unsigned n)
{
    uint8_t byte[4];

    if (n == 0)
        blt__buf_put(b, "_", 1);
    for (unsigned i = 0; i < n; i++)
        blt__buf_put(b, byte, blt__utf8_put(byte, side[i]));
}

static void
put_number(blt__buf *b, float bits)
{
    if (isfinite(bits))
        blt__buf_printf(b, " %.1f", (double)bits);
    else
        blt__buf_put(b, " -", 2);
}

/* Writes bits in tenths; those of the first and last position only where they
 * differ from the inner ones by a quarter of a bit.  Both chosen. */
static void
put_bits(blt__buf *b, const float *bits)
{
    static const struct { blt__position at; const char *name; } end[] = {
        { BLT__POSITION_FIRST, " first" }, { BLT__POSITION_LAST, " last" }
    };
    float inner = bits[BLT__POSITION_INNER];

    put_number(b, inner);
    for (int i = 0; i < 2; i++)
        if (fabsf(bits[end[i].at] - inner) >= 0.25f) {
            blt__buf_put(b, end[i].name, strlen(end[i].name));
            put_number(b, bits[end[i].at]);
        }
    blt__buf_put(b, "\n", 1);
}

/* 1 if two rows of bits differ by a fifth of a bit; chosen. */
static int
differs(const float *a, const float *b)
{
    for (int s = 0; s < BLT__POSITIONS; s++)
        if (!(fabsf(a[s] - b[s]) < 0.2f) && a[s] != b[s])
            return 1;
    return 0;
}

/* Writes what differs from the model that learning started from. */
static void
put_channel(blt__buf *b, const blt__channel *c, const blt__channel *from,
            const char *name, const blt_channel_report *r)
{
    blt__buf_printf(b, "#blt-channel 1\n"
                    "# Learned from %llu pairs by blt-train --channel; on"
                    " %llu others\n# %.2f bits per pair, with \"%s\" alone"
                    " %.2f.\ninclude %s\n\n",
                    (unsigned long long)r->pairs, (unsigned long long)r->held,
                    r->after, name, r->before, name);
    for (int i = 0; i < BLT__EDIT_KINDS; i++)
        if (differs(c->prior[i], from->prior[i])) {
            blt__buf_printf(b, "prior %s", blt__edit_kind_names[i]);
            put_bits(b, c->prior[i]);
        }
    blt__buf_put(b, "\n", 1);
    for (size_t i = 0; i < c->n_rules; i++) {
        const blt__rule *x = &c->rule[i];
        uint32_t had = blt__channel_rule_number(from, x->from, x->n_from,
                                                x->to, x->n_to);

        if (x->group || (had != 0 && !from->rule[had - 1].group
                        && !differs(x->bits, from->rule[had - 1].bits)))
            continue;
        put_side(b, x->from, x->n_from);
        blt__buf_put(b, " ", 1);
        put_side(b, x->to, x->n_to);
        put_bits(b, x->bits);
    }
}

static blt_status
write_channel(const char *out, const blt__channel *c,
              const blt__channel *from, const char *path,
              const blt_channel_report *r, blt_error *err)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t n = strlen(name);
    blt__buf b = { 0 }, base = { 0 };
    blt__save *save;
    blt_status s;

    if (n > 8 && strcmp(name + n - 8, ".channel") == 0)
        n -= 8;
    blt__buf_put(&base, name, n);
    if (!base.failed)
        put_channel(&b, c, from, base.p, r);
    if (b.failed || base.failed) {
        s = blt__fail_memory(err, out);
    } else if ((s = blt__save_new(&save, out, err)) == BLT_OK) {
        blt__save_put(save, b.p, b.n);
        s = blt__save_done(save, err);
    }
    blt__buf_free(&b);
    blt__buf_free(&base);
    return s;
}

blt_status
blt_channel_learn(const char *from, const char *const *path, size_t n,
                  const char *out, const blt_build_options *opt,
                  blt_channel_report *report, blt_error *err)
{
    static const blt_build_options usual = BLT_BUILD_OPTIONS_INIT;
    blt_channel_report mine = BLT_CHANNEL_REPORT_INIT, *r = &mine;
    blt_build_options o;
    blt__monitor m;
    blt__channel *c = NULL, *old = NULL;
    pairs t[2] = { { 0 } };
    blt_status s = blt__options_read(&o, &usual, opt,
                                     "BLT_BUILD_OPTIONS_INIT", err);

    m = (blt__monitor){ o.progress, o.user };
    if (s == BLT_OK)
        s = blt__channel_open(&c, from, err);
    if (s == BLT_OK)
        s = blt__channel_open(&old, from, err);
    for (size_t i = 0; i < n && s == BLT_OK; i++)
        s = read_pairs(c, path[i], t, err);
    if (s == BLT_OK && t[0].n == 0)
        s = blt__fail(err, BLT_EDATA,
                      "no pairs of a misspelling and its correction");
    if (s == BLT_OK) {
        r->pairs = t[0].n;
        r->held = t[1].n;
        r->before = bits_per_pair(c, &t[1]);
        s = blt__channel_learn(c, t[0].p, t[0].n, &m, err);
    }
    if (s == BLT_OK) {
        r->after = bits_per_pair(c, &t[1]);
        r->rules = 0;
        for (size_t i = 0; i < c->n_rules; i++)
            r->rules += !c->rule[i].group;
        s = write_channel(out, c, old, from, r, err);
    }
    if (s == BLT_OK && report != NULL)
        s = blt__result_write(report, r, "BLT_CHANNEL_REPORT_INIT", err);
    free(t[0].p);
    free(t[1].p);
    blt__channel_free(c);
    blt__channel_free(old);
    return s;
}
