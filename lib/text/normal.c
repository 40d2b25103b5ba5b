/* Finds bytes that are not in normalisation form C.              [UAX 15]
 *
 * The shortest segments that can be normalised independently are counted: an
 * e and the accent after it, not the whole line. */
#include "config.h"
#include <string.h>
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

uint32_t
blt__char_compose(uint32_t a, uint32_t b)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfc;
    UChar32 c;

    if (b < PLAIN)
        return 0;
    nfc = unorm2_getNFCInstance(&e);
    c = U_SUCCESS(e) ? unorm2_composePair(nfc, (UChar32)a, (UChar32)b) : -1;
    return c > 0 ? (uint32_t)c : 0;
}

size_t
blt__word_decompose(char *out, size_t size, const char *word, size_t n)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);
    size_t m = 0, k;

    if (!U_SUCCESS(e))
        return 0;
    for (size_t i = 0; i < n; i += k) {
        UChar piece[16];
        uint32_t c;
        int got = blt__utf8_char(&c, (const uint8_t *)word + i, n - i), len;

        if (got <= 0 || m + 4 * 16 >= size)
            return 0;
        k = (size_t)got;
        len = unorm2_getDecomposition(nfc, (UChar32)c, piece, 16, &e);
        if (!U_SUCCESS(e))
            return 0;
        if (len < 0) {
            m += blt__utf8_put((uint8_t *)out + m, c);
            continue;
        }
        for (int32_t j = 0; j < len;) {
            UChar32 d;

            U16_NEXT(piece, j, len, d);
            m += blt__utf8_put((uint8_t *)out + m, (uint32_t)d);
        }
    }
    out[m] = '\0';
    return m;
}
