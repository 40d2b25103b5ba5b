/* Which bytes may come next in valid UTF-8.  Well-formed sequences are those
 * of table 3-7 of the Unicode standard: no overlong forms, no surrogates,
 * nothing beyond U+10FFFF.  A character is started only if it can be
 * finished. */
#include "config.h"
#include "gen/gen.h"

/* The position after lead byte b; need 0 if b is not a lead byte. */
static blt__utf8_place
after_lead(uint8_t b)
{
    blt__utf8_place u = { 0, 0x80, 0xbf };

    if (b >= 0xc2 && b <= 0xdf)
        u.need = 1;
    else if (b >= 0xe0 && b <= 0xef)
        u.need = 2;
    else if (b >= 0xf0 && b <= 0xf4)
        u.need = 3;
    if (b == 0xe0)
        u.low = 0xa0;           /* shorter forms exist */
    else if (b == 0xed)
        u.high = 0x9f;          /* surrogates */
    else if (b == 0xf0)
        u.low = 0x90;
    else if (b == 0xf4)
        u.high = 0x8f;          /* beyond U+10FFFF */
    return u;
}

static int
is_inner(const blt__utf8_place *u, uint8_t b)
{
    return u->need > 0 && b >= u->low && b <= u->high;
}

void
blt__utf8_place_push(blt__utf8_place *u, uint8_t byte)
{
    if (is_inner(u, byte)) {
        u->need--;
        u->low = 0x80;
        u->high = 0xbf;
    } else
        *u = after_lead(byte);
}

int
blt__utf8_place_mask(uint8_t *may, const blt__utf8_place *u, uint64_t left)
{
    int count = 0;

    for (int b = 0; b < 256; b++) {
        if (u->need > 0)
            may[b] = is_inner(u, (uint8_t)b) && u->need <= left;
        else {
            uint8_t need = after_lead((uint8_t)b).need;

            may[b] = b < 0x80 || (need > 0 && need < left);
        }
        count += may[b];
    }
    return count;
}
