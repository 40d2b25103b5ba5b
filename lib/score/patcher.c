/* The patcher: bytes and what is known of them in, patches out. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "score/scored.h"
#include "score/starts.h"

/* Bytes that the splitter is given at once: each push may look at what it
 * still holds again, so that single bytes would be slow.  Copied from the
 * command that this was, not measured. */
enum { PUSH = 4096 };

struct blt_patcher {
    blt_patch_fn fn;
    void *user;
    int needs_entropy;
    blt__starts starts;         /* by a scheme */
    int64_t offset;             /* of the open patch */
    blt__buf open;              /* its bytes */
    float entropy;              /* before its first byte */
    double nats;                /* of all of them */
    /* By a regular expression. */
    blt_splitter *split;        /* NULL: by a scheme */
    size_t longest;
    blt__buf wait;              /* float [2] per byte that the splitter has:
                                   entropy, surprisal */
};

blt_status
blt_patcher_new(blt_patcher **out, const blt_patch_options *opt,
                const blt_regex *regex, blt_patch_fn fn, void *user,
                blt_error *err)
{
    static const blt_patch_options init = BLT_PATCH_OPTIONS_INIT;
    blt_patch_options by_bytes = init;
    blt_patcher *p = calloc(1, sizeof *p);
    blt_status st;

    *out = NULL;
    if (p == NULL)
        return blt__fail_memory(err, "patcher");
    p->fn = fn;
    p->user = user;
    if (opt == NULL)
        opt = &init;
    if (regex != NULL) {        /* the scheme and its numbers say nothing */
        by_bytes.scheme = BLT_SCHEME_BYTE;
        by_bytes.max_length = opt->max_length;
        opt = &by_bytes;
    }
    st = blt__starts_init(&p->starts, opt, err);
    if (st == BLT_OK && regex != NULL)
        st = blt_splitter_new(&p->split, regex, (size_t)BLT_PATCH_LONGEST,
                              err);
    if (st != BLT_OK) {
        blt_patcher_free(p);
        return st;
    }
    p->longest = (size_t)p->starts.cutter.opt.max_length;
    p->needs_entropy = regex == NULL
        && blt_scheme_needs_entropy(p->starts.cutter.opt.scheme);
    *out = p;
    return BLT_OK;
}

void
blt_patcher_free(blt_patcher *p)
{
    if (p == NULL)
        return;
    blt_splitter_free(p->split);
    blt__buf_free(&p->open);
    blt__buf_free(&p->wait);
    free(p);
}

static blt_status
give(blt_patcher *p, const uint8_t *bytes, size_t n, float entropy,
     double nats, blt_error *err)
{
    blt_record r = { .size = sizeof r, .offset = p->offset,
                     .length = (int64_t)n, .bytes = bytes, .entropy = entropy,
                     .surprisal = (float)nats };

    p->offset += r.length;
    return p->fn(p->user, &r, err);
}

static blt_status
close_patch(blt_patcher *p, blt_error *err)
{
    size_t n = p->open.n;

    if (p->open.failed)
        return blt__fail_memory(err, "patcher");
    if (n == 0)
        return BLT_OK;
    blt__buf_clear(&p->open);   /* the bytes stay where they are */
    return give(p, (const uint8_t *)p->open.p, n, p->entropy, p->nats, err);
}

static void
add_byte(blt_patcher *p, uint8_t byte, float entropy, float surprisal)
{
    if (p->open.n == 0) {
        p->entropy = entropy;
        p->nats = 0;
    }
    blt__buf_put(&p->open, &byte, 1);
    p->nats += surprisal;
}

static float
number(const float *a, size_t i)
{
    return a != NULL ? a[i] : NAN;
}

/* ---- by a regular expression -------------------------------------------- */

/* The splitter's pieces as patches, cut further at the longest length. */
static blt_status
drain(blt_patcher *p, blt_error *err)
{
    const uint8_t *bytes;
    size_t used = 0, n;
    blt_status st;

    while ((st = blt_splitter_next(p->split, &bytes, &n, err)) == BLT_OK
           && n > 0)
        for (size_t k; n > 0 && st == BLT_OK; bytes += k, n -= k) {
            const char *known = p->wait.p + used * 2 * sizeof(float);
            float pair[2], first = 0;
            double nats = 0;

            k = n < p->longest ? n : p->longest;
            for (size_t i = 0; i < k; i++) {
                memcpy(pair, known + i * sizeof pair, sizeof pair);
                first = i == 0 ? pair[0] : first;
                nats += pair[1];
            }
            st = give(p, bytes, k, first, nats, err);
            used += k;
            if (st != BLT_OK)
                return st;
        }
    p->wait.n -= used * 2 * sizeof(float);
    if (p->wait.n > 0)
        memmove(p->wait.p, p->wait.p + used * 2 * sizeof(float), p->wait.n);
    return st;
}

/* What waits in p->open goes to the splitter. */
static blt_status
push(blt_patcher *p, blt_error *err)
{
    blt_status st;

    if (p->open.failed || p->wait.failed)
        return blt__fail_memory(err, "patcher");
    st = blt_splitter_push(p->split, (const uint8_t *)p->open.p, p->open.n,
                           err);
    blt__buf_clear(&p->open);
    return st == BLT_OK ? drain(p, err) : st;
}

static blt_status
split(blt_patcher *p, const blt_scored *b, blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t i = 0; i < b->n && st == BLT_OK; i++) {
        float pair[2] = { number(b->entropy, i), number(b->surprisal, i) };

        blt__buf_put(&p->wait, pair, sizeof pair);
        blt__buf_put(&p->open, b->bytes + i, 1);
        if (p->open.n == PUSH)
            st = push(p, err);
    }
    return st;
}

/* ---- by a scheme -------------------------------------------------------- */

static blt_status
cut_by_entropy(blt_patcher *p, const blt_scored *b, blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t i = 0; i < b->n && st == BLT_OK; i++) {
        if (blt__starts_next(&p->starts, b->bytes[i], b->entropy[i]))
            st = close_patch(p, err);
        add_byte(p, b->bytes[i], b->entropy[i], number(b->surprisal, i));
    }
    if (st == BLT_OK && b->n > 0 && !isnan(b->after)
        && blt__starts_early(&p->starts, b->after))
        st = close_patch(p, err);
    return st;
}

/* Where nothing but bytes decides, a patch is known to end with its last
 * byte.  Patches are given from where they lie in b; only one that goes on
 * into the next chunk is copied. */
static blt_status
cut_by_bytes(blt_patcher *p, const blt_scored *b, blt_error *err)
{
    blt__cutter *c = &p->starts.cutter;
    blt_status st = BLT_OK;
    size_t from = 0;

    if (p->starts.last == BLT_ID_BOS && b->n > 0) {
        if (c->opt.scheme != BLT_SCHEME_STATIC)
            (void)blt__cutter_push(c, BLT_ID_BOS, 0);
        p->starts.last = BLT_ID_BYTE;   /* a text has begun */
    }
    for (size_t i = 0; i < b->n && st == BLT_OK; i++) {
        double nats = 0;

        if (!blt__cutter_push(c, BLT_ID_BYTE + b->bytes[i], 0))
            continue;
        if (p->open.n > 0) {
            for (; from <= i; from++)
                add_byte(p, b->bytes[from], number(b->entropy, from),
                         number(b->surprisal, from));
            st = close_patch(p, err);
        } else {
            for (size_t k = from; k <= i; k++)
                nats += number(b->surprisal, k);
            st = give(p, b->bytes + from, i + 1 - from,
                      number(b->entropy, from), nats, err);
            from = i + 1;
        }
    }
    for (; from < b->n; from++)
        add_byte(p, b->bytes[from], number(b->entropy, from),
                 number(b->surprisal, from));
    return st;
}

/* ---- any ---------------------------------------------------------------- */

static blt_status
read_bytes(blt_scored *b, const blt_patcher *p, const blt_scored *given,
           blt_error *err)
{
    if (blt__scored_read(b, given, err) != BLT_OK)
        return BLT_EINVAL;
    if (p->needs_entropy && b->entropy == NULL && b->n > 0)
        return blt__fail(err, BLT_EINVAL, "patcher: %s needs entropies",
                         blt_scheme_name(p->starts.cutter.opt.scheme));
    return BLT_OK;
}

blt_status
blt_patcher_starts(blt_patcher *p, uint8_t *starts, const blt_scored *given,
                   blt_error *err)
{
    blt_scored b;

    if (p->split != NULL)
        return blt__fail(err, BLT_EINVAL, "patcher: a regular expression"
                         " decides too late for blt_patcher_starts()");
    if (read_bytes(&b, p, given, err) != BLT_OK)
        return BLT_EINVAL;
    for (size_t i = 0; i < b.n; i++)
        starts[i] = (uint8_t)blt__starts_next(&p->starts, b.bytes[i],
                                              number(b.entropy, i));
    return BLT_OK;
}

blt_status
blt_patcher_feed(blt_patcher *p, const blt_scored *given, blt_error *err)
{
    blt_scored b;

    if (read_bytes(&b, p, given, err) != BLT_OK)
        return BLT_EINVAL;
    return p->split != NULL ? split(p, &b, err)
        : p->needs_entropy ? cut_by_entropy(p, &b, err)
        : cut_by_bytes(p, &b, err);
}

blt_status
blt_patcher_end(blt_patcher *p, blt_error *err)
{
    blt_status st;

    if (p->split != NULL) {
        blt_splitter_end(p->split);
        st = push(p, err);
        blt_splitter_reset(p->split);
        blt__buf_clear(&p->wait);
    } else {
        st = close_patch(p, err);
    }
    blt__starts_reset(&p->starts);
    blt__buf_clear(&p->open);
    p->offset = 0;
    return st;
}
