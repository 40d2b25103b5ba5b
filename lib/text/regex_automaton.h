/* A regular expression as an automaton over characters: which texts can still
 * become a match, and how many bytes they need at least. */
#ifndef BLT_TEXT_REGEX_AUTOMATON_H
#define BLT_TEXT_REGEX_AUTOMATON_H

#include <stddef.h>
#include <stdint.h>
#include "base/base.h"

typedef struct blt__automaton blt__automaton;

/* A state is a number; BLT__START is that of the empty text, and every text
 * that no longer can become a match is in BLT__DEAD. */
enum { BLT__START = 0, BLT__DEAD = -1 };
#define BLT__NEVER UINT64_MAX

/* BLT_EINVAL for an invalid pattern, for one that cannot be matched character
 * by character, and for one that needs too many states or too much time. */
blt_status
blt__automaton_new(blt__automaton **a, const char *pattern, blt_error *err);
/* Threads may use one automaton; each owner frees it. */
blt__automaton *
blt__automaton_share(blt__automaton *a);
void
blt__automaton_free(blt__automaton *a);

/* Whether the whole text matches. */
int
blt__automaton_accepts(blt__automaton *a, int state);

/* The fewest bytes after which it does, or BLT__NEVER. */
uint64_t
blt__automaton_distance(blt__automaton *a, int state);

/* The state after one character of n bytes.  It may be a new one, which takes
 * time to explore. */
blt_status
blt__automaton_step(blt__automaton *a, int *to, int from, const uint8_t *p,
                    size_t n, blt_error *err);

/* The bytes of a character that is not complete. */
typedef struct blt__partial {
    uint8_t p[4];
    size_t n;
} blt__partial;

/* may [256]: may[b] = 1 if after the bytes of `open`, if any, byte b can be
 * part of a match of at most `left` further bytes, b included.  Returns the
 * number of such bytes in *count.  Every byte that it sets can be; it may miss
 * some that begin a character of more than one byte, if the pattern
 * distinguishes that character from those like it without naming it. */
blt_status
blt__automaton_mask(blt__automaton *a, uint8_t *may, int *count, int state,
                    const blt__partial *open, uint64_t left, blt_error *err);

#endif
