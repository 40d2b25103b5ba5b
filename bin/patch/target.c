/* --target-size: the scores are kept in a temporary file, and thresholds are
 * tried on them until patches are as long as wanted. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/patch/patch.h"

enum { BLOCK = 2048 };          /* no sink is given more scored bytes at once */

struct patch_spool {
    FILE *f;                    /* 'D' n name, or 'B' n bytes entropies
                                   surprisals */
};

static void
spool_put(patch_spool *s, const void *p, size_t n)
{
    if (n > 0 && fwrite(p, 1, n, s->f) != n)
        cli_die("temporary file", "%s", strerror(errno));
}

static void
spool_get(patch_spool *s, void *p, size_t n)
{
    if (n > 0 && fread(p, 1, n, s->f) != n)
        cli_die("temporary file", "cannot read back: %s", strerror(errno));
}

patch_spool *
patch_spool_new(void)
{
    patch_spool *s = calloc(1, sizeof *s);

    if (s == NULL)
        cli_die_memory();
    s->f = cli_temp();
    return s;
}

void
patch_spool_free(patch_spool *s)
{
    if (s != NULL)
        fclose(s->f);
    free(s);
}

void
patch_spool_document(patch_spool *s, const char *name)
{
    size_t n = strlen(name);

    spool_put(s, "D", 1);
    spool_put(s, &n, sizeof n);
    spool_put(s, name, n);
}

void
patch_spool_bytes(patch_spool *s, const blt_scored *b)
{
    spool_put(s, "B", 1);
    spool_put(s, &b->n, sizeof b->n);
    spool_put(s, b->bytes, b->n);
    spool_put(s, b->entropy, b->n * sizeof *b->entropy);
    spool_put(s, b->surprisal, b->n * sizeof *b->surprisal);
}

void
patch_spool_replay(patch_spool *s, const cli_sink *to)
{
    static uint8_t bytes[BLOCK];
    static float entropy[BLOCK], surprisal[BLOCK];
    char name[8192];
    int64_t at = 0;
    int what, open = 0;

    rewind(s->f);
    while ((what = getc(s->f)) != EOF) {
        blt_scored b = BLT_SCORED_INIT;
        size_t n;

        spool_get(s, &n, sizeof n);
        if (n >= (what == 'D' ? sizeof name : BLOCK + 1))
            cli_die("temporary file", "%zu bytes at once", n);
        if (what == 'D') {
            spool_get(s, name, n);
            name[n] = '\0';
            if (open)
                to->end();
            to->document(name);
            open = 1;
            at = 0;
            continue;
        }
        spool_get(s, bytes, n);
        spool_get(s, entropy, n * sizeof *entropy);
        spool_get(s, surprisal, n * sizeof *surprisal);
        b.offset = at;
        b.n = n;
        b.bytes = bytes;
        b.entropy = entropy;
        b.surprisal = surprisal;
        b.after = NAN;
        to->bytes(&b);
        at += (int64_t)n;
    }
    if (open)
        to->end();
}

/* ---- one threshold ------------------------------------------------------ */

static blt_patcher *patcher;
static int64_t patches, length;
static int tried;

static blt_status
count_patch(void *user, const blt_record *r, blt_error *err)
{
    (void)user;
    (void)err;
    patches++;
    length += r->length;
    return BLT_OK;
}

static void
begin_document(const char *name)
{
    (void)name;
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    cli_check(blt_patcher_feed(patcher, b, &err), &err);
}

static void
end_document(void)
{
    blt_error err;

    cli_check(blt_patcher_end(patcher, &err), &err);
}

struct trial {
    patch_spool *spool;
    blt_patch_options opt;
};

static blt_status
mean_under(void *user, double *mean, float nats, blt_error *err)
{
    static const cli_sink count = { .document = begin_document,
                                    .bytes = take_bytes,
                                    .end = end_document };
    struct trial *t = user;
    blt_status st;

    t->opt.threshold = nats;
    st = blt_patcher_new(&patcher, &t->opt, NULL, count_patch, NULL, err);
    if (st != BLT_OK)
        return st;
    patches = length = 0;
    patch_spool_replay(t->spool, &count);
    blt_patcher_free(patcher);
    *mean = patches > 0 ? (double)length / (double)patches : 0;
    if (patches > 0)
        cli_progress("thresholds tried", ++tried, 0);
    return BLT_OK;
}

float
patch_find_threshold(patch_spool *s, const patch_plan *plan, double target)
{
    struct trial t = { s, plan->opt };
    float threshold = plan->opt.threshold;
    double mean;
    blt_error err;

    cli_check(blt_patch_target(&threshold, &mean, target, mean_under, &t,
                               &err), &err);
    if (mean > 0 && fabs(mean - target) > 0.01 * target)
        cli_die(NULL, "no threshold makes patches of %g bytes: the nearest"
                " makes them %.4g", target, mean);
    return threshold;
}
