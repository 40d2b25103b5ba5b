/* Finds bytes that are not in normalisation form C.              [UAX 15]
 *
 * The shortest segments that can be normalised independently are counted: an
 * e and the accent after it, not the whole line. */
#include "config.h"
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include "text/normal.h"

/* No character below U+0300 composes with the one before it, and all of them
 * are in NFC. */
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
