/* Structs that grow at their end: every call takes every released size, reads
 * no byte beyond it, and writes none.  After a release that made a struct
 * longer, its new size is added to the table; a size is never removed. */
#include "config.h"
#include <sys/stat.h>
#include <unistd.h>
#include <blt/blt.h>
#include "base/base.h"
#include "tests/lib/golden.h"
#include "tests/lib/tap.h"
#include "tests/unit/models.h"

#define GUARD 32                /* bytes that nothing may touch */

static blt_model *model;
static blt_session *session;    /* of depth FULL */
static blt_locale *locale;

/* ---- one call for each struct ------------------------------------------- */

static blt_status
swallow(void *user, const void *p, size_t n, blt_error *e)
{
    (void)user;
    (void)p;
    (void)n;
    (void)e;
    return BLT_OK;
}

static blt_status
no_row(void *user, const blt_embed_row *row, blt_error *e)
{
    (void)user;
    (void)e;
    return row->size == sizeof *row ? BLT_OK : BLT_EINVAL;
}

static blt_status
patch_options(void *p)
{
    static const float entropy[3] = { 1, 2, 3 };
    int64_t len[4];
    size_t count;

    return blt_patch_find(len, &count, NULL, entropy, 3, 1, p, &err);
}

static blt_status
patch_result(void *p)
{
    blt_config_patch(p, blt_model_config(model));
    return BLT_OK;
}

static blt_status
config_result(void *p)
{
    char path[512], *dir = golden_path("tiny-a-default");

    snprintf(path, sizeof path, "%s/config.json", dir);
    free(dir);
    return blt_config_read(p, path, &err);
}

static blt_status
flops(void *p)
{
    return blt_flops_plan(p, blt_model_config(model), 100, 4, 0, &err);
}

static blt_status
session_options(void *p)
{
    blt_session *s;
    blt_status st = blt_session_new(&s, model, p, &err);

    blt_session_free(s);
    return st;
}

static blt_status
feed(void *p)
{
    static const int32_t bos = BLT_ID_BOS;

    blt_session_reset(session);
    return blt_session_feed(session, &bos, 1, p, &err);
}

static blt_status
gen_options(void *p)
{
    blt_gen *g = NULL;
    blt_status st;

    blt_session_reset(session);
    st = blt_gen_new(&g, session, p, &err);
    blt_gen_free(g);
    return st;
}

static blt_status
gen_step(void *p)
{
    blt_gen *g = NULL;
    blt_status st;

    blt_session_reset(session);
    st = blt_gen_new(&g, session, NULL, &err);
    if (st == BLT_OK)
        st = blt_gen_next(g, p, &err);
    blt_gen_free(g);
    return st;
}

static blt_status
embed_options(void *p)
{
    blt_embed *e = NULL;
    blt_status st;

    blt_session_reset(session);
    st = blt_embed_new(&e, session, model, p, no_row, NULL, &err);
    if (st == BLT_OK)
        st = blt_embed_feed(e, (const uint8_t *)"ab", 2, NULL, &err);
    if (st == BLT_OK)
        st = blt_embed_end(e, &err);
    blt_embed_free(e);
    return st;
}

static blt_status
nearest_query(void *p)
{
    static const float vector[4] = { 1, 0, 0.5f, 0.5f };
    blt_nearest_query *q = p;
    blt_nearest *n = NULL;
    blt_neighbor out[2];
    size_t found[2];
    blt_status st = blt_nearest_new(&n, 2, &err);

    for (int i = 0; i < 2 && st == BLT_OK; i++)
        st = blt_nearest_add(n, vector + 2 * i, &err);
    q->vector = vector;
    q->n = 2;
    if (st == BLT_OK)
        st = blt_nearest_find(n, q, out, found, &err);
    blt_nearest_free(n);
    return st;
}

static blt_status
write_options(void *p)
{
    return blt_model_write(model, in("written"), p, &err);
}

static blt_status
tensor_info(void *p)
{
    return blt_model_tensor(model, 0, p) ? BLT_OK : BLT_EINVAL;
}

static blt_status
charset_guess(void *p)
{
    return blt_charset_detect(p, (const uint8_t *)"ab", 2, BLT_CHARSET_OVER,
                              &err);
}

static blt_status
segment(void *p)
{
    blt_segmenter *s = NULL;
    blt_status st = blt_segmenter_new(&s, BLT_SEGMENT_WORD, &err);

    if (st == BLT_OK)
        st = blt_segmenter_push(s, (const uint8_t *)"a b", 3, &err);
    if (st == BLT_OK) {
        blt_segmenter_end(s);
        st = blt_segmenter_next(s, p, &err);
    }
    blt_segmenter_free(s);
    return st;
}

static blt_status
stream(void *user, void *p, size_t *n, blt_error *e)
{
    static const char text[] = "#blt-stream 1 entropy\n"
        "#columns offset entropy surprisal byte\n#document -\n0\t1\t2\ta\n";
    size_t *at = user, left = sizeof text - 1 - *at;

    (void)e;
    *n = left < *n ? left : *n;
    memcpy(p, text + *at, *n);
    *at += *n;
    return BLT_OK;
}

static blt_status
record_result(void *p)
{
    blt_stream_reader *r = NULL;
    const char *document;
    blt_event event = BLT_EVENT_END;
    size_t at = 0;
    blt_status st = blt_stream_reader_new(&r, "test", stream, &at, &err);

    for (int i = 0; i < 2 && st == BLT_OK; i++)
        st = blt_stream_read(r, &event, p, &document, &err);
    blt_stream_reader_free(r);
    return st == BLT_OK && event != BLT_EVENT_RECORD ? BLT_EDATA : st;
}

static blt_status
view_options(void *p)
{
    blt_view *v = NULL;
    blt_status st = blt_view_new(&v, BLT_VIEW_HEX, p, swallow, NULL, &err);

    blt_view_free(v);
    return st;
}

static blt_status
scored(void *p)
{
    blt_view *v = NULL;
    blt_status st = blt_view_new(&v, BLT_VIEW_HEX, NULL, swallow, NULL, &err);

    if (st == BLT_OK)
        st = blt_view_document(v, "-", &err);
    if (st == BLT_OK)
        st = blt_view_feed(v, p, &err);
    blt_view_free(v);
    return st;
}

static blt_status
scored_result(void *p)
{
    blt_scorer *s = NULL;
    blt_status st = blt_scorer_new(&s, model, NULL, &err);

    if (st == BLT_OK)
        st = blt_scorer_feed(s, p, (const uint8_t *)"abc", 3, NULL, &err);
    blt_scorer_free(s);
    return st;
}

static blt_status
scorer_options(void *p)
{
    blt_scorer *s = NULL;
    blt_status st = blt_scorer_new(&s, model, p, &err);

    blt_scorer_free(s);
    return st;
}

static blt_status
no_unit(void *user, const blt_unit *unit, blt_error *e)
{
    (void)user;
    (void)e;
    return unit->size == sizeof *unit ? BLT_OK : BLT_EINVAL;
}

static blt_status
unit_options(void *p)
{
    blt_units *u = NULL;
    blt_status st = blt_units_new(&u, p, no_unit, NULL, &err);

    if (st == BLT_OK)
        st = blt_units_document(u, "-", &err);
    if (st == BLT_OK)
        st = blt_units_document_end(u, &err);
    blt_units_free(u);
    return st;
}

static blt_status
sum_result(void *p)
{
    blt_tally *t = NULL;
    blt_status st = blt_tally_new(&t, '\n', NULL, &err);

    if (st == BLT_OK && !blt_tally_sum(p, t, BLT_TALLY_ALL, 0))
        st = BLT_EINVAL;
    blt_tally_free(t);
    return st;
}

static blt_status
report_options(void *p)
{
    blt_report *r = NULL;
    blt_status st;

    ((blt_report_options *)p)->locale = locale;
    st = blt_report_new(&r, p, swallow, NULL, &err);
    blt_report_free(r);
    return st;
}

static blt_status
spell_options(void *p)
{
    blt_spell_data *d = NULL;
    blt_speller *s = NULL;
    char dir[512];
    blt_status st;

    snprintf(dir, sizeof dir, "%s/share/spell", getenv("top_srcdir"));
    st = blt_spell_data_open(&d, dir, &err);
    if (st == BLT_OK)
        st = blt_speller_new(&s, d, p, &err);
    blt_speller_free(s);
    blt_spell_data_close(d);
    return st;
}

static blt_status
correction_counts(void *p)
{
    static const blt_slice text = { "a b", 3 };
    blt_aligner *a = NULL;
    blt_status st = blt_aligner_new(&a, &err);

    if (st == BLT_OK)
        st = blt_aligner_written(a, p, text, text, text, &err);
    if (st == BLT_OK)
        st = blt_aligner_intended(a, p, text, text, &err);
    blt_correction_add(p, p);
    (void)blt_correction_percent(p, BLT_CORRECTION_F05);
    blt_aligner_free(a);
    return st;
}

static blt_status
calibration(void *p)
{
    blt_calibration_put(p, 0.5, 1);
    return blt_calibration_error(p, NULL) == 0.5 ? BLT_OK : BLT_EDATA;
}

static blt_status
suggestion_counts(void *p)
{
    blt_suggestion_add(p, p);
    return BLT_OK;
}

static blt_status
flops_meter_options(void *p)
{
    blt_flops_meter *m = NULL;
    blt_status st = blt_flops_meter_new(&m, model, p, &err);

    blt_flops_meter_free(m);
    return st;
}

/* A recipe and a text that is hardly long enough. */
static blt_trainer *
trainer(blt_train_options *opt)
{
    static char recipe[128], text[128];
    static const char *const data[] = { text };
    blt_trainer *t = NULL;
    FILE *f;

    snprintf(recipe, sizeof recipe, "%s", in("recipe"));
    snprintf(text, sizeof text, "%s", in("text.txt"));
    put_file(recipe, "[model]\nhash_sizes = 2 3\nhash_vocab = 32\n"
             "[patcher]\nhidden = 16\nheads = 2\n[encoder]\nhidden = 16\n"
             "heads = 2\n[global]\nhidden = 32\nheads = 2\n[decoder]\n"
             "hidden = 16\nheads = 2\n[data]\nvalid_bytes = 4096\n"
             "final_valid_bytes = 8192\n"
             "[entropy]\nlength = 64\nbatch = 1\nsteps = 2\n"
             "[main]\nlength = 64\nbatch = 1\nsteps = 2\n");
    f = fopen(text, "w");
    for (int i = 0; f != NULL && i < 2000; i++)
        fprintf(f, "some words %d%s", i, i % 20 ? " " : "\n\n");
    if (f == NULL || fclose(f) != 0)
        exit(99);
    opt->recipe = recipe;
    opt->data = data;
    opt->n_data = 1;
    if (blt_trainer_new(&t, opt, &err) != BLT_OK)
        t = NULL;
    return t;
}

static blt_status
train_options(void *p)
{
    blt_trainer *t = trainer(p);
    blt_status st = t != NULL ? BLT_OK : err.status;

    blt_trainer_free(t);
    return st;
}

static blt_status
train_report(void *p)
{
    blt_train_options opt = BLT_TRAIN_OPTIONS_INIT;
    blt_trainer *t = trainer(&opt);
    blt_status st = t != NULL ? blt_trainer_step(t, p, &err) : err.status;

    blt_trainer_free(t);
    return st;
}

static blt_status
train_plan(void *p)
{
    blt_train_options opt = BLT_TRAIN_OPTIONS_INIT;
    blt_trainer *t = trainer(&opt);

    if (t == NULL)
        return err.status;
    blt_trainer_plan(t, p);
    blt_trainer_free(t);
    return BLT_OK;
}

static const char *
channel_files(void)
{
    static char from[512];

    snprintf(from, sizeof from, "%s/share/spell/en.channel",
             getenv("top_srcdir"));
    put_file(in("pairs"), "teh\tthe\nrecieve\treceive\nwich\twhich\n");
    return from;
}

static blt_status
build_options(void *p)
{
    const char *from = channel_files(), *pairs = in("pairs");

    return blt_channel_learn(from, &pairs, 1, in("new.channel"), p, NULL,
                             &err);
}

static blt_status
channel_report(void *p)
{
    const char *from = channel_files(), *pairs = in("pairs");

    return blt_channel_learn(from, &pairs, 1, in("new.channel"), NULL, p,
                             &err);
}

static blt_status
words_report(void *p)
{
    char plan[512];

    put_file(in("xx.dict"), "one\ntwo\nthree\n");
    snprintf(plan, sizeof plan, "language = xx\ndictionary = %s\n",
             in("xx.dict"));
    put_file(in("plan"), plan);
    return blt_words_build(in("plan"), in("."), NULL, p, &err);
}

/* ---- the table ---------------------------------------------------------- */

/* The sizes of 0.1 and 0.2 on LP64; 0: it had no `size` then. */
#define STRUCT(type, init, call, old, new) { #type " in " #call, \
    &(const blt_##type)BLT_##init, sizeof(blt_##type), { old, new }, call }

static const struct grows {
    const char *name;
    const void *init;
    size_t now, released[2];
    blt_status (*call)(void *p);
} structs[] = {
    STRUCT(patch_options, PATCH_OPTIONS_INIT, patch_options, 48, 48),
    STRUCT(patch_options, PATCH_OPTIONS_INIT, patch_result, 48, 48),
    STRUCT(config, CONFIG_INIT, config_result, 0, 368),
    STRUCT(flops, FLOPS_INIT, flops, 0, 56),
    STRUCT(session_options, SESSION_OPTIONS_INIT, session_options, 88, 48),
    STRUCT(feed, FEED_INIT, feed, 88, 88),
    STRUCT(gen_options, GEN_OPTIONS_INIT, gen_options, 112, 112),
    STRUCT(gen_step, GEN_STEP_INIT, gen_step, 0, 24),
    STRUCT(embed_options, EMBED_OPTIONS_INIT, embed_options, 32, 32),
    STRUCT(nearest_query, NEAREST_QUERY_INIT, nearest_query, 0, 56),
    STRUCT(write_options, WRITE_OPTIONS_INIT, write_options, 16, 32),
    STRUCT(tensor_info, TENSOR_INFO_INIT, tensor_info, 0, 64),
    STRUCT(charset_guess, CHARSET_GUESS_INIT, charset_guess, 0, 72),
    STRUCT(segment, SEGMENT_INIT, segment, 0, 32),
    STRUCT(record, RECORD_INIT, record_result, 0, 104),
    STRUCT(view_options, VIEW_OPTIONS_INIT, view_options, 48, 48),
    STRUCT(scored, SCORED_INIT, scored, 0, 112),
    STRUCT(scored, SCORED_INIT, scored_result, 0, 112),
    STRUCT(scorer_options, SCORER_OPTIONS_INIT, scorer_options, 0, 40),
    STRUCT(unit_options, UNIT_OPTIONS_INIT, unit_options, 0, 48),
    STRUCT(sum, SUM_INIT, sum_result, 0, 88),
    STRUCT(report_options, REPORT_OPTIONS_INIT, report_options, 72, 72),
    STRUCT(spell_options, SPELL_OPTIONS_INIT, spell_options, 64, 72),
    STRUCT(correction_counts, CORRECTION_COUNTS_INIT, correction_counts, 0,
           96),
    STRUCT(calibration, CALIBRATION_INIT, calibration, 0, 248),
    STRUCT(suggestion_counts, SUGGESTION_COUNTS_INIT, suggestion_counts, 0,
           40),
    STRUCT(flops_meter_options, FLOPS_METER_OPTIONS_INIT,
           flops_meter_options, 0, 32),
    STRUCT(train_options, TRAIN_OPTIONS_INIT, train_options, 88, 104),
    STRUCT(train_report, TRAIN_REPORT_INIT, train_report, 0, 104),
    STRUCT(train_plan, TRAIN_PLAN_INIT, train_plan, 0, 152),
    STRUCT(build_options, BUILD_OPTIONS_INIT, build_options, 0, 24),
    STRUCT(channel_report, CHANNEL_REPORT_INIT, channel_report, 48, 48),
    STRUCT(words_report, WORDS_REPORT_INIT, words_report, 152, 152),
};

/* The struct as a program would pass it that was compiled against a release
 * in which it had `size` bytes. */
static void
try(const struct grows *s, size_t size)
{
    uint8_t *p = malloc(size + GUARD);
    blt_status st;
    int whole = 1;

    if (p == NULL)
        exit(99);
    memset(p, 0xa5, size + GUARD);
    memcpy(p, s->init, size < s->now ? size : s->now);
    memcpy(p, &size, sizeof size);
    err.text[0] = '\0';
    st = s->call(p);
    for (size_t i = 0; i < GUARD; i++)
        whole &= p[size + i] == 0xa5;
    ok(st == BLT_OK && whole && memcmp(p, &size, sizeof size) == 0,
       "%s: %zu bytes of %zu %s", s->name, size, s->now, err.text);
    free(p);
}

int
main(void)
{
    char dir[512], *tiny = golden_path("tiny-a-default");

    if (!begin_models() || blt_model_open(&model, tiny, &err) != BLT_OK
        || blt_session_new(&session, model, NULL, &err) != BLT_OK)
        return 99;
    snprintf(dir, sizeof dir, "%s/share/locale", getenv("top_builddir"));
    if (blt_locale_new(&locale, "en", dir, &err) != BLT_OK)
        return 99;
    for (size_t i = 0; i < sizeof structs / sizeof *structs; i++) {
        const struct grows *s = &structs[i];

        if (sizeof(void *) == 8)
            ok(s->now >= s->released[1], "%s: %zu bytes now, never fewer"
               " than %zu", s->name, s->now, s->released[1]);
        for (size_t k = 0; k < 2; k++)
            if (s->released[k] > 0)
                try(s, s->released[k]);
        try(s, s->now);
        try(s, s->now + 24);            /* of a release to come */
    }
    blt_locale_free(locale);
    blt_session_free(session);
    blt_model_close(model);
    free(tiny);
    ok(end_models(), "cleared away");
    return done_testing();
}
