/* The normal form of a word. */
#include "config.h"
#include <stdint.h>
#include <string.h>
#include "lang/normal_word.h"
#include "text/normal.h"

/* Latin ligatures from U+FB00 on. */
static const char ligatures[][4] = { "ff", "fi", "fl", "ffi", "ffl", "st",
                                     "st" };

static int
is_cyrillic(uint32_t c)
{
    return c >= 0x400 && c < 0x530;
}

/* A character as it is spelled in lexicons; 0: left out. */
static uint32_t
spelled(uint32_t c)
{
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x2bc:
    case 0xb4:
    case '`':
        return '\'';
    case 0xb5:
        return 0x3bc;
    case 0xad:
        return 0;
    default:
        return c >= 0xfe00 && c <= 0xfe0f ? 0 : c;
    }
}

/* Whether there is nothing to do: ASCII without `. */
static int
is_plain(const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((uint8_t)word[i] >= 0x80 || word[i] == '`')
            return 0;
    return 1;
}

size_t
blt__normal_word(char *out, size_t size, const char *word, size_t n)
{
    size_t m = 0, last_at = 0;
    uint32_t c, last = 0, both;

    if (size <= n)
        return 0;
    if (is_plain(word, n)) {
        memcpy(out, word, n);
        out[n] = '\0';
        return n;
    }
    for (size_t i = 0; i < n;) {
        int k = blt__utf8_char(&c, (const uint8_t *)word + i, n - i);

        if (k <= 0) {
            out[m++] = word[i++];
            last = 0;
            continue;
        }
        i += (size_t)k;
        c = spelled(c);
        if (c == 0)
            continue;
        if (c >= 0xfb00 && c <= 0xfb06) {
            const char *l = ligatures[c - 0xfb00];

            memcpy(out + m, l, strlen(l));
            m += strlen(l);
            last = 0;
            continue;
        }
        both = last != 0 ? blt__char_compose(last, c) : 0;
        if (both != 0) {
            m = last_at;
            c = both;
        } else if ((c == 0x300 || c == 0x301) && is_cyrillic(last)) {
            continue;
        }
        last = c;
        last_at = m;
        m += blt__utf8_put((uint8_t *)out + m, c);
    }
    out[m] = '\0';
    return m;
}
