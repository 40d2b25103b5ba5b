/* The range coder: what comes out is what went in, in as many bits as its
 * surprisal; a code of another length is refused.
 *
 *     coder [N]: N strings through a scorer, instead of 100 */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/blt.h>
#include "base/base.h"
#include "tests/lib/tap.h"

enum { LONGEST = 200, STRINGS = 2000 };

static blt_error err;
static blt__rng rng;

static void
must(blt_status s)
{
    if (s == BLT_OK)
        return;
    ok(0, "%s", err.text);
    exit(1);
}

/* Some rows are flat, some nearly sure, some have impossible bytes. */
static void
make_row(float *row)
{
    const float spread = (float)blt__rng_below(&rng, 30);

    for (int i = 0; i < BLT_VOCAB; i++)
        row[i] = spread * (float)blt__rng_unit(&rng) - 7;
    if (blt__rng_below(&rng, 2) == 0)
        for (int k = 0; k < 100; k++)
            row[BLT_ID_BYTE + (int)blt__rng_below(&rng, 256)] = -INFINITY;
    if (blt__rng_below(&rng, 4) == 0)
        row[BLT_ID_BYTE + (int)blt__rng_below(&rng, 256)] = 60;
}

/* A byte that comes as often as the row says, or any at all. */
static uint8_t
draw(const float *row)
{
    double nats, entropy;

    for (int k = 0; k < 50; k++) {
        const uint8_t b = (uint8_t)blt__rng_below(&rng, 256);

        blt_score_row(&entropy, &nats, row, b);
        if (log(blt__rng_unit(&rng) + 1e-9) < -nats + 3)
            return b;
    }
    return (uint8_t)blt__rng_below(&rng, 256);
}

/* Does code [m] give text [n] back, and end there? */
static int
comes_back(const uint8_t *code, size_t m, const uint8_t *text, size_t n,
           float (*row)[BLT_VOCAB])
{
    const uint8_t *none;
    size_t zero;
    blt_coder *c;
    int same = 1;

    must(blt_coder_new(&c, code, m, &err));
    for (size_t i = 0; i < n; i++)
        same &= blt_coder_decode(c, row[i]) == text[i];
    same &= blt_coder_end(c, &none, &zero, &err) == BLT_OK;
    blt_coder_free(c);
    return same;
}

static void
random_rows(void)
{
    static float row[LONGEST][BLT_VOCAB];
    static uint8_t text[LONGEST], other[LONGEST * 40];
    int same = 1, refused = 1, sizes = 1;

    for (int k = 0; k < STRINGS; k++) {
        const size_t n = (size_t)blt__rng_below(&rng, LONGEST);
        const uint8_t *code;
        double bits = 0;
        blt_coder *c;
        size_t m;

        must(blt_coder_new(&c, NULL, 0, &err));
        for (size_t i = 0; i < n; i++) {
            double nats, entropy;

            make_row(row[i]);
            text[i] = draw(row[i]);
            blt_score_row(&entropy, &nats, row[i], text[i]);
            bits += fmin(nats / log(2), 32);
            blt_coder_encode(c, row[i], text[i]);
        }
        must(blt_coder_end(c, &code, &m, &err));
        sizes &= 8 * (double)m < bits * 1.001 + 64 + 8
            && (n == 0 || 8 * (double)m > bits * 0.999);
        same &= comes_back(m > 0 ? code : other, m, text, n, row);
        if (n > 0) {
            memcpy(other, code, m);
            other[m] = 0;
            refused &= !comes_back(other, m - 1, text, n, row)
                && !comes_back(other, m + 1, text, n, row);
            other[blt__rng_below(&rng, (uint32_t)m)] ^= 0x55;
            (void)comes_back(other, m, text, n, row);   /* must end */
        }
        blt_coder_free(c);
    }
    ok(same, "%d strings with random predictions come back", STRINGS);
    ok(sizes, "in as many bits as their surprisal");
    ok(refused, "a byte more or less is refused");
}

/* Through an adapted scorer, as blt-eval pack does it. */
static void
scored(int strings)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    static uint8_t text[LONGEST];
    int same = 1;
    blt_scorer *s;

    opt.adapt = 1;
    opt.want = BLT_SCORE_LOGITS;
    must(blt_scorer_new(&s, NULL, &opt, &err));
    for (int k = 0; k < strings && same; k++) {
        const size_t n = (size_t)blt__rng_below(&rng, LONGEST);
        const uint32_t range = 1 + blt__rng_below(&rng, 256);
        blt_scored b = BLT_SCORED_INIT;
        const uint8_t *code, *none;
        blt_coder *c, *d;
        float row[BLT_VOCAB];
        size_t m, zero;

        for (size_t i = 0; i < n; i++)
            text[i] = (uint8_t)blt__rng_below(&rng, range);
        blt_scorer_reset(s);
        must(blt_scorer_feed(s, &b, text, n, NULL, &err));
        must(blt_coder_new(&c, NULL, 0, &err));
        for (size_t i = 0; i < n; i++)
            blt_coder_encode(c, b.logits + i * BLT_VOCAB, text[i]);
        must(blt_coder_end(c, &code, &m, &err));
        blt_scorer_reset(s);
        must(blt_coder_new(&d, m > 0 ? code : text, m, &err));
        for (size_t i = 0; i < n && same; i++) {
            must(blt_scorer_next(s, row, &err));
            same &= blt_coder_decode(d, row) == text[i];
            must(blt_scorer_feed(s, NULL, text + i, 1, NULL, &err));
        }
        same &= blt_coder_end(d, &none, &zero, &err) == BLT_OK;
        blt_coder_free(c);
        blt_coder_free(d);
    }
    blt_scorer_free(s);
    ok(same, "%d strings with adapted predictions come back", strings);
}

int
main(int argc, char **argv)
{
    blt__rng_seed(&rng, 11);
    random_rows();
    scored(argc > 1 ? atoi(argv[1]) : 100);
    ok(blt_checksum("", 0) == UINT64_C(0xcbf29ce484222325)
       && blt_checksum("a", 1) == UINT64_C(0xaf63dc4c8601ec8c),
       "checksum: FNV-1a of the empty string and of \"a\"");
    return done_testing();
}
