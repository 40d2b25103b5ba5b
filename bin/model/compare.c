/* blt-model quantize: what it saved, and what it cost on a text. */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <blt/blt.h>
#include "bin/cli/cli.h"
#include "bin/model/model.h"

/* A row of the table; NaN: the model has no such part. */
typedef struct row {
    int64_t bytes;
    double full, entropy;       /* bits per byte */
} row;

void
model_read_text(cli_buf *text, const char *file)
{
    char p[65536];
    ptrdiff_t n;
    cli_input in;

    if (!cli_open(&in, file))
        cli_end(CLI_FAIL);
    while ((n = cli_read(&in, p, sizeof p)) > 0)
        cli_buf_put(text, p, (size_t)n);
    if (n < 0) {
        cli_read_failed(&in);
        cli_end(CLI_FAIL);
    }
    cli_close(&in);
    if (text->n == 0)
        cli_die(file, "no text to measure on");
}

static double
bits_per_byte(const blt_model *m, const cli_buf *text, blt_score_stage stage,
              blt_pool *pool)
{
    const blt_config *c = blt_model_config(m);
    blt_scorer_options o = BLT_SCORER_OPTIONS_INIT;
    double bits;
    blt_error err;

    if (stage == BLT_SCORE_FULL ? c->patcher_only : !c->has_patcher)
        return NAN;
    o.stage = stage;
    o.pool = pool;
    cli_check(blt_score_text(m, &bits, NULL, NULL, (const char *)text->p,
                             text->n, &o, &err), &err);
    return bits / (double)text->n;
}

static row
measure(const blt_model *m, const cli_buf *text, blt_pool *pool)
{
    model_counts n;
    row r = { .full = NAN, .entropy = NAN };

    model_count(&n, m);
    r.bytes = n.bytes;
    if (text->n > 0) {
        r.full = bits_per_byte(m, text, BLT_SCORE_FULL, pool);
        r.entropy = bits_per_byte(m, text, BLT_SCORE_ENTROPY, pool);
    }
    return r;
}

static void
put_bits(double bits)
{
    if (isnan(bits))
        printf(" %13s", "-");
    else
        printf(" %13.5f", bits);
}

static void
put(const char *name, const row *r, int bits)
{
    printf("%-9s %14" PRId64, name, r->bytes);
    if (bits) {
        put_bits(r->full);
        put_bits(r->entropy);
    }
    putchar('\n');
}

void
model_compare(const blt_model *was, const blt_model *is, const char *name,
              const cli_buf *text, const char *file, blt_pool *pool)
{
    row a, b, loss;

    a = measure(was, text, pool);
    b = measure(is, text, pool);
    loss = (row){ b.bytes - a.bytes, b.full - a.full, b.entropy - a.entropy };
    if (file != NULL)
        printf("%-24s  bits per byte of %s\n%-9s %14s %13s %13s\n", "",
               cli_quote(file), "", "bytes", "full model", "entropy model");
    else
        printf("%-9s %14s\n", "", "bytes");
    put("original", &a, file != NULL);
    put(name, &b, file != NULL);
    put("change", &loss, file != NULL);
}
