/* UTF-8 as the Unicode standard's table 3-7 has it: no overlong forms, no
 * surrogates, nothing above U+10FFFF. */
#include "config.h"
#include <unicode/uchar.h>
#include "text/text.h"

/* States: 0 between characters; 1, 2, 3: that many continuation bytes follow;
 * after E0, ED, F0 and F4 the next byte has a narrower range. */
enum { START, ONE, TWO, THREE, AFTER_E0, AFTER_ED, AFTER_F0, AFTER_F4 };

unsigned
blt__utf8_step(unsigned state, uint8_t b)
{
    static const struct { uint8_t low, high, next; } go[] = {
        [ONE] = { 0x80, 0xbf, START },
        [TWO] = { 0x80, 0xbf, ONE },
        [THREE] = { 0x80, 0xbf, TWO },
        [AFTER_E0] = { 0xa0, 0xbf, ONE },
        [AFTER_ED] = { 0x80, 0x9f, ONE },
        [AFTER_F0] = { 0x90, 0xbf, TWO },
        [AFTER_F4] = { 0x80, 0x8f, TWO },
    };

    if (state != START) {
        if (state > AFTER_F4 || b < go[state].low || b > go[state].high)
            return BLT__UTF8_BAD;
        return go[state].next;
    }
    if (b < 0x80)
        return START;
    if (b < 0xc2 || b > 0xf4)
        return BLT__UTF8_BAD;
    if (b < 0xe0)
        return ONE;
    if (b < 0xf0)
        return b == 0xe0 ? AFTER_E0 : b == 0xed ? AFTER_ED : TWO;
    return b == 0xf0 ? AFTER_F0 : b == 0xf4 ? AFTER_F4 : THREE;
}

int
blt__utf8_char(uint32_t *c, const uint8_t *p, size_t n)
{
    unsigned state = blt__utf8_step(START, p[0]);
    size_t i = 1;

    if (state == BLT__UTF8_BAD)
        return -1;
    *c = p[0] < 0x80 ? p[0] : p[0] & (p[0] < 0xe0 ? 0x1f
                                      : p[0] < 0xf0 ? 0x0f : 0x07);
    for (; state != START; i++) {
        if (i == n)
            return 0;
        state = blt__utf8_step(state, p[i]);
        if (state == BLT__UTF8_BAD)
            return -1;
        *c = *c << 6 | (p[i] & 0x3f);
    }
    return (int)i;
}

int
blt__utf8_valid(const uint8_t *p, size_t n)
{
    unsigned state = START;

    for (size_t i = 0; i < n; i++) {
        state = blt__utf8_step(state, p[i]);
        if (state == BLT__UTF8_BAD)
            return 0;
    }
    return state == START;
}

size_t
blt__utf8_tail(const uint8_t *p, size_t n)
{
    uint32_t c;

    for (size_t k = 1; k <= 3 && k <= n; k++)
        if (p[n - k] >= 0xc0)       /* a lead byte; none before it matters */
            return blt__utf8_char(&c, p + n - k, k) == 0 ? k : 0;
        else if (p[n - k] < 0x80)
            return 0;
    return 0;
}

int
blt__char_prints(uint32_t c)
{
    if (c < 0x7f)
        return c >= 0x20;
    return u_isprint((UChar32)c) && c != 0x2028 && c != 0x2029;
}
