/* train/: steps of a tiny model.  They learn, allocate nothing, and hit the
 * patch size that was asked for; the schedule is what the recipe says. */
#include "config.h"
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <blt/train.h>
#include "base/base.h"
#include "tests/lib/tap.h"

/* glibc lets a program stand before its allocator; a sanitizer does so
 * itself. */
#if defined __GLIBC__ && !defined __SANITIZE_ADDRESS__
# if defined __has_feature
#  if __has_feature(address_sanitizer)
#   define UNCOUNTED
#  endif
# endif
#else
# define UNCOUNTED
#endif

#ifndef UNCOUNTED
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t align, size_t n);
static atomic_long calls;

/* OpenBLAS has a kernel for small matrices that allocates; that is not ours
 * to forbid. */
static void
count(const void *caller)
{
    Dl_info who;

    if (dladdr(caller, &who) == 0 || strstr(who.dli_fname, "blas") == NULL)
        calls++;
}

void *
malloc(size_t n)
{
    count(__builtin_return_address(0));
    return __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
    count(__builtin_return_address(0));
    return __libc_realloc(p, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
    count(__builtin_return_address(0));
    return __libc_memalign(align, n);
}
#else
static long calls;
#endif

static char dir[64], text[96], recipe[96];

static void
make_files(void)
{
    static const char *const word[] = { "one", "two", "three", "four" };
    FILE *f;
    blt__rng r;

    snprintf(dir, sizeof dir, "steps-test.%ld", (long)getpid());
    snprintf(text, sizeof text, "%s/en.x.txt", dir);
    snprintf(recipe, sizeof recipe, "%s/recipe", dir);
    mkdir(dir, 0777);
    f = fopen(text, "w");
    if (f == NULL)
        exit(99);
    blt__rng_seed(&r, 1);
    for (int i = 0; i < 4000; i++)
        fprintf(f, "%s%s", word[blt__rng_below(&r, 4)],
                i % 20 == 19 ? "\n\n" : " ");
    fclose(f);
    f = fopen(recipe, "w");
    if (f == NULL)
        exit(99);
    fputs("[model]\nhash_sizes = 2 3\nhash_vocab = 32\n"
          "[patcher]\nhidden = 16\nheads = 2\n[encoder]\nhidden = 16\n"
          "heads = 2\n[global]\nhidden = 32\nheads = 2\n[decoder]\n"
          "hidden = 16\nheads = 2\n[patch]\ntarget_size = 3.5\n"
          "[data]\nvalid_bytes = 4096\nfinal_valid_bytes = 8192\n"
          "[entropy]\nlength = 64\nbatch = 8\nsteps = 60\nwarmup = 10\n"
          "rate = 1e-2\nvalidate = 1000\n"
          "[main]\nlength = 64\nbatch = 8\nsteps = 60\nwarmup = 10\n"
          "rate = 1e-2\nvalidate = 1000\nschedule = linear\nfinal = 0.5\n"
          "decay = 0\nclip = 0.25\n", f);
    fclose(f);
}

static void
remove_files(void)
{
    unlink(text);
    unlink(recipe);
    rmdir(dir);
}

/* Steps 2 .. n - 1 of the stage at hand; the first warms up OpenBLAS. */
static double
steps(blt_trainer *t, int n, double *rate, long *allocated)
{
    blt_train_report r = BLT_TRAIN_REPORT_INIT;
    blt_error err;
    double loss = 0;

    for (int i = 0; i < n; i++) {
        if (i == 1)
            calls = 0;
        if (blt_trainer_step(t, &r, &err) != BLT_OK) {
            printf("# %s\n", err.text);
            exit(99);
        }
        loss = r.loss;
        rate[i] = r.rate;
    }
    *allocated = calls;
    return loss;
}

int
main(void)
{
    blt_train_options opt = BLT_TRAIN_OPTIONS_INIT;
    const char *path = text;
    double rate[60], loss, first;
    long allocated;
    blt_train_report r = BLT_TRAIN_REPORT_INIT;
    blt_train_plan plan = BLT_TRAIN_PLAN_INIT;
    blt_trainer *t;
    blt_error err = { 0 };

    make_files();
    opt.recipe = recipe;
    opt.data = &path;
    opt.n_data = 1;
    if (blt_pool_new(&opt.pool, 2, &err) != BLT_OK)
        return 99;
    ok(blt_trainer_new(&t, &opt, &err) == BLT_OK, "a trainer %s", err.text);
    blt_trainer_plan(t, &plan);
    ok(plan.steps[0] == 60 && plan.stage == BLT_TRAIN_ENTROPY
       && plan.table == 2 * 32 * 16 && plan.files == 1, "its plan");

    loss = steps(t, 60, rate, &allocated);
    ok(loss < 3, "four words are learnt: %.3f bits per byte", loss);
#ifdef UNCOUNTED
    ok(1, "# SKIP allocations cannot be counted here");
#else
    ok(allocated == 0, "59 steps allocate %ld times", allocated);
#endif
    near(rate[0], 1e-3, 1e-9, 0, "the rate rises");
    near(rate[9], 1e-2, 1e-9, 0, "to its top");
    near(rate[35], 1e-2 * (0.1 + 0.9 * 0.5), 1e-9, 0, "halfway down");
    near(rate[59], 1e-2 * (0.1 + 0.9 * (1 + cos(M_PI * 49 / 50)) / 2), 1e-9,
         0, "by a cosine");
    first = blt_trainer_step(t, &r, &err);
    ok(first == BLT_OK && r.step_bytes == 0 && r.valid < 3,
       "the stage ends: %.3f bits per byte on validation", r.valid);

    first = steps(t, 1, rate, &allocated);
    loss = steps(t, 59, rate + 1, &allocated);
    ok(loss < first && loss < 3, "the rest learns: %.3f", loss);
#ifdef UNCOUNTED
    ok(1, "# SKIP allocations cannot be counted here");
#else
    ok(allocated == 0, "58 steps allocate %ld times", allocated);
#endif
    near(rate[35], 1e-2 * 0.75, 1e-9, 0, "a linear schedule");
    ok(blt_trainer_step(t, &r, &err) == BLT_OK && r.step_bytes == 0,
       "the stage ends");
    ok(blt_trainer_step(t, &r, &err) == BLT_OK && r.done, "and all");
    blt_trainer_free(t);

    /* A fresh entropy model is cut to size too: quantiles need no sense. */
    opt.stage = BLT_TRAIN_MAIN;
    ok(blt_trainer_new(&t, &opt, &err) == BLT_OK
       && blt_trainer_step(t, &r, &err) == BLT_OK, "the main stage alone");
    near(r.patch_size, 3.5, 0, 0.1, "patches of the size asked for");
    blt_trainer_free(t);
    opt.n_data = 0;
    ok(blt_trainer_new(&t, &opt, &err) == BLT_EINVAL && t == NULL, "%s",
       err.text);
    blt_pool_free(opt.pool);
    remove_files();
    return done_testing();
}
