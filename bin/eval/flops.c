/* blt-eval flops: floating-point operations per byte, by part: planned from
 * the sizes of the model and, when there is a text, counted while the model
 * reads it. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

enum { CHUNK = 512 };           /* bytes read at a time */

/* Patch sizes planned without a text. */
static const double usual[] = { 1, 4, 6, 8 };

/* One patching, over all texts. */
typedef struct line {
    double wanted;              /* patch size; 0: the model's own patching */
    double bytes, patches;
    blt_flops planned, counted;
} line;

/* n bytes of a text from `from` on, as a text of their own.  Returns 0 after a
 * failure that was reported. */
static int
read_piece(blt_flops_meter *m, const eval_text *t, int fd, int64_t from,
           int64_t n)
{
    uint8_t byte[CHUNK];
    blt_error err;

    for (int64_t at = 0, k; at < n; at += k) {
        k = n - at < CHUNK ? n - at : CHUNK;
        if (!eval_read(t, fd, byte, (size_t)k, from + at)) {
            blt_flops_meter_reset(m);
            return 0;
        }
        if (blt_flops_meter_feed(m, byte, (size_t)k, &err) != BLT_OK)
            cli_die_from(&err);
        cli_progress("bytes", from + at, t->size);
    }
    if (blt_flops_meter_end(m, &err) != BLT_OK)
        cli_die_from(&err);
    return 1;
}

static void
measure(line *l, const blt_model *model, blt_pool *pool,
        const eval_texts *texts)
{
    blt_flops_meter_options opt = BLT_FLOPS_METER_OPTIONS_INIT;
    blt_flops_meter *m;
    blt_error err;

    opt.patch_size = l->wanted;
    opt.window = cli.window;
    opt.pool = pool;
    if (blt_flops_meter_new(&m, model, &opt, &err) != BLT_OK)
        cli_die_from(&err);
    for (size_t i = 0; i < texts->n; i++) {
        const eval_text *t = &texts->text[i];
        int fd = eval_open(t);
        int64_t n;

        for (int64_t from = 0; fd >= 0 && from < t->size; from += n) {
            n = t->size - from;
            if (eval.length > 0 && n > eval.length)
                n = eval.length;
            if (!read_piece(m, t, fd, from, n))
                break;
        }
        eval_close(t, fd);
    }
    blt_flops_meter_totals(m, &l->planned, &l->counted, &l->bytes,
                           &l->patches);
    blt_flops_meter_free(m);
    cli_progress_wipe();
}

/* ---- output ------------------------------------------------------------- */

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
    char *label = cli_model_label(m);
    size_t lines = eval.n_sizes > 0 ? (size_t)eval.n_sizes
        : n > 0 ? 1 : sizeof usual / sizeof *usual;
    line *l = calloc(lines, sizeof *l);
    blt_error err;

    if (l == NULL)
        cli_die_memory();
    for (size_t k = 0; k < lines; k++)
        l[k] = (line){ .planned = BLT_FLOPS_INIT, .counted = BLT_FLOPS_INIT,
                       .wanted = eval.n_sizes > 0 ? eval.size[k]
                           : n > 0 ? 0 : usual[k] };
    if (n > 0) {
        blt_pool *pool = cli_pool();
        eval_texts texts = eval_texts_open(path, n);

        for (size_t k = 0; k < lines; k++)
            measure(&l[k], m, pool, &texts);
        eval_texts_free(&texts);
        blt_pool_free(pool);
    }
    for (size_t k = 0; n == 0 && k < lines; k++) {
        l[k].bytes = eval.length > 0 ? (double)eval.length : 8192;
        if (blt_flops_plan(&l[k].planned, blt_model_config(m), l[k].bytes,
                           l[k].wanted, cli.window, &err) != BLT_OK)
            cli_die_from(&err);
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
