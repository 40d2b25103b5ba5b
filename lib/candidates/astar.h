/* The entries of a lexicon that a written word may stand for: A* search over
 * the lexicon with the error model applied in reverse. */
#ifndef BLT_CANDIDATES_ASTAR_H
#define BLT_CANDIDATES_ASTAR_H

#include "lang/language.h"

/* One or two entries of the lexicon; costs in bits (-log2 of a
 * probability). */
typedef struct blt__match {
    uint32_t word[2];           /* entries; [1] BLT__NO_WORD unless a space was
                                   left out between two */
    float channel;              /* of writing what was written for it */
    float unigram;              /* of the words */
} blt__match;

/* A list of matches: n of at most max, best first; ties by word number. */
typedef struct blt__matches {
    blt__match *p;              /* [max] */
    size_t max, n;
} blt__matches;

/* Scratch of one thread: states, memos, and the indexes of the languages that
 * it searched.  Some 60 MB of address space per language, of which it touches
 * what searches need. */
typedef struct blt__astar blt__astar;

blt_status blt__astar_new(blt__astar **s, blt_error *err);
void blt__astar_free(blt__astar *s);

/* Finds the matches of written[0 .. n), UTF-8, with the least channel +
 * unigram bits.
 *   l      its lexicon and its channel are borrowed as long as s lives
 *   limit  channel bits that a match may have at most
 *   out    p and max are the caller's; sets n.  None for what is not a word
 *          (over 64 characters, invalid UTF-8, empty)
 * On BLT_ENOMEM out->n is 0.  A word spelled as in the lexicon matches itself
 * with 0 channel bits; one space in `written` matches a word that was split in
 * two.  Deterministic; the work is bounded for any word. */
blt_status
blt__astar_run(blt__astar *s, const blt__language *l, const char *written,
               size_t n, float limit, blt__matches *out, blt_error *err);

#endif
