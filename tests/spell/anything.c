/* blt-spell on random texts.
 *
 *   anything check DIR N     checks N random texts, whole or line by line:
 *                            findings are in order, within the text, and quote
 *                            it
 *   anything make DIR N      writes N of them to DIR/0, DIR/1 ...
 *   anything correct DIR MODE TEXT
 *                            writes TEXT as blt_speller_correct() has it with
 *                            confidence 0.8, MODE a blt_spell_mode
 *   anything undo TEXT STREAM FILTERED
 *                            whether FILTERED is TEXT with those corrections
 *                            of STREAM whose probability is 0.8 or more, and
 *                            no others */
#include "config.h"
#include <blt/blt.h>
#include "base/base.h"
#include "tests/lib/tap.h"

/* ---- texts ------------------------------------------------------------------ */

static void
make(blt__buf *b, blt__rng *r)
{
    static const char *const bits[] = {
        "teh", "recieve", "Teh", "TEH", "the", "word", "worldwide", "hello",
        "definately", "wrold", "a", "I", " ", " ", " ", " ", " ", "\n", "\n",
        "\r\n", "\n\n", ".", ",", "'", "-", "\t", "<", ">", "`", "```\n", "[",
        "](", "$", "{", "}", "\"", "/*", "*/", "//", "#", "--", "&amp;", ";",
        "<!--", "-->", "\\begin{align}", "\xff", "\xc3\xa4", "\xc3", "12",
        "_", "@", "\xe2\x80\x99", "blt-spell:off", "blt-spell:on\n",
        "blt-spell:words teh\n", "\"\"\"", "Subject: ", "http://a.b/teh ",
        "@@ -1,3 +1,3 @@\n", "\n+", "\n-", "\n ", "+++ b/a.py\n", "--- ",
        "msgid \"", "msgstr \"", "\"\n", "\\n", "&", ":: ", ".. note:: ", "\n.",
        "\\fB", "\\(aq", "<<EOF\n", "EOF\n", "${", "'", "/x/",
        "#+BEGIN_SRC\n", "----\n", "|\n", "key: ", ",", ";", "&uuml;",
        "<p lang=de>", "</p>", "\\-", "-\n", "\xc2\xad\n", "{\\\"o}",
        "a\xcc\x81", "$$", "[[", "]]", "-->", "```js\n", "@param ", "r\"",
        "\xd0\xbf\xd1\x80\xd0\xb8", "\xf0\x9f\x98\x80", "\xcc\x81", "^", "*"
    };
    size_t n = 1 + blt__rng_below(r, 60);

    blt__buf_clear(b);
    while (n-- > 0) {
        /* Every second piece is a word or a space. */
        size_t k = blt__rng_below(r, 2) ? blt__rng_below(r, 17)
            : blt__rng_below(r, sizeof bits / sizeof *bits + 4);
        uint8_t byte = (uint8_t)blt__rng_next(r);

        if (k < sizeof bits / sizeof *bits)
            blt__buf_put(b, bits[k], strlen(bits[k]));
        else
            blt__buf_put(b, &byte, 1);
    }
}

/* ---- check -------------------------------------------------------------------- */

struct seen {
    const uint8_t *p;
    size_t n, end, findings;
    const char *broken;
};

static blt_status
look(void *user, const blt_spell_finding *f, blt_error *err)
{
    struct seen *s = user;
    double sum = 0;

    (void)err;
    s->findings++;
    if (f->offset < s->end || f->length == 0 || f->length > s->n
        || f->offset > s->n - f->length)
        s->broken = "a place in the text, after the last one";
    else if (f->written.length != f->length
             || memcmp(f->written.text, s->p + f->offset, f->length) != 0)
        s->broken = "`written` quotes the text";
    if (!(f->wrong >= 0 && f->wrong <= 1))
        s->broken = "a probability of being wrong";
    for (size_t i = 0; i < f->n; i++) {
        const blt_spell_alternative *a = &f->alternative[i];

        sum += a->probability;
        if (a->length == 0 || strlen(a->text) != a->length)
            s->broken = "an alternative that is text";
        if (!(a->probability >= 0 && a->probability <= 1)
            || (i > 0 && a->probability > a[-1].probability))
            s->broken = "alternatives, most likely first";
    }
    if (sum > 1.0001)
        s->broken = "probabilities that sum to no more than one";
    s->end = f->offset + f->length;
    return BLT_OK;
}

static void
check_piece(blt_speller *sp, const uint8_t *p, size_t n, struct seen *s)
{
    blt_error err;

    s->p = p;
    s->n = n;
    s->end = 0;
    if (blt_speller_check(sp, p, n, look, s, &err) != BLT_OK)
        s->broken = "a check that succeeds";
}

static int
check(const char *dir, int count)
{
    enum { MODES = BLT_SPELL_YAML + 1 };
    blt_speller *sp[MODES];
    blt_spell_data *d;
    blt__buf text = { 0 };
    struct seen s = { 0 };
    blt_error err;
    blt__rng r;
    int i;

    if (blt_spell_data_open(&d, dir, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        return done_testing();
    }
    for (int m = 0; m < MODES; m++) {
        blt_spell_options opt = BLT_SPELL_OPTIONS_INIT;

        opt.mode = (blt_spell_mode)m;
        if (blt_speller_new(&sp[m], d, &opt, &err) != BLT_OK)
            return !ok(0, "%s", err.text);
    }
    blt__rng_seed(&r, 20261123);
    for (i = 0; i < count && s.broken == NULL; i++) {
        blt_speller *one = sp[i % MODES];
        const uint8_t *p;

        make(&text, &r);
        p = (const uint8_t *)text.p;
        blt_speller_reset(one);
        if (i / MODES % 2 == 0) {
            check_piece(one, p, text.n, &s);
            continue;
        }
        for (size_t at = 0; at < text.n && s.broken == NULL;) {
            const uint8_t *end = memchr(p + at, '\n', text.n - at);
            size_t n = end != NULL ? (size_t)(end - p) + 1 - at
                : text.n - at;

            check_piece(one, p + at, n, &s);
            at += n;
        }
    }
    ok(s.broken == NULL, "%d random texts, seed 20261123: %s", i,
       s.broken ? s.broken : "every promise kept");
    ok(s.findings > (size_t)count / 2, "%zu findings", s.findings);
    for (int m = 0; m < MODES; m++)
        blt_speller_free(sp[m]);
    blt_spell_data_close(d);
    blt__buf_free(&text);
    return done_testing();
}

/* ---- make ---------------------------------------------------------------------- */

static int
make_files(const char *dir, int count)
{
    blt__buf text = { 0 };
    blt__rng r;
    char name[4096];

    blt__rng_seed(&r, 7);
    for (int i = 0; i < count; i++) {
        FILE *f;

        make(&text, &r);
        snprintf(name, sizeof name, "%s/%d", dir, i);
        f = fopen(name, "wb");
        if (f == NULL || fwrite(text.p, 1, text.n, f) != text.n
            || fclose(f) != 0)
            return 1;
    }
    blt__buf_free(&text);
    return 0;
}

/* ---- correct ------------------------------------------------------------------- */

static blt_status
count(void *user, const blt_spell_finding *f, blt_error *err)
{
    (void)err;
    *(size_t *)user += f->correction != NULL;
    return BLT_OK;
}

static int
correct(const char *dir, int mode, const char *path)
{
    blt_spell_options opt = BLT_SPELL_OPTIONS_INIT;
    blt_spell_data *d = NULL;
    blt_speller *s = NULL;
    blt__buf text = { 0 };
    const char *out;
    size_t n, again, corrections = 0;
    blt_error err = { BLT_OK, "" };
    int good;

    opt.mode = (blt_spell_mode)mode;
    opt.confidence = 0.8;
    if (blt__read_whole(&text, path, 1 << 20, &err) != BLT_OK
        || blt_spell_data_open(&d, dir, &err) != BLT_OK
        || blt_speller_new(&s, d, &opt, &err) != BLT_OK
        || blt_speller_correct(s, text.p, text.n, &out, &n, count,
                               &corrections, &err) != BLT_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    good = out[n] == '\0' && fwrite(out, 1, n, stdout) == n
        && (corrections > 0 || (n == text.n && !memcmp(out, text.p, n)));
    /* A document of its own: the same once more, with no callback. */
    if (blt_speller_correct(s, text.p, text.n, &out, &again, NULL, NULL, &err)
        != BLT_OK || again != n)
        good = 0;
    blt_speller_free(s);
    blt_spell_data_close(d);
    blt__buf_free(&text);
    return !good;
}

/* ---- undo ---------------------------------------------------------------------- */

static blt_status
read_file(void *f, void *p, size_t *n, blt_error *err)
{
    (void)err;
    *n = fread(p, 1, *n, f);
    return BLT_OK;
}

static int
undo(const char *original, const char *stream, const char *filtered)
{
    blt__buf was = { 0 }, now = { 0 }, want = { 0 };
    blt_stream_reader *r = NULL;
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record rec = BLT_RECORD_INIT;
    const char *name;
    blt_error err = { BLT_OK, "" };
    size_t at = 0;
    int bad;
    FILE *f = fopen(stream, "rb");
    blt_status s = f == NULL ? BLT_EIO
        : blt__read_whole(&was, original, 1 << 20, &err);

    if (s == BLT_OK)
        s = blt__read_whole(&now, filtered, 1 << 20, &err);
    if (s == BLT_OK)
        s = blt_stream_reader_new(&r, stream, read_file, f, &err);
    while (s == BLT_OK && event != BLT_EVENT_END) {
        s = blt_stream_read(r, &event, &rec, &name, &err);
        if (s != BLT_OK || event != BLT_EVENT_RECORD)
            continue;
        if ((size_t)(rec.offset + rec.length) > was.n
            || memcmp(was.p + rec.offset, rec.bytes, (size_t)rec.length) != 0)
            return 1;
        if (!(rec.probability >= 0.8f))
            continue;
        blt__buf_put(&want, was.p + at, (size_t)rec.offset - at);
        blt__buf_put(&want, rec.alternative[0].p, rec.alternative[0].n);
        at = (size_t)(rec.offset + rec.length);
    }
    blt__buf_put(&want, was.p + at, was.n - at);
    bad = s != BLT_OK || want.n != now.n
        || memcmp(want.p, now.p, now.n) != 0;
    blt_stream_reader_free(r);
    blt__buf_free(&was);
    blt__buf_free(&now);
    blt__buf_free(&want);
    if (f != NULL)
        fclose(f);
    return bad;
}

int
main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "check") == 0)
        return check(argv[2], (int)strtol(argv[3], NULL, 10));
    if (argc == 4 && strcmp(argv[1], "make") == 0)
        return make_files(argv[2], (int)strtol(argv[3], NULL, 10));
    if (argc == 5 && strcmp(argv[1], "correct") == 0)
        return correct(argv[2], (int)strtol(argv[3], NULL, 10), argv[4]);
    if (argc == 5 && strcmp(argv[1], "undo") == 0)
        return undo(argv[2], argv[3], argv[4]);
    return 2;
}
