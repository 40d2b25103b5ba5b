/* Letters and their case, by ICU except for ASCII.  The simple mappings of
 * single characters are used, so that lengths hardly change and no result
 * depends on a locale: Turkish dotted and dotless i stay different letters. */
#include "config.h"
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include "text/text.h"

unsigned
blt__char_class(uint32_t c)
{
    if (c < 128) {
        if ((c | 32) >= 'a' && (c | 32) <= 'z')
            return BLT__LETTER | (c & 32 ? BLT__LOWER : BLT__UPPER);
        return c >= '0' && c <= '9' ? BLT__DIGIT : 0;
    }
    switch (u_charType((UChar32)c)) {
    case U_UPPERCASE_LETTER:
    case U_TITLECASE_LETTER:
        return BLT__LETTER | BLT__UPPER;
    case U_LOWERCASE_LETTER:
        return BLT__LETTER | BLT__LOWER;
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
        return BLT__LETTER;
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
        return BLT__ACCENT;
    case U_DECIMAL_DIGIT_NUMBER:
        return BLT__DIGIT;
    default:
        return 0;
    }
}

uint32_t
blt__char_lower(uint32_t c)
{
    if (c < 128)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return c == 0x130 ? 'i' : (uint32_t)u_tolower((UChar32)c);
}

uint32_t
blt__char_upper(uint32_t c)
{
    if (c < 128)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    return (uint32_t)u_toupper((UChar32)c);
}

uint32_t
blt__char_base(uint32_t c)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfd;
    UChar part[8];
    UChar32 first;
    int32_t n;

    if (c < 0xc0 || (nfd = unorm2_getNFDInstance(&error)) == NULL)
        return c;
    n = unorm2_getDecomposition(nfd, (UChar32)c, part, 8, &error);
    if (U_FAILURE(error) || n <= 0)
        return c;
    U16_GET(part, 0, 0, n, first);
    return (uint32_t)first;
}

size_t
blt__utf8_put(uint8_t *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xc0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (uint8_t)(0xe0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 63));
        out[2] = (uint8_t)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 63));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 63));
    out[3] = (uint8_t)(0x80 | (c & 63));
    return 4;
}

/* Writes word with all letters, or only the first one, mapped. */
static size_t
map_word(char *out, size_t size, const char *word, size_t n,
         uint32_t (*map)(uint32_t), int all)
{
    size_t used = 0;
    int first = 1;

    for (size_t i = 0; i < n; ) {
        uint32_t c;
        uint8_t put[4];
        int k = blt__utf8_char(&c, (const uint8_t *)word + i, n - i);
        size_t m;

        if (k <= 0)
            return 0;
        i += (size_t)k;
        m = blt__utf8_put(put, all || first ? map(c) : c);
        if (used + m >= size)
            return 0;
        for (size_t j = 0; j < m; j++)
            out[used++] = (char)put[j];
        first = 0;
    }
    if (size)
        out[used] = 0;
    return used;
}

size_t
blt__word_lower(char *out, size_t size, const char *word, size_t n)
{
    return map_word(out, size, word, n, blt__char_lower, 1);
}

size_t
blt__word_upper(char *out, size_t size, const char *word, size_t n)
{
    return map_word(out, size, word, n, blt__char_upper, 1);
}

size_t
blt__word_title(char *out, size_t size, const char *word, size_t n)
{
    return map_word(out, size, word, n, blt__char_upper, 0);
}

blt__case
blt__word_case(const char *word, size_t n)
{
    size_t lower = 0, upper = 0;
    int first = 0;

    for (size_t i = 0; i < n; ) {
        uint32_t c;
        int k = blt__utf8_char(&c, (const uint8_t *)word + i, n - i);
        unsigned class;

        if (k <= 0)
            return BLT__CASE_MIXED;
        class = blt__char_class(c);
        if (class & BLT__UPPER) {
            first |= i == 0;
            upper++;
        } else if (class & BLT__LETTER)     /* or without case */
            lower++;
        i += (size_t)k;
    }
    if (!upper)
        return BLT__CASE_LOWER;
    if (upper == 1 && first)
        return BLT__CASE_TITLE;             /* "A" and "I" too */
    return lower ? BLT__CASE_MIXED : BLT__CASE_UPPER;
}
