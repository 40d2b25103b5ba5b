/* Text that is cut to a width, and rows for editors. */
#include "config.h"
#include <string.h>
#include "stream/stream.h"
#include "text/text.h"

static const char ellipsis[] = "\xe2\x80\xa6";

/* Bytes of the escape or character at s. */
static size_t
step(const char *s, const char *end)
{
    size_t n = 1;

    if (*s == '\\')
        return s[1] == 'x' ? 4 : 2;
    while (s + n < end && ((uint8_t)s[n] & 0xc0) == 0x80)
        n++;
    return n;
}

void
blt__escape_clipped(blt__buf *b, const uint8_t *p, size_t n, size_t width)
{
    /* A character is at most four bytes, and a byte at least one character
     * of an escape. */
    const size_t at = b->n, some = n > 4 * width + 4 ? 4 * width + 4 : n;
    size_t chars = 0, raw = 0, raw_last = 0, last = 0, previous = 0;
    const char *s, *end;

    if (width == 0) {
        blt__escape(b, p, n);
        return;
    }
    blt__escape(b, p, some);
    if (b->failed)
        return;
    s = b->p + at;
    end = b->p + b->n;
    for (size_t i = 0, k; s + i < end && chars <= width; i += k) {
        k = step(s + i, end);
        chars++;
        if (chars + 1 == width)
            previous = i;
        if (chars == width) {
            last = i;
            raw_last = raw;
        }
        raw += s[i] == '\\' ? 1 : k;
    }
    if (chars <= width && some == n)
        return;
    /* A reader knows a clipped text by its length, which must differ. */
    b->n = at + (raw_last + sizeof ellipsis - 1 == n ? previous : last);
    blt__buf_put(b, ellipsis, sizeof ellipsis - 1);
}

void
blt__put_grep(blt__buf *b, const char *file, size_t file_n,
              const blt_record *r, size_t width)
{
    size_t n = (size_t)r->length;

    if (file_n == 1 && *file == '-')
        blt__buf_printf(b, "(standard input)");
    else
        blt__escape(b, (const uint8_t *)file, file_n);
    blt__buf_printf(b, ":%lld: %.1f: ", (long long)r->line,
                    r->surprisal / BLT__LN2);
    if (r->bytes != NULL && n > 0 && (r->bytes[n - 1] == '\n'
                                      || r->bytes[n - 1] == '\0'))
        n--;
    if (r->bytes != NULL && n > 0 && r->bytes[n - 1] == '\r')
        n--;
    if (r->bytes != NULL)
        blt__escape_clipped(b, r->bytes, n, width);
    blt__buf_put(b, "\n", 1);
}
