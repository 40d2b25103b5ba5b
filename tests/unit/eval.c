/* eval/: alignments, counts and measures worked out by hand, calibration, and
 * the meter of FLOPs. */
#include "config.h"
#include <blt/blt.h>
#include "eval/align.h"
#include "tests/lib/golden.h"
#include "tests/lib/tap.h"

static blt_error err;

static blt_slice
slice(const char *s)
{
    return (blt_slice){ s, strlen(s) };
}

/* ---- sentences ---------------------------------------------------------- */

static void
sentences(void)
{
    static blt__sentence s, t;
    static char many[2 * BLT_ALIGNER_TOKENS + 3];
    int good = 1;

    ok(blt__sentence_init(&s, &err) == BLT_OK
       && blt__sentence_init(&t, &err) == BLT_OK, "two sentences");
    good &= blt__sentence_read(&s, slice("Don't re-do it, 'now'.\xff"),
                               &err) == BLT_OK;
    ok(good && s.n == 8, "marks inside a word belong to it, others are"
       " tokens, invalid bytes are nothing");
    ok(s.word[0] && s.word[1] && s.word[2] && !s.word[3] && !s.word[4]
       && s.word[5] && !s.word[6] && !s.word[7], "words and marks");
    ok(s.at[1] == 5 && s.at[2] == 10, "in characters");
    good = blt__sentence_read(&t, slice("it, 'now' it"), &err) == BLT_OK;
    ok(good && blt__sentence_equal(&s, 2, &t, 0, 5)
       && !blt__sentence_equal(&s, 2, &t, 0, 6)
       && blt__sentence_equal(&s, 2, &t, 5, 1), "runs of equal tokens");
    ok(blt__sentence_read(&t, slice(""), &err) == BLT_OK && t.n == 0,
       "an empty one");
    for (size_t i = 0; i <= BLT_ALIGNER_TOKENS; i++)
        memcpy(many + 2 * i, ". ", 2);
    ok(blt__sentence_read(&t, slice(many), &err) == BLT_EDATA
       && strcmp(err.text, "more than 2048 words and marks") == 0,
       "one token too many");
    ok(blt__sentence_read(&t, (blt_slice){ many, strlen(many) - 2 }, &err)
       == BLT_OK && t.n == BLT_ALIGNER_TOKENS, "and not too many");
    blt__sentence_free(&s);
    blt__sentence_free(&t);
}

/* Whether the edits from a to b are `want`: "from-to:b_from-b_to ...". */
static void
align(const char *a, const char *b, const char *want)
{
    static blt__align_scratch x;
    static blt__token_edits e;
    static blt__sentence s, t;
    char got[256] = "";

    if (s.token == NULL && (blt__sentence_init(&s, &err) != BLT_OK
                            || blt__sentence_init(&t, &err) != BLT_OK))
        exit(99);
    if (blt__sentence_read(&s, slice(a), &err) != BLT_OK
        || blt__sentence_read(&t, slice(b), &err) != BLT_OK
        || blt__align(&x, &e, &s, &t, &err) != BLT_OK)
        exit(99);
    for (size_t i = 0; i < e.n; i++) {
        const blt__token_edit *q = &e.edit[i];

        snprintf(got + strlen(got), sizeof got - strlen(got),
                 "%s%zu-%zu:%zu-%zu", i > 0 ? " " : "", q->from, q->to,
                 q->b_from, q->b_to);
    }
    ok(strcmp(got, want) == 0, "\"%s\" to \"%s\": %s", a, b, got);
}

static void
alignments(void)
{
    align("a b c", "a b c", "");
    align("", "", "");
    align("", "a", "0-0:0-1");
    align("teh end", "the end", "0-1:0-1");
    align("can not we", "cannot we", "0-2:0-1");
    align("nevertheless", "never the less", "0-1:0-3");
    align("it is is so", "it is so", "2-3:2-2");
    align("so", "so ha ha", "1-1:1-2");     /* the second is the same edit */
    align("a , b", "a x b", "1-2:1-2");
    align("one two three x y four", "one two three y four", "3-4:3-3");
    align("wrod here teh end of it", "word here the end of it",
          "0-1:0-1 2-3:2-3");
}

/* ---- counts ------------------------------------------------------------- */

static void
corrections(void)
{
    blt_correction_counts c = BLT_CORRECTION_COUNTS_INIT, twice = c;
    blt_aligner *a;
    int right;

    if (blt_aligner_new(&a, &err) != BLT_OK)
        exit(99);
    /* Two mistakes; one of them corrected, and a right word changed. */
    ok(blt_aligner_written(a, &c, slice("I recieve teh mail."),
                           slice("I receive the mail."),
                           slice("I receive teh male."), &err) == BLT_OK,
       "a sentence");
    ok(c.sentences == 1 && c.mistakes == 2 && c.changes == 2 && c.hits == 1
       && c.tokens == 5 && c.before == 2 && c.after == 2 && c.right == 2
       && c.spoiled == 1 && c.words == 0, "its counts");
    ok(blt_aligner_is_right(a, &right, slice("I recieve the mail."), &err)
       == BLT_OK && right == 1, "a version with one mistake less");
    ok(blt_aligner_is_right(a, &right, slice("I receive teh male."), &err)
       == BLT_OK && right == 0, "with a right word changed");
    ok(blt_aligner_is_right(a, &right, slice("I recieve teh mail."), &err)
       == BLT_OK && right == 0, "the same");
    ok(blt_aligner_intended(a, &c, slice("I receive the mail."),
                            slice("I receive the male."), &err) == BLT_OK
       && c.words == 4 && c.altered == 1 && c.sentences == 1,
       "an intended sentence");
    near(blt_correction_percent(&c, BLT_CORRECTION_WER_BEFORE), 40, 0, 0,
         "WER before");
    near(blt_correction_percent(&c, BLT_CORRECTION_WER_AFTER), 40, 0, 0,
         "WER after");
    near(blt_correction_percent(&c, BLT_CORRECTION_PRECISION), 50, 0, 0,
         "precision");
    near(blt_correction_percent(&c, BLT_CORRECTION_RECALL), 50, 0, 0,
         "recall");
    near(blt_correction_percent(&c, BLT_CORRECTION_F05), 50, 0, 0, "F0.5");
    near(blt_correction_percent(&c, BLT_CORRECTION_SPOILED), 50, 0, 0,
         "right words changed");
    near(blt_correction_percent(&c, BLT_CORRECTION_FALSE), 25, 0, 0,
         "intended words changed");
    ok(isnan(blt_correction_percent(&twice, BLT_CORRECTION_F05)),
       "nothing of nothing");
    blt_correction_add(&twice, &c);
    blt_correction_add(&twice, &c);
    ok(twice.hits == 2 && twice.altered == 2 && twice.tokens == 10, "a sum");
    blt_aligner_free(a);
}

static void
calibration(void)
{
    blt_calibration c = BLT_CALIBRATION_INIT;
    int64_t n;

    near(blt_calibration_error(&c, &n), 0, 0, 0, "no prediction, no error");
    blt_calibration_put(&c, 0, 0);
    blt_calibration_put(&c, 0.75, 1);
    blt_calibration_put(&c, 0.75, 0);
    blt_calibration_put(&c, 1, 1);
    ok(c.count[0] == 1 && c.count[7] == 2 && c.right[7] == 1
       && c.sum[7] == 1.5 && c.count[9] == 1, "bins");
    /* |0 - 0| + |1 - 1.5| + |1 - 1|, of 4 */
    near(blt_calibration_error(&c, &n), 0.125, 0, 0, "the mean difference");
    ok(n == 4, "of four");
    blt_calibration_put(&c, NAN, 1);
    (void)blt_calibration_error(&c, &n);
    ok(n == 4, "NaN is not a prediction");
}

/* ---- a speller ---------------------------------------------------------- */

/* With the shipped English data, as it is without a model. */
static void
speller(void)
{
    blt_correction_counts c = BLT_CORRECTION_COUNTS_INIT;
    blt_calibration bins = BLT_CALIBRATION_INIT;
    blt_suggestion_counts w = BLT_SUGGESTION_COUNTS_INIT;
    blt_spell_options opt = BLT_SPELL_OPTIONS_INIT;
    blt_spell_data *d;
    blt_speller *s;
    blt_spell_eval *e;
    char dir[512];

    snprintf(dir, sizeof dir, "%s/share/spell", getenv("top_srcdir"));
    opt.languages = "en";
    if (blt_spell_data_open(&d, dir, &err) != BLT_OK
        || blt_speller_new(&s, d, &opt, &err) != BLT_OK
        || blt_spell_eval_new(&e, s, &err) != BLT_OK)
        exit(99);
    blt_spell_eval_begin(e, BLT_SIDE_WRITTEN, &c, &bins);
    ok(blt_spell_eval_line(e, slice("I recieve the mail."),
                           slice("I receive the mail."), &err) == BLT_OK
       && blt_spell_eval_line(e, slice(""), slice(""), &err) == BLT_OK
       && blt_spell_eval_line(e, slice("The mail is definately here."),
                              slice("The mail is definitely here."), &err)
       == BLT_OK, "three lines");
    ok(c.sentences == 0, "which wait");
    ok(blt_spell_eval_end(e, &err) == BLT_OK
       && blt_spell_eval_done(e) == 3 && c.sentences == 3, "for the end");
    ok(c.mistakes == 2 && c.hits == 2 && c.changes == 2 && c.after == 0,
       "two mistakes, both corrected");
    ok(bins.count[9] == 2 && bins.right[9] == 2, "with certainty");
    blt_spell_eval_begin(e, BLT_SIDE_INTENDED, &c, NULL);
    ok(blt_spell_eval_line(e, slice("I recieve the mail."),
                           slice("I receive the mail."), &err) == BLT_OK
       && blt_spell_eval_end(e, &err) == BLT_OK && c.words == 4
       && c.altered == 0, "the intended side");
    blt_spell_eval_begin(e, BLT_SIDE_WRITTEN, &c, NULL);
    ok(blt_spell_eval_line(e, slice("two\nlines"), slice("x"), &err)
       == BLT_EINVAL, "a newline in a line");
    ok(blt_suggestion_put(&w, s, slice("recieve"), slice("revive|receive"),
                          &err) == BLT_OK
       && blt_suggestion_put(&w, s, slice("mail"), slice("mall"), &err)
       == BLT_OK, "single words");
    ok(w.words == 2 && w.accepted == 1 && w.first == 1 && w.five == 1,
       "one is found, one is accepted");
    blt_spell_eval_free(e);
    blt_speller_free(s);
    blt_spell_data_close(d);
}

/* ---- FLOPs -------------------------------------------------------------- */

static void
flops(void)
{
    char *dir = golden_path("tiny-a-default");
    blt_flops_meter_options opt = BLT_FLOPS_METER_OPTIONS_INIT;
    blt_flops planned = BLT_FLOPS_INIT, counted = planned, again = planned;
    blt_flops_meter *m;
    blt_model *model;
    double bytes, patches;
    uint8_t text[900];

    memset(text, 'a', sizeof text);
    opt.patch_size = 4.5;
    if (blt_model_open(&model, dir, &err) != BLT_OK
        || blt_flops_meter_new(&m, model, &opt, &err) != BLT_OK)
        exit(99);
    ok(blt_flops_meter_feed(m, text, sizeof text, &err) == BLT_OK
       && blt_flops_meter_end(m, &err) == BLT_OK, "a text");
    blt_flops_meter_totals(m, &planned, &counted, &bytes, &patches);
    ok(bytes == 900 && fabs(patches - 200) <= 1, "%g bytes in %g patches",
       bytes, patches);
    near(blt_flops_sum(&counted), blt_flops_sum(&planned), 0, 0.02,
         "counted as planned");
    ok(blt_flops_meter_feed(m, text, 100, &err) == BLT_OK, "another");
    blt_flops_meter_reset(m);
    ok(blt_flops_meter_feed(m, text, 600, &err) == BLT_OK
       && blt_flops_meter_feed(m, text, 300, &err) == BLT_OK
       && blt_flops_meter_end(m, &err) == BLT_OK
       && blt_flops_meter_end(m, &err) == BLT_OK, "given up, and the first");
    blt_flops_meter_totals(m, NULL, &again, &bytes, NULL);
    near(blt_flops_sum(&again), 2 * blt_flops_sum(&counted), 0, 0,
         "in pieces, the same");
    ok(bytes == 1800, "both are in the totals");
    blt_flops_meter_free(m);
    opt.patch_size = 0.5;
    ok(blt_flops_meter_new(&m, model, &opt, &err) == BLT_EINVAL && m == NULL,
       "patches of half a byte");
    blt_model_close(model);
    free(dir);
}

int
main(void)
{
    sentences();
    alignments();
    corrections();
    calibration();
    speller();
    flops();
    return done_testing();
}
