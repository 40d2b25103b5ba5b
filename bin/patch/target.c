/* --target-size: the scores wait in a file without a name, and thresholds
 * are tried on them until patches are as long as wanted. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/patch/patch.h"

struct patch_spool {
    FILE *f;        /* 'D' n name, or 'B' n bytes entropies surprisals */
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
patch_spool_bytes(patch_spool *s, const cli_scored_bytes *b)
{
    spool_put(s, "B", 1);
    spool_put(s, &b->n, sizeof b->n);
    spool_put(s, b->p, b->n);
    spool_put(s, b->entropy, b->n * sizeof *b->entropy);
    spool_put(s, b->surprisal, b->n * sizeof *b->surprisal);
}

void
patch_spool_replay(patch_spool *s, const cli_sink *to)
{
    static uint8_t p[CLI_BLOCK];
    static float entropy[CLI_BLOCK], surprisal[CLI_BLOCK];
    char name[8192];
    int64_t at = 0;
    int what, open = 0;

    rewind(s->f);
    while ((what = getc(s->f)) != EOF) {
        size_t n;

        spool_get(s, &n, sizeof n);
        if (n >= (what == 'D' ? sizeof name : CLI_BLOCK + 1))
            cli_die("temporary file", "%zu bytes at once", n);
        if (what == 'D') {
            spool_get(s, name, n);
            name[n] = '\0';
            if (open)
                to->end(to->self);
            to->document(to->self, name);
            open = 1;
            at = 0;
        } else {
            cli_scored_bytes b = { .offset = at, .n = n, .p = p,
                                   .entropy = entropy,
                                   .surprisal = surprisal, .after = NAN };

            spool_get(s, p, n);
            spool_get(s, entropy, n * sizeof *entropy);
            spool_get(s, surprisal, n * sizeof *surprisal);
            to->bytes(to->self, &b);
            at += (int64_t)n;
        }
    }
    if (open)
        to->end(to->self);
}

/* ---- a cut that only counts -------------------------------------------- */

static void
put_nothing(void *arg, const blt_record *r)
{
    (void)arg;
    (void)r;
}

static void
count_document(void *cut, const char *name)
{
    (void)name;
    patch_cut_begin(cut);
}

static void
count_bytes(void *cut, const cli_scored_bytes *b)
{
    patch_cut_bytes(cut, b);
}

static void
count_end(void *cut)
{
    patch_cut_end(cut);
}

/* Bytes of a patch in the mean under a threshold; 0 when there are none. */
static double
mean_under(patch_spool *s, const patch_plan *plan, float nats)
{
    patch_plan tried = *plan;
    patch_cut c = { .plan = &tried, .put = put_nothing };
    cli_sink count = { .self = &c, .document = count_document,
                       .bytes = count_bytes, .end = count_end };

    tried.opt.threshold = nats;
    patch_spool_replay(s, &count);
    patch_cut_free(&c);
    return c.patches > 0 ? (double)c.bytes / (double)c.patches : 0;
}

/* The mean grows with the threshold, in steps: halve the interval until it
 * is met closely or floats are exhausted, and take the best one seen. */
float
patch_find_threshold(patch_spool *s, const patch_plan *plan, double target)
{
    double low = -12, high = 12, best = HUGE_VAL, best_mean = 0;
    float best_at = 0;

    for (int i = 0; i < 40 && best > 0.0005 * target; i++) {
        float at = (float)((low + high) / 2);
        double mean = mean_under(s, plan, at);

        if (mean == 0)
            return plan->opt.threshold;     /* no bytes: any will do */
        if (fabs(mean - target) < best) {
            best = fabs(mean - target);
            best_mean = mean;
            best_at = at;
        }
        if (mean < target)
            low = at;
        else
            high = at;
        cli_progress("thresholds tried", i + 1, 0);
    }
    if (best > 0.01 * target)
        cli_die(NULL, "no threshold makes patches of %g bytes: the nearest"
                " makes them %.4g", target, best_mean);
    return best_at;
}
