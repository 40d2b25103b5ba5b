/* blt-eval pack and unpack: lossless coding by the model's predictions.
 *
 * The size of the file proves the scores: they are those of real
 * distributions, known before the byte.  It is a proof, not an archiver: both
 * directions run the model on each byte.
 *
 * File: a line of text, then the code.
 *     #blt-pack 1 model=NAME/DIGEST stage=full adapt=0 window=0 bytes=N
 *         text=SUM code=SUM head=SUM
 * blt_checksum() of the text, of the code, and of the line before " head=", as
 * 16 hexadecimal digits. */
#include "config.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <blt/coder.h>
#include "bin/eval/eval.h"

enum { HEAD = 600 };
/* ---- files -------------------------------------------------------------- */

static cli_buf
read_all(char **path, int n, const char **name)
{
    cli_buf all = { 0 };
    uint8_t block[65536];
    cli_input in;
    ptrdiff_t got;

    if (n > 1)
        cli_usage("pack and unpack take one FILE");
    if (!cli_open(&in, n > 0 ? path[0] : NULL))
        cli_end(CLI_FAIL);
    while ((got = cli_read(&in, block, sizeof block)) > 0)
        cli_buf_put(&all, block, (size_t)got);
    *name = in.name;
    if (got < 0) {
        cli_read_failed(&in);
        cli_end(CLI_FAIL);
    }
    cli_close(&in);
    return all;
}

/* What the two sides must have in common. */
static void
put_settings(char *line, const blt_scorer_options *o, const blt_model *m)
{
    char *label = eval_model_label(m);

    snprintf(line, HEAD, "#blt-pack 1 model=%.300s stage=%s adapt=%d"
             " window=%" PRId64, label,
             o->stage == BLT_SCORE_FULL ? "full" : "entropy", o->adapt,
             o->window);
    free(label);
}

static blt_scorer *
new_scorer(blt_scorer_options o, const blt_model *m, blt_pool *pool)
{
    blt_scorer *s;
    blt_error err;

    o.pool = pool;
    cli_check(blt_scorer_new(&s, m, &o, &err), &err);
    return s;
}

/* The line of the header in line [2 * HEAD], which has the settings; returns
 * its length. */
static size_t
put_head(char *line, const cli_buf *text, const uint8_t *code, size_t n)
{
    size_t used = strlen(line);

    used += (size_t)snprintf(line + used, 2 * HEAD - used, " bytes=%zu"
                             " text=%016" PRIx64 " code=%016" PRIx64, text->n,
                             blt_checksum(text->p, text->n),
                             blt_checksum(code, n));
    used += (size_t)snprintf(line + used, 2 * HEAD - used, " head=%016" PRIx64
                             "\n", blt_checksum(line, used));
    return used;
}

void
eval_encode(char **path, int n)
{
    enum { BLOCK = 512 };
    const char *name;
    blt_model *m = eval_model();
    blt_scorer_options o = eval_scorer_options(m);
    cli_buf text = read_all(path, n, &name);
    blt_pool *pool = cli_pool();
    char line[2 * HEAD];
    const uint8_t *code;
    size_t length;
    blt_scorer *s;
    blt_coder *c;
    blt_error err;

    put_settings(line, &o, m);
    o.want = BLT_SCORE_LOGITS;
    s = new_scorer(o, m, pool);
    cli_check(blt_coder_new(&c, NULL, 0, &err), &err);
    for (size_t at = 0, k; at < text.n; at += k) {
        blt_scored b = BLT_SCORED_INIT;

        k = text.n - at < BLOCK ? text.n - at : BLOCK;
        cli_check(blt_scorer_feed(s, &b, text.p + at, k, NULL, &err), &err);
        for (size_t i = 0; i < k; i++)
            blt_coder_encode(c, b.logits + i * BLT_VOCAB, b.bytes[i]);
        cli_progress("bytes", (int64_t)(at + k), (int64_t)text.n);
    }
    cli_check(blt_coder_end(c, &code, &length, &err), &err);
    cli_progress_wipe();
    cli_put(line, put_head(line, &text, code, length));
    if (length > 0)
        cli_put(code, length);
    blt_coder_free(c);
    cli_buf_free(&text);
    blt_scorer_free(s);
    blt_pool_free(pool);
    blt_model_close(m);
}

/* The header's numbers; ends the command unless they are whole and made with
 * these settings.  Returns where the code starts. */
static size_t
read_head(const cli_buf *in, const char *name, const char *settings,
          uint64_t *bytes, uint64_t *sum)
{
    uint64_t code;
    const char *end = in->n > 0 ? memchr(in->p, '\n', in->n < 2 * HEAD
                                         ? in->n : 2 * HEAD) : NULL;
    const size_t n = end != NULL ? (size_t)(end - (const char *)in->p) : 0;
    const size_t head = strlen(" head=") + 16, same = strlen(settings);
    char line[2 * HEAD], check[32];

    if (n <= head || memcmp(in->p, "#blt-pack ", 10) != 0)
        cli_die(name, "not a file that blt-eval pack wrote");
    memcpy(line, in->p, n);
    line[n] = '\0';
    snprintf(check, sizeof check, " head=%016" PRIx64,
             blt_checksum(line, n - head));
    if (strcmp(line + n - head, check) != 0)
        cli_die(name, "damaged: the checksum of the header differs");
    line[n - head] = '\0';
    if (strncmp(line, settings, same) != 0
        || sscanf(line + same, " bytes=%" SCNu64 " text=%" SCNx64
                  " code=%" SCNx64, bytes, sum, &code) != 3)
        cli_die(name, "packed by other settings:\n  %s\nthese are\n  %s",
                line, settings);
    if (blt_checksum(in->p + n + 1, in->n - n - 1) != code)
        cli_die(name, "damaged: the checksum of the code differs");
    return n + 1;
}

/* No byte costs less than 1 / 100,000 bits: q <= 0.99999 in adapt.c, and the
 * models' float32 logits allow less only for a few bytes; anything longer is
 * forged. */
static int
too_long(uint64_t bytes, size_t code)
{
    return bytes / 1000000 > code + 8;
}

/* Decodes so many bytes, or fewer if the code ends before. */
static cli_buf
decode(blt_coder *c, blt_scorer *s, uint64_t bytes)
{
    cli_buf text = { 0 };
    blt_error err;

    for (uint64_t i = 0; i < bytes && !blt_coder_is_over(c); i++) {
        float row[BLT_VOCAB];
        uint8_t byte;

        cli_check(blt_scorer_next(s, row, &err), &err);
        byte = blt_coder_decode(c, row);
        cli_buf_put(&text, &byte, 1);
        cli_check(blt_scorer_feed(s, NULL, &byte, 1, NULL, &err), &err);
        cli_progress("bytes", (int64_t)i + 1, (int64_t)bytes);
    }
    cli_progress_wipe();
    return text;
}

void
eval_decode(char **path, int n)
{
    const char *name;
    blt_model *m = eval_model();
    blt_scorer_options o = eval_scorer_options(m);
    cli_buf in = read_all(path, n, &name), text;
    blt_pool *pool = cli_pool();
    char settings[HEAD];
    const uint8_t *unused;
    uint64_t bytes, sum;
    size_t at, none;
    blt_scorer *s;
    blt_coder *c;
    blt_error err;

    put_settings(settings, &o, m);
    at = read_head(&in, name, settings, &bytes, &sum);
    if (too_long(bytes, in.n - at))
        cli_die(name, "damaged: too short for %" PRIu64 " bytes", bytes);
    s = new_scorer(o, m, pool);
    cli_check(blt_coder_new(&c, in.p + at, in.n - at, &err), &err);
    text = decode(c, s, bytes);
    if (blt_coder_end(c, &unused, &none, &err) != BLT_OK)
        cli_die(name, "damaged: %s", err.text);
    if (text.n != bytes || blt_checksum(text.p, text.n) != sum)
        cli_die(name, "damaged: the checksum differs");
    if (text.n > 0)
        cli_put(text.p, text.n);
    blt_coder_free(c);
    cli_buf_free(&text);
    cli_buf_free(&in);
    blt_scorer_free(s);
    blt_pool_free(pool);
    blt_model_close(m);
}
