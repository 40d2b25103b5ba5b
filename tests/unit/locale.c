/* Messages: every language has all of English, with the same arguments, and
 * ICU fills all of them in; locales by anybody's name for them. */
#include "config.h"
#include <unicode/ures.h>
#include <unicode/ustring.h>
#include <blt/locale.h>
#include "text/locale.h"
#include "tests/lib/tap.h"

static const char *const languages[] = {
    "ar", "de", "es", "fr", "he", "hi", "it", "ja", "ko", "pl", "pt", "ru",
    "uk", "zh"
};
enum { LANGUAGES = sizeof languages / sizeof *languages, KEYS = 256 };

static char dir[4096];
static char *keys[KEYS];        /* of English */
static unsigned numbers[KEYS], texts[KEYS];
static size_t keys_n;

static blt_locale *
open_locale(const char *id)
{
    blt_locale *l;
    blt_error err;

    if (blt_locale_new(&l, id, dir, &err) != BLT_OK) {
        ok(0, "%s: %s", id, err.text);
        exit(1);
    }
    return l;
}

static size_t
find_key(const char *key)
{
    size_t i = 0;

    while (i < keys_n && strcmp(keys[i], key) != 0)
        i++;
    return i;
}

/* Has the message a number {0}, and so many texts from {0} or {1} on? */
static int
sound(unsigned number, unsigned text)
{
    unsigned all = number | text;

    return number <= 1 && (number & text) == 0 && (all & (all + 1)) == 0;
}

/* All messages of one bundle against those of English, which comes first. */
static void
bundle(const char *name)
{
    UErrorCode e = U_ZERO_ERROR;
    UResourceBundle *b = ures_openDirect(dir, name, &e), *r = NULL;
    int english = keys_n == 0, same = 1, good = 1, found = 0;

    if (!ok(U_SUCCESS(e), "%s.res", name))
        return;
    while (ures_hasNext(b)) {
        int32_t n;
        const UChar *p;
        const char *key;
        unsigned number, text;
        size_t i;

        r = ures_getNextResource(b, r, &e);
        key = ures_getKey(r);
        p = ures_getString(r, &n, &e);
        if (U_FAILURE(e)
            || !blt__message_arguments(&number, &text, p, (size_t)n)
            || !sound(number, text) || n == 0) {
            printf("# %s: %s: not a message of ours\n", name, key);
            good = 0;
            e = U_ZERO_ERROR;
            continue;
        }
        i = find_key(key);
        if (english && i < KEYS) {
            keys[keys_n] = strdup(key);
            numbers[keys_n] = number;
            texts[keys_n++] = text;
        } else if (i == keys_n || numbers[i] != number || texts[i] != text) {
            printf("# %s: %s: not as in English\n", name, key);
            same = 0;
        }
        found++;
    }
    ok(good, "%s: every message can be filled in", name);
    ok(same && found == (int)keys_n, "%s: %d messages, as English has", name,
       found);
    ures_close(r);
    ures_close(b);
}

/* Every message comes out with every argument in it, whatever the number. */
static void
filled(const char *name)
{
    static const double counts[] = { 0, 1, 2, 3, 5, 11, 100, 1.5, 1e6 };
    static const char *const text[] = { "~A~", "~B~", "~C~" };
    blt_locale *l = open_locale(name);
    int good = 1;

    for (size_t i = 0; i < keys_n; i++)
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            char out[BLT_LOCALE_ROOM];
            unsigned want = numbers[i] ? texts[i] >> 1 : texts[i];
            int fine;

            if (numbers[i])
                blt_locale_count(l, out, sizeof out, keys[i], counts[k], text,
                                 3);
            else
                blt_locale_say(l, out, sizeof out, keys[i], text, 3);
            fine = strcmp(out, keys[i]) != 0 && strpbrk(out, "{}#") == NULL;
            for (int j = 0; j < 3; j++)
                if ((want >> j & 1) != 0 && strcmp(keys[i], "reportOn") != 0)
                    fine &= strstr(out, text[j]) != NULL;
            if (!fine)
                printf("# %s: %s: %g: %s\n", name, keys[i], counts[k], out);
            good &= fine;
        }
    ok(good, "%s: all filled in", name);
    blt_locale_free(l);
}

static void
locales(void)
{
    static const struct { const char *id, *tag; int rtl; } t[] = {
        { "C", "en", 0 }, { "POSIX", "en", 0 }, { "C.UTF-8", "en", 0 },
        { "", "en", 0 }, { "de_AT.UTF-8@euro", "de-AT", 0 },
        { "de-at", "de-AT", 0 }, { "en_GB", "en-GB", 0 },
        { "ar-u-nu-latn", "ar-u-nu-latn", 1 }, { "iw_IL", "he-IL", 1 },
        { "zh_Hans_SG", "zh-Hans-SG", 0 }, { "sv_SE", "en", 0 },
        { "zh_TW", "en", 0 }, { "pt_PT", "pt-PT", 0 }, { "xyz", "en", 0 },
    };
    static const char *const bad[] = { "d", "de/../x", "\xff", "1234",
        "a b", "%s" };
    blt_locale *l;
    blt_error err;
    int good = 1;

    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        l = open_locale(t[i].id);
        ok(strncmp(blt_locale_tag(l), t[i].tag, strlen(t[i].tag)) == 0
           && blt_locale_is_rtl(l) == t[i].rtl, "\"%s\" is %s", t[i].id,
           blt_locale_tag(l));
        blt_locale_free(l);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        good &= blt_locale_new(&l, bad[i], dir, &err) == BLT_EINVAL;
    ok(good, "what is no locale is refused: %s", err.text);
    ok(blt_locale_new(&l, "de", "/nowhere", &err) == BLT_EIO, "%s", err.text);
}

#define IS(what, want) ok(strcmp(what, want) == 0, "%s", what)

static void
values(void)
{
    static const char *const names[] = { "A", "B", "C" };
    blt_locale *de = open_locale("de"), *en = open_locale("en"),
               *ru = open_locale("ru"), *ar = open_locale("ar"),
               *hi = open_locale("hi");
    char s[BLT_LOCALE_ROOM], small[6];
    const char *text[1] = { "x" };

    IS(blt_locale_number(en, s, sizeof s, 1234567.891, BLT_NUMBER_PLAIN, 2),
       "1,234,567.89");
    IS(blt_locale_number(de, s, sizeof s, 1234567.891, BLT_NUMBER_PLAIN, 2),
       "1.234.567,89");
    IS(blt_locale_number(hi, s, sizeof s, 1234567.891, BLT_NUMBER_PLAIN, 0),
       "12,34,568");
    IS(blt_locale_number(ar, s, sizeof s, 12, BLT_NUMBER_PLAIN, 0),
       "\xd9\xa1\xd9\xa2");
    IS(blt_locale_number(de, s, sizeof s, 0.1234, BLT_NUMBER_PERCENT, 1),
       "12,3\xc2\xa0%");
    IS(blt_locale_number(en, s, sizeof s, 5236000, BLT_NUMBER_COMPACT, 2),
       "5.2M");
    IS(blt_locale_number(en, s, sizeof s, NAN, BLT_NUMBER_PLAIN, 2), "-");
    IS(blt_locale_date(en, s, sizeof s, 0), "January 1, 1970");
    IS(blt_locale_date(de, s, sizeof s, 0), "1. Januar 1970");
    IS(blt_locale_list(en, s, sizeof s, names, 3), "A, B, and C");
    IS(blt_locale_list(de, s, sizeof s, names, 2), "A und B");
    IS(blt_locale_list(de, s, sizeof s, names, 0), "");
    IS(blt_locale_count(ru, s, sizeof s, "bitCount", 21, NULL, 0),
       "21 \xd0\xb1\xd0\xb8\xd1\x82");
    IS(blt_locale_count(ru, s, sizeof s, "bitCount", 22, NULL, 0),
       "22 \xd0\xb1\xd0\xb8\xd1\x82\xd0\xb0");
    IS(blt_locale_count(en, s, sizeof s, "byteCount", 1, NULL, 0), "1 byte");
    IS(blt_locale_count(en, s, sizeof s, "byteCount", 2000, NULL, 0),
       "2,000 bytes");
    IS(blt_locale_language(de, s, sizeof s, "pt-BR"),
       "Portugiesisch (Brasilien)");
    IS(blt_locale_language(de, s, sizeof s, "und"), "Unbekannte Sprache");
    IS(blt_locale_language(de, s, sizeof s, "zh-Hant"),
       "Chinesisch (Traditionell)");
    IS(blt_locale_script(de, s, sizeof s, 8), "Kyrillisch");
    IS(blt_locale_say(en, s, sizeof s, "nothing of that name", NULL, 0),
       "nothing of that name");
    IS(blt_locale_say(en, s, sizeof s, "bpeLike", NULL, 0), "bpeLike");
    IS(blt_locale_say(en, s, sizeof s, "byteCount", text, 1), "byteCount");
    IS(blt_locale_number(ar, small, sizeof small, 123, BLT_NUMBER_PLAIN, 0),
       "\xd9\xa1\xd9\xa2");
    blt_locale_free(de);
    blt_locale_free(en);
    blt_locale_free(ru);
    blt_locale_free(ar);
    blt_locale_free(hi);
}

/* Patterns that a call with our arguments could not fill in safely. */
static void
patterns(void)
{
    static const struct { const char *pattern; int good; unsigned n, t; }
    all[] = {
        { "no arguments", 1, 0, 0 },
        { "{0} {1}", 1, 0, 3 },
        { "{0,plural,one{# {1}}other{#s {1} {2}}}", 1, 1, 6 },
        { "{0,select,a{b}other{{1}}}", 1, 0, 3 },
        { "{0,number}", 1, 1, 0 },
        { "{0,number,integer}", 0, 0, 0 }, { "{0,date}", 0, 0, 0 },
        { "{9}", 0, 0, 0 }, { "{0", 1, 0, 0 }, { "{10}", 0, 0, 0 },
        { "it''s '{0}'", 0, 0, 0 },
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        UChar wide[128];
        unsigned n, t;
        int good;

        u_uastrcpy(wide, all[i].pattern);
        good = blt__message_arguments(&n, &t, wide, (size_t)u_strlen(wide));
        ok(good == all[i].good && (!good || (n == all[i].n && t == all[i].t)),
           "%s", all[i].pattern);
    }
}

int
main(void)
{
    const char *build = getenv("top_builddir");

    snprintf(dir, sizeof dir, "%s/share/locale", build ? build : ".");
    bundle("root");
    for (size_t i = 0; i < LANGUAGES; i++)
        bundle(languages[i]);
    filled("en");
    for (size_t i = 0; i < LANGUAGES; i++)
        filled(languages[i]);
    locales();
    values();
    patterns();
    for (size_t i = 0; i < keys_n; i++)
        free(keys[i]);
    return done_testing();
}
