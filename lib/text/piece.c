/* Where a text that is too long to be held is divided: by its bytes alone, so
 * that all programs that work on pieces see the same ones. */
#include "config.h"
#include <blt/segment.h>

size_t
blt_segment_piece(const uint8_t *p)
{
    const size_t n = BLT_SEGMENT_PIECE;
    size_t line = 0, blank = 0;

    for (size_t i = n; i > n / 2; i--) {
        if (p[i - 1] == '\n') {
            size_t k = i - 1;

            if (line == 0)
                line = i;
            while (k > 0 && (p[k - 1] == '\r' || p[k - 1] == ' '
                             || p[k - 1] == '\t'))
                k--;
            if (k > 0 && p[k - 1] == '\n')
                return i;
        } else if (p[i - 1] == ' ' && blank == 0) {
            blank = i;
        }
    }
    if (line > 0 || blank > 0)
        return line > 0 ? line : blank;
    for (size_t i = n; i > n - 4; i--)
        if ((p[i - 1] & 0xc0) != 0x80)
            return p[i - 1] < 0x80 ? i : i - 1;
    return n;
}
