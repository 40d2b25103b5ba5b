/* Reports: sums that can be counted by hand, pages that no division of the
 * text changes, lines that fit, and texts that nobody should write. */
#include "config.h"
#include <sys/resource.h>
#include <blt/report.h>
#include "report/layout.h"
#include "score/tally.h"
#include "text/width.h"
#include "tests/lib/tap.h"

static const char *const languages[] = {
    "en", "ar", "de", "es", "fr", "he", "hi", "it", "ja", "ko", "pl", "pt",
    "ru", "uk", "zh"
};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static char dir[4096];

/* ---- sums -------------------------------------------------------------- */

static blt__totals tally;
static blt_tally reader;

static void
count(const char *text, size_t n, const char *starts)
{
    size_t marks = strlen(starts);      /* behind them none starts */

    blt__totals_free(&tally);
    blt__totals_init(&tally, 3);
    blt__tally_begin(&reader, &tally, NULL, '\n', NULL);
    for (size_t i = 0; i < n; i++)
        blt__tally_byte(&reader, (uint8_t)text[i], (double)(i + 1),
                        (double)(i + 1),
                        i < marks && starts[i] == '|', 0);
    blt_tally_end(&reader);
    blt__top_sort(&tally.top);
}
#define COUNT(text, starts) count(text, sizeof text - 1, starts)

static const blt__line *
top_line(size_t i)
{
    return tally.top.heap[i].item;
}

enum { LATIN = 25, CYRILLIC = 8, HAN = 17 };

static void
sums(void)
{
    const blt__sum *latin = &tally.script[LATIN],
                   *cyrillic = &tally.script[CYRILLIC],
                   *invalid = &tally.script[BLT_SCRIPT_INVALID];

    ok(strcmp(blt_script_name(LATIN), "Latin") == 0
       && strcmp(blt_script_name(CYRILLIC), "Cyrillic") == 0
       && strcmp(blt_script_name(HAN), "Han") == 0, "numbers of scripts");

    /*     1 a b _  \xd0\xb4 _ \xff \n */
    COUNT("1ab \xd0\xb4 \xff\n", "|.|..|.|.");
    ok(tally.all.bytes == 9 && tally.all.chars == 7 && tally.lines == 1
       && tally.all.nats == 45, "bytes, characters, lines, surprisal");
    ok(latin->bytes == 4 && latin->chars == 4 && latin->nats == 10,
       "Latin, with the digit before and the blank behind");
    ok(cyrillic->bytes == 4 && cyrillic->nats == 5 + 6 + 7 + 9,
       "Cyrillic, with blanks and the end of the line");
    ok(invalid->bytes == 1 && invalid->chars == 0 && invalid->nats == 8,
       "a byte that is no UTF-8, and what it costs");
    ok(latin->patches == 2 && latin->patch_bytes == 5
       && latin->lengths[1] == 1 && latin->lengths[2] == 1,
       "patches that begin in Latin");
    ok(cyrillic->patches == 1 && cyrillic->patch_bytes == 2
       && invalid->patches == 1 && tally.all.patches == 4
       && tally.longest == 3,
       "one from the middle of a letter, one from no letter");

    COUNT("12 \xe4\xb8\xad", "|...|.");
    ok(tally.script[HAN].bytes == 6 && tally.script[HAN].patches == 2
       && tally.script[BLT_SCRIPT_COMMON].bytes == 0,
       "digits take the script that comes, and so do their patches");
    COUNT("12\n", "|..");
    ok(tally.script[BLT_SCRIPT_COMMON].bytes == 3
       && tally.script[BLT_SCRIPT_COMMON].patches == 1,
       "where none comes they have none");
    COUNT("\xe4\xb8", "..");
    ok(invalid->bytes == 2 && tally.all.patches == 0,
       "half a character, no patches");

    COUNT("e\xcc\x81 \xc3\xa9 \xe2\x84\xab", ".........");
    ok(tally.not_nfc == 3 + 3, "what is not in NFC: %lld bytes",
       (long long)tally.not_nfc);
    COUNT("a\xcc\xa7\xcc\x81 a\xcc\x81\xcc\xa7", "...........");
    ok(tally.not_nfc == 5 + 5, "order of marks: %lld bytes",
       (long long)tally.not_nfc);

    COUNT("long enough\nno\nlonger than it\nthe end of it", "...........");
    ok(tally.lines == 4 && tally.top.n == 3 && top_line(0)->number == 4
       && top_line(1)->number == 3 && top_line(2)->number == 1
       && top_line(2)->n == 11, "the most surprising lines in order");
    blt__totals_free(&tally);
}

/* ---- pages ------------------------------------------------------------- */

static blt_status
collect(void *user, const void *p, size_t n, blt_error *err)
{
    (void)err;
    blt__buf_put(user, p, n);
    return BLT_OK;
}

static blt_status
refuse(void *user, const void *p, size_t n, blt_error *err)
{
    (void)err;
    (void)user;
    (void)p;
    (void)n;
    return BLT_EIO;
}

struct text {
    uint8_t *p, *starts;
    float *surprisal;
    size_t n;
};

static void
make(struct text *t, size_t n)
{
    t->n = n;
    t->p = malloc(n + 1);
    t->starts = calloc(n + 1, 1);
    t->surprisal = calloc(n + 1, sizeof *t->surprisal);
    if (t->p == NULL || t->starts == NULL || t->surprisal == NULL)
        exit(1);
}

static void
drop(struct text *t)
{
    free(t->p);
    free(t->starts);
    free(t->surprisal);
}

static void
score(struct text *t)
{
    blt__rng r;

    blt__rng_seed(&r, 5);
    for (size_t i = 0; i < t->n; i++) {
        t->surprisal[i] = (float)(8 * blt__rng_unit(&r));
        t->starts[i] = i == 0 || blt__rng_below(&r, 4) == 0;
    }
}

static blt_status
feed(blt_report *r, const struct text *t, size_t at, size_t n,
     blt_error *err)
{
    blt_scored b = BLT_SCORED_INIT;

    b.n = n;
    b.bytes = t->p + at;
    b.surprisal = t->surprisal + at;
    b.starts = t->starts + at;
    return blt_report_feed(r, &b, err);
}

static const blt_config *config;
static int documents = 1;

/* The page about a text that comes in chunks; chunk 0: of random sizes. */
static void
page(blt__buf *out, const char *locale, blt_report_kind kind,
     const struct text *t, size_t chunk)
{
    blt_report_options opt = BLT_REPORT_OPTIONS_INIT;
    blt_locale *l;
    blt_report *r;
    blt_error err = { 0 };
    blt__rng random;

    blt__rng_seed(&random, 3);
    blt__buf_clear(out);
    if (blt_locale_new(&l, locale, dir, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        exit(1);
    }
    opt.locale = l;
    opt.kind = kind;
    opt.config = config;
    opt.scheme = "as it comes";
    if (blt_report_new(&r, &opt, collect, out, &err) != BLT_OK)
        ok(0, "%s", err.text);
    for (int d = 0; d < documents; d++) {
        int good = blt_report_document(r, d ? "a.txt" : NULL, d ? 0 : -1,
                                       &err) == BLT_OK;

        for (size_t at = 0, n; at < t->n; at += n) {
            n = chunk ? chunk : 1 + blt__rng_below(&random, 5000);
            if (n > t->n - at)
                n = t->n - at;
            good &= feed(r, t, at, n, &err) == BLT_OK;
        }
        if (!good || blt_report_document_end(r, &err) != BLT_OK)
            ok(0, "%s", err.text);
    }
    if (blt_report_end(r, &err) != BLT_OK)
        ok(0, "%s", err.text);
    blt_report_free(r);
    blt_locale_free(l);
}

/* Nothing that moves a cursor, no override, no more columns than 80; from
 * right to left, each line in an isolate that ends where the page does. */
static int
sound(const blt__buf *b, int rtl)
{
    int good = 1;

    for (size_t at = 0; at < b->n;) {
        const char *line = b->p + at, *end = memchr(line, '\n', b->n - at);
        size_t n = end ? (size_t)(end - line) : b->n - at, width;

        width = blt__page_width(line, n);
        for (size_t i = 0; i < n; i++)
            good &= (unsigned char)line[i] >= 0x20 && line[i] != 0x7f;
        for (size_t i = 0; i + 3 <= n; i++)         /* U+202A .. U+202E */
            good &= !(memcmp(line + i, "\xe2\x80", 2) == 0
                      && (unsigned char)line[i + 2] >= 0xaa
                      && (unsigned char)line[i + 2] <= 0xae);
        if (memmem(line, n, "\xe2\x97\x8c", 3) != NULL)
            ;           /* marks on a circle: cut where ours are not */
        else if (width > 80 || (rtl && n > 0
                           && (memcmp(line + n - 3, "\xe2\x81\xa9", 3) != 0
                               || (width != 80 && width != 78)))) {
            printf("# %zu columns: %.*s\n", width, (int)n, line);
            good = 0;
        }
        at += n + 1;
    }
    return good;
}

static void
read_mixed(struct text *t)
{
    const char *source = getenv("top_srcdir");
    blt__buf b = { 0 };
    char path[4096];
    blt_error err;

    snprintf(path, sizeof path, "%s/tests/report/mixed.txt",
             source ? source : ".");
    if (blt__read_whole(&b, path, 1 << 20, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        exit(1);
    }
    make(t, b.n);
    memcpy(t->p, b.p, b.n);
    blt__buf_free(&b);
    score(t);
}

static void
chunks(void)
{
    static const size_t sizes[] = { 1, 2, 3, 5, 64, 0 };
    blt__buf whole = { 0 }, parts = { 0 };
    struct text t;

    read_mixed(&t);
    for (size_t i = 0; i < LANGUAGES; i++) {
        int same = 1, rtl = !strcmp(languages[i], "ar")
            || !strcmp(languages[i], "he");

        documents = 2;
        page(&whole, languages[i], BLT_REPORT_ENTROPY, &t, t.n);
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            page(&parts, languages[i], BLT_REPORT_ENTROPY, &t, sizes[k]);
            same &= whole.n == parts.n
                && memcmp(whole.p, parts.p, whole.n) == 0;
        }
        ok(same, "%s: pages do not depend on chunks", languages[i]);
        ok(sound(&whole, rtl), "%s: lines fit", languages[i]);
        page(&whole, languages[i], BLT_REPORT_PATCH, &t, t.n);
        ok(sound(&whole, rtl), "%s: of a report on patches, too",
           languages[i]);
        documents = 1;
    }
    drop(&t);
    blt__buf_free(&whole);
    blt__buf_free(&parts);
}

/* ---- what nobody should write ------------------------------------------ */

static void
fill(struct text *t, const char *unit, size_t n)
{
    size_t k = strlen(unit);

    make(t, n / k * k);
    for (size_t i = 0; i < t->n; i += k)
        memcpy(t->p + i, unit, k);
    score(t);
}

static void
hostile(void)
{
    static const struct { const char *unit; size_t n; } t[] = {
        { "\xcc\x81", 20000 },              /* marks upon marks */
        { "x", 1 << 20 },                   /* one line */
        { "\xe2\x80\xae" "abc\xd7\x90", 100000 },
        { "\xf0\x9f\x91\xa8\xe2\x80\x8d", 70000 },
        { "\xff", 100000 }, { "\xed\xa0\x80", 30000 }, { "\n", 10000 },
        { "\x1b[31m\a\r\t", 8000 }, { "\xe2\x81\xa6", 9000 },
        { "((((", 8000 }, { "\xe1\x84\x80", 30000 },
    };
    blt__buf b = { 0 };
    struct text x;

    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        for (int k = 0; k < 2; k++) {
            const char *locale = k ? "ar" : "en";

            fill(&x, t[i].unit, t[i].n);
            page(&b, locale, BLT_REPORT_ENTROPY, &x, 0);
            ok(sound(&b, k) && b.n < 16384, "%zu, %s: %zu bytes of page", i,
               locale, b.n);
            drop(&x);
        }
    make(&x, 50000);
    memset(x.p, 0, x.n);
    score(&x);
    page(&b, "en", BLT_REPORT_ENTROPY, &x, 0);
    ok(sound(&b, 0), "NUL bytes");
    for (size_t i = 0; i < x.n; i++)
        x.surprisal[i] = NAN;
    page(&b, "en", BLT_REPORT_ENTROPY, &x, 0);
    ok(strstr(b.p, "Bits per byte") == NULL, "no bits where none are known");
    x.surprisal[7] = INFINITY;
    page(&b, "en", BLT_REPORT_ENTROPY, &x, 0);
    ok(sound(&b, 0), "an infinite surprise");
    x.n = 0;
    page(&b, "en", BLT_REPORT_ENTROPY, &x, 1);
    ok(strstr(b.p, "No bytes.") != NULL, "an empty text");
    drop(&x);
    blt__buf_free(&b);
}

/* 50 MB of log in pieces that are made as they are needed. */
static void
large(void)
{
    blt_report_options opt = BLT_REPORT_OPTIONS_INIT;
    struct rusage before, after;
    blt__buf out = { 0 };
    struct text t;
    blt_locale *l;
    blt_report *r;
    blt_error err;
    int good = 1;

    fill(&t, "12:00:01 server[42]: request from 10.0.0.7 took 31 ms\n",
         1 << 20);
    if (blt_locale_new(&l, "en", dir, &err) != BLT_OK)
        exit(1);
    opt.locale = l;
    good &= blt_report_new(&r, &opt, collect, &out, &err) == BLT_OK;
    good &= blt_report_document(r, "log", -1, &err) == BLT_OK;
    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < 50; i++)
        good &= feed(r, &t, 0, t.n, &err) == BLT_OK;
    good &= blt_report_document_end(r, &err) == BLT_OK;
    getrusage(RUSAGE_SELF, &after);
    ok(good && strstr(out.p, "52,42") != NULL, "50 MB");
    ok(after.ru_maxrss - before.ru_maxrss < 8192, "%ld kB more than before",
       after.ru_maxrss - before.ru_maxrss);
    blt_report_free(r);
    blt_locale_free(l);
    blt__buf_free(&out);
    drop(&t);
}

static void
misuse(void)
{
    blt_report_options opt = BLT_REPORT_OPTIONS_INIT;
    blt_scored nothing = BLT_SCORED_INIT;
    blt_locale *l;
    blt_report *r;
    blt_error err;

    ok(blt_report_new(&r, &opt, collect, NULL, &err) == BLT_EINVAL
       && r == NULL, "no locale: %s", err.text);
    if (blt_locale_new(&l, "en", dir, &err) != BLT_OK)
        exit(1);
    opt.locale = l;
    opt.columns = 3;
    ok(blt_report_new(&r, &opt, collect, NULL, &err) == BLT_EINVAL,
       "three columns");
    opt.columns = 80;
    if (blt_report_new(&r, &opt, refuse, NULL, &err) != BLT_OK)
        exit(1);
    ok(blt_report_feed(r, &nothing, &err) == BLT_EINVAL && blt_report_document_end(r, &err) == BLT_EINVAL,
       "out of order: %s", err.text);
    ok(blt_report_document(r, "x", -1, &err) == BLT_OK
       && blt_report_document(r, "x", -1, &err) == BLT_EINVAL,
       "out of order: %s", err.text);
    ok(blt_report_document_end(r, &err) == BLT_EIO, "%s", err.text);
    blt_report_free(r);
    blt_report_free(NULL);
    blt_locale_free(l);
}

int
main(void)
{
    const char *build = getenv("top_builddir");

    snprintf(dir, sizeof dir, "%s/share/locale", build ? build : ".");
    sums();
    chunks();
    hostile();
    large();
    misuse();
    return done_testing();
}
