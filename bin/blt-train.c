/* blt-train: train a model directory from plain text, by a recipe.
 *
 * The library makes the steps; this file counts them, shows progress, and
 * stops at the end of the recipe, at a signal or at --stop-after.  All ranks
 * do the same; only rank 0 writes to the terminal. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "bin/cli/cli.h"

#define PLAIN_SECONDS 10        /* between lines when stderr is no terminal */
#define MEASURED_STEPS 3        /* in each stage of a dry run */

static const char *recipe, *out, *from, *words, *channel;
static cli_list data, valid;
static int stage = BLT_TRAIN_ALL, dry_run;
static int64_t stop_steps;
static double stop_seconds;

static const char *
set_stop(const char *value)
{
    static const char unit[] = "smh";
    static const double seconds[] = { 1, 60, 3600 };
    char *end;
    double x;

    errno = 0;
    x = strtod(value, &end);
    if (end == value || errno != 0 || !(x > 0 && x < 1e12)
        || strpbrk(value, "xX") != NULL)
        return "neither steps nor a time";
    if (*end == '\0' && x == floor(x)) {
        stop_steps = (int64_t)x;
        return NULL;
    }
    if (*end == '\0' || end[1] != '\0' || strchr(unit, *end) == NULL)
        return "a time ends in s, m or h; steps are a whole number";
    stop_seconds = x * seconds[strchr(unit, *end) - unit];
    return NULL;
}
static cli_call *const stop_call = set_stop;

static const cli_option options[] = {
    { "recipe", 0, CLI_TEXT, &recipe, "FILE",
      "the recipe: sizes, data, schedule, seed", 0, 0, NULL },
    { "data", 0, CLI_LIST, &data, "PATH",
      "train on this text: a file, or a directory with\n"
      "*.txt files; may be repeated", 0, 0, NULL },
    { "valid", 0, CLI_LIST, &valid, "PATH",
      "validate on this text, which is not trained on\n"
      "(default: the training text)", 0, 0, NULL },
    { "out", 0, CLI_TEXT, &out, "DIR",
      "write model, log and checkpoint to this directory;\n"
      "resume if it has a checkpoint", 0, 0, NULL },
    { "from", 0, CLI_TEXT, &from, "NAME|DIR",
      "start from the weights and the threshold of this\n"
      "model; its entropy model is trained further only\n"
      "with --stage=entropy", 0, 0, NULL },
    { "words", 0, CLI_TEXT, &words, "FILE",
      "build LANG.safetensors in DIR, the word data of\n"
      "blt-spell, by the plan in FILE, and train no model", 0, 0, NULL },
    { "channel", 0, CLI_TEXT, &channel, "FILE",
      "learn an error model from the PATHs, pairs of a\n"
      "misspelling and its correction, starting from FILE", 0, 0, NULL },
    { "stage", 0, CLI_CHOICE, &stage, "entropy|main|all",
      "stop after this stage (default: all)", 0, 0, NULL },
    { "stop-after", 0, CLI_CALL, (void *)&stop_call, "N|TIME",
      "save and stop after N steps, or after 90s, 30m, 2h", 0, 0, NULL },
    { "dry-run", 'n', CLI_FLAG, &dry_run, NULL,
      "print sizes and costs, and estimate the time from a\n"
      "few steps; train nothing", 0, 0, NULL },
    { 0 }
};
static const cli_command command = {
    "blt-train", "train a model from plain text", "[PATH]...", options,
    CLI_THREADS | CLI_PROGRESS, NULL
};

static const char *
stage_name(int number)
{
    return number == 0 ? "entropy" : "main";
}

static char *from_path;         /* of `from`, or NULL */
static volatile sig_atomic_t told_to_stop;
static blt_ranks *ranks;        /* NULL: alone */

static void
stop(int sig)
{
    told_to_stop = sig;
}

/* The first signal requests a stop after this step, the second kills.  After
 * the checkpoint the command ends by the first signal, which its parent can
 * see. */
static void
catch_signals(void)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction a = { .sa_handler = stop,
                               .sa_flags = SA_RESETHAND | SA_RESTART };
        struct sigaction old;

        if (sigaction(signals[i], NULL, &old) == 0
            && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &a, NULL);
    }
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- progress ----------------------------------------------------------- */

/* Rates are means over about the last ten seconds; they start again with each
 * stage. */
typedef struct show {
    double began, last;         /* when; the last line */
    int stage;                  /* -1 before the first step */
    double clock;               /* when the last step ended */
    double span, bytes, flops, nats, targets;   /* decaying sums */
    double valid;
    int terminal, drawn;
} show;

static void
print_time(double s)
{
    if (s >= 3600)
        fprintf(stderr, "%.0f:%02d h", floor(s / 3600),
                (int)fmod(s / 60, 60));
    else
        fprintf(stderr, "%d:%02d min", (int)(s / 60), (int)fmod(s, 60));
}

static void
print_progress(show *v, const blt_train_report *r)
{
    double left = (double)(r->steps - r->step) * v->span * r->step_bytes
        / v->bytes;

    fprintf(stderr, "%sblt-train: %s %lld of %lld, %.3f bits per byte",
            v->terminal ? "\r" : "", stage_name(r->stage),
            (long long)r->step, (long long)r->steps, v->nats / v->targets);
    if (!isnan(v->valid))
        fprintf(stderr, " (valid %.3f)", v->valid);
    fprintf(stderr, ", rate %.2g, %.1f kB/s, %.1f GFLOP/s, ", r->rate,
            v->bytes / v->span / 1e3, v->flops / v->span / 1e9);
    print_time(left);
    fprintf(stderr, " left%s", v->terminal ? "\033[K" : "\n");
    fflush(stderr);
    v->drawn = v->terminal;
}

static void
wipe(show *v)
{
    if (v->drawn)
        fprintf(stderr, "\r\033[K");
    v->drawn = 0;
    cli_progress_wipe();
}

static void
show_step(show *v, const blt_train_report *r)
{
    double now = seconds(), span = now - v->clock, fade = exp(-span / 10);

    v->clock = now;
    if (v->stage != (int)r->stage) {
        v->stage = (int)r->stage;
        v->span = v->bytes = v->flops = v->nats = v->targets = 0;
        v->valid = NAN;
    }
    if (!isnan(r->valid))
        v->valid = r->valid;
    if (r->step_bytes == 0)
        return;
    v->span = v->span * fade + span;
    v->bytes = v->bytes * fade + (double)r->step_bytes;
    v->flops = v->flops * fade + r->flops;
    v->nats = v->nats * fade + r->loss * (double)r->step_bytes;
    v->targets = v->targets * fade + (double)r->step_bytes;
    if (cli.progress == 2 || (cli.progress == 0 && !v->terminal)
        || (cli.progress == 0 && now - v->began < 1)
        || now - v->last < (v->terminal ? 0.2 : PLAIN_SECONDS))
        return;
    v->last = now;
    print_progress(v, r);
}

/* ---- ranks -------------------------------------------------------------- */

/* MPI is started only under a launcher, because it takes seconds.  Under a
 * launcher, a command built without MPI fails instead of training the same
 * model several times. */
static void
join_ranks(void)
{
    static const char *const launched[] = { "OMPI_COMM_WORLD_SIZE",
                                            "PMI_RANK", "PMIX_RANK" };
    blt_error err;

    for (size_t i = 0; i < sizeof launched / sizeof *launched; i++)
        if (getenv(launched[i]) != NULL) {
            if (blt_ranks_new(&ranks, &err) != BLT_OK)
                cli_die_from(&err);
            break;
        }
    if (blt_ranks_number(ranks) > 0)
        cli.progress = 2;
}

/* A failure is the same on all ranks, with the same message.  Rank 0 prints it
 * while the others wait, since a launcher ends all ranks as soon as one has
 * failed. */
static _Noreturn void
die(const blt_error *err)
{
    cli_progress_wipe();
    if (blt_ranks_number(ranks) == 0)
        cli_error_from(err);
    blt_ranks_free(ranks);
    exit(2);
}

/* ---- training ----------------------------------------------------------- */

static blt_trainer *
open_trainer(int to, const char *dir, blt_pool *pool)
{
    blt_train_options opt = BLT_TRAIN_OPTIONS_INIT;
    blt_trainer *t;
    blt_error err;

    opt.recipe = recipe;
    opt.data = data.item;
    opt.n_data = data.n;
    opt.valid = valid.item;
    opt.n_valid = valid.n;
    opt.out = dir;
    opt.stage = (blt_train_stage)to;
    opt.pool = pool;
    opt.from = from_path;
    opt.ranks = ranks;
    if (isatty(STDERR_FILENO))      /* a log gets whole lines only */
        opt.progress = cli_progress_task;
    if (blt_trainer_new(&t, &opt, &err) != BLT_OK)
        die(&err);
    cli_progress_wipe();
    return t;
}

static void
train(blt_pool *pool)
{
    blt_trainer *t = open_trainer(stage, out, pool);
    blt_train_report r = BLT_TRAIN_REPORT_INIT;
    blt_error err;
    int64_t steps = 0;
    int stopped = 0;
    show v = { .stage = -1, .valid = NAN, .terminal = isatty(STDERR_FILENO) };

    catch_signals();
    v.began = v.clock = seconds();
    for (;;) {
        if (blt_trainer_step(t, &r, &err) != BLT_OK) {
            wipe(&v);
            die(&err);
        }
        if (r.done)
            break;
        show_step(&v, &r);
        steps += r.step_bytes > 0;
        stopped = told_to_stop || (stop_steps > 0 && steps >= stop_steps)
            || (stop_seconds > 0 && seconds() - v.began >= stop_seconds);
        stopped = blt_ranks_any(ranks, stopped);
        if (stopped)
            break;
    }
    wipe(&v);
    if (stopped) {
        if (blt_trainer_save(t, &err) != BLT_OK)
            die(&err);
        if (blt_ranks_number(ranks) == 0)
            cli_note(NULL, "stopped at step %lld of %lld of stage %s; the"
                     " same command goes on", (long long)r.step,
                     (long long)r.steps, stage_name(r.stage));
    }
    blt_trainer_free(t);
    blt_ranks_free(ranks);
    if (told_to_stop)
        raise(told_to_stop);    /* its action is the default again */
}

/* ---- dry run ------------------------------------------------------------ */

/* Seconds per byte, and FLOPs per second, after one step that fills the
 * caches. */
static double
measure(int stage_number, double *flops, blt_pool *pool)
{
    blt_trainer *t = open_trainer(stage_number, NULL, pool);
    double span = 0, all = 0, work = 0;
    blt_train_report r = BLT_TRAIN_REPORT_INIT;
    blt_error err;

    for (int i = 0; i <= MEASURED_STEPS; i++) {
        double began = seconds();

        if (blt_trainer_step(t, &r, &err) != BLT_OK)
            die(&err);
        if (r.step_bytes == 0)
            break;
        if (i == 0)
            continue;
        span += seconds() - began;
        all += (double)r.step_bytes;
        work += r.flops;
    }
    blt_trainer_free(t);
    if (all == 0)
        return 0;
    *flops = work / span;
    return span / all;
}

static void
plan(blt_pool *pool)
{
    blt_trainer *t = open_trainer(BLT_TRAIN_ALL, NULL, pool);
    int speaks = blt_ranks_number(ranks) == 0;
    blt_train_plan p = BLT_TRAIN_PLAN_INIT;

    blt_trainer_plan(t, &p);
    blt_trainer_free(t);
    if (speaks)
        printf("data: %lld files, %.1f MB, %lld languages; validation %.1f"
               " MB\nentropy model: %.0f parameters\n"
               "main model: %.0f parameters and %.0f in hash tables, %.0f"
               " active per byte\n", (long long)p.files,
               (double)p.bytes / 1e6, (long long)p.languages,
               (double)p.valid_bytes / 1e6, p.patcher, p.dense, p.table,
               p.active);
    for (int i = 0; i < 2; i++) {
        double per_byte, flops = 0, bytes = (double)p.steps[i]
                                          * p.step_bytes[i];

        if (p.steps[i] == 0)
            continue;
        per_byte = measure(i, &flops, pool);
        if (speaks)
            printf("stage %s: %lld steps of %.0f bytes, %.1f MFLOP per byte,"
                   " %.0f MB of memory plus activations,\n"
                   "    %.1f kB/s, %.1f GFLOP/s, %.2f hours\n",
                   stage_name(i), (long long)p.steps[i], p.step_bytes[i],
                   p.flops[i] / 1e6, p.memory[i] / 1e6, 1e-3 / per_byte,
                   flops / 1e9, bytes * per_byte / 3600);
    }
    blt_ranks_free(ranks);
}

/* ---- words -------------------------------------------------------------- */

static void
make_words(void)
{
    blt_build_options opt = BLT_BUILD_OPTIONS_INIT;
    blt_words_report r = BLT_WORDS_REPORT_INIT;
    blt_error err;

    opt.progress = cli_progress_task;
    if (blt_words_build(words, out, &opt, &r, &err) != BLT_OK)
        cli_die_from(&err);
    cli_progress_wipe();
    printf("%s: %.1f MB; %llu words, %llu listed, %llu seen; %llu"
           " misspellings\n", r.language, (double)r.bytes / 1e6,
           (unsigned long long)r.words, (unsigned long long)r.listed,
           (unsigned long long)r.seen, (unsigned long long)r.misspellings);
    if (r.bigrams > 0)
        printf("%s: %llu tokens; %llu of %llu bigrams, %llu of %llu"
               " trigrams\n", r.language, (unsigned long long)r.tokens,
               (unsigned long long)r.bigrams,
               (unsigned long long)r.all_bigrams,
               (unsigned long long)r.trigrams,
               (unsigned long long)r.all_trigrams);
    if (r.valid_words > 0)
        printf("%s: of %llu words %.2f %% are not in the lexicon\n",
               r.language, (unsigned long long)r.valid_words,
               100 * r.strange);
    if (r.valid_tokens > 0)
        printf("%s: perplexity %.1f on %llu tokens, %.2f %% unknown\n",
               r.language, r.perplexity, (unsigned long long)r.valid_tokens,
               100 * r.unknown);
}

/* ---- error model -------------------------------------------------------- */

static void
learn_channel(void)
{
    blt_build_options opt = BLT_BUILD_OPTIONS_INIT;
    blt_channel_report r = BLT_CHANNEL_REPORT_INIT;
    blt_error err;

    opt.progress = cli_progress_task;
    if (blt_channel_learn(channel, data.item, data.n, out, &opt, &r, &err)
        != BLT_OK)
        cli_die_from(&err);
    cli_progress_wipe();
    printf("%llu pairs, %llu rules; of %llu held out %.2f bits per pair,"
           " before %.2f\n", (unsigned long long)r.pairs,
           (unsigned long long)r.rules, (unsigned long long)r.held, r.after,
           r.before);
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    blt_pool *pool;

    for (; i < argc; i++)
        cli_list_add(&data, argv[i]);
    if (words != NULL) {
        if (recipe != NULL || data.n > 0 || out == NULL)
            cli_usage("--words goes with --out alone");
        make_words();
        cli_end(CLI_OK);
    }
    if (channel != NULL) {
        if (recipe != NULL || data.n == 0 || out == NULL)
            cli_usage("--channel goes with --out and files of pairs");
        learn_channel();
        free(data.item);
        cli_end(CLI_OK);
    }
    if (recipe == NULL || data.n == 0 || (out == NULL && !dry_run))
        cli_usage("--recipe, --data and --out are required");
    if (from != NULL) {
        cli.model = from;
        from_path = cli_model_path();
    }
    join_ranks();
    pool = cli_pool();
    if (dry_run)
        plan(pool);
    else
        train(pool);
    blt_pool_free(pool);
    free(data.item);
    free(valid.item);
    free(from_path);
    cli_end(CLI_OK);
}
