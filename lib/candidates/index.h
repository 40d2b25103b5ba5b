/* The words and mistakes of a language, read from both ends. */
#ifndef BLT_CANDIDATES_INDEX_H
#define BLT_CANDIDATES_INDEX_H

#include "candidates/trie.h"

typedef struct blt__reading {
    const blt__lexicon *l;
    const blt__channel *c;
    blt__minima minima;
    blt__trie onwards, backwards;   /* backwards.twig NULL: not made yet */
    blt__ends ends;
    blt__channel *turned;           /* of `backwards` */
    uint64_t made, used;            /* when, by the clock: from 1 on */
} blt__reading;

typedef struct blt__readings {
    blt__reading reading[8];        /* the one longest unused makes room */
    uint64_t clock;
} blt__readings;

/* Of a lexicon and its error model, made when they are met: borrowed, for as
 * long as both live.  NULL when there is no memory. */
blt__reading *blt__readings_of(blt__readings *all, const blt__lexicon *l,
                               const blt__channel *c);
/* 0 when there is no memory. */
int blt__reading_turn(blt__reading *r);
void blt__readings_free(blt__readings *all);

#endif
