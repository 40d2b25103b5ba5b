/* Language identification: libexttextcat compares letter n-grams with the
 * fingerprints of languages; a script that one language uses decides alone.
 *
 * The library gets only letters, in lower case and separated by single
 * spaces: digits and punctuation say nothing about a language, and the
 * library assumes valid UTF-8, which the text may not be. */
#include "config.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <textcat.h>
#include <unistd.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>
#include <blt/lookup.h>
#include <blt/language.h>
#include "text/text.h"

enum {
    ENOUGH = 12,        /* letters; fewer would give a random answer */
    MOST = 1024,        /* bytes compared; a few hundred suffice */
    TAG = 16
};

typedef struct tag {
    char text[16];
    struct tag *next;
} tag;

struct blt_language {
    void *textcat;
    tag *given;         /* distinct answers so far */
    char near[256];     /* the last answer of blt__language_near() */
};

static char *
path_of(const char *dir, const char *name)
{
    size_t n = strlen(dir) + strlen(name) + 2;
    char *path = malloc(n);

    if (path != NULL)
        snprintf(path, n, "%s/%s", dir, name);
    return path;
}

static blt_status
open_installed(blt_language **out, blt_error *err)
{
    char *dir;
    blt_status s = blt_data_find(&dir, "languages", err);

    if (s == BLT_OK)
        s = blt_language_open(out, dir, err);
    free(dir);
    return s;
}

blt_status
blt_language_open(blt_language **out, const char *dir, blt_error *err)
{
    blt_language *l;
    char *conf, *prefix;
    blt_status s = BLT_OK;

    *out = NULL;
    if (dir == NULL)
        return open_installed(out, err);
    l = calloc(1, sizeof *l);
    conf = path_of(dir, "fpdb.conf");
    prefix = path_of(dir, "");
    if (l == NULL || conf == NULL || prefix == NULL)
        s = blt__fail_memory(err, dir);
    else if (access(conf, R_OK) != 0)   /* a value that textcat prints */
        s = blt__fail_errno(err, "%s: cannot read", conf);
    else if ((l->textcat = special_textcat_Init(conf, prefix)) == NULL)
        s = blt__fail(err, BLT_EDATA, "%s: cannot read it or a fingerprint"
                      " of a language that it lists", conf);
    free(conf);
    free(prefix);
    if (s != BLT_OK)
        blt_language_close(l);
    else
        *out = l;
    return s;
}

void
blt_language_close(blt_language *l)
{
    if (l == NULL)
        return;
    if (l->textcat != NULL)
        textcat_Done(l->textcat);
    for (tag *t = l->given; t != NULL; ) {
        tag *next = t->next;

        free(t);
        t = next;
    }
    free(l);
}

/* text[0 .. n) in memory that is kept; "und" if memory runs out. */
static const char *
lasting(blt_language *l, const char *text, size_t n)
{
    tag *t;

    for (t = l->given; t != NULL; t = t->next)
        if (strncmp(t->text, text, n) == 0 && t->text[n] == '\0')
            return t->text;
    if (n >= sizeof t->text || (t = calloc(1, sizeof *t)) == NULL)
        return BLT_LANGUAGE_UNKNOWN;
    memcpy(t->text, text, n);
    t->next = l->given;
    return (l->given = t)->text;
}

/* ---- by the script ----------------------------------------------------- */

/* Scripts that nearly always mean one language, and Han. */
enum { HAN, KANA, HANGUL, OTHER, FIRST_ALONE };
static const UScriptCode single[] = {
    USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_GREEK,
    USCRIPT_ARMENIAN, USCRIPT_SINHALA, USCRIPT_TAMIL, USCRIPT_TELUGU,
    USCRIPT_KANNADA, USCRIPT_MALAYALAM, USCRIPT_GUJARATI, USCRIPT_GURMUKHI,
    USCRIPT_ORIYA, USCRIPT_THAANA, USCRIPT_NKO, USCRIPT_OL_CHIKI
};
enum { ALONE = sizeof single / sizeof *single };

typedef struct letters {
    char text[MOST + 5];        /* what the library compares */
    size_t n, count;            /* bytes, letters */
    size_t script[FIRST_ALONE + ALONE];
} letters;

static void
count_script(letters *a, uint32_t c)
{
    UErrorCode error = U_ZERO_ERROR;
    UScriptCode code = c < 0x370 ? USCRIPT_LATIN
        : uscript_getScript((UChar32)c, &error);
    size_t i = 0;

    if (code == USCRIPT_HAN)
        a->script[HAN]++;
    else if (code == USCRIPT_HIRAGANA || code == USCRIPT_KATAKANA)
        a->script[KANA]++;
    else if (code == USCRIPT_HANGUL)
        a->script[HANGUL]++;
    else {
        while (i < ALONE && single[i] != code)
            i++;
        a->script[i < ALONE ? FIRST_ALONE + i : OTHER]++;
    }
}

static void
gather(letters *a, const uint8_t *p, size_t n)
{
    int blank = 1;

    memset(a, 0, sizeof *a);
    for (size_t i = 0; i < n && a->n < MOST; ) {
        uint32_t c;
        int k = blt__utf8_char(&c, p + i, n - i);
        unsigned class = k > 0 ? blt__char_class(c) : 0;

        i += k > 0 ? (size_t)k : 1;
        if (class & (BLT__LETTER | BLT__ACCENT)) {
            a->n += blt__utf8_put((uint8_t *)a->text + a->n,
                                  blt__char_lower(c));
            if (class & BLT__LETTER) {
                a->count++;
                count_script(a, c);
            }
            blank = 0;
        } else if (!blank) {
            a->text[a->n++] = ' ';
            blank = 1;
        }
    }
}

/* NULL if the script does not decide. */
static const char *
by_script(blt_language *l, const letters *a)
{
    size_t most = a->count - a->count / 5;      /* four of five letters */

    if (a->script[HANGUL] >= most)
        return lasting(l, "ko", 2);
    if (a->script[KANA] > 0 && a->script[HAN] + a->script[KANA] >= most)
        return lasting(l, "ja", 2);
    for (size_t i = 0; i < ALONE; i++) {
        char und[TAG] = "und_", full[64], tongue[TAG];
        UErrorCode error = U_ZERO_ERROR;

        if (a->script[FIRST_ALONE + i] < most)
            continue;
        memcpy(und + 4, uscript_getShortName(single[i]), 5);
        uloc_addLikelySubtags(und, full, sizeof full, &error);
        uloc_getLanguage(full, tongue, sizeof tongue, &error);
        return U_SUCCESS(error) ? lasting(l, tongue, strlen(tongue)) : NULL;
    }
    return NULL;
}

/* ---- by the letters ---------------------------------------------------- */

/* The library answers with all languages whose distance is near the best:
 * "[3:hrx][0:de]", or "[de--utf8]" by its own fingerprints.  The one with the
 * smallest number, in which most is written, is taken: without this rule 1.5 %
 * of the lines in large languages are attributed to small relatives. */
static const char *
likeliest(blt_language *l, const char *answer)
{
    const char *best = NULL;
    unsigned long least = ULONG_MAX;
    size_t n = 0;

    for (; *answer == '['; answer += strcspn(answer, "]") + 1) {
        char *its;
        unsigned long rank = strtoul(answer + 1, &its, 10);

        if (*its == ':')
            its++;
        else
            its = (char *)answer + 1, rank = ULONG_MAX;
        if (best == NULL || rank < least) {
            best = its;
            least = rank;
            n = strcspn(its, "]");
        }
    }
    if (best == NULL)
        return BLT_LANGUAGE_UNKNOWN;
    if (n > 5 && memcmp(best + n - 5, "-utf8", 5) == 0)
        n -= 5;
    while (n > 0 && best[n - 1] == '-')
        n--;
    return lasting(l, best, n);
}

const char *
blt_language_guess(blt_language *l, const uint8_t *p, size_t n)
{
    const char *alone;
    letters a;

    gather(&a, p, n);
    if (a.count == 0)
        return BLT_LANGUAGE_UNKNOWN;
    alone = by_script(l, &a);
    if (alone != NULL)
        return alone;
    if (a.count < ENOUGH && a.script[HAN] < ENOUGH / 2)
        return BLT_LANGUAGE_UNKNOWN;
    return likeliest(l, textcat_Classify(l->textcat, a.text, a.n));
}

const char *
blt__language_near(blt_language *l, const uint8_t *p, size_t n)
{
    const char *answer, *alone;
    letters a;
    size_t k = 0;

    gather(&a, p, n);
    if (a.count == 0)
        return BLT_LANGUAGE_UNKNOWN;
    alone = by_script(l, &a);
    if (alone != NULL)
        return alone;
    if (a.count < ENOUGH)
        return BLT_LANGUAGE_UNKNOWN;
    answer = textcat_Classify(l->textcat, a.text, a.n);
    for (; *answer == '['; answer += strcspn(answer, "]") + 1) {
        const char *its = answer + 1 + strspn(answer + 1, "0123456789:");
        size_t m = strcspn(its, "]");

        if (k + m + 2 > sizeof l->near)
            break;
        if (k > 0)
            l->near[k++] = ' ';
        memcpy(l->near + k, its, m);
        k += m;
    }
    l->near[k] = '\0';
    return k > 0 ? l->near : BLT_LANGUAGE_UNKNOWN;
}
