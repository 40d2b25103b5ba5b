/* spell/: counts of words, ranking, its file of weights, and that the BLT's
 * bits are those of a session that reads byte by byte, whatever was scored
 * before. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/gen.h>
#include <blt/session.h>
#include <blt/score.h>
#include "spell/rank.h"
#include "spell/blt_score.h"
#include "spell/word_counts.h"
#include "tests/lib/tap.h"

static void
word_counts(void)
{
    blt__word_counts k = { 0 };
    char word[16];
    int good = 1;

    ok(blt__word_counts_get(&k, "any", 3) == 0, "an empty table has no word");
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            int n = snprintf(word, sizeof word, "w%d", i);

            good &= blt__word_counts_add(&k, word, (size_t)n, NULL) == BLT_OK;
        }
    for (int i = 0; i < 5000; i++) {
        int n = snprintf(word, sizeof word, "w%d", i);

        good &= blt__word_counts_get(&k, word, (size_t)n) == 2;
    }
    ok(good && k.n == 5000, "5,000 words, each counted twice");
    blt__word_counts_clear(&k);
    ok(blt__word_counts_get(&k, "w7", 2) == 0 && k.n == 0,
       "none after clearing");
    blt__word_counts_free(&k);
}

/* An unknown word with two other candidates: the n-grams prefer the first, the
 * channel the second. */
static blt__site *
example(blt__sites *all)
{
    blt__site *c;
    blt__candidate *a;

    blt__sites_clear(all);
    c = blt__sites_add(all);
    c->tokens = 1;
    a = blt__sites_add_candidate(all, "thier", 5);
    a->ngram = a->unigram[0] = 40;
    a->unknown[0] = 1;
    a = blt__sites_add_candidate(all, "their", 5);
    a->ngram = 14;
    a->channel = 4;
    a = blt__sites_add_candidate(all, "tier", 4);
    a->ngram = 26;
    a->channel = 3;
    return all->p;
}

static void
ranking(void)
{
    blt__sites all = { 0 };
    blt__prior_counts none = { 0, 0, { 0, 0 } }, after;
    blt__prior at;
    blt__rank_weights w = blt__rank_weights_default;
    blt__site *c = example(&all);
    double sum = 0, first;

    blt__sites_rank(&all, 100, &w, &none, &at, &after);
    for (size_t i = 0; i < c->n; i++)
        sum += all.candidate[c->first + i].p;
    ok(sum > 0.99 && sum < 1.0000001, "probabilities, with a little left for"
       " mistakes that cannot be guessed");
    ok(blt__site_best(&all, c) == 1, "their is the best");
    ok(after.words == 100 && after.errors > 0.9 && after.errors < 1.001,
       "one mistake in a hundred words");
    first = all.candidate[c->first + 1].p;
    w.w[BLT__F_CHANNEL] = 8;
    blt__sites_rank(&all, 100, &w, &none, &at, NULL);
    ok(all.candidate[c->first + 1].p < first,
       "less with a larger weight of the channel");
    blt__sites_sort(&all);
    ok(all.candidate[c->first].length == 5
       && !memcmp(blt__candidate_text(&all, all.candidate + c->first),
                  "thier", 5),
       "the text as it is written stays first");

    /* the same word in a text of unknown words */
    w = blt__rank_weights_default;
    c = example(&all);
    all.candidate[c->first].ngram = all.candidate[c->first].unigram[0] = 18;
    blt__sites_rank(&all, 100, &w, &none, &at, NULL);
    first = all.candidate[c->first].p;
    none = (blt__prior_counts){ 1000, 0, { 300, 0 } };
    blt__sites_rank(&all, 100, &w, &none, &at, NULL);
    ok(all.candidate[c->first].p > first,
       "which makes it more likely to be intended");
    blt__sites_free(&all);
}

static void
weights(const char *dir)
{
    static const char *const bad[] = {
        "chanel 1\n", "channel\n", "channel x\n", "channel 1 2\n",
        "ngram 1\nreal nan\n"
    };
    char path[512];
    blt__rank_weights w;
    int good = 1;
    blt_error err;

    snprintf(path, sizeof path, "%s/w", dir);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        FILE *f = fopen(path, "w");

        fputs(bad[i], f);
        fclose(f);
        good &= blt__rank_weights_read(&w, path, &err) == BLT_EDATA
            && strstr(err.text, i == 4 ? "w:2" : "w:1") != NULL;
    }
    ok(good, "a bad file of weights is refused, naming its line");
    {
        FILE *f = fopen(path, "w");

        fputs("# by hand\n\nreal -2.5\nngram 1", f);
        fclose(f);
    }
    ok(blt__rank_weights_read(&w, path, &err) == BLT_OK
       && w.w[BLT__F_REAL] == -2.5 && w.w[BLT__F_NGRAM] == 1
       && w.w[BLT__F_CHANNEL] == blt__rank_weights_default.w[BLT__F_CHANNEL],
       "a good one changes the features that it names");
}

/* Bits of text after left, one byte at a time. */
static double
byte_by_byte(const blt_model *m, const char *left, const char *text)
{
    blt_session_options opt = BLT_SESSION_OPTIONS_INIT;
    blt_feed feed = BLT_FEED_INIT;
    blt_session *s;
    const int32_t bos = BLT_ID_BOS;
    float logits[BLT_VOCAB];
    double sum = 0, entropy, nats;
    size_t n = strlen(left);

    feed.last_logits = logits;
    if (blt_session_new(&s, m, &opt, NULL) != BLT_OK
        || blt_session_feed(s, &bos, 1, &feed, NULL) != BLT_OK
        || (n && blt_session_feed_bytes(s, (const uint8_t *)left, n, &feed,
                                        NULL) != BLT_OK))
        return NAN;
    for (; *text; text++) {
        blt_score_row(&entropy, &nats, logits, (uint8_t)*text);
        sum += nats / log(2);
        if (blt_session_feed_bytes(s, (const uint8_t *)text, 1, &feed, NULL)
            != BLT_OK)
            return NAN;
    }
    blt_session_free(s);
    return sum;
}

static void
blt_scores(const char *top)
{
    static const char *const left[] = {
        "", "He said that ", "He said that they went to ", "He said ",
        "Something else. "
    };
    static const char *const alt[] = { "their", "there", "the", "x" };
    char path[512], text[64];
    blt_model *m;
    blt__blt_score *c;
    blt__string a[4];
    int good = 1;

    snprintf(path, sizeof path, "%s/tests/golden/tiny-a-default", top);
    if (blt_model_open(&m, path, NULL) != BLT_OK
        || blt__blt_score_new(&c, m, NULL, NULL) != BLT_OK) {
        ok(0, "a model opens");
        return;
    }
    for (int i = 0; i < 4; i++)
        a[i] = (blt__string){ alt[i], strlen(alt[i]) };
    for (size_t k = 0; k < sizeof left / sizeof *left; k++) {
        float bits[4];

        good &= blt__blt_score_bits(c, (blt__string){ left[k],
                                                    strlen(left[k]) },
                                    a, k == 1 ? 1 : 4,
                                    (blt__string){ " house.", 7 }, bits, NULL)
            == BLT_OK;
        for (int i = 0; i < (k == 1 ? 1 : 4); i++) {
            double want;

            snprintf(text, sizeof text, "%s house.", alt[i]);
            want = byte_by_byte(m, left[k], text);
            good &= fabs(bits[i] - want) < 1e-4 * want;
        }
    }
    ok(good, "bits of alternatives are those of a text read byte by byte");
    blt__blt_score_free(c);
    blt_model_close(m);
}

int
main(void)
{
    const char *top = getenv("top_srcdir");
    char dir[] = "blt-speller.XXXXXX", path[64];

    if (!mkdtemp(dir))
        return 1;
    word_counts();
    ranking();
    weights(dir);
    blt_scores(top ? top : ".");
    snprintf(path, sizeof path, "%s/w", dir);
    remove(path);
    remove(dir);
    return done_testing();
}
