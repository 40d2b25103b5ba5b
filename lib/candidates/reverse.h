/* A language from the ends of its words.
 *
 * A search that begins at the beginning of a word is slow where the mistakes
 * are, and few words go on from a long prefix; of a mistake at the beginning
 * it cannot know yet whether the rest will fit.  Begun from the other end,
 * that rest comes first. */
#ifndef BLT_CANDIDATES_REVERSE_H
#define BLT_CANDIDATES_REVERSE_H

#include "lang/channel.h"

/* The error model with all its rules turned round, for words that are.  Words
 * that are confused are not in it. */
blt_status blt__channel_backwards(blt__channel **out, const blt__channel *c,
                                  blt_error *err);

typedef struct blt__end {
    uint32_t at;                /* its letters in text, NUL behind them */
    uint32_t number;            /* in the lexicon */
} blt__end;

/* The words of a lexicon, their letters turned round.  They are sorted as far
 * as somebody looked: whoever knows that a range of them begins with the same
 * letters may sort it by the next. */
typedef struct blt__ends {
    uint32_t words;             /* all, but of a damaged lexicon */
    blt__end *word, *spare;     /* [words] */
    blt__buf text;              /* UTF-8 */
} blt__ends;

/* 0 when there is no memory. */
int blt__ends_make(blt__ends *e, const blt__lexicon *l);
void blt__ends_free(blt__ends *e);

/* The letter of word i behind `deep` bytes, and its bytes; 0 where the word
 * has ended. */
static inline uint32_t
blt__ends_letter(const blt__ends *e, uint32_t i, uint32_t deep,
                 uint32_t *bytes)
{
    const uint8_t *p = (const uint8_t *)e->text.p + e->word[i].at + deep;

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
