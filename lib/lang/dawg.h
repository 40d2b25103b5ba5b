/* A set of words as a minimal acyclic automaton (DAWG), read in place from a
 * mapped file.
 *
 * Layout: the 56 labels that most often are a node's only way on, then the
 * nodes, the root first.  A node, at its byte offset:
 *
 *     head    1   bit 7: a word ends here; bit 6: the last child is the node
 *                 that follows this one; bits 5-4: bytes per skip, 0 to 3;
 *                 bits 3-0: number of children, 15: it is in the next byte
 *     labels  n   the bytes that lead to the children, ascending
 *     nodes   3   per child, little-endian: its offset; left out for the last
 *                 child if bit 6 is set
 *     skips   0-3 per child but the first: how many words begin with the
 *                 children before it
 *
 * A node with two or more children has skips, so a head with bits 5-4 zero
 * and bits 3-0 above 1 cannot occur; such a byte encodes a whole node: no
 * word ends there, and its only child, the node that follows, is reached by
 * label (bits 7-6) * 14 + bits 3-0 - 2 of the 56.  Long words of rare letters
 * thus take about one byte per letter.
 *
 * Words are numbered in byte order [Lucchesi, Kowaltowski 1993]: the number
 * of a word is the sum of the skips on its path plus one for each shorter
 * word passed.  A file may be hostile: every node is checked against the end
 * of the data when it is read, at the cost of two comparisons.
 *
 * All functions are pure, so threads may share an automaton. */
#ifndef BLT_LANG_DAWG_H
#define BLT_LANG_DAWG_H

#include <stddef.h>
#include <stdint.h>

#define BLT__DAWG_LABELS 56
#define BLT__NO_WORD UINT32_MAX
#define BLT__NO_NODE UINT32_MAX

typedef struct blt__dawg {
    const uint8_t *p;           /* [n], borrowed */
    size_t n;                   /* bytes */
    uint32_t words;
} blt__dawg;

/* A prefix: its node, and the number of the first word that has it. */
typedef struct blt__dawg_state {
    uint32_t node, number;
} blt__dawg_state;

/* The empty prefix; .node is BLT__NO_NODE if the data are too short. */
blt__dawg_state blt__dawg_root(const blt__dawg *a);
/* The prefix with one more byte; .node is BLT__NO_NODE if no word has it. */
blt__dawg_state blt__dawg_step(const blt__dawg *a, blt__dawg_state at,
                               uint8_t byte);
/* The bytes that may follow, ascending, and their states; writes at most max
 * (256 is enough) and returns how many. */
size_t blt__dawg_children(const blt__dawg *a, blt__dawg_state at,
                          uint8_t *byte, blt__dawg_state *to, size_t max);
/* The bytes that may follow, ascending: *label points into the data; returns
 * how many.  *word is as blt__dawg_word_at() has it. */
size_t blt__dawg_labels(const blt__dawg *a, blt__dawg_state at,
                        const uint8_t **label, uint32_t *word);
/* The number of the word that is the prefix itself, or BLT__NO_WORD. */
uint32_t blt__dawg_word_at(const blt__dawg *a, blt__dawg_state at);
/* The number of a word, or BLT__NO_WORD. */
uint32_t blt__dawg_find(const blt__dawg *a, const char *word, size_t n);
/* Writes the word of a number and a NUL to out[0 .. size) and returns its
 * length; "" and 0 if it does not fit or does not exist. */
size_t blt__dawg_spell(const blt__dawg *a, uint32_t word, char *out,
                       size_t size);

/* Called with word[0 .. n), which is not NUL-terminated; returns 0 to stop. */
typedef int blt__word_fn(void *arg, const char *word, size_t n,
                         uint32_t number);
/* Calls f with every word in the order of their numbers; for damaged data at
 * most a->words times. */
void blt__dawg_each(const blt__dawg *a, blt__word_fn *f, void *arg);

#endif
