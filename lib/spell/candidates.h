/* Candidates of the last site: what may have been intended there. */
#ifndef BLT_SPELL_CANDIDATES_H
#define BLT_SPELL_CANDIDATES_H

#include "spell/written.h"

/* The words around a candidate that stay as they are: the other word of a site
 * of two, which has the space between them.  Either may be NULL. */
typedef struct blt__kept {
    const blt__written *before, *after;
} blt__kept;

/* Limits of a search, in channel bits.  Measured: higher or lower ones correct
 * fewer sentences, or as many in more time (bench/README.md).  That of an
 * isolated word is derived: a list of suggestions may be long. */
#define BLT__LIMIT_UNKNOWN 22.f     /* of an unknown word */
#define BLT__LIMIT_NAME 16.f        /* of one with a capital: what costs more
                                       is a name rather than so many edits */
#define BLT__LIMIT_ISOLATED 30.f    /* of a word without context */
#define BLT__LIMIT_KNOWN 9.f        /* of a word of the lexicon */

/* Adds one or two entries of the lexicon as a candidate in place of w, in its
 * case, unless the site has it already. */
blt_status
blt__candidates_add(blt__written *w, const uint32_t entry[2], float channel,
                    blt__kept kept, blt_error *err);

/* Adds up to max entries that w may stand for: those of a list of
 * misspellings, and those that a search finds for at most `limit` bits. */
blt_status
blt__candidates_search(blt__written *w, float limit, size_t max,
                       blt__kept kept, blt_error *err);

/* Whether two texts differ in case alone. */
int
blt__same_folded(const char *a, size_t n, const char *b, size_t m);

#endif
