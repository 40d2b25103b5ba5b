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
 * by character, and for one that needs too many states or too much time.
 *   samples  [n] a text whose characters become edges, like those that the
 *            pattern names */
blt_status
blt__automaton_new(blt__automaton **a, const char *pattern,
                   const char *samples, size_t n, blt_error *err);
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

/* How many edges a state has. */
size_t
blt__automaton_edges(blt__automaton *a, int state);

/* Edge k of a state, to a state that is not dead: 0 if there are fewer.  For
 * each class of characters that the pattern distinguishes there is at least
 * one character *c with an edge. */
int
blt__automaton_edge(blt__automaton *a, int state, size_t k, uint32_t *c,
                    int *to);

/* The state after one character of n bytes.  It may be a new one, which takes
 * time to explore. */
blt_status
blt__automaton_step(blt__automaton *a, int *to, int from, const uint8_t *p,
                    size_t n, blt_error *err);

/* Whether the whole text matches by PCRE2's usual matcher; -1 if it takes too
 * long to know. */
int
blt__automaton_matches(blt__automaton *a, const uint8_t *p, size_t n);

/* An automaton for comparisons, quickly made: its edges are of ASCII only. */
blt_status
blt__automaton_new_ascii(blt__automaton **a, const char *pattern,
                         blt_error *err);

/* Says that PCRE2 is not the one that the automaton was written for. */
blt_status
blt__automaton_differs(blt_error *err);

/* Both compare automata with PCRE2's usual matcher, and fail so where they
 * differ: those of a few patterns, before another is made, and this one. */
blt_status
blt__automaton_probe(blt_error *err);
blt_status
blt__automaton_check(blt__automaton *a, blt_error *err);

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
