/* blt-eval spell: the quality of corrections with some settings, on pairs of
 * sentences as people wrote them and as they intended them.
 *
 * The written side is corrected as blt-spell would do it, and compared with
 * the intended side.  The intended side is corrected too: every change there
 * is a change of correct text. */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

typedef blt_correction_counts counts;

/* ---- output ------------------------------------------------------------- */

/* The columns and members that are percentages. */
static const struct {
    blt_correction_measure measure;
    const char *key;            /* in JSON */
    int width;                  /* in the table */
} columns[] = {
    { BLT_CORRECTION_WER_BEFORE, "error_before", 6 },
    { BLT_CORRECTION_WER_AFTER, "error_after", 6 },
    { BLT_CORRECTION_PRECISION, "precision", 6 },
    { BLT_CORRECTION_RECALL, "recall", 6 },
    { BLT_CORRECTION_F05, "f0.5", 6 },
    { BLT_CORRECTION_SPOILED, "right_changed", 7 },
    { BLT_CORRECTION_FALSE, "false_positives", 5 }
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void
put_row(const char *name, const counts *c, int width)
{
    eval_put_name(name, width);
    printf(" %6" PRId64 " %7" PRId64 " %6" PRId64, c->sentences, c->words,
           c->mistakes);
    for (int i = 0; i < COLUMNS; i++) {
        double percent = blt_correction_percent(c, columns[i].measure);

        eval_put_ratio(columns[i].width, 2, percent, !isnan(percent));
    }
    putchar('\n');
}

static void
json_row(const char *name, const counts *c)
{
    putchar('{');
    cli_json_bytes("name", "name_hex", name, strlen(name));
    printf(",\"lines\":%" PRId64 ",\"words\":%" PRId64 ",\"mistakes\":%"
           PRId64 ",\"changes\":%" PRId64 ",\"hits\":%" PRId64,
           c->sentences, c->words, c->mistakes, c->changes, c->hits);
    for (int i = 0; i < COLUMNS; i++) {
        double percent = blt_correction_percent(c, columns[i].measure);

        eval_json_ratio(columns[i].key, percent, isnan(percent) ? 0 : 100);
    }
    putchar('}');
}

static void
put_bins(const blt_calibration *b)
{
    int64_t n;
    double error = blt_calibration_error(b, &n);

    printf("\nsaid    findings   mean  right\n");
    for (int i = 0; i < BLT_CALIBRATION_BINS; i++) {
        printf("%.1f-%.1f %8" PRId64, (double)i / BLT_CALIBRATION_BINS,
               (double)(i + 1) / BLT_CALIBRATION_BINS, b->count[i]);
        eval_put_ratio(6, 3, b->sum[i], (double)b->count[i]);
        eval_put_ratio(6, 3, (double)b->right[i], (double)b->count[i]);
        putchar('\n');
    }
    printf("expected calibration error %.4f of %" PRId64 "\n", error, n);
}

static void
json_bins(const blt_calibration *b)
{
    int64_t n;
    double error = blt_calibration_error(b, &n);

    printf(",\"calibration\":{\"findings\":%" PRId64 ",\"error\":%.9g"
           ",\"bins\":[", n, error);
    for (int i = 0; i < BLT_CALIBRATION_BINS; i++) {
        printf("%s{\"findings\":%" PRId64, i > 0 ? "," : "", b->count[i]);
        eval_json_ratio("said", b->sum[i], (double)b->count[i]);
        eval_json_ratio("right", (double)b->right[i], (double)b->count[i]);
        putchar('}');
    }
    printf("]}");
}

static void
put_all(const eval_texts *t, const counts *of, const uint8_t *done,
        const blt_calibration *bins, void (*head)(void))
{
    counts total = BLT_CORRECTION_COUNTS_INIT;
    int width = eval_name_width(t), n = 0, text = eval.format == EVAL_TEXT;

    head();
    if (text)
        printf("\n%-*s  lines   words  wrong before  after  prec. recall"
               "   F0.5 changed false\n", width, "file");
    else
        printf(",\"files\":[");
    for (size_t i = 0; i < t->n; i++) {
        if (!done[i])
            continue;
        blt_correction_add(&total, &of[i]);
        if (text) {
            put_row(t->text[i].name, &of[i], width);
        } else {
            printf("%s", n++ > 0 ? "," : "");
            json_row(t->text[i].name, &of[i]);
        }
    }
    if (text) {
        put_row("total", &total, width);
    } else {
        printf("],\"total\":");
        json_row("total", &total);
    }
    if (eval.calibration && text)
        put_bins(bins);
    else if (eval.calibration)
        json_bins(bins);
    if (!text)
        printf("}\n");
}

/* ---- files -------------------------------------------------------------- */

/* One side of a file.  Returns 0 after a failure that was reported. */
static int
correct(blt_spell_eval *e, blt_side side, counts *c, blt_calibration *bins,
        eval_pairs *r)
{
    blt_slice written, intended;
    blt_status st = BLT_OK;
    blt_error err;
    int got = 0;

    blt_spell_eval_begin(e, side, c, bins);
    while (st == BLT_OK
           && (got = eval_pairs_next(r, &written, &intended)) > 0)
        st = blt_spell_eval_line(e, written, intended, &err);
    if (st == BLT_OK && got == 0)
        st = blt_spell_eval_end(e, &err);
    if (st == BLT_EDATA)
        eval_pairs_error(r->text, blt_spell_eval_done(e) + 1, err.text);
    else if (st != BLT_OK)
        cli_die(r->text->name, "%s", err.text);
    return st == BLT_OK && got == 0;
}

static int
measure(blt_spell_eval *e, counts *c, blt_calibration *bins, eval_pairs *r,
        const eval_text *t)
{
    int fd = eval_open(t), done;

    if (fd < 0)
        return 0;
    eval_pairs_open(r, t, fd);
    done = correct(e, BLT_SIDE_WRITTEN, c, bins, r);
    eval_pairs_open(r, t, fd);
    done = done && correct(e, BLT_SIDE_INTENDED, c, NULL, r);
    eval_close(t, fd);
    return done;
}

static void
measure_all(blt_speller *s, const eval_texts *t, void (*head)(void))
{
    blt_calibration bins = BLT_CALIBRATION_INIT;
    eval_pairs *r = malloc(sizeof *r);
    counts *of = calloc(t->n + 1, sizeof *of);
    uint8_t *done = calloc(t->n + 1, 1);
    blt_spell_eval *e;
    blt_error err;

    if (r == NULL || of == NULL || done == NULL)
        cli_die_memory();
    if (blt_spell_eval_new(&e, s, &err) != BLT_OK)
        cli_die_from(&err);
    for (size_t i = 0; i < t->n; i++) {
        blt_calibration before = bins;

        of[i] = (counts)BLT_CORRECTION_COUNTS_INIT;
        done[i] = (uint8_t)measure(e, &of[i], eval.calibration ? &bins : NULL,
                                   r, &t->text[i]);
        if (!done[i])
            bins = before;
    }
    put_all(t, of, done, &bins, head);
    blt_spell_eval_free(e);
    free(r);
    free(of);
    free(done);
}

/* ---- the speller -------------------------------------------------------- */

static blt_model *model;

/* The settings. */
static void
put_head(void)
{
    char *label = model != NULL ? cli_model_label(model) : NULL;

    if (eval.format == EVAL_TEXT) {
        printf("languages %s, confidence %g%s, %s%s\n", eval.languages,
               eval.confidence,
               eval.no_real_words ? ", no real words" : "",
               label != NULL ? "model " : "no model",
               label != NULL ? label : "");
    } else {
        printf("{\"model\":");
        if (label != NULL) {
            putchar('"');
            cli_json_text(label, strlen(label));
            putchar('"');
        } else {
            printf("null");
        }
        printf(",\"languages\":\"");
        cli_json_text(eval.languages, strlen(eval.languages));
        printf("\",\"confidence\":%.9g,\"real_words\":%s", eval.confidence,
               eval.no_real_words ? "false" : "true");
    }
    free(label);
}

void
eval_spell(char **path, int n)
{
    char *dir = cli_data_path(NULL, "spell");
    blt_spell_options opt = BLT_SPELL_OPTIONS_INIT;
    blt_pool *pool = NULL;
    blt_spell_data *data;
    blt_speller *s;
    eval_texts t;
    blt_error err;

    if (blt_spell_data_open(&data, dir, &err) != BLT_OK)
        cli_die_from(&err);
    free(dir);
    /* As in blt-spell, there is no default model. */
    if (cli.model != NULL || getenv("BLT_MODEL") != NULL) {
        model = cli_model();
        pool = cli_pool();
    }
    opt.languages = eval.languages;
    opt.model = model;
    opt.pool = pool;
    opt.confidence = eval.confidence;
    opt.real_words = !eval.no_real_words;
    if (blt_speller_new(&s, data, &opt, &err) != BLT_OK)
        cli_die_from(&err);
    t = eval_texts_open(path, n);
    if (eval.words)
        eval_words(s, &t, put_head);
    else
        measure_all(s, &t, put_head);
    eval_texts_free(&t);
    blt_speller_free(s);
    blt_spell_data_close(data);
    blt_pool_free(pool);
    blt_model_close(model);
}
