/* The cloze network: how well a word fits between the words around it.
 *
 * A small network that reads both sides of a position, trained to tell the
 * word that is there from words drawn by their frequency (noise-contrastive
 * estimation [Gutmann, Hyvarinen 2010; Mnih, Teh 2012]):
 *
 *     x    = the first p components of the vectors of the `adjacent` words on
 *            each side, left to right; then the sum of the vectors of up to
 *            `window` words on each side beyond those, over the square root
 *            of how many they are
 *     y    = A x + a,   h = y[0 .. dim) + B max(0, y[dim ..))
 *     s(w) = u(w) . h / log 2  ~  log2 P(w | context) / P(w)
 *
 * so that a word of which nothing is known scores 0.  Punctuation and numbers
 * count as words here, and so does a position beyond the end of the
 * paragraph.  The n-grams know which words often follow each other; this
 * network knows which occur together, ten words apart and in sequences that
 * no text had.
 *
 * Tensors of a language file, little-endian; they are named after the first
 * name of the network:
 *
 *   around.head   U32 [3]      version 1; adjacent; window
 *   around.start  U32 [b + 1]  the words, a table as backoff.h has it
 *   around.rest   U16 [n]        of one-key grams: rows are in its order
 *   around.word   U8  [n]      bit 0: counts in the window
 *   around.in     U8  [n, D/2] input vectors, 4 bits a component (num/view.h)
 *   around.in_scale BF16 [n]
 *   around.out    U8  [n, dim/2]  u, the same
 *   around.out_scale BF16 [n]
 *   around.first  BF16 [dim + hidden, 2 adjacent p + D]  A
 *   around.bias   F32 [dim + hidden]  a
 *   around.second BF16 [dim, hidden]  B
 *
 * A network is read-only and may be shared by threads; each needs scratch of
 * its own. */
#ifndef BLT_LANG_CLOZE_H
#define BLT_LANG_CLOZE_H

#include "file/safetensors.h"
#include "lang/backoff.h"

typedef struct blt__cloze blt__cloze;

/* *a is NULL if the file has no network.  st must outlive it.  BLT_EDATA
 * names `path` and the tensor. */
blt_status blt__cloze_open(blt__cloze **a, const blt__st *st,
                           const char *path, blt_error *err);
void blt__cloze_free(blt__cloze *a);

/* How many keys on each side blt__cloze_context() reads at most. */
size_t blt__cloze_reach(const blt__cloze *a);
/* Scratch for blt__cloze_context(), in floats. */
size_t blt__cloze_scratch(const blt__cloze *a);

/* Computes h for a position into scratch[].
 *   left   [n_left]   keys, left[0] next to the position
 *   right  [n_right]  the same on the right
 * Fewer keys than the reach mean that the paragraph ends there; a key of 0 is
 * an unknown word. */
void blt__cloze_context(const blt__cloze *a, float *scratch,
                        const blt__word_key *left, size_t n_left,
                        const blt__word_key *right, size_t n_right);

/* log2 P(w | context) / P(w), approximately, for the context in scratch[]; 0
 * for a word that the network does not know.  Never NaN. */
float blt__cloze_bits(const blt__cloze *a, const float *scratch,
                      blt__word_key w);

#endif
