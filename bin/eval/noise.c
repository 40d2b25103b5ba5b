/* blt-eval noise: a text with mistakes drawn from an error model, or with the
 * noises of the BLT paper, line by line, so that clean and noisy text can be
 * compared. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

enum { BLOCK = 65536, LONGEST = 1 << 24 };

static void
write_noise(blt_noise *x, const uint8_t *p, size_t n)
{
    const uint8_t *out;
    blt_error err;
    size_t m;

    if (blt_noise_text(x, p, n, &out, &m, &err) != BLT_OK)
        cli_die_from(&err);
    cli_put(out, m);
}

static void
one_file(blt_noise *x, const char *path)
{
    uint8_t *p = NULL;
    size_t n = 0, cap = 0, left = 0;
    ptrdiff_t got = 0;
    cli_input in;

    if (!cli_open(&in, path))
        return;
    do {
        size_t from = 0;

        if (eval.limit > 0 && (int64_t)left == eval.limit)
            break;
        p = cli_grow(p, &cap, n + BLOCK, 1);
        got = cli_read(&in, p + n, eval.limit > 0 && eval.limit
                       - (int64_t)left < BLOCK ? (size_t)eval.limit - left
                       : BLOCK);
        if (got <= 0)
            break;
        left += (size_t)got;
        n += (size_t)got;
        for (uint8_t *end; (end = memchr(p + from, '\n', n - from)) != NULL;
             from = (size_t)(end - p) + 1)
            write_noise(x, p + from, (size_t)(end - p) + 1 - from);
        /* Bounds memory when a line does not end. */
        if (n - from > LONGEST) {
            write_noise(x, p + from, n - from);
            from = n;
        }
        memmove(p, p + from, n - from);
        n -= from;
    } while (got > 0);
    if (got < 0)
        cli_read_failed(&in);
    else if (n > 0)
        write_noise(x, p, n);
    free(p);
    cli_close(&in);
}

void
eval_noise(char **path, int n)
{
    blt_noise *x;
    blt_error err;

    cli_check(eval.channel != NULL
              ? blt_noise_new(&x, eval.channel, eval.rate,
                              (uint64_t)eval.seed, &err)
              : blt_noise_new_kind(&x, (blt_noise_kind)eval.kind,
                                   (uint64_t)eval.seed, &err), &err);
    if (n == 0)
        one_file(x, NULL);
    for (int i = 0; i < n; i++)
        one_file(x, path[i]);
    blt_noise_free(x);
}
