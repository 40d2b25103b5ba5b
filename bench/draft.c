/* Self-speculation [BLT-S, arXiv 2605.08044]: what it could gain at best.
 *
 *     bench/draft MODEL FILE [BYTES [TEMPERATURE]]
 *
 * The local decoder writes K bytes without closing a patch, and so without
 * the global transformer and the entropy model; one feed of the full model
 * then gives the exact logits of all K, and the bytes before the first that
 * differs are kept, plus that one itself.  Greedy or drawn: the draft and the
 * full model use the same random number for the same byte, so the text is that
 * of plain decoding.
 *
 * Continues several places of FILE, prints for each K the bytes kept per
 * round, the time of both steps, and the speed against plain decoding in the
 * same run.  Going back to the last byte kept is not counted, so a real
 * implementation is slower. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <blt/gen.h>
#include "base/base.h"
#include "bench/bench.h"
#include "gen/gen.h"

enum { PLACES = 8, PROMPT = 400, MOST = 16 };

static blt_gen_options opt = BLT_GEN_OPTIONS_INIT;

/* Processor time: other work on the machine does not count. */
static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The byte at a position: its random number depends on the position only. */
static uint8_t
pick(const float *logits, int64_t at)
{
    static uint8_t may[BLT_VOCAB];
    blt__rng rng;

    memset(may, 0, sizeof may);
    memset(may + BLT_ID_BYTE, 1, 256);
    blt__rng_seed(&rng, (uint64_t)at);
    return (uint8_t)(blt__sample(logits, may, NULL, NULL, &opt, &rng)
                     - BLT_ID_BYTE);
}

static int64_t fed, patches;    /* bytes fed one by one, patches of them */

typedef struct twin {
    blt_session *full, *local;  /* local: boundaries are given */
    float logits[BLT_VOCAB];
    int64_t at;
} twin;

static void
feed(twin *t, const uint8_t *p, size_t n, double *seconds)
{
    blt_feed out = BLT_FEED_INIT, same = BLT_FEED_INIT;
    uint8_t closed[PROMPT];
    double start = now();

    out.last_logits = t->logits;
    out.closed = closed;
    check(blt_session_feed_bytes(t->full, p, n, &out, &err));
    if (seconds != NULL) {
        *seconds += now() - start;
        fed += (int64_t)n;
        patches += closed[0];
    }
    same.close = closed;
    check(blt_session_feed_bytes(t->local, p, n, &same, &err));
    t->at += (int64_t)n;
}

typedef struct sum {
    double draft, verify, bytes, rounds, plain, plain_bytes;
} sum;

static void
round_of(twin *t, size_t k, sum *s)
{
    static const uint8_t open[1] = { 0 };
    float logits[MOST][BLT_VOCAB], x[BLT_VOCAB];
    uint8_t draft[MOST + 1];
    blt_session *d, *v;
    blt_feed out = BLT_FEED_INIT;
    size_t kept = 1;
    double start;

    check(blt_session_copy(&d, t->local, &err));
    check(blt_session_copy(&v, t->full, &err));
    draft[0] = pick(t->logits, t->at);
    start = now();
    for (size_t i = 0; i + 1 < k; i++) {
        out.close = open;
        out.last_logits = x;
        check(blt_session_feed_bytes(d, draft + i, 1, &out, &err));
        draft[i + 1] = pick(x, t->at + (int64_t)i + 1);
    }
    s->draft += now() - start;
    out = (blt_feed)BLT_FEED_INIT;
    out.logits = logits[0];
    start = now();
    check(blt_session_feed_bytes(v, draft, k, &out, &err));
    s->verify += now() - start;
    while (kept < k && pick(logits[kept - 1], t->at + (int64_t)kept)
           == draft[kept])
        kept++;
    for (size_t i = 0; i < kept; i++)
        feed(t, draft + i, 1, &s->plain);
    s->plain_bytes += (double)kept;
    s->bytes += (double)kept;
    s->rounds++;
    blt_session_free(d);
    blt_session_free(v);
}

int
main(int argc, char **argv)
{
    const int bytes = argc > 3 ? atoi(argv[3]) : 200;
    blt_session_options so = BLT_SESSION_OPTIONS_INIT;
    blt_patch_options given = BLT_PATCH_OPTIONS_INIT;
    static const int32_t bos = BLT_ID_BOS;
    blt_model *m;
    blt__map text;

    if (argc < 3) {
        fprintf(stderr, "usage: draft MODEL FILE [BYTES [TEMPERATURE]]\n");
        return 2;
    }
    opt.temperature = argc > 4 ? atof(argv[4]) : 0;
    check(blt_model_open(&m, argv[1], &err));
    check(blt__map_open(&text, argv[2], &err));
    given.scheme = BLT_SCHEME_BYTE;
    printf("%3s %8s %10s %10s %10s %8s\n", "K", "kept", "draft us",
           "verify us", "plain us", "speed");
    for (size_t k = 1; k <= MOST; k = k < 4 ? k + 1 : k + 2) {
        sum s = { 0 };

        for (int p = 0; p < PLACES; p++) {
            twin t = { 0 };
            const uint8_t *from = (const uint8_t *)text.p
                + (text.n - PROMPT) / PLACES * (size_t)p;
            blt_feed out = BLT_FEED_INIT;

            so.patch = NULL;
            check(blt_session_new(&t.full, m, &so, &err));
            so.patch = &given;
            check(blt_session_new(&t.local, m, &so, &err));
            check(blt_session_feed(t.full, &bos, 1, &out, &err));
            check(blt_session_feed(t.local, &bos, 1, &out, &err));
            feed(&t, from, PROMPT, NULL);
            while (t.at < PROMPT + bytes)
                round_of(&t, k, &s);
            blt_session_free(t.full);
            blt_session_free(t.local);
        }
        printf("%3zu %8.2f %10.1f %10.1f %10.1f %8.2f\n", k,
               s.bytes / s.rounds, 1e6 * s.draft / s.bytes,
               1e6 * s.verify / s.bytes, 1e6 * s.plain / s.plain_bytes,
               s.plain / s.plain_bytes
               / ((s.draft + s.verify) / s.bytes));
    }
    printf("%.2f bytes per patch\n", (double)fed / (double)patches);
    blt__map_close(&text);
    blt_model_close(m);
    return 0;
}
