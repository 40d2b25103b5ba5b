/* blt-eval spell: how good is a corrector's setting, on pairs of sentences
 * as people wrote and as they meant them.
 *
 * The written side is corrected as blt-spell would do it.  Laid against it,
 * the meant side gives the mistakes, the corrected text the changes; those
 * that are the same are hits.  The meant side is corrected, too: all that
 * changes there was right. */
#include "config.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

/* Of a file, or of all. */
typedef struct score {
    int64_t lines;
    int64_t mistakes, changes, hits;    /* edits */
    int64_t tokens, before, after;      /* meant; not as meant */
    int64_t right, spoiled;     /* written words that are right; changed */
    int64_t words, altered;     /* meant words; changed there */
} score;

/* What is needed for a line. */
typedef struct scorer {
    eval_tokens written, meant, got;
    eval_edits gold, done;
    eval_aligner aligner;
    uint8_t *text;              /* a corrected line */
    size_t room;
    score *score;
    eval_bin *bins;             /* [EVAL_BINS] */
} scorer;

/* ---- a line ------------------------------------------------------------------ */

/* The line with n of its fixes, those alone that are sure enough. */
static size_t
apply(scorer *x, const eval_pair *pair, int side, const eval_fix *fix,
      size_t n, double sure)
{
    const uint8_t *p = pair->side[side];
    size_t need = pair->n[side], at = 0, m = 0;

    for (size_t i = 0; i < n; i++)
        need += fix[i].n;
    if (need > x->room) {
        free(x->text);
        x->room = 2 * need;
        x->text = malloc(x->room);
        if (x->text == NULL)
            cli_die_memory();
    }
    for (size_t i = 0; i < n; i++) {
        if (!(fix[i].probability >= sure))
            continue;
        memcpy(x->text + m, p + at, fix[i].at - at);
        m += fix[i].at - at;
        memcpy(x->text + m, fix[i].text, fix[i].n);
        m += fix[i].n;
        at = fix[i].at + fix[i].length;
    }
    if (pair->n[side] > at)
        memcpy(x->text + m, p + at, pair->n[side] - at);
    return m + pair->n[side] - at;
}

static int
tokens(const eval_pairs *r, eval_tokens *t, const uint8_t *p, size_t n)
{
    if (eval_tokens_set(t, p, n))
        return 1;
    eval_pairs_error(r, "more than 2048 words and marks");
    return 0;
}

/* Which of a's tokens do the edits touch? */
static void
touched(uint8_t *touch, const eval_tokens *a, const eval_edits *e)
{
    memset(touch, 0, a->n);
    for (size_t i = 0; i < e->n; i++)
        memset(touch + e->edit[i].from, 1,
               e->edit[i].to - e->edit[i].from);
}

/* A finding is right when it does something, and nothing that is no part of
 * what must be done. */
static int
calibrate(scorer *x, const eval_pairs *r, const eval_pair *pair,
          const eval_fix *fix, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = apply(x, pair, 0, fix + i, 1, 0), k = 0;

        if (!tokens(r, &x->got, x->text, len))
            return 0;
        eval_align(&x->aligner, &x->done, &x->written, &x->got);
        while (k < x->done.n && eval_has_edit(&x->gold, &x->done, k))
            k++;
        eval_bins_add(x->bins, fix[i].probability,
                      x->done.n > 0 && k == x->done.n);
    }
    return 1;
}

static int
written_line(const eval_pairs *r, const eval_pair *pair, const eval_fix *fix,
             size_t n, void *arg)
{
    uint8_t wrong[EVAL_TOKENS], change[EVAL_TOKENS];
    scorer *x = arg;
    score *s = x->score;
    size_t len = apply(x, pair, 0, fix, n, eval.confidence);

    if (!tokens(r, &x->written, pair->side[0], pair->n[0])
        || !tokens(r, &x->meant, pair->side[1], pair->n[1])
        || !tokens(r, &x->got, x->text, len))
        return 0;
    eval_align(&x->aligner, &x->gold, &x->written, &x->meant);
    eval_align(&x->aligner, &x->done, &x->written, &x->got);
    s->lines++;
    s->mistakes += (int64_t)x->gold.n;
    s->changes += (int64_t)x->done.n;
    for (size_t i = 0; i < x->done.n; i++)
        s->hits += eval_has_edit(&x->gold, &x->done, i);
    s->tokens += (int64_t)x->meant.n;
    s->before += (int64_t)eval_distance(&x->aligner, &x->meant, &x->written);
    s->after += (int64_t)eval_distance(&x->aligner, &x->meant, &x->got);
    touched(wrong, &x->written, &x->gold);
    touched(change, &x->written, &x->done);
    for (size_t i = 0; i < x->written.n; i++)
        if (x->written.word[i] && !wrong[i]) {
            s->right++;
            s->spoiled += change[i];
        }
    return !eval.calibration || calibrate(x, r, pair, fix, n);
}

static int
meant_line(const eval_pairs *r, const eval_pair *pair, const eval_fix *fix,
           size_t n, void *arg)
{
    uint8_t change[EVAL_TOKENS];
    scorer *x = arg;
    size_t len = apply(x, pair, 1, fix, n, eval.confidence);

    if (!tokens(r, &x->meant, pair->side[1], pair->n[1])
        || !tokens(r, &x->got, x->text, len))
        return 0;
    eval_align(&x->aligner, &x->done, &x->meant, &x->got);
    touched(change, &x->meant, &x->done);
    for (size_t i = 0; i < x->meant.n; i++)
        if (x->meant.word[i]) {
            x->score->words++;
            x->score->altered += change[i];
        }
    return 1;
}

/* ---- output ---------------------------------------------------------------------- */

static void
put_row(const char *name, const score *s, int width)
{
    const double mistakes = (double)s->mistakes, hits = (double)s->hits;
    const double changes = (double)s->changes, tokens = (double)s->tokens;

    eval_put_name(name, width);
    printf(" %6" PRId64 " %7" PRId64 " %6" PRId64, s->lines, s->words,
           s->mistakes);
    eval_put_ratio(6, 2, 100 * (double)s->before, tokens);
    eval_put_ratio(6, 2, 100 * (double)s->after, tokens);
    eval_put_ratio(6, 2, 100 * hits, changes);
    eval_put_ratio(6, 2, 100 * hits, mistakes);
    eval_put_ratio(6, 2, 125 * hits, 0.25 * mistakes + changes);
    eval_put_ratio(7, 2, 100 * (double)s->spoiled, (double)s->right);
    eval_put_ratio(5, 2, 100 * (double)s->altered, (double)s->words);
    putchar('\n');
}

static void
json_row(const char *name, const score *s)
{
    const double mistakes = (double)s->mistakes, hits = (double)s->hits;
    const double changes = (double)s->changes, tokens = (double)s->tokens;

    putchar('{');
    cli_json_bytes("name", "name_hex", name, strlen(name));
    printf(",\"lines\":%" PRId64 ",\"words\":%" PRId64 ",\"mistakes\":%"
           PRId64 ",\"changes\":%" PRId64 ",\"hits\":%" PRId64, s->lines,
           s->words, s->mistakes, s->changes, s->hits);
    eval_json_ratio("error_before", (double)s->before, tokens);
    eval_json_ratio("error_after", (double)s->after, tokens);
    eval_json_ratio("precision", hits, changes);
    eval_json_ratio("recall", hits, mistakes);
    eval_json_ratio("f0.5", 1.25 * hits, 0.25 * mistakes + changes);
    eval_json_ratio("right_changed", (double)s->spoiled, (double)s->right);
    eval_json_ratio("false_positives", (double)s->altered,
                    (double)s->words);
    putchar('}');
}

/* ---- files ----------------------------------------------------------------------- */

static void
add(score *to, const score *s)
{
    to->lines += s->lines;
    to->mistakes += s->mistakes;
    to->changes += s->changes;
    to->hits += s->hits;
    to->tokens += s->tokens;
    to->before += s->before;
    to->after += s->after;
    to->right += s->right;
    to->spoiled += s->spoiled;
    to->words += s->words;
    to->altered += s->altered;
}

/* Returns 0 when it broke off. */
static int
score_text(scorer *x, eval_corrector *c, blt_speller *s, const eval_text *t)
{
    int fd = eval_open(t), done;

    if (fd < 0)
        return 0;
    done = eval_correct(c, s, t, fd, 0, written_line, x)
        && eval_correct(c, s, t, fd, 1, meant_line, x);
    eval_close(t, fd);
    return done;
}

static void
put_scores(const eval_texts *t, const score *of, const uint8_t *done,
           const eval_bin *bins, void (*head)(void))
{
    score total = { 0 };
    int width = eval_name_width(t), n = 0;

    head();
    if (eval.format == EVAL_TEXT)
        printf("\n%-*s  lines   words  wrong before  after  prec. recall"
               "   F0.5 changed false\n", width, "file");
    else
        printf(",\"files\":[");
    for (size_t i = 0; i < t->n; i++) {
        if (!done[i])
            continue;
        add(&total, &of[i]);
        if (eval.format == EVAL_TEXT) {
            put_row(t->text[i].name, &of[i], width);
        } else {
            printf("%s", n++ > 0 ? "," : "");
            json_row(t->text[i].name, &of[i]);
        }
    }
    if (eval.format == EVAL_TEXT) {
        put_row("total", &total, width);
    } else {
        printf("],\"total\":");
        json_row("total", &total);
    }
    if (eval.calibration)
        eval_bins_put(bins);
    if (eval.format == EVAL_JSON)
        printf("}\n");
}

static void
score_texts(blt_speller *s, const eval_texts *t, void (*head)(void))
{
    eval_bin bins[EVAL_BINS] = { 0 }, kept[EVAL_BINS];
    scorer *x = calloc(1, sizeof *x);
    eval_corrector *c = eval_corrector_new();
    score *of = calloc(t->n + 1, sizeof *of);
    uint8_t *done = calloc(t->n + 1, 1);

    if (x == NULL || of == NULL || done == NULL)
        cli_die_memory();
    eval_tokens_init(&x->written);
    eval_tokens_init(&x->meant);
    eval_tokens_init(&x->got);
    x->bins = bins;
    for (size_t i = 0; i < t->n; i++) {
        memcpy(kept, bins, sizeof kept);
        x->score = &of[i];
        done[i] = (uint8_t)score_text(x, c, s, &t->text[i]);
        if (!done[i])
            memcpy(bins, kept, sizeof kept);
    }
    put_scores(t, of, done, bins, head);
    eval_tokens_free(&x->written);
    eval_tokens_free(&x->meant);
    eval_tokens_free(&x->got);
    eval_aligner_free(&x->aligner);
    free(x->text);
    free(x);
    eval_corrector_free(c);
    free(of);
    free(done);
}

/* ---- the corrector ---------------------------------------------------------------- */

static blt_model *model;

/* What the figures were made with. */
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
    /* As blt-spell has it: who wants a model says so. */
    if (cli.model != NULL || getenv("BLT_MODEL") != NULL) {
        model = cli_model();
        pool = cli_pool();
    }
    opt.languages = eval.languages;
    opt.model = model;
    opt.pool = pool;
    opt.real_words = !eval.no_real_words;
    if (blt_speller_new(&s, data, &opt, &err) != BLT_OK)
        cli_die_from(&err);
    t = eval_texts_open(path, n);
    if (eval.words)
        eval_words(s, &t, put_head);
    else
        score_texts(s, &t, put_head);
    eval_texts_free(&t);
    blt_speller_free(s);
    blt_spell_data_close(data);
    blt_pool_free(pool);
    blt_model_close(model);
}
