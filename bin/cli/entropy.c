/* Bytes to entropies and surprisals, for the commands that want only these:
 * the model's entropy part, fed a block at a time. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

struct cli_entropy {
    blt_session *session;
    float *logits;          /* [1 + CLI_BLOCK, 260]: the row that predicts the
                               first byte of a block, then one behind each */
    size_t n;               /* bytes of the last block: row n is the last */
};

cli_entropy *
cli_entropy_new(const blt_model *m, blt_pool *pool)
{
    blt_session_options opt = BLT_SESSION_OPTIONS_INIT;
    cli_entropy *e = calloc(1, sizeof *e);
    blt_error err;

    if (e == NULL
        || (e->logits = malloc((1 + CLI_BLOCK) * BLT_VOCAB
                               * sizeof *e->logits)) == NULL)
        cli_die_memory();
    opt.depth = BLT_DEPTH_ENTROPY;
    opt.window = cli.window;
    opt.pool = pool;
    if (blt_session_new(&e->session, m, &opt, &err) != BLT_OK)
        cli_die_from(&err);
    return e;
}

void
cli_entropy_free(cli_entropy *e)
{
    if (e == NULL)
        return;
    blt_session_free(e->session);
    free(e->logits);
    free(e);
}

float
cli_entropy_begin(cli_entropy *e)
{
    const int32_t bos = BLT_ID_BOS;
    blt_feed feed = BLT_FEED_INIT;
    blt_error err;
    float first;

    blt_session_reset(e->session);
    e->n = 0;
    feed.entropy = &first;
    feed.patcher_logits = e->logits;
    if (blt_session_feed(e->session, &bos, 1, &feed, &err) != BLT_OK)
        cli_die_from(&err);
    return first;
}

/* ln of the sum of exp over a row: the logit of certainty. */
static double
log_sum(const float *row)
{
    float most = row[0];
    double z = 0;

    for (int i = 1; i < BLT_VOCAB; i++)
        if (row[i] > most)
            most = row[i];
    for (int i = 0; i < BLT_VOCAB; i++)
        z += exp((double)row[i] - most);
    return log(z) + most;
}

void
cli_entropy_feed(cli_entropy *e, float *after, float *surprisal,
                 const uint8_t *p, size_t n)
{
    blt_feed feed = BLT_FEED_INIT;
    blt_error err;

    memmove(e->logits, e->logits + e->n * BLT_VOCAB,
            BLT_VOCAB * sizeof *e->logits);
    e->n = n;
    feed.entropy = after;
    feed.patcher_logits = e->logits + BLT_VOCAB;
    if (blt_session_feed_bytes(e->session, p, n, &feed, &err) != BLT_OK)
        cli_die_from(&err);
    for (size_t i = 0; i < n; i++) {
        const float *row = e->logits + i * BLT_VOCAB;

        /* -ln of the probability of the byte, among all 260 ids */
        surprisal[i] = (float)(log_sum(row) - row[BLT_ID_BYTE + p[i]]);
    }
}

void
cli_entropy_guess(const cli_entropy *e, blt_guess *guess, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const float *row = e->logits + i * BLT_VOCAB + BLT_ID_BYTE;
        double z = log_sum(row - BLT_ID_BYTE);
        blt_guess *best = guess + i * BLT_VIEW_GUESSES;

        for (int k = 0; k < BLT_VIEW_GUESSES; k++)
            best[k].probability = -1;
        for (int b = 0; b < 256; b++) {
            blt_guess g = { (uint8_t)b, (float)exp(row[b] - z) };

            for (int k = 0; k < BLT_VIEW_GUESSES; k++)
                if (g.probability > best[k].probability) {
                    blt_guess worse = best[k];

                    best[k] = g;
                    g = worse;
                }
        }
    }
}
