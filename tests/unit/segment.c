/* Characters, words, sentences, runs of one script: what Unicode says, byte
 * for byte, however the text arrives. */
#include "config.h"
#include <blt/segment.h>
#include <blt/script.h>
#include "tests/lib/tap.h"

typedef struct cuts {
    size_t *n;
    int *word;
    size_t count;
} cuts;

static void
die(const blt_error *err)
{
    printf("Bail out! %s\n", err->text);
    exit(1);
}

static void
drain(cuts *c, blt_segmenter *s)
{
    blt_segment seg = BLT_SEGMENT_INIT;
    blt_error err;

    for (;;) {
        if (blt_segmenter_next(s, &seg, &err) != BLT_OK)
            die(&err);
        if (seg.n == 0)
            return;
        c->n[c->count] = seg.n;
        c->word[c->count++] = seg.word;
    }
}

/* All segments of p[0 .. n), pushed `piece` bytes at a time. */
static cuts
cut(blt_segment_kind kind, const void *p, size_t n, size_t piece)
{
    cuts c = { malloc((n + 1) * sizeof(size_t)),
               malloc((n + 1) * sizeof(int)), 0 };
    const uint8_t *b = p;
    blt_segmenter *s;
    blt_error err;

    if (blt_segmenter_new(&s, kind, &err) != BLT_OK)
        die(&err);
    for (size_t i = 0; i < n; i += piece) {
        size_t k = n - i < piece ? n - i : piece;

        if (blt_segmenter_push(s, b + i, k, &err) != BLT_OK)
            die(&err);
        drain(&c, s);
    }
    blt_segmenter_end(s);
    drain(&c, s);
    drain(&c, s);               /* and nothing after the last */
    blt_segmenter_free(s);
    return c;
}

static void
drop(cuts *c)
{
    free(c->n);
    free(c->word);
}

/* want: the segments, '|' between them. */
static void
cuts_are(blt_segment_kind kind, const char *want, const char *name)
{
    char text[1024], got[2048];
    size_t n = 0, at = 0, m = 0;
    cuts c;

    for (const char *s = want; *s != '\0'; s++)
        if (*s != '|')
            text[n++] = *s;
    c = cut(kind, text, n, 3);
    for (size_t i = 0; i < c.count; i++) {
        if (i > 0)
            got[m++] = '|';
        memcpy(got + m, text + at, c.n[i]);
        m += c.n[i];
        at += c.n[i];
    }
    got[m] = '\0';
    if (!ok(strcmp(got, want) == 0, "%s", name))
        printf("# got:  %s\n# want: %s\n", got, want);
    drop(&c);
}

static void
same_in_pieces(blt_segment_kind kind, const uint8_t *p, size_t n,
               const char *name)
{
    static const size_t piece[] = { 1, 7, 4096, 65536, 100001 };
    cuts all = cut(kind, p, n, n);
    size_t sum = 0, longest = 0;

    for (size_t i = 0; i < all.count; i++) {
        sum += all.n[i];
        if (all.n[i] > longest)
            longest = all.n[i];
    }
    ok(sum == n, "%s: nothing is lost", name);
    ok(longest <= BLT_SEGMENT_WINDOW, "%s: none is longer than a window",
       name);
    for (size_t k = 0; k < sizeof piece / sizeof *piece; k++) {
        cuts c = cut(kind, p, n, piece[k]);

        ok(c.count == all.count
           && memcmp(c.n, all.n, c.count * sizeof *c.n) == 0,
           "%s: the same %zu bytes at a time", name, piece[k]);
        drop(&c);
    }
    drop(&all);
}

/* Scripts and lengths of runs as "Latin:5 Han:6 ". */
static void
runs_are(const char *text, const char *want, const char *name)
{
    blt_script_run run = { 0 };
    size_t n = strlen(text), held = 0, length = 0, m = 0;
    int open = -1;
    char got[1024] = "";

    for (size_t i = 0; i <= n; ) {
        int script = -1, k = 1;

        if (i < n) {
            k = blt_script_run_next(&run, &script, (const uint8_t *)text + i,
                                    n - i);
            if (k <= 0) {
                script = BLT_SCRIPT_INVALID;
                k = 1;
            }
        }
        if (script == BLT_SCRIPT_COMMON) {
            held += (size_t)k;
            i += (size_t)k;
            continue;
        }
        if (held > 0 && (i == n || script != open)) {
            /* the end of the text: what the paragraph before was */
            int its = i == n ? run.before : script;

            if (its != open && open >= 0) {
                m += (size_t)snprintf(got + m, sizeof got - m, "%s:%zu ",
                                      blt_script_name(open), length);
                length = 0;
            }
            open = its;
        }
        length += held;
        held = 0;
        if (script != open) {
            if (length > 0)
                m += (size_t)snprintf(got + m, sizeof got - m, "%s:%zu ",
                                      blt_script_name(open), length);
            length = 0;
            open = script;
        }
        length += (size_t)k;
        i += (size_t)k;
    }
    if (!ok(strcmp(got, want) == 0, "%s", name))
        printf("# got:  %s\n# want: %s\n", got, want);
}

int
main(void)
{
    static uint8_t big[300000];
    uint64_t seed = 1;
    cuts c;
    blt_segmenter *s;
    blt_error err;

    cuts_are(BLT_SEGMENT_CHARACTER, "e\xcc\x81|a|\xed\x95\x9c|\r\n|\n|x",
             "a letter and its accent, a syllable, CR LF");
    cuts_are(BLT_SEGMENT_CHARACTER,
             "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab|!", "Hangul in parts");
    cuts_are(BLT_SEGMENT_CHARACTER, "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa|"
             "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7", "two flags");
    cuts_are(BLT_SEGMENT_CHARACTER, "\xf0\x9f\x91\xa9\xe2\x80\x8d"
             "\xf0\x9f\x91\xa7|.", "mother and daughter");
    cuts_are(BLT_SEGMENT_CHARACTER, "a|\xff|\xfe|\xcc\x81|b|\xed|\xa0|\x80|c",
             "bytes that are no UTF-8 stand alone");
    cuts_are(BLT_SEGMENT_CHARACTER, "a|\xe2|\x82", "half a character");
    cuts_are(BLT_SEGMENT_WORD, "can't| |stop|,| |3.14|!|\n|\xff|ok",
             "words");
    cuts_are(BLT_SEGMENT_WORD,
             "\xe0\xb8\xa0\xe0\xb8\xb2\xe0\xb8\xa9\xe0\xb8\xb2|"
             "\xe0\xb9\x84\xe0\xb8\x97\xe0\xb8\xa2", "Thai by dictionary");
    cuts_are(BLT_SEGMENT_WORD, "\xe6\x88\x91\xe4\xbb\xac|"
             "\xe5\x9b\xbd\xe5\xae\xb6", "Chinese by dictionary");
    cuts_are(BLT_SEGMENT_WORD, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e|"
             "\xe3\x81\xa7", "Japanese by dictionary");
    c = cut(BLT_SEGMENT_WORD, "ab, 12", 6, 6);
    ok(c.count == 4 && c.word[0] && !c.word[1] && !c.word[2] && c.word[3],
       "what is a word and what lies between");
    drop(&c);
    cuts_are(BLT_SEGMENT_SENTENCE, "Mr. |Who? |I said 3.5 of it. |"
             "\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82|Good\xff bye.\n|End",
             "sentences");
    cuts_are(BLT_SEGMENT_WRAP, "so |it |well-|known\n|is", "places to wrap");
    cuts_are(BLT_SEGMENT_CHARACTER, "", "nothing");

    /* A paragraph of many windows, with all sorts of bytes in it. */
    for (size_t i = 0; i < sizeof big; i++) {
        static const char *const part[] = {
            "word ", "\xcc\x81", "\xe0\xb8\xa0\xe0\xb8\xb2", "\xff", ". ",
            "\xf0\x9f\x91\xa9\xe2\x80\x8d", "\r", "\xe6\x97\xa5", "x", "\xe6"
        };
        const char *add;

        seed = seed * 6364136223846793005u + 1442695040888963407u;
        add = part[(seed >> 40) % 10];
        for (; *add != '\0' && i < sizeof big; add++, i++)
            big[i] = (uint8_t)*add;
        i--;
        if (i >= 200000 && (seed >> 50) % 500 == 0)
            big[i] = '\n';
    }
    same_in_pieces(BLT_SEGMENT_CHARACTER, big, sizeof big, "characters");
    same_in_pieces(BLT_SEGMENT_WORD, big, sizeof big, "words");
    same_in_pieces(BLT_SEGMENT_SENTENCE, big, sizeof big, "sentences");
    memset(big, 'a', sizeof big);
    same_in_pieces(BLT_SEGMENT_WORD, big, sizeof big, "one endless word");
    c = cut(BLT_SEGMENT_CHARACTER, big, sizeof big, sizeof big);
    ok(c.count == sizeof big, "a line without an end");
    drop(&c);
    for (size_t i = 1; i + 1 < sizeof big; i += 2)
        memcpy(big + i, "\xcc\x81", 2);
    c = cut(BLT_SEGMENT_CHARACTER, big, 20001, 512);
    ok(c.count == 1, "10,000 marks on one letter");
    drop(&c);
    same_in_pieces(BLT_SEGMENT_CHARACTER, big, sizeof big, "endless marks");

    ok(blt_segmenter_new(&s, (blt_segment_kind)9, &err) == BLT_EINVAL
       && s == NULL, "no such kind");

    runs_are("abc \xd0\xb4\xd0\xb0, 1", "Latin:4 Cyrillic:7 ",
             "what is common follows");
    runs_are("\"\xd0\xb4\xd0\xb0\" ab", "Cyrillic:7 Latin:2 ",
             "or goes before the first");
    runs_are("ab (\xd0\xb4\xd0\xb0) 1", "Latin:4 Cyrillic:4 Latin:3 ",
             "a bracket closes as it opened");
    runs_are("(\xd0\xb4) b", "Cyrillic:5 Latin:1 ",
             "one that opens a paragraph as what follows");
    runs_are("ab\n- \xd0\xb4\n--\n", "Latin:3 Cyrillic:8 ",
             "a paragraph begins with what follows, or goes on");
    runs_are("12\n", "Common:3 ", "digits alone");
    runs_are("a\xff" "b", "Latin:1 invalid:1 Latin:1 ", "no UTF-8");
    return done_testing();
}
