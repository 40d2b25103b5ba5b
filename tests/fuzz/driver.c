/* Runs a fuzz target without libFuzzer: its seeds, then a few thousand
 * changed ones, the same in every run.  $BLT_FUZZ_RUNS asks for more. */
#include "config.h"
#include <stdlib.h>
#include "base/base.h"
#include "tests/fuzz/fuzz.h"
#include "tests/lib/tap.h"

#define LONGEST 65536

/* What parsers trip over. */
static const char *const words[] = {
    "-1", "0", "1", "2", "4294967296", "9223372036854775807",
    "18446744073709551615", "1e309", "1e-5", "0.5", "null", "true", "\"",
    "[]", "{}", "[", "{", "]", "}", ",", ":", "\\u0000", "\xff", "\"F32\"",
    "\"BF16\"", "\"U8\"", "[0,0]", "[1,2]", "\"byte\"", "\"space\"",
    "{\"rope_type\":\"default\"}"
};

static size_t
replace(uint8_t *p, size_t n, size_t at, size_t gone, const void *with,
        size_t k)
{
    if (at > n)
        at = n;
    if (gone > n - at)
        gone = n - at;
    if (n - gone + k > LONGEST)
        return n;
    memmove(p + at + k, p + at + gone, n - at - gone);
    memcpy(p + at, with, k);
    return n - gone + k;
}

static size_t
change(uint8_t *p, size_t n, blt__rng *r)
{
    size_t at = blt__rng_below(r, n + 1), k;
    const char *word = words[blt__rng_below(r, sizeof words
                                            / sizeof words[0])];
    uint8_t b = (uint8_t)blt__rng_next(r), piece[64];

    switch (blt__rng_below(r, 7)) {
    case 0:         /* one bit */
        if (at < n)
            p[at] ^= (uint8_t)(1 << b % 8);
        return n;
    case 1:         /* one byte */
        return replace(p, n, at, 1, &b, 1);
    case 2:         /* a piece goes */
        return replace(p, n, at, blt__rng_below(r, 40), "", 0);
    case 3:         /* a word comes */
        return replace(p, n, at, 0, word, strlen(word));
    case 4:         /* a word for the next value */
        while (at < n && p[at] != ':' && p[at] != '[' && p[at] != ',')
            at++;
        for (k = 0; at + 1 + k < n && strchr(",]}", p[at + 1 + k]) == NULL;)
            k++;
        return replace(p, n, at + 1, k, word, strlen(word));
    case 5:         /* a piece once more, elsewhere */
        k = blt__rng_below(r, sizeof piece);
        if (k > n - at)
            k = n - at;
        memcpy(piece, p + at, k);
        return replace(p, n, blt__rng_below(r, n + 1), 0, piece, k);
    default:        /* the end goes */
        return blt__rng_below(r, 4) == 0 ? at : n;
    }
}

int
main(void)
{
    const char *top = getenv("top_srcdir"), *more = getenv("BLT_FUZZ_RUNS");
    long runs = more != NULL ? atol(more) : 2000;
    static uint8_t text[LONGEST];
    blt__buf seed = { 0 };
    blt_error err;
    blt__rng r;
    char path[1024];

    blt__rng_seed(&r, 1);
    for (int i = 0; fuzz_seeds[i] != NULL; i++) {
        snprintf(path, sizeof path, "%s/%s", top ? top : ".",
                 fuzz_seeds[i]);
        if (blt__read_whole(&seed, path, LONGEST, &err) != BLT_OK) {
            printf("Bail out! %s\n", err.text);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)seed.p, seed.n);
        for (long k = 0; k < runs; k++) {
            size_t n = seed.n;

            memcpy(text, seed.p, n);
            for (uint64_t c = 1 + blt__rng_below(&r, 4); c > 0; c--)
                n = change(text, n, &r);
            LLVMFuzzerTestOneInput(text, n);
        }
        ok(1, "%s and %ld like it", fuzz_seeds[i], runs);
    }
    blt__buf_free(&seed);
    return done_testing();
}
