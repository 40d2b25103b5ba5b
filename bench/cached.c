/* What the caches of a session are worth: a byte generated from them against
 * a byte for which the whole text is fed again.
 *
 *     bench/cached MODEL [CONTEXT [THREADS]]
 *
 * Both write the same bytes after the same CONTEXT bytes (2048), greedily,
 * and take turns, so that a machine that slows down slows both; medians are
 * compared.  Feeding again takes the text in one piece, the fastest way that
 * the session has.  The text is made up of words; what is in it changes
 * nothing but the patches. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <blt/blt.h>
#include "base/base.h"
#include "bench/bench.h"

#define ROUNDS 9
#define STEPS 32                /* cached bytes a round; fed again: one */

/* Words of two to nine letters. */
static void
make_up(uint8_t *text, size_t n)
{
    blt__rng r;
    uint64_t left = 0;

    blt__rng_seed(&r, 1);
    for (size_t i = 0; i < n; i++) {
        text[i] = left == 0 ? ' '
            : (uint8_t)"etaoinshrdlu"[blt__rng_below(&r, 12)];
        left = left == 0 ? 2 + blt__rng_below(&r, 8) : left - 1;
    }
}

/* Feeds BOS, if the text is empty, and n bytes; the likeliest next byte. */
static uint8_t
next(blt_session *s, const uint8_t *text, size_t n)
{
    static const int32_t bos = BLT_ID_BOS;
    blt_feed out = BLT_FEED_INIT;
    float logits[BLT_VOCAB];
    int best = BLT_ID_BYTE;

    if (blt_session_tokens(s) == 0)
        check(blt_session_feed(s, &bos, 1, &out, &err));
    out.last_logits = logits;
    check(blt_session_feed_bytes(s, text, n, &out, &err));
    for (int i = BLT_ID_BYTE; i < BLT_VOCAB; i++)
        if (logits[i] > logits[best])
            best = i;
    return (uint8_t)(best - BLT_ID_BYTE);
}

static double
median(double *x, size_t n)
{
    bench_sort(x, n);
    return x[n / 2];
}

int
main(int argc, char **argv)
{
    size_t n = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 2048;
    uint8_t *text = malloc(n + ROUNDS * STEPS + 1);
    blt_session_options so = BLT_SESSION_OPTIONS_INIT;
    blt_session *cached, *again;
    blt_model *m;
    double fast[ROUNDS], slow[ROUNDS], whole, one;
    size_t context = n;

    if (argc < 2 || n == 0 || text == NULL) {
        fprintf(stderr, "usage: bench/cached MODEL [CONTEXT [THREADS]]\n");
        return 2;
    }
    check(blt_model_open(&m, argv[1], &err));
    check(blt_pool_new(&so.pool, argc > 3 ? atoi(argv[3]) : 0, &err));
    check(blt_session_new(&cached, m, &so, &err));
    check(blt_session_new(&again, m, &so, &err));
    make_up(text, n);
    text[n] = next(cached, text, n);
    for (int r = 0; r < ROUNDS; r++) {
        double t = bench_now();
        uint8_t byte;

        blt_session_reset(again);
        byte = next(again, text, n);
        slow[r] = bench_now() - t;
        if (byte != text[n]) {
            fprintf(stderr, "bench/cached: byte %zu: %d is not %d\n", n,
                    byte, text[n]);
            return 1;
        }
        t = bench_now();
        for (int i = 0; i < STEPS; i++, n++)
            text[n + 1] = next(cached, text + n, 1);
        fast[r] = (bench_now() - t) / STEPS;
    }
    printf("after %zu bytes %22s\n", context, "ms a byte");
    whole = median(slow, ROUNDS);
    one = median(fast, ROUNDS);
    printf("%-22s %12.3f\n", "the whole text again", 1e3 * whole);
    printf("%-22s %12.3f\n", "from the caches", 1e3 * one);
    printf("%-22s %12.1f\n", "ratio", whole / one);
    blt_session_free(cached);
    blt_session_free(again);
    blt_pool_free(so.pool);
    blt_model_close(m);
    free(text);
    return 0;
}
