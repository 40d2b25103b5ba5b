/* Any bytes as a language file: refused, or looked up without harm. */
#include "config.h"
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "candidates/astar.h"
#include "file/safetensors.h"
#include "lang/channel_file.h"
#include "lang/language.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { "tests/fuzz/seeds/xx.safetensors",
                                   "tests/fuzz/seeds/cloze.safetensors",
                                   NULL };

#define STEPS 3000      /* of a walk: a hostile automaton may be cyclic */

static size_t
walk(const blt__lexicon *l, blt__dawg_state at, size_t depth, size_t left)
{
    uint8_t byte[256];
    blt__dawg_state to[256];
    size_t n = blt__lexicon_children(l, at, byte, to, 256);
    uint32_t w = blt__lexicon_word_at(l, at);
    char out[32];

    if (w != BLT__NO_WORD) {
        MUST(!isnan(blt__lexicon_bits(l, w)));
        MUST(blt__lexicon_in_dict(l, w) >= 0);
        MUST(blt__lexicon_spell(l, w, out, sizeof out) < sizeof out);
    }
    for (size_t i = 0; i < n && depth > 0 && left > 0; i++) {
        blt__dawg_state step = blt__lexicon_step(l, at, byte[i]);

        (void)step;
        left = walk(l, to[i], depth - 1, left - 1);
    }
    return left;
}

static void
look(const blt__lexicon *l, const blt__ngram *g)
{
    static const char *const words[] = { "the", "teh", "catt", "Berlin",
        "BERLIN", "may", "l'house's", "\xd0\xb4\xd0\xb0", "\xff", "a" };
    char out[8];

    walk(l, blt__lexicon_root(l), 24, STEPS);
    for (uint32_t w = 0; w < 300; w++)
        MUST(blt__lexicon_spell(l, w * w * w, out, sizeof out)
             < sizeof out);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint32_t meant[4][2], e;
        size_t n = strlen(words[i]), k, from, to;
        blt__word_key key = blt__word_key_of(words[i], n);

        k = blt__lexicon_corrections(l, words[i], n, meant, 4);
        MUST(k <= 4);
        while (k-- > 0)
            for (int j = 0; j < 2; j++)
                MUST(!isnan(blt__lexicon_bits(l, meant[k][j])));
        if (blt__lexicon_accepts(l, words[i], n, &e))
            MUST(e != BLT__NO_WORD);
        blt__lexicon_strip_clitics(l, words[i], n, &from, &to);
        MUST(from <= to && to <= n);
        if (g == NULL)
            continue;
        for (size_t j = 0; j + 1 < sizeof words / sizeof *words; j++)
            MUST(isfinite(blt__ngram_bits(g,
                blt__word_key_of(words[j], strlen(words[j])),
                blt__word_key_of(words[j + 1], strlen(words[j + 1])),
                key)));
        MUST(isfinite(blt__ngram_spelling(g, words[i], n)));
    }
}

/* The search for candidates over any lexicon. */
static void
find(const blt__lexicon *l)
{
    static const char *const words[] = { "teh", "Hosue", "thecat", "x" };
    blt__match found[5];
    blt__channel *c = NULL;
    blt__astar *s = NULL;
    blt_error err;

    MUST(blt__channel_open(&c, NULL, &err) == BLT_OK);
    MUST(blt__astar_new(&s, &err) == BLT_OK);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int wide = 0; wide < 2; wide++) {
            const blt__language lang = { .lexicon = l, .channel = c };
            blt__matches list = { found, 5, 0 };
            size_t n;

            MUST(blt__astar_run(s, &lang, words[i], strlen(words[i]),
                                wide ? 22 : 11, &list, &err) == BLT_OK);
            n = list.n;

            MUST(n <= 5);
            while (n-- > 0)
                MUST(found[n].word[0] < blt__lexicon_words(l)
                     && found[n].channel <= 22);
        }
    blt__astar_free(s);
    blt__channel_free(c);
}

static void
score(const blt__cloze *a)
{
    const blt__word_key key[] = { blt__word_key_of("the", 3), 0,
        blt__word_key_of("cat", 3), BLT__KEY_NUMBER,
        blt__word_key_of("nobody", 6), blt__word_key_of("dog", 3) };
    size_t reach = blt__cloze_reach(a), n = sizeof key / sizeof *key;
    float *scratch = blt__alloc(blt__cloze_scratch(a), sizeof *scratch);

    MUST(reach > 0 && scratch != NULL);
    for (size_t left = 0; left <= n; left += 2) {
        blt__cloze_context(a, scratch, key, left, key, n - left);
        for (size_t i = 0; i < n; i++)
            MUST(isfinite(blt__cloze_bits(a, scratch, key[i])));
    }
    free(scratch);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    char path[64];
    blt__lexicon *l = NULL;
    blt__ngram *g = NULL;
    blt__cloze *a = NULL;
    blt__st st;
    blt_error err = { 0 };
    int fd;

    snprintf(path, sizeof path, "fuzz-words.%ld", (long)getpid());
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    MUST(fd >= 0 && write(fd, p, n) == (ssize_t)n);
    close(fd);
    if (blt__st_open(&st, path, &err) == BLT_OK
        && blt__lexicon_open(&l, &st, path, &err) == BLT_OK
        && blt__ngram_open(&g, &st, path, &err) == BLT_OK
        && blt__cloze_open(&a, &st, path, &err) == BLT_OK) {
        look(l, g);
        find(l);
        if (a != NULL)
            score(a);
    } else {
        MUST(strncmp(err.text, path, strlen(path)) == 0);
        MUST(strpbrk(err.text, "\n\r\x1b") == NULL);
    }
    blt__lexicon_free(l);
    blt__ngram_free(g);
    blt__cloze_free(a);
    blt__st_close(&st);
    unlink(path);
    return 0;
}
