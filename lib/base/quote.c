/* Untrusted text for a terminal or a log.  base/ is below text/, so it decodes
 * UTF-8 itself. */
#include "config.h"
#include <stdint.h>
#include <string.h>
#include <blt/error.h>

/* The length of the well-formed UTF-8 character at p, n >= 1; 0: there is
 * none.  [Unicode, table 3-7] */
static size_t
character(uint32_t *c, const unsigned char *p, size_t n)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t len = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3
        : p[0] >= 0xc0 ? 2 : 0;

    if (len == 0 || len > n)
        return 0;
    *c = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | (p[i] & 0x3fu);
    }
    return *c < least[len] || *c > 0x10ffff || (*c >= 0xd800 && *c < 0xe000)
        ? 0 : len;
}

static int
is_safe(uint32_t c)
{
    return c >= 0x20 && (c < 0x7f || c >= 0xa0)
        && c != 0x61c && c != 0x200e && c != 0x200f     /* marks */
        && (c < 0x2028 || c > 0x202e)       /* separators, embeddings */
        && (c < 0x2066 || c > 0x206f)       /* isolates; deprecated */
        && c != 0xfeff && (c < 0xfff9 || c > 0xfffb)
        && (c < 0xe0000 || c > 0xe007f);    /* tags, which are invisible */
}

const char *
blt_quote(char *out, size_t size, const char *text, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *p = (const unsigned char *)text, *end = p + n;
    char *to = out, *last = out + size - 1;

    while (n > 0 && p < end) {
        uint32_t c;
        size_t len = character(&c, p, (size_t)(end - p));
        int safe = len > 0 && is_safe(c);

        len += len == 0;
        if ((safe ? len : 4 * len) > (size_t)(last - to))
            break;
        if (safe) {
            memcpy(to, p, len);
            to += len;
        }
        for (size_t i = 0; !safe && i < len; i++) {
            *to++ = '\\';
            *to++ = 'x';
            *to++ = hex[p[i] >> 4];
            *to++ = hex[p[i] & 15];
        }
        p += len;
    }
    *to = '\0';
    return out;
}
