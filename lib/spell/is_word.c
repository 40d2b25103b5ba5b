/* Whether a word is correct as it is written. */
#include "config.h"
#include <string.h>
#include <strings.h>
#include "base/hash.h"
#include "spell/speller.h"
#include "text/text.h"

#define COMMON 19.f             /* bits up to which an English word is accepted
                                   in other languages.  Chosen by hand;
                                   measured: 17 or 21 change next to nothing
                                   (bench/README.md) */

size_t
blt__speller_normal_word(const blt_speller *s, const blt__token *t, char *out)
{
    return t->length >= BLT__WORD_BYTES ? 0
        : blt__token_word(out, BLT__WORD_BYTES, s->text, &s->tokens, t);
}

static int
is_accepted(const blt_speller *s, const char *word, size_t n)
{
    char lower[BLT__WORD_BYTES];
    size_t m;

    if (!s->accepted.n && !s->accepted_here.n)
        return 0;
    if (blt__word_counts_get(&s->accepted, word, n)
        || blt__word_counts_get(&s->accepted_here, word, n))
        return 1;
    m = blt__word_lower(lower, sizeof lower, word, n);
    return m && (blt__word_counts_get(&s->accepted, lower, m)
                 || blt__word_counts_get(&s->accepted_here, lower, m));
}

static int
look_up(const blt__language *l, const char *word, size_t n, int caseless,
        uint32_t *entry)
{
    char other[BLT__WORD_BYTES];
    size_t m;

    if (blt__lexicon_accepts(l->lexicon, word, n, entry))
        return 1;
    /* "cpu" and "html" are accepted for CPU and HTML; "i" is not for I. */
    if (n > 1 && (m = blt__word_upper(other, sizeof other, word, n))
        && blt__lexicon_accepts(l->lexicon, other, m, entry))
        return 1;
    return caseless
        && (m = blt__word_title(other, sizeof other, word, n))
        && blt__lexicon_accepts(l->lexicon, other, m, entry);
}

/* look_up() through the cache. */
static int
in_lexicon(const blt_speller *s, const blt__language *l, const char *word,
           size_t n, int caseless, uint32_t *entry)
{
    uint64_t h;
    blt__lookup *a;

    if (n > BLT__LOOKUP_BYTES)
        return look_up(l, word, n, caseless, entry);
    h = blt__hash_bytes(BLT__HASH_START, word, n);
    a = s->lookup_cache + blt__hash_fold(h) % BLT__LOOKUP_SLOTS;
    if (a->language != l || a->length != n || a->caseless != caseless
        || memcmp(a->word, word, n) != 0) {
        *a = (blt__lookup){ .language = l, .entry = BLT__NO_WORD,
                            .length = (uint8_t)n,
                            .caseless = (uint8_t)caseless };
        memcpy(a->word, word, n);
        a->is_word = (uint8_t)look_up(l, word, n, caseless, &a->entry);
    }
    *entry = a->entry;
    return a->is_word;
}

/* Whether a German word is one with the sharp s that its text does not
 * use: Strasse.  In any other text, ss for it is a mistake. */
static int
is_swiss(const blt_speller *s, const blt__language *l, const char *word,
         size_t n)
{
    char other[BLT__WORD_BYTES];
    uint32_t entry;

    if (s->sharp_s || strcmp(l->code, "de") != 0 || n >= sizeof other)
        return 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (word[i] != 's' || word[i + 1] != 's')
            continue;
        memcpy(other, word, n);
        memcpy(other + i, "\xc3\x9f", 2);
        if (blt__lexicon_accepts(l->lexicon, other, n, &entry))
            return 1;
    }
    return 0;
}

int
blt__speller_is_word(const blt_speller *s, const blt__language *l,
                     const char *word, size_t n, int caseless,
                     uint32_t *entry)
{
    size_t from, to;
    uint32_t english;

    *entry = BLT__NO_WORD;
    if (in_lexicon(s, l, word, n, caseless, entry))
        return 1;
    if (is_swiss(s, l, word, n) || blt__speller_is_variant(s, l, word, n))
        return 1;
    /* Greek capitals lose their accents, by which the lexicon is written. */
    if (!strcmp(l->code, "el") && blt__word_case(word, n) == BLT__CASE_UPPER)
        return 1;
    /* Texts that a program split into words have "do n't". */
    if (is_accepted(s, word, n) || (n == 3 && !strcasecmp(word, "n't")))
        return 1;
    blt__lexicon_strip_clitics(l->lexicon, word, n, &from, &to);
    if (to - from < n && is_accepted(s, word + from, to - from))
        return 1;
    if (s->dictionary[l - s->languages]
        && blt__hunspell_accepts(s->dictionary[l - s->languages], word))
        return 1;
    if (s->english && s->english != l && n > 3
        && blt__lexicon_accepts(s->english->lexicon, word, n, &english)
        && blt__lexicon_bits(s->english->lexicon, english) < COMMON)
        return 1;
    for (size_t i = 0; s->named && i < s->n_active; i++) {
        uint32_t other;

        if (s->active[i] != l
            && in_lexicon(s, s->active[i], word, n, caseless, &other))
            return 1;
    }
    return 0;
}

blt_status
blt_speller_accept(blt_speller *s, const char *word, size_t n, blt_error *err)
{
    return n ? blt__word_counts_add(&s->accepted, word, n, err) : BLT_OK;
}
