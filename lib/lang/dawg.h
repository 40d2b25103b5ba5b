/* A set of words as a minimal acyclic automaton in bytes that are mapped.
 *
 * First the 56 labels that most often lead on alone, then nodes, the root's
 * before all others.  A node, at its offset:
 *
 *     head    1   bit 7: a word ends here; bit 6: the last child's node is
 *                 the one behind this; bits 5-4: bytes of a skip, 0 to 3;
 *                 bits 3-0: how many children, 15: the next byte says
 *     labels  n   the bytes that lead on, ascending
 *     nodes   3   each, little-endian: where they lead; not that of the last
 *                 child when bit 6 is set
 *     skips   0-3 each, but none for the first child: how many words begin
 *                 with the children before
 *
 * Two children or more have skips, so a head with bits 5-4 zero and bits 3-0
 * above 1 would be no node; it is a whole one: no word ends here, and its one
 * child, the node behind, is reached by label (bits 7-6) * 14 + bits 3-0 - 2
 * of the 56.  Long words of rare letters come to a byte a letter so.
 *
 * Words are numbered in the order of their bytes [Lucchesi, Kowaltowski
 * 1993]: the number of a word is the sum of the skips on its way plus one for
 * each shorter word passed.  A file may be hostile: every node is checked
 * against the end when it is looked at, which costs two comparisons. */
#ifndef BLT_LANG_DAWG_H
#define BLT_LANG_DAWG_H

#include "lang/lang.h"

#define BLT__DAWG_LABELS 56

typedef struct blt__dawg {
    const uint8_t *p;
    size_t n;               /* bytes */
    uint32_t words;
} blt__dawg;

blt__dawg_state blt__dawg_root(const blt__dawg *a);
blt__dawg_state blt__dawg_step(const blt__dawg *a, blt__dawg_state at,
                               uint8_t byte);
/* The same; where words behind `at` end at *end, it gets where those behind
 * the new place do. */
blt__dawg_state blt__dawg_into(const blt__dawg *a, blt__dawg_state at,
                               uint8_t byte, uint32_t *end);
size_t blt__dawg_children(const blt__dawg *a, blt__dawg_state at,
                          uint8_t *byte, blt__dawg_state *to, size_t max);
/* The bytes that lead on from a place, ascending: how many.  *word as below. */
size_t blt__dawg_labels(const blt__dawg *a, blt__dawg_state at,
                        const uint8_t **label, uint32_t *word);
uint32_t blt__dawg_word_at(const blt__dawg *a, blt__dawg_state at);
uint32_t blt__dawg_find(const blt__dawg *a, const char *word,
                        size_t n);
size_t blt__dawg_spell(const blt__dawg *a, uint32_t word,
                       char *out, size_t size);

/* Calls f with every word in the order of their numbers, until it returns 0;
 * of a damaged file no more than so many. */
void blt__dawg_each(const blt__dawg *a, blt__word_fn *f, void *arg);

/* ---- build_automaton.c --------------------------------------------------- */

typedef struct blt__dawg_builder blt__dawg_builder;
blt__dawg_builder *blt__dawg_builder_new(void); /* NULL: no memory */
void blt__dawg_builder_free(blt__dawg_builder *m);
/* Words come in the order of their bytes, none twice, none empty, none of
 * more than 255 bytes or with a NUL: BLT_EINVAL. */
blt_status blt__dawg_builder_add(blt__dawg_builder *m, const char *word,
                                 size_t n, blt_error *err);
/* Appends the nodes. */
blt_status
blt__dawg_builder_write(blt__dawg_builder *m, blt__buf *out, blt_error *err);

#endif
