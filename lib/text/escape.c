/* Escapes any bytes as one field of a line, and unescapes.  [blt-stream(5)] */
#include "config.h"
#include <string.h>
#include "text/text.h"

static const char hex[] = "0123456789abcdef";

char *
blt__escape_to(char *out, const uint8_t *p, size_t n)
{
    static const char short_form[] = { ['\t'] = 't', ['\n'] = 'n',
                                       ['\r'] = 'r', ['\\'] = '\\' };
    size_t i = 0;

    while (i < n) {
        uint8_t x = p[i];
        uint32_t c;
        int len;

        if (x >= 0x20 && x < 0x7f && x != '\\') {     /* nearly always */
            *out++ = (char)x;
            i++;
            continue;
        }
        len = x < 0x80 ? 1 : blt__utf8_char(&c, p + i, n - i);
        if (len > 1 && blt__char_prints(c)) {
            memcpy(out, p + i, (size_t)len);
            out += len;
            i += (size_t)len;
            continue;
        }
        *out++ = '\\';
        if (x < sizeof short_form && short_form[x] != 0) {
            *out++ = short_form[x];
        } else {
            *out++ = 'x';
            *out++ = hex[x >> 4];
            *out++ = hex[x & 15];
        }
        i++;
    }
    return out;
}

void
blt__escape(blt__buf *b, const uint8_t *p, size_t n)
{
    size_t room;

    if (!blt__size_mul(&room, n, 4) || !blt__buf_reserve(b, room)) {
        b->failed = 1;
        return;
    }
    b->n = (size_t)(blt__escape_to(b->p + b->n, p, n) - b->p);
    b->p[b->n] = '\0';
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
