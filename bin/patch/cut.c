/* Bytes and what is known of them in, patches out. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/patch/patch.h"

static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die_from(err);
}

static void
put_patch(patch_cut *c, const uint8_t *p, size_t n, float entropy,
          double surprisal)
{
    blt_record r = { .size = sizeof r, .offset = c->offset,
                     .length = (int64_t)n, .bytes = p,
                     .entropy = entropy, .surprisal = (float)surprisal };

    c->patches++;
    c->bytes += r.length;
    c->offset += r.length;
    c->put(c->arg, &r);
}

static void
close_patch(patch_cut *c)
{
    if (c->n > 0)
        put_patch(c, c->open, c->n, c->entropy, c->surprisal);
    c->n = 0;
}

static void
add_byte(patch_cut *c, uint8_t byte, float entropy, float surprisal)
{
    if (c->n == c->room) {
        size_t room = c->room ? c->room * 2 : 4096;
        uint8_t *p = realloc(c->open, room);

        if (p == NULL)
            cli_die_memory();
        c->open = p;
        c->room = room;
    }
    if (c->n == 0) {
        c->entropy = entropy;
        c->surprisal = 0;
    }
    c->open[c->n++] = byte;
    c->surprisal += surprisal;
}

/* ---- by a pattern ------------------------------------------------------ */

/* The splitter's pieces as patches, cut further at the longest length. */
static void
drain(patch_cut *c)
{
    int64_t max = c->plan->opt.max_length;
    size_t longest = max > 0 ? (size_t)max : SIZE_MAX, used = 0, n;
    const uint8_t *p;
    blt_error err;

    for (;;) {
        check(blt_splitter_next(c->split, &p, &n, &err), &err);
        if (n == 0)
            break;
        while (n > 0) {
            size_t part = n < longest ? n : longest;
            const float *w = c->wait + 2 * used;
            double sum = 0;

            for (size_t i = 0; i < part; i++)
                sum += w[2 * i + 1];
            put_patch(c, p, part, w[0], sum);
            used += part;
            p += part;
            n -= part;
        }
    }
    c->waiting -= used;
    memmove(c->wait, c->wait + 2 * used, 2 * c->waiting * sizeof *c->wait);
}

static void
push_split(patch_cut *c)
{
    blt_error err;

    check(blt_splitter_push(c->split, c->open, c->n, &err), &err);
    c->n = 0;
    drain(c);
}

static void
wait_byte(patch_cut *c, uint8_t byte, float entropy, float surprisal)
{
    if (c->waiting == c->wait_room) {
        size_t room = c->wait_room ? c->wait_room * 2 : 65536;
        float *p = realloc(c->wait, room * 2 * sizeof *p);

        if (p == NULL)
            cli_die_memory();
        c->wait = p;
        c->wait_room = room;
    }
    c->wait[2 * c->waiting] = entropy;
    c->wait[2 * c->waiting++ + 1] = surprisal;
    add_byte(c, byte, NAN, 0);
    if (c->n == 4096)
        push_split(c);
}

/* ---- by a scheme ------------------------------------------------------- */

/* The boundary before a byte is decided by the entropy before it. */
static void
cut_by_entropy(patch_cut *c, const cli_scored_bytes *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!c->asked && blt_cutter_push(&c->cutter, c->last, b->entropy[i]))
            close_patch(c);
        c->asked = 0;
        add_byte(c, b->p[i], b->entropy[i], b->surprisal[i]);
        c->last = BLT_ID_BYTE + b->p[i];
    }
    if (!isnan(b->after)) {
        if (blt_cutter_push(&c->cutter, c->last, b->after))
            close_patch(c);
        c->asked = 1;
    }
}

static void
cut_by_byte(patch_cut *c, const cli_scored_bytes *b)
{
    for (size_t i = 0; i < b->n; i++) {
        add_byte(c, b->p[i], b->entropy[i], b->surprisal[i]);
        if (blt_cutter_push(&c->cutter, BLT_ID_BYTE + b->p[i], 0))
            close_patch(c);
    }
}

/* Of bytes of which nothing else is known patches are written from where
 * they lie; only one that goes on behind the block is copied. */
static void
cut_in_place(patch_cut *c, const uint8_t *p, size_t n)
{
    size_t from = 0;

    for (size_t i = 0; i < n; i++) {
        if (!blt_cutter_push(&c->cutter, BLT_ID_BYTE + p[i], 0))
            continue;
        if (c->n > 0) {
            for (; from <= i; from++)
                add_byte(c, p[from], NAN, NAN);
            close_patch(c);
        } else {
            put_patch(c, p + from, i + 1 - from, NAN, NAN);
        }
        from = i + 1;
    }
    for (; from < n; from++)
        add_byte(c, p[from], NAN, NAN);
}

/* ---- either ------------------------------------------------------------ */

void
patch_cut_begin(patch_cut *c)
{
    const blt_patch_options *opt = &c->plan->opt;
    blt_error err;

    c->offset = 0;
    c->n = c->waiting = 0;
    c->last = BLT_ID_BOS;
    c->asked = 0;
    if (c->plan->regex != NULL) {
        if (c->split == NULL)
            check(blt_splitter_new(&c->split, c->plan->regex,
                                   (size_t)BLT_PATCH_LONGEST, &err), &err);
        blt_splitter_reset(c->split);
        return;
    }
    check(blt_cutter_init(&c->cutter, opt, &err), &err);
    /* Static counts from the first byte; elsewhere the beginning of the
     * text is a token of its own. */
    if (!c->plan->needs_entropy && opt->scheme != BLT_SCHEME_STATIC)
        (void)blt_cutter_push(&c->cutter, BLT_ID_BOS, 0);
}

void
patch_cut_bytes(patch_cut *c, const cli_scored_bytes *b)
{
    if (c->plan->regex != NULL)
        for (size_t i = 0; i < b->n; i++)
            wait_byte(c, b->p[i], b->entropy ? b->entropy[i] : NAN,
                      b->surprisal ? b->surprisal[i] : NAN);
    else if (c->plan->needs_entropy)
        cut_by_entropy(c, b);
    else if (b->entropy != NULL)
        cut_by_byte(c, b);
    else
        cut_in_place(c, b->p, b->n);
}

void
patch_cut_end(patch_cut *c)
{
    if (c->plan->regex != NULL) {
        blt_splitter_end(c->split);
        push_split(c);
    } else {
        close_patch(c);
    }
}

void
patch_cut_free(patch_cut *c)
{
    blt_splitter_free(c->split);
    free(c->open);
    free(c->wait);
}
