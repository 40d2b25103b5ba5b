/* lang/: the words of a text, the lexicon, its rules of case. */
#include "config.h"
#include "lang/token.h"
#include "langbuild/lexicon_build.h"
#include "tests/lib/tap.h"

/* The tokens as "kind:text", kinds w n m b o, with a space where the text has
 * one. */
static const char *
shown(const char *text)
{
    static blt__buf out;
    static blt__tokens t;

    blt__buf_clear(&out);
    if (blt__tokens_find(&t, (const uint8_t *)text, strlen(text), NULL))
        return "failed";
    for (size_t i = 0; i < t.n; i++)
        blt__buf_printf(&out, "%s%c:%.*s", t.p[i].space ? " " : "",
                        "wnmbo"[t.p[i].kind], (int)t.p[i].length,
                        text + t.p[i].offset);
    blt__buf_put(&out, "", 1);
    blt__tokens_free(&t);
    return out.p;
}

static void
tokens(void)
{
    static const struct { const char *text, *want; } set[] = {
        { "", "" },
        { "A word.", " w:A w:wordm:." },
        { "don't 'tis dogs' l\xe2\x80\x99" "eau", " w:don't m:'w:tis w:dogsm:'"
          " w:l\xe2\x80\x99" "eau" },
        { "well-known", " w:wellm:-w:known" },
        { "3.14, 10,000 1990s utf8", " n:3.14m:, n:10,000 n:1990s w:utfn:8" },
        { "one\ntwo\n\n\n three\r\n\r\nfour", " w:one w:two b: w:three b:\r"
          " w:four" },
        { "Stra\xc3\x9f" "e na\xc3\xaf" "ve \xd0\xb4\xd0\xb0!", " w:Stra\xc3"
          "\x9f" "e w:na\xc3\xafve w:\xd0\xb4\xd0\xb0m:!" },
        { "e\xcc\x81t\xc2\xad" "e", " w:e\xcc\x81t\xc2\xad" "e" },
        { "a\x01\x02" "b\xff\xfe c\xc3", " w:ao:\x01\x02w:bo:\xff\xfe w:co:"
          "\xc3" },
        { "\xe2\x80\x9cHi\xe2\x80\x9d\xc2\xa0x", " m:\xe2\x80\x9cw:Him:\xe2"
          "\x80\x9d w:x" }
    };

    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        const char *got = shown(set[i].text);

        if (!ok(strcmp(got, set[i].want) == 0, "tokens %zu", i + 1))
            printf("# got  %s\n# want %s\n", got, set[i].want);
    }
}

static void
contexts(void)
{
    const char *text = "He came, e.g. here. Then he\n\nleft.";
    const uint8_t *p = (const uint8_t *)text;
    blt__tokens t = { 0 };
    blt__word_key u, v;
    int good = 1;

    if (blt__tokens_find(&t, p, strlen(text), NULL) != BLT_OK)
        return;
    blt__token_context(p, &t, 0, &u, &v);
    ok(u == 0 && v == BLT__KEY_START, "a text starts a sentence");
    blt__token_context(p, &t, 1, &u, &v);
    ok(u == BLT__KEY_START && v == blt__word_key_of("HE", 2),
       "the second word has START before it");
    for (size_t i = 1; i < t.n; i++) {
        int then = strncmp(text + t.p[i].offset, "Then", 4) == 0
            || strncmp(text + t.p[i].offset, "left", 4) == 0;

        blt__token_context(p, &t, i, &u, &v);
        good &= (v == BLT__KEY_START) == then;
    }
    ok(good, "sentences start after . and an empty line, not after e.g.");
    ok(blt__word_key_of("L\xe2\x80\x99\xc3\x89T\xc3\x89", 9)
       == blt__word_key_of("l'\xc3\xa9t\xc3\xa9", 7),
       "words of the same fold have the same key");
    ok(blt__word_key_of("a", 1) != blt__word_key_of("b", 1)
       && blt__word_key_of("", 0) >= 16, "other words have other keys");
    blt__tokens_free(&t);
}

static const blt__lexicon_entry entries[] = {
    { "Berlin", 14.2f, 1 }, { "Monday", 12, 1 }, { "NATO", 15, 1 },
    { "a", 4, 1 }, { "boot", 11, 1 }, { "boots", INFINITY, 1 },
    { "cliticless", INFINITY, 1 }, { "foot", 10, 1 }, { "footed", 17, 0 },
    { "foots", INFINITY, 1 }, { "n't", 9, 1 }, { "na\xc3\xafve", 16, 1 },
    { "the", 3.3f, 1 }
};
#define ENTRIES (sizeof entries / sizeof *entries)

static int
is_right(const blt__lexicon *l, const char *word, const char *want)
{
    uint32_t entry;
    char spelt[64];

    if (!blt__lexicon_accepts(l, word, strlen(word), &entry))
        return want == NULL;
    blt__lexicon_spell(l, entry, spelt, sizeof spelt);
    return want != NULL && strcmp(spelt, want) == 0;
}

/* 1 if the words below `at` are numbered from *next on. */
static int
walk(const blt__lexicon *l, blt__dawg_state at, uint32_t *next, size_t depth)
{
    uint8_t byte[256];
    blt__dawg_state to[256];
    size_t n = blt__lexicon_children(l, at, byte, to, 256);
    uint32_t end = blt__lexicon_word_at(l, at);
    int good = depth < 32;

    if (end != BLT__NO_WORD)
        good &= end == (*next)++;
    for (size_t i = 0; i < n && good; i++) {
        blt__dawg_state stepped = blt__lexicon_step(l, at, byte[i]);

        good &= stepped.node == to[i].node && stepped.number == to[i].number
            && (i == 0 || byte[i] > byte[i - 1])
            && walk(l, to[i], next, depth + 1);
    }
    return good;
}

static void
lexicon(void)
{
    static const blt__misspelling wrongs[] = {
        { "boots", "foot" }, { "fot", "foot, boot,nothing" },
        { "gnat", "nothing" }, { "teh", "the" }
    };
    blt__lexicon_data d;
    blt__lexicon *l = NULL;
    blt_error err = { 0 };
    uint32_t w[4][2], next = 0;
    char out[64];
    int good = 1;
    size_t from, to;

    if (!ok(blt__lexicon_build(&d, entries, ENTRIES, wrongs, 4, "'s l'", 0,
                               &err) == BLT_OK
            && blt__lexicon_view(&l, &d, &err) == BLT_OK, "builds"))
        return;
    for (size_t i = 0; i < ENTRIES; i++) {
        const blt__lexicon_entry *e = &entries[i];
        size_t n = strlen(e->word);

        good &= blt__lexicon_find(l, e->word, n) == i
            && blt__lexicon_find(l, e->word, n - 1) != i
            && blt__lexicon_spell(l, (uint32_t)i, out, sizeof out) == n
            && strcmp(out, e->word) == 0
            && blt__lexicon_spell(l, (uint32_t)i, out, n + 1) == n
            && blt__lexicon_spell(l, (uint32_t)i, out, n) == 0
            && blt__lexicon_in_dict(l, (uint32_t)i) == e->in_dict
            && fabsf(blt__lexicon_bits(l, (uint32_t)i)
                     - (isinf(e->bits) ? 19 : e->bits)) <= 0.125f;
    }
    ok(good, "every word is found and spelt, and has its bits");
    ok(walk(l, blt__lexicon_root(l), &next, 0) && next == ENTRIES,
       "a depth-first walk finds the words in order");
    ok(is_right(l, "the", "the") && is_right(l, "The", "the")
       && is_right(l, "THE", "the") && is_right(l, "tHe", NULL)
       && is_right(l, "monday", NULL) && is_right(l, "MONDAY", "Monday")
       && is_right(l, "nato", NULL) && is_right(l, "Nato", NULL)
       && is_right(l, "NA\xc3\x8fVE", "na\xc3\xafve"), "rules of case");
    ok(is_right(l, "Berlin's", "Berlin") && is_right(l, "L'foot", "foot")
       && is_right(l, "l\xe2\x80\x99" "boot\xe2\x80\x99s", "boot")
       && is_right(l, "n\xe2\x80\x99t", "n't") && is_right(l, "q'foot", NULL)
       && is_right(l, "foo\xc2\xadt", "foot"),
       "clitics, and other forms of the apostrophe");
    blt__lexicon_strip_clitics(l, "l\xe2\x80\x99" "bot\xe2\x80\x99s", 11,
                               &from, &to);
    ok(from == 4 && to == 7, "a word without its clitics");
    ok(blt__lexicon_corrections(l, "teh", 3, w, 4) == 1 && w[0][0] == 12
       && w[0][1] == BLT__NO_WORD
       && blt__lexicon_corrections(l, "Teh", 3, w, 4) == 1
       && blt__lexicon_corrections(l, "fot", 3, w, 4) == 2 && w[0][0] == 7
       && w[1][0] == 4 && blt__lexicon_corrections(l, "fot", 3, w, 1) == 1
       && blt__lexicon_corrections(l, "gnat", 4, w, 4) == 0
       && blt__lexicon_corrections(l, "boots", 5, w, 4) == 0, "misspellings");
    blt__lexicon_free(l);
    blt__lexicon_data_free(&d);

    ok(blt__lexicon_build(&d, entries, 3, NULL, 0, "", 1, &err) == BLT_OK
       && blt__lexicon_view(&l, &d, &err) == BLT_OK
       && is_right(l, "MONDAY", "Monday") && is_right(l, "BERLIN", NULL)
       && is_right(l, "BERL\xc4\xb0N", "Berlin"), "dotted and dotless i");
    blt__lexicon_free(l);
    blt__lexicon_data_free(&d);
    {
        const blt__lexicon_entry twice[] = { { "b", 1, 1 }, { "a", 1, 1 } };

        ok(blt__lexicon_build(&d, twice, 2, NULL, 0, "", 0, &err)
           == BLT_EINVAL && strstr(err.text, "\"a\"") != NULL,
           "words out of order are refused");
        blt__lexicon_data_free(&d);
    }
}

int
main(void)
{
    tokens();
    contexts();
    lexicon();
    return done_testing();
}
