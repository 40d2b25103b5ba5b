/* latent/: a text in any pieces, on any number of threads, gives the same
 * bits; copies, saved states and patches peeked at; windows keep memory
 * constant; a text longer than the global part's positions goes on. */
#include "config.h"
#include <blt/build.h>
#include <blt/session.h>
#include "file/model_file.h"
#include "latent/session.h"
#include "tests/lib/golden.h"
#include "tests/lib/tap.h"

enum { N = 3000 };
static int32_t text[N];
static blt_error err;

static void
die(void)
{
    printf("Bail out! %s\n", err.text);
    exit(1);
}

static void
make_text(void)
{
    static const char word[] = "the quick brown fox, jumps over 12 lazy dogs"
        " -- \xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82\n";
    blt__rng r;

    blt__rng_seed(&r, 3);
    text[0] = BLT_ID_BOS;
    for (int i = 1; i < N; i++)
        text[i] = BLT_ID_BYTE + (blt__rng_below(&r, 9) == 0
            ? (int32_t)blt__rng_below(&r, 256)
            : (uint8_t)word[(size_t)i % (sizeof word - 1)]);
    text[1500] = BLT_ID_EOS;
    text[1501] = BLT_ID_BOS;
}

struct result {
    float *logits, *entropy, *patch, *global;
    uint8_t *closed;
    size_t patches;
};

static struct result
result_new(const blt_config *c)
{
    return (struct result){
        calloc(N * BLT_VOCAB, 4), calloc(N, 4),
        calloc(N * (size_t)(c->cross_k * c->encoder.hidden), 4),
        calloc(N * (size_t)c->global.hidden, 4), calloc(N, 1), 0
    };
}

static void
result_free(struct result *r)
{
    free(r->logits);
    free(r->entropy);
    free(r->patch);
    free(r->global);
    free(r->closed);
}

static blt_session *
session(const blt_model *m, int64_t window, blt_pool *pool)
{
    blt_session_options o = BLT_SESSION_OPTIONS_INIT;
    blt_session *s;

    o.window = window;
    o.pool = pool;
    if (blt_session_new(&s, m, &o, &err) != BLT_OK)
        die();
    return s;
}

/* Tokens from .. to - 1, in pieces. */
static void
feed(struct result *r, blt_session *s, size_t from, size_t to, size_t piece,
     const blt_config *c)
{
    for (size_t at = from; at < to; at += piece) {
        size_t n = to - at < piece ? to - at : piece;
        blt_feed f = BLT_FEED_INIT;

        f.logits = r->logits + at * BLT_VOCAB;
        f.entropy = s->shared->use_patcher ? r->entropy + at : NULL;
        f.closed = r->closed + at;
        f.patch_embed = r->patch
            + r->patches * (size_t)(c->cross_k * c->encoder.hidden);
        f.global_out = r->global + r->patches * (size_t)c->global.hidden;
        if (blt_session_feed(s, text + at, n, &f, &err) != BLT_OK)
            die();
        r->patches += f.patches;
    }
}

static int
same(const struct result *a, const struct result *b, size_t n,
     const blt_config *c)
{
    return memcmp(a->logits, b->logits, n * BLT_VOCAB * 4) == 0
        && memcmp(a->entropy, b->entropy, n * 4) == 0
        && memcmp(a->closed, b->closed, n) == 0
        && a->patches == b->patches
        && memcmp(a->patch, b->patch, a->patches * 4
                  * (size_t)(c->cross_k * c->encoder.hidden)) == 0
        && memcmp(a->global, b->global, a->patches * 4
                  * (size_t)c->global.hidden) == 0;
}

static void
pieces(const blt_model *m, int64_t window, blt_pool *two)
{
    static const size_t piece[] = { 1, 7, 24, 25, 512, 513 };
    const blt_config *c = blt_model_config(m);
    struct result whole = result_new(c);
    blt_session *s = session(m, window, NULL);
    int all = 1;

    feed(&whole, s, 0, N, N, c);
    blt_session_free(s);
    for (int i = 0; i < 7; i++) {
        struct result r = result_new(c);

        s = session(m, window, i % 2 || i == 6 ? two : NULL);
        feed(&r, s, 0, N, i == 6 ? N : piece[i], c);
        if (!same(&r, &whole, N, c)) {
            all = 0;
            printf("# differs in pieces of %zu\n", i == 6 ? N : piece[i]);
        }
        blt_session_free(s);
        result_free(&r);
    }
    ok(all, "%s, window %ld: every bit the same in any pieces, 1 and 2"
       " threads", blt_model_name(m), (long)window);
    result_free(&whole);
}

/* One prefix, three goings-on; each as if it had been alone. */
static void
copies(const blt_model *m)
{
    const blt_config *c = blt_model_config(m);
    struct result a = result_new(c), b = result_new(c);
    blt_session *s = session(m, 100, NULL), *t, *u;
    blt_feed f = BLT_FEED_INIT;

    feed(&a, s, 0, N, N, c);
    blt_session_reset(s);
    feed(&b, s, 0, 777, 100, c);
    if (blt_session_copy(&t, s, &err) != BLT_OK
        || blt_session_copy(&u, t, &err) != BLT_OK)
        die();
    for (int i = 0; i < 40; i++)        /* the original goes elsewhere */
        if (blt_session_feed(s, text + 50, 30, &f, &err) != BLT_OK)
            die();
    blt_session_free(s);
    if (blt_session_feed(u, text + 90, 70, &f, &err) != BLT_OK)
        die();
    feed(&b, t, 777, N, 64, c);
    ok(same(&a, &b, N, c), "%s: a copy goes on as the whole text would",
       blt_model_name(m));
    ok(blt_session_tokens(t) == N && blt_session_tokens(u) == 777 + 70,
       "copies count for themselves");
    blt_session_free(t);
    blt_session_free(u);
    result_free(&a);
    result_free(&b);
}

static void
states(const blt_model *m, const blt_model *other)
{
    const blt_config *c = blt_model_config(m);
    struct result a = result_new(c), b = result_new(c);
    blt_session *s = session(m, 40, NULL), *t = session(m, 40, NULL), *w;
    uint8_t *data;
    size_t n, bad = 0, tried = 0;
    blt__rng r;

    feed(&a, s, 0, N, N, c);
    blt_session_reset(s);
    feed(&b, s, 0, 1777, 333, c);
    if (blt_session_save(s, &data, &n, &err) != BLT_OK)
        die();
    feed(&b, t, 0, 55, 55, c);                 /* something to overwrite */
    b.patches = (size_t)blt_session_patches(s);
    ok(blt_session_load(t, data, n, &err) == BLT_OK, "%s: a state of %zu"
       " bytes", blt_model_name(m), n);
    feed(&b, t, 1777, N, 64, c);
    feed(&b, s, N, N, 1, c);
    for (size_t i = 0; i < 55; i++)
        b.closed[i] = a.closed[i];
    memcpy(b.entropy, a.entropy, 55 * 4);
    memcpy(b.logits, a.logits, 55 * BLT_VOCAB * 4);
    memcpy(b.patch, a.patch,
           60 * 4 * (size_t)(c->cross_k * c->encoder.hidden));
    memcpy(b.global, a.global, 60 * 4 * (size_t)c->global.hidden);
    ok(same(&a, &b, N, c), "goes on to the same bits");

    ok(blt_session_load(t, data, n - 1, &err) == BLT_EDATA, "cut short: %s",
       err.text);
    ok(blt_session_load(t, data, 3, &err) == BLT_EDATA, "no state: %s",
       err.text);
    w = session(m, 41, NULL);
    ok(blt_session_load(w, data, n, &err) == BLT_EDATA, "other window: %s",
       err.text);
    blt_session_free(w);
    w = session(other, 40, NULL);
    ok(blt_session_load(w, data, n, &err) == BLT_EDATA, "other model: %s",
       err.text);
    blt_session_free(w);
    blt__rng_seed(&r, 5);
    for (int i = 0; i < 300; i++) {            /* no flip may crash */
        size_t at = blt__rng_below(&r, i < 200 ? 400 : n);
        uint8_t keep = data[at];
        blt_feed f = BLT_FEED_INIT;

        data[at] ^= (uint8_t)(1 << blt__rng_below(&r, 8));
        tried++;
        if (blt_session_load(t, data, n, &err) != BLT_OK)
            bad++;
        if (blt_session_feed(t, text, 3, &f, &err) != BLT_OK)
            die();
        data[at] = keep;
    }
    ok(bad == tried, "%zu of %zu damaged states refused, none"
       " crashed", bad, tried);
    free(data);
    blt_session_free(s);
    blt_session_free(t);
    result_free(&a);
    result_free(&b);
}

/* The open patch, closed by looking at it, is what it is when it closes. */
static void
peeks(const blt_model *m)
{
    const blt_config *c = blt_model_config(m);
    const size_t kh = (size_t)(c->cross_k * c->encoder.hidden),
                 g = (size_t)c->global.hidden;
    float *patch = calloc(kh, 4), *global = calloc(g, 4),
          *patch2 = calloc(kh, 4), *global2 = calloc(g, 4);
    uint8_t close[40] = { 0 };
    blt_session *s = session(m, 100, NULL);
    blt_feed f = BLT_FEED_INIT;

    close[4] = 1;
    f.close = close;
    if (blt_session_feed(s, text, 9, &f, &err) != BLT_OK
        || blt_session_peek_patch(s, patch, global, &err) != BLT_OK)
        die();
    blt_session_reset(s);
    close[8] = 1;
    f.patch_embed = NULL;
    if (blt_session_feed(s, text, 8, &f, &err) != BLT_OK)
        die();
    f.close = close + 8;
    f.patch_embed = patch2;
    f.global_out = global2;
    if (blt_session_feed(s, text + 8, 1, &f, &err) != BLT_OK)
        die();
    ok(memcmp(patch, patch2, kh * 4) == 0 && memcmp(global, global2, g * 4)
       == 0, "%s: peeking at a patch", blt_model_name(m));
    ok(blt_session_peek_patch(s, patch, global, &err) == BLT_EDATA, "%s",
       err.text);
    free(patch);
    free(global);
    free(patch2);
    free(global2);
    blt_session_free(s);
}

static size_t
blocks_held(const blt_session *s)
{
    size_t sum = 0;

    for (int l = 0; l < s->shared->c.encoder.layers; l++)
        sum += s->encoder.cache[l].held;
    for (int l = 0; l < s->shared->c.decoder.layers; l++)
        sum += s->decoder.cache[l].held;
    for (int l = 0; l < s->shared->c.global.layers; l++)
        sum += s->global.cache[l].held;
    for (int l = 0; s->shared->use_patcher && l < s->shared->c.patcher.layers;
         l++)
        sum += s->entropy.stack.cache[l].held;
    return sum;
}

/* The same text again and again: memory stays, patches repeat, also where
 * the global part is far past its positions. */
static void
long_text(blt_model *m)
{
    blt_config *c = (blt_config *)blt_model_config(m);
    const int64_t keep = c->global.max_positions;
    uint8_t first[1000], now[1000];
    size_t held = 0, sum = 0;
    blt_session *s;
    int finite = 1, alike = 1;

    c->global.max_positions = 64;
    s = session(m, 32, NULL);
    for (int round = 0; round < 66; round++) {
        float logits[BLT_VOCAB];
        blt_feed f = BLT_FEED_INIT;

        f.last_logits = logits;
        f.closed = now;
        if (blt_session_feed(s, text, 1000, &f, &err) != BLT_OK)
            die();
        finite &= isfinite(logits[0]) && isfinite(logits[259]);
        if (round == 1) {
            memcpy(first, now, sizeof now);
            held = blocks_held(s);
        } else if (round > 1) {
            alike &= memcmp(first, now, sizeof now) == 0;
            sum += blocks_held(s) > held + 12;
        }
    }
    ok(finite, "%s: 66,000 tokens with %ld patches go on",
       blt_model_name(m), (long)blt_session_patches(s));
    ok(sum == 0, "and hold no more than after 2,000");
    ok(alike, "and are cut as at the start");
    blt_session_free(s);
    c->global.max_positions = keep;
}

/* A table in few bits is computed with as it lies; the same numbers in
 * float32 give the same bits. */
static void
narrow_table(const blt_model *from, blt_number_type type, blt_pool *two)
{
    char tmp[] = "session-test.XXXXXX", narrow[64], wide[64], line[64];
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;
    const blt_config *c = blt_model_config(from);
    struct result a = result_new(c), b = result_new(c);
    blt_model *m = NULL, *x = NULL;
    blt_session *s;

    if (mkdtemp(tmp) == NULL)
        exit(99);
    snprintf(narrow, sizeof narrow, "%s/rows", tmp);
    snprintf(wide, sizeof wide, "%s/f32", tmp);
    o.type = type;
    if (blt_model_write(from, narrow, &o, &err) != BLT_OK
        || blt_model_open(&m, narrow, &err) != BLT_OK)
        die();
    o.type = BLT_F32;
    if (blt_model_write(m, wide, &o, &err) != BLT_OK
        || blt_model_open(&x, wide, &err) != BLT_OK)
        die();
    pieces(m, 50, two);
    s = session(m, 50, NULL);
    feed(&a, s, 0, N, N, c);
    blt_session_free(s);
    s = session(x, 50, NULL);
    feed(&b, s, 0, N, N, c);
    blt_session_free(s);
    ok(blt__model_weights(m)->encoder.hash.type == (blt__type)type
       && blt__model_weights(x)->encoder.hash.type == BLT__F32
       && same(&a, &b, N, c), "and as the same numbers in float32");
    result_free(&a);
    result_free(&b);
    blt_model_close(m);
    blt_model_close(x);
    snprintf(line, sizeof line, "rm -rf %s", tmp);
    if (system(line) != 0)
        exit(99);
}

static void
misuse(const blt_model *m)
{
    blt_session *s = session(m, 32, NULL);
    blt_session_options o = BLT_SESSION_OPTIONS_INIT;
    blt_feed f = BLT_FEED_INIT;
    float x[BLT_VOCAB];
    const int32_t wrong[2] = { 5, 260 };

    ok(blt_session_feed(s, wrong, 2, &f, &err) == BLT_EINVAL
       && blt_session_tokens(s) == 0, "%s", err.text);
    ok(blt_session_feed(s, text, 0, &f, &err) == BLT_OK, "nothing is fed");
    blt_session_free(s);
    o.depth = BLT_DEPTH_ENCODER;
    if (blt_session_new(&s, m, &o, &err) != BLT_OK)
        die();
    f.last_logits = x;
    ok(blt_session_feed(s, text, 1, &f, &err) == BLT_EINVAL, "%s", err.text);
    blt_session_free(s);
    o.window = -2;
    ok(blt_session_new(&s, m, &o, &err) == BLT_EINVAL && s == NULL, "%s",
       err.text);
}

int
main(void)
{
    blt_model *m[5];
    blt_pool *two;

    make_text();
    if (blt_pool_new(&two, 2, &err) != BLT_OK)
        die();
    for (int i = 0; golden_models[i] != NULL; i++) {
        char *dir = golden_path(golden_models[i]);

        if (blt_model_open(&m[i], dir, &err) != BLT_OK)
            die();
        free(dir);
        pieces(m[i], i % 2 ? BLT_WINDOW_NONE : 50, two);
    }
    pieces(m[0], BLT_WINDOW_NONE, two);
    narrow_table(m[1], BLT_INT8, two);
    narrow_table(m[1], BLT_INT4, two);
    copies(m[0]);
    copies(m[4]);
    states(m[1], m[3]);
    peeks(m[3]);
    long_text(m[0]);
    misuse(m[0]);
    for (int i = 0; golden_models[i] != NULL; i++)
        blt_model_close(m[i]);
    blt_pool_free(two);
    return done_testing();
}
