/* Strings of JSON Lines, from any bytes. */
#include "config.h"
#include "bin/cli/cli.h"

/* As the Unicode standard's table 3-7 has it. */
size_t
cli_character(const unsigned char *p, size_t n)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t more = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;

    if ((p[0] >= 0x80 && p[0] < 0xc2) || p[0] > 0xf4 || more >= n)
        return 0;
    if (p[0] == 0xe0)
        low = 0xa0;
    else if (p[0] == 0xed)
        high = 0x9f;
    else if (p[0] == 0xf0)
        low = 0x90;
    else if (p[0] == 0xf4)
        high = 0x8f;
    for (size_t i = 1; i <= more; i++, low = 0x80, high = 0xbf)
        if (p[i] < low || p[i] > high)
            return 0;
    return more + 1;
}

void
cli_json_text(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    size_t k;

    for (size_t i = 0; i < n; i += k) {
        char text[8];
        int m = 0;

        k = cli_character(p + i, n - i);
        if (k == 0) {
            cli_put("\xef\xbf\xbd", 3);
            k = 1;
            continue;
        }
        if (p[i] == '\n')
            m = snprintf(text, sizeof text, "\\n");
        else if (p[i] == '\t')
            m = snprintf(text, sizeof text, "\\t");
        else if (p[i] == '"' || p[i] == '\\')
            m = snprintf(text, sizeof text, "\\%c", p[i]);
        else if (p[i] < 0x20 || p[i] == 0x7f)
            m = snprintf(text, sizeof text, "\\u%04x", p[i]);
        if (m > 0)
            cli_put(text, (size_t)m);
        else
            cli_put(p + i, k);
    }
}

static void
put_hex(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char hex[3];

        snprintf(hex, sizeof hex, "%02x", p[i]);
        cli_put(hex, 2);
    }
}

void
cli_json_bytes(const char *key, const char *hex, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    char text[64];
    size_t k;

    for (size_t i = 0; i < n; i += k) {
        k = cli_character(p + i, n - i);
        if (k == 0) {
            cli_put(text, (size_t)snprintf(text, sizeof text,
                                           "\"%.32s\":\"", hex));
            put_hex(p, n);
            cli_put("\"", 1);
            return;
        }
    }
    cli_put(text, (size_t)snprintf(text, sizeof text, "\"%.32s\":\"", key));
    cli_json_text(p, n);
    cli_put("\"", 1);
}
