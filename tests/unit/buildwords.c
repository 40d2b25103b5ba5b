/* langbuild/: a language file made of a text, and what it says about the
 * text. */
#include "config.h"
#include <sys/stat.h>
#include <unistd.h>
#include <blt/build.h>
#include <blt/spell.h>
#include "file/safetensors.h"
#include "lang/cloze.h"
#include "lang/lexicon.h"
#include "lang/ngram.h"
#include "tests/lib/tap.h"

static char dir[64];

static void
put_file(const char *name, const char *text)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "w");
    if (f == NULL || fputs(text, f) == EOF || fclose(f) != 0) {
        printf("Bail out! %s\n", path);
        exit(1);
    }
}

/* Sentences of a few words, drawn with a fixed seed, and some that test the
 * selection of words. */
static void
put_text(void)
{
    static const char *const subject[] = { "the cat", "a dog", "Berlin",
                                           "the old man", "May" };
    static const char *const verb[] = { "sees", "may see", "likes", "hears" };
    static const char *const object[] = { "the house", "the dog", "Gretel",
                                          "a small house", "NASA" };
    blt__buf b = { 0 };
    blt__rng r;

    blt__rng_seed(&r, 7);
    for (int i = 0; i < 3000; i++) {
        char first[32];

        snprintf(first, sizeof first, "%s", subject[blt__rng_below(&r, 5)]);
        if (first[0] >= 'a')
            first[0] = (char)(first[0] - 32);
        blt__buf_printf(&b, "%s %s %s.%s", first, verb[blt__rng_below(&r, 4)],
                        object[blt__rng_below(&r, 5)],
                        i % 7 == 6 ? "\n\n" : " ");
    }
    for (int i = 0; i < 4; i++)
        blt__buf_printf(&b, "The cta sees, teh dog doesnt, the hounds "
                        "does.\n\n");
    blt__buf_put(&b, "", 1);
    put_file("xx.text", b.p);
    blt__buf_free(&b);
}

static blt__lexicon *words;
static blt__ngram *grams;

static void
open_file(blt__st *st, const char *path)
{
    blt_error err = { 0 };

    if (blt__st_open(st, path, &err) != BLT_OK
        || blt__lexicon_open(&words, st, path, &err) != BLT_OK
        || blt__ngram_open(&grams, st, path, &err) != BLT_OK) {
        printf("Bail out! %s\n", err.text);
        exit(1);
    }
}

static const char *
entry_of(const blt__lexicon *l, const char *word)
{
    static char out[64];
    uint32_t e;

    if (!blt__lexicon_accepts(l, word, strlen(word), &e))
        return "";
    blt__lexicon_spell(l, e, out, sizeof out);
    return out;
}

static void
lexicon(const blt__lexicon *l)
{
    static const struct { const char *word, *entry; } set[] = {
        { "cat", "cat" }, { "The", "the" }, { "Berlin", "Berlin" },
        { "berlin", "" }, { "May", "May" }, { "may", "may" },
        { "NASA", "NASA" }, { "nasa", "" }, { "Gretel", "Gretel" },
        { "gretel", "" }, { "teh", "" }, { "cta", "" }, { "doesnt", "" },
        { "hounds", "hounds" }, { "unheard", "unheard" },
        { "cat's", "cat" }, { "unheard's", "unheard" }
    };
    uint32_t may, w[2][2];

    for (size_t i = 0; i < sizeof set / sizeof *set; i++)
        ok(strcmp(entry_of(l, set[i].word), set[i].entry) == 0, "\"%s\" is %s",
           set[i].word, set[i].entry[0] ? set[i].entry : "not a word");
    ok(!blt__lexicon_in_dict(l, blt__lexicon_find(l, "Gretel", 6))
       && blt__lexicon_in_dict(l, blt__lexicon_find(l, "cat", 3))
       && blt__lexicon_in_dict(l, blt__lexicon_find(l, "unheard", 7)),
       "in_dict tells dictionary words from words of the text");
    may = blt__lexicon_find(l, "may", 3);
    ok(blt__lexicon_bits(l, blt__lexicon_find(l, "the", 3))
       < blt__lexicon_bits(l, may), "frequent words have fewer bits");
    ok(blt__lexicon_bits(l, blt__lexicon_find(l, "unheard", 7))
       > blt__lexicon_bits(l, blt__lexicon_find(l, "hounds", 6)),
       "a word in no text has more bits than the rarest");
    ok(blt__lexicon_corrections(l, "catt", 4, w, 2) == 1
       && w[0][0] == blt__lexicon_find(l, "cat", 3)
       && w[0][1] == BLT__NO_WORD, "a misspelling has its correction");
    ok(blt__lexicon_corrections(l, "thecat", 6, w, 2) == 2
       && w[0][0] == blt__lexicon_find(l, "the", 3)
       && w[0][1] == blt__lexicon_find(l, "cat", 3)
       && w[1][0] == blt__lexicon_find(l, "cat", 3)
       && w[1][1] == BLT__NO_WORD, "and one of two words");
}

static blt__word_key
key(const char *word)
{
    return blt__word_key_of(word, strlen(word));
}

static void
ngrams(const blt__ngram *g)
{
    static const char *const all[] = { "the", "cat", "a", "dog", "Berlin",
        "old", "man", "May", "see", "sees", "likes", "hears", "house",
        "Gretel", "small", "NASA", ".", ",", "does", "hounds", "does" };
    const blt__word_key context[][2] = {
        { 0, 0 }, { 0, key("the") }, { key("sees"), key("the") },
        { 0, BLT__KEY_START }, { BLT__KEY_START, key("the") },
        { key("nowhere"), key("dog") }
    };
    double bits;

    for (size_t i = 0; i < sizeof context / sizeof *context; i++) {
        double sum = exp2(-blt__ngram_bits(g, context[i][0], context[i][1],
                                           BLT__KEY_UNKNOWN));

        for (size_t j = 0; j + 1 < sizeof all / sizeof *all; j++)
            sum += exp2(-blt__ngram_bits(g, context[i][0], context[i][1],
                                         key(all[j])));
        near(sum, 1, 0.05, 0, "probabilities sum to 1, context %zu", i + 1);
    }
    bits = blt__ngram_bits(g, key("may"), key("see"), key("the"));
    near(bits, -log2(0.4), 0.3, 0, "two of five objects start with it");
    ok(blt__ngram_bits(g, key("old"), key("man"), key("cat")) > bits + 4,
       "a word that never follows has more bits");
    ok(blt__ngram_knows(g, key("NASA")) && !blt__ngram_knows(g, key("teh")),
       "frequent words are known");
    near(blt__ngram_bits(g, key("sees"), key("the"), key("teh")),
         blt__ngram_bits(g, key("sees"), key("the"), key("qqq")), 0, 0,
         "unknown words have the same bits");
    ok(blt__ngram_spelling(g, "Hous", 4) < blt__ngram_spelling(g, "qzxj", 4)
       && blt__ngram_spelling(g, "HOUS", 4) == blt__ngram_spelling(g, "hous",
                                                                   4)
       && isfinite(blt__ngram_spelling(g, "\xff\xd0\xb4", 3))
       && blt__ngram_spelling(g, "", 0) > 0, "bits of spellings");
}

/* Paragraphs about cold or heat: eight words before and after "cold" or "hot"
 * is one of many words that tells which. */
static void
put_weather(void)
{
    static const char *const season[2] = { "snow", "sun" };
    static const char *const filler[] = { "one", "of", "them", "said", "that",
                                          "it", "was", "not", "so" };
    blt__buf b = { 0 };
    blt__rng r;

    blt__rng_seed(&r, 3);
    for (int i = 0; i < 4000; i++) {
        size_t hot = blt__rng_below(&r, 2);

        blt__buf_printf(&b, "%s%c", season[hot],
                        'a' + (int)blt__rng_below(&r, 16));
        for (int k = 0; k < 8; k++)
            blt__buf_printf(&b, " %s", filler[blt__rng_below(&r, 9)]);
        blt__buf_printf(&b, " %s", hot ? "hot" : "cold");
        for (int k = 0; k < 8; k++)
            blt__buf_printf(&b, " %s", filler[blt__rng_below(&r, 9)]);
        blt__buf_printf(&b, " %s%c\n\n", season[hot],
                        'a' + (int)blt__rng_below(&r, 16));
    }
    blt__buf_put(&b, "", 1);
    put_file("yy.text", b.p);
    blt__buf_free(&b);
}

static float
score(const blt__cloze *a, float *scratch, const char *about, const char *word)
{
    const blt__word_key left[] = { key("was"), key("it"), key("that"),
                                   key("said"), key("them"), key("of"),
                                   key("one"), key(about) };

    blt__cloze_context(a, scratch, left, sizeof left / sizeof *left, left, 7);
    return blt__cloze_bits(a, scratch, key(word));
}

static void
cloze(void)
{
    static const char *const files[] = { "yy.text", "yy.dict", "yy.plan",
                                         "yy.safetensors" };
    blt_words_report r = BLT_WORDS_REPORT_INIT;
    blt__cloze *a = NULL;
    blt__buf text = { 0 };
    blt_error err = { 0 };
    blt__st st;
    float *scratch;
    char path[128];

    put_weather();
    blt__buf_printf(&text, "one\nof\nthem\nsaid\nthat\nit\nwas\nnot\nso\n"
                    "hot\ncold\n");
    for (int c = 'a'; c < 'a' + 16; c++)
        blt__buf_printf(&text, "snow%c\nsun%c\n", c, c);
    put_file("yy.dict", text.p);
    blt__buf_clear(&text);
    blt__buf_printf(&text, "language = yy\nprose = %s/yy.text\n"
                    "dictionary = %s/yy.dict\nbigrams = 1000\n"
                    "cloze = 100\ncloze_passes = 8\n", dir, dir);
    put_file("yy.plan", text.p);
    snprintf(path, sizeof path, "%s/yy.plan", dir);
    if (!ok(blt_words_build(path, dir, NULL, &r, &err) == BLT_OK,
            "trains a cloze network"))
        printf("# %s\n", err.text);
    snprintf(path, sizeof path, "%s/yy.safetensors", dir);
    if (!ok(r.cloze > 40 && r.cloze < 50
            && blt__st_open(&st, path, &err) == BLT_OK
            && blt__cloze_open(&a, &st, path, &err) == BLT_OK && a != NULL,
            "and opens it")) {
        printf("# %s\n", err.text);
        return;
    }
    scratch = blt__alloc(blt__cloze_scratch(a), sizeof *scratch);
    ok(score(a, scratch, "snowa", "cold")
       > score(a, scratch, "snowa", "hot") + 2
       && score(a, scratch, "sunb", "hot")
       > score(a, scratch, "sunb", "cold") + 2,
       "a word eight words away decides (%.1f, %.1f)",
       score(a, scratch, "snowa", "cold"), score(a, scratch, "snowa", "hot"));
    ok(score(a, scratch, "snowa", "snowb") < score(a, scratch, "snowa", "cold"),
       "a word scores higher where it belongs");
    near(score(a, scratch, "snowa", "nobody"), 0, 0, 0,
         "an unknown word scores 0");
    ok(isfinite(score(a, scratch, "nobody", "cold")),
       "an unknown word in the context is allowed");
    free(scratch);
    blt__cloze_free(a);
    blt__st_close(&st);
    blt__buf_free(&text);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        unlink(path);
    }
}

/* ---- n-grams of others ------------------------------------------------------- */

static const char arpa[] = "A model by hand.\n\n\\data\\\nngram 1=6\n"
    "ngram 2=5\nngram 3=2\n\n\\1-grams:\n"
    "-99\t<s>\t-0.3010\n-1.0000\t</s>\n-1.0000\tthe\t-0.3010\n"
    "-2.0000\tCat\t-0.3010\n-2.0000 dog -0.3010\n-2.3010\tsees\n"
    "\n\\2-grams:\n-0.6021\t<s> the\t-0.1761\n-0.6021\tthe cat\t0.0000\n"
    "-0.3010\tcat sees\n-0.3010\tdog sees\n-0.3010\tsees </s>\n"
    "\n\\3-grams:\n-0.3010\t<s> the dog\n-0.1249\tthe cat sees\n"
    "\n\\end\\\n";

static float
bits(const blt__backoff *m, blt__word_key u, blt__word_key v, const char *w)
{
    blt__word_key k[3] = { u, v, key(w) };
    size_t n = v == 0 ? 1 : u == 0 ? 2 : 3;
    int known;

    return blt__backoff_bits(m, k + 3 - n, n, &known);
}

static void
plain(void)
{
    blt_words_report r = BLT_WORDS_REPORT_INIT;
    blt__backoff m = { 0 };
    blt__buf text = { 0 };
    blt__st st;
    blt_error err = { 0 };
    char path[128];

    put_file("zz.arpa", arpa);
    blt__buf_printf(&text, "language = zz\narpa = %s/zz.arpa\n", dir);
    put_file("zz.plan", text.p);
    blt__buf_free(&text);
    snprintf(path, sizeof path, "%s/zz.plan", dir);
    if (!ok(blt_words_build(path, dir, NULL, &r, &err) == BLT_OK,
            "reads an ARPA model"))
        printf("# %s\n", err.text);
    snprintf(path, sizeof path, "%s/zz.ngrams", dir);
    if (!ok(blt__st_open(&st, path, &err) == BLT_OK
            && blt__backoff_open(&m, &st, "plain", path, &err) == BLT_OK,
            "and its file opens")) {
        printf("# %s\n", err.text);
        return;
    }
    ok(m.order == 3 && r.trigrams == 2 && r.bigrams == 5,
       "a pair that a triple ends with is added, </s> is left out");
    near(bits(&m, 0, 0, "cat"), 6.64, 0.1, 0, "one word, in lower case");
    near(bits(&m, 0, key("the"), "cat"), 2, 0.1, 0, "two words");
    near(bits(&m, BLT__KEY_START, key("the"), "dog"), 1, 0.1, 0,
         "three, from the start of a sentence");
    near(bits(&m, key("the"), key("cat"), "sees"), 0.41, 0.1, 0, "three");
    near(exp2(-bits(&m, 0, key("cat"), "sees"))
         + exp2(-bits(&m, 0, key("cat"), "the"))
         + exp2(-bits(&m, 0, key("cat"), "cat"))
         + exp2(-bits(&m, 0, key("cat"), "dog")), 0.56, 0.05, 0,
         "what backing off leaves");
    blt__st_close(&st);
    unlink(path);
    snprintf(path, sizeof path, "%s/zz.plan", dir);
    put_file("zz.arpa", "\\1-grams:\n-1 the\nmany words\n");
    ok(blt_words_build(path, dir, NULL, NULL, &err) == BLT_EDATA
       && strstr(err.text, "zz.arpa:3: ") != NULL, "a bad line: %s", err.text);
    put_file("zz.arpa", "\\1-grams:\n-1 the\n\\2-grams:\n-1 the\n");
    ok(blt_words_build(path, dir, NULL, NULL, &err) == BLT_EDATA
       && strstr(err.text, "zz.arpa:4: ") != NULL, "a word too few: %s",
       err.text);
    put_file("zz.arpa", "\\4-grams:\n");
    ok(blt_words_build(path, dir, NULL, NULL, &err) == BLT_EDATA,
       "grams too long: %s", err.text);
    put_file("zz.arpa", "nothing\n");
    ok(blt_words_build(path, dir, NULL, NULL, &err) == BLT_EDATA,
       "no model at all: %s", err.text);
    unlink(path);
    snprintf(path, sizeof path, "%s/zz.arpa", dir);
    unlink(path);
}

static void
plans(void)
{
    static const struct { const char *text, *says; } bad[] = {
        { "language = xx\nprsoe = a\n", ":2: no such key: prsoe" },
        { "language xx\n", ":1: expected key = value" },
        { "language = ../x\nprose = a\n", "language" },
        { "language = xx\n", "neither" },
        { "language = xx\nprose = \n", "prose" },
        { "language = xx\nprose = /nowhere/at/all\n", "/nowhere/at/all" },
        { "language = xx\nprose = a\nlexicon_min_count = -1\n",
          ":3: lexicon_min_count" },
        { "language = xx\nprose = a\nother_weight = 2\n", "other_weight" },
        { "language = xx\nprose = a\nbigrams = 1e99\n", "bigrams" },
        { "language = xx\narpa = a\narpa = b\n", "more than one" }
    };
    char path[128];
    blt_error err;

    snprintf(path, sizeof path, "%s/bad.plan", dir);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put_file("bad.plan", bad[i].text);
        err.text[0] = '\0';
        if (!ok(blt_words_build(path, dir, NULL, NULL, &err) != BLT_OK
                && strstr(err.text, bad[i].says) != NULL, "refused: %s",
                bad[i].says))
            printf("# %s\n", err.text);
    }
    unlink(path);
    ok(blt_words_build(path, dir, NULL, NULL, &err) == BLT_EIO,
       "a missing plan");
}

int
main(void)
{
    static const char *const files[] = { "xx.text", "xx.dict", "xx.wrong",
                                         "xx.plan", "xx.safetensors" };
    blt_words_report r = BLT_WORDS_REPORT_INIT, again = r;
    blt__buf text = { 0 }, first = { 0 }, second = { 0 };
    blt_spell_data *d;
    blt__st st;
    blt_error err = { 0 };
    char path[128];

    snprintf(dir, sizeof dir, "words.%ld", (long)getpid());
    if (mkdir(dir, 0700) != 0)
        return 1;
    put_text();
    put_file("xx.dict", "the\na\ncat\ncat's\ndog\nmay\nMay\nold\nman\nsee\n"
             "sees\nlikes\nhears\nhouse\nsmall\ndoes\ndoesn't\nBerlin\n"
             "unheard\nunheard's\n\nno word at all\n\xff\xfe\n");
    put_file("xx.wrong",
             "teh\tthe\ncatt\tcat, nothing\nthecat\tthe cat,cat, no dog\n");
    blt__buf_printf(&text, "# trial\nlanguage = xx\nprose = %s/xx.text\n"
                    "valid = %s/xx.text\ndictionary = %s/xx.dict\n"
                    "misspellings = %s/xx.wrong\nclitics = 's\n"
                    "lexicon_min_count = 4\n"
                    "bigrams = 1000000\ntrigrams = 1000000\n", dir, dir, dir,
                    dir);
    blt__buf_put(&text, "", 1);
    put_file("xx.plan", text.p);
    snprintf(path, sizeof path, "%s/xx.plan", dir);
    if (!ok(blt_words_build(path, dir, NULL, &r, &err) == BLT_OK, "builds"))
        printf("# %s\n", err.text);
    ok(r.tokens > 15000 && r.bigrams > 20 && r.trigrams > 50
       && r.misspellings == 3 && r.listed < r.words, "the report counts");
    ok(r.perplexity > 2 && r.perplexity < 4 && r.unknown < 0.01
       && r.strange > 0 && r.strange < 0.01, "and measures");
    if (r.bigrams == 0)
        return done_testing();
    snprintf(path, sizeof path, "%s/xx.safetensors", dir);
    open_file(&st, path);
    lexicon(words);
    ngrams(grams);
    blt__lexicon_free(words);
    blt__ngram_free(grams);
    blt__st_close(&st);

    ok(blt__read_whole(&first, path, 1 << 24, &err) == BLT_OK, "once");
    snprintf(path, sizeof path, "%s/xx.plan", dir);
    ok(blt_words_build(path, dir, NULL, &again, &err) == BLT_OK, "again");
    snprintf(path, sizeof path, "%s/xx.safetensors", dir);
    ok(blt__read_whole(&second, path, 1 << 24, &err) == BLT_OK
       && first.n == second.n && memcmp(first.p, second.p, first.n) == 0,
       "gives the same bytes");
    cloze();
    plain();
    plans();
    if (getenv("BLT_KEEP") == NULL) {
        for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
            snprintf(path, sizeof path, "%s/%s", dir, files[i]);
            unlink(path);
        }
        rmdir(dir);
    }
    ok(blt_spell_data_open(&d, dir, &err) == BLT_EIO && d == NULL
       && strstr(err.text, dir) != NULL, "no directory, no data");
    blt__buf_free(&text);
    blt__buf_free(&first);
    blt__buf_free(&second);
    return done_testing();
}
