/* Which bytes are not in normalisation form C.                  [UAX 15]
 *
 * "Not in NFC" is said of the shortest pieces that can be normalised by
 * themselves: an e and the accent behind it, not the line they stand in. */
#include "config.h"
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include "text/normal.h"

/* Below U+0300 nothing composes with what stands before it, and all of it is
 * in NFC. */
#define PLAIN 0x300

int64_t
blt__normal_end(blt__normal *s)
{
    UErrorCode e = U_ZERO_ERROR;
    int64_t bad = 0;

    if (s->n > 1 || (s->n == 1 && s->piece[0] >= PLAIN)) {
        const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);

        if (!unorm2_isNormalized(nfc, s->piece, s->n, &e) && U_SUCCESS(e))
            bad = s->bytes;
    }
    s->n = 0;
    s->bytes = 0;
    return bad;
}

int64_t
blt__normal_next(blt__normal *s, uint32_t c, size_t bytes)
{
    const int room = sizeof s->piece / sizeof *s->piece;
    UErrorCode e = U_ZERO_ERROR;
    int64_t bad = 0;

    if (c < PLAIN || s->n > room - 2
        || unorm2_hasBoundaryBefore(unorm2_getNFCInstance(&e), (UChar32)c))
        bad = blt__normal_end(s);
    U16_APPEND_UNSAFE(s->piece, s->n, c);
    s->bytes += (int64_t)bytes;
    return bad;
}
