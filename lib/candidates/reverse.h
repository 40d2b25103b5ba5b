/* A lexicon and an error model reversed, to search words from their end.
 *
 * A forward search branches widely while it tries edits near the beginning of
 * a word, before it can know whether the rest fits; few words continue a long
 * prefix.  From the end the rest comes first. */
#ifndef BLT_CANDIDATES_REVERSE_H
#define BLT_CANDIDATES_REVERSE_H

#include "lang/channel.h"
#include "lang/lexicon.h"

/* Copies c with the letters and the positions of all rules reversed, for
 * reversed words.  Confusable words are left out.  The caller frees *out. */
blt_status blt__channel_reverse(blt__channel **out, const blt__channel *c,
                                blt_error *err);

typedef struct blt__reversed_word {
    uint32_t at;                /* of its letters in text, which end with NUL */
    uint32_t number;            /* in the lexicon */
} blt__reversed_word;

/* The words of a lexicon with their letters reversed.  They are sorted
 * lazily: who knows that the words of a range begin with the same letters may
 * sort the range by the next letter. */
typedef struct blt__reversed {
    uint32_t words;             /* fewer than the lexicon's if that is
                                   damaged */
    blt__reversed_word *word, *spare;       /* [words]; scratch for sorting */
    blt__buf text;              /* UTF-8 */
} blt__reversed;

/* r is all zero.  0 when there is no memory. */
int blt__reversed_init(blt__reversed *r, const blt__lexicon *l);
void blt__reversed_free(blt__reversed *r);

/* The letter of word i after its first `depth` bytes, and how many bytes it
 * has; 0 at the end of the word. */
static inline uint32_t
blt__reversed_letter(const blt__reversed *r, uint32_t i, uint32_t depth,
                     uint32_t *bytes)
{
    const uint8_t *p = (const uint8_t *)r->text.p + r->word[i].at + depth;

    *bytes = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc0 ? 2 : 1;
    switch (*bytes) {
    case 1:
        return p[0];
    case 2:
        return (p[0] & 31u) << 6 | (p[1] & 63u);
    case 3:
        return (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
    default:
        return (p[0] & 7u) << 18 | (p[1] & 63u) << 12 | (p[2] & 63u) << 6
            | (p[3] & 63u);
    }
}

#endif
