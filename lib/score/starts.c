/* Patch starts of a text, byte by byte. */
#include "config.h"
#include <stdlib.h>
#include "score/starts.h"

blt_status
blt__starts_init(blt__starts *s, const blt_patch_options *opt, blt_error *err)
{
    s->last = BLT_ID_BOS;
    s->decided = 0;
    return blt__cutter_init(&s->cutter, opt, err);
}

void
blt__starts_reset(blt__starts *s)
{
    const blt_patch_options opt = s->cutter.opt;

    /* The options were accepted once. */
    if (blt__starts_init(s, &opt, NULL) != BLT_OK)
        abort();
}

int
blt__starts_next(blt__starts *s, uint8_t byte, float entropy)
{
    const int first = s->last == BLT_ID_BOS;
    int start = first;

    if (s->decided)
        start = 0;
    else if (!(first && s->cutter.opt.scheme == BLT_SCHEME_STATIC))
        start |= blt__cutter_push(&s->cutter, s->last, entropy);
    s->decided = 0;
    s->last = BLT_ID_BYTE + byte;
    return start;
}

int
blt__starts_early(blt__starts *s, float entropy)
{
    s->decided = 1;
    return blt__cutter_push(&s->cutter, s->last, entropy);
}
