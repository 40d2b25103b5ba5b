/* stream/: numbers that come back, streams that come back, and streams that
 * someone has been at. */
#include "config.h"
#include <float.h>
#include <blt/patch.h>
#include "stream/stream.h"
#include "tests/lib/tap.h"

/* ---- numbers ----------------------------------------------------------- */

static float
float_of(uint32_t bits)
{
    float x;

    memcpy(&x, &bits, 4);
    return x;
}

static void
numbers(void)
{
    static const char *const bad[] = {
        "", "-", ".", "1.", ".5.", "1e", "1e+", "+1", "0x1", "nan", "inf",
        " 1", "1 ", "1,5", "1e999", "--1"
    };
    static const char *const as_is[] = {
        "0", "1", "-1", "0.5", "100", "0.001", "123.456"
    };
    blt__buf b = { 0 };
    blt__rng r;
    double v;
    int64_t n;
    int plain = 1, nats = 1, short_enough = 1, all_bad = 1, c_agrees = 1;

    blt__rng_seed(&r, 3);
    for (int i = 0; i < 300000; i++) {
        float x = float_of((uint32_t)blt__rng_next(&r));

        if (i & 1)                      /* the usual: entropies */
            x = (float)(blt__rng_unit(&r) * 5.6);
        if (!isfinite(x))
            continue;
        blt__buf_clear(&b);
        blt__number_put(&b, x);
        plain &= blt__number_parse(&v, b.p, b.n) && (float)v == x;
        c_agrees &= strtof(b.p, NULL) == x && strtod(b.p, NULL) == v;
        short_enough &= b.n <= 15;
        if (fabsf(x) > FLT_MAX / 2 || fabsf(x) < FLT_MIN)
            continue;
        blt__buf_clear(&b);
        blt__number_put_nats(&b, x);
        nats &= blt__number_parse(&v, b.p, b.n) && (float)(v * BLT__LN2) == x;
    }
    ok(plain, "every float32 comes back");
    ok(c_agrees, "the C library reads the same");
    ok(short_enough, "in at most 15 characters");
    ok(nats, "nats come back from bits");
    for (size_t i = 0; i < sizeof as_is / sizeof *as_is; i++) {
        blt__buf_clear(&b);
        blt__number_put(&b, strtof(as_is[i], NULL));
        ok(strcmp(b.p, as_is[i]) == 0, "%s is %s", as_is[i], b.p);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        all_bad &= !blt__number_parse(&v, bad[i], strlen(bad[i]));
    ok(all_bad, "what is no number is refused");
    ok(blt__number_parse(&v, "0.30000000000000000000001", 25) && v == 0.3
       && blt__number_parse(&v, "1e-320", 6) && v == 1e-320
       && blt__number_parse(&v, "-12.5E+2", 8) && v == -1250,
       "numbers of other people's making");
    ok(blt__number_parse_int(&n, "9223372036854775807", 19)
       && n == INT64_MAX
       && !blt__number_parse_int(&n, "9223372036854775808", 19)
       && !blt__number_parse_int(&n, "-1", 2), "whole numbers end where"
       " int64_t does");
    blt__buf_free(&b);
}

/* ---- there and back ---------------------------------------------------- */

static blt_status
collect(void *user, const void *p, size_t n, blt_error *err)
{
    (void)err;
    blt__buf_put(user, p, n);
    return BLT_OK;
}

struct source {
    const char *p;
    size_t n, at, chunk;
};

static blt_status
supply(void *user, void *p, size_t *n, blt_error *err)
{
    struct source *s = user;
    size_t k = s->n - s->at;

    (void)err;
    k = k < s->chunk ? k : s->chunk;
    k = k < *n ? k : *n;
    memcpy(p, s->p + s->at, k);
    s->at += k;
    *n = k;
    return BLT_OK;
}

static void
make(blt__buf *out, blt_stream_kind kind)
{
    static const uint8_t text[] = "Hi \xc3\xa4\t\n\\\xff\0.";
    static const float v[3] = { 0.1f, -2.5f, 3e-20f };
    static const blt_slice words[3] = { { "the", 3 }, { "a|\\b", 4 },
                                       { "t\xc3\xa4\t x", 6 } };
    blt_stream_writer *w;
    blt_error err;
    blt_status s = blt_stream_writer_new(&w, kind, BLT_FORMAT_STREAM,
                                         collect, out, &err);
    int bytes = kind == BLT_STREAM_ENTROPY || kind == BLT_STREAM_SCORE;

    if (s == BLT_OK)
        s = blt_stream_writer_program(w, "blt-first 1\t2", &err);
    if (s == BLT_OK)
        s = blt_stream_writer_program(w, "blt-second", &err);
    for (int d = 0; d < 3 && s == BLT_OK; d++) {
        s = blt_stream_writer_document(w, d == 1 ? "a b\n" : "x", &err);
        if (d == 1)
            continue;                   /* an empty document */
        for (int64_t i = 0; i < 11 && s == BLT_OK;) {
            blt_record r = { .size = sizeof r, .offset = i, .length = bytes ? 1
                                 : i + 3 > 11 ? 11 - i : 3,
                .bytes = text + i, .entropy = (float)(i / 3.0),
                .surprisal = i == 3 ? INFINITY : i == 6 ? NAN
                                 : (float)(i * 1.7), .chars = 2,
                .vector = v, .width = 3, .alternative = words,
                .alternatives = i == 6 ? 0 : 3, .probability = 0.1f,
                .cosine = -0.25f, .found = { "a b\n", 4 },
                .found_offset = 5, .found_length = i == 3 ? 0 : 3,
                .found_text = { i == 6 ? NULL : "x\t\377",
                                i == 3 || i == 6 ? 0 : 3 } };

            s = blt_stream_writer_put(w, &r, &err);
            i += r.length;
        }
    }
    if (s == BLT_OK)
        s = blt_stream_writer_end(w, &err);
    ok(s == BLT_OK, "a stream of kind %s is written",
       blt_stream_kind_name(kind));
    blt_stream_writer_free(w);
}

/* Reads a stream and writes it again. */
static blt_status
again(blt__buf *out, const char *p, size_t n, size_t chunk, blt_error *err)
{
    struct source src = { p, n, 0, chunk };
    blt_stream_reader *r;
    blt_stream_writer *w = NULL;
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record record = BLT_RECORD_INIT;
    const char *name, *line;
    blt_status s = blt_stream_reader_new(&r, "pipe", supply, &src, err);

    if (s == BLT_OK)
        s = blt_stream_writer_new(&w, blt_stream_reader_kind(r),
                                  BLT_FORMAT_STREAM, collect, out, err);
    for (size_t i = 0; s == BLT_OK
         && (line = blt_stream_reader_program(r, i)) != NULL; i++)
        s = blt_stream_writer_program(w, line, err);
    while (s == BLT_OK && event != BLT_EVENT_END) {
        s = blt_stream_read(r, &event, &record, &name, err);
        record.chars = 2;
        if (s == BLT_OK)
            s = event == BLT_EVENT_END ? blt_stream_writer_end(w, err)
                : event == BLT_EVENT_DOCUMENT
                ? blt_stream_writer_document(w, name, err)
                : blt_stream_writer_put(w, &record, err);
    }
    blt_stream_reader_free(r);
    blt_stream_writer_free(w);
    return s;
}

static void
round_trip(blt_stream_kind kind)
{
    blt__buf out = { 0 }, back = { 0 };
    blt_error err = { 0 };
    int same = 1, cut = 1, changed = 0, lines = 0;

    make(&out, kind);
    for (size_t chunk = 1; chunk < 300; chunk = chunk * 3) {
        blt__buf_clear(&back);
        same &= again(&back, out.p, out.n, chunk, &err) == BLT_OK
            && back.n == out.n && memcmp(out.p, back.p, out.n) == 0;
    }
    ok(same, "and comes back, whatever comes at once%s%s",
       same ? "" : ": ", err.text);
    for (size_t n = 0; n < out.n; n++) {
        blt__buf_clear(&back);
        cut &= again(&back, out.p, n, 50, &err) == BLT_EDATA;
    }
    ok(cut, "cut anywhere it is refused: %s", err.text);
    /* A line removed, whichever it is. */
    for (size_t at = 0; at < out.n; lines++) {
        char *end = memchr(out.p + at, '\n', out.n - at);
        size_t next = (size_t)(end - out.p) + 1;
        blt__buf less = { 0 };

        blt__buf_put(&less, out.p, at);
        blt__buf_put(&less, out.p + next, out.n - next);
        blt__buf_clear(&back);
        changed += again(&back, less.p, less.n, 50, &err) == BLT_OK
            && memcmp(out.p + at, "#program", 8) != 0;
        blt__buf_free(&less);
        at = next;
    }
    ok(changed == 0, "a missing line is missed (%d lines)", lines);
    blt__buf_free(&out);
    blt__buf_free(&back);
}

/* ---- streams that are wrong -------------------------------------------- */

#define HEAD "#blt-stream 1 patch\n#columns offset length entropy bits text\n"
#define DOC HEAD "#document x\n"
#define FIX "#blt-stream 1 correction\n#columns offset length wrong right" \
    " probability alternatives\n#document x\n"

#define SUM "#blt-stream 1 sum\n#columns offset length bits bits_per_byte" \
    " bits_per_char name\n#document x\n"

/* A sum has a name, whatever is in it, and any place and length. */
static void
sums(void)
{
    static const char name[] = "Old\tItalic \xc3\xa4";
    blt__buf out = { 0 }, back = { 0 };
    blt_stream_writer *w;
    blt_record r = { .size = sizeof r, .offset = 7, .length = 5, .surprisal = 2, .chars = 4,
                     .name = { name, sizeof name - 1 } };
    blt_error err;

    ok(blt_stream_writer_new(&w, BLT_STREAM_SUM, BLT_FORMAT_STREAM, collect,
                             &out, &err) == BLT_OK
       && blt_stream_writer_document(w, "x", &err) == BLT_OK
       && blt_stream_writer_put(w, &r, &err) == BLT_OK, "a sum");
    r.name.p = "\xff";
    r.name.n = 1;
    ok(blt_stream_writer_put(w, &r, &err) == BLT_OK,
       "the name of a file is any bytes");
    r.name.p = "y";
    r.offset = 0;
    ok(blt_stream_writer_put(w, &r, &err) == BLT_OK
       && blt_stream_writer_end(w, &err) == BLT_OK, "sums in any order");
    blt_stream_writer_free(w);
    ok(strstr(out.p, "\tOld\\tItalic \xc3\xa4\n7\t5\t") != NULL,
       "names are escaped");
    ok(again(&back, out.p, out.n, 3, &err) == BLT_OK
       && strstr(back.p, "\tOld\\tItalic \xc3\xa4\n7\t5\t") != NULL,
       "and come back");
    blt__buf_free(&out);
    blt__buf_free(&back);
}

static void
refused(void)
{
    static const struct { const char *text, *why; } t[] = {
        { "", "cut short" },
        { "hello\n", "line 1: not a stream" },
        { "#blt-stream 2 patch\n", "line 1: a version" },
        { "#blt-stream 1 pitch\n", "\"pitch\"" },
        { "#blt-stream 1 patch\n0\t1\n", "line 2: expected #program" },
        { "#blt-stream 1 patch\n#columns offset text\n", "line 2: the col" },
        { HEAD "0\t1\t-\t-\ta\n", "line 3: a record before" },
        { DOC "0\t1\t-\ta\n", "line 4: fewer" },
        { DOC "0\t1\t-\t-\ta\tb\n", "line 4: more" },
        { DOC "1\t1\t-\t-\ta\n", "starts at offset 1" },
        { DOC "0\t1\t-\t-\ta\n2\t1\t-\t-\tb\n",
          "line 5: offset 2 where 1 was expected" },
        { DOC "0\t2\t-\t-\ta\n", "line 4: text: 1 bytes where 2" },
        { DOC "0\t0\t-\t-\t\n", "length 0: not in" },
        { DOC "0\t1048577\t-\t-\ta\n", "length 1048577: not in" },
        { DOC "0\t9999999999999999999\t-\t-\ta\n", "is not a number" },
        { DOC "0\t-1\t-\t-\ta\n", "\"-1\" is not a number" },
        { DOC "0\t1\tx\t-\ta\n", "entropy: \"x\" is not a number" },
        { DOC "0\t1\tnan\t-\ta\n", "entropy: \"nan\"" },
        { DOC "0\t1\tinf\t-\ta\n", "entropy: \"inf\"" },
        { DOC "0\t1\t1e99\t-\ta\n", "entropy: \"1e99\"" },
        { DOC "0\t1\t-\t-\t\\q\n", "text: character 1" },
        { DOC "0\t1\t-\t-\t\001\n", "text: character 1" },
        { DOC "0\t1\t-\t-\ta\r\n", "text: character 2" },
        { DOC "#document \\x0\n", "line 4: name" },
        { DOC "#document a\\x00b\n", "line 4: name" },
        { DOC "#nonsense\n", "\"#nonsense\"" },
        { DOC "nonsense\n", "neither" },
        { DOC "\n", "neither" },
        { DOC "#end\n", "\"#end\"" },
        { DOC "#end documents=1\n", "expected #end" },
        { DOC "#end documents=1 records=0 bytes=0 more=1\n", "expected" },
        { DOC "#end documents=2 records=0 bytes=0\n", "2 documents" },
        { DOC "#end documents=1 records=1 bytes=0\n", "1 records" },
        { DOC "#end documents=1 records=0 bytes=7\n", "counts 7 bytes" },
        { DOC "#end documents=1 records=0 bytes=0", "cut short" },
        { DOC "#end documents=1 records=0 bytes=0\n#", "line 5: more input" },
        { DOC "0\t1\t-\t-\ta\n", "cut short: no #end after line 4" },
        { "#blt-stream 1 embedding\n#columns offset length text vector\n"
          "#document x\n0\t1\ta\t1 2\n1\t1\ta\t1\n", "1 numbers where" },
        { "#blt-stream 1 embedding\n#columns offset length text vector\n"
          "#document x\n0\t1\ta\t1  2\n", "\"\" is not a number" },
        { FIX "4\t3\tteh\tthe\t0.9\tthe\n5\t1\ta\t\t-\t\n", "offset 5 before"
          " 7" },
        { FIX "4\t3\tteh\tthe\t0.9\ttea|the\n", "not the first" },
        { FIX "4\t3\tteh\tthe\t1.5\tthe\n", "not in 0 .. 1" },
        { FIX "4\t3\tteh\tthe\t-\tthe\n", "goes with" },
        { FIX "4\t3\tteh\t\t0.5\t\n", "goes with" },
        { FIX "4\t3\tteh\tthe\t0.5\tthe|\n", "last one is empty" },
        { FIX "4\t3\tteh\tthe\t0.5\tthe|\\xff\n", "is no text" },
        { SUM "4\t3\t1\t1\t1\t\\xf\n", "line 4: name: a bad escape" },
        { SUM "4\t3\t1\t1\tLatin\n", "fewer" },
    };
    blt__buf b = { 0 };
    blt_error err;
    static char *big;

    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        blt__buf_clear(&b);
        err.text[0] = '\0';
        ok(again(&b, t[i].text, strlen(t[i].text), 5, &err) == BLT_EDATA
           && strstr(err.text, t[i].why) != NULL, "%s", err.text);
    }
    big = malloc(10 << 20);
    memset(big, '1', 10 << 20);
    memcpy(big, DOC, strlen(DOC));
    ok(again(&b, big, 10 << 20, 1 << 20, &err) == BLT_EDATA
       && strstr(err.text, "longer than") != NULL, "%s", err.text);
    free(big);
    blt__buf_free(&b);
}

/* The writer refuses what the reader would. */
static void
writer_refuses(void)
{
    blt__buf out = { 0 };
    blt_stream_writer *w;
    blt_error err;
    blt_record r = { .size = sizeof r, .length = 1, .bytes = (const uint8_t *)"ab" };
    blt_record bad;

    ok(blt_stream_writer_new(&w, BLT_STREAM_PATCH, BLT_FORMAT_STREAM,
                             collect, &out, &err) == BLT_OK, "a writer");
    ok(blt_stream_writer_put(w, &r, &err) == BLT_EINVAL, "%s", err.text);
    ok(blt_stream_writer_document(w, "x", &err) == BLT_OK
       && blt_stream_writer_put(w, &r, &err) == BLT_OK, "a record");
    ok(blt_stream_writer_put(w, &r, &err) == BLT_EINVAL, "%s", err.text);
    r.offset = 1;
    bad = r; bad.length = 0;
    ok(blt_stream_writer_put(w, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = r; bad.length = BLT_PATCH_LONGEST + 1;
    ok(blt_stream_writer_put(w, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = r; bad.bytes = NULL;
    ok(blt_stream_writer_put(w, &bad, &err) == BLT_EINVAL, "%s", err.text);
    bad = r; bad.entropy = INFINITY;
    ok(blt_stream_writer_put(w, &bad, &err) == BLT_EINVAL, "%s", err.text);
    ok(blt_stream_writer_program(w, "late", &err) == BLT_EINVAL, "%s",
       err.text);
    blt_stream_writer_free(w);
    blt__buf_free(&out);
}

static void
json(void)
{
    static const uint8_t text[] = "a\"\\\n\x7f\xc3\xa4\xff";
    blt__buf out = { 0 };
    blt_stream_writer *w;
    blt_error err;
    blt_record r = { .size = sizeof r, .length = 7, .bytes = text, .entropy = NAN,
                     .surprisal = 0.5f };

    if (blt_stream_writer_new(&w, BLT_STREAM_PATCH, BLT_FORMAT_JSON, collect,
                              &out, &err) != BLT_OK
        || blt_stream_writer_document(w, "d", &err) != BLT_OK
        || blt_stream_writer_put(w, &r, &err) != BLT_OK)
        ok(0, "%s", err.text);
    r.offset = 7;
    r.length = 1;
    r.bytes += 7;
    if (blt_stream_writer_put(w, &r, &err) != BLT_OK
        || blt_stream_writer_end(w, &err) != BLT_OK)
        ok(0, "%s", err.text);
    ok(strcmp(out.p, "{\"document\":\"d\",\"offset\":0,\"length\":7,"
       "\"entropy\":null,\"bits\":0.7213475,\"text\":\"a\\\"\\\\\\n\\u007f"
       "\xc3\xa4\"}\n{\"document\":\"d\",\"offset\":7,\"length\":1,"
       "\"entropy\":null,\"bits\":0.7213475,\"bytes_hex\":\"ff\"}\n") == 0,
       "JSON Lines");
    printf("# %s", out.p);
    blt_stream_writer_free(w);
    blt__buf_free(&out);
}

int
main(void)
{
    numbers();
    for (int k = 0; k < 4; k++)
        round_trip((blt_stream_kind)k);
    round_trip(BLT_STREAM_CORRECTION);
    round_trip(BLT_STREAM_NEIGHBOR);
    sums();
    refused();
    writer_refuses();
    json();
    return done_testing();
}
