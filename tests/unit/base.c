/* base/: sizes, buffers, files written whole or not at all, the pool. */
#include "config.h"
#include <sys/stat.h>
#include <unistd.h>
#include <blt/pool.h>
#include "base/base.h"
#include "base/pool.h"
#include "tests/lib/tap.h"

static void
count_item(void *arg, size_t i, int worker)
{
    (void)worker;
    ((int *)arg)[i]++;
}

static blt_status
fail_some(void *user, size_t i, int worker, blt_error *err)
{
    (void)user;
    (void)worker;
    return i % 100 == 37 ? blt__fail(err, BLT_EDATA, "%zu", i) : BLT_OK;
}

int
main(void)
{
    size_t z = 7;
    blt__buf b = { 0 };
    blt__save *s = NULL;
    blt_error err = { 0 };
    struct stat st;
    char name[64];
    blt__rng r, q;
    static int hit[1000];
    int good = 1;

    ok(!blt__size_mul(&z, SIZE_MAX, 2) && z == 7, "a product that overflows");
    ok(blt__size_mul(&z, 6, 7) && z == 42, "a product that fits");
    ok(!blt__size_add(&z, SIZE_MAX, 1), "a sum that overflows");
    ok(blt__alloc(SIZE_MAX, 8) == NULL, "no memory for an overflow");

    for (int i = 0; i < 1000; i++)
        blt__buf_printf(&b, "%d,", i);
    ok(b.n == 3890 && !b.failed && b.p[b.n] == '\0', "a buffer grows");
    blt__buf_free(&b);

    snprintf(name, sizeof name, "base-test.%ld", (long)getpid());
    ok(blt__save_new(&s, name, &err) == BLT_OK, "a file begins");
    blt__save_put(s, "half", 4);
    ok(stat(name, &st) != 0, "and is not there while half written");
    ok(blt__save_done(s, &err) == BLT_OK && stat(name, &st) == 0
       && st.st_size == 4, "and is there, whole, when done");
    ok(blt__read_whole(&b, name, 3, &err) == BLT_EDATA, "a limit holds: %s",
       err.text);
    unlink(name);
    ok(blt__save_new(&s, "/nowhere/at/all", &err) == BLT_EIO, "%s", err.text);
    ok(blt__read_whole(&b, ".", 9, &err) == BLT_EIO, "%s", err.text);
    blt__buf_free(&b);

    blt__rng_seed(&r, 1);
    q = r;
    for (int i = 0; i < 100; i++)
        good &= blt__rng_next(&r) == blt__rng_next(&q);
    ok(good, "a copied generator goes on alike");
    for (int i = 0; i < 1000; i++)
        good &= blt__rng_below(&r, 3) < 3;
    ok(good, "below stays below");

    for (int t = 1; t <= 5; t += 2) {
        blt_pool *p;

        memset(hit, 0, sizeof hit);
        ok(blt_pool_new(&p, t, &err) == BLT_OK, "a pool of %d", t);
        for (int k = 0; k < 50; k++)
            blt__pool_run(p, 1000, count_item, hit);
        good = 1;
        for (int i = 0; i < 1000; i++)
            good &= hit[i] == 50;
        ok(good, "each item once a job with %d threads", t);
        for (int k = 0; k < 5000; k++)      /* over before all have woken */
            blt__pool_run(p, 2, count_item, hit);
        ok(hit[0] == 5050 && hit[1] == 5050 && hit[2] == 50,
           "and in short jobs");
        ok(blt_pool_run(p, 1000, fail_some, NULL, &err) == BLT_EDATA
           && strcmp(err.text, "37") == 0
           && blt_pool_run(p, 37, fail_some, NULL, &err) == BLT_OK,
           "the first failure in order, with %d threads", t);
        blt_pool_free(p);
    }
    return done_testing();
}
