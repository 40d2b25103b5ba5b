/* spell/: what was decided before, how evidence becomes probabilities, and
 * that the BLT's bits are those of a session, whatever was asked before. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/gen.h>
#include <blt/session.h>
#include "spell/site.h"
#include "spell/blt_score.h"
#include "spell/word_counts.h"
#include "tests/lib/tap.h"

static void
known(void)
{
    blt__known k = { 0 };
    char word[16];
    int good = 1;

    ok(blt__known_count(&k, "any", 3) == 0, "nothing is known of nothing");
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            int n = snprintf(word, sizeof word, "w%d", i);

            good &= blt__known_add(&k, word, (size_t)n, NULL) == BLT_OK;
        }
    for (int i = 0; i < 5000; i++) {
        int n = snprintf(word, sizeof word, "w%d", i);

        good &= blt__known_count(&k, word, (size_t)n) == 2;
    }
    ok(good && k.n == 5000, "words and how often");
    blt__known_clear(&k);
    ok(blt__known_count(&k, "w7", 2) == 0 && k.n == 0, "and forgotten");
    blt__known_free(&k);
}

/* An unknown word with two alternatives: the first by n-grams, the second by
 * the channel. */
static blt__choice *
choice(blt__choices *all)
{
    blt__choice *c;
    blt__alt *a;

    blt__choices_clear(all);
    c = blt__choices_add(all);
    c->tokens = 1;
    a = blt__choices_add_alt(all, "thier", 5);
    a->ngram = a->bits[0] = 40;
    a->unknown[0] = 1;
    a = blt__choices_add_alt(all, "their", 5);
    a->ngram = 14;
    a->channel = 4;
    a = blt__choices_add_alt(all, "tier", 4);
    a->ngram = 26;
    a->channel = 3;
    return all->p;
}

static void
decisions(void)
{
    blt__choices all = { 0 };
    blt__rates none = { 0, 0, { 0, 0 } }, after;
    blt__levels at;
    blt__weigh w = blt__weigh_default;
    blt__choice *c = choice(&all);
    double sum = 0, first;

    blt__choices_decide(&all, 100, &w, &none, &at, &after);
    for (size_t i = 0; i < c->n; i++)
        sum += all.alt[c->alt + i].p;
    ok(sum > 0.99 && sum < 1.0000001, "probabilities, a little left over for"
       " what nobody can guess");
    ok(blt__choice_best(&all, c) == 1, "their");
    ok(after.words == 100 && after.errors > 0.9 && after.errors < 1.001,
       "one mistake in a hundred words");
    first = all.alt[c->alt + 1].p;
    w.w[BLT__F_CHANNEL] = 8;
    blt__choices_decide(&all, 100, &w, &none, &at, NULL);
    ok(all.alt[c->alt + 1].p < first, "a channel that counts for more");
    blt__choices_sort(&all);
    ok(all.alt[c->alt].length == 5
       && !memcmp(blt__alt_text(&all, all.alt + c->alt), "thier", 5),
       "what is written stays in front");

    /* the same word where new words are all around */
    w = blt__weigh_default;
    c = choice(&all);
    all.alt[c->alt].ngram = all.alt[c->alt].bits[0] = 18;
    blt__choices_decide(&all, 100, &w, &none, &at, NULL);
    first = all.alt[c->alt].p;
    none = (blt__rates){ 1000, 0, { 300, 0 } };
    blt__choices_decide(&all, 100, &w, &none, &at, NULL);
    ok(all.alt[c->alt].p > first, "in a text of unknown words it may stay");
    blt__choices_free(&all);
}

static void
weights(const char *dir)
{
    static const char *const bad[] = {
        "chanel 1\n", "channel\n", "channel x\n", "channel 1 2\n",
        "ngram 1\nreal nan\n"
    };
    char path[512];
    blt__weigh w;
    int good = 1;
    blt_error err;

    snprintf(path, sizeof path, "%s/w", dir);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        FILE *f = fopen(path, "w");

        fputs(bad[i], f);
        fclose(f);
        good &= blt__weigh_read(&w, path, &err) == BLT_EDATA
            && strstr(err.text, i == 4 ? "w:2" : "w:1") != NULL;
    }
    ok(good, "a bad file of weights is refused, with its line");
    {
        FILE *f = fopen(path, "w");

        fputs("# by hand\n\nreal -2.5\nngram 1", f);
        fclose(f);
    }
    ok(blt__weigh_read(&w, path, &err) == BLT_OK
       && w.w[BLT__F_REAL] == -2.5 && w.w[BLT__F_NGRAM] == 1
       && w.w[BLT__F_CHANNEL] == blt__weigh_default.w[BLT__F_CHANNEL],
       "a good one changes what it names");
}

/* Bits of text behind left, one byte at a time. */
static double
plainly(const blt_model *m, const char *left, const char *text)
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
        blt_gen_score(&entropy, &nats, logits, (uint8_t)*text);
        sum += nats / log(2);
        if (blt_session_feed_bytes(s, (const uint8_t *)text, 1, &feed, NULL)
            != BLT_OK)
            return NAN;
    }
    blt_session_free(s);
    return sum;
}

static void
contexts(const char *top)
{
    static const char *const left[] = {
        "", "He said that ", "He said that they went to ", "He said ",
        "Something else. "
    };
    static const char *const alt[] = { "their", "there", "the", "x" };
    char path[512], text[64];
    blt_model *m;
    blt__context *c;
    blt__string a[4];
    int good = 1;

    snprintf(path, sizeof path, "%s/tests/golden/tiny-a-default", top);
    if (blt_model_open(&m, path, NULL) != BLT_OK
        || blt__context_new(&c, m, NULL, NULL) != BLT_OK) {
        ok(0, "a model to ask");
        return;
    }
    for (int i = 0; i < 4; i++)
        a[i] = (blt__string){ alt[i], strlen(alt[i]) };
    for (size_t k = 0; k < sizeof left / sizeof *left; k++) {
        float bits[4];

        good &= blt__context_bits(c, (blt__string){ left[k],
                                                    strlen(left[k]) },
                                  a, k == 1 ? 1 : 4,
                                  (blt__string){ " house.", 7 }, bits, NULL)
            == BLT_OK;
        for (int i = 0; i < (k == 1 ? 1 : 4); i++) {
            double want;

            snprintf(text, sizeof text, "%s house.", alt[i]);
            want = plainly(m, left[k], text);
            good &= fabs(bits[i] - want) < 1e-4 * want;
        }
    }
    ok(good, "bits of alternatives are those of a text read byte by byte");
    blt__context_free(c);
    blt_model_free(m);
}

int
main(void)
{
    const char *top = getenv("top_srcdir");
    char dir[] = "blt-speller.XXXXXX", path[64];

    if (!mkdtemp(dir))
        return 1;
    known();
    decisions();
    weights(dir);
    contexts(top ? top : ".");
    snprintf(path, sizeof path, "%s/w", dir);
    remove(path);
    remove(dir);
    return done_testing();
}
