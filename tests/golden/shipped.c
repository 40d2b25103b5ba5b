/* The shipped model on 100 kB of real text, this project's own: fed in pieces
 * of 1, 7 and 512 tokens and whole, on one thread and on two, every boundary
 * and every logit is the same to the last bit. */
#include "config.h"
#include <glob.h>
#include <blt/session.h>
#include "base/base.h"
#include "base/hash.h"
#include "tests/lib/tap.h"

#ifdef __SANITIZE_ADDRESS__
enum { N = 6000 };              /* the same paths, in a tenth of the speed */
#else
enum { N = 100000 };
#endif

static blt_error err;

static void
die(void)
{
    printf("Bail out! %s\n", err.text);
    exit(1);
}

/* Samples first, then pages and sources, until there is enough. */
static int32_t *
real_text(const char *top)
{
    static const char *const what[] = { "share/samples/*.txt", "man/*.[157]",
                                        "lib/*/*.c" };
    int32_t *ids = calloc(N, sizeof *ids);
    size_t n = 1;

    ids[0] = BLT_ID_BOS;
    for (int i = 0; i < 3; i++) {
        char pattern[512];
        glob_t found;

        snprintf(pattern, sizeof pattern, "%s/%s", top, what[i]);
        if (glob(pattern, 0, NULL, &found) != 0)
            continue;
        for (size_t f = 0; f < found.gl_pathc; f++) {
            blt__buf b = { 0 };

            if (blt__read_whole(&b, found.gl_pathv[f], 1 << 24, &err)
                != BLT_OK)
                die();
            for (size_t k = 0; k < b.n && n < N; k++)
                ids[n++] = BLT_ID_BYTE + (uint8_t)b.p[k];
            blt__buf_free(&b);
        }
        globfree(&found);
    }
    if (n < N) {
        printf("Bail out! only %zu bytes of text\n", n);
        exit(1);
    }
    return ids;
}

/* Digests of all boundaries and of all logits. */
static void
digest(uint64_t out[2], const blt_model *m, const int32_t *ids, size_t piece,
       blt_pool *pool)
{
    blt_session_options o = BLT_SESSION_OPTIONS_INIT;
    blt_session *s;
    size_t room = piece < 4096 ? piece : 4096;
    float *logits = calloc(room * BLT_VOCAB, sizeof *logits);
    uint8_t *closed = calloc(room, 1);

    o.pool = pool;
    out[0] = out[1] = BLT__HASH_START;
    if (blt_session_new(&s, m, &o, &err) != BLT_OK)
        die();
    for (size_t at = 0; at < N; at += room) {
        size_t n = N - at < room ? N - at : room;
        blt_feed f = BLT_FEED_INIT;

        f.logits = logits;
        f.closed = closed;
        if (blt_session_feed(s, ids + at, n, &f, &err) != BLT_OK)
            die();
        out[0] = blt__hash_bytes(out[0], closed, n);
        for (size_t i = 0; i < n; i++)
            out[1] = blt__hash_bytes(out[1], logits + i * BLT_VOCAB,
                         BLT_VOCAB * sizeof *logits);
    }
    blt_session_free(s);
    free(logits);
    free(closed);
}

int
main(void)
{
    static const struct { size_t piece; int threads; } how[] = {
        { 1, 1 }, { 7, 2 }, { 512, 1 }, { 512, 2 }, { 4096, 2 }
    };
    const char *top = getenv("top_srcdir");
    char dir[512], name[64] = "";
    blt__buf b = { 0 };
    blt_model *m;
    blt_pool *two;
    uint64_t want[2], got[2];
    int32_t *ids;

    if (top == NULL)
        top = ".";
    snprintf(dir, sizeof dir, "%s/share/models/default", top);
    if (blt__read_whole(&b, dir, 63, &err) != BLT_OK)
        skip_all("no model is shipped");
    sscanf(b.p, "%63s", name);
    snprintf(dir, sizeof dir, "%s/share/models/%s", top, name);
    if (blt_model_open(&m, dir, &err) != BLT_OK
        || blt_pool_new(&two, 2, &err) != BLT_OK)
        die();
    ids = real_text(top);
    digest(want, m, ids, 4096, NULL);
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        digest(got, m, ids, how[i].piece, how[i].threads == 2 ? two : NULL);
        ok(got[0] == want[0], "%d tokens in pieces of %zu, %d threads: the"
           " same patches", N, how[i].piece, how[i].threads);
        ok(got[1] == want[1], "and the same logits");
    }
    free(ids);
    blt__buf_free(&b);
    blt_pool_free(two);
    blt_model_close(m);
    return done_testing();
}
