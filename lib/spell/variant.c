/* Languages that have two spellings: British and American English, European and
 * Brazilian Portuguese, Croatian and Serbian in Latin letters.  What the
 * document has used of such pairs says which one a correction takes: a text
 * that writes colour wants behaviour.
 *
 * English has one lexicon with both.  A pair is a word with an ending of the
 * table and the word that the other ending makes of it.  The rules are those
 * that style guides list; pairs by themselves (grey, tyre, programme) are few,
 * and most are rare.
 *
 * The others have a lexicon each, that of Serbian in Cyrillic letters: a word
 * that only one of them has is in its spelling. */
#include "config.h"
#include <string.h>
#include "spell/speller.h"

#define COMMON_BITS 16.f        /* of a word that tells the habit, where there
                                   are two lexicons.  Derived: one of 65,000
                                   words; no lexicon is too small for it */
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

/* 1: a word is British and has an American spelling, -1: the reverse, 0:
 * neither. */
static int
english_variant(const blt__language *l, const char *word, size_t n)
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

/* ---- Serbian ----------------------------------------------------------------- */

/* Latin letters and the Cyrillic ones for them, by the standard of 1868; the
 * digraphs first. */
static const struct { const char *latin, *cyrillic; } letters[] = {
    { "lj", "\xd1\x99" }, { "nj", "\xd1\x9a" },
    { "d\xc5\xbe", "\xd1\x9f" },
    { "a", "\xd0\xb0" }, { "b", "\xd0\xb1" }, { "v", "\xd0\xb2" },
    { "g", "\xd0\xb3" }, { "d", "\xd0\xb4" }, { "\xc4\x91", "\xd1\x92" },
    { "e", "\xd0\xb5" }, { "\xc5\xbe", "\xd0\xb6" }, { "z", "\xd0\xb7" },
    { "i", "\xd0\xb8" }, { "j", "\xd1\x98" }, { "k", "\xd0\xba" },
    { "l", "\xd0\xbb" }, { "m", "\xd0\xbc" }, { "n", "\xd0\xbd" },
    { "o", "\xd0\xbe" }, { "p", "\xd0\xbf" }, { "r", "\xd1\x80" },
    { "s", "\xd1\x81" }, { "t", "\xd1\x82" }, { "\xc4\x87", "\xd1\x9b" },
    { "u", "\xd1\x83" }, { "f", "\xd1\x84" }, { "h", "\xd1\x85" },
    { "c", "\xd1\x86" }, { "\xc4\x8d", "\xd1\x87" },
    { "\xc5\xa1", "\xd1\x88" }
};

/* Writes a word in Latin letters in Cyrillic ones, as it is in lower case.
 *   out  [2 * BLT__WORD_BYTES]
 * Returns its length; 0 when it has other letters. */
static size_t
to_cyrillic(char *out, const char *word, size_t n)
{
    char lower[2 * BLT__WORD_BYTES];
    size_t m = blt__word_lower(lower, sizeof lower, word, n), k = 0;

    for (size_t i = 0; i < m; ) {
        size_t j = 0, length = 0;

        for (; j < sizeof letters / sizeof *letters; j++) {
            length = strlen(letters[j].latin);
            if (length <= m - i
                && !memcmp(lower + i, letters[j].latin, length))
                break;
        }
        if (j == sizeof letters / sizeof *letters
            || k + 2 > 2 * BLT__WORD_BYTES)
            return 0;
        memcpy(out + k, letters[j].cyrillic, 2);
        k += 2;
        i += length;
    }
    return k;
}

/* ---- spellings with a lexicon each ------------------------------------------- */

/* Whether a lexicon accepts a word; *common: as a frequent one. */
static int
has(const blt__language *l, const char *word, size_t n, int *common)
{
    uint32_t entry = BLT__NO_WORD;
    int is = blt__lexicon_accepts(l->lexicon, word, n, &entry);

    *common = is && entry != BLT__NO_WORD
        && blt__lexicon_bits(l->lexicon, entry) < COMMON_BITS;
    return is;
}

/* The same of the Serbian lexicon for a word in Latin letters, in any case. */
static int
serbian_has(const blt_speller *s, const char *word, size_t n, int *common)
{
    char cyrillic[2 * BLT__WORD_BYTES], title[4 * BLT__WORD_BYTES];
    size_t m = to_cyrillic(cyrillic, word, n);

    *common = 0;
    return m > 0 && (has(s->serbian, cyrillic, m, common)
                     || ((m = blt__word_title(title, sizeof title, cyrillic,
                                              m)) != 0
                         && has(s->serbian, title, m, common)));
}

static int
other_has(const blt_speller *s, const blt__language *l, const char *word,
          size_t n, int *common)
{
    const blt__language *other = blt__speller_other_variety(s, l);

    *common = 0;
    if (other && other != s->serbian)
        return has(other, word, n, common);
    return s->serbian && (l == s->serbian || other)
        && serbian_has(s, word, n, common);
}

const blt__language *
blt__speller_other_variety(const blt_speller *s, const blt__language *l)
{
    return l == s->european ? s->brazilian : l == s->brazilian ? s->european
        : l == s->croatian ? s->serbian : NULL;
}

int
blt__speller_variety(const blt_speller *s, const blt__language *l)
{
    return l == s->english ? BLT__BRITISH
        : l == s->european || l == s->brazilian ? BLT__EUROPEAN
        : l == s->croatian ? BLT__CROATIAN : -1;
}

int
blt__speller_variant(const blt_speller *s, const blt__language *l,
                     const char *word, size_t n)
{
    int own, its, is, other, way;

    if (l == s->english)
        return english_variant(l, word, n);
    if (!blt__speller_other_variety(s, l))
        return 0;
    is = has(l, word, n, &own);
    other = other_has(s, l, word, n, &its);
    way = (own && !other) - (its && !is);
    return l == s->brazilian ? -way : way;
}

int
blt__speller_is_variant(const blt_speller *s, const blt__language *l,
                        const char *word, size_t n)
{
    int variety = blt__speller_variety(s, l);
    int64_t lead = variety < 0 ? 0 : s->habit[variety];
    int common;

    return l != s->english
        && (l == s->brazilian ? -lead : lead) < BLT__HABIT
        && other_has(s, l, word, n, &common);
}
