/* Which language a paragraph is in: the one that needs the fewest bits for
 * its words, and for the spelling of those that it does not have; a listed
 * misspelling speaks for a language as the word does that is meant.  A change
 * of language costs as much as a word, so that a short line does not go
 * astray. */
#include "config.h"
#include "spell/speller.h"

#define SAMPLE 48               /* words asked of each language */
#define UNKNOWN 24.f            /* bits of a word where letters say nothing */
#define ENOUGH 12               /* words to say that it is none of ours */
#define CHANGE 24.f
#define RARER 8.f               /* bits of a language that has little text */

typedef struct view { float bits; size_t words, unknown; } view;

static view
look(const blt_speller *s, const blt__language *l, size_t first, size_t end)
{
    view v = { l->ngram && blt__ngram_order(l->ngram) > 2 ? 0 : RARER, 0, 0 };
    char word[BLT__WORD_BYTES];

    for (size_t i = first; i < end && v.words < SAMPLE; i++) {
        const blt__token *t = s->tokens.p + i;
        uint32_t entry[2];
        size_t n;

        if (t->kind != BLT__TOKEN_WORD || t->skip
            || !(n = blt__speller_word(s, t, word)))
            continue;
        v.words++;
        if (blt__lexicon_accepts(l->lexicon, word, n, &entry[0])
            || blt__lexicon_corrections(l->lexicon, word, n, &entry, 1))
            v.bits += blt__lexicon_bits(l->lexicon, entry[0]);
        else {
            v.bits += l->ngram ? blt__ngram_spelling(l->ngram, word, n)
                : UNKNOWN;
            v.unknown++;
        }
    }
    return v;
}

const blt__language *
blt__speller_language(const blt_speller *s, size_t first, size_t end)
{
    const blt__language *best = s->language;
    view found = { 0, 0, 0 }, v;

    if (s->uses == 1)
        return s->use[0];
    if (best) {
        found = look(s, best, first, end);
        if (5 * found.unknown <= found.words)
            return best;
        found.bits -= CHANGE;
    }
    for (size_t i = 0; i < s->uses; i++) {
        v = look(s, s->use[i], first, end);
        if (!best || v.bits < found.bits) {
            best = s->use[i];
            found = v;
        }
    }
    /* mostly unknown in the best of them: a language that we do not have */
    return s->several || 2 * found.unknown <= found.words
        || found.words < ENOUGH ? best : NULL;
}
