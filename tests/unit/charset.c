/* Charsets: a paragraph in each, detected or honestly not, read the same in
 * pieces of any size, and written back; and bytes that nobody should send.
 *
 * The paragraphs are in tests/charset/, made by make.sh there. */
#include "config.h"
#include <blt/charset.h>
#include "base/base.h"
#include "tests/lib/tap.h"

static blt__buf text, want, got, back;
static blt_error err;

static blt_status
take(void *user, const void *p, size_t n, blt_error *unused)
{
    (void)unused;
    blt__buf_put(user, p, n);
    return BLT_OK;
}

static int
same(const blt__buf *a, const blt__buf *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

static const uint8_t *
bytes(const blt__buf *b)
{
    return (const uint8_t *)b->p;
}

/* Decodes p[0 .. n) in pieces; the number of bad sequences, -1: failed. */
static int64_t
decode(blt__buf *out, const char *charset, blt_decode how, const void *p,
       size_t n, size_t piece, int64_t *first)
{
    blt_decoder *d;
    int64_t bad;
    int good = 1;

    blt__buf_clear(out);
    if (blt_decoder_new(&d, charset, how, &err) != BLT_OK)
        return -1;
    for (size_t i = 0; i < n && good; i += piece)
        good = blt_decoder_push(d, (const uint8_t *)p + i,
                                n - i < piece ? n - i : piece, take, out,
                                &err) == BLT_OK;
    good = good && blt_decoder_end(d, take, out, &err) == BLT_OK;
    bad = blt_decoder_bad(d, first);
    blt_decoder_free(d);
    return good ? bad : -1;
}

static blt_charset_guess
detect(const void *p, size_t n, unsigned flags)
{
    blt_charset_guess g = BLT_CHARSET_GUESS_INIT;

    if (blt_charset_detect(&g, p, n, flags, &err) != BLT_OK)
        memset(&g, 0, sizeof g);
    return g;
}

/* ---- a paragraph in each ----------------------------------------------- */

/* The table of blt-charset(7). */
static const struct paragraph {
    const char *language, *file;
    const char *found;      /* NULL: it must be named */
} paragraphs[] = {
    { "de", "ISO-8859-1", "ISO-8859-1" },
    { "fr", "ISO-8859-15", "ISO-8859-15" },
    { "en", "windows-1252", "windows-1252" },
    { "pl", "windows-1250", "windows-1250" },
    { "cs", "ISO-8859-2", "ISO-8859-2" },
    { "ru", "windows-1251", "windows-1251" },
    { "ru", "KOI8-R", "KOI8-R" },
    { "ru", "ISO-8859-5", "ISO-8859-5" },
    { "el", "windows-1253", "windows-1253" },
    { "el", "ISO-8859-7", "ISO-8859-7" },
    { "tr", "windows-1254", "ISO-8859-9" },     /* the same here */
    { "tr", "ISO-8859-9", "ISO-8859-9" },
    { "he", "windows-1255", "ISO-8859-8" },       /* the same here */
    { "ar", "windows-1256", "windows-1256" },
    { "lt", "windows-1257", NULL },
    { "vi", "windows-1258", NULL },
    { "th", "TIS-620", NULL },
    { "ja", "Shift_JIS", "Shift_JIS" },
    { "ja", "EUC-JP", "EUC-JP" },
    { "ja", "ISO-2022-JP", NULL },              /* it is ASCII too */
    { "zh", "GB18030", "GB18030" },
    { "tw", "Big5", "Big5" },
    { "ko", "EUC-KR", "EUC-KR" },
    { "de", "UTF-16LE", "UTF-16LE" },
    { "ru", "UTF-16LE", "UTF-16LE" },
    { "ru", "UTF-16BE", "UTF-16BE" },
    { "ja", "UTF-16BE", "UTF-16BE" },
    { "zh", "UTF-16LE", "UTF-16LE" },
    { "ru", "UTF-32LE", "UTF-32LE" },
    { "ru", "UTF-32BE", "UTF-32BE" },
    { "ru", "UTF-16LE-mark", "UTF-16LE" },
    { "ru", "UTF-16BE-mark", "UTF-16BE" },
    { "ru", "UTF-32LE-mark", "UTF-32LE" },
    { "ru", "UTF-32BE-mark", "UTF-32BE" },
};

static int
read_paragraph(blt__buf *b, const char *language, const char *ending)
{
    const char *top = getenv("top_srcdir");
    char path[1024];

    snprintf(path, sizeof path, "%s/tests/charset/%s.%s", top ? top : ".",
             language, ending);
    blt__buf_clear(b);
    return blt__read_whole(b, path, 100000, &err) == BLT_OK;
}

static void
is_detected(const struct paragraph *x)
{
    blt_charset_guess g = detect(text.p, text.n, BLT_CHARSET_OVER), part;
    int good = x->found != NULL ? g.verdict == BLT_CHARSET_FOUND
        && strcmp(g.name, x->found) == 0 : g.verdict != BLT_CHARSET_FOUND;
    size_t mark = strstr(x->file, "-mark") != NULL
        ? strstr(x->file, "32") != NULL ? 4 : 2 : 0;

    ok(good && g.mark == mark, "%s in %s: %s %s, %d %%", x->language, x->file,
       g.verdict == BLT_CHARSET_FOUND ? "found" : "not believed",
       *g.name ? g.name : "-", g.confidence);
    part = detect(text.p, 40, 0);
    ok(part.verdict == BLT_CHARSET_MORE || part.verdict == g.verdict,
       "%s in %s: not decided before it is clear", x->language, x->file);
}

static void
comes_back(const struct paragraph *x, const char *charset)
{
    blt_encoder *e;
    int good;
    int64_t bad;

    if (blt_encoder_new(&e, charset, &err) != BLT_OK) {
        ok(strcmp(charset, "ISO-2022-JP") == 0
           && decode(&got, charset, BLT_DECODE_KEEP, "a", 1, 1, NULL) < 0,
           "%s is refused: %s", charset, err.text);
        return;
    }
    bad = decode(&got, charset, BLT_DECODE_KEEP, text.p, text.n, 7, NULL);
    blt__buf_clear(&back);
    good = blt_encoder_put(e, bytes(&got), got.n, take, &back, &err)
        == BLT_OK;
    blt_encoder_free(e);
    ok(good && bad == 0 && same(&got, &want) && same(&back, &text),
       "%s in %s: and back", x->language, x->file);
}

static void
each_paragraph(void)
{
    static const size_t pieces[] = { 1, 7, 4096 };

    for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++) {
        const struct paragraph *x = &paragraphs[i];
        const char *charset = x->found != NULL ? x->found : x->file;
        int good = 1;

        if (!read_paragraph(&text, x->language, x->file)
            || !read_paragraph(&want, x->language, "txt")) {
            ok(0, "%s", err.text);
            continue;
        }
        is_detected(x);
        if (strstr(x->file, "-mark") != NULL) {
            size_t mark = strstr(x->file, "32") != NULL ? 4 : 2;

            memmove(text.p, text.p + mark, text.n -= mark);
        }
        for (size_t k = 0; k < 3; k++)
            good &= decode(&got, charset, BLT_DECODE_REPLACE, text.p, text.n,
                           pieces[k], NULL) == 0 && same(&got, &want);
        ok(good, "%s in %s: read in pieces of 1, 7, 4096", x->language,
           x->file);
        comes_back(x, charset);
    }
}

/* ---- when not to guess ------------------------------------------------- */

static void
trust(void)
{
    static const char mixed[] = "M\xc3\xbcller wohnt in K\xc3\xb6ln, fr\xfc"
        "her in \xc3\x84pfelstra\xc3\x9f""e";
    static const char zeros[] = "one\0two\0three\0four\0five\0six\0";
    static const char letters[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0";
    uint8_t p[4000];
    blt_charset_guess g = detect("", 0, BLT_CHARSET_OVER);
    blt__rng r;
    int wrong = 0;

    ok(g.verdict == BLT_CHARSET_UTF8, "nothing is UTF-8");
    g = detect("plain", 5, BLT_CHARSET_OVER);
    ok(g.verdict == BLT_CHARSET_UTF8, "ASCII is");
    for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++) {
        (void)!read_paragraph(&want, paragraphs[i].language, "txt");
        for (size_t n = 0; n <= want.n; n += 1 + n / 16) {
            /* Cut inside a character it is not all UTF-8 any more. */
            if (n < want.n && (want.p[n] & 0xc0) == 0x80)
                continue;
            wrong += detect(want.p, n, BLT_CHARSET_OVER).verdict
                != BLT_CHARSET_UTF8;
        }
    }
    ok(wrong == 0, "UTF-8 of any length is nothing else");
    g = detect(mixed, sizeof mixed - 1, BLT_CHARSET_OVER);
    ok(g.verdict == BLT_CHARSET_UNSURE && strcmp(g.name, "UTF-8") == 0,
       "UTF-8 with one Latin-1 byte in it stays");
    g = detect(zeros, sizeof zeros - 1, BLT_CHARSET_OVER);
    ok(g.verdict == BLT_CHARSET_UTF8, "words between zeros stay");
    g = detect(letters, sizeof letters - 1, BLT_CHARSET_OVER);
    ok(g.verdict == BLT_CHARSET_FOUND, "letters between zeros look like"
       " UTF-16");
    g = detect(letters, sizeof letters - 1,
               BLT_CHARSET_OVER | BLT_CHARSET_ZEROS);
    ok(g.verdict == BLT_CHARSET_UTF8, "unless it is said that they are not");
    g = detect("\xe9", 1, BLT_CHARSET_OVER);
    ok(g.verdict == BLT_CHARSET_UNSURE, "one byte is no text");

    blt__rng_seed(&r, 5);
    wrong = 0;
    for (int k = 0; k < 300; k++) {
        size_t n = 16 + blt__rng_below(&r, sizeof p - 16);

        for (size_t i = 0; i < n; i++)
            p[i] = (uint8_t)blt__rng_next(&r);
        p[0] &= 0x7f;               /* no mark by chance */
        wrong += detect(p, n, BLT_CHARSET_OVER).verdict == BLT_CHARSET_FOUND;
    }
    ok(wrong == 0, "noise is no text: seed 5");
}

/* Once decided, more does not change it; and it is decided early. */
static void
early(void)
{
    uint8_t *p = malloc(100000);
    blt_charset_guess g = BLT_CHARSET_GUESS_INIT;

    if (p == NULL)
        exit(1);
    memset(p, 'a', 100000);
    g = detect(p, BLT_CHARSET_HEAD - 1, 0);
    ok(g.verdict == BLT_CHARSET_MORE, "ASCII may still become anything");
    g = detect(p, BLT_CHARSET_HEAD, 0);
    ok(g.verdict == BLT_CHARSET_UTF8, "until the head is full");
    memset(p + BLT_CHARSET_HEAD, 0xe9, 1000);
    g = detect(p, 100000, BLT_CHARSET_OVER);
    ok(g.verdict == BLT_CHARSET_UTF8, "nothing behind the head counts");
    for (size_t i = 0; i < 32; i += 2)
        memcpy(p + i, "\xc3\xa9", 2);
    memset(p + 32, 0xe9, 100);
    ok(detect(p, 31, 0).verdict == BLT_CHARSET_MORE
       && detect(p, 32, 0).verdict == BLT_CHARSET_UTF8
       && detect(p, 132, BLT_CHARSET_OVER).verdict == BLT_CHARSET_UTF8,
       "sixteen characters of UTF-8 decide");
    g = detect("\xff\xfe", 2, 0);
    ok(g.verdict == BLT_CHARSET_MORE, "two bytes of a mark may be four");
    g = detect("\xff\xfe""a", 3, 0);
    ok(g.verdict == BLT_CHARSET_FOUND && strcmp(g.name, "UTF-16LE") == 0
       && g.mark == 2, "or are not");
    g = detect("\xef\xbb\xbfx", 4, BLT_CHARSET_OVER);
    ok(g.verdict == BLT_CHARSET_UTF8, "the mark of UTF-8 is UTF-8");
    free(p);
}

/* ---- bytes that nobody should send ------------------------------------- */

static const struct hostile {
    const char *charset, *p;
    size_t n;
    const char *want;       /* with what is bad replaced */
    int64_t bad, first;
} hostile[] = {
#define BYTES(s) s, sizeof s - 1
#define BAD "\xef\xbf\xbd"
    { "UTF-16LE", BYTES("a\0\x3d\xd8\x00\xde"), "a\xf0\x9f\x98\x80", 0, 0 },
    { "UTF-16LE", BYTES("a\0\x3d\xd8""b\0"), "a" BAD "b", 1, 2 },
    { "UTF-16LE", BYTES("a\0\x00\xde""b\0"), "a" BAD "b", 1, 2 },
    { "UTF-16LE", BYTES("\x3d\xd8"), BAD, 1, 0 },
    { "UTF-16BE", BYTES("\0a\xde\0\xd8\x3d\xd8\x3d\0b"), "a" BAD BAD BAD "b",
      3, 2 },
    { "UTF-16LE", BYTES("a\0b"), "a" BAD, 1, 2 },
    { "UTF-32LE", BYTES("a\0\0\0\0\xd8\0\0b\0\0\0"), "a" BAD "b", 1, 4 },
    { "UTF-32BE", BYTES("\0\x11\0\0\0\0\0a\0\0"), BAD "a" BAD, 2, 0 },
    { "Shift_JIS", BYTES("a\x82\xa0\x82"), "a\xe3\x81\x82" BAD, 1, 3 },
    { "Shift_JIS", BYTES("\x82\n\x82\xa0"), BAD "\n\xe3\x81\x82", 1, 0 },
    { "EUC-JP", BYTES("\xa4\xa2\xa4"), "\xe3\x81\x82" BAD, 1, 2 },
    { "EUC-JP", BYTES("\x8f\xff\xa4\xa2"), BAD "\xe3\x81\x82", 1, 0 },
    { "GB18030", BYTES("\x81\x30\x81"), BAD, 1, 0 },
    { "Big5", BYTES("\xa7\xda\xa7"), "\xe6\x88\x91" BAD, 1, 2 },
    { "windows-1252", BYTES("a\x81\x80"), "a\xc2\x81\xe2\x82\xac", 0, 0 },
    { "windows-1253", BYTES("a\xd2z"), "a" BAD "z", 1, 1 },
    { "UTF-8", BYTES("\xc3\xa4\xe4\xf0\x9f\x98"), "\xc3\xa4" BAD BAD, 2, 2 },
};

/* Bytes decoded to keep, and encoded again. */
static int
is_kept(const char *charset, const void *p, size_t n, size_t piece)
{
    blt_encoder *e;
    int good;

    if (decode(&got, charset, BLT_DECODE_KEEP, p, n, piece, NULL) < 0
        || blt_encoder_new(&e, charset, &err) != BLT_OK)
        return 0;
    blt__buf_clear(&back);
    good = blt_encoder_put(e, bytes(&got), got.n, take, &back, &err)
        == BLT_OK;
    blt_encoder_free(e);
    return good && back.n == n && (n == 0 || memcmp(back.p, p, n) == 0);
}

static void
ill_formed(void)
{
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const struct hostile *h = &hostile[i];
        int good = 1;

        for (size_t piece = 1; piece <= h->n; piece++) {
            int64_t first = -1, bad = decode(&got, h->charset,
                BLT_DECODE_REPLACE, h->p, h->n, piece, &first);

            good &= bad == h->bad && (bad == 0 || first == h->first)
                && got.n == strlen(h->want)
                && memcmp(got.p, h->want, got.n) == 0
                && is_kept(h->charset, h->p, h->n, piece);
        }
        ok(good, "%s, %zu: %d ill-formed", h->charset, i, (int)h->bad);
        if (!good) {
            int64_t first = -1, bad = decode(&got, h->charset,
                BLT_DECODE_REPLACE, h->p, h->n, h->n, &first);

            printf("# got %d, first at %d:", (int)bad, (int)first);
            for (size_t k = 0; k < got.n; k++)
                printf(" %02x", (uint8_t)got.p[k]);
            putchar('\n');
        }
    }
}

/* Every two bytes there and back, in every charset of the table: two codes
 * of one character, and whatever else is odd about them. */
static void
every_pair(void)
{
    static uint8_t p[65536 * 3];
    size_t n = 0;

    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b++) {
            p[n++] = (uint8_t)a;
            p[n++] = (uint8_t)b;
            p[n++] = '\n';
        }
    for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++) {
        const char *charset = paragraphs[i].found;

        if (charset != NULL && paragraphs[i].file == charset)
            ok(is_kept(charset, p, n, 4096), "%s: every two bytes come back",
               charset);
    }
    ok(is_kept("Big5-HKSCS", p, n, 1000), "Big5-HKSCS: even codes of two"
       " characters");
}

static void
refusals(void)
{
    blt_decoder *d;
    blt_encoder *e;
    int good;

    ok(blt_decoder_new(&d, "no-such", BLT_DECODE_REPLACE, &err) == BLT_EINVAL
       && d == NULL, "%s", err.text);
    ok(blt_decoder_new(&d, "", BLT_DECODE_REPLACE, &err) == BLT_EINVAL,
       "no name is no charset");
    ok(blt_charset_name("latin1") != NULL
       && strcmp(blt_charset_name("latin1"), "ISO-8859-1") == 0
       && strcmp(blt_charset_name("cp1252"), "windows-1252") == 0
       && strcmp(blt_charset_name("utf8"), "UTF-8") == 0
       && blt_charset_name("no-such") == NULL && blt_charset_name("") == NULL,
       "names as IANA has them");
    good = blt_encoder_new(&e, "ISO-8859-1", &err) == BLT_OK;
    blt__buf_clear(&back);
    ok(good && blt_encoder_put(e, (const uint8_t *)"c\xc5\x93ur", 5, take,
                               &back, &err) == BLT_EDATA && back.n == 0,
       "what a charset has not is not written: %s", err.text);
    ok(good && blt_encoder_put(e, (const uint8_t *)"\xc3", 1, take, &back,
                               &err) == BLT_EDATA && back.n == 0,
       "nor what is not UTF-8");
    blt_encoder_free(e);
}

int
main(void)
{
    each_paragraph();
    trust();
    early();
    ill_formed();
    every_pair();
    refusals();
    blt__buf_free(&text);
    blt__buf_free(&want);
    blt__buf_free(&got);
    blt__buf_free(&back);
    return done_testing();
}
