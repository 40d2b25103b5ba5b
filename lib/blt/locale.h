/* Messages and numbers in the reader's language.  Since 0.2.
 *
 * Messages come from a directory of resource bundles, one per language, whose
 * sources are in share/locale; ICU formats them with the plural rules,
 * numbers, percentages, lists and dates of the locale, and provides the names
 * of scripts and languages.
 *
 * Output goes to out[0 .. size), size >= 1, as UTF-8 with a final NUL,
 * truncated between characters if it does not fit; out is returned, so that
 * a call can be an argument.  BLT_LOCALE_ROOM is enough for all but long
 * arguments.  None of these calls can fail: a missing message is replaced by
 * its key.  A locale is read-only and may be shared by threads. */
#ifndef BLT_LOCALE_H
#define BLT_LOCALE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BLT_LOCALE_ROOM 512

typedef struct blt_locale blt_locale;

/* Opens the messages in dir for a locale.
 *   id   a BCP 47 tag or a POSIX name: de-AT, pt_BR.UTF-8, ar-u-nu-latn;
 *        "C", "POSIX" and "" are English
 *   dir  NULL: the installed messages, as blt_data_find() finds them
 * A language without messages in dir gets English, in words and numbers
 * alike; blt_locale_tag() tells.  BLT_EINVAL when id is not a locale's name,
 * BLT_EIO when dir has no messages at all. */
BLT_API BLT_MUST_USE blt_status
blt_locale_new(blt_locale **l, const char *id, const char *dir,
               blt_error *err);
BLT_API void
blt_locale_free(blt_locale *l);

/* The BCP 47 tag: "de-AT".  The locale's own string. */
BLT_API const char *
blt_locale_tag(const blt_locale *l);

/* 1 when it is written from right to left. */
BLT_API int
blt_locale_is_rtl(const blt_locale *l);

/* ---- messages ---------------------------------------------------------- */

#define BLT_LOCALE_ARGUMENTS 4      /* at most */

/* The message with that key; {0}, {1} ... become text[0], text[1] ... */
BLT_API char *
blt_locale_say(const blt_locale *l, char *out, size_t size, const char *key,
               const char *const *text, size_t n);

/* The same where {0} is a number that decides the plural form; {1}, {2} ...
 * become text[0], text[1] ... */
BLT_API char *
blt_locale_count(const blt_locale *l, char *out, size_t size,
                 const char *key, double number, const char *const *text,
                 size_t n);

/* ---- numbers, dates, lists --------------------------------------------- */

typedef enum blt_number_style {
    BLT_NUMBER_PLAIN,       /* 1,234.50 */
    BLT_NUMBER_PERCENT,     /* 0.123 is 12.3 % */
    BLT_NUMBER_COMPACT      /* 5.2M; decimals are significant digits */
} blt_number_style;

/*   decimals  0 .. 9 digits after the point; in COMPACT significant digits
 * A number that is not finite becomes "-". */
BLT_API char *
blt_locale_number(const blt_locale *l, char *out, size_t size, double x,
                  blt_number_style style, int decimals);

/* A day, from seconds since 1970 in UTC: 22 November 2026. */
BLT_API char *
blt_locale_date(const blt_locale *l, char *out, size_t size, int64_t when);

/* "Latin, Cyrillic and Han"; n >= 0. */
BLT_API char *
blt_locale_list(const blt_locale *l, char *out, size_t size,
                const char *const *item, size_t n);

/* ---- names ------------------------------------------------------------- */

/* The name of a script, numbered as in blt/script.h, capitalised as the
 * language does in a list. */
BLT_API char *
blt_locale_script(const blt_locale *l, char *out, size_t size, int script);

/* The name of a language tag: "pt-BR" is "Portuguese (Brazil)". */
BLT_API char *
blt_locale_language(const blt_locale *l, char *out, size_t size,
                    const char *tag);

#ifdef __cplusplus
}
#endif
#endif
