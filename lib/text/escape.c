/* Any bytes as one field of a line, and back.              [blt-stream(5)] */
#include "config.h"
#include <string.h>
#include "text/text.h"

static const char hex[] = "0123456789abcdef";

void
blt__escape(blt__buf *b, const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (i < n) {
        size_t plain = i;
        uint8_t x;
        uint32_t c;
        int len;

        /* The usual case in one go: ASCII that needs no care. */
        while (plain < n && p[plain] >= 0x20 && p[plain] < 0x7f
               && p[plain] != '\\')
            plain++;
        blt__buf_put(b, p + i, plain - i);
        i = plain;
        if (i == n)
            return;
        x = p[i];
        len = blt__utf8_char(&c, p + i, n - i);
        if (len > 1 && blt__char_prints(c)) {
            blt__buf_put(b, p + i, (size_t)len);
            i += (size_t)len;
            continue;
        }
        if (x == '\t')
            blt__buf_put(b, "\\t", 2);
        else if (x == '\n')
            blt__buf_put(b, "\\n", 2);
        else if (x == '\r')
            blt__buf_put(b, "\\r", 2);
        else if (x == '\\')
            blt__buf_put(b, "\\\\", 2);
        else {
            char code[4] = { '\\', 'x', hex[x >> 4], hex[x & 15] };

            blt__buf_put(b, code, 4);
        }
        i++;
    }
}

static int
digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t
blt__unescape(char *p, size_t n, size_t *at)
{
    size_t out = 0, i = 0;

    while (i < n) {
        unsigned char c = (unsigned char)p[i];

        *at = i;
        if (c < 0x20 || c == 0x7f)
            return SIZE_MAX;
        if (c != '\\') {
            p[out++] = p[i++];
            continue;
        }
        if (i + 1 == n)
            return SIZE_MAX;
        if (p[i + 1] == 'x') {
            if (n - i < 4 || digit(p[i + 2]) < 0 || digit(p[i + 3]) < 0)
                return SIZE_MAX;
            p[out++] = (char)(digit(p[i + 2]) << 4 | digit(p[i + 3]));
            i += 4;
            continue;
        }
        switch (p[i + 1]) {
        case 't': p[out++] = '\t'; break;
        case 'n': p[out++] = '\n'; break;
        case 'r': p[out++] = '\r'; break;
        case '\\': p[out++] = '\\'; break;
        default: return SIZE_MAX;
        }
        i += 2;
    }
    return out;
}
