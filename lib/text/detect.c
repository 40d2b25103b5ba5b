/* Detects the charset of a text.
 *
 * The first of these that applies decides: a byte order mark; UTF-8, whose
 * form hardly ever occurs by chance; UTF-16 and UTF-32, by their zero bytes;
 * ICU's letter statistics, if their confidence is high and no other decoding
 * comes near.  A wrong guess destroys a text and a missing one does not, so
 * in doubt the result is "bytes". */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucsdet.h>
#include <unicode/ulocdata.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <blt/charset.h>
#include "text/text.h"

/* This many multi-byte characters without an error before them mean UTF-8.
 * In Latin-1 text even one is rare; in GBK, the worst case, one in eight
 * characters looks like one, and sixteen in a row do not occur. */
#define ENOUGH 16

#define SAMPLE 8192         /* bytes that ICU's statistics use */

/* Minimum of ICU's confidence in percent, and of its lead over the next
 * decoding.  Measured, see blt-charset(7). */
#define SURE 20
#define APART 10

/* Minimum share of the letters, of WHOLE, that are in one alphabet. */
#define WHOLE 10000
#define FAMILIAR 9000

static void
answer(blt_charset_guess *g, blt_charset_verdict verdict, const char *name,
       int confidence, size_t mark)
{
    size_t n = strlen(name);

    g->verdict = verdict;
    g->confidence = confidence;
    g->mark = mark;
    n = n < sizeof g->name ? n : sizeof g->name - 1;
    memcpy(g->name, name, n);
    g->name[n] = '\0';
}

/* ---- marks ------------------------------------------------------------- */

/* Returns 0 if there is none.  FF FE may also begin the mark of UTF-32. */
static int
find_mark(blt_charset_guess *g, const uint8_t *p, size_t n, int over)
{
    static const struct { const char *name; size_t n; uint8_t p[4]; } marks[]
        = {
            { "UTF-32LE", 4, { 0xff, 0xfe, 0, 0 } },
            { "UTF-32BE", 4, { 0, 0, 0xfe, 0xff } },
            { "UTF-16LE", 2, { 0xff, 0xfe } },
            { "UTF-16BE", 2, { 0xfe, 0xff } },
            { "GB18030", 4, { 0x84, 0x31, 0x95, 0x33 } },
        };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t k = n < marks[i].n ? n : marks[i].n;

        if (memcmp(p, marks[i].p, k) != 0)
            continue;
        if (k == marks[i].n) {
            answer(g, BLT_CHARSET_FOUND, marks[i].name, 100, k);
            return 1;
        }
        if (!over) {
            answer(g, BLT_CHARSET_MORE, "", 0, 0);
            return 1;
        }
    }
    return 0;
}

/* ---- UTF-8 ------------------------------------------------------------- */

struct survey {
    size_t wide;        /* multi-byte characters */
    size_t bad;         /* ill-formed bytes */
    size_t zeros, controls;     /* control characters unusual in text */
    int enough;
};

static void
look_over(struct survey *s, const uint8_t *p, size_t n, int over)
{
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < n;) {
        uint32_t c;
        int k = blt__utf8_char(&c, p + i, n - i);

        if (k == 0 && !over)
            return;                 /* cut off by the end of the head */
        s->zeros += p[i] == 0;
        s->controls += p[i] < 0x20 && strchr("\b\t\n\v\f\r\x1b", p[i])
            == NULL;
        s->bad += k <= 0;
        s->wide += k > 1;
        if (s->wide == ENOUGH && s->bad == 0 && s->zeros == 0) {
            s->enough = 1;
            return;
        }
        i += k > 0 ? (size_t)k : 1;
    }
}

/* ---- UTF-16 and UTF-32 without a mark ---------------------------------- */

/* Characters that occur in texts: no control, unassigned or private-use
 * characters, no lone surrogates. */
static int
is_text(uint32_t c)
{
    if (c < 0x20)
        return c != 0 && strchr("\t\n\f\r\x1b", (int)c) != NULL;
    if (c < 0xa0)
        return c < 0x7f || c == 0x85;
    switch (u_charType((UChar32)c)) {
    case U_UNASSIGNED: case U_PRIVATE_USE_CHAR: case U_SURROGATE:
        return 0;
    default:
        return 1;
    }
}

/* Frequent characters at the start of a block, which become rare characters
 * when their bytes are swapped. */
static int
is_common(uint32_t c)
{
    return (c < 0x100 && is_text(c)) || (c >= 0x3000 && c <= 0x3002)
        || (c >= 0x300c && c <= 0x300f) || (c >= 0x3041 && c <= 0x30fe)
        || c == 0xff01 || c == 0xff0c || c == 0xff1a || c == 0xff1b
        || c == 0xff1f;
}

struct decoding {
    size_t chars, strange, common;
};

static struct decoding
read_16(const uint8_t *p, size_t n, int little)
{
    struct decoding r = { 0, 0, 0 };

    for (size_t i = 0; i + 2 <= n; r.chars++) {
        uint32_t c = (uint32_t)(p[i + !!little] << 8 | p[i + !little]);

        i += 2;
        if (U16_IS_LEAD(c) && i + 2 <= n) {
            uint32_t d = (uint32_t)(p[i + !!little] << 8 | p[i + !little]);

            if (U16_IS_TRAIL(d)) {
                c = (uint32_t)U16_GET_SUPPLEMENTARY(c, d);
                i += 2;
            }
        } else if (U16_IS_LEAD(c)) {
            break;              /* cut off by the end of the head */
        }
        r.strange += !is_text(c);
        r.common += is_common(c);
    }
    return r;
}

static int
is_32(const uint8_t *p, size_t n, int little)
{
    if (n < 16 || n % 4 != 0)
        return 0;
    for (size_t i = 0; i < n; i += 4) {
        uint32_t a = p[i], b = p[i + 1], c = p[i + 2], d = p[i + 3];
        uint32_t x = little ? d << 24 | c << 16 | b << 8 | a
                            : a << 24 | b << 16 | c << 8 | d;

        if (x > 0x10ffff || !is_text(x))
            return 0;
    }
    return 1;
}

/* Bytes with zeros that are also valid UTF-8 are UTF-16 only if nearly every
 * other byte is a control character, as the upper half of Latin, Cyrillic and
 * Thai units is. */
static int
is_half_controls(const uint8_t *p, size_t n, int little)
{
    size_t controls = 0;

    for (size_t i = !!little; i < n; i += 2)
        controls += p[i] < 0x20;
    return controls * 10 >= n / 2 * 9;
}

static int
is_16(const uint8_t *p, size_t n, int little, int utf8)
{
    struct decoding r, other;

    if (n < 16 || n % 2 != 0 || (utf8 && !is_half_controls(p, n, little)))
        return 0;
    r = read_16(p, n, little);
    other = read_16(p, n, !little);
    return r.strange * 200 <= r.chars && (utf8 || r.common * 40 >= r.chars)
        && (other.strange * 200 > other.chars
            || r.common > 4 * other.common);
}

static const char *
find_wide(const uint8_t *p, size_t n, int utf8)
{
    return is_32(p, n, 1) ? "UTF-32LE" : is_32(p, n, 0) ? "UTF-32BE"
        : is_16(p, n, 1, utf8) ? "UTF-16LE"
        : is_16(p, n, 0, utf8) ? "UTF-16BE" : NULL;
}

/* ---- one byte a character, and East Asia ------------------------------- */

/* Copies the lines that have other than ASCII bytes, as many as fit: they
 * distinguish charsets, and ICU looks at the first bytes only. */
static size_t
take_sample(uint8_t *out, const uint8_t *p, size_t n)
{
    size_t used = 0;

    while (n > 0 && used < SAMPLE) {
        const uint8_t *end = memchr(p, '\n', n);
        size_t k = end != NULL ? (size_t)(end - p) + 1 : n, i = 0;

        while (i < k && p[i] < 0x80)
            i++;
        if (i < k) {
            size_t most = k < SAMPLE - used ? k : SAMPLE - used;

            memcpy(out + used, p, most);
            used += most;
        }
        p += k;
        n -= k;
    }
    return used;
}

/* Decodes a sample whose last character may be incomplete. */
struct text {
    UChar u[SAMPLE];
    int32_t n;
};

static blt_status
collect(void *user, const void *bytes, size_t n, blt_error *err)
{
    struct text *t = user;
    const uint8_t *p = bytes;

    (void)err;
    for (size_t i = 0; i < n && t->n + 2 <= SAMPLE;) {
        uint32_t c = 0xfffd;
        int k = blt__utf8_char(&c, p + i, n - i);

        i += k > 0 ? (size_t)k : 1;
        U16_APPEND_UNSAFE(t->u, t->n, c);
    }
    return BLT_OK;
}

/* Returns 0 if the charset is impossible: one in a hundred of the characters
 * that are not ASCII is ill-formed or a control character. */
static int
read_as(struct text *t, const char *name, const uint8_t *p, size_t n)
{
    blt_decoder *d;
    blt_error err;
    size_t high = 0, strange = 0;
    int good;

    t->n = 0;
    if (blt_decoder_new(&d, name, BLT_DECODE_REPLACE, &err) != BLT_OK)
        return 0;
    good = blt_decoder_push(d, p, n, collect, t, &err) == BLT_OK;
    blt_decoder_free(d);
    for (int32_t i = 0; i < t->n; i++) {
        if (t->u[i] < 0x80)
            continue;
        high++;
        strange += t->u[i] == 0xfffd
            || (!U16_IS_SURROGATE(t->u[i]) && !is_text(t->u[i]));
    }
    return good && strange * 100 <= high;
}

static int
same_text(const struct text *a, const struct text *b)
{
    return a->n == b->n
        && memcmp(a->u, b->u, (size_t)a->n * sizeof *a->u) == 0;
}

/* The charset to decode ICU's guess with; NULL for those that are excluded by
 * now (UTF-8, UTF-16, UTF-32) or out of use (EBCDIC, escape sequences). */
static const char *
reading_of(const char *icu, const uint8_t *p, size_t n)
{
    static const char *const out[] = { "UTF-", "ISO-2022-", "IBM" };

    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (strncmp(icu, out[i], strlen(out[i])) == 0)
            return NULL;
    if (strcmp(icu, "ISO-8859-8-I") == 0)       /* whichever way it runs */
        return "ISO-8859-8";
    /* It has the euro sign in place of the unused currency sign of -1. */
    if (strcmp(icu, "ISO-8859-1") == 0 && memchr(p, 0xa4, n) != NULL)
        return "ISO-8859-15";
    return icu;
}

/* Charsets that ICU does not distinguish although some codes differ: mostly
 * standards and the Windows code pages derived from them. */
static const char *
sibling_of(const char *name)
{
    static const char *const pairs[][2] = {
        { "ISO-8859-1", "ISO-8859-15" }, { "ISO-8859-2", "windows-1250" },
        { "ISO-8859-7", "windows-1253" },
        { "ISO-8859-8", "windows-1255" }, { "EUC-KR", "windows-949" },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (int k = 0; k < 2; k++)
            if (strcmp(name, pairs[i][k]) == 0)
                return pairs[i][!k];
    return NULL;
}

/* ---- is it a language? ------------------------------------------------- */

/* Languages written in a charset; charsets that are not here are not
 * checked. */
static const char *
languages_of(const char *charset)
{
    static const struct { const char *charsets, *languages; } homes[] = {
        { "ISO-8859-1 ISO-8859-15 windows-1252",
          "de fr es it pt nl sv da nb fi en ca gl eu is ga af sq fo" },
        { "ISO-8859-2 windows-1250", "cs hu pl ro sk hr sl sq de" },
        { "ISO-8859-9 windows-1254", "tr" },
        { "windows-1251 ISO-8859-5", "ru uk bg be sr mk" },
        { "KOI8-R", "ru bg" },
        { "Shift_JIS EUC-JP", "ja" }, { "Big5", "zh_Hant" },
        { "GB18030", "zh zh_Hant ja" }, { "EUC-KR windows-949", "ko" },
        { "ISO-8859-7 windows-1253", "el" },
        { "ISO-8859-8 windows-1255", "he yi" },
        { "ISO-8859-6 windows-1256", "ar fa ur" },
    };

    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        if (strstr(homes[i].charsets, charset) != NULL)
            return homes[i].languages;
    return NULL;
}

/* True for a character that is not ASCII and is in the position of a letter: a
 * letter, or anything between two letters.  A capital after a small letter
 * does not count as a letter. */
static int
stands_in_word(const struct text *t, int32_t i, int *odd)
{
    UChar c = t->u[i];
    int before = i > 0 && u_isalpha(t->u[i - 1]);

    *odd = u_isupper(c) && i > 0 && u_islower(t->u[i - 1]);
    if (c < 0x80 || u_isalpha(c))
        return c >= 0x80;
    *odd = 1;
    return before && i + 1 < t->n && u_isalpha(t->u[i + 1])
        && !u_ispunct(c) && c != 0xad && u_charType(c) != U_NON_SPACING_MARK;
}

/* The greatest share, of WHOLE, of the letters that are not ASCII which is in
 * the alphabet of one language by CLDR. */
static int
share_of_language(const struct text *t, const char *languages)
{
    int best = 0;

    while (*languages != '\0') {
        size_t k = strcspn(languages, " "), all = 0, known = 0;
        char code[8] = "";
        UErrorCode error = U_ZERO_ERROR;
        ULocaleData *data;
        USet *letters;

        memcpy(code, languages, k);
        languages += k + (languages[k] == ' ');
        data = ulocdata_open(code, &error);
        letters = ulocdata_getExemplarSet(data, NULL, 0,
                                          ULOCDATA_ES_STANDARD, &error);
        for (int32_t i = 0; U_SUCCESS(error) && i < t->n; i++) {
            UChar32 c = u_tolower(t->u[i]);
            int odd;

            if (!stands_in_word(t, i, &odd))
                continue;
            all++;
            known += !odd && uset_contains(letters, c);
        }
        if (U_SUCCESS(error)
            && (all == 0 || (int)(known * WHOLE / all) > best))
            best = all == 0 ? WHOLE : (int)(known * WHOLE / all);
        uset_close(letters);
        ulocdata_close(data);
    }
    return best;
}

/* The letters of a decoding less the characters that speak against it. */
static long
worth(const struct text *t)
{
    long letters = 0, strange = 0;

    for (int32_t i = 0; i < t->n; i++) {
        letters += t->u[i] >= 0x80 && u_isalpha(t->u[i]);
        strange += t->u[i] == 0xfffd;
    }
    return letters - 10 * strange;
}

/* ---- ICU's guesses ----------------------------------------------------- */

/* How well a charset fits the bytes: the share of a language or, for charsets
 * without an alphabet to compare, the number of letters; -1: not at all. */
struct merit {
    int share;
    long letters;
};

static struct merit
merit_of(struct text *t, const char *name, const uint8_t *p, size_t n)
{
    const char *languages = languages_of(name);

    if (!read_as(t, name, p, n))
        return (struct merit){ -1, 0 };
    return (struct merit){
        languages == NULL ? WHOLE : share_of_language(t, languages), worth(t)
    };
}

/* A guess, or its sibling if that fits better; NULL if neither is a language.
 * Letters of -15 in place of fractions of -1 do not count. */
static const char *
take_reading(struct text *t, struct text *other, const char *name,
             const uint8_t *p, size_t n)
{
    const char *sibling = sibling_of(name);
    struct merit a = merit_of(t, name, p, n), b;

    if (sibling != NULL) {
        b = merit_of(other, sibling, p, n);
        if (b.share > a.share
            || (b.share == a.share && b.letters > a.letters
                && strcmp(name, "ISO-8859-1") != 0)) {
            *t = *other;
            a = b;
            name = sibling;
        }
    }
    return a.share >= FAMILIAR ? name : NULL;
}

/* The first of ICU's guesses that fits the bytes, and ICU's confidence in the
 * next one that decodes them differently. */
struct ranking {
    char name[BLT_CHARSET_LONGEST];
    int confidence, next;
};

static blt_status
rank(struct ranking *r, const uint8_t *p, size_t n, blt_error *err)
{
    UErrorCode error = U_ZERO_ERROR;
    UCharsetDetector *det = ucsdet_open(&error);
    struct text *t = malloc(3 * sizeof *t);     /* best, next, scratch */
    const UCharsetMatch **match;
    int32_t count = 0;

    memset(r, 0, sizeof *r);
    if (t == NULL || U_FAILURE(error)) {
        free(t);
        ucsdet_close(det);
        return blt__fail_memory(err, "charset");
    }
    ucsdet_setText(det, (const char *)p, (int32_t)n, &error);
    match = ucsdet_detectAll(det, &count, &error);
    for (int32_t i = 0; U_SUCCESS(error) && i < count; i++) {
        int confidence = ucsdet_getConfidence(match[i], &error), k;
        const char *name = ucsdet_getName(match[i], &error);

        name = name != NULL ? reading_of(name, p, n) : NULL;
        k = r->name[0] != '\0';
        if (name != NULL)
            name = take_reading(&t[k], &t[2], name, p, n);
        if (name == NULL)
            continue;
        if (k == 0) {
            r->confidence = confidence;
            memcpy(r->name, name, strlen(name) + 1);
        } else if (!same_text(&t[0], &t[1])) {
            r->next = confidence;
            break;
        }
    }
    free(t);
    ucsdet_close(det);
    return BLT_OK;
}

/* ---- all together ------------------------------------------------------ */

static blt_status
weigh(blt_charset_guess *g, const uint8_t *p, size_t n, blt_error *err)
{
    uint8_t sample[SAMPLE];
    size_t k = take_sample(sample, p, n);
    struct ranking r;
    blt_status status = rank(&r, sample, k, err);

    if (status != BLT_OK)
        return status;
    answer(g, r.confidence >= SURE && r.confidence - r.next >= APART
           ? BLT_CHARSET_FOUND : BLT_CHARSET_UNSURE, r.name, r.confidence, 0);
    return BLT_OK;
}

static blt_status
detect(blt_charset_guess *g, const uint8_t *p, size_t n,
       unsigned flags, blt_error *err)
{
    int over = (flags & BLT_CHARSET_OVER) != 0;
    const char *wide = NULL;
    struct survey s;

    if (n > BLT_CHARSET_HEAD) {
        n = BLT_CHARSET_HEAD;
        over = 0;
    }
    if (find_mark(g, p, n, over))
        return BLT_OK;
    look_over(&s, p, n, over);
    if (s.enough) {
        answer(g, BLT_CHARSET_UTF8, "UTF-8", 100, 0);
        return BLT_OK;
    }
    if (!over && n < BLT_CHARSET_HEAD) {
        answer(g, BLT_CHARSET_MORE, "", 0, 0);
        return BLT_OK;
    }
    if (s.zeros > 0 && !(flags & BLT_CHARSET_ZEROS))
        wide = find_wide(p, n, s.bad == 0);
    if (wide != NULL)
        answer(g, BLT_CHARSET_FOUND, wide, 90, 0);
    else if (s.bad == 0)
        answer(g, BLT_CHARSET_UTF8, "UTF-8", 100, 0);
    else if (s.wide >= s.bad)
        answer(g, BLT_CHARSET_UNSURE, "UTF-8", 0, 0);
    else if (s.zeros > 0 || s.controls * 100 > n)
        answer(g, BLT_CHARSET_UNSURE, "", 0, 0);
    else
        return weigh(g, p, n, err);
    return BLT_OK;
}

blt_status
blt_charset_detect(blt_charset_guess *g, const uint8_t *p, size_t n,
                   unsigned flags, blt_error *err)
{
    blt_charset_guess own = BLT_CHARSET_GUESS_INIT;
    blt_status s = detect(&own, p, n, flags, err);

    return s != BLT_OK ? s
        : blt__result_write(g, &own, "BLT_CHARSET_GUESS_INIT", err);
}
