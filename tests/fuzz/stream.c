/* The reader of streams against anything at all.
 *
 * Built with -fsanitize=fuzzer it is a libFuzzer target (BLT_LIBFUZZER).
 * As a test it replays streams with thousands of mutations from a fixed
 * seed: each is either read to its end or refused with a message, what was
 * read is within the bounds that the header promises, and what is accepted
 * can be written again. */
#include "config.h"
#include <blt/patch.h>
#include <blt/stream.h>
#include "base/base.h"
#include "tests/lib/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct source {
    const uint8_t *p;
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

static blt_status
swallow(void *user, const void *p, size_t n, blt_error *err)
{
    (void)err;
    (void)p;
    *(size_t *)user += n;
    return BLT_OK;
}

static const char *broken;      /* which promise */

static void
promise(int kept, const char *what)
{
    if (!kept)
        broken = what;
}

/* 1 when the stream was read to its end, 0 when it was refused. */
static int
read_all(const uint8_t *data, size_t n, size_t chunk)
{
    struct source src = { data, n, 0, chunk };
    blt_stream_reader *r;
    blt_stream_writer *w = NULL;
    blt_stream_kind kind;
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record rec = BLT_RECORD_INIT;
    const char *name;
    blt_error err = { BLT_OK, "" };
    size_t written = 0;
    uint64_t sum = 0;
    blt_status s = blt_stream_reader_new(&r, "fuzz", supply, &src, &err);

    if (s != BLT_OK) {
        promise(r == NULL && err.text[0] != '\0', "refused with a message");
        return 0;
    }
    kind = blt_stream_reader_kind(r);
    promise(blt_stream_kind_name(kind) != NULL, "a known kind");
    for (size_t i = 0; (name = blt_stream_reader_program(r, i)); i++)
        sum += strlen(name);
    s = blt_stream_writer_new(&w, kind, BLT_FORMAT_STREAM, swallow, &written,
                              &err);
    while (s == BLT_OK && event != BLT_EVENT_END) {
        s = blt_stream_read(r, &event, &rec, &name, &err);
        if (s != BLT_OK)
            break;
        if (event == BLT_EVENT_DOCUMENT) {
            sum += strlen(name);
            promise(blt_stream_writer_document(w, name, &err) == BLT_OK,
                    "a document can be written again");
        } else if (event == BLT_EVENT_RECORD) {
            promise(rec.offset >= 0 && rec.length >= 0, "a place");
            promise(rec.bytes == NULL || rec.length <= (int64_t)n, "bytes");
            for (int64_t i = 0; rec.bytes != NULL && i < rec.length; i++)
                sum += rec.bytes[i];
            for (size_t i = 0; i < rec.width; i++)
                promise(isfinite(rec.vector[i]), "finite numbers");
            for (size_t i = 0; i < rec.alternatives; i++)
                promise(rec.alternative[i].n > 0, "words");
            rec.chars = 1;
            promise(blt_stream_writer_put(w, &rec, &err) == BLT_OK,
                    "a record can be written again");
        }
    }
    promise(s == BLT_OK || err.text[0] != '\0', "refused with a message");
    promise(sum < UINT64_MAX, "all of it can be looked at");
    blt_stream_writer_free(w);
    blt_stream_reader_free(r);
    return s == BLT_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    read_all(data, n, 4096);
    if (broken != NULL)
        abort();
    return 0;
}

#ifndef BLT_LIBFUZZER
static const char *const seeds[] = {
    "#blt-stream 1 entropy\n#program a\n#columns offset entropy surprisal"
    " byte\n#document x\n0\t1.5\t2.25\ta\n1\t-\tinf\t\\xff\n2\t1e-3\t0\t\\\\"
    "\n#document \\x01\n#end documents=2 records=3 bytes=3\n",
    "#blt-stream 1 patch\n#columns offset length entropy bits text\n"
    "#document x\n0\t3\t-\t12.25\ta\\tb\n3\t5\t0.5\t-\thello\n"
    "#end documents=1 records=2 bytes=8\n",
    "#blt-stream 1 embedding\n#columns offset length text vector\n#document"
    " -\n0\t2\tab\t1 -2.5 3e-7\n2\t100\t\t0 0.25 1\n"
    "#end documents=1 records=2 bytes=102\n",
    "#blt-stream 1 score\n#columns offset entropy surprisal byte\n"
    "#end documents=0 records=0 bytes=0\n",
    "#blt-stream 1 unit\n#columns offset length bits bits_per_byte"
    " bits_per_char text\n#document x\n7\t2\t3\t1.5\t1.5\tab\n"
    "#end documents=1 records=1 bytes=2\n",
    "#blt-stream 1 correction\n#columns offset length wrong right probability"
    " alternatives\n#document x\n4\t3\tteh\tthe\t0.98\tthe|tea|a\\x7cb\n"
    "9\t2\txq\t\t-\t\n#end documents=1 records=2 bytes=5\n",
};
#define SEEDS (sizeof seeds / sizeof *seeds)

/* One to four edits of the kind that break parsers. */
static size_t
mutate(uint8_t *p, size_t n, size_t room, blt__rng *r)
{
    static const char *const bits[] = {
        "\t", "\n", "#", "\\", "\\x", "-", "inf", "nan", "1e999", "=",
        "9223372036854775807", "99999999999999999999", "#end ", "\0",
        "#document ", " ", "0", "\xff", "1048577", "0\t1\t"
    };
    int edits = 1 + (int)blt__rng_below(r, 4);

    while (edits-- > 0 && n > 0) {
        size_t at = blt__rng_below(r, n), k;
        const char *bit = bits[blt__rng_below(r, sizeof bits
                                              / sizeof *bits)];

        switch (blt__rng_below(r, 5)) {
        case 0:                         /* a byte changes */
            p[at] = (uint8_t)blt__rng_next(r);
            break;
        case 1:                         /* a bit of it does */
            p[at] ^= (uint8_t)(1 << blt__rng_below(r, 8));
            break;
        case 2:                         /* some go missing */
            k = 1 + blt__rng_below(r, n - at);
            if (k > 40)
                k = 40 < n - at ? 40 : n - at;
            memmove(p + at, p + at + k, n - at - k);
            n -= k;
            break;
        case 3:                         /* something telling comes in */
            k = strlen(bit) + (*bit == '\0');
            if (n + k > room)
                break;
            memmove(p + at + k, p + at, n - at);
            memcpy(p + at, bit, k);
            n += k;
            break;
        default:                        /* a part comes again */
            k = 1 + blt__rng_below(r, n - at);
            if (n + k > room)
                break;
            memmove(p + at + k, p + at, n - at);
            n += k;
        }
    }
    return n;
}

int
main(void)
{
    uint8_t text[8192];
    int accepted = 0, tried = 0;
    blt__rng r;

    for (size_t i = 0; i < SEEDS; i++)
        ok(read_all((const uint8_t *)seeds[i], strlen(seeds[i]), 7),
           "seed %zu is a stream", i);
    blt__rng_seed(&r, 20261122);
    for (; tried < 40000; tried++) {
        const char *seed = seeds[(size_t)tried % SEEDS];
        size_t n = strlen(seed);
        size_t chunk = 1 + blt__rng_below(&r, 100);
        int whole;

        memcpy(text, seed, n);
        n = mutate(text, n, sizeof text, &r);
        whole = read_all(text, n, sizeof text);
        accepted += whole;
        promise(read_all(text, n, chunk) == whole,
                "the same whatever comes at once");
        if (broken != NULL)
            break;
    }
    ok(broken == NULL, "%d mutations, seed 20261122: %s", tried,
       broken ? broken : "every promise kept");
    ok(accepted > 0 && accepted < tried / 2, "%d of them were still streams",
       accepted);
    return done_testing();
}
#endif
