/* British and American spelling.  Where the lexicon has a word in both, what
 * the document has used of such pairs says which one a correction takes: a
 * text that writes colour wants behaviour.
 *
 * A pair is a word with an ending of the table and the word that the other
 * ending makes of it.  The rules are those that style guides list; pairs by
 * themselves (grey, tyre, programme) are few, and most are rare. */
#include "config.h"
#include <string.h>
#include "spell/speller.h"

#define STEM 3                  /* letters before the ending, at least: four
                                   and for are no pair */

typedef struct ending { const char *british, *american; } ending;

static const ending endings[] = {
    { "our", "or" }, { "ours", "ors" }, { "oured", "ored" },
    { "ouring", "oring" }, { "ourful", "orful" }, { "ourless", "orless" },
    { "ourable", "orable" }, { "ourably", "orably" }, { "ourite", "orite" },
    { "ourites", "orites" }, { "oural", "oral" }, { "ourhood", "orhood" },
    { "ourer", "orer" }, { "ourers", "orers" },
    { "ise", "ize" }, { "ises", "izes" }, { "ised", "ized" },
    { "ising", "izing" }, { "iser", "izer" }, { "isers", "izers" },
    { "isation", "ization" }, { "isations", "izations" },
    { "yse", "yze" }, { "ysed", "yzed" }, { "yses", "yzes" },
    { "ysing", "yzing" }, { "tre", "ter" }, { "tres", "ters" },
    { "ogue", "og" }, { "ogues", "ogs" }, { "lled", "led" },
    { "lling", "ling" }, { "ller", "ler" }, { "llers", "lers" },
    { "ence", "ense" }, { "ences", "enses" }
};

static int
ends_in(const char *word, size_t n, const char *end, size_t m)
{
    return n >= STEM + m && !memcmp(word + n - m, end, m);
}

int
blt__speller_variant(const blt__language *l, const char *word, size_t n)
{
    char other[BLT__WORD_BYTES];

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        for (int american = 0; american < 2; american++) {
            const ending *e = endings + i;
            const char *is = american ? e->american : e->british,
                *to = american ? e->british : e->american;
            size_t m = strlen(is), k = strlen(to);
            uint32_t entry;

            if (!ends_in(word, n, is, m) || n - m + k > sizeof other)
                continue;
            memcpy(other, word, n - m);
            memcpy(other + n - m, to, k);
            if (blt__lexicon_accepts(l->lexicon, other, n - m + k, &entry)
                && entry != BLT__NO_WORD)
                return american ? -1 : 1;
        }
    return 0;
}
