/* lang/ and candidates/: the error model, its file, and the candidates of
 * misspellings by it. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "lang/channel_file.h"
#include "lang/corrupt.h"
#include "langbuild/lexicon_build.h"
#include "candidates/search_cache.h"
#include "tests/lib/tap.h"

static const char *
shipped(const char *name)
{
    static char path[2][1024];
    static int turn;
    const char *dir = getenv("top_srcdir");

    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/share/spell/%s.channel",
             dir ? dir : ".", name);
    return path[turn];
}

static blt__channel *
open_channel(const char *path)
{
    blt__channel *c;
    blt_error err;

    if (blt__channel_open(&c, path, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        exit(1);
    }
    return c;
}

/* From text, by way of a file. */
static blt_status
from_text(blt__channel **c, const char *text, size_t n, blt_error *err)
{
    char path[] = "channel-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    blt_status status;

    fwrite(text, 1, n, f);
    fclose(f);
    status = blt__channel_open(c, path, err);
    remove(path);
    return status;
}

static float
bits(const blt__channel *c, const char *written, const char *intended)
{
    return blt__channel_bits(c, written, strlen(written), intended,
                             strlen(intended), 1000);
}

/* ---- the file ---------------------------------------------------------------- */

static void
files(void)
{
    static const char *const wrong[] = {
        "", "ph f 3\n", "#blt-channel 1\nph f\n",
        "#blt-channel 1\nph f 3 then 2\n", "#blt-channel 1\nph f nan\n",
        "#blt-channel 1\nph f 1e3\n", "#blt-channel 1\nph ph 3\n",
        "#blt-channel 1\n_ _ 3\n", "#blt-channel 1\nseventy f 3\n",
        "#blt-channel 1\nph \xff 3\n", "#blt-channel 1\nprior nothing 3\n",
        "#blt-channel 1\nprior again 0\n", "#blt-channel 1\nprior again -\n",
        "#blt-channel 1\ninclude ../../etc/passwd\n",
        "#blt-channel 1\ninclude nobody\n", "#blt-channel 1\ninclude\n",
        "#blt-channel 1\nkeyboard \xc0\n",
        "#blt-channel 1\nconfused 2\n", "#blt-channel 1\nconfused 2 to\n",
        "#blt-channel 1\nconfused to too\n",
        "#blt-channel 1\nconfused - to too\n",
        "#blt-channel 1\nconfused 2 to \xc0\n"
    };
    blt__channel *c;
    blt_error err;
    int good = 1;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (from_text(&c, wrong[i], strlen(wrong[i]), &err) != BLT_EDATA
            && err.status != BLT_EIO) {
            printf("# taken: %s\n", wrong[i]);
            good = 0;
        }
    ok(good, "files that are not channels are refused");
    from_text(&c, "#blt-channel 1\n\n# x\nph f 3\nph v\n", 33, &err);
    ok(strstr(err.text, "line 5: ") != NULL, "%s", err.text);
    ok(from_text(&c, "#blt-channel 1\nab x 3\nab x 2 last 1\nab y -",
                 42, &err) == BLT_OK, "a channel");
    near(bits(c, "oxo", "oabo"), 2 + log2(4) - log2(0.75), 1e-4, 0,
         "the last of equal rules counts; one of 4 positions, no further edit");
    near(bits(c, "ox", "oab"), 1 + log2(3) - log2(0.75), 1e-4, 0,
         "other bits at the end");
    blt__channel_free(c);
    blt__channel_free(NULL);
}

static int
confused_with(const blt__channel *c, const char *word, size_t most,
              const char *want)
{
    blt__confusion meant[8];
    size_t n = blt__channel_confusions(c, word, strlen(word), meant, most);
    char got[200] = "";

    for (size_t i = 0; i < n; i++)
        sprintf(got + strlen(got), "%.*s %g,", (int)meant[i].n, meant[i].p,
                (double)meant[i].bits);
    return strcmp(got, want) == 0;
}

static void
confusions(void)
{
    static const char text[] = "#blt-channel 1\nconfused 3 Wear where\n"
        "confused 1.5 were where we're\n";
    blt__channel *c;
    blt_error err;

    ok(from_text(&c, text, sizeof text - 1, &err) == BLT_OK,
       "groups of confusable words");
    ok(confused_with(c, "wear", 8, "where 3,"), "the other word of a group");
    ok(confused_with(c, "Were", 8, "we're 1.5,where 1.5,"),
       "both others, ignoring case");
    ok(confused_with(c, "where", 8, "wear 3,we're 1.5,were 1.5,")
       || confused_with(c, "where", 8, "we're 1.5,were 1.5,wear 3,"),
       "a word of two groups");
    ok(confused_with(c, "where", 1, "wear 3,")
       || confused_with(c, "where", 1, "we're 1.5,"),
       "at most the number asked for");
    ok(confused_with(c, "her", 8, "") && confused_with(c, "wheres", 8, "")
       && confused_with(c, "", 8, ""), "none for other words");
    blt__channel_free(c);
}

/* ---- bits -------------------------------------------------------------------- */

static void
costs(void)
{
    blt__channel *c = open_channel(shipped("en"));

    near(bits(c, "word", "word"), 0, 0, 0, "the intended word costs nothing");
    near(bits(c, "Word", "word"), 0, 0, 0, "nor does a first capital");
    near(bits(c, "WORD", "word"), 0, 0, 0, "nor a headline");
    ok(bits(c, "monday", "Monday") > 0 && bits(c, "monday", "Monday")
       < bits(c, "mondai", "Monday"), "a missing capital costs little");
    ok(bits(c, "wOrd", "word") > 0, "a capital inside a word costs");
    ok(bits(c, "fone", "phone") < bits(c, "fone", "bone"),
       "f for ph costs less than f for b");
    ok(bits(c, "begining", "beginning") < bits(c, "beginnin", "beginning"),
       "a missing double letter costs less than a missing letter");
    ok(bits(c, "recieve", "receive") < bits(c, "recefve", "receive"),
       "ie for ei costs less than f for i");
    ok(bits(c, "cafe", "caf\xc3\xa9") < bits(c, "cafo", "caf\xc3\xa9"),
       "a missing accent costs less than a wrong letter");
    ok(bits(c, "dont", "don't") < bits(c, "dont", "donut"),
       "a missing apostrophe costs less than a missing letter");
    ok(bits(c, "teh", "the") < bits(c, "tah", "the"),
       "a transposition costs less than a substitution");
    ok(bits(c, "msitkae", "mistake") > bits(c, "mistkae", "mistake") + 5,
       "two edits cost more than one");
    ok(isinf(blt__channel_bits(c, "teh", 3, "the", 3, 1)), "over the limit");
    ok(isinf(bits(c, "", "the")) && isinf(bits(c, "the", ""))
       && isinf(bits(c, "t\xff", "the")),
       "empty words, and bytes that are not UTF-8");
    blt__channel_free(c);
}

/* ---- candidates -------------------------------------------------------------- */

static const struct { const char *word; float bits; } words[] = {
    { "Hello", 20 }, { "Helot", 24 }, { "I", 6 }, { "Monday", 14 },
    { "a", 5 }, { "alert", 17 }, { "allot", 20 }, { "be", 6 },
    { "caf\xc3\xa9", 17 }, { "don't", 10 }, { "donut", 19 },
    { "hello", 15 }, { "lot", 12 }, { "out", 8 }, { "receive", 13 },
    { "relieve", 17 }, { "teh", 22 }, { "the", 4 }, { "their", 9 },
    { "there", 9 }, { "tree", 13 }, { "with", 7 }, { "without", 11 },
    { "\xd1\x81\xd0\xbe\xd0\xbd", 12 }
};
enum { WORDS = sizeof words / sizeof *words };

/* How many matches there are, which must not fail. */
static size_t
find(blt__astar *s, const blt__language *l, const char *written, size_t n,
     float limit, blt__match *r, size_t max)
{
    blt__matches m = { r, max, 0 };
    blt_error err;

    if (blt__astar_run(s, l, written, n, limit, &m, &err) != BLT_OK)
        ok(0, "%s: %s", written, err.text);
    return m.n;
}

/* The words themselves, "a lot" when two, best first. */
static char *
run(blt__astar *s, const blt__language *l, const char *written, size_t max)
{
    static char out[4096];
    blt__match r[64];
    size_t n = find(s, l, written, strlen(written), 30, r, max), k = 0;

    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        for (int w = 0; w < 2 && r[i].word[w] != BLT__NO_WORD; w++) {
            out[k++] = ' ';
            if (w == 1)
                out[k - 1] = '+';
            k += blt__lexicon_spell(l->lexicon, r[i].word[w], out + k, 200);
            out[k] = '\0';
        }
    return out;
}

static int
begins(const char *got, const char *want)
{
    int good = strncmp(got, want, strlen(want)) == 0;

    if (!good)
        printf("# got%s\n", got);
    return good;
}

/* Every entry that blt__channel_bits can afford, at its price; not those that
 * cost nearly the limit, as a search pays for places by the letters written. */
static int
agrees(blt__astar *s, const blt__language *l, const char *written,
       float nearly)
{
    enum { LIMIT = 22 };
    blt__match r[64];
    size_t n = find(s, l, written, strlen(written), LIMIT, r, 64);
    int good = 1;

    for (uint32_t w = 0; w < WORDS; w++) {
        float want = bits(l->channel, written, words[w].word), got = INFINITY;

        for (size_t i = 0; i < n; i++)
            if (r[i].word[0] == w && r[i].word[1] == BLT__NO_WORD)
                got = r[i].channel;
        if (want > LIMIT - nearly && isinf(got))
            continue;
        /* far behind the best nothing is looked for */
        if (n > 0 && want + words[w].bits > r[0].channel
            + r[0].unigram + 10)
            continue;
        if (fabsf(want - got) > 1e-3f) {
            printf("# %s for %s: %g, but found with %g\n", written,
                   words[w].word, want, got);
            good = 0;
        }
    }
    return good;
}

/* Those that have few bits, and are not nearly too far behind the best. */
static size_t
near_ones(blt__match *a, size_t n, float limit)
{
    float far = n > 0 ? a[0].channel + a[0].unigram + 10 : 0;
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (a[i].channel < limit && a[i].channel + a[i].unigram < far)
            a[k++] = a[i];
    return k;
}

/* The same, but for those that cost nearly the limit. */
static int
same(blt__match *a, size_t n, blt__match *b, size_t m, float limit)
{
    size_t k = near_ones(a, n, limit);

    if (k != near_ones(b, m, limit))
        return 0;
    for (size_t i = 0; i < k; i++)
        if (memcmp(a[i].word, b[i].word, sizeof a[i].word) != 0
            || fabsf(a[i].channel - b[i].channel) > 1e-4f)
            return 0;
    return 1;
}

/* Mistakes by chance: the search finds what the grid says, and of a wide one
 * the part that a narrow one finds. */
static void
chance(blt__astar *s, const blt__language *l)
{
    enum { MOST = 20, NARROW = 14, WIDE = 22 };
    blt__buf written = { 0 };
    blt__rng rng;
    blt__search_cache *r;
    blt_error err;
    int good = 1, part = 1;

    if (blt__search_cache_new(&r, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        return;
    }
    blt__rng_seed(&rng, 7);
    for (int i = 0; i < 40 * WORDS; i++) {
        blt__match a[MOST], b[MOST];
        blt__matches within = { a, 0, 0 };
        size_t n, m, most = i % 4 ? MOST : 3;

        blt__buf_clear(&written);
        blt__channel_corrupt(l->channel, &written, words[i % WORDS].word,
                             strlen(words[i % WORDS].word), &rng);
        blt__buf_put(&written, "", 1);
        good &= agrees(s, l, written.p, 4);
        within.max = most;
        good &= blt__search_cache_within(r, l, written.p, written.n - 1,
                                         (blt__limits){ NARROW, WIDE },
                                         &within, &err) == BLT_OK;
        n = within.n;
        m = find(s, l, written.p, written.n - 1, NARROW, b, most);
        if (same(a, n, b, m, NARROW - 3))
            continue;
        printf("# %s: %zu, %zu\n", written.p, n, m);
        part = 0;
    }
    ok(good, "so they are for mistakes by chance");
    ok(part, "a wide search has the narrow one in it");
    blt__buf_free(&written);
    blt__search_cache_free(r);
}

static void
candidates(void)
{
    static const char *const some[] = {
        "teh", "ther", "thier", "receive", "recieve", "helo", "Helo",
        "monday", "MONDAY", "dont", "alot", "cafe", "lto", "witout", "i",
        "tre", "donnut", "relive", "ou", "aa"
    };
    blt__lexicon_data data = { 0 };
    blt__channel *c = open_channel(shipped("en"));
    blt__channel *any = open_channel(shipped("any"));
    blt__lexicon_entry entry[WORDS];
    blt__match r[4], again[4];
    blt__language en = { .code = "en", .channel = c };
    blt__language other = { .code = "ru", .channel = any };
    blt__lexicon *l;
    blt__astar *s;
    blt_error err;
    char longest[80];
    int good = 1;

    for (size_t i = 0; i < WORDS; i++)
        entry[i] = (blt__lexicon_entry){ words[i].word, words[i].bits,
                                 strcmp(words[i].word, "teh") != 0 };
    if (blt__lexicon_build(&data, entry, WORDS, NULL, 0, "", 0, &err)
        != BLT_OK || blt__lexicon_view(&l, &data, &err) != BLT_OK
        || blt__astar_new(&s, &err) != BLT_OK) {
        ok(0, "%s", err.text);
        return;
    }
    en.lexicon = other.lexicon = l;
    ok(begins(run(s, &en, "teh", 20), " the"), "teh is the");
    ok(strstr(run(s, &en, "teh", 20), " teh") != NULL, "and teh, too");
    ok(begins(run(s, &en, "Helo", 20), " hello Hello Helot"),
       "Helo: hello, Hello, Helot");
    ok(begins(run(s, &en, "monday", 20), " Monday"), "monday is Monday");
    ok(begins(run(s, &en, "recieve", 1), " receive"), "the best alone");
    ok(begins(run(s, &en, "dont", 2), " don't"), "don't");
    ok(begins(run(s, &en, "cafe", 20), " caf\xc3\xa9"), "an accent");
    ok(strstr(run(s, &en, "alot", 20), " a+lot") != NULL, "a lot");
    ok(strstr(run(s, &en, "Withoutthe", 20), " without+the") != NULL,
       "two words, a capital");
    ok(begins(run(s, &en, "with out", 20), " without"), "one of two");
    ok(strcmp(run(s, &en, "xkqjzvxx", 20), "") == 0, "nothing near");
    ok(begins(run(s, &other, "\xd0\xa1\xd0\xb0\xd0\xbd", 20),
              " \xd1\x81\xd0\xbe\xd0\xbd"), "other letters");
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        good &= agrees(s, &en, some[i], 1);
    ok(good, "backwards and forwards the bits are the same");
    chance(s, &en);
    memset(again, 0, sizeof again);
    memset(r, 0, sizeof r);
    find(s, &en, "ther", 4, 30, r, 4);
    find(s, &en, "aaaaaaaaa", 9, 30, again, 4);
    find(s, &en, "ther", 4, 30, again, 4);
    ok(memcmp(r, again, sizeof r) == 0, "the same again");
    memset(longest, 't', sizeof longest);
    ok(find(s, &en, longest, 65, 1000, r, 4) == 0
       && find(s, &en, "", 0, 1000, r, 4) == 0
       && find(s, &en, "t\xff", 2, 1000, r, 4) == 0,
       "no candidates for what is no word");
    (void)find(s, &en, longest, 64, 1000, r, 4);
    ok(1, "any limit ends");
    blt__astar_free(s);
    blt__astar_free(NULL);
    blt__lexicon_free(l);
    blt__lexicon_data_free(&data);
    blt__channel_free(c);
    blt__channel_free(any);
}

/* ---- the shipped channels ------------------------------------------ */

static void
languages(void)
{
    static const struct { const char *channel, *written, *than, *meant; }
    set[] = {
        { "de", "Strasse", "Strase", "Stra\xc3\x9f" "e" },
        { "de", "seid", "seig", "seit" },
        { "fr", "manger", "mangel", "mang\xc3\xa9" },
        { "es", "ola", "ula", "hola" }, { "es", "baca", "caca", "vaca" },
        { "pt", "pasado", "patado", "passado" },
        { "pl", "m\xc3\xb3j", "maj", "muj" },
        { "tr", "kapali", "kapale", "kapal\xc4\xb1" },
        { "da", "man", "mant", "mand" }, { "nb", "va", "ha", "hva" },
        { "sv", "jarna", "farna", "g\xc3\xa4rna" },
        { "nl", "wort", "worp", "wordt" },
        { "it", "perche'", "perchea", "perch\xc3\xa9" },
        { "cs", "bily", "bilu", "bil\xc3\xbd" },
        { "el", "\xce\xba\xce\xb1\xce\xbb\xce\xb9",
          "\xce\xba\xce\xb1\xce\xbb\xce\xb1",
          "\xce\xba\xce\xb1\xce\xbb\xce\xb7" },
        { "ru", "\xd0\xb0\xd0\xb3\xd0\xbe\xd0\xbd\xd1\x8c",
          "\xd1\x8b\xd0\xb3\xd0\xbe\xd0\xbd\xd1\x8c",
          "\xd0\xbe\xd0\xb3\xd0\xbe\xd0\xbd\xd1\x8c" },
        { "uk", "\xd0\xbf\xd1\x8f\xd1\x82\xd1\x8c",
          "\xd0\xbf\xd1\x83\xd1\x82\xd1\x8c",
          "\xd0\xbf'\xd1\x8f\xd1\x82\xd1\x8c" },
        { "bg", "\xd0\xb3\xd1\x80\xd0\xb0\xd0\xb4\xd0\xb0",
          "\xd0\xb3\xd1\x80\xd0\xb0\xd0\xb4",
          "\xd0\xb3\xd1\x80\xd0\xb0\xd0\xb4\xd1\x8a\xd1\x82" },
        { "any", "cafe", "cafo", "caf\xc3\xa9" }
    };

    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        blt__channel *c = open_channel(shipped(set[i].channel));
        float a = bits(c, set[i].written, set[i].meant);
        float b = bits(c, set[i].than, set[i].meant);

        if (!ok(a < b, "%s: %s rather than %s", set[i].channel,
                set[i].written, set[i].than))
            printf("# %g, %g\n", a, b);
        blt__channel_free(c);
    }
}

/* The rates of all edits of a word sum to about one per position, and words are
 * drawn as often as their bits say. */
static void
forwards(void)
{
    static const char *const word[] = {
        "the", "receive", "committee", "phone", "night", "believe", "people",
        "something", "definitely", "address", "house", "quite", "although"
    };
    blt__channel *c = open_channel(shipped("en"));
    enum { N = sizeof word / sizeof *word, DRAWS = 4000 };
    double sum = 0, expected = 0, seen = 0;
    blt__buf b = { 0 };
    blt__rng rng;
    int changed = 1, priced = 1;

    for (size_t i = 0; i < N; i++)
        sum += blt__channel_rate_sum(c, word[i], strlen(word[i])) / N;
    near(sum, 1, 0.4, 0, "rates sum to one per position");
    blt__rng_seed(&rng, 3);
    for (int i = 0; i < DRAWS; i++) {
        const char *w = word[i % N];

        blt__buf_clear(&b);
        blt__channel_corrupt(c, &b, w, strlen(w), &rng);
        changed &= strcmp(b.p, w) != 0;
        priced &= isfinite(bits(c, b.p, w));
        seen += strcmp(w, "the") == 0 && strcmp(b.p, "teh") == 0;
    }
    expected = exp2(-bits(c, "teh", "the")) * (DRAWS / (double)N);
    ok(changed, "every word drawn differs");
    ok(priced, "and has bits");
    near(seen, expected, 5 * sqrt(expected) + 2, 0.3,
         "teh as often as its bits say");
    blt__buf_clear(&b);
    blt__channel_corrupt(c, &b, "Monday", 6, &rng);
    ok(b.p[0] == 'M' || blt__char_lower((uint8_t)b.p[0]) == (uint8_t)b.p[0],
       "%s", b.p);
    blt__buf_clear(&b);
    blt__channel_corrupt(c, &b, "\xff\xfe", 2, &rng);
    ok(b.n == 2 && memcmp(b.p, "\xff\xfe", 2) == 0,
       "bytes that are not a word are kept");
    blt__buf_free(&b);
    blt__channel_free(c);
}

int
main(void)
{
    files();
    confusions();
    languages();
    forwards();
    costs();
    candidates();
    return done_testing();
}
