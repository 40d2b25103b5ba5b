/* Messages, numbers and names in the reader's language, by ICU and its
 * resource bundles.
 *
 * ICU fills in a pattern with a variadic call whose arguments must match the
 * pattern.  The pattern comes from a file, so its arguments are parsed first,
 * and a pattern that does not match the call is not filled in. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/udat.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/ulistformatter.h>
#include <unicode/umsg.h>
#include <unicode/unumberformatter.h>
#include <unicode/ures.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <blt/lookup.h>
#include <blt/locale.h>
#include <blt/script.h>
#include "text/locale.h"

enum { NAME = 128, WIDE = 1024 };   /* of a locale; UTF-16 units of a text */

struct blt_locale {
    char id[NAME];                  /* as ICU has it: de_AT@numbers=latn */
    char tag[NAME];
    UResourceBundle *bundle;
    ULocaleDisplayNames *names;
};

/* ---- opening ----------------------------------------------------------- */

/* ICU's name of a locale that is given in POSIX, BCP 47 or ICU spelling. */
static int
canonical(char *out, const char *id)
{
    UErrorCode e = U_ZERO_ERROR;
    char language[ULOC_LANG_CAPACITY], given[NAME], tag[NAME];
    int32_t n;

    if (*id == '\0' || strcmp(id, "POSIX") == 0
        || (id[0] == 'C' && (id[1] == '\0' || id[1] == '.')))
        id = "en";
    if (strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
               "0123456789_-.@=;") != strlen(id) || strlen(id) >= NAME)
        return 0;
    /* To BCP 47 and back, which also turns "iw" into "he". */
    if (uloc_canonicalize(id, given, NAME, &e) >= NAME
        || uloc_toLanguageTag(given, tag, NAME, 0, &e) >= NAME
        || uloc_forLanguageTag(tag, out, NAME, NULL, &e) >= NAME
        || U_FAILURE(e))
        return 0;
    n = uloc_getLanguage(out, language, sizeof language, &e);
    return U_SUCCESS(e) && (n == 2 || n == 3);
}

static UResourceBundle *
open_bundle(const char *dir, const char *name)
{
    UErrorCode e = U_ZERO_ERROR;
    UResourceBundle *b = ures_openDirect(dir, name, &e);

    if (U_SUCCESS(e))
        return b;
    ures_close(b);
    return NULL;
}

/* Opens the messages for a locale: those of its language and script, else
 * those of its language if the script is the usual one (Simplified Chinese
 * does not replace Traditional).  Never those of the process's own locale, to
 * which ures_open() would fall back. */
static UResourceBundle *
find_bundle(const char *dir, const char *id)
{
    UErrorCode e = U_ZERO_ERROR;
    char full[NAME], usual[NAME], name[NAME];
    char language[ULOC_LANG_CAPACITY];
    char script[ULOC_SCRIPT_CAPACITY], usual_script[ULOC_SCRIPT_CAPACITY];
    UResourceBundle *b;

    uloc_addLikelySubtags(id, full, sizeof full, &e);
    uloc_getLanguage(full, language, sizeof language, &e);
    uloc_getScript(full, script, sizeof script, &e);
    uloc_addLikelySubtags(language, usual, sizeof usual, &e);
    uloc_getScript(usual, usual_script, sizeof usual_script, &e);
    if (U_FAILURE(e) || e == U_STRING_NOT_TERMINATED_WARNING)
        return NULL;
    if (strcmp(language, "en") == 0)
        return open_bundle(dir, "root");
    snprintf(name, sizeof name, "%s_%s", language, script);
    b = open_bundle(dir, name);
    if (b == NULL && strcmp(script, usual_script) == 0)
        b = open_bundle(dir, language);
    return b;
}

static blt_status
open_installed(blt_locale **out, const char *id, blt_error *err)
{
    char *dir;
    blt_status s = blt_data_find(&dir, "locale", err);

    if (s == BLT_OK)
        s = blt_locale_new(out, id, dir, err);
    free(dir);
    return s;
}

blt_status
blt_locale_new(blt_locale **out, const char *id, const char *dir,
               blt_error *err)
{
    static const UDisplayContext context[] = {
        UDISPCTX_CAPITALIZATION_FOR_UI_LIST_OR_MENU
    };
    UErrorCode e = U_ZERO_ERROR;
    blt_locale *l;

    *out = NULL;
    if (dir == NULL)
        return open_installed(out, id, err);
    l = calloc(1, sizeof *l);
    if (l == NULL)
        return blt__fail_memory(err, "locale");
    if (!canonical(l->id, id)) {
        free(l);
        return blt__fail(err, BLT_EINVAL, "%.80s: not the name of a locale",
                         id);
    }
    l->bundle = find_bundle(dir, l->id);
    if (l->bundle == NULL) {
        memcpy(l->id, "en", sizeof "en");
        l->bundle = open_bundle(dir, "root");
    }
    if (l->bundle == NULL) {
        free(l);
        return blt__fail(err, BLT_EIO, "%s: no messages: cannot open root.res",
                         dir);
    }
    uloc_toLanguageTag(l->id, l->tag, sizeof l->tag - 1, 0, &e);
    l->names = uldn_openForContext(l->id, (UDisplayContext *)context, 1, &e);
    if (U_FAILURE(e)) {
        blt_locale_free(l);
        return blt__fail(err, BLT_EINVAL, "%.80s: %s", id, u_errorName(e));
    }
    *out = l;
    return BLT_OK;
}

void
blt_locale_free(blt_locale *l)
{
    if (l == NULL)
        return;
    ures_close(l->bundle);
    uldn_close(l->names);
    free(l);
}

const char *
blt_locale_tag(const blt_locale *l)
{
    return l->tag;
}

int
blt_locale_is_rtl(const blt_locale *l)
{
    return uloc_isRightToLeft(l->id);
}

int
blt__text_turns(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t c;
        int k = blt__utf8_char(&c, p + i, n - i);

        if (k > 1) {
            UCharDirection d = u_charDirection((UChar32)c);

            if (d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC)
                return 1;
        }
        i += k > 0 ? (size_t)k : 1;
    }
    return 0;
}

/* ---- UTF-16 and back --------------------------------------------------- */

/* Writes as many whole characters as fit; `otherwise` if n < 0 or e is an
 * error. */
static char *
give(char *out, size_t size, const UChar *p, int32_t n, UErrorCode e,
     const char *otherwise)
{
    size_t at = 0;

    if (U_FAILURE(e) || n < 0) {
        strncpy(out, otherwise, size - 1);
        out[size - 1] = '\0';
        return out;
    }
    for (int32_t i = 0; i < n;) {
        uint8_t c[4];
        UChar32 x;
        size_t k;

        U16_NEXT(p, i, n, x);
        k = blt__utf8_put(c, U_IS_SURROGATE(x) ? 0xfffd : (uint32_t)x);
        if (at + k >= size)
            break;
        memcpy(out + at, c, k);
        at += k;
    }
    out[at] = '\0';
    return out;
}

/* Converts to UTF-16 with a NUL; cuts off what does not fit. */
static void
widen(UChar *out, int32_t room, const char *text)
{
    size_t n = strlen(text), used = 0;
    int32_t at = 0;

    while (used < n && at + 2 < room) {
        uint32_t c;
        int k = blt__utf8_char(&c, (const uint8_t *)text + used, n - used);

        if (k <= 0) {
            c = 0xfffd;
            k = 1;
        }
        U16_APPEND_UNSAFE(out, at, c);
        used += (size_t)k;
    }
    out[at] = 0;
}

/* ---- messages ---------------------------------------------------------- */

/* Whether p[i .. n) begins with an argument type that takes a number. */
static int
takes_number(const uint16_t *p, size_t i, size_t n)
{
    static const char *const types[] = { ",number}", ",plural,",
                                         ",selectordinal," };

    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        size_t k = 0;

        while (types[t][k] != '\0' && i + k < n
               && p[i + k] == (unsigned char)types[t][k])
            k++;
        if (types[t][k] == '\0')
            return 1;
    }
    return 0;
}

int
blt__message_arguments(unsigned *numbers, unsigned *texts, const uint16_t *p,
                       size_t n)
{
    static const char select[] = ",select,";

    *numbers = *texts = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned bit;
        size_t k = 0;

        if (p[i] == '\'')           /* quoting, which no bundle needs */
            return 0;
        if (p[i] != '{' || i + 2 >= n || p[i + 1] < '0' || p[i + 1] > '9')
            continue;
        if (p[i + 1] - '0' >= BLT_LOCALE_ARGUMENTS)
            return 0;
        bit = 1u << (p[i + 1] - '0');
        i += 2;
        while (select[k] != '\0' && i + k < n
               && p[i + k] == (unsigned char)select[k])
            k++;
        if (p[i] == '}' || select[k] == '\0')
            *texts |= bit;
        else if (takes_number(p, i, n))
            *numbers |= bit;
        else
            return 0;
    }
    return 1;
}

/* Fills in a pattern.  number: the value of {0}; NULL: {0} is a text. */
static char *
fill(const blt_locale *l, char *out, size_t size, const char *key,
     const double *number, const char *const *text, size_t n)
{
    UChar wide[BLT_LOCALE_ARGUMENTS][WIDE], result[4 * WIDE];
    unsigned numbers, texts, have = 0;
    UErrorCode e = U_ZERO_ERROR;
    UMessageFormat *m;
    const UChar *p;
    int32_t length;
    size_t first = number != NULL;
    unsigned all;

    p = ures_getStringByKey(l->bundle, key, &length, &e);
    for (size_t i = 0; i < BLT_LOCALE_ARGUMENTS; i++) {
        wide[i][0] = 0;
        if (i >= first && i - first < n) {
            widen(wide[i], WIDE, text[i - first]);
            have |= 1u << i;
        }
    }
    if (U_FAILURE(e)
        || !blt__message_arguments(&numbers, &texts, p, (size_t)length)
        || numbers != (number != NULL) || (texts & ~have) != 0)
        return give(out, size, NULL, -1, e, key);
    all = numbers | texts;
    if ((all & (all + 1)) != 0)         /* one is skipped */
        return give(out, size, NULL, -1, e, key);
    m = umsg_open(p, length, l->id, NULL, &e);
    if (number != NULL)
        length = umsg_format(m, result, 4 * WIDE, &e, *number, wide[1],
                             wide[2], wide[3]);
    else
        length = umsg_format(m, result, 4 * WIDE, &e, wide[0], wide[1],
                             wide[2], wide[3]);
    if (m != NULL)
        umsg_close(m);
    return give(out, size, result, length, e, key);
}

char *
blt_locale_say(const blt_locale *l, char *out, size_t size, const char *key,
               const char *const *text, size_t n)
{
    return fill(l, out, size, key, NULL, text, n);
}

char *
blt_locale_count(const blt_locale *l, char *out, size_t size,
                 const char *key, double number, const char *const *text,
                 size_t n)
{
    return fill(l, out, size, key, &number, text, n);
}

/* ---- numbers, dates, lists --------------------------------------------- */

char *
blt_locale_number(const blt_locale *l, char *out, size_t size, double x,
                  blt_number_style style, int decimals)
{
    static const char *const how[] = { ".%.*s", "percent scale/100 .%.*s",
                                       "compact-short %.*s" };
    char text[64];
    UChar skeleton[64], result[256];
    UErrorCode e = U_ZERO_ERROR;
    UNumberFormatter *f;
    UFormattedNumber *r;
    int32_t n;

    if (!isfinite(x))
        return give(out, size, NULL, -1, e, "-");
    if (decimals == 0 && style != BLT_NUMBER_COMPACT)
        snprintf(text, sizeof text, "%s", style == BLT_NUMBER_PERCENT
                 ? "percent scale/100 precision-integer"
                 : "precision-integer");
    else
        snprintf(text, sizeof text, how[style], decimals,
                 style == BLT_NUMBER_COMPACT ? "@@@@@@@@@" : "000000000");
    u_uastrncpy(skeleton, text, 64);
    f = unumf_openForSkeletonAndLocale(skeleton, -1, l->id, &e);
    r = unumf_openResult(&e);
    unumf_formatDouble(f, x, r, &e);
    n = unumf_resultToString(r, result, 256, &e);
    unumf_closeResult(r);
    unumf_close(f);
    return give(out, size, result, n, e, "?");
}

char *
blt_locale_date(const blt_locale *l, char *out, size_t size, int64_t when)
{
    static const UChar utc[] = { 'U', 'T', 'C', 0 };
    UChar result[256];
    UErrorCode e = U_ZERO_ERROR;
    UDateFormat *f = udat_open(UDAT_NONE, UDAT_LONG, l->id, utc, 3, NULL, 0,
                               &e);
    int32_t n = udat_format(f, (double)when * 1000, result, 256, NULL, &e);

    udat_close(f);
    return give(out, size, result, n, e, "?");
}

char *
blt_locale_list(const blt_locale *l, char *out, size_t size,
                const char *const *item, size_t n)
{
    enum { MOST = 64 };
    UChar *wide = malloc(MOST * WIDE * sizeof *wide), result[4 * WIDE];
    const UChar *items[MOST];
    int32_t length[MOST], count = n < MOST ? (int32_t)n : MOST, k = 0;
    UErrorCode e = U_ZERO_ERROR;
    UListFormatter *f;

    if (wide == NULL)
        return give(out, size, NULL, -1, e, "");
    for (int32_t i = 0; i < count; i++) {
        items[i] = wide + i * WIDE;
        widen(wide + i * WIDE, WIDE, item[i]);
        length[i] = -1;
    }
    f = ulistfmt_open(l->id, &e);
    if (count > 0)
        k = ulistfmt_format(f, items, length, count, result, 4 * WIDE, &e);
    ulistfmt_close(f);
    free(wide);
    return give(out, size, result, k, e, "?");
}

/* ---- names ------------------------------------------------------------- */

char *
blt_locale_script(const blt_locale *l, char *out, size_t size, int script)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar result[256];
    int32_t n;

    if (script == BLT_SCRIPT_INVALID)
        return blt_locale_say(l, out, size, "invalidBytes", NULL, 0);
    if (blt_script_name(script) == NULL)
        return give(out, size, NULL, -1, e, "?");
    n = uldn_scriptDisplayName(l->names,
                               uscript_getShortName((UScriptCode)script),
                               result, 256, &e);
    return give(out, size, result, n, e, "?");
}

char *
blt_locale_language(const blt_locale *l, char *out, size_t size,
                    const char *tag)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar result[256];
    char id[NAME];
    int32_t n;

    uloc_forLanguageTag(tag, id, sizeof id, NULL, &e);
    if (U_FAILURE(e))
        return give(out, size, NULL, -1, e, tag);
    if (id[0] == '\0')                  /* "und" as a locale is the root */
        n = uldn_languageDisplayName(l->names, "und", result, 256, &e);
    else
        n = uldn_localeDisplayName(l->names, id, result, 256, &e);
    return give(out, size, result, n, e, tag);
}
