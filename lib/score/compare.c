/* Several patchers over one text: bytes wait until each has cut them. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "score/scored.h"

struct scheme {
    blt_compare *of;
    blt_patcher *patcher;
    size_t n;                   /* waiting bytes that it has cut */
    uint8_t bit;
};

struct blt_compare {
    blt_scored_fn fn;
    void *user;
    struct scheme scheme[BLT_COMPARE_MOST];
    size_t schemes;
    int64_t offset;             /* of the first waiting byte */
    size_t n, room;             /* bytes that wait */
    uint8_t *bytes, *starts;
    float *entropy;
};

static blt_status
take_patch(void *user, const blt_record *patch, blt_error *err)
{
    struct scheme *s = user;

    (void)err;
    s->of->starts[s->n] |= s->bit;
    s->n += (size_t)patch->length;
    return BLT_OK;
}

blt_status
blt_compare_new(blt_compare **out, const blt_patch_options *opt,
                const blt_regex *const *regex, size_t schemes,
                blt_scored_fn fn, void *user, blt_error *err)
{
    blt_compare *c;
    blt_status st = BLT_OK;

    *out = NULL;
    if (schemes < 1 || schemes > BLT_COMPARE_MOST)
        return blt__fail(err, BLT_EINVAL, "compare: %zu schemes are not 1 to"
                         " %d", schemes, BLT_COMPARE_MOST);
    c = calloc(1, sizeof *c);
    if (c == NULL)
        return blt__fail_memory(err, "compare");
    c->fn = fn;
    c->user = user;
    for (size_t k = 0; k < schemes && st == BLT_OK; k++) {
        struct scheme *s = &c->scheme[c->schemes++];

        s->of = c;
        s->bit = (uint8_t)(1u << k);
        st = blt_patcher_new(&s->patcher, &opt[k],
                             regex != NULL ? regex[k] : NULL, take_patch, s,
                             err);
    }
    if (st != BLT_OK) {
        blt_compare_free(c);
        return st;
    }
    *out = c;
    return BLT_OK;
}

void
blt_compare_free(blt_compare *c)
{
    if (c == NULL)
        return;
    for (size_t k = 0; k < c->schemes; k++)
        blt_patcher_free(c->scheme[k].patcher);
    free(c->bytes);
    free(c->starts);
    free(c->entropy);
    free(c);
}

/* Gives what all schemes have cut. */
static blt_status
give(blt_compare *c, blt_error *err)
{
    blt_scored b = BLT_SCORED_INIT;
    blt_status st;

    b.n = c->n;
    for (size_t k = 0; k < c->schemes; k++)
        if (c->scheme[k].n < b.n)
            b.n = c->scheme[k].n;
    if (b.n == 0)
        return BLT_OK;
    b.offset = c->offset;
    b.bytes = c->bytes;
    b.entropy = c->entropy;
    b.starts = c->starts;
    b.after = NAN;
    st = c->fn(c->user, &b, err);
    c->n -= b.n;
    c->offset += (int64_t)b.n;
    memmove(c->bytes, c->bytes + b.n, c->n);
    memmove(c->starts, c->starts + b.n, c->n);
    memmove(c->entropy, c->entropy + b.n, c->n * sizeof *c->entropy);
    for (size_t k = 0; k < c->schemes; k++)
        c->scheme[k].n -= b.n;
    return st;
}

/* Each array keeps its old block when a new one cannot be had. */
static int
grow(void **p, size_t room, size_t size)
{
    void *more = room <= SIZE_MAX / size ? realloc(*p, room * size) : NULL;

    if (more != NULL)
        *p = more;
    return more != NULL;
}

static blt_status
make_room(blt_compare *c, size_t more, blt_error *err)
{
    size_t room = c->room > 0 ? c->room : 4096;
    void *bytes = c->bytes, *starts = c->starts, *entropy = c->entropy;
    int good;

    while (room - c->n < more)
        room *= 2;
    if (room == c->room)
        return BLT_OK;
    good = grow(&bytes, room, 1) & grow(&starts, room, 1)
        & grow(&entropy, room, sizeof *c->entropy);
    c->bytes = bytes;
    c->starts = starts;
    c->entropy = entropy;
    if (!good)
        return blt__fail_memory(err, "compare");
    c->room = room;
    return BLT_OK;
}

blt_status
blt_compare_feed(blt_compare *c, const blt_scored *given, blt_error *err)
{
    blt_scored b;
    blt_status st = blt__scored_read(&b, given, err);

    if (st == BLT_OK)
        st = make_room(c, b.n, err);
    if (st != BLT_OK || b.n == 0)
        return st;
    memcpy(c->bytes + c->n, b.bytes, b.n);
    memset(c->starts + c->n, 0, b.n);
    for (size_t i = 0; i < b.n; i++)
        c->entropy[c->n + i] = b.entropy != NULL ? b.entropy[i] : NAN;
    c->n += b.n;
    for (size_t k = 0; k < c->schemes && st == BLT_OK; k++)
        st = blt_patcher_feed(c->scheme[k].patcher, &b, err);
    return st == BLT_OK ? give(c, err) : st;
}

blt_status
blt_compare_end(blt_compare *c, blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t k = 0; k < c->schemes && st == BLT_OK; k++)
        st = blt_patcher_end(c->scheme[k].patcher, err);
    if (st == BLT_OK)
        st = give(c, err);
    c->n = 0;
    c->offset = 0;
    for (size_t k = 0; k < c->schemes; k++)
        c->scheme[k].n = 0;
    return st;
}
