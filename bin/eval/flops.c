/* blt-eval flops: what a byte costs, part by part: planned from the sizes
 * and, when there is a text, counted while the model reads it. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

enum { CHUNK = 512 };

static const double usual[] = { 1, 4, 6, 8 };   /* planned without a text */

/* One patching: what was planned and counted for all texts together. */
typedef struct line {
    double wanted;              /* patch size; 0: the model's own patching */
    double bytes, patches;
    blt_flops planned, counted;
} line;

static void
add(blt_flops *sum, const blt_flops *f)
{
    sum->patcher += f->patcher;
    sum->encoder += f->encoder;
    sum->cross += f->cross;
    sum->global += f->global;
    sum->decoder += f->decoder;
    sum->head += f->head;
}

/* A piece of n bytes from `from` on through the session.  Patches of a given
 * size replace the model's own, whose entropy model runs all the same. */
static int
read_piece(line *l, blt_session *s, const eval_text *t, int fd, int64_t from,
           int64_t n)
{
    static float logits[CHUNK * BLT_VOCAB];
    static const int32_t bos = BLT_ID_BOS;
    uint8_t byte[CHUNK], close[CHUNK];
    blt_feed out = BLT_FEED_INIT;
    blt_error err;
    size_t m;

    blt_session_reset(s);
    out.logits = logits;
    cli_check(blt_session_feed(s, &bos, 1, &out, &err), &err);
    out.close = l->wanted > 0 ? close : NULL;
    for (int64_t at = 0; at < n; at += (int64_t)m) {
        m = n - at < CHUNK ? (size_t)(n - at) : CHUNK;
        if (!eval_read(t, fd, byte, m, from + at))
            return 0;
        /* A patch ends where another size-th of the text is complete; any
         * mean size will do, 4.5 too. */
        for (size_t i = 0; l->wanted > 0 && i < m; i++)
            close[i] = floor(((double)(at + (int64_t)i) + 1) / l->wanted)
                > floor((double)(at + (int64_t)i) / l->wanted);
        cli_check(blt_session_feed_bytes(s, byte, m, &out, &err), &err);
        cli_progress("bytes", from + at, t->size);
    }
    return 1;
}

static void
measure(line *l, blt_session *s, const blt_config *c, const eval_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        const eval_text *t = &texts->text[i];
        int fd = eval_open(t);
        int64_t n;

        for (int64_t from = 0; fd >= 0 && from < t->size; from += n) {
            double patches;
            blt_flops f = BLT_FLOPS_INIT;
            blt_error err;

            n = t->size - from;
            if (eval.length > 0 && n > eval.length)
                n = eval.length;
            if (!read_piece(l, s, t, fd, from, n))
                break;
            blt_session_flops(s, &f);
            add(&l->counted, &f);
            /* That of the beginning is no patch of the text. */
            patches = (double)blt_session_patches(s) - 1;
            cli_check(blt_flops_plan(&f, c, (double)n, patches > 0
                                 ? (double)n / patches : (double)n,
                                 cli.window, &err), &err);
            add(&l->planned, &f);
            l->bytes += (double)n;
            l->patches += patches;
        }
        eval_close(t, fd);
    }
    cli_progress_wipe();
}

/* ---- words ------------------------------------------------------------------ */

static const char *const part[] = {
    "patcher", "encoder", "cross", "global", "decoder", "head", "sum"
};
enum { PARTS = sizeof part / sizeof *part };

static double
part_of(const blt_flops *f, int i)
{
    const double all[PARTS] = { f->patcher, f->encoder, f->cross, f->global,
                                f->decoder, f->head, blt_flops_sum(f) };

    return all[i];
}

static double
patch_size(const line *l)
{
    return l->patches > 0 ? l->bytes / l->patches : l->wanted;
}

static void
text_line(const char *what, const line *l, const blt_flops *f)
{
    printf("%7.2f %-7s", patch_size(l), what);
    for (int i = 0; i < PARTS; i++)
        printf(" %10.1f", part_of(f, i) / l->bytes / 1e3);
    putchar('\n');
}

static void
text_lines(const line *l, size_t n, int counted)
{
    printf("\n%7s %-7s", "patch", "kFLOP");
    for (int i = 0; i < PARTS; i++)
        printf(" %10s", part[i]);
    putchar('\n');
    for (size_t k = 0; k < n; k++) {
        if (l[k].bytes == 0)
            continue;
        text_line("planned", &l[k], &l[k].planned);
        if (!counted)
            continue;
        text_line("counted", &l[k], &l[k].counted);
        printf("%7s %-7s", "", "off by");
        for (int i = 0; i < PARTS; i++) {
            double want = part_of(&l[k].planned, i),
                   got = part_of(&l[k].counted, i);

            if (want > 0)
                printf(" %8.2f %%", 100 * (got / want - 1));
            else
                printf(" %10s", "-");
        }
        putchar('\n');
    }
}

static void
json_flops(const char *key, const line *l, const blt_flops *f)
{
    printf(",\"%s\":{", key);
    for (int i = 0; i < PARTS; i++)
        printf("%s\"%s\":%.9g", i > 0 ? "," : "", part[i],
               part_of(f, i) / l->bytes);
    putchar('}');
}

static void
json_lines(const line *l, size_t n, int counted)
{
    int any = 0;

    printf(",\"flops_per_byte\":[");
    for (size_t k = 0; k < n; k++) {
        if (l[k].bytes == 0)
            continue;
        printf("%s{\"patch_size\":%.9g,\"bytes\":%.0f", any++ ? "," : "",
               patch_size(&l[k]), l[k].bytes);
        json_flops("planned", &l[k], &l[k].planned);
        if (counted)
            json_flops("counted", &l[k], &l[k].counted);
        putchar('}');
    }
    printf("]}\n");
}

void
eval_flops(char **path, int n)
{
    blt_model *m = cli_model();
    const blt_config *c = blt_model_config(m);
    char *label = cli_model_label(m);
    size_t lines = eval.n_sizes > 0 ? (size_t)eval.n_sizes
        : n > 0 ? 1 : sizeof usual / sizeof *usual;
    line *l = calloc(lines, sizeof *l);
    blt_error err;

    if (l == NULL)
        cli_die_memory();
    for (size_t k = 0; k < lines; k++)
        l[k].wanted = eval.n_sizes > 0 ? eval.size[k] : n > 0 ? 0 : usual[k];
    if (n > 0) {
        blt_pool *pool = cli_pool();
        eval_texts texts = eval_texts_open(path, n);
        blt_session_options opt = BLT_SESSION_OPTIONS_INIT;
        blt_session *s;

        opt.window = cli.window;
        opt.pool = pool;
        cli_check(blt_session_new(&s, m, &opt, &err), &err);
        for (size_t k = 0; k < lines; k++)
            measure(&l[k], s, c, &texts);
        blt_session_free(s);
        eval_texts_free(&texts);
        blt_pool_free(pool);
    }
    for (size_t k = 0; n == 0 && k < lines; k++) {
        l[k].bytes = eval.length > 0 ? (double)eval.length : 8192;
        cli_check(blt_flops_plan(&l[k].planned, c, l[k].bytes, l[k].wanted,
                             cli.window, &err), &err);
    }
    if (eval.format == EVAL_TEXT) {
        printf("model %s, %s%.0f bytes\n", label,
               n > 0 ? "" : "planned for a text of ", l[0].bytes);
        text_lines(l, lines, n > 0);
    } else {
        printf("{");
        cli_json_bytes("model", "model_hex", label, strlen(label));
        json_lines(l, lines, n > 0);
    }
    free(l);
    free(label);
    blt_model_close(m);
}
