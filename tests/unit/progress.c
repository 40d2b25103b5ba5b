/* Long calls report their progress, and can be canceled at any report without
 * leaving a file behind. */
#include "config.h"
#include <unistd.h>
#include <blt/blt.h>
#include "base/base.h"
#include "tests/lib/golden.h"
#include "tests/lib/tap.h"
#include "tests/unit/models.h"

typedef struct watch {
    long calls, stop;           /* stop at this call; 0: never */
    int good;                   /* numbers rise and stay below the total */
    char task[64];
    uint64_t done;
} watch;

static blt_status
look(void *user, const blt_progress *p, blt_error *e)
{
    watch *w = user;

    (void)e;
    w->good &= p->size == sizeof *p && (p->total == 0 || p->done <= p->total)
        && (strcmp(w->task, p->task) != 0 || p->done >= w->done
            || p->done == 0);           /* the same task again */
    snprintf(w->task, sizeof w->task, "%s", p->task);
    w->done = p->done;
    return ++w->calls == w->stop ? BLT_ECANCELED : BLT_OK;
}

static blt_model *model;

static blt_status
write_it(watch *w)
{
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;

    o.progress = look;
    o.user = w;
    return blt_model_write(model, in("made"), &o, &err);
}

static blt_status
quantize(watch *w)
{
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;

    o.type = BLT_INT8;
    o.progress = look;
    o.user = w;
    return blt_model_write(model, in("made"), &o, &err);
}

static blt_status
init(watch *w)
{
    blt_write_options o = BLT_WRITE_OPTIONS_INIT;

    o.progress = look;
    o.user = w;
    return blt_model_init(in("made"), blt_model_config(model), 1, &o, &err);
}

static blt_status
words(watch *w)
{
    blt_build_options o = BLT_BUILD_OPTIONS_INIT;
    char plan[1024];
    FILE *f = fopen(in("xx.txt"), "w");

    for (int i = 0; f != NULL && i < 500; i++)
        fprintf(f, "one two three one two four five %d six\n\n", i % 7);
    if (f == NULL || fclose(f) != 0)
        exit(99);
    put_file(in("xx.dict"), "one\ntwo\nthree\nfour\nfive\nsix\n");
    snprintf(plan, sizeof plan, "language = xx\ndictionary = %s\nprose = %s\n"
             "bigrams = 100\ncloze = 20\ncloze_passes = 2\n",
             in("xx.dict"), in("xx.txt"));
    put_file(in("plan"), plan);
    o.progress = look;
    o.user = w;
    return blt_words_build(in("plan"), in("."), &o, NULL, &err);
}

static blt_status
channel(watch *w)
{
    blt_build_options o = BLT_BUILD_OPTIONS_INIT;
    const char *pairs = in("pairs");
    char from[512];

    snprintf(from, sizeof from, "%s/share/spell/en.channel",
             getenv("top_srcdir"));
    put_file(pairs, "teh\tthe\nrecieve\treceive\nwich\twhich\n");
    o.progress = look;
    o.user = w;
    return blt_channel_learn(from, &pairs, 1, in("new.channel"), &o, NULL,
                             &err);
}

static blt_status
train(watch *w)
{
    blt_train_options o = BLT_TRAIN_OPTIONS_INIT;
    blt_train_report r = BLT_TRAIN_REPORT_INIT;
    const char *text = in("text");
    blt_trainer *t = NULL;
    blt_status s;
    FILE *f = fopen(text, "w");

    for (int i = 0; f != NULL && i < 2000; i++)
        fprintf(f, "some words %d%s", i, i % 20 ? " " : "\n\n");
    if (f == NULL || fclose(f) != 0)
        exit(99);
    put_file(in("recipe"), "[model]\nhash_sizes = 2 3\nhash_vocab = 32\n"
             "[patcher]\nhidden = 16\nheads = 2\n[encoder]\nhidden = 16\n"
             "heads = 2\n[global]\nhidden = 32\nheads = 2\n[decoder]\n"
             "hidden = 16\nheads = 2\n[data]\nvalid_bytes = 4096\n"
             "final_valid_bytes = 8192\n"
             "[entropy]\nlength = 64\nbatch = 1\nsteps = 2\n"
             "[main]\nlength = 64\nbatch = 1\nsteps = 2\n");
    o.recipe = in("recipe");
    o.data = &text;
    o.n_data = 1;
    o.progress = look;
    o.user = w;
    s = blt_trainer_new(&t, &o, &err);
    while (s == BLT_OK && !r.done)
        s = blt_trainer_step(t, &r, &err);
    blt_trainer_free(t);
    return s;
}

static void
remove_file(const char *name)
{
    if (name != NULL)
        unlink(in(name));
}

/* made: the file that a call makes, NULL for none. */
static void
call(const char *name, blt_status (*fn)(watch *), const char *made)
{
    watch all = { .good = 1 };
    int good;

    remove_file(made);
    good = fn(&all) == BLT_OK;
    ok(good && all.good && all.calls > 0
       && (made == NULL || access(in(made), F_OK) == 0),
       "%s: %ld reports", name, all.calls);
    good = 1;
    for (int i = 0; i < 4; i++) {
        watch some = { .good = 1, .stop = 1 + (all.calls - 1) * i / 3 };

        remove_file(made);
        err.text[0] = '\0';
        good &= fn(&some) == BLT_ECANCELED && some.calls == some.stop
            && strstr(err.text, "canceled") != NULL
            && (made == NULL || access(in(made), F_OK) != 0);
    }
    ok(good, "%s: canceled: %s", name, err.text);
}

int
main(void)
{
    char *tiny = golden_path("tiny-a-default");

    if (!begin_models() || blt_model_open(&model, tiny, &err) != BLT_OK)
        return 99;
    call("blt_model_write", write_it, "made/config.json");
    call("blt_model_write, int8", quantize, "made/config.json");
    call("blt_model_init", init, "made/config.json");
    call("blt_words_build", words, "xx.safetensors");
    call("blt_channel_learn", channel, "new.channel");
    call("blt_trainer", train, NULL);
    blt_model_close(model);
    free(tiny);
    ok(end_models(), "cleared away");
    return done_testing();
}
