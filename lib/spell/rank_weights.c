/* Weights: the shipped ones, and those of a file. */
#include "config.h"
#include <string.h>
#include "spell/rank_weights.h"
#include "stream/stream.h"

const char *const blt__feature_names[BLT__FEATURES] = {
    "channel", "channel_around", "channel_model", "channel_both",
    "ngram", "ngram_around", "ngram_model", "ngram_both",
    "around", "around_both", "model", "model_both",
    "unknown", "real", "case", "join", "split", "short", "capital", "poor",
    "poor_split", "seen", "misspelling", "unlisted", "new_with_model"
};

/* Measured: chosen by hand among some sixty settings, by F0.5 on the
 * development halves that bench/README.md lists. */
const blt__rank_weights blt__rank_weights_default = { {
    [BLT__F_CHANNEL] = 0.9, [BLT__F_CHANNEL_CLOZE] = 0.8,
    [BLT__F_CHANNEL_MODEL] = 0.9, [BLT__F_CHANNEL_BOTH] = 0.9,
    [BLT__F_NGRAM] = 0.8, [BLT__F_NGRAM_CLOZE] = 0.6,
    [BLT__F_NGRAM_MODEL] = 0.8, [BLT__F_NGRAM_BOTH] = 0.6,
    [BLT__F_CLOZE] = 0.8, [BLT__F_CLOZE_BOTH] = 0.85,
    [BLT__F_MODEL] = 0.3, [BLT__F_MODEL_BOTH] = 0.25,
    [BLT__F_UNKNOWN] = 1, [BLT__F_REAL] = -1,
    [BLT__F_CASE] = -4, [BLT__F_JOIN] = -2, [BLT__F_SPLIT] = -5,
    [BLT__F_SHORT] = 1, [BLT__F_CAPITAL] = -1, [BLT__F_LOW_RESOURCE] = -5.5,
    [BLT__F_LOW_RESOURCE_SPLIT] = -8, [BLT__F_REPEATED] = 0.1,
    [BLT__F_MISSPELLING] = -8, [BLT__F_UNLISTED] = -1.5,
    [BLT__F_NEW_MODEL] = 7
} };

static int
feature_named(const char *name, size_t n)
{
    for (int k = 0; k < BLT__FEATURES; k++)
        if (strlen(blt__feature_names[k]) == n
            && !memcmp(blt__feature_names[k], name, n))
            return k;
    return -1;
}

blt_status
blt__rank_weights_read(blt__rank_weights *w, const char *path, blt_error *err)
{
    blt__buf text = { 0 };
    size_t line = 1;
    blt_status st = blt__read_whole(&text, path, 65536, err);

    *w = blt__rank_weights_default;
    if (st != BLT_OK)
        return st;
    for (char *p = text.p; *p && st == BLT_OK; line++) {
        size_t n = strcspn(p, "\n"), name = strcspn(p, " \n");
        int k = feature_named(p, name);
        double x;

        if (n && *p != '#') {
            if (k < 0 || name + 1 >= n
                || !blt__number_parse(&x, p + name + 1, n - name - 1))
                st = blt__fail(err, BLT_EDATA,
                               "%s:%zu: not \"FEATURE NUMBER\"", path, line);
            else
                w->w[k] = x;
        }
        p += n + (p[n] == '\n');
    }
    blt__buf_free(&text);
    return st;
}
