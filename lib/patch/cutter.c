/* Patching token by token: every scheme except top-k depends only on earlier
 * tokens, so a few numbers of state suffice for a text of any length.
 *
 * The rules are those of Meta's patcher.py, including its oddities, because
 * models were trained on such patches.                 [MODEL.md 4, BLT 2.3]
 * Token t closes its patch if token t + 1 starts one there. */
#include "config.h"
#include <math.h>
#include <string.h>
#include <blt/config.h>
#include <blt/patch.h>
#include "base/base.h"
#include "patch/patch.h"

static const char *const names[] = {
    "entropy", "monotonic", "combined", "space", "static", "byte", "bpe",
    "topk"
};
#define SCHEMES (sizeof names / sizeof *names)

const char *
blt_scheme_name(blt_scheme scheme)
{
    return (size_t)scheme < SCHEMES ? names[scheme] : NULL;
}

int
blt_scheme_parse(const char *name)
{
    for (size_t i = 0; i < SCHEMES; i++)
        if (strcmp(name, names[i]) == 0)
            return (int)i;
    return -1;
}

int
blt_scheme_needs_entropy(blt_scheme scheme)
{
    return scheme == BLT_SCHEME_ENTROPY || scheme == BLT_SCHEME_MONOTONIC
        || scheme == BLT_SCHEME_COMBINED || scheme == BLT_SCHEME_TOPK;
}

blt_status
blt__patch_options_take(blt_patch_options *opt, const blt_patch_options *given,
                        blt_error *err)
{
    static const blt_patch_options init = BLT_PATCH_OPTIONS_INIT;
    blt_status s;

    s = blt__options_read(opt, &init, given, "BLT_PATCH_OPTIONS_INIT", err);
    if (s != BLT_OK)
        return s;
    if ((size_t)opt->scheme >= SCHEMES)
        return blt__fail(err, BLT_EINVAL, "patch options: no scheme has the"
                         " number %d", (int)opt->scheme);
    if (blt_scheme_needs_entropy(opt->scheme) && !isfinite(opt->threshold))
        return blt__fail(err, BLT_EINVAL, "patch options: the threshold is"
                         " not a finite number");
    if (opt->scheme == BLT_SCHEME_COMBINED && !isfinite(opt->threshold_add))
        return blt__fail(err, BLT_EINVAL, "patch options: threshold_add is"
                         " not a finite number");
    if ((opt->scheme == BLT_SCHEME_STATIC || opt->scheme == BLT_SCHEME_TOPK)
        && opt->patch_size < 1)
        return blt__fail(err, BLT_EINVAL, "patch options: a patch size of"
                         " %lld", (long long)opt->patch_size);
    if (opt->max_length < 0)
        return blt__fail(err, BLT_EINVAL, "patch options: a longest patch of"
                         " %lld", (long long)opt->max_length);
    if (opt->max_length == 0 || opt->max_length > BLT_PATCH_LONGEST)
        opt->max_length = BLT_PATCH_LONGEST;
    return BLT_OK;
}

blt_status
blt__cutter_init(blt__cutter *c, const blt_patch_options *opt, blt_error *err)
{
    blt_status s;

    memset(c, 0, sizeof *c);
    s = blt__patch_options_take(&c->opt, opt, err);
    if (s != BLT_OK)
        return s;
    if (c->opt.scheme == BLT_SCHEME_TOPK)
        return blt__fail(err, BLT_EINVAL, "patch options: topk needs the"
                         " whole text");
    return BLT_OK;
}

/* A byte that can end a word: any ASCII byte except letters and digits, and
 * the lead bytes of UTF-8, but not continuation bytes.  Special ids are
 * negative here and so count as spaces. */
static int
space_like(int id)
{
    int b = id - BLT_ID_BYTE;

    return b < 0x30 || (b > 0x39 && b < 0x41) || (b > 0x5a && b < 0x61)
        || (b > 0x7a && b < 0x80) || b >= 0xc0;
}

/* Monotonic and combined compare each entropy with the previous one.  Meta's
 * code drops the entropy after token 0, always marks the next one, and in the
 * combined scheme then suppresses the one after that.  [MODEL.md 4.3] */
static int
rises(blt__cutter *c, int id, float entropy)
{
    const blt_patch_options *o = &c->opt;
    float rise = entropy - c->last;     /* rounded to float, as in Meta's */
    int close;

    if (c->n == 0)
        return 1;
    if (o->reset_newline
        && id == BLT_ID_BYTE + (o->reset_newline == 2 ? '\0' : '\n')) {
        c->have_last = 0;
        return 1;
    }
    if (c->n == 1)
        close = 1;
    else if (!c->have_last)
        close = 0;
    else if (o->scheme == BLT_SCHEME_MONOTONIC)
        close = rise > o->threshold;
    else
        close = c->n != 2 && rise > o->threshold_add
            && entropy > o->threshold;
    c->last = entropy;
    c->have_last = 1;
    return close;
}

int
blt__cutter_push(blt__cutter *c, int id, float entropy)
{
    const blt_patch_options *o = &c->opt;
    int close = 0, space;

    switch (o->scheme) {
    case BLT_SCHEME_ENTROPY:
        close = c->n == 0 || entropy > o->threshold;
        break;
    case BLT_SCHEME_MONOTONIC:
    case BLT_SCHEME_COMBINED:
        close = rises(c, id, entropy);
        break;
    case BLT_SCHEME_SPACE:
        space = space_like(id);
        close = c->n == 0 || id < BLT_ID_BYTE || (space && !c->last_space);
        c->last_space = space;
        break;
    case BLT_SCHEME_STATIC:
        close = (c->n + 1) % o->patch_size == 0;
        break;
    case BLT_SCHEME_BYTE:
        close = 1;
        break;
    case BLT_SCHEME_BPE:
        close = c->n == 0 || id == BLT_ID_META;
        break;
    case BLT_SCHEME_TOPK:
        break;                          /* blt__cutter_init refused it */
    }
    c->n++;
    c->open++;
    if (c->open >= o->max_length)       /* Meta's rule: cut from the left */
        close = 1;
    if (close)
        c->open = 0;
    return close;
}
