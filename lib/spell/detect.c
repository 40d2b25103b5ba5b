/* Language identification of a paragraph: the language that needs the fewest
 * bits for its words, and for the spelling of words that it does not have.  A
 * listed misspelling counts as the word that it stands for.  A change of
 * language costs as much as a word, so that a short line does not go
 * astray.  Where that language lacks many of the words, the fingerprints of
 * all languages decide whether it is one that has no lexicon here. */
#include "config.h"
#include <string.h>
#include "spell/speller.h"
#include "text/text.h"

#define SAMPLE 48               /* words looked up per language.  Derived: two
                                   or three lines; more cost time */
#define UNKNOWN_BITS 24.f       /* of a word where there is no spelling model.
                                   Derived: rarer than the words of a lexicon */
#define CHANGE_BITS 24.f        /* of a change.  Derived: one unknown word */
#define FEW_WORDS 12            /* below which a paragraph is never foreign.
                                   Derived: a line */
/* One unknown word in so many makes a paragraph doubtful.  Chosen by hand:
 * technical English has many. */
#define ENGLISH_SHARE 3
#define OTHER_SHARE 6
#define SAME_SHARE 2            /* in the language of the paragraph before */
#define LEAST_WORDS 4           /* of a paragraph whose fingerprint counts */
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

/* Whether the tag of a fingerprint is that of an active language, or of one
 * that its lexicon serves. */
static int
is_active(const blt_speller *s, const char *tag)
{
    if (!strcmp(tag, BLT_LANGUAGE_UNKNOWN) || !strcmp(tag, "zxx"))
        return 1;
    if (!strcmp(tag, "bs"))
        tag = "hr";
    for (size_t i = 0; i < s->n_active; i++)
        if (!strncmp(s->active[i]->code, tag, strcspn(tag, "-")))
            return 1;
    return 0;
}

/* Whether tokens first .. end - 1 are in a language without a lexicon, by
 * their fingerprint. */
static int
is_foreign(blt_speller *s, const blt__language *l, const fit *v, size_t first,
           size_t end)
{
    const blt__token *a = s->tokens.p + first, *b = s->tokens.p + end - 1;
    size_t share = l == s->language ? SAME_SHARE
        : l == s->english ? ENGLISH_SHARE : OTHER_SHARE;
    blt_error err;              /* without fingerprints, nothing is */

    if (v->words < LEAST_WORDS || share * v->unknown < v->words)
        return 0;
    if (!s->fingerprints && (s->no_fingerprints
                             || blt_language_open(&s->fingerprints, NULL, &err)
                             != BLT_OK)) {
        s->no_fingerprints = 1;
        return 0;
    }
    return !is_active(s, blt__language_nearest(s->fingerprints,
                                               s->text + a->offset,
                                               b->offset + b->length
                                               - a->offset));
}

const blt__language *
blt__speller_detect(blt_speller *s, size_t first, size_t end)
{
    const blt__language *best = s->language;
    fit least = { 0, 0, 0 }, v;

    if (s->n_active == 1)
        return s->active[0];
    if (best) {
        least = measure(s, best, first, end);
        if (5 * least.unknown <= least.words)   /* derived: as most texts */
            return !s->named && is_foreign(s, best, &least, first, end)
                ? NULL : best;
        least.bits -= CHANGE_BITS;
    }
    for (size_t i = 0; i < s->n_active; i++) {
        v = measure(s, s->active[i], first, end);
        if (!best || v.bits < least.bits) {
            best = s->active[i];
            least = v;
        }
    }
    if (!s->named && best && is_foreign(s, best, &least, first, end))
        return NULL;
    /* Mostly unknown in the best of them: a language that is not there. */
    return s->named || 2 * least.unknown <= least.words
        || least.words < FEW_WORDS ? best : NULL;
}
