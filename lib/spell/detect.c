/* Language identification of a paragraph: the language that needs the fewest
 * bits for its words, and for the spelling of words that it does not have.  A
 * listed misspelling counts as the word that it stands for.  A change of
 * language costs as much as a word, so that a short line does not go
 * astray. */
#include "config.h"
#include "spell/speller.h"

#define SAMPLE 48               /* words looked up per language.  Derived: two
                                   or three lines; more cost time */
#define UNKNOWN_BITS 24.f       /* of a word where there is no spelling model.
                                   Derived: rarer than the words of a lexicon */
#define CHANGE_BITS 24.f        /* of a change.  Derived: one unknown word */
#define FEW_WORDS 12            /* below which a paragraph is never foreign.
                                   Derived: a line */
#define LOW_RESOURCE_BITS 8.f   /* of a language with few texts.  Measured: the
                                   lines of tests/spell/shipped.t */

typedef struct fit { float bits; size_t words, unknown; } fit;

static fit
measure(const blt_speller *s, const blt__language *l, size_t first,
        size_t end)
{
    fit v = { l->ngram && blt__ngram_order(l->ngram) > 2 ? 0
              : LOW_RESOURCE_BITS, 0, 0 };
    char word[BLT__WORD_BYTES];

    for (size_t i = first; i < end && v.words < SAMPLE; i++) {
        const blt__token *t = s->tokens.p + i;
        uint32_t entry[2];
        size_t n;

        if (t->kind != BLT__TOKEN_WORD || t->skip
            || !(n = blt__speller_normal_word(s, t, word)))
            continue;
        v.words++;
        if (blt__lexicon_accepts(l->lexicon, word, n, &entry[0])
            || blt__lexicon_corrections(l->lexicon, word, n, &entry, 1))
            v.bits += blt__lexicon_bits(l->lexicon, entry[0]);
        else {
            v.bits += l->ngram ? blt__ngram_spelling(l->ngram, word, n)
                : UNKNOWN_BITS;
            v.unknown++;
        }
    }
    return v;
}

const blt__language *
blt__speller_detect(const blt_speller *s, size_t first, size_t end)
{
    const blt__language *best = s->language;
    fit least = { 0, 0, 0 }, v;

    if (s->n_active == 1)
        return s->active[0];
    if (best) {
        least = measure(s, best, first, end);
        if (5 * least.unknown <= least.words)   /* derived: as most texts */
            return best;
        least.bits -= CHANGE_BITS;
    }
    for (size_t i = 0; i < s->n_active; i++) {
        v = measure(s, s->active[i], first, end);
        if (!best || v.bits < least.bits) {
            best = s->active[i];
            least = v;
        }
    }
    /* Mostly unknown in the best of them: a language that is not there. */
    return s->named || 2 * least.unknown <= least.words
        || least.words < FEW_WORDS ? best : NULL;
}
